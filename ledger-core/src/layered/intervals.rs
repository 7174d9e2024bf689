//! What is said of numbers in a row: an interval map, every change of which can be taken back.
//!
//! Invariants:
//! - Intervals are disjoint; an interval's first number is its key.
//! - Canonical: neighbours that touch say different things, so that equal contents have one form.
//!
//! It does not know what the numbers are (serials, numbers of identifiers) nor what is said of them.

use super::ascending::{Ascending, Place};

/// Numbers in a row of which the same is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interval<V> {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) value: V,
}

impl<V> Interval<V> {
    pub(crate) fn count(&self) -> u128 {
        u128::from(self.last - self.first) + 1
    }
}

/// What [`Intervals::set`] did to one interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change<V> {
    /// It is gone; told before what stands in its place.
    Removed(Interval<V>),
    /// It is new.
    Inserted(Interval<V>),
}

/// A map from numbers to what is said of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Intervals<V> {
    runs: Ascending<(u64, V)>,
}

impl<V> Default for Intervals<V> {
    fn default() -> Self {
        Self { runs: Ascending::default() }
    }
}

impl<V: Copy + PartialEq> Intervals<V> {
    /// Every interval, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Interval<V>> + '_ {
        self.runs.iter().map(|(first, &(last, value))| Interval { first, last, value })
    }

    /// Whether nothing is said of any number.
    pub(crate) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Calls `each` with the numbers from `first` to `last` in pieces of which the same, or nothing, is said; ascending.
    pub(crate) fn pieces(&self, first: u64, last: u64, mut each: impl FnMut(Interval<Option<V>>)) {
        let place = self.runs.at_or_before(first);
        // Most often one interval holds all of them.
        if let Some((_, &(run_last, value))) = place.and_then(|place| self.runs.at(place))
            && last <= run_last
        {
            return each(Interval { first, last, value: Some(value) });
        }
        let mut at = first;
        for run in self.reaching(place, first).take_while(|run| run.first <= last) {
            let Interval { first: run_first, last: run_last, value } = run;
            if run_first > at {
                each(Interval { first: at, last: run_first - 1, value: None });
            }
            each(Interval { first: run_first.max(at), last: run_last.min(last), value: Some(value) });
            if run_last >= last {
                return;
            }
            at = run_last + 1;
        }
        if at <= last {
            each(Interval { first: at, last, value: None });
        }
    }

    /// The intervals that reach up to `first` or lie behind it; `place` is that of the last one that begins up to there.
    fn reaching(&self, place: Option<Place>, first: u64) -> impl Iterator<Item = Interval<V>> + '_ {
        let from = self.runs.from(place).map(|(first, &(last, value))| Interval { first, last, value });
        from.skip_while(move |run| run.last < first)
    }

    /// Says `value` of the numbers from `first` to `last`; none takes back what was said of them.
    pub(crate) fn set(&mut self, first: u64, last: u64, value: Option<V>, mut change: impl FnMut(Change<V>)) {
        // Neighbours that touch are looked at too: they may be joined.
        let (reach_first, reach_last) = (first.saturating_sub(1), last.saturating_add(1));
        let reaching = self.reaching(self.runs.at_or_before(reach_first), reach_first);
        let touched: Vec<Interval<V>> = reaching.take_while(|run| run.first <= reach_last).collect();
        let mut put = value.map(|value| Interval { first, last, value });
        let mut kept = [None, None];
        for run in touched {
            let joins = put.as_mut().filter(|put| put.value == run.value);
            if let Some(put) = joins {
                put.first = put.first.min(run.first);
                put.last = put.last.max(run.last);
            } else if run.last < first || run.first > last {
                continue;
            } else {
                if run.first < first {
                    kept[0] = Some(Interval { last: first - 1, ..run });
                }
                if run.last > last {
                    kept[1] = Some(Interval { first: last + 1, ..run });
                }
            }
            self.runs.remove(run.first);
            change(Change::Removed(run));
        }
        let [left, right] = kept;
        for run in [left, put, right].into_iter().flatten() {
            self.runs.insert(run.first, (run.last, run.value));
            change(Change::Inserted(run));
        }
    }

    /// Takes one change back; changes are undone last first.
    pub(crate) fn undo(&mut self, change: Change<V>) {
        match change {
            Change::Inserted(run) => self.runs.remove(run.first),
            Change::Removed(run) => self.runs.insert(run.first, (run.last, run.value)),
        };
    }

    /// Whether the intervals are disjoint, in order, and joined wherever they can be.
    pub(crate) fn is_canonical(&self) -> bool {
        let mut before: Option<Interval<V>> = None;
        self.iter().all(|run| {
            let apart = before.replace(run).is_none_or(|before| {
                before.last < run.first && (before.value != run.value || before.last + 1 < run.first)
            });
            apart && run.first <= run.last
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Against an array; and every change taken back gives what was before.
        #[test]
        fn intervals_say_of_each_number_what_an_array_says(
            sets in prop::collection::vec((0_u64..40, 0_u64..12, prop::option::of(0_u8..3)), 0..30),
            kept in 0_usize..30,
            from in 0_u64..40,
            more in 0_u64..20,
        ) {
            let (mut map, mut array) = (Intervals::default(), [None; 64]);
            let (mut undo, mut at_savepoint) = (Vec::new(), (map.clone(), array));
            for (place, (first, more, value)) in sets.into_iter().enumerate() {
                if place == kept {
                    undo.clear();
                    at_savepoint = (map.clone(), array);
                }
                map.set(first, first + more, value, |change| undo.push(change));
                array[usize::try_from(first).unwrap()..=usize::try_from(first + more).unwrap()].fill(value);
                prop_assert!(map.is_canonical());
            }
            let mut at = from;
            map.pieces(from, from + more, |piece| {
                assert_eq!(piece.first, at);
                for number in piece.first..=piece.last {
                    assert_eq!(array[usize::try_from(number).unwrap()], piece.value);
                }
                at = piece.last + 1;
            });
            prop_assert_eq!(at, from + more + 1);
            while let Some(change) = undo.pop() {
                map.undo(change);
            }
            prop_assert_eq!(map, at_savepoint.0);
        }
    }

    #[test]
    fn the_ends_of_the_number_line_are_numbers_too() {
        let mut map = Intervals::default();
        map.set(0, 0, Some(1), |_| {});
        map.set(u64::MAX, u64::MAX, Some(1), |_| {});
        map.set(1, u64::MAX - 1, Some(1), |_| {});
        assert_eq!(map.iter().collect::<Vec<_>>(), [Interval { first: 0, last: u64::MAX, value: 1 }]);
    }
}
