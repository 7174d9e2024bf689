//! `check`: reads everything again and judges it again, as the writer that made it.
//!
//! Invariants
//! - Nothing derived is believed: frames, chain, tree, signatures and rules are computed from the journal's bytes alone,
//!   and the live book is held against the result.
//! - Commits go on meanwhile; the comparison with the live book waits for them only at its end.
//! - Of entries it reports the first that breaks a rule and judges none behind it. Who wants all findings, and an opinion other
//!   than the writer's own, runs `ledger-verify`.

use std::{fmt, sync::Arc};

use ledger_format::{
    body::{Article6, Body, Holds},
    codes::Role,
    entry::EntryBytes,
    frame::HeadFrame,
    head::Head,
    identifiers::{EntryIndex, KeyNumber, PublicKey},
    signature::{VerifyingKey, verify},
    signed_range::{head_prefix, head_range},
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::{
    book::{Book, Draft, State},
    commit::signatures::{self, Checked},
    error::Error,
    holds::particulars::hold_named,
    journal::{
        Corruption, JournalFault,
        batch::{Reading, SealedBatch},
        segments,
        walk::{Depth, Walk, WalkedBatch, grow_tree},
    },
    ledger::Ledger,
    live::Shared,
    progress::{Progress, untold},
    rules::{Candidate, Refusal, SignatureVerdict},
    tree::Tree,
};

/// What `check` found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct CheckReport {
    /// The head that the journal's bytes give.
    pub head: Head,
    /// Segments read.
    pub segment_count: usize,
    /// Batches read.
    pub batch_count: u64,
    /// Entries whose signatures and rules were checked.
    pub judged_count: u64,
    /// Signatures of entries that were checked.
    pub signature_count: u64,
    /// Head signatures that were checked.
    pub head_signature_count: u64,
    /// What is wrong; nothing behind it was judged.
    pub finding: Option<CheckFinding>,
    /// Whether the live book is the one that the journal gives; not asked after a finding.
    pub book_agrees: Option<bool>,
}

/// Something wrong in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckFinding {
    /// The journal's bytes are not what was written.
    Damage(Corruption),
    /// An entry that the rules do not allow at its place.
    Rule {
        /// The entry.
        entry: EntryIndex,
        /// What the rule says.
        refusal: Refusal,
    },
    /// A head signature that is not an operator's, or not valid (J-111).
    HeadSignature {
        /// The head's entry count.
        entry_count: u64,
        /// The key it names.
        key: KeyNumber,
    },
}

impl CheckReport {
    /// Whether everything was checked and nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.finding.is_none() && self.book_agrees == Some(true)
    }
}

impl fmt::Display for CheckFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damage(corruption) => corruption.fmt(f),
            Self::Rule { entry, refusal } => write!(f, "entry {entry}: {refusal}"),
            Self::HeadSignature { entry_count, key } => {
                write!(
                    f,
                    "the head after {entry_count} entries is not validly signed by key {key} as an operator's"
                )
            }
        }
    }
}

impl Ledger {
    /// Reads and judges the whole journal up to the durable head.
    ///
    /// # Errors
    /// What the medium reports; damage and broken rules are in the report.
    pub fn check(&self) -> Result<CheckReport, Error> {
        self.check_and_tell(untold)
    }

    /// The same, telling how far it has come, in entries.
    ///
    /// # Errors
    /// As [`Ledger::check`].
    pub fn check_and_tell(&self, mut tell: impl FnMut(Progress)) -> Result<CheckReport, Error> {
        let shared = &*self.shared;
        let mut check = Check::new(shared)?;
        loop {
            // Durable now; what is committed meanwhile is read in the next round.
            let head = shared.live.read().head;
            check.read_to(head.entry_count, &mut tell)?;
            if check.report.finding.is_some() {
                break;
            }
            let live = shared.live.read();
            if live.head.entry_count == check.walk.entry_count() {
                check.report.book_agrees = Some(live.head == check.report.head && live.book == check.book);
                break;
            }
        }
        Ok(check.report)
    }
}

struct Check<'a> {
    shared: &'a Shared,
    walk: Walk,
    tree: Tree,
    book: Book,
    keys: FxHashMap<KeyNumber, VerifyingKey>,
    /// Where the last batch had no head frame yet: the operators before it, who may sign its head (J-111).
    operators_before: Vec<KeyNumber>,
    report: CheckReport,
}

impl<'a> Check<'a> {
    fn new(shared: &'a Shared) -> Result<Self, Error> {
        let (storage, origin) = (&shared.storage, &shared.origin);
        let walk = Walk::from_genesis(Arc::clone(storage), origin.clone(), Depth::Entries)?;
        let report = CheckReport {
            head: Head::empty(origin),
            segment_count: segments::list(&**storage)?.len(),
            batch_count: 0,
            judged_count: 0,
            signature_count: 0,
            head_signature_count: 0,
            finding: None,
            book_agrees: None,
        };
        let (tree, book) = (Tree::new(), Book::new(origin.clone()));
        let (keys, operators_before) = (FxHashMap::default(), Vec::new());
        Ok(Self { shared, walk, tree, book, keys, operators_before, report })
    }

