//! A sealed batch in memory: its bytes, its entries as read, their hashes.
//!
//! Commit, recovery, `check`, the feed and history all see batches in this one form.
//!
//! Invariants
//! - The entries' places cover the payload exactly.
//! - Hashing and decoding of large batches, and of many small ones, is spread over the threads of rayon's pool; the
//!   result does not depend on it.

use ledger_format::{
    body::{Body, Context},
    digest::{chain_next, leaf_hashes},
    entry::{EntryBytes, EntryFault},
    frame::BatchHeader,
    identifiers::{Digest, EntryIndex, Timestamp},
};
use rayon::prelude::*;

use super::JournalFault;

/// Below this many entries a batch is hashed by one thread.
const PARALLEL_FROM: usize = 64;

/// What an entry's bytes turned out to say.
// Nearly every entry is of the large variant: a box for each would cost more than the room it saves.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A kind that this version knows.
    Known(Context, Body),
    /// Cut, but not one encoding of its kind.
    Malformed(EntryFault),
    /// A kind that this version does not list.
    UnknownKind,
}

impl Reading {
    /// Reads an entry.
    #[must_use]
    pub fn of(entry: &EntryBytes<'_>) -> Self {
        match entry.decode() {
            Ok(Some((context, body))) => Self::Known(context, body),
            Ok(None) => Self::UnknownKind,
            Err(fault) => Self::Malformed(fault),
        }
    }
}

/// One entry of a sealed batch.
#[derive(Debug, Clone)]
pub struct SealedEntry {
    /// Where it begins in the payload.
    pub(crate) start: usize,
    /// Its size in bytes.
    pub(crate) size: usize,
    /// BLAKE3 of its leaf: what the chain links, and what receipts call the entry's digest.
    pub digest: Digest,
    /// SHA-256 of its leaf, for the tree.
    pub(crate) tree_leaf: Digest,
    /// What it says.
    pub reading: Reading,
}

/// A batch with all that follows from its bytes alone.
#[derive(Debug, Clone)]
pub struct SealedBatch {
    /// Its header.
    pub header: BatchHeader,
    /// The entries' bytes, one after another.
    pub payload: Vec<u8>,
    /// The entries, in order.
    pub entries: Vec<SealedEntry>,
}

impl SealedBatch {
    /// The bytes of the entry at a place in the batch.
    #[must_use]
    pub fn entry(&self, place: usize) -> Option<EntryBytes<'_>> {
        let entry = self.entries.get(place)?;
        EntryBytes::whole(self.payload.get(entry.start..entry.start + entry.size)?).ok()
    }

    /// Index, bytes and reading of each entry, in order.
    pub fn iter(&self) -> impl Iterator<Item = (EntryIndex, EntryBytes<'_>, &SealedEntry)> {
        let indexes = self.header.first_entry.0..;
        indexes.zip(self.entries.iter().enumerate()).filter_map(|(index, (place, sealed))| {
            self.entry(place).map(|bytes| (EntryIndex(index), bytes, sealed))
        })
    }

    /// How many entries the journal has after this batch.
    #[must_use]
    pub fn entry_count_after(&self) -> u64 {
        self.header.first_entry.0.saturating_add(self.entries.len() as u64)
    }

    /// The chain after the last entry, computed from the header's parent.
    #[must_use]
    pub fn computed_chain(&self) -> Digest {
        self.entries.iter().fold(self.header.parent, |chain, entry| chain_next(&chain, &entry.digest))
    }

    /// Cuts a payload into entries, not yet read nor hashed.
    ///
    /// # Errors
    /// [`JournalFault::Payload`] or [`JournalFault::EntryCount`] (J-106).
    pub(crate) fn cut(header: BatchHeader, payload: Vec<u8>) -> Result<Self, JournalFault> {
        let (mut rest, mut start) = (payload.as_slice(), 0);
        // The count is a claim: reserve for no more entries than the payload can hold.
        let most = payload.len() / ledger_format::limits::ENTRY_SIZE_MIN + 1;
        let mut entries = Vec::with_capacity(usize::try_from(header.entry_count).unwrap_or(most).min(most));
        while !rest.is_empty() {
            let (entry, behind) = EntryBytes::cut(rest).map_err(JournalFault::Payload)?;
            let size = entry.bytes().len();
            entries.push(SealedEntry {
                start,
                size,
                digest: Digest::default(),
                tree_leaf: Digest::default(),
                reading: Reading::UnknownKind,
            });
            start += size;
            rest = behind;
        }
        let found = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        if found != header.entry_count {
            return Err(JournalFault::EntryCount { expected: header.entry_count, found });
        }
        Ok(Self { header, payload, entries })
    }

    /// Reads and hashes the entries.
    pub(crate) fn read(&mut self) {
        let (payload, recorded_at) = (self.payload.as_slice(), self.header.recorded_at);
        for_each(&mut self.entries, |entry| {
            let Some(bytes) = payload.get(entry.start..entry.start + entry.size) else { return };
            (entry.digest, entry.tree_leaf) = leaf_hashes(recorded_at, bytes);
            if let Ok(bytes) = EntryBytes::whole(bytes) {
                entry.reading = Reading::of(&bytes);
            }
        });
    }

    /// Hashes the entries, which were read before.
    pub(crate) fn hash(payload: &[u8], recorded_at: Timestamp, entries: &mut [SealedEntry]) {
        for_each(entries, |entry| {
            if let Some(bytes) = payload.get(entry.start..entry.start + entry.size) {
                (entry.digest, entry.tree_leaf) = leaf_hashes(recorded_at, bytes);
            }
        });
    }
}

fn for_each(entries: &mut [SealedEntry], work: impl Fn(&mut SealedEntry) + Send + Sync) {
    if entries.len() < PARALLEL_FROM {
        entries.iter_mut().for_each(work);
    } else {
        entries.par_chunks_mut(PARALLEL_FROM / 2).for_each(|chunk| chunk.iter_mut().for_each(&work));
    }
}
