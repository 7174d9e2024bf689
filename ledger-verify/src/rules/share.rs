//! Shares a window's entries out among threads.
//!
//! Invariants:
//! - Portions come in the order of the journal and cover every entry once; a batch may be cut, or several joined.

use ledger_format::identifiers::EntryIndex;

use crate::window::{Batch, Entry};

/// Entries of a portion: enough to hide the cost of handing it over. Few in tests, so that there are several.
const PORTION_SIZE: usize = if cfg!(test) { 3 } else { 2_048 };

/// Consecutive entries of one batch.
#[derive(Debug, Clone, Copy)]
struct Stretch<'w, 'a> {
    batch: &'w Batch<'a>,
    first: EntryIndex,
    entries: &'w [Entry<'a>],
}

/// Consecutive entries, for one thread.
#[derive(Debug, Default)]
pub struct Portion<'w, 'a> {
    stretches: Vec<Stretch<'w, 'a>>,
    count: usize,
}

impl<'w, 'a> Portion<'w, 'a> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The entries, each with its batch and index.
    pub fn entries(&self) -> impl Iterator<Item = (&'w Batch<'a>, EntryIndex, &'w Entry<'a>)> {
        self.stretches.iter().flat_map(|stretch| {
            let indexed = (stretch.first.0..).map(EntryIndex).zip(stretch.entries);
            indexed.map(move |(index, entry)| (stretch.batch, index, entry))
        })
    }
}

/// Cuts a window into portions.
pub fn portions<'w, 'a>(batches: &'w [Batch<'a>]) -> Vec<Portion<'w, 'a>> {
    let mut portions = vec![Portion::default()];
    for batch in batches {
        let mut first = batch.first;
        for entries in batch.entries.chunks(PORTION_SIZE) {
            if portions.last().is_none_or(|last| last.count + entries.len() > PORTION_SIZE) {
                portions.push(Portion::default());
            }
            if let Some(last) = portions.last_mut() {
                last.stretches.push(Stretch { batch, first, entries });
                last.count += entries.len();
            }
            first.0 += entries.len() as u64;
        }
    }
    portions
}

/// The batch and the entry of an index, if the window has it.
pub fn entry_at<'w, 'a>(
    batches: &'w [Batch<'a>],
    index: EntryIndex,
) -> Option<(&'w Batch<'a>, &'w Entry<'a>)> {
    let behind = batches.partition_point(|batch| batch.first <= index);
    let batch = batches.get(behind.checked_sub(1)?)?;
    let place = usize::try_from(index.0 - batch.first.0).ok()?;
    Some((batch, batch.entries.get(place)?))
}
