//! Runs callers' batches against the rules, one after another, on a draft above the book.
//!
//! Invariants
//! - The book is only read; a caller's batch that is refused leaves no trace on the draft.
//! - An entry that the journal holds already, statement for statement, is not admitted again: it gets its old receipt (D6).
//! - A rulebook that is adopted ends the batch.

use std::sync::Arc;

use ledger_format::{
    body::{Article6, Body, Holds, Movement, holds::HoldPlaced},
    digest::{chain_next, leaf_hashes},
    entry::EntryBytes,
    head::Head,
    identifiers::{Digest, EntryIndex, Timestamp},
    limits::BATCH_PAYLOAD_SIZE_MAX,
};

use super::{
    CommitError, Receipt,
    signatures::{Checked, check_one},
    submission::Submission,
};
use crate::{
    book::{Book, Draft},
    error::Error,
    holds::particulars::hold_named,
    journal::{
        Corruption, JournalFault,
        batch::{Reading, SealedEntry},
        places::{FoundBatch, Places},
        segments,
    },
    rules::{Candidate, Refusal, SignatureVerdict},
};

/// What there is before the draft.
pub(crate) struct Ground<'a> {
    pub book: &'a Book,
    pub places: &'a Places,
    pub statement_prefix: &'a [u8],
    /// The durable head.
    pub head: Head,
    /// The time of the batch that is being drafted.
    pub recorded_at: Timestamp,
}

/// The entries of the next sealed batch, and what each caller will be told once it is durable.
#[derive(Default)]
pub(crate) struct Drafted {
    pub draft: Draft,
    pub payload: Vec<u8>,
    pub entries: Vec<SealedEntry>,
    pub answers: Vec<Answer>,
    /// The chain after each entry, as far as somebody asked for it.
    chains: Vec<Digest>,
    /// Whether the last entry adopts a rulebook, which ends the batch.
    adopts_rulebook: bool,
}

/// What a caller will be told.
pub(crate) type Answer = Result<Vec<Placed>, CommitError>;

/// One entry of a caller's batch.
pub(crate) enum Placed {
    /// It is in the batch being drafted, at this place.
    Here(usize),
    /// It was recorded before.
    Before(Receipt),
}

impl Drafted {
    /// Drafts as many of the submissions, from the first on, as fit one sealed batch, and at least one: there are as many
    /// answers. `checked` says what is known of the signatures of an entry, by its place in a submission.
    pub fn draft(
        ground: &Ground<'_>,
        submissions: &[Submission],
        checked: impl Fn(usize, usize) -> Checked,
    ) -> Self {
        let mut drafted = Self::default();
        let sizes = submissions.iter().map(|submission| (submission.payload.len(), submission.entries.len()));
        let (size, entry_count) = sizes.fold((0, 0), |sum, (size, count)| (sum.0 + size, sum.1 + count));
        drafted.payload.reserve_exact(size.min(BATCH_PAYLOAD_SIZE_MAX));
        drafted.entries.reserve_exact(entry_count);
        for (at, submission) in submissions.iter().enumerate() {
            // A submission by itself always fits.
            if at > 0 && drafted.payload.len() + submission.payload.len() > BATCH_PAYLOAD_SIZE_MAX {
                break;
            }
            let answer = drafted.admit_all(ground, submission, |place| checked(at, place));
            drafted.answers.push(answer);
            if drafted.adopts_rulebook {
                break;
            }
        }
        drafted
    }

    /// All entries of one caller, or none.
    fn admit_all(
        &mut self,
        ground: &Ground<'_>,
        submission: &Submission,
        checked: impl Fn(usize) -> Checked,
    ) -> Answer {
        let (entry_count, size) = (self.entries.len(), self.payload.len());
        self.draft.savepoint();
        let answer = self.admit_each(ground, submission, checked);
        if answer.is_err() {
            self.draft.rollback();
            self.entries.truncate(entry_count);
            self.payload.truncate(size);
            self.chains.truncate(entry_count);
            self.adopts_rulebook = false;
        }
        answer
    }

    fn admit_each(
        &mut self,
        ground: &Ground<'_>,
        submission: &Submission,
        checked: impl Fn(usize) -> Checked,
    ) -> Answer {
        let count = submission.entries.len();
        let mut placed = Vec::with_capacity(count);
        for (place, (entry, reading)) in submission.iter().zip(&submission.readings).enumerate() {
            if let Some(before) = self.recorded_before(ground, &entry)? {
                placed.push(before);
                continue;
            }
            let (context, body) = match reading {
                Reading::Known(context, body) => (context, body),
                Reading::Malformed(fault) => {
                    let known = self.draft.knows(ground.book, entry.kind());
                    let refusal = Refusal::undecoded(*fault, entry.kind(), known);
                    return Err(CommitError::Refused { place, refusal });
                }
                // `Submission::read` has refused it.
                Reading::UnknownKind => continue,
            };
            let named = match body {
                Body::Reversal(reversal) => Some(reversal.reverses),
                // A hold that is over is known to the journal only.
                _ => hold_named(body).filter(|hold| !self.draft.knows_hold(ground.book, *hold)),
            };
            let named = named.map_or(Ok(None), |index| self.fetch(ground, index))?;
            let chain_at_count = match body {
                Body::Article6(Article6::AefFiled(filed)) => self.chain_at(ground, filed.entry_count)?,
                _ => None,
            };
            let candidate = Candidate {
                entry,
                context,
                body,
                index: EntryIndex(ground.head.entry_count.saturating_add(self.entries.len() as u64)),
                recorded_at: ground.recorded_at,
                signatures: match checked(place) {
                    Checked::Verdict(verdict) => verdict,
                    Checked::NotYet => self.check_signatures(ground, &entry),
                },
                last_in_batch: place + 1 == count,
                alone_in_batch: count == 1 && self.entries.is_empty(),
                reversed: named.as_ref().and_then(Fetched::movement),
                named_hold: named.as_ref().and_then(Fetched::hold),
                chain_at_count,
            };
            let admitted = self
                .draft
                .admit(ground.book, &candidate)
                .map_err(|refusal| CommitError::Refused { place, refusal })?;
            self.draft.apply(ground.book, admitted);
            placed.push(Placed::Here(self.entries.len()));
            self.adopts_rulebook = matches!(body, Body::RulebookAdopted(_));
            self.entries.push(SealedEntry::unhashed(self.payload.len(), entry.bytes().len()));
            self.payload.extend_from_slice(entry.bytes());
        }
        Ok(placed)
    }

