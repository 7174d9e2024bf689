//! Merges the runs of a partition and looks at records with one id.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io;

use ledger_format::identifiers::{EntryIndex, Timestamp};

use super::IdRecord;
use super::run::{Partition, Runs};

/// The entries of a partition whose id was in use, in no particular order.
pub fn repeated(partition: Partition) -> io::Result<Vec<EntryIndex>> {
    let mut watch = Watch::default();
    partition.merge_each(|runs| merge(runs, &mut watch))?;
    Ok(watch.found)
}

fn merge(runs: &mut Runs<'_>, watch: &mut Watch) -> io::Result<()> {
    let mut heads = BinaryHeap::with_capacity(runs.count());
    for run in 0..runs.count() {
        if let Some(record) = runs.next_of(run)? {
            heads.push(Reverse((record, run)));
        }
    }
    while let Some(mut head) = heads.peek_mut() {
        let Reverse((record, run)) = *head;
        watch.see(&record);
        match runs.next_of(run)? {
            Some(next) => *head = Reverse((next, run)),
            None => drop(PeekMut::pop(head)),
        }
    }
    Ok(())
}

/// Sees records by rising id and entry.
#[derive(Debug, Default)]
struct Watch {
    id: Option<(u64, u64)>,
    /// Until when the id is taken.
    taken_until: Timestamp,
    found: Vec<EntryIndex>,
}

impl Watch {
    fn see(&mut self, record: &IdRecord) {
        if self.id != Some(record.id) {
            self.id = Some(record.id);
            self.taken_until = record.not_after;
            return;
        }
        if self.taken_until >= record.recorded_at {
            self.found.push(record.entry);
        }
        self.taken_until = self.taken_until.max(record.not_after);
    }
}
