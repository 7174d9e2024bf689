//! A caller's batch: entries cut and decoded, in the caller's own thread, before it queues.
//!
//! It asks no rule and checks no signature.

use ledger_format::{
    body::Body,
    codes::Kind,
    entry::{CutFault, EntryBytes, EntryFault},
    limits::BATCH_PAYLOAD_SIZE_MAX,
};

use super::CommitError;
use crate::{
    error::Error,
    journal::batch::{Reading, SealedEntry, read_all},
    rules::Refusal,
};

/// Below this many entries a batch is decoded by the caller's thread alone: others may be waiting for the cores.
const PARALLEL_FROM: usize = 4_096;

/// Entries that are committed together or not at all.
#[derive(Debug, Default)]
pub(crate) struct Submission {
    /// The entries' bytes, one after another.
    pub payload: Vec<u8>,
    /// Where each lies in them.
    pub entries: Vec<SealedEntry>,
    /// What each says; made by [`Submission::read`].
    pub readings: Vec<Reading>,
}

impl Submission {
    /// Makes room for so many entries of so many bytes in all, as far as a batch may hold them.
    pub fn reserve(&mut self, entry_count: usize, size: usize) {
        if size <= BATCH_PAYLOAD_SIZE_MAX {
            self.payload.reserve_exact(size);
            self.entries.reserve_exact(entry_count);
        }
    }

    /// Adds an entry's bytes.
    pub fn push(&mut self, entry: &[u8]) -> Result<(), CutFault> {
        let size = EntryBytes::whole(entry)?.bytes().len();
        self.entries.push(SealedEntry::unhashed(self.payload.len(), size));
        self.payload.extend_from_slice(entry);
        Ok(())
    }

    /// Decodes every entry and refuses what no rule can be asked about.
    pub fn read(&mut self) -> Result<(), CommitError> {
        let (size, limit) = (self.payload.len(), BATCH_PAYLOAD_SIZE_MAX);
        if size > limit {
            return Err(Error::BatchTooLarge { size, limit }.into());
        }
        self.readings = read_all(&self.payload, &self.entries, PARALLEL_FROM);
        for (place, (reading, entry)) in self.readings.iter().zip(self.iter()).enumerate() {
            let refusal = match reading {
                Reading::Known(..) => continue,
                // Whether that matters goes by the rulebook in force: the sequencer asks.
                Reading::Malformed(EntryFault::Body) if is_of_later_rulebook(entry.kind()) => continue,
                Reading::Malformed(fault) => Refusal::malformed(*fault),
                Reading::UnknownKind => Refusal::unknown_kind(entry.kind()),
            };
            return Err(CommitError::Refused { place, refusal });
        }
        Ok(())
    }

    /// The entries' bytes, in order.
    pub fn iter(&self) -> impl Iterator<Item = EntryBytes<'_>> {
        self.entries.iter().filter_map(|entry| entry.bytes(&self.payload))
    }
}

fn is_of_later_rulebook(kind: Kind) -> bool {
    Body::rulebook_of(kind).is_some_and(|first| first > 1)
}
