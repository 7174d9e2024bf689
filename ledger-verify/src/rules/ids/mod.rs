//! no id is used again before the entry that used it has expired.
//!
//! Every entry leaves a record of fixed size. Records are spread over partitions by their id, sorted in runs, and the runs are
//! written to temporary files when they grow; at the end each partition is merged, and equal ids meet.
//!
//! Invariants:
//! - Memory is bounded by [`IdLog::new`]'s limit and a buffer for each run, whatever the journal's length.
//! - Times may run backwards (J-108) and ids may be chosen badly: the answer is exact all the same.

mod merge;
mod run;

use std::io;

use ledger_format::identifiers::{EntryId, EntryIndex, Timestamp};
use rayon::prelude::*;

use self::merge::repeated;
use self::run::Partition;

/// How many partitions: each is sorted and merged by one thread.
const PARTITIONS: usize = 16;
/// Records kept in memory by default: 40 bytes each.
const RECORDS_IN_MEMORY: usize = 1 << 21;

/// What an entry leaves behind for R-123.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdRecord {
    id: (u64, u64),
    entry: EntryIndex,
    recorded_at: Timestamp,
    not_after: Timestamp,
}

impl IdRecord {
    /// The record of an entry.
    pub fn new(id: EntryId, entry: EntryIndex, recorded_at: Timestamp, not_after: Timestamp) -> Self {
        let id = u128::from_be_bytes(id.0);
        let half = |bits: u32| u64::try_from((id >> bits) & u128::from(u64::MAX)).unwrap_or_default();
        Self { id: (half(64), half(0)), entry, recorded_at, not_after }
    }

    /// Ids that were made one after the other differ in any of their bits: mix both halves.
    fn mixed(&self) -> u64 {
        (self.id.0 ^ self.id.1.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    fn partition(&self) -> usize {
        (self.mixed() >> 60) as usize % PARTITIONS
    }

    fn shelf(&self) -> usize {
        (self.mixed() >> 56) as usize
    }
}

/// Records of some entries, spread over the partitions.
#[derive(Debug, Default)]
pub struct IdSheaf {
    partitions: [Vec<IdRecord>; PARTITIONS],
}

impl IdSheaf {
    /// Adds a record.
    pub fn push(&mut self, record: IdRecord) {
        if let Some(partition) = self.partitions.get_mut(record.partition()) {
            partition.push(record);
        }
    }

    /// Takes all records out again, and keeps the memory.
    pub fn clear(&mut self) {
        self.partitions.iter_mut().for_each(Vec::clear);
    }

    fn len(&self) -> usize {
        self.partitions.iter().map(Vec::len).sum()
    }
}

impl Extend<IdRecord> for IdSheaf {
    fn extend<T: IntoIterator<Item = IdRecord>>(&mut self, records: T) {
        records.into_iter().for_each(|record| self.push(record));
    }
}

/// The ids of all entries so far.
#[derive(Debug)]
pub struct IdLog {
    partitions: Vec<Partition>,
    in_memory: usize,
    limit: usize,
}

impl Default for IdLog {
    fn default() -> Self {
        Self::new(RECORDS_IN_MEMORY)
    }
}

impl IdLog {
    /// A log that keeps at most about `limit` records in memory.
    pub fn new(limit: usize) -> Self {
        let partitions = (0..PARTITIONS).map(|_| Partition::default()).collect();
        Self { partitions, in_memory: 0, limit }
    }

    /// Adds the records of a window, in any order.
    ///
    /// # Errors
    /// What writing a temporary file gives.
    pub fn add(&mut self, sheaves: &[&IdSheaf]) -> io::Result<()> {
        self.partitions.par_iter_mut().enumerate().for_each(|(number, partition)| {
            let records = sheaves.iter().filter_map(|sheaf| sheaf.partitions.get(number));
            records.for_each(|records| partition.extend(records));
        });
        self.in_memory += sheaves.iter().map(|sheaf| sheaf.len()).sum::<usize>();
        if self.in_memory >= self.limit {
            self.partitions.par_iter_mut().try_for_each(Partition::spill)?;
            self.in_memory = 0;
        }
        Ok(())
    }

    /// The entries that break R-123, ascending.
    ///
    /// # Errors
    /// What reading a temporary file gives.
    pub fn repeated(self) -> io::Result<Vec<EntryIndex>> {
        let found: io::Result<Vec<_>> = self.partitions.into_par_iter().map(repeated).collect();
        let mut found = found?.concat();
        found.sort_unstable();
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// R-123, word for word.
    fn naive(records: &[IdRecord]) -> Vec<EntryIndex> {
        let breaks = |at: usize| {
            let (record, before) = (&records[at], &records[..at]);
            before.iter().any(|each| each.id == record.id && each.not_after >= record.recorded_at)
        };
        (0..records.len()).filter(|at| breaks(*at)).map(|at| records[at].entry).collect()
    }

    fn sheaf(records: &[IdRecord]) -> IdSheaf {
        let mut sheaf = IdSheaf::default();
        sheaf.extend(records.iter().copied());
        sheaf
    }

    proptest! {
        #[test]
        fn it_finds_what_the_rule_says_whatever_lies_on_disk(
            seeds in prop::collection::vec((0..20_u8, 0..30_u64, 0..20_u64), 0..120),
            limit in 1..80_usize,
            window in 1..40_usize,
        ) {
            let record = |(entry, (id, recorded, lives)): (usize, &(u8, u64, u64))| IdRecord::new(
                EntryId([*id; 16]), EntryIndex(entry as u64), Timestamp(*recorded), Timestamp(recorded + lives),
            );
            let records: Vec<_> = seeds.iter().enumerate().map(record).collect();
            let mut log = IdLog::new(limit);
            for window in records.chunks(window) {
                log.add(&[&sheaf(window)]).unwrap();
            }
            prop_assert_eq!(log.repeated().unwrap(), naive(&records));
        }
    }

    #[test]
    fn an_id_is_free_again_when_it_has_expired() {
        let record = |entry, recorded, not_after| {
            IdRecord::new(EntryId([1; 16]), EntryIndex(entry), Timestamp(recorded), Timestamp(not_after))
        };
        let mut log = IdLog::default();
        log.add(&[&sheaf(&[record(0, 10, 20), record(1, 20, 30)]), &sheaf(&[record(2, 31, 40)])]).unwrap();
        assert_eq!(log.repeated().unwrap(), [EntryIndex(1)]);
    }
}
