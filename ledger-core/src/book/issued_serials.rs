//! Which serials were ever issued, and of which series: all that applying a movement has to know of the holdings.
//!
//! Invariants:
//! - Intervals are disjoint and ascending, and neighbours of one series are joined: as a rule a handful where there are
//!   millions of runs.
//! - A serial that is issued stays so and keeps its series, for ever.

use std::collections::BTreeMap;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{SeriesId, SpaceId};
use rustc_hash::FxHashMap;

use super::custody::SeriesOf;
use super::runs::Run;

/// Of each space, the last serial and the series of each interval, by its first serial.
type Intervals = BTreeMap<u64, (u64, Option<SeriesId>)>;

/// Every serial ever issued.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct IssuedSerials {
    spaces: FxHashMap<SpaceId, Intervals>,
}

/// Calls `each` once for parts in a row that are of one series.
struct Joined<F> {
    pending: Option<(u64, u64, Option<SeriesId>)>,
    each: F,
}

impl<F: FnMut(u64, u64, Option<SeriesId>)> Joined<F> {
    fn part(&mut self, first: u64, last: u64, series: Option<SeriesId>) {
        match &mut self.pending {
            Some((_, end, of)) if *of == series => *end = last,
            _ => {
                self.end();
                self.pending = Some((first, last, series));
            }
        }
    }

    fn end(&mut self) {
        if let Some((first, last, series)) = self.pending.take() {
            (self.each)(first, last, series);
        }
    }
}

impl IssuedSerials {
    /// Takes in a run behind all others of its space.
    pub(super) fn append(&mut self, space: SpaceId, run: &Run) {
        append(self.spaces.entry(space).or_default(), run.first, run.last, run.holding.series);
    }

    /// Issues what of a well-formed block is not issued yet, in a series that is asked for only then. Calls `each` with the
    /// block's parts of one series each, ascending; says how many serials are new, and of which series.
    pub(super) fn issue(
        &mut self,
        block: SerialBlock,
        new_series: impl FnOnce() -> Option<SeriesId>,
        mut each: impl FnMut(u64, u64, Option<SeriesId>),
    ) -> Option<(Option<SeriesId>, u64)> {
        let intervals = self.spaces.entry(block.space).or_default();
        if let Some((_, &(last, series))) = intervals.range(..=block.first).next_back()
            && block.last <= last
        {
            each(block.first, block.last, series);
            return None;
        }
        let (mut gaps, new, mut count) = (Vec::new(), new_series(), 0);
        let mut joined = Joined { pending: None, each };
        parts(intervals, block, |first, last, issued| {
            if issued.is_none() {
                gaps.push((first, last));
                count += last - first + 1;
            }
            joined.part(first, last, issued.unwrap_or(new));
        });
        joined.end();
        gaps.into_iter().for_each(|(first, last)| fill(intervals, first, last, new));
        Some((new, count))
    }
}

impl SeriesOf for IssuedSerials {
    fn series_of(&self, block: SerialBlock, each: impl FnMut(u64, u64, Option<SeriesId>)) {
        let mut joined = Joined { pending: None, each };
        match self.spaces.get(&block.space) {
            Some(intervals) => {
                parts(intervals, block, |first, last, issued| joined.part(first, last, issued.flatten()));
            }
            None => joined.part(block.first, block.last, None),
        }
        joined.end();
    }
}

/// The block cut where its series changes, ascending; `None` for what is not issued.
fn parts(
    intervals: &Intervals,
    block: SerialBlock,
    mut each: impl FnMut(u64, u64, Option<Option<SeriesId>>),
) {
    let mut at = block.first;
    let before = intervals.range(..=block.first).next_back().map(|(first, _)| *first);
    for (&first, &(last, series)) in intervals.range(before.unwrap_or(block.first)..=block.last.max(at)) {
        // Only of a block that is not well formed.
        if first > block.last {
            break;
        }
        if last < at {
            continue;
        }
        if first > at {
            each(at, first - 1, None);
        }
        each(first.max(at), last.min(block.last), Some(series));
        if last >= block.last {
            return;
        }
        at = last + 1;
    }
    each(at, block.last, None);
}

/// Puts an interval behind the last one.
fn append(intervals: &mut Intervals, first: u64, last: u64, series: Option<SeriesId>) {
    match intervals.last_entry() {
        Some(mut before) if before.get().1 == series && before.get().0.checked_add(1) == Some(first) => {
            before.get_mut().0 = last;
        }
        _ => {
            intervals.insert(first, (last, series));
        }
    }
}

/// Puts an interval where none is, and joins it with its neighbours.
fn fill(intervals: &mut Intervals, first: u64, mut last: u64, series: Option<SeriesId>) {
    if let Some(behind) = last.checked_add(1)
        && let Some(&(end, _)) = intervals.get(&behind).filter(|(_, of)| *of == series)
    {
        intervals.remove(&behind);
        last = end;
    }
    match intervals.range_mut(..first).next_back() {
        Some((_, before)) if before.1 == series && before.0.checked_add(1) == Some(first) => before.0 = last,
        _ => {
            intervals.insert(first, (last, series));
        }
    }
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::AccountNumber;
    use ledger_format::identifiers::{EntryIndex, Timestamp};
    use proptest::prelude::*;

    use super::super::holding::Holding;
    use super::*;

    proptest! {
        #[test]
        fn it_is_what_single_serials_say(
            issues in prop::collection::vec((1_u32..3, 1_u64..60, 0_u64..25, prop::option::of(0_u32..3)), 0..30),
        ) {
            let (mut issued, mut model) = (IssuedSerials::default(), BTreeMap::new());
            for (space, first, more, series) in issues {
                let block = SerialBlock::new(SpaceId(space), first, first + more);
                let series = series.map(SeriesId);
                let mut told = Vec::new();
                let new = issued.issue(block, || series, |first, last, of| told.push((first, last, of)));
                let before = model.len();
                for serial in block.first..=block.last {
                    model.entry((space, serial)).or_insert(series);
                }
                let count = (model.len() - before) as u64;
                prop_assert_eq!(new.map_or(0, |(_, count)| count), count);
                prop_assert!(new.is_none_or(|(of, _)| of == series));
                let mut asked = Vec::new();
                issued.series_of(block, |first, last, of| asked.push((first, last, of)));
                prop_assert_eq!(&told, &asked);
                prop_assert!(told.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0 && pair[0].2 != pair[1].2));
                let serials = told.iter().flat_map(|&(first, last, of)| (first..=last).map(move |at| (at, of)));
                prop_assert!(serials.eq((block.first..=block.last).map(|at| (at, model[&(space, at)]))));
            }
            // Loaded from runs, ascending, it is the same.
            let mut loaded = IssuedSerials::default();
            for (&(space, serial), &series) in &model {
                let (account, since, occurred_at) = (AccountNumber(1), EntryIndex(1), Timestamp(1));
                let holding = Holding { account, since, occurred_at, series };
                loaded.append(SpaceId(space), &Run { first: serial, last: serial, holding });
            }
            prop_assert_eq!(loaded.spaces, issued.spaces);
        }
    }
}
