//! Merges the runs of a partition and looks at records with one id.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use ledger_format::identifiers::{EntryIndex, Timestamp};

use super::IdRecord;
use super::run::Partition;

/// The entries of a partition whose id was in use, in no particular order.
pub fn repeated(partition: Partition) -> io::Result<Vec<EntryIndex>> {
    let mut runs = partition.into_runs();
    let mut heads = BinaryHeap::with_capacity(runs.count());
    for run in 0..runs.count() {
        if let Some(record) = runs.next_of(run)? {
            heads.push(Reverse((record, run)));
        }
    }
    let mut watch = Watch::default();
    // With one run left, the usual case, nothing needs to be compared.
    while heads.len() > 1 {
        let Some(mut head) = heads.peek_mut() else { break };
        let Reverse((record, run)) = *head;
        watch.see(&record);
        match runs.next_of(run)? {
            Some(next) => *head = Reverse((next, run)),
            None => drop(std::collections::binary_heap::PeekMut::pop(head)),
        }
    }
    if let Some(Reverse((record, run))) = heads.pop() {
        watch.see(&record);
        while let Some(record) = runs.next_of(run)? {
            watch.see(&record);
        }
    }
    Ok(watch.found)
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
