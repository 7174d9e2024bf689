//! which underlying numbers are taken, in which underlying space.
//!
//! Invariants:
//! - A window's ranges are sorted by space and number and swept ([`super::sweep`]) over the runs that they touch; no other run is
//!   looked at.
//! - Runs of a space are disjoint, with a free number between any two; so memory is a range for each run without gaps.

use std::collections::BTreeMap;

use ledger_format::body::UnderlyingSpace;
use ledger_format::identifiers::EntryIndex;

use super::sweep::{Range, sweep};
use crate::rules::number_map::NumberMap;

/// Numbers that an entry takes or frees. Ordered by space, number and entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Naming {
    /// The space, by its place.
    pub space: u32,
    /// Lowest number.
    pub first: u64,
    /// Highest number.
    pub last: u64,
    /// The entry.
    pub entry: EntryIndex,
    /// Whether it takes them.
    pub takes: bool,
}

/// By the first of each run, the last.
type Runs = BTreeMap<u64, u64>;

/// All numbers that are taken.
#[derive(Debug, Default)]
pub struct Taken {
    places: NumberMap<UnderlyingSpace, u32>,
    spaces: Vec<Runs>,
}

impl Taken {
    /// The place of an underlying space.
    pub fn place(&mut self, space: UnderlyingSpace) -> u32 {
        let next = u32::try_from(self.spaces.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(space).or_insert(next);
        if place == next {
            self.spaces.push(Runs::new());
        }
        place
    }

    /// Takes and frees; returns the entries that take what was taken.
    pub fn settle(&mut self, mut named: Vec<Naming>) -> Vec<EntryIndex> {
        named.sort_unstable();
        let mut again = Vec::new();
        let mut rest = named.as_slice();
        while let Some(lowest) = rest.first() {
            let mut reach = lowest.last;
            let touching = rest.iter().take_while(|naming| {
                let touches = naming.space == lowest.space && naming.first <= reach;
                if touches {
                    reach = reach.max(naming.last);
                }
                touches
            });
            let count = touching.count();
            let (group, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = behind;
            if let Some(runs) = self.spaces.get_mut(lowest.space as usize) {
                let held = take_out(runs, lowest.first, reach);
                let ranges =
                    held.into_iter().map(|(first, last)| Range { first, last, takes: true, entry: None });
                let named = group.iter().map(|naming| Range {
                    first: naming.first,
                    last: naming.last,
                    takes: naming.takes,
                    entry: Some(naming.entry),
                });
                let left = sweep(ranges.chain(named).collect(), &mut again);
                left.into_iter().for_each(|(first, last)| put(runs, first, last));
            }
        }
        again
    }
}

/// Takes out what is taken between two numbers; what reaches beyond stays.
fn take_out(runs: &mut Runs, first: u64, last: u64) -> Vec<(u64, u64)> {
    let touching = runs.range(..=last).rev().map(|(from, to)| (*from, *to));
    let held: Vec<(u64, u64)> = touching.take_while(|(_, to)| *to >= first).collect();
    for (from, to) in &held {
        runs.remove(from);
        if let Some(before) = first.checked_sub(1).filter(|_| *from < first) {
            runs.insert(*from, before);
        }
        if let Some(behind) = last.checked_add(1).filter(|_| *to > last) {
            runs.insert(behind, *to);
        }
    }
    held.into_iter().map(|(from, to)| (from.max(first), to.min(last))).collect()
}

/// Puts in a run that meets no other, joined with its neighbours.
fn put(runs: &mut Runs, first: u64, last: u64) {
    let before = runs.range(..first).next_back().map(|(from, to)| (*from, *to));
    let from = before.filter(|(_, to)| to.checked_add(1) == Some(first)).map_or(first, |(from, _)| from);
    let behind = last.checked_add(1).and_then(|next| runs.remove(&next));
    runs.insert(from, behind.unwrap_or(last));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ledger_format::bounded::Code;
    use proptest::prelude::*;

    use super::*;

    fn space(prefix: u32) -> UnderlyingSpace {
        UnderlyingSpace {
            registry: Code::new("VCS").unwrap(),
            prefix: Code::new(format!("{prefix}-")).unwrap(),
            suffix: Code::new("").unwrap(),
        }
    }

    proptest! {
        #[test]
        fn number_by_number_it_is_the_same(
            ranges in prop::collection::vec((0..2_u32, 1..40_u64, 0..9_u64, 0..3_u32), 0..40),
            window in 1..12_usize,
        ) {
            let (mut taken, mut naive) = (Taken::default(), BTreeSet::new());
            let mut entry = 0;
            for window in ranges.chunks(window) {
                let (mut named, mut expected) = (Vec::new(), Vec::new());
                for (prefix, first, more, frees) in window {
                    entry += 1;
                    let (last, takes) = (first + more, *frees > 0);
                    let place = taken.place(space(*prefix));
                    named.push(Naming { space: place, first: *first, last, entry: EntryIndex(entry), takes });
                    let numbers = (*first..=last).map(|number| (*prefix, number));
                    if takes && numbers.clone().any(|number| naive.contains(&number)) {
                        expected.push(EntryIndex(entry));
                    }
                    for number in numbers {
                        if takes { naive.insert(number) } else { naive.remove(&number) };
                    }
                }
                let mut again = taken.settle(named);
                again.sort_unstable();
                prop_assert_eq!(again, expected);
            }
            for runs in &taken.spaces {
                let pairs = runs.iter().zip(runs.iter().skip(1));
                prop_assert!(pairs.into_iter().all(|((_, to), (from, _))| to + 1 < *from), "runs are joined");
            }
            let left: u64 = taken.spaces.iter().flatten().map(|(from, to)| to - from + 1).sum();
            prop_assert_eq!(left, naive.len() as u64);
        }
    }

    #[test]
    fn the_highest_number_is_one() {
        let mut taken = Taken::default();
        let place = taken.place(space(1));
        let naming = |entry, takes| Naming {
            space: place,
            first: u64::MAX - 1,
            last: u64::MAX,
            entry: EntryIndex(entry),
            takes,
        };
        assert_eq!(taken.settle(vec![naming(1, true)]), []);
        assert_eq!(taken.settle(vec![naming(2, true), naming(3, false), naming(4, true)]), [EntryIndex(2)]);
    }

    /// Looking at all ranges that cover a number would take minutes here.
    #[test]
    fn nested_ranges_cost_no_more_than_sorting_them() {
        let mut taken = Taken::default();
        let (space, count) = (taken.place(space(1)), 50_000);
        let naming = |entry: u64| Naming {
            space,
            first: 1 + entry,
            last: 3 * count - entry,
            entry: EntryIndex(entry),
            takes: !entry.is_multiple_of(3),
        };
        let again = taken.settle((0..count).map(naming).collect());
        // Of three, one frees, one takes what is free, and one takes what is taken; the first of all frees nothing.
        assert_eq!(again.len() as u64, count / 3);
        assert_eq!(taken.spaces.iter().map(BTreeMap::len).sum::<usize>(), 33_333);
    }
}