    fn read_to(&mut self, entry_count: u64, tell: &mut dyn FnMut(Progress)) -> Result<(), Error> {
        self.walk.set_limit(entry_count, self.report.head.root)?;
        loop {
            let window = match self.walk.next_window() {
                Err(Error::Corrupt(corruption)) => {
                    self.report.finding = Some(CheckFinding::Damage(*corruption));
                    return Ok(());
                }
                other => other?,
            };
            if let Some(frame) = self.walk.take_belated_head() {
                let is_operator = self.is_operator(&frame) || self.operators_before.contains(&frame.key);
                self.check_heads(&[(frame, is_operator)]);
                if self.report.finding.is_some() {
                    return Ok(());
                }
            }
            if window.is_empty() {
                break;
            }
            self.judge_window(&window)?;
            tell(Progress { done: self.report.head.entry_count, total: entry_count });
            if self.report.finding.is_some() {
                return Ok(());
            }
        }
        if self.walk.entry_count() < entry_count {
            // The journal ends before the head that this handle knows to be durable.
            let at = self.walk.position().unwrap_or(self.shared.live.read().end);
            let shortened = || Corruption {
                file: segments::path(at.segment),
                offset: at.offset,
                fault: JournalFault::Shortened { expected: entry_count, found: self.walk.entry_count() },
            };
            let corruption = self.walk.tail_corruption().unwrap_or_else(shortened);
            self.report.finding = Some(CheckFinding::Damage(corruption));
        }
        Ok(())
    }

    fn judge_window(&mut self, window: &[WalkedBatch]) -> Result<(), Error> {
        for walked in window {
            self.learn_keys(&walked.batch);
        }
        let entries: Vec<EntryBytes<'_>> =
            window.iter().flat_map(|walked| walked.batch.iter().map(|(_, entry)| entry)).collect();
        let (prefix, entropy) = (&self.shared.statement_prefix, &*self.shared.entropy);
        let verdicts =
            signatures::check(&entries, prefix, &self.keys, entropy, rayon::current_num_threads())?;
        self.report.signature_count +=
            entries.iter().map(|entry| entry.signatures().len() as u64).sum::<u64>();
        let (mut verdicts, mut heads) = (verdicts.into_iter(), Vec::new());
        for walked in window {
            let root = match grow_tree(&mut self.tree, walked) {
                Err(Error::Corrupt(corruption)) => {
                    self.report.finding = Some(CheckFinding::Damage(*corruption));
                    return Ok(());
                }
                other => other?,
            };
            let signer = walked.head_frame.map(|frame| (frame, self.is_operator(&frame)));
            if signer.is_none() {
                self.operators_before = State::holders(&self.book, Role::OPERATOR, None).to_vec();
            }
            if let Some(finding) = self.judge(&walked.batch, &mut verdicts) {
                self.report.finding = Some(finding);
                return Ok(());
            }
            if let Some((frame, was_operator)) = signer {
                heads.push((frame, was_operator || self.is_operator(&frame)));
            }
            self.report.batch_count += 1;
            let (entry_count, chain) = (walked.batch.entry_count_after(), walked.batch.header.chain);
            self.report.head = Head { entry_count, chain, root };
        }
        self.check_heads(&heads);
        Ok(())
    }

    /// Judges one batch; the first entry that breaks a rule ends it.
    fn judge(
        &mut self,
        batch: &SealedBatch,
        verdicts: &mut impl Iterator<Item = Checked>,
    ) -> Option<CheckFinding> {
        let (mut draft, count) = (Draft::default(), batch.entries.len());
        for (place, (index, entry, reading)) in batch.read_entries().enumerate() {
            let (context, body) = match reading {
                Reading::Known(context, body) => (context, body),
                Reading::Malformed(fault) => {
                    let known = draft.knows(&self.book, entry.kind());
                    let refusal = Refusal::undecoded(*fault, entry.kind(), known);
                    return Some(CheckFinding::Rule { entry: index, refusal });
                }
                Reading::UnknownKind => {
                    let refusal = Refusal::unknown_kind(entry.kind());
                    return Some(CheckFinding::Rule { entry: index, refusal });
                }
            };
            let named = match body {
                Body::Reversal(reversal) => Some(reversal.reverses),
                // A hold that is over is known to the journal only.
                _ => hold_named(body).filter(|hold| *hold < index && !draft.knows_hold(&self.book, *hold)),
            };
            let found = named.and_then(|named| self.shared.places.batch_of(named).ok().flatten());
            let named = found.as_ref().zip(named).and_then(|(found, named)| {
                match found.batch.readings.get(found.place_of(named)?)? {
                    Reading::Known(_, body) => Some(body),
                    _ => None,
                }
            });
            let candidate = Candidate {
                entry,
                context,
                body,
                index,
                recorded_at: batch.header.recorded_at,
                signatures: match verdicts.next() {
                    Some(Checked::Verdict(verdict)) => verdict,
                    // Of keys that are not known R-110 speaks, before R-111.
                    Some(Checked::NotYet) | None => SignatureVerdict::Valid,
                },
                last_in_batch: place + 1 == count,
                alone_in_batch: count == 1,
                reversed: match named {
                    Some(Body::Movement(movement)) => Some(movement),
                    _ => None,
                },
                named_hold: match named {
                    Some(Body::Holds(Holds::Placed(hold))) => Some(hold),
                    _ => None,
                },
                chain_at_count: match body {
                    Body::Article6(Article6::AefFiled(filed)) => {
                        self.shared.places.chain_at(filed.entry_count).ok().flatten()
                    }
                    _ => None,
                },
            };
            match draft.admit(&self.book, &candidate) {
                Ok(admitted) => draft.apply(&self.book, admitted),
                Err(refusal) => return Some(CheckFinding::Rule { entry: index, refusal }),
            }
            self.report.judged_count += 1;
        }
        self.book.merge(draft);
        None
    }

