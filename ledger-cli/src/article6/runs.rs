//! Serials of a space in runs that are alike.
//!
//! - Runs are disjoint and not empty; a serial that nothing was ever said of lies in none.
//! - A change of part of a run splits it; neighbours that became alike are joined again where the change ended.

use std::collections::BTreeMap;

/// Runs of one space, by their first serial.
#[derive(Debug, Clone)]
pub struct Runs<T> {
    runs: BTreeMap<u64, (u64, T)>,
}

impl<T> Default for Runs<T> {
    fn default() -> Self {
        Self { runs: BTreeMap::new() }
    }
}

impl<T: Clone + PartialEq + Default> Runs<T> {
    /// Every run that touches `first` to `last`, cut to it.
    pub fn within(&self, first: u64, last: u64) -> impl Iterator<Item = (u64, u64, &T)> {
        let from = self.runs.range(..=first).next_back().map_or(first, |(start, _)| *start);
        self.runs
            .range(from..=last.max(from))
            .filter(move |(start, (end, _))| *end >= first && **start <= last)
            .map(move |(start, (end, value))| ((*start).max(first), (*end).min(last), value))
    }

    /// Every run, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64, &T)> {
        self.runs.iter().map(|(first, (last, value))| (*first, *last, value))
    }

    /// Changes every serial of `first` to `last`, also those of which nothing is known yet, piece by piece.
    pub fn change(&mut self, first: u64, last: u64, mut change: impl FnMut(u64, u64, &mut T)) {
        if first > last {
            return;
        }
        self.split(first);
        if let Some(next) = last.checked_add(1) {
            self.split(next);
        }
        let known: Vec<(u64, u64)> =
            self.runs.range(first..=last).map(|(start, (end, _))| (*start, *end)).collect();
        let mut next = first;
        for (start, end) in known {
            if next < start {
                self.insert(next, start - 1, &mut change);
            }
            if let Some((_, value)) = self.runs.get_mut(&start) {
                change(start, end, value);
            }
            next = end.saturating_add(1);
        }
        if next <= last {
            self.insert(next, last, &mut change);
        }
        self.join(first, last);
    }

    fn insert(&mut self, first: u64, last: u64, change: &mut impl FnMut(u64, u64, &mut T)) {
        let mut value = T::default();
        change(first, last, &mut value);
        self.runs.insert(first, (last, value));
    }

    /// Makes a run begin at `serial` where one goes over it.
    fn split(&mut self, serial: u64) {
        let Some((_, (end, value))) = self.runs.range_mut(..serial).next_back() else { return };
        if *end >= serial {
            let rest = (*end, value.clone());
            *end = serial - 1;
            self.runs.insert(serial, rest);
        }
    }

    /// Joins neighbours that are alike, from the run before `first` to the one behind `last`.
    fn join(&mut self, first: u64, last: u64) {
        let from = self.runs.range(..first).next_back().map_or(first, |(start, _)| *start);
        let starts: Vec<u64> =
            self.runs.range(from..=last.saturating_add(1)).map(|(start, _)| *start).collect();
        let mut kept = None;
        for start in starts {
            let alike = kept
                .and_then(|kept| self.runs.get(&kept))
                .zip(self.runs.get(&start))
                .is_some_and(|((end, value), (_, next))| end.checked_add(1) == Some(start) && value == next);
            if alike && let (Some((end, _)), Some(kept)) = (self.runs.remove(&start), kept) {
                if let Some(run) = self.runs.get_mut(&kept) {
                    run.0 = end;
                }
            } else {
                kept = Some(start);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(runs: &Runs<u8>) -> Vec<(u64, u64, u8)> {
        runs.iter().map(|(first, last, value)| (first, last, *value)).collect()
    }

    #[test]
    fn runs_split_and_join() {
        let mut runs = Runs::<u8>::default();
        runs.change(1, 10, |_, _, value| *value = 1);
        runs.change(4, 6, |first, last, value| {
            assert_eq!((first, last, *value), (4, 6, 1));
            *value = 2;
        });
        assert_eq!(shown(&runs), [(1, 3, 1), (4, 6, 2), (7, 10, 1)]);
        let cut: Vec<_> = runs.within(3, 4).map(|(first, last, value)| (first, last, *value)).collect();
        assert_eq!(cut, [(3, 3, 1), (4, 4, 2)]);
        runs.change(4, 6, |_, _, value| *value = 1);
        assert_eq!(shown(&runs), [(1, 10, 1)]);
        runs.change(9, 20, |_, _, value| *value += 1);
        assert_eq!(shown(&runs), [(1, 8, 1), (9, 10, 2), (11, 20, 1)]);
        runs.change(u64::MAX - 1, u64::MAX, |_, _, value| *value = 3);
        runs.change(5, 4, |_, _, _| panic!("an empty block changes nothing"));
        assert_eq!(runs.within(30, 40).count(), 0);
        assert_eq!(runs.within(u64::MAX, u64::MAX).count(), 1);
    }

    /// Held against a plain array of serials.
    #[test]
    fn runs_say_what_an_array_says() {
        let mut runs = Runs::<u8>::default();
        let mut plain = [0_u8; 32];
        let mut known = [false; 32];
        let mut seed = 7_u64;
        for _ in 0..2_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (a, b, add) = ((seed >> 33) % 32, (seed >> 43) % 32, u8::try_from((seed >> 53) % 3).unwrap());
            let (first, last) = (a.min(b), a.max(b));
            runs.change(first, last, |_, _, value| *value = (*value + add) % 4);
            for serial in usize::try_from(first).unwrap()..=usize::try_from(last).unwrap() {
                plain[serial] = (plain[serial] + add) % 4;
                known[serial] = true;
            }
            let mut told = [0_u8; 32];
            let mut before = None;
            for (first, last, value) in runs.iter() {
                assert!(
                    first <= last
                        && before.is_none_or(|(end, was)| end < first && (end + 1 < first || was != *value))
                );
                before = Some((last, *value));
                for serial in first..=last {
                    told[usize::try_from(serial).unwrap()] = *value;
                }
            }
            for serial in 0..32 {
                assert!(!known[serial] || told[serial] == plain[serial]);
            }
        }
    }
}
