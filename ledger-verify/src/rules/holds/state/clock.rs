//! The time by which holds and restrictions are in force: that of the batch, or the highest so far where `recorded_at` went back (J-108).
//!
//! Invariant: it never goes back, so that each of them is in force from one entry to another, once.

use ledger_format::identifiers::{EntryIndex, Timestamp};

/// The times of a window's batches.
#[derive(Debug)]
pub struct Clock {
    now: Timestamp,
    /// The first entry of each batch with its time; neither falls.
    batches: Vec<(EntryIndex, Timestamp)>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { now: Timestamp(0), batches: Vec::new() }
    }
}

impl Clock {
    /// Forgets the batches of the window before, not their time.
    pub fn begin_window(&mut self) {
        self.batches.clear();
    }

    /// A batch begins.
    pub fn begin_batch(&mut self, first: EntryIndex, recorded_at: Timestamp) {
        self.now = self.now.max(recorded_at);
        self.batches.push((first, self.now));
    }

    /// The time of the last batch.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The time of an entry of the window.
    pub fn at(&self, entry: EntryIndex) -> Timestamp {
        let behind = self.batches.partition_point(|(first, _)| *first <= entry);
        let batch = behind.checked_sub(1).and_then(|before| self.batches.get(before));
        batch.map_or(self.now, |(_, time)| *time)
    }

    /// The first entry of the window that is not before a time, if there is one.
    pub fn reaches(&self, time: Timestamp) -> Option<EntryIndex> {
        let before = self.batches.partition_point(|(_, each)| *each < time);
        self.batches.get(before).map(|(first, _)| *first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_goes_back_stands_still() {
        let mut clock = Clock::default();
        for (first, time) in [(1, 10), (3, 7), (4, 12)] {
            clock.begin_batch(EntryIndex(first), Timestamp(time));
        }
        let at: Vec<u64> = (1..6).map(|entry| clock.at(EntryIndex(entry)).0).collect();
        assert_eq!(at, [10, 10, 10, 12, 12]);
        let reached = [0, 10, 11, 12, 13].map(|time| clock.reaches(Timestamp(time)).map(|entry| entry.0));
        assert_eq!(reached, [Some(1), Some(1), Some(4), Some(4), None]);
        clock.begin_window();
        clock.begin_batch(EntryIndex(6), Timestamp(9));
        assert_eq!((clock.at(EntryIndex(6)), clock.now()), (Timestamp(12), Timestamp(12)));
    }
}
