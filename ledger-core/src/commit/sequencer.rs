//! Seals drafted batches, writes and syncs them, publishes the new head, and signs it.
//!
//! Invariants
//! - Nothing is published, and no caller answered, before the sync of the batch has returned.
//! - The book changes only in [`Sequencer::publish`], by what was made durable just before.
//! - A head is signed with a key that is an operator's before its batch, and after the batch is durable.
//! - After a failed write the sequencer takes nothing more; it never guesses what the medium holds.

use std::{collections::VecDeque, sync::Arc};

use ledger_format::{
    frame::{BatchHeader, HeadFrame},
    head::Head,
    identifiers::{Digest, EntryIndex},
    signed_range::{head_prefix, head_range},
};

use super::{
    CommitError, CommitResult, Receipt,
    drafting::{Answer, Drafted, Ground, Placed},
    submission::Submission,
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
}

impl Sequencer {
    /// Commits the batches of several callers; one result each, in order.
    pub fn process(&mut self, shared: &Shared, group: Vec<Submission>) -> Vec<CommitResult> {
        let (mut queue, mut results) = (VecDeque::from(group), Vec::new());
        while !queue.is_empty() {
            let before = queue.len();
            match self.commit_next(shared, &mut queue) {
                Ok(some) => results.extend(some),
                Err(error) => {
                    // Whoever was in the batch that failed, and whoever is behind it.
                    results.extend((0..before).map(|_| Err(CommitError::Failed(error.clone()))));
                    break;
                }
            }
        }
        results
    }

    /// Seals, writes and publishes one batch from the front of the queue.
    fn commit_next(
        &mut self,
        shared: &Shared,
        queue: &mut VecDeque<Submission>,
    ) -> Result<Vec<CommitResult>, Error> {
        if self.failed {
            return Err(Error::Poisoned);
        }
        let signer = operator_among(&shared.signers.read(), &shared.live.read().book)?;
        let owed = self.owed_head(shared)?;
        let recorded_at = self.timekeeper.stamp(&*shared.clock)?;
        let drafted = {
            let live = shared.live.read();
            let ground = Ground {
                book: &live.book,
                places: &shared.places,
                statement_prefix: &shared.statement_prefix,
                head: self.head,
                recorded_at,
            };
            Drafted::draft(&ground, queue)
        };
        let Drafted { draft, payload, entries, answers, .. } = drafted;
        if entries.is_empty() {
            return Ok(answers.into_iter().map(|answer| self.receipts(answer, None)).collect());
        }
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
        // From here on the tree is ahead of the journal: whatever goes wrong ends this writer.
        self.failed = true;
        let head = seal(&mut batch, &mut self.tree, !shared.queue.is_led());
        self.writer.append(owed.as_ref(), &batch.header, &batch.payload)?;
        self.head = head;
        self.owes_head = Some(signer);
        self.publish(shared, draft, &batch);
        self.failed = false;
        Ok(answers.into_iter().map(|answer| self.receipts(answer, Some(&batch))).collect())
    }

    /// Lets readers see what is durable.
    pub fn publish(&self, shared: &Shared, mut draft: Draft, batch: &SealedBatch) {
        let fed = draft.durable_batch(&shared.live.read().book, batch.header.chain);
        // Before the lock: history may wait for its store, readers are not to wait with it.
        shared.history.batch_durable(fed);
        let mut live = shared.live.write();
        live.book.merge(draft);
        live.head = self.head;
        live.recorded_at = batch.header.recorded_at;
        live.end = self.writer.position();
        live.head_is_owed = true;
        live.tree.clone_from(&self.tree);
        live.appended_size += batch.header.frame_size();
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

/// Hashes a batch, links its chain, grows the tree; returns the head after it. With `alone`, on all cores: otherwise the
/// others are checking signatures, and waiting for them takes longer than hashing.
pub(crate) fn seal(batch: &mut SealedBatch, tree: &mut Tree, alone: bool) -> Head {
    SealedBatch::hash(&batch.payload, batch.header.recorded_at, &mut batch.entries, alone);
    batch.header.chain = batch.computed_chain();
    for entry in &batch.entries {
        tree.push(entry.tree_leaf);
    }
    Head { entry_count: batch.entry_count_after(), chain: batch.header.chain, root: tree.root() }
}
