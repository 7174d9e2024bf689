//! A caller's batch: entries cut and decoded, in the caller's own thread, before it queues.
//!
//! It asks no rule and checks no signature.

use ledger_format::{
    entry::{CutFault, EntryBytes},
    identifiers::Digest,
    limits::BATCH_PAYLOAD_SIZE_MAX,
};
use rayon::prelude::*;

use super::{CommitError, signatures::Checked};
use crate::{
    error::Error,
    journal::batch::{Reading, SealedEntry},
    rules::Refusal,
};

/// Below this many entries a batch is decoded by one thread.
const PARALLEL_FROM: usize = 256;

/// Entries that are committed together or not at all.
#[derive(Debug, Default)]
pub(crate) struct Submission {
    /// The entries' bytes, one after another.
    pub payload: Vec<u8>,
    /// The entries, in order.
    pub entries: Vec<Submitted>,
}

/// One entry of a submission.
#[derive(Debug)]
pub(crate) struct Submitted {
    /// Where it lies in the payload; what it says. Not hashed yet: that takes the time of recording.
    pub sealed: SealedEntry,
    /// What checking its signatures gave.
    pub checked: Checked,
}

impl Submission {
    /// Adds an entry's bytes.
    pub fn push(&mut self, entry: &[u8]) -> Result<(), CutFault> {
        let size = EntryBytes::whole(entry)?.bytes().len();
        let start = self.payload.len();
        self.payload.extend_from_slice(entry);
        let (digest, tree_leaf) = (Digest::default(), Digest::default());
        let sealed = SealedEntry { start, size, digest, tree_leaf, reading: Reading::UnknownKind };
        self.entries.push(Submitted { sealed, checked: Checked::NotYet });
        Ok(())
    }

    /// Decodes every entry and refuses what no rule can be asked about.
    pub fn read(&mut self) -> Result<(), CommitError> {
        let (size, limit) = (self.payload.len(), BATCH_PAYLOAD_SIZE_MAX);
        if size > limit {
            return Err(Error::BatchTooLarge { size, limit }.into());
        }
        let payload = self.payload.as_slice();
        let read = |entry: &mut Submitted| {
            if let Some(bytes) = bytes_of(payload, &entry.sealed) {
                entry.sealed.reading = Reading::of(&bytes);
            }
        };
        if self.entries.len() < PARALLEL_FROM {
            self.entries.iter_mut().for_each(read);
        } else {
            self.entries.par_chunks_mut(PARALLEL_FROM / 4).for_each(|chunk| chunk.iter_mut().for_each(read));
        }
        for (place, entry) in self.entries.iter().enumerate() {
            let refusal = match &entry.sealed.reading {
                Reading::Known(..) => continue,
                Reading::Malformed(fault) => Refusal::malformed(*fault),
                Reading::UnknownKind => match self.entry(place) {
                    Some(bytes) => Refusal::unknown_kind(bytes.kind()),
                    None => continue,
                },
            };
            return Err(CommitError::Refused { place, refusal });
        }
        Ok(())
    }

    /// The entries' bytes, in order.
    pub fn iter(&self) -> impl Iterator<Item = EntryBytes<'_>> {
        self.entries.iter().filter_map(|entry| bytes_of(&self.payload, &entry.sealed))
    }

    /// The bytes of the entry at a place.
    pub fn entry(&self, place: usize) -> Option<EntryBytes<'_>> {
        bytes_of(&self.payload, &self.entries.get(place)?.sealed)
    }
}

/// An entry's bytes within its payload.
pub(crate) fn bytes_of<'a>(payload: &'a [u8], entry: &SealedEntry) -> Option<EntryBytes<'a>> {
    EntryBytes::whole(payload.get(entry.start..entry.start + entry.size)?).ok()
}
