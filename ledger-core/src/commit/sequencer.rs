//! Seals drafted batches, writes and syncs them, publishes the new head, and signs it.
//!
//! Invariants
//! - Nothing is published, and no caller answered, before the sync of the batch has returned.
//! - The book changes only by what [`Sequencer::publish`] passes on, which was made durable just before.
//! - Rules are asked while signatures are still checked, and nothing is written before all of those are known: what rests on
//!   a guess that turns out wrong is thrown away, and asked again.
//! - A head is signed with a key that is an operator's before its batch, and after the batch is durable.
//! - After a failed write the sequencer takes nothing more; it never guesses what the medium holds.

use std::{sync::Arc, time::Instant};

use ledger_format::{
    frame::{BatchHeader, HeadFrame},
    head::Head,
    identifiers::{Digest, EntryIndex, Timestamp},
    signed_range::{head_prefix, head_range},
};

use super::{
    CommitError, CommitResult, Receipt,
    drafting::{Answer, Drafted, Ground, Placed},
    group::Group,
    publisher::{self, Publication, ToPublisher},
    signatures::Checked,
};
use crate::{
    book::Draft,
    clock::Timekeeper,
    error::Error,
    journal::{batch::SealedBatch, writer::JournalWriter},
    live::Shared,
    recovery::opening::operator_among,
    signer::Signer,
    tree::Tree,
};

/// The one who writes.
#[derive(Debug)]
pub(crate) struct Sequencer {
    pub writer: JournalWriter,
    pub timekeeper: Timekeeper,
    /// The durable head.
    pub head: Head,
    pub tree: Tree,
    /// Whose signature over the head is not in the journal yet.
    pub owes_head: Option<Arc<dyn Signer>>,
    /// Whether a write failed, or may have.
    pub failed: bool,
    /// Who merges large batches, if there is a thread for it.
    pub publisher: Option<ToPublisher>,
}

/// A batch that lacks nothing but to be written, and what it changes.
struct Sealed {
    draft: Draft,
    answers: Vec<Answer>,
    batch: SealedBatch,
    tree: Tree,
    head: Head,
}

impl Sequencer {
    /// Commits the batches of several callers; one result each, in order. Their signatures may still be checked meanwhile.
    pub fn process(&mut self, shared: &Shared, group: &Group) -> Vec<CommitResult> {
        let (count, mut results) = (group.submissions.len(), Vec::new());
        while results.len() < count {
            match self.commit_next(shared, group, results.len()) {
                Ok(some) => results.extend(some),
                // Whoever was in the batch that failed, and whoever is behind it.
                Err(error) => results.resize_with(count, || Err(CommitError::Failed(error.clone()))),
            }
        }
        results
    }

    /// Seals, writes and publishes one batch of the group's submissions from `first` on.
    fn commit_next(
        &mut self,
        shared: &Shared,
        group: &Group,
        first: usize,
    ) -> Result<Vec<CommitResult>, Error> {
        if self.failed {
            return Err(Error::Poisoned);
        }
        let signer = {
            let live = shared.live.read();
            if live.is_broken {
                self.failed = true;
                return Err(Error::Poisoned);
            }
            operator_among(&shared.signers.read(), &live.book)?
        };
        let owed = self.owed_head(shared)?;
        let recorded_at = self.timekeeper.stamp(&*shared.clock)?;
        let mut sealed = None;
        if !group.is_settled() {
            // While others check, as if every signature were valid. Where one is not, all of this is done again.
            let presumed = |submission, entry| group.presumed(first + submission, entry);
            let begun = Instant::now();
            let presumed = self.seal(shared, group, first, recorded_at, presumed);
            group.led(presumed.batch.entries.len(), begun.elapsed());
            sealed = group.settle()?.then_some(presumed);
        }
        let Sealed { draft, answers, batch, tree, head } = sealed.unwrap_or_else(|| {
            let checked = |submission, entry| group.checked(first + submission, entry);
            self.seal(shared, group, first, recorded_at, checked)
        });
        if batch.entries.is_empty() {
            return Ok(answers.into_iter().map(|answer| self.receipts(answer, None)).collect());
        }
        // Whatever goes wrong from here on ends this writer.
        self.failed = true;
        self.writer.append(owed.as_ref(), &batch.header, &batch.payload)?;
        (self.head, self.tree, self.owes_head) = (head, tree, Some(signer));
        self.publish(shared, draft, &batch)?;
        self.failed = false;
        Ok(answers.into_iter().map(|answer| self.receipts(answer, Some(&batch))).collect())
    }