    /// Notes the keys that a batch registers, first come first served: numbers are never used twice.
    fn learn_keys(&mut self, batch: &SealedBatch) {
        let mut learn = |number: KeyNumber, key: &PublicKey| {
            if let Ok(key) = VerifyingKey::from_bytes(&key.0) {
                self.keys.entry(number).or_insert(key);
            }
        };
        for reading in &batch.readings {
            match reading {
                Reading::Known(_, Body::Genesis(genesis)) => {
                    (0..).map(KeyNumber).zip(&*genesis.keys).for_each(|(number, key)| learn(number, key));
                }
                Reading::Known(_, Body::KeyRegistered(body)) => learn(body.key, &body.public_key),
                Reading::Known(_, Body::KeyRotated(body)) => learn(body.new, &body.public_key),
                _ => {}
            }
        }
    }

    fn is_operator(&self, frame: &HeadFrame) -> bool {
        self.book.holds_role(Role::OPERATOR, frame.key)
    }

    fn check_heads(&mut self, heads: &[(HeadFrame, bool)]) {
        let prefix = head_prefix(&self.shared.origin);
        let is_bad = |(frame, is_operator): &&(HeadFrame, bool)| {
            let key = self.keys.get(&frame.key).filter(|_| *is_operator);
            let range = head_range(&frame.head);
            key.is_none_or(|key| verify(key, &prefix, &range, &frame.signature).is_err())
        };
        let bad = heads.par_iter().find_first(is_bad);
        self.report.head_signature_count += heads.len() as u64;
        self.report.finding = bad.map(|(frame, _)| CheckFinding::HeadSignature {
            entry_count: frame.head.entry_count,
            key: frame.key,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use ledger_format::limits::HEAD_FRAME_SIZE;

    use super::*;
    use crate::{
        OpenOptions,
        fixture::Registry,
        storage::{Access, MemoryStorage, Storage},
    };

    /// A head that is signed while the check runs stands between what it has read and what it reads next.
    #[test]
    fn a_head_signed_between_two_rounds_is_checked_too() {
        for forged in [false, true] {
            let (registry, storage) = (Registry::new(), MemoryStorage::new());
            let options = OpenOptions { idle: Duration::from_secs(3_600), ..registry.options() };
            let genesis = registry.genesis();
            let ledger =
                Ledger::create_in(Arc::new(storage.clone()), &genesis, Registry::operators(), options)
                    .unwrap();
            ledger.submit(&registry.setup(2)).unwrap();
            let mut check = Check::new(&ledger.shared).unwrap();
            check.read_to(ledger.durable_head().entry_count, &mut untold).unwrap();
            let at = ledger.shared.live.read().end;
            let heads = check.report.head_signature_count;
            ledger.sign_head().unwrap();
            if forged {
                let file = storage.open(&segments::path(at.segment), Access::ReadWrite).unwrap();
                let mut bytes = [0; HEAD_FRAME_SIZE];
                file.read_at(at.offset, &mut bytes).unwrap();
                let mut frame = HeadFrame::decode(&bytes).unwrap();
                frame.signature[5] ^= 1;
                file.write_at(at.offset, &frame.encode()).unwrap();
            }
            ledger.submit(&[registry.issue(0, 1, 10)]).unwrap();
            check.read_to(ledger.durable_head().entry_count, &mut untold).unwrap();
            assert_eq!(check.report.head_signature_count, heads + 1);
            let finding = matches!(check.report.finding, Some(CheckFinding::HeadSignature { .. }));
            assert_eq!(finding, forged, "{:?}", check.report.finding);
        }
    }
}
