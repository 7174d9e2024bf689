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

/// Entries that one thread hashes or reads in one go.
const CHUNK_SIZE: usize = 32;

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
#[derive(Debug, Clone, Copy)]
pub struct SealedEntry {
    /// Where it begins in the payload.
    pub(crate) start: usize,
    /// Its size in bytes.
    pub(crate) size: usize,
    /// BLAKE3 of its leaf: what the chain links, and what receipts call the entry's digest.
    pub digest: Digest,
    /// SHA-256 of its leaf, for the tree.
    pub(crate) tree_leaf: Digest,
}

impl SealedEntry {
    /// An entry that is not hashed yet: that takes the time of recording.
    pub(crate) fn unhashed(start: usize, size: usize) -> Self {
        Self { start, size, digest: Digest::default(), tree_leaf: Digest::default() }
    }

    /// Its bytes within its payload.
    pub(crate) fn bytes<'a>(&self, payload: &'a [u8]) -> Option<EntryBytes<'a>> {
        EntryBytes::whole(payload.get(self.start..self.start + self.size)?).ok()
    }
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
    /// What each of them says; empty where nobody asked for it. Apart from the entries, because it is large.
    pub readings: Vec<Reading>,
}

impl SealedBatch {
    /// The bytes of the entry at a place in the batch.
    #[must_use]
    pub fn entry(&self, place: usize) -> Option<EntryBytes<'_>> {
        self.entries.get(place)?.bytes(&self.payload)
    }

    /// Index and bytes of each entry, in order.
    pub fn iter(&self) -> impl Iterator<Item = (EntryIndex, EntryBytes<'_>)> {
        let indexes = (self.header.first_entry.0..).map(EntryIndex);
        indexes.zip(self.entries.iter().filter_map(|entry| entry.bytes(&self.payload)))
    }

    /// Index, bytes and reading of each entry that was read, in order.
    pub fn read_entries(&self) -> impl Iterator<Item = (EntryIndex, EntryBytes<'_>, &Reading)> {
        self.iter().zip(&self.readings).map(|((index, entry), reading)| (index, entry, reading))
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
            entries.push(SealedEntry::unhashed(start, size));
            start += size;
            rest = behind;
        }
        let found = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        if found != header.entry_count {
            return Err(JournalFault::EntryCount { expected: header.entry_count, found });
        }
        Ok(Self { header, payload, entries, readings: Vec::new() })
    }

    /// Hashes the entries, and reads them.
    pub(crate) fn read(&mut self) {
        let Self { header, payload, entries, readings } = self;
        Self::hash(payload, header.recorded_at, entries, true);
        *readings = read_all(payload, entries, PARALLEL_FROM);
    }

    /// Hashes the entries.
    pub(crate) fn hash(
        payload: &[u8],
        recorded_at: Timestamp,
        entries: &mut [SealedEntry],
        in_parallel: bool,
    ) {
        let hash = |entry: &mut SealedEntry| {
            if let Some(bytes) = payload.get(entry.start..entry.start + entry.size) {
                (entry.digest, entry.tree_leaf) = leaf_hashes(recorded_at, bytes);
            }
        };
        if in_parallel && entries.len() >= PARALLEL_FROM {
            entries.par_chunks_mut(CHUNK_SIZE).for_each(|chunk| chunk.iter_mut().for_each(hash));
        } else {
            entries.iter_mut().for_each(hash);
        }
    }
}

/// Reads entries; on all cores if there are at least so many.
pub(crate) fn read_all(payload: &[u8], entries: &[SealedEntry], parallel_from: usize) -> Vec<Reading> {
    let read = |entry: &SealedEntry| entry.bytes(payload).as_ref().map_or(Reading::UnknownKind, Reading::of);
    if entries.len() < parallel_from {
        entries.iter().map(read).collect()
    } else {
        entries.par_iter().with_min_len(CHUNK_SIZE).map(read).collect()
    }
}
