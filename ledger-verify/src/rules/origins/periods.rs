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
use super::state::monitorings::{MonitoringPlace, Monitorings};

/// A monitoring of one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Period {
    activity: ActivityName,
    component: ComponentNumber,
    from: Timestamp,
    until: Timestamp,
    monitoring: MonitoringPlace,
}

/// The monitorings that break R-406, ascending.
pub fn overlapping(state: &OriginsState) -> Vec<EntryIndex> {
    let known = &state.monitorings;
    let mut periods: Vec<Period> = known.places().flat_map(|place| of_components(known, place)).collect();
    periods.par_sort_unstable();
    let of_one = periods.chunk_by(|a, b| (a.activity, a.component) == (b.activity, b.component));
    let mut found: Vec<EntryIndex> =
        of_one.filter(|periods| touch(periods)).flat_map(|periods| settle(known, periods)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn of_components(known: &Monitorings, place: MonitoringPlace) -> impl Iterator<Item = Period> {
    let monitoring = known.get(place).filter(|monitoring| monitoring.from < monitoring.until);
    monitoring.into_iter().flat_map(move |monitoring| {
        let mut components: Vec<_> = monitoring.lines().map(|line| line.component).collect();
        components.sort_unstable();
        components.dedup();
        let (activity, from, until) = (monitoring.activity, monitoring.from, monitoring.until);
        let period = move |component| Period { activity, component, from, until, monitoring: place };
        components.into_iter().map(period)
    })
}

/// Whether a period, of one component and sorted, reaches into the next.
fn touch(periods: &[Period]) -> bool {
    periods.windows(2).any(|pair| matches!(pair, [a, b] if b.from < a.until))
}

/// Goes through the monitorings of one component in the order of entries.
fn settle(known: &Monitorings, periods: &[Period]) -> Vec<EntryIndex> {
    let sorted = |mut times: Vec<Timestamp>| {
        times.sort_unstable();
        times
    };
    let (mut begun, mut ended) = (
        Counts::of(sorted(periods.iter().map(|period| period.from).collect())),
        Counts::of(sorted(periods.iter().map(|period| period.until).collect())),
    );
    let mut changes: Vec<(EntryIndex, bool, &Period)> = Vec::with_capacity(2 * periods.len());
    for period in periods {
        let monitoring = known.get(period.monitoring);
        changes.extend(monitoring.map(|monitoring| (monitoring.stated, true, period)));
        let withdrawn = monitoring.and_then(|monitoring| monitoring.withdrawn);
        changes.extend(withdrawn.map(|entry| (entry, false, period)));
    }
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
    use ledger_format::identifiers::MonitoringNumber;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::origins::state::monitorings::Monitoring;
    use crate::rules::testing::origins::write::{line, monitoring, name};

    proptest! {
        #[test]
        fn pair_by_pair_it_is_the_same(
            given in prop::collection::vec((0..20_u64, 0..8_u64, prop::option::of(0..60_u64)), 1..30),
        ) {
            let mut state = OriginsState::default();
            let activity = state.activities.name("A");
            let known = &mut state.monitorings;
            for (number, (from, length, later)) in (0..).zip(&given) {
                let entry = 2 * u64::from(number);
                let line = line(name(2022, 1, 1), 5);
                let stated = monitoring(number, "A", (*from, from + length), vec![line]);
                known.state(EntryIndex(entry), &stated, activity);
                if let Some(later) = later {
                    known.withdraw(EntryIndex(entry + 2 * later + 1), MonitoringNumber(number));
                }
            }
            let known: Vec<_> = known.places().filter_map(|place| known.get(place)).collect();
            let meets = |a: &Monitoring, b: &Monitoring| {
                b.stated < a.stated && b.stands_at(a.stated) && a.from.max(b.from) < a.until.min(b.until)
            };
            let broken = known.iter().filter(|a| known.iter().any(|b| meets(a, b)));
            let expected: Vec<_> = broken.map(|monitoring| monitoring.stated).collect();
            let found = overlapping(&state);
            prop_assert_eq!(found, expected);
        }
    }

    /// Comparing them one by one would take minutes here.
    #[test]
    fn nested_periods_cost_no_more_than_sorting_them() {
        let mut state = OriginsState::default();
        let activity = state.activities.name("A");
        let count = 50_000_u32;
        for number in 0..count {
            let period = (number.into(), (3 * count - number).into());
            let stated = monitoring(number, "A", period, vec![line(name(2022, 1, 1), 5)]);
            state.monitorings.state(EntryIndex(number.into()), &stated, activity);
        }
        assert_eq!(overlapping(&state).len(), 49_999);
    }
}
