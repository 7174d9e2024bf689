//! Ranges of numbers that are taken and freed one after the other: which of them take what is taken?
//!
//! The ranges that cover a number, in their order, say what becomes of it: one takes what is taken exactly if the one before it there
//! takes too. Who is before whom changes only where a range begins or ends, and there only for its neighbours: so the ranges are
//! swept by number, with those that cover the place in a sorted set.
//!
//! Invariants:
//! - The work is that of sorting, however the ranges overlap.

use std::collections::BTreeSet;

use ledger_format::identifiers::EntryIndex;

/// Numbers that are taken or freed.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Lowest number.
    pub first: u64,
    /// Highest number.
    pub last: u64,
    /// Whether they are taken.
    pub takes: bool,
    /// The entry that does; none for what was taken before all of them.
    pub entry: Option<EntryIndex>,
}

/// Sweeps ranges; adds the entries that take what is taken to `again`, and returns what is taken afterwards, ascending.
pub fn sweep(mut ranges: Vec<Range>, again: &mut Vec<EntryIndex>) -> Vec<(u64, u64)> {
    // None comes before all entries.
    ranges.sort_unstable_by_key(|range| range.entry);
    let takes = |place: usize| ranges.get(place).is_some_and(|range| range.takes);
    let mut borders: Vec<(u128, usize)> = Vec::with_capacity(2 * ranges.len());
    for (place, range) in ranges.iter().enumerate() {
        borders.push((range.first.into(), place));
        borders.push((u128::from(range.last) + 1, place));
    }
    borders.sort_unstable();
    let mut covering: BTreeSet<usize> = BTreeSet::new();
    let mut guilty: BTreeSet<usize> = BTreeSet::new();
    let mut left: Vec<(u64, u64)> = Vec::new();
    let mut at = borders.as_slice();
    while let Some((number, _)) = at.first() {
        let count = at.iter().take_while(|(each, _)| each == number).count();
        let (here, behind) = at.split_at_checked(count).unwrap_or((at, &[]));
        at = behind;
        for (_, place) in here {
            if !covering.insert(*place) {
                covering.remove(place);
            }
        }
        for (_, place) in here {
            let before = covering.range(..place).next_back().copied();
            let behind = covering.range(place + 1..).next().copied();
            let order = [before, covering.get(place).copied(), behind];
            let mut present = order.into_iter().flatten();
            let mut earlier = present.next();
            for later in present {
                if takes(later) && earlier.is_some_and(takes) {
                    guilty.insert(later);
                }
                earlier = Some(later);
            }
        }
        let is_taken = covering.last().copied().is_some_and(takes);
        if let (true, Some((next, _))) = (is_taken, at.first()) {
            push_joined(&mut left, *number, *next);
        }
    }
    again.extend(guilty.into_iter().filter_map(|place| ranges.get(place)?.entry));
    left
}

/// Adds what is taken from a number to before another one.
fn push_joined(left: &mut Vec<(u64, u64)>, first: u128, end: u128) {
    let number = |number: u128| u64::try_from(number).ok();
    let Some((first, last)) = number(first).zip(end.checked_sub(1).and_then(number)) else { return };
    match left.last_mut().filter(|(_, last)| last.checked_add(1) == Some(first)) {
        Some((_, before)) => *before = last,
        None => left.push((first, last)),
    }
}
