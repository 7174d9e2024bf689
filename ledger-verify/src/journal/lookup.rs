//! Reads an earlier entry of the journal again, or the chain after one, by way of anchors kept while walking.
//!
//! Invariants:
//! - Entries are found by their place, as the walk counted them, never by what a header claims (J-104).
//! - Memory: 24 bytes for every thousand entries or batch larger than that, and one batch.
//! - An entry that the walk has not reached is not found.

use std::cell::Cell;
use std::io;
use std::sync::{Mutex, PoisonError};

use ledger_format::digest::{chain_next, leaf_hashes};
use ledger_format::entry::EntryBytes;
use ledger_format::frame::{BatchHeader, HEAD_MAGIC};
use ledger_format::identifiers::{Digest, EntryIndex};
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE};

use super::source::{JournalSource, SegmentBytes};
use crate::finding::Place;
use crate::window::EarlierEntries;

/// Entries between two anchors, but for batches that are larger.
const ANCHOR_DISTANCE: u64 = 1024;

/// Earlier entries of a journal that is being walked.
pub struct Lookup<'s> {
    source: &'s dyn JournalSource,
    anchors: Vec<Anchor>,
    entry_count: u64,
    last: Mutex<Option<OpenBatch>>,
}

/// A batch whose place is known.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    first: u64,
    place: Place,
}

/// The batch that was asked for last.
struct OpenBatch {
    segment: Box<dyn SegmentBytes>,
    anchor: Anchor,
    payload: Vec<u8>,
    /// Offsets of its entries in the payload, and its end.
    offsets: Vec<usize>,
    header: BatchHeader,
    /// The chain after so many of its entries, as far as it was asked for.
    chained: Cell<(usize, Digest)>,
}

impl OpenBatch {
    fn end(&self) -> u64 {
        self.anchor.first.saturating_add(self.offsets.len().saturating_sub(1) as u64)
    }

    /// Offset of the entry in the payload, and its bytes.
    fn find(&self, index: u64) -> Option<(usize, &[u8])> {
        let at = usize::try_from(index.checked_sub(self.anchor.first)?).ok()?;
        let (from, end) = (*self.offsets.get(at)?, *self.offsets.get(at.checked_add(1)?)?);
        Some((from, self.payload.get(from..end)?))
    }

    /// The chain after the first `count` entries: from the parent field on, and the chain field after all of a whole batch (J-107).
    fn chain_after(&self, count: usize) -> Digest {
        let is_whole = self.offsets.len() as u64 == u64::from(self.header.entry_count) + 1
            && self.offsets.last() == Some(&self.payload.len());
        if is_whole && count + 1 == self.offsets.len() {
            return self.header.chain;
        }
        let (mut done, mut chain) = self.chained.get();
        if done > count {
            (done, chain) = (0, self.header.parent);
        }
        for bounds in self.offsets.windows(2).take(count).skip(done) {
            if let [from, end] = bounds
                && let Some(entry) = self.payload.get(*from..*end)
            {
                chain = chain_next(&chain, &leaf_hashes(self.header.recorded_at, entry).0);
            }
        }
        self.chained.set((count, chain));
        chain
    }
}

impl<'s> Lookup<'s> {
    /// Knows no entry yet.
    #[must_use]
    pub fn new(source: &'s dyn JournalSource) -> Self {
        Self { source, anchors: Vec::new(), entry_count: 0, last: Mutex::new(None) }
    }

    /// The walk has come to a batch of `count` entries at `place`, the first of which has index `first`.
    pub fn batch(&mut self, first: EntryIndex, count: u64, place: Place) {
        // A walk from an anchor never leaves its segment.
        let is_due = self.anchors.last().is_none_or(|last| {
            last.place.segment != place.segment || first.0.saturating_sub(last.first) >= ANCHOR_DISTANCE
        });
        if is_due {
            self.anchors.push(Anchor { first: first.0, place });
        }
        self.entry_count = first.0.saturating_add(count);
    }

