//! The stages of one window: cut and hash, follow the frames, check signatures and heads, judge by the rules.
//!
//! Invariants:
//! - Frames are followed in order by one thread; all that hashes or multiplies runs before or after it on many.
//! - After a batch that is not whole (J-106), a segment that leaves a gap (J-102), or the part that is asked for, nothing more
//!   is followed.
//!
//! It asks J-106 and J-107; every other rule stands in its own module.

use ledger_format::digest::{chain_start, empty_root, leaf_hashes};
use ledger_format::frame::{BatchHeader, HeadFrame, SegmentHeader};
use ledger_format::identifiers::{Digest, EntryIndex, Origin};
use ledger_format::signed_range::{head_prefix, statement_prefix};
use rayon::prelude::*;

use crate::batch::{BatchHashes, CutBatch};
use crate::coverage::Coverage;
use crate::error::Unreadable;
use crate::fault::Fault;
use crate::finding::{Finding, Place, Rule};
use crate::heads::{self, HeadVerdicts, PlacedHead};
use crate::journal::lookup::Lookup;
use crate::journal::source::JournalSource;
use crate::journal::walk::{Ending, Frame, Window};
use crate::options::Options;
use crate::part;
use crate::rules::{Keyring, Replay};
use crate::sample::Drawn;
use crate::sequence::{Onward, Sequence};
use crate::signatures::{Randomness, Signed, invalid, signatures_of};
use crate::tree::Frontier;
use crate::window::{Batch, SignatureVerdicts};

/// What a journal gave.
pub(crate) struct Passage<'s> {
    /// Whose journal it is, once a segment header is good.
    pub origin: Option<Origin>,
    /// Where it ended, and what was found on the way.
    pub sequence: Sequence,
    /// The tree over all entries; empty in a part.
    pub tree: Frontier,
    /// Entries by index.
    pub lookup: Lookup<'s>,
    /// The rules.
    pub replay: Option<Replay>,
    /// What was checked.
    pub coverage: Coverage,
    /// Findings but those of `replay`.
    pub findings: Vec<Finding>,
    /// BLAKE3 of leaf 0.
    pub genesis_leaf: Option<Digest>,
    /// Chain and root at the checkpoint's entry count, once that was read.
    pub at_checkpoint: Option<(Digest, Digest)>,
    /// How the walk ended; none where nothing more was followed.
    pub ending: Option<Ending>,
}

/// The stages, with all that goes on from window to window.
pub(crate) struct Stages<'s> {
    options: &'s Options,
    drawn: Option<&'s Drawn>,
    checkpoint_at: Option<u64>,
    randomness: Randomness,
    statement_prefix: Vec<u8>,
    head_prefix: Vec<u8>,
    /// Whether the head of the batch before is in what is asked for, and its signature to be checked.
    last_batch: Asked,
    fault: Fault,
    passage: Passage<'s>,
}

/// How much of a batch is asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    hashes: bool,
    signatures: bool,
}

/// A batch to be cut, with its place in the journal.
struct Job<'w> {
    header: &'w BatchHeader,
    payload: &'w [u8],
    place: Place,
    first: EntryIndex,
    /// From 0, over the whole journal.
    ordinal: u64,
}

/// A batch that went through hashing.
struct Hashed<'w> {
    cut: CutBatch<'w>,
    asked: Asked,
    /// None outside the part that is asked for.
    hashes: Option<BatchHashes>,
    /// What coverage says of its entries.
    counts: Counts,
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    signatures: u64,
    on_behalf: u64,
    imported: u64,
}

/// What of a window could be followed.
struct Followed<'w> {
    onward: Onward,
    batches: Vec<Batch<'w>>,
    asked: Vec<Asked>,
    heads: Vec<PlacedHead<'w>>,
}

