//! Years that entries name, each with the first entry that does.
//!
//! Invariant: ranges are disjoint, so that no list of entries that name the same years makes asking slower.

use std::collections::BTreeMap;

use ledger_format::identifiers::EntryIndex;

/// A set of years that grows.
#[derive(Debug, Default)]
pub struct Years {
    /// By first year: the last, and the entry.
    ranges: BTreeMap<u16, (u16, EntryIndex)>,
}

impl Years {
    /// Adds years from an entry on; those that are there keep their entry. Nothing where the first is after the last.
    pub fn add(&mut self, entry: EntryIndex, first: u16, last: u16) {
        let mut free = Some(first);
        let within: Vec<(u16, u16)> =
            self.overlapping(first, last).map(|(first, last, _)| (first, last)).collect();
        for (from, to) in within.into_iter().rev() {
            let gap_first = free.filter(|gap| *gap < from);
            if let (Some(gap), Some(before)) = (gap_first, from.checked_sub(1)) {
                self.ranges.insert(gap, (before, entry));
            }
            free = to.checked_add(1);
        }
        if let Some(free) = free.filter(|free| *free <= last) {
            self.ranges.insert(free, (last, entry));
        }
    }

    /// Whether a year was named before an entry.
    pub fn has_at(&self, year: u16, entry: EntryIndex) -> bool {
        self.overlapping(year, year).any(|(.., named)| named < entry)
    }

    /// Whether one of these years was named.
    pub fn meets(&self, first: u16, last: u16) -> bool {
        first <= last && self.overlapping(first, last).next().is_some()
    }

    /// Ranges that overlap, in descending order.
    fn overlapping(&self, first: u16, last: u16) -> impl Iterator<Item = (u16, u16, EntryIndex)> {
        let upto = self.ranges.range(..=last).rev();
        upto.map(|(from, (to, entry))| (*from, *to, *entry)).take_while(move |(_, to, _)| *to >= first)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn year_by_year_it_is_the_same(ranges in prop::collection::vec((0..40_u16, 0..9_u16), 0..12)) {
            let (mut years, mut naive) = (Years::default(), BTreeMap::<u16, u64>::new());
            for (entry, (first, more)) in (1..).zip(ranges) {
                let last = first + more;
                prop_assert_eq!(years.meets(first, last), (first..=last).any(|year| naive.contains_key(&year)));
                years.add(EntryIndex(entry), first, last);
                for year in first..=last {
                    naive.entry(year).or_insert(entry);
                }
            }
            for (year, entry) in (0..60).flat_map(|year| (0..14).map(move |entry| (year, entry))) {
                let named = naive.get(&year).is_some_and(|named| *named < entry);
                prop_assert_eq!(years.has_at(year, EntryIndex(entry)), named);
            }
        }
    }

    #[test]
    fn the_last_year_of_all_is_one() {
        let mut years = Years::default();
        years.add(EntryIndex(1), u16::MAX, u16::MAX);
        years.add(EntryIndex(2), 0, u16::MAX);
        years.add(EntryIndex(3), 9, 8);
        assert!(years.has_at(u16::MAX, EntryIndex(2)) && !years.has_at(0, EntryIndex(2)));
        assert!(years.has_at(0, EntryIndex(3)) && years.has_at(u16::MAX - 1, EntryIndex(3)));
    }
}
