//! What history is fed with: one durable batch, reduced to what can be asked of the past.

use ledger_format::body::Body;
use ledger_format::identifiers::{Digest, EntryId, EntryIndex, Timestamp};

use crate::book::{Book, CustodyEvent, Moved, SeriesOf, custody_events};

/// A batch that is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DurableBatch {
    /// Index of its first entry.
    pub first_entry: EntryIndex,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The chain after its last entry.
    pub chain: Digest,
    /// The ids of its entries, in order.
    pub ids: Vec<EntryId>,
    /// What changed hands, in order of the entries.
    pub custody: Vec<CustodyEvent>,
}

impl DurableBatch {
    /// The batch of entries that are in the journal already. The book has taken them in, and may have gone on since:
    /// the series of a serial never changes.
    #[must_use]
    pub fn of_entries<'a>(
        book: &Book,
        first_entry: EntryIndex,
        recorded_at: Timestamp,
        chain: Digest,
        entries: impl Iterator<Item = (EntryId, Timestamp, &'a Body)>,
    ) -> Self {
        Self::with_series(book, first_entry, recorded_at, chain, entries)
    }

    /// The same, told by whoever knows the series of the serials.
    pub(crate) fn with_series<'a>(
        book: &impl SeriesOf,
        first_entry: EntryIndex,
        recorded_at: Timestamp,
        chain: Digest,
        entries: impl Iterator<Item = (EntryId, Timestamp, &'a Body)>,
    ) -> Self {
        let mut batch = Self { first_entry, recorded_at, chain, ids: Vec::new(), custody: Vec::new() };
        for (entry, (id, occurred_at, body)) in (first_entry.0..).map(EntryIndex).zip(entries) {
            batch.ids.push(id);
            let (action, postings) = match body {
                Body::Movement(body) => (Some(body.action), &body.postings),
                Body::Reversal(body) => (None, &body.postings),
                _ => continue,
            };
            let moved = Moved { entry, recorded_at, occurred_at, action, postings };
            custody_events(book, moved, |event| batch.custody.push(event));
        }
        batch
    }

    /// The index behind its last entry.
    #[must_use]
    pub fn next_entry(&self) -> EntryIndex {
        EntryIndex(self.first_entry.0.saturating_add(self.ids.len() as u64))
    }
}