impl<'s> Stages<'s> {
    /// Before the first window.
    ///
    /// # Errors
    /// [`Unreadable::Randomness`].
    pub fn new(
        source: &'s dyn JournalSource,
        options: &'s Options,
        checkpoint_at: Option<u64>,
        drawn: Option<&'s Drawn>,
    ) -> Result<Self, Unreadable> {
        let passage = Passage {
            origin: None,
            sequence: Sequence::default(),
            tree: Frontier::default(),
            lookup: Lookup::new(source),
            replay: None,
            coverage: Coverage::default(),
            findings: Vec::new(),
            genesis_leaf: None,
            at_checkpoint: None,
            ending: None,
        };
        Ok(Self {
            options,
            drawn,
            checkpoint_at,
            randomness: Randomness::draw()?,
            statement_prefix: Vec::new(),
            head_prefix: Vec::new(),
            last_batch: Asked::default(),
            fault: Fault::default(),
            passage,
        })
    }

    /// What all windows gave.
    pub fn into_passage(self) -> Passage<'s> {
        self.passage
    }

    /// Takes the next window through all stages.
    ///
    /// # Errors
    /// [`Unreadable`] when an earlier entry cannot be read again.
    pub fn window(&mut self, window: &Window) -> Result<Onward, Unreadable> {
        let known = self.passage.findings.len();
        let jobs = self.jobs(window);
        let hashed: Vec<Hashed<'_>> = jobs.par_iter().map(|job| self.hash(job)).collect();
        let followed = self.follow(window, hashed);
        let good_heads = self.judge(&followed)?;
        self.passage.findings.append(&mut self.passage.sequence.take_findings());
        self.fault.explain(self.passage.findings.get_mut(known..).unwrap_or_default(), &good_heads);
        if followed.onward == Onward::GoesOn {
            self.end(window.ending.as_ref());
        }
        // Many small allocations: giving them back takes as long as many a stage.
        followed.batches.into_par_iter().for_each(drop);
        Ok(followed.onward)
    }

    /// The window's batches with their places in the journal, which hold as long as all before them are whole.
    fn jobs<'w>(&self, window: &'w Window) -> Vec<Job<'w>> {
        let mut first = self.passage.sequence.entry_count();
        let mut ordinal = self.passage.coverage.batches;
        let mut jobs = Vec::new();
        for placed in &window.frames {
            if let Frame::Batch(header, payload) = &placed.frame {
                let payload = window.bytes.get(payload.clone()).unwrap_or_default();
                jobs.push(Job { header, payload, place: placed.place, first: EntryIndex(first), ordinal });
                first = first.saturating_add(u64::from(header.entry_count));
                ordinal = ordinal.saturating_add(1);
            }
        }
        jobs
    }

    fn hash<'w>(&self, job: &Job<'w>) -> Hashed<'w> {
        let cut = CutBatch::cut(*job.header, job.payload, job.first, job.place);
        let (first, end) = (cut.batch.first, cut.batch.end());
        let is_asked =
            self.options.part.is_none_or(|part| part.begins_at_genesis() || part.touches(first, end));
        let is_drawn = self.drawn.is_none_or(|drawn| drawn.contains(job.ordinal));
        let asked = Asked { hashes: is_asked, signatures: is_asked && is_drawn && self.options.signatures };
        // What could be cut of a batch that is not whole is what the head that is reported covers (J-106).
        let hashes = (is_asked || !cut.is_whole).then(|| cut.hash());
        let mut counts = Counts::default();
        for entry in &cut.batch.entries {
            counts.signatures += entry.bytes.signatures().len() as u64;
            counts.on_behalf += u64::from(entry.reading.is_on_behalf());
            counts.imported += u64::from(entry.reading.has_provenance());
        }
        Hashed { cut, asked, hashes, counts }
    }

    /// Goes through the frames in order.
    fn follow<'w>(&mut self, window: &'w Window, hashed: Vec<Hashed<'w>>) -> Followed<'w> {
        let mut followed = Followed {
            onward: Onward::GoesOn,
            batches: Vec::with_capacity(hashed.len()),
            asked: Vec::with_capacity(hashed.len()),
            heads: Vec::new(),
        };
        let mut hashed = hashed.into_iter();
        for placed in &window.frames {
            followed.onward = match &placed.frame {
                Frame::Segment(header) => self.segment(header, placed.place),
                Frame::Head(frame) => {
                    followed.heads.extend(self.head(frame, placed.place));
                    Onward::GoesOn
                }
                Frame::Batch(..) => match hashed.next() {
                    Some(hashed) if self.is_behind_part(hashed.cut.batch.first) => Onward::Ends,
                    Some(hashed) => {
                        let onward = self.batch(&hashed, placed.place);
                        followed.batches.push(hashed.cut.batch);
                        followed.asked.push(hashed.asked);
                        onward
                    }
                    None => Onward::Ends,
                },
            };
            if followed.onward == Onward::Ends {
                self.passage.coverage.unread_from = Some(placed.place);
                break;
            }
        }
        followed
    }

    fn is_behind_part(&self, first: EntryIndex) -> bool {
        self.options.part.is_some_and(|part| first > part.to)
    }

    /// Whether the tree is kept and the rules are asked: in a part that does not begin at genesis neither can be.
    fn has_history(&self) -> bool {
        self.options.part.is_none_or(|part| part.begins_at_genesis())
    }

    fn segment(&mut self, header: &SegmentHeader, place: Place) -> Onward {
        let passage = &mut self.passage;
        passage.coverage.segments += 1;
        if passage.origin.is_none() {
            self.statement_prefix = statement_prefix(&header.origin);
            self.head_prefix = head_prefix(&header.origin);
            passage.replay = Some(Replay::new(header.origin.clone()));
            passage.origin = Some(header.origin.clone());
            if self.checkpoint_at == Some(0) {
                passage.at_checkpoint = Some((chain_start(&header.origin), empty_root()));
            }
        }
        passage.sequence.segment(header, place)
    }

    fn head<'w>(&mut self, frame: &'w HeadFrame, place: Place) -> Option<PlacedHead<'w>> {
        self.passage.coverage.heads += 1;
        let batch = self.passage.sequence.head(place)?;
        let tree = self.has_history().then(|| self.passage.tree.clone());
        let check_signature = self.last_batch.signatures;
        self.last_batch.hashes.then_some(PlacedHead { frame, place, batch, tree, check_signature })
    }

    fn batch(&mut self, hashed: &Hashed<'_>, place: Place) -> Onward {
        let Hashed { cut, asked, hashes, counts } = hashed;
        let has_history = self.has_history();
        let passage = &mut self.passage;
        let count = cut.batch.entries.len() as u64;
        passage.coverage.batches += 1;
        passage.coverage.entries += count;
        passage.coverage.entries_hashed += if asked.hashes { count } else { 0 };
        passage.coverage.signatures += counts.signatures;
        passage.coverage.on_behalf += counts.on_behalf;
        passage.coverage.imported += counts.imported;
        let computed = hashes.as_ref().map_or(cut.header.chain, |hashes| hashes.chain);
        let chain = if cut.is_whole { cut.header.chain } else { computed };
        passage.sequence.batch(&cut.header, count, chain, place);
        passage.lookup.batch(cut.batch.first, count, place);
        self.last_batch = *asked;
        if !cut.is_whole {
            passage.findings.push(Finding::of_journal(Rule::J(106), place));
        } else if computed != cut.header.chain {
            passage.findings.push(Finding::of_journal(Rule::J(107), place));
        }
        if let (EntryIndex(0), Some(entry)) = (cut.batch.first, cut.batch.entries.first()) {
            passage.genesis_leaf = Some(leaf_hashes(cut.batch.recorded_at, entry.bytes.bytes()).0);
        }
        if let Some(hashes) = hashes.as_ref().filter(|_| has_history) {
            self.grow(cut, hashes, chain);
        }
        if cut.is_whole { Onward::GoesOn } else { Onward::Ends }
    }

    /// Appends the batch to the tree, and keeps what the checkpoint is compared with.
    fn grow(&mut self, cut: &CutBatch<'_>, hashes: &BatchHashes, chain: Digest) {
        let passage = &mut self.passage;
        let first = cut.batch.first.0;
        let inside = self.checkpoint_at.and_then(|at| at.checked_sub(first)).filter(|inside| *inside > 0);
        let inside = inside.and_then(|inside| usize::try_from(inside).ok());
        if let Some(count) = inside.filter(|count| *count < cut.batch.entries.len()) {
            let hashes = cut.hash_first(count);
            let mut tree = passage.tree.clone();
            hashes.subtrees.iter().for_each(|subtree| tree.push(*subtree));
            passage.at_checkpoint = Some((hashes.chain, tree.root()));
        }
        hashes.subtrees.iter().for_each(|subtree| passage.tree.push(*subtree));
        if inside == Some(cut.batch.entries.len()) {
            passage.at_checkpoint = Some((chain, passage.tree.root()));
        }
    }

    /// Checks signatures and heads, and asks the rules; returns where heads are that state the journal.
    fn judge(&mut self, followed: &Followed<'_>) -> Result<Vec<Place>, Unreadable> {
        let has_history = self.has_history();
        let Self { passage, randomness, statement_prefix, head_prefix, .. } = self;
        let Passage { replay, lookup, coverage, findings, .. } = passage;
        let Some(replay) = replay else { return Ok(Vec::new()) };
        replay.control(&followed.batches);

        let mut heads = HeadVerdicts::default();
        let mut check = |keyring: &Keyring<'_>| {
            let mut signed = gather(followed, keyring);
            coverage.signatures_checked += signed.len() as u64;
            let guilty = invalid(&mut signed, statement_prefix, randomness);
            heads = heads::check(&followed.heads, keyring, head_prefix, randomness);
            SignatureVerdicts::new(guilty)
        };
        let mut of_part = Vec::new();
        if has_history {
            let judged = replay.window(&followed.batches, lookup, check);
            judged.map_err(|source| Unreadable::Again { source })?;
        } else {
            let verdicts = check(&replay.keyring());
            let asked = followed.batches.iter().zip(&followed.asked).filter(|(_, asked)| asked.hashes);
            of_part = part::judge(asked.map(|(batch, _)| batch), &replay.keyring(), &verdicts);
        }
        coverage.heads_compared += followed.heads.len() as u64;
        coverage.heads_checked += heads.signatures_checked;
        coverage.signed_up_to = heads.signed_up_to.or(coverage.signed_up_to);
        findings.extend(heads.findings);
        findings.extend(of_part);
        Ok(heads.good)
    }

    /// The walk has ended (J-101, J-103, J-112).
    fn end(&mut self, ending: Option<&Ending>) {
        let passage = &mut self.passage;
        match ending {
            Some(Ending::Damaged(finding)) => {
                passage.coverage.unread_from = finding.place;
                passage.findings.push(finding.clone());
            }
            Some(Ending::Torn { place, .. }) => passage.coverage.unread_from = Some(*place),
            Some(Ending::Complete) | None => {}
        }
        passage.ending = ending.cloned();
    }
}

/// The signatures to check: of batches that are asked for, by keys that are valid at their entry (R-110 says so of others).
fn gather<'w>(followed: &'w Followed<'w>, keyring: &Keyring<'w>) -> Vec<Signed<'w>> {
    let asked = followed.batches.par_iter().zip(&followed.asked).filter(|(_, asked)| asked.signatures);
    asked
        .flat_map_iter(|(batch, _)| {
            batch.indexed().filter(|(entry, each)| !keyring.is_malformed(*entry, each)).flat_map(
                |(entry, each)| {
                    signatures_of(&each.bytes).filter_map(move |(number, signature)| {
                        let key = keyring.key_at(number, entry)?;
                        Some(Signed { entry, number, key, range: each.bytes.statement(), signature })
                    })
                },
            )
        })
        .collect()
}
