//! A run of whole batches as the rules see it: entries cut and read, with their places, and what their signatures are worth.
//!
//! Invariants:
//! - Batches come in the order of the journal, without gaps; `first` is an entry's place, not what its header claims (J-104).
//! - The parts of a window borrow from the bytes as they were read; nothing of it outlives the window.
//!
//! Which rules are broken is not asked here.

use std::io;

use ledger_format::body::Body;
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{Digest, EntryIndex, KeyNumber, Timestamp};

use crate::finding::Place;
use crate::reading::Reading;

/// A batch with its entries.
#[derive(Debug)]
pub struct Batch<'a> {
    /// Index of its first entry.
    pub first: EntryIndex,
    /// When it was sealed, as its header says.
    pub recorded_at: Timestamp,
    /// The first byte of its frame.
    pub place: Place,
    /// The entries, as many as could be cut (J-106).
    pub entries: Vec<Entry<'a>>,
    /// Places of the entries that change more than who holds what, ascending.
    control: Vec<u32>,
    /// Places of the reversing movements, ascending.
    reversing: Vec<u32>,
}

impl<'a> Batch<'a> {
    /// A batch of these entries.
    #[must_use]
    pub fn new(first: EntryIndex, recorded_at: Timestamp, place: Place, entries: Vec<Entry<'a>>) -> Self {
        let (mut control, mut reversing) = (Vec::new(), Vec::new());
        for (at, entry) in (0..).zip(&entries) {
            match &entry.reading {
                Reading::Decoded(decoded) if matches!(decoded.1, Body::Movement(_)) => {}
                Reading::Decoded(decoded) if matches!(decoded.1, Body::Reversal(_)) => reversing.push(at),
                Reading::Decoded(_) => control.push(at),
                Reading::Movement(_) | Reading::UnknownKind | Reading::Malformed(_) => {}
            }
        }
        Self { first, recorded_at, place, entries, control, reversing }
    }

    /// The entries that change more than who holds what, with their indexes.
    pub fn control(&self) -> impl Iterator<Item = (EntryIndex, &Entry<'a>)> {
        self.listed(&self.control)
    }

    /// The reversing movements with their indexes.
    pub fn reversing(&self) -> impl Iterator<Item = (EntryIndex, &Entry<'a>)> {
        self.listed(&self.reversing)
    }

    fn listed(&self, places: &[u32]) -> impl Iterator<Item = (EntryIndex, &Entry<'a>)> {
        let index = |place: &u32| EntryIndex(self.first.0.saturating_add(u64::from(*place)));
        places.iter().filter_map(move |place| Some((index(place), self.entries.get(*place as usize)?)))
    }

    /// The entries with their indexes.
    pub fn indexed(&self) -> impl Iterator<Item = (EntryIndex, &Entry<'a>)> {
        (self.first.0..).map(EntryIndex).zip(&self.entries)
    }

    /// Index of the entry behind its last.
    #[must_use]
    pub fn end(&self) -> EntryIndex {
        EntryIndex(self.first.0.saturating_add(self.entries.len() as u64))
    }

    /// Where an entry of this batch begins.
    #[must_use]
    pub fn place_of(&self, entry: &Entry<'_>) -> Place {
        Place { offset: self.place.offset + u64::from(entry.frame_offset), ..self.place }
    }
}

/// An entry as it was cut and read.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its bytes: header fields, statement, signatures.
    pub bytes: EntryBytes<'a>,
    /// Where it begins within its batch's frame, in bytes.
    pub frame_offset: u32,
    /// What it says.
    pub reading: Reading<'a>,
}

/// Signatures of a window that are not valid: all others were checked and are, or coverage says that they were not
/// checked. Signatures by keys that are not known and valid at their entry are left to R-110 and not checked.
#[derive(Debug, Default)]
pub struct SignatureVerdicts {
    invalid: Vec<(EntryIndex, KeyNumber)>,
}

impl SignatureVerdicts {
    /// Takes the invalid signatures in any order.
    #[must_use]
    pub fn new(mut invalid: Vec<(EntryIndex, KeyNumber)>) -> Self {
        invalid.sort_unstable();
        Self { invalid }
    }

    /// Whether every signature that was checked is valid.
    #[must_use]
    pub fn all_valid(&self) -> bool {
        self.invalid.is_empty()
    }

    /// Whether an entry has a signature that is not valid.
    #[must_use]
    pub fn is_invalid(&self, entry: EntryIndex) -> bool {
        let at = self.invalid.partition_point(|(index, _)| *index < entry);
        self.invalid.get(at).is_some_and(|(index, _)| *index == entry)
    }

    /// The invalid signatures by rising entry and key.
    #[must_use]
    pub fn invalid(&self) -> &[(EntryIndex, KeyNumber)] {
        &self.invalid
    }
}

/// Reads entries of the journal again, from the first up to the window that is being judged, or its chain.
///
/// Asking in ascending order is cheap; every jump back costs reading up to some hundred KiB.
pub trait EarlierEntries: Sync {
    /// The bytes of an entry; `None` if there is none so far.
    ///
    /// # Errors
    /// What reading the file gives.
    fn entry(&self, index: EntryIndex) -> io::Result<Option<Vec<u8>>>;

    /// Where an entry begins; `None` if there is none so far.
    ///
    /// # Errors
    /// What reading the file gives.
    fn place(&self, index: EntryIndex) -> io::Result<Option<Place>>;

    /// The chain after an entry, as a checkpoint there would have it (C-104); `None` if there is no such entry so far.
    ///
    /// # Errors
    /// What reading the file gives.
    fn chain_after(&self, index: EntryIndex) -> io::Result<Option<Digest>>;
}
