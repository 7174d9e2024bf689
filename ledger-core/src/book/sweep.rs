//! Sweeps along the serials over runs of which later ones hide earlier ones, and gives what is to be seen: what an interval
//! map gives run by run, in the time of sorting them.
//!
//! Invariants:
//! - What comes out is ascending and disjoint; of every serial the newest run that has it decides.
//! - [`RunList::push`] joins neighbours that touch and share a holding, so that lists are canonical.
//! - Memory beyond what goes in and comes out is of the order of the runs that overlap at one serial.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::runs::Run;

/// Runs of a piece of a list: pieces are let go one by one when a list is used up.
const PIECE_SIZE: usize = 8_192;

/// A run, and how new it is: of two that share serials the one with the higher age counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Aged {
    pub(crate) age: u64,
    pub(crate) run: Run,
}

impl Ord for Aged {
    fn cmp(&self, other: &Self) -> Ordering {
        let of = |aged: &Self| (aged.age, aged.run.first, aged.run.last);
        of(self).cmp(&of(other))
    }
}

impl PartialOrd for Aged {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Calls `put` with what is to be seen of runs that come in order of their first serial; quickest where the newest of those
/// that begin together comes first.
pub(crate) fn newest(runs: impl Iterator<Item = Aged>, mut put: impl FnMut(Run)) {
    let mut runs = runs.peekable();
    // Those that have `at`, or were hidden so far; the newest on top.
    let mut open: BinaryHeap<Aged> = BinaryHeap::new();
    let mut at = 0;
    loop {
        let Some(top) = open.peek().copied() else {
            let Some(next) = runs.next() else { return };
            at = next.run.first;
            open.push(next);
            continue;
        };
        if top.run.last < at {
            open.pop();
            continue;
        }
        match runs.next_if(|next| next.run.first <= top.run.last) {
            Some(next) if next.age < top.age => {
                if next.run.last > top.run.last {
                    open.push(next);
                }
            }
            Some(next) => {
                if at < next.run.first {
                    put(Run { first: at, last: next.run.first - 1, ..top.run });
                    at = next.run.first;
                }
                if next.run.last >= top.run.last {
                    open.pop();
                }
                open.push(next);
            }
            None => {
                put(Run { first: at, ..top.run });
                at = top.run.last.saturating_add(1);
                open.pop();
            }
        }
    }
}

/// Runs of one space, ascending.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunList {
    pieces: Vec<Vec<Run>>,
}

impl RunList {
    /// Puts a run behind all others, or joins it with the last.
    pub(crate) fn push(&mut self, run: Run) {
        if let Some(piece) = self.pieces.last_mut() {
            if let Some(last) = piece.last_mut()
                && last.holding == run.holding
                && last.last.checked_add(1) == Some(run.first)
            {
                last.last = run.last;
                return;
            }
            if piece.len() < PIECE_SIZE {
                return piece.push(run);
            }
        }
        // Small lists stay small.
        let mut piece = Vec::with_capacity(if self.pieces.is_empty() { 1 } else { PIECE_SIZE });
        piece.push(run);
        self.pieces.push(piece);
    }

    pub(crate) fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Run> {
        self.pieces.iter().flatten()
    }
}

impl IntoIterator for RunList {
    type Item = Run;
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<Run>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

/// Lays runs over those of a list, all of which are older.
#[derive(Debug)]
pub(crate) struct Overlay<I> {
    older: I,
    /// What is left of the older run at hand.
    left: Option<Run>,
    list: RunList,
}

impl<I: Iterator<Item = Run>> Overlay<I> {
    pub(crate) fn over(mut older: I) -> Self {
        Self { left: older.next(), older, list: RunList::default() }
    }

    /// Lays the next run on top: they are disjoint and come ascending.
    pub(crate) fn put(&mut self, new: Run) {
        while let Some(old) = self.left {
            if old.first > new.last {
                break;
            }
            if old.first < new.first {
                self.list.push(Run { last: old.last.min(new.first - 1), ..old });
            }
            self.left = if old.last > new.last {
                Some(Run { first: new.last + 1, ..old })
            } else {
                self.older.next()
            };
        }
        self.list.push(new);
    }

    /// What is to be seen.
    pub(crate) fn end(mut self) -> RunList {
        for old in self.left.take().into_iter().chain(self.older) {
            self.list.push(old);
        }
        self.list
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ledger_format::identifiers::{AccountNumber, EntryIndex, Timestamp};
    use proptest::prelude::*;

    use super::super::holding::Holding;
    use super::*;

    fn run(first: u64, more: u64, since: u64) -> Run {
        let (account, since) = (AccountNumber(since % 3), EntryIndex(since));
        Run {
            first,
            last: first + more,
            holding: Holding { account, since, occurred_at: Timestamp(0), series: None },
        }
    }

    fn by_serial(list: &RunList) -> BTreeMap<u64, Holding> {
        list.iter().flat_map(|run| (run.first..=run.last).map(|serial| (serial, run.holding))).collect()
    }

    fn laid_over(older: RunList, mut aged: Vec<Aged>) -> RunList {
        aged.sort_unstable_by_key(|aged| (aged.run.first, std::cmp::Reverse(aged.age)));
        let mut overlay = Overlay::over(older.into_iter());
        newest(aged.into_iter(), |run| overlay.put(run));
        overlay.end()
    }

    proptest! {
        #[test]
        fn the_last_one_counts(
            steps in prop::collection::vec((1_u64..50, 0_u64..20, 0_u64..4), 0..60),
            cut in 0_usize..60,
        ) {
            // Some of the same entry, as a movement of several blocks has them.
            let since = |number: usize, of: u64| (number as u64 / 3) * 4 + of;
            let runs: Vec<Run> = steps.iter().enumerate().map(|(n, &(first, more, of))| run(first, more, since(n, of))).collect();
            let aged: Vec<Aged> = (0..).zip(&runs).map(|(age, run)| Aged { age, run: *run }).collect();
            let (before, behind) = aged.split_at(cut.min(aged.len()));
            let list = laid_over(laid_over(RunList::default(), before.to_vec()), behind.to_vec());
            let mut model = BTreeMap::new();
            for run in &runs {
                model.extend((run.first..=run.last).map(|serial| (serial, run.holding)));
            }
            prop_assert_eq!(by_serial(&list), model);
            let seen: Vec<&Run> = list.iter().collect();
            for pair in seen.windows(2) {
                prop_assert!(pair[0].last < pair[1].first);
                prop_assert!(pair[0].last + 1 < pair[1].first || pair[0].holding != pair[1].holding);
            }
        }
    }

    #[test]
    fn a_list_of_many_pieces_is_one_list() {
        let mut list = RunList::default();
        let count = 3 * PIECE_SIZE as u64 + 5;
        (0..count).for_each(|n| list.push(run(1 + 2 * n, 0, n)));
        assert_eq!(list.len() as u64, count);
        assert!(list.into_iter().map(|run| run.holding.since.0).eq(0..count));
    }
}
