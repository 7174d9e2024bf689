//! no component is monitored twice for the same time.
//!
//! Asked when the whole journal was read: the monitorings of each component are sorted by their periods, and where none reaches
//! into the next, as is usual, that is all. Where some do, they are gone through in the order of entries, counting those that
//! stand: a period meets as many as begin before it ends, less those that end before it begins.
//!
//! Invariants:
//! - Monitorings of one component cost no more than sorting them, however they overlap.
//! - A period that does not begin before it ends has no millisecond and meets nothing.

use ledger_format::identifiers::{ComponentNumber, EntryIndex, Timestamp};
use rayon::prelude::*;

use super::state::OriginsState;
use super::state::activities::ActivityName;
use super::state::monitorings::Monitoring;

/// A monitoring of one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Period {
    activity: ActivityName,
    component: ComponentNumber,
    from: Timestamp,
    until: Timestamp,
    stated: EntryIndex,
    withdrawn: Option<EntryIndex>,
}

/// The monitorings that break R-406, ascending.
pub fn overlapping(state: &OriginsState) -> Vec<EntryIndex> {
    let mut periods: Vec<Period> = state.monitorings.iter().flat_map(of_components).collect();
    periods.par_sort_unstable();
    let of_one = periods.chunk_by(|a, b| (a.activity, a.component) == (b.activity, b.component));
    let mut found: Vec<EntryIndex> = of_one.filter(|periods| touch(periods)).flat_map(settle).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn of_components(monitoring: &Monitoring) -> impl Iterator<Item = Period> {
    let Monitoring { activity, from, until, stated, withdrawn, .. } = *monitoring;
    let mut components: Vec<_> = monitoring.lines().map(|line| line.component).collect();
    components.sort_unstable();
    components.dedup();
    components.retain(|_| from < until);
    components.into_iter().map(move |component| Period {
        activity,
        component,
        from,
        until,
        stated,
        withdrawn,
    })
}

/// Whether a period, of one component and sorted, reaches into the next.
fn touch(periods: &[Period]) -> bool {
    periods.windows(2).any(|pair| matches!(pair, [a, b] if b.from < a.until))
}

/// Goes through the monitorings of one component in the order of entries.
fn settle(periods: &[Period]) -> Vec<EntryIndex> {
    let sorted = |mut times: Vec<Timestamp>| {
        times.sort_unstable();
        times
    };
    let (mut begun, mut ended) = (
        Counts::of(sorted(periods.iter().map(|period| period.from).collect())),
        Counts::of(sorted(periods.iter().map(|period| period.until).collect())),
    );
    let stated = periods.iter().map(|period| (period.stated, true, period));
    let withdrawn = periods.iter().filter_map(|period| Some((period.withdrawn?, false, period)));
    let mut changes: Vec<(EntryIndex, bool, &Period)> = stated.chain(withdrawn).collect();
    changes.sort_unstable();
    let mut found = Vec::new();
    for (entry, is_stated, period) in changes {
        // What ended by its beginning begins before its end, so the difference counts those that it meets.
        let end_before = Timestamp(period.from.0.saturating_add(1));
        if is_stated && begun.before(period.until) > ended.before(end_before) {
            found.push(entry);
        }
        begun.change(period.from, is_stated);
        ended.change(period.until, is_stated);
    }
    found
}

/// How many there are of each of some times: sums in a tree whose parents have the low bit of their place cleared or carried on.
#[derive(Debug)]
struct Counts {
    times: Vec<Timestamp>,
    sums: Vec<i64>,
}

impl Counts {
    /// None yet; no other times than these will be counted.
    fn of(times: Vec<Timestamp>) -> Self {
        Self { sums: vec![0; times.len() + 1], times }
    }

    /// One more or less.
    fn change(&mut self, time: Timestamp, more: bool) {
        let mut place = self.times.partition_point(|each| *each < time) + 1;
        while let Some(sum) = self.sums.get_mut(place) {
            *sum += if more { 1 } else { -1 };
            place += place & place.wrapping_neg();
        }
    }

    /// How many lie before a time.
    fn before(&self, time: Timestamp) -> i64 {
        let mut place = self.times.partition_point(|each| *each < time);
        let mut count = 0;
        while place > 0 {
            count += self.sums.get(place).copied().unwrap_or_default();
            place &= place - 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pair_by_pair_it_is_the_same(
            given in prop::collection::vec((0..20_u64, 1..8_u64, prop::option::of(0..60_u64)), 1..30),
        ) {
            let mut state = OriginsState::default();
            let activity = state.activities.name("A");
            let mut periods: Vec<Period> = (0..)
                .zip(&given)
                .map(|(place, (from, length, later))| Period {
                    activity,
                    component: ComponentNumber(1),
                    from: Timestamp(*from),
                    until: Timestamp(from + length),
                    stated: EntryIndex(2 * place),
                    withdrawn: later.map(|later| EntryIndex(2 * (place + later) + 1)),
                })
                .collect();
            let meets = |a: &Period, b: &Period| {
                let stands = b.stated < a.stated && b.withdrawn.is_none_or(|withdrawn| withdrawn > a.stated);
                stands && a.from.max(b.from) < a.until.min(b.until)
            };
            let expected: Vec<_> = periods
                .iter()
                .filter(|a| periods.iter().any(|b| meets(a, b)))
                .map(|period| period.stated)
                .collect();
            periods.sort_unstable();
            let found = if touch(&periods) { settle(&periods) } else { Vec::new() };
            prop_assert_eq!(found, expected);
        }
    }
}