    /// Calls `give` with the entry, if it is there.
    fn with<T>(
        &self,
        index: EntryIndex,
        give: impl FnOnce(&OpenBatch, usize, &[u8]) -> T,
    ) -> io::Result<Option<T>> {
        if index.0 >= self.entry_count {
            return Ok(None);
        }
        let anchor = match self.anchors.partition_point(|anchor| anchor.first <= index.0).checked_sub(1) {
            Some(at) => self.anchors.get(at).copied(),
            None => None,
        };
        let Some(anchor) = anchor else { return Ok(None) };
        // A poisoned cache is only a cache.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_ahead = |open: &OpenBatch| {
            open.anchor.place.segment == anchor.place.segment
                && (anchor.first..=index.0).contains(&open.anchor.first)
        };
        let mut open = match last.take() {
            Some(open) if is_ahead(&open) => Some(open),
            _ => self.open(self.source.open(anchor.place.segment)?, anchor)?,
        };
        while let Some(batch) = open {
            if index.0 < batch.end() {
                let found = batch.find(index.0).map(|(offset, bytes)| give(&batch, offset, bytes));
                *last = Some(batch);
                return Ok(found);
            }
            let behind = batch.anchor.place.offset + BATCH_HEADER_SIZE as u64 + batch.payload.len() as u64;
            let next = Anchor { first: batch.end(), place: Place { offset: behind, ..batch.anchor.place } };
            open = self.open(batch.segment, next)?;
        }
        Ok(None)
    }

    /// Reads the first batch from an anchor on; `None` where the walk would have ended.
    fn open(&self, segment: Box<dyn SegmentBytes>, mut anchor: Anchor) -> io::Result<Option<OpenBatch>> {
        let mut header = [0; BATCH_HEADER_SIZE];
        let header = loop {
            if anchor.place.offset.saturating_add(header.len() as u64) > segment.size() {
                return Ok(None);
            }
            segment.read_exact_at(anchor.place.offset, &mut header)?;
            if !header.starts_with(&HEAD_MAGIC) {
                break header;
            }
            anchor.place.offset = anchor.place.offset.saturating_add(HEAD_FRAME_SIZE as u64);
        };
        let Ok(header) = BatchHeader::decode(&header) else { return Ok(None) };
        if anchor.place.offset.saturating_add(header.frame_size()) > segment.size() {
            return Ok(None);
        }
        let mut payload = vec![0; header.payload_size_bytes()];
        segment.read_exact_at(anchor.place.offset + BATCH_HEADER_SIZE as u64, &mut payload)?;
        let mut offsets = vec![0];
        let mut rest = payload.as_slice();
        while offsets.len() as u64 <= u64::from(header.entry_count)
            && let Ok((_, behind)) = EntryBytes::cut(rest)
        {
            offsets.push(payload.len() - behind.len());
            rest = behind;
        }
        let chained = Cell::new((0, header.parent));
        Ok(Some(OpenBatch { segment, anchor, payload, offsets, header, chained }))
    }
}

impl EarlierEntries for Lookup<'_> {
    fn entry(&self, index: EntryIndex) -> io::Result<Option<Vec<u8>>> {
        self.with(index, |_, _, bytes| bytes.to_vec())
    }

    fn place(&self, index: EntryIndex) -> io::Result<Option<Place>> {
        self.with(index, |batch, offset, _| {
            let frame = batch.anchor.place;
            Place { offset: frame.offset + (BATCH_HEADER_SIZE + offset) as u64, ..frame }
        })
    }

    fn chain_after(&self, index: EntryIndex) -> io::Result<Option<Digest>> {
        self.with(index, |batch, _, _| {
            let at = usize::try_from(index.0.saturating_sub(batch.anchor.first)).unwrap_or(usize::MAX);
            batch.chain_after(at.saturating_add(1))
        })
    }
}