    fn check_signatures(&self, ground: &Ground<'_>, entry: &EntryBytes<'_>) -> SignatureVerdict {
        check_one(entry, ground.statement_prefix, |key| self.draft.public_key(ground.book, key))
    }

    /// The receipt of the same statement under the same id, if there is one. Other content under that id is R-123's affair.
    fn recorded_before(&self, ground: &Ground<'_>, entry: &EntryBytes<'_>) -> Result<Option<Placed>, Error> {
        let Some(index) = self.draft.entry_with_id(ground.book, &entry.id(), ground.recorded_at) else {
            return Ok(None);
        };
        if let Some(place) = self.place_of(ground, index) {
            let same = self.entry(place).is_some_and(|before| before.statement() == entry.statement());
            return Ok(same.then_some(Placed::Here(place)));
        }
        let Some(found) = ground.places.batch_of(index)? else { return Ok(None) };
        let Some(place) = found.place_of(index) else { return Ok(None) };
        let same = found.batch.entry(place).is_some_and(|before| before.statement() == entry.statement());
        match found.batch.entries.get(place) {
            Some(sealed) if same => Ok(Some(Placed::Before(Receipt {
                entry: index,
                digest: sealed.digest,
                head: head_of(&found, &ground.head)?,
                recorded_at: found.batch.header.recorded_at,
            }))),
            _ => Ok(None),
        }
    }

    /// An entry's place in the batch being drafted, if it is in it.
    fn place_of(&self, ground: &Ground<'_>, index: EntryIndex) -> Option<usize> {
        usize::try_from(index.0.checked_sub(ground.head.entry_count)?).ok()
    }

    fn entry(&self, place: usize) -> Option<EntryBytes<'_>> {
        self.entries.get(place)?.bytes(&self.payload)
    }

    /// The chain after so many entries of the journal and of the batch being drafted; `None` if there are fewer.
    fn chain_at(&mut self, ground: &Ground<'_>, entry_count: u64) -> Result<Option<Digest>, Error> {
        let head = &ground.head;
        let Some(drafted) = entry_count.checked_sub(head.entry_count) else {
            return ground.places.chain_at(entry_count);
        };
        let Some(place) = usize::try_from(drafted).ok().filter(|place| *place <= self.entries.len()) else {
            return Ok(None);
        };
        // Each entry is hashed once for whoever asks, also if many ask.
        let mut chain = self.chains.last().copied().unwrap_or(head.chain);
        for entry in self.entries.get(self.chains.len()..place).unwrap_or_default() {
            if let Some(bytes) = entry.bytes(&self.payload) {
                chain = chain_next(&chain, &leaf_hashes(ground.recorded_at, bytes.bytes()).0);
            }
            self.chains.push(chain);
        }
        Ok(place.checked_sub(1).map_or(Some(head.chain), |last| self.chains.get(last).copied()))
    }

    /// An earlier entry, from the batch being drafted or from the journal.
    fn fetch(&self, ground: &Ground<'_>, index: EntryIndex) -> Result<Option<Fetched>, Error> {
        if let Some(place) = self.place_of(ground, index) {
            return Ok(match self.entry(place).as_ref().map(Reading::of) {
                Some(Reading::Known(_, body)) => Some(Fetched::Drafted(body)),
                _ => None,
            });
        }
        let found = ground.places.batch_of(index)?;
        Ok(found.and_then(|batch| Some(Fetched::Recorded { place: batch.place_of(index)?, batch })))
    }
}

/// The entry that a reversal, or who accepts or releases a hold, names.
enum Fetched {
    Drafted(Body),
    Recorded { batch: Arc<FoundBatch>, place: usize },
}

impl Fetched {
    fn body(&self) -> Option<&Body> {
        match self {
            Self::Drafted(body) => Some(body),
            Self::Recorded { batch, place } => match batch.batch.readings.get(*place)? {
                Reading::Known(_, body) => Some(body),
                _ => None,
            },
        }
    }

    fn movement(&self) -> Option<&Movement> {
        if let Some(Body::Movement(movement)) = self.body() { Some(movement) } else { None }
    }

    fn hold(&self) -> Option<&HoldPlaced> {
        if let Some(Body::Holds(Holds::Placed(hold))) = self.body() { Some(hold) } else { None }
    }
}

/// The head after a batch: as signed, or, for the last batch, the durable one.
fn head_of(found: &FoundBatch, durable: &Head) -> Result<Head, Error> {
    match found.head_frame {
        Some(frame) => Ok(frame.head),
        None if found.batch.entry_count_after() == durable.entry_count => Ok(*durable),
        None => {
            let (file, offset) = (segments::path(found.at.segment), found.at.offset);
            Err(Corruption { file, offset, fault: JournalFault::HeadMissing }.into())
        }
    }
}
