//! numbers of identifiers, each assigned once for one approach, registry, Party and vintage.
//!
//! Invariants:
//! - Entries are settled in their order; a number that is assigned again stays assigned once.
//! - Memory: a range for each run of numbers without gaps.

use std::collections::BTreeMap;

use ledger_format::block::SerialBlock;

use super::act::Numbering;
use super::sink::Assigned;
use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::number_map::NumberMap;

/// The numbers that are assigned: by the first of each run, the last.
type Taken = BTreeMap<u64, u64>;

/// All numbers.
#[derive(Debug, Default)]
pub struct Numbers {
    taken: NumberMap<Numbering, Taken>,
}

impl Numbers {
    /// Settles what a window assigns.
    pub fn settle(&mut self, mut assigned: Vec<Assigned>, breaches: &mut Vec<Breach>) {
        assigned.sort_unstable_by_key(|each| (each.entry, each.number));
        for Assigned { entry, numbering, number, block } in assigned {
            let taken = self.taken.entry(numbering).or_default();
            // Both below 2^63.
            let last = number + (block.last - block.first);
            for (from, to) in take(taken, number, last) {
                let serial = |number_of: u64| block.first + (number_of - number);
                let again = SerialBlock::new(block.space, serial(from), serial(to));
                breaches.push(Breach { entry, rule: Rule::R(352), block: Some(again) });
            }
        }
    }
}

/// Takes numbers; returns those that were taken before.
fn take(taken: &mut Taken, first: u64, last: u64) -> Vec<(u64, u64)> {
    let touching: Vec<(u64, u64)> = taken
        .range(..=last.saturating_add(1))
        .rev()
        .map(|(from, to)| (*from, *to))
        .take_while(|(_, to)| to.saturating_add(1) >= first)
        .collect();
    let (mut from, mut to) = (first, last);
    let mut again = Vec::new();
    for (before_from, before_to) in touching {
        taken.remove(&before_from);
        (from, to) = (from.min(before_from), to.max(before_to));
        if before_from <= last && first <= before_to {
            again.push((before_from.max(first), before_to.min(last)));
        }
    }
    taken.insert(from, to);
    again
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn number_by_number_it_is_the_same(ranges in prop::collection::vec((1..40_u64, 0..9_u64), 0..14)) {
            let (mut taken, mut naive) = (Taken::new(), BTreeSet::new());
            for (first, more) in ranges {
                let mut again: Vec<u64> =
                    take(&mut taken, first, first + more).into_iter().flat_map(|(from, to)| from..=to).collect();
                again.sort_unstable();
                let expected: Vec<u64> = (first..=first + more).filter(|number| !naive.insert(*number)).collect();
                prop_assert_eq!(again, expected);
            }
            let runs = taken.iter().zip(taken.iter().skip(1));
            prop_assert!(runs.into_iter().all(|((_, to), (from, _))| to + 1 < *from), "runs are joined");
        }
    }
}
