//! The feed: every entry from an index on, in order and without gaps, up to the durable head.
//!
//! Invariants
//! - It never goes past the head that was durable when it began; begin another one where it ended.
//! - Every batch's chain is checked on the way; what does not agree ends the feed with an error.
//! - It reads the journal, holds no lock, and keeps about 4 MiB in memory.

use std::{sync::Arc, vec};

use ledger_format::identifiers::{EntryIndex, Timestamp};

use crate::{
    error::Error,
    journal::walk::{Depth, Start, Walk, WalkedBatch},
    ledger::{Ledger, RecordedEntry},
};

/// Entries in order; see [`Ledger::feed`].
#[derive(Debug)]
pub struct Feed {
    walk: Option<Walk>,
    window: vec::IntoIter<WalkedBatch>,
    batch: Option<WalkedBatch>,
    next: EntryIndex,
    end: EntryIndex,
}

impl Ledger {
    /// The entries from an index on, up to the durable head of this moment.
    ///
    /// # Errors
    /// [`Error::Corrupt`], and what the medium reports.
    pub fn feed(&self, from: EntryIndex) -> Result<Feed, Error> {
        let shared = &self.shared;
        let end = EntryIndex(self.durable_head().entry_count);
        let mut feed = Feed { walk: None, window: Vec::new().into_iter(), batch: None, next: from, end };
        if from >= end {
            feed.next = end.max(from);
            return Ok(feed);
        }
        if let Some(found) = shared.places.batch_of(from)? {
            let header = &found.batch.header;
            let (at, entry_count, chain) = (found.at, header.first_entry.0, header.parent);
            let start = Start { at, entry_count, chain, recorded_at: Timestamp(0), head_is_owed: false };
            let (storage, origin) = (Arc::clone(&shared.storage), shared.origin.clone());
            feed.walk = Some(Walk::resume(storage, origin, Depth::Hashes, start)?.up_to(end.0));
        }
        Ok(feed)
    }
}

impl Feed {
    /// The index of the entry that comes next; where to begin again after the end.
    #[must_use]
    pub fn next_entry(&self) -> EntryIndex {
        self.next
    }

    fn advance(&mut self) -> Result<Option<RecordedEntry>, Error> {
        while self.next < self.end {
            if let Some(entry) = self.batch.as_ref().and_then(|walked| entry_of(walked, self.next)) {
                self.next.0 += 1;
                return Ok(Some(entry));
            }
            self.batch = self.window.next();
            if self.batch.is_none() {
                let Some(walk) = self.walk.as_mut() else { return Ok(None) };
                let window = walk.next_window()?;
                if window.is_empty() {
                    return Ok(None);
                }
                self.window = window.into_iter();
            }
        }
        Ok(None)
    }
}

fn entry_of(walked: &WalkedBatch, index: EntryIndex) -> Option<RecordedEntry> {
    let batch = &walked.batch;
    let place = usize::try_from(index.0.checked_sub(batch.header.first_entry.0)?).ok()?;
    Some(RecordedEntry {
        index,
        recorded_at: batch.header.recorded_at,
        digest: batch.entries.get(place)?.digest,
        bytes: batch.entry(place)?.bytes().to_vec(),
    })
}

impl Iterator for Feed {
    type Item = Result<RecordedEntry, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let result = self.advance();
        if result.is_err() {
            self.end = self.next;
        }
        result.transpose()
    }
}