    /// Asks the rules, and seals what they admit.
    fn seal(
        &self,
        shared: &Shared,
        group: &Group,
        first: usize,
        recorded_at: Timestamp,
        checked: impl Fn(usize, usize) -> Checked,
    ) -> Sealed {
        let drafted = {
            let live = shared.live.read();
            let ground = Ground {
                book: &live.book,
                places: &shared.places,
                statement_prefix: &shared.statement_prefix,
                head: self.head,
                recorded_at,
            };
            Drafted::draft(&ground, group.submissions.get(first..).unwrap_or_default(), checked)
        };
        let Drafted { draft, payload, entries, answers, .. } = drafted;
        let header = BatchHeader {
            // Drafting stops at the limit of a batch, far below 2^32 bytes and entries.
            payload_size: u32::try_from(payload.len()).unwrap_or(u32::MAX),
            first_entry: EntryIndex(self.head.entry_count),
            entry_count: u32::try_from(entries.len()).unwrap_or(u32::MAX),
            recorded_at,
            parent: self.head.chain,
            chain: Digest::default(),
        };
        let mut batch = SealedBatch { header, payload, entries, readings: Vec::new() };
        let mut tree = self.tree.clone();
        // By this thread alone: the others are checking signatures, and waiting for them takes longer than hashing.
        let head = seal(&mut batch, &mut tree, false);
        Sealed { draft, answers, batch, tree, head }
    }

    /// Lets readers see what is durable.
    ///
    /// # Errors
    /// [`Error::Poisoned`] if the thread that merges is gone.
    pub fn publish(&self, shared: &Shared, mut draft: Draft, batch: &SealedBatch) -> Result<(), Error> {
        let fed = draft.durable_batch(&shared.live.read().book, batch.header.chain);
        // Before the lock: history may wait for its store, readers are not to wait with it.
        shared.history.batch_durable(fed);
        let publication = Publication {
            draft,
            head: self.head,
            recorded_at: batch.header.recorded_at,
            end: self.writer.position(),
            tree: self.tree.clone(),
            frame_size: batch.header.frame_size(),
        };
        match &self.publisher {
            Some(publisher) if batch.entries.len() >= publisher::APART_FROM => {
                publisher.publish(publication).map_err(|_| Error::Poisoned)
            }
            _ => {
                publication.show(&mut shared.live.write());
                Ok(())
            }
        }
    }

    /// Signs the head that is still owed a signature.
    fn owed_head(&self, shared: &Shared) -> Result<Option<HeadFrame>, Error> {
        let Some(signer) = &self.owes_head else { return Ok(None) };
        let mut message = head_prefix(&shared.origin);
        message.extend_from_slice(&head_range(&self.head));
        let signature = signer.sign(&message)?;
        Ok(Some(HeadFrame { key: signer.key_number(), head: self.head, signature }))
    }

    /// Writes the signature over the durable head, if it is not in the journal yet.
    ///
    /// # Errors
    /// [`Error::Signer`], after which it is still owed; [`Error::Storage`], after which nothing more is taken.
    pub fn settle_head(&mut self, shared: &Shared) -> Result<(), Error> {
        if self.failed {
            return Err(Error::Poisoned);
        }
        let Some(frame) = self.owed_head(shared)? else { return Ok(()) };
        self.failed = true;
        self.writer.append_head(&frame)?;
        self.failed = false;
        self.owes_head = None;
        let mut live = shared.live.write();
        live.end = self.writer.position();
        live.head_is_owed = false;
        Ok(())
    }

    fn receipts(&self, answer: Answer, batch: Option<&SealedBatch>) -> CommitResult {
        let mut receipts = Vec::new();
        for placed in answer? {
            match placed {
                Placed::Before(receipt) => receipts.push(receipt),
                Placed::Here(place) => {
                    if let Some(receipt) = batch.and_then(|batch| self.receipt(batch, place)) {
                        receipts.push(receipt);
                    }
                }
            }
        }
        Ok(receipts)
    }

    fn receipt(&self, batch: &SealedBatch, place: usize) -> Option<Receipt> {
        Some(Receipt {
            entry: EntryIndex(batch.header.first_entry.0 + place as u64),
            digest: batch.entries.get(place)?.digest,
            head: self.head,
            recorded_at: batch.header.recorded_at,
        })
    }
}

/// Hashes a batch, links its chain, grows the tree; returns the head after it. With `alone`, on all cores.
pub(crate) fn seal(batch: &mut SealedBatch, tree: &mut Tree, alone: bool) -> Head {
    SealedBatch::hash(&batch.payload, batch.header.recorded_at, &mut batch.entries, alone);
    batch.header.chain = batch.computed_chain();
    for entry in &batch.entries {
        tree.push(entry.tree_leaf);
    }
    Head { entry_count: batch.entry_count_after(), chain: batch.header.chain, root: tree.root() }
}
