//! Computes again what can be derived from what movements made and what is said of monitorings, and compares.

use ledger_format::identifiers::{EntryIndex, LossNumber};
use rustc_hash::FxHashMap;

use super::effects::components_of;
use super::nouns::{Basis, BasisKind};
use super::tables::{LineOf, Tables};
use super::underlying::{Place, registry_of, told_apart};
use crate::layered::{Said, SaidView};

impl Tables {
    /// Whether sums, numbers and the form of the tables are what they are derived from.
    pub(crate) fn agree(&self) -> bool {
        self.are_canonical()
            && self.places_agree()
            && self.names_agree()
            && self.monitored_agrees()
            && self.drawn_and_settled_agree()
            && self.taken_agrees()
            && self.basis_agrees()
    }

    fn are_canonical(&self) -> bool {
        self.monitored.is_canonical() && self.taken.is_canonical() && self.basis.is_canonical()
    }

    fn names_agree(&self) -> bool {
        self.activity_numbers.len() == self.activities.len()
            && self.activities.iter().all(|(number, activity)| {
                self.activity_numbers.get(activity.terms.activity.as_str()) == Some(number)
            })
            && self.underlying_numbers.len() == self.underlying_spaces.len()
            && self
                .underlying_spaces
                .iter()
                .all(|(number, space)| self.underlying_numbers.get(&told_apart(space)) == Some(number))
    }

    /// The place of each registry's numbers is what its spaces leave, in the order in which they were named.
    fn places_agree(&self) -> bool {
        let mut spaces: Vec<_> = self.underlying_spaces.iter().collect();
        spaces.sort_unstable_by_key(|(number, _)| **number);
        let mut places = FxHashMap::<String, Place>::default();
        for (_, space) in spaces {
            let registry = registry_of(space);
            if let Some(place) = Place::named(places.get(&registry).copied(), space) {
                places.insert(registry, place);
            }
        }
        places.len() == self.underlying_places.len()
            && places
                .iter()
                .all(|(registry, place)| self.underlying_places.get(registry.as_str()) == Some(place))
    }

    fn monitored_agrees(&self) -> bool {
        let mut covered = Said::default();
        for (number, monitoring) in self.monitorings.iter() {
            let (terms, activity) = (&monitoring.terms, monitoring.activity);
            let stands = self.withdrawals.get(number).is_none();
            if let Some(last) = terms.until.0.checked_sub(1).filter(|last| stands && terms.from.0 <= *last) {
                for component in components_of(terms) {
                    covered.settle((activity, component), terms.from.0, last, Some(*number));
                }
            }
        }
        covered == self.monitored
    }

    /// What is drawn and settled is what movements made and did not give back.
    fn drawn_and_settled_agree(&self) -> bool {
        let (mut drawn, mut settled) =
            (FxHashMap::<LineOf, u128>::default(), FxHashMap::<LossNumber, u128>::default());
        for (_, made) in self.made.iter().filter(|(_, made)| !made.given_back) {
            if let Some((monitoring, name, units)) = made.drawn.filter(|(.., units)| *units > 0) {
                *drawn.entry((monitoring, name)).or_default() += units;
            }
            if let Some((loss, units)) = made.settled {
                *settled.entry(loss).or_default() += units;
            }
        }
        let kept = self.drawn.iter().filter(|(_, units)| **units > 0);
        let of_loss = |number: &LossNumber| settled.get(number).copied().unwrap_or_default();
        kept.map(|(line, units)| (*line, *units)).collect::<FxHashMap<_, _>>() == drawn
            && settled.keys().all(|loss| self.losses.get(loss).is_some())
            && self.losses.iter().all(|(number, loss)| of_loss(number) == loss.settled)
    }

    /// As many serials have a movement for their basis as it issued on a line or for underlying units: where no serial was issued
    /// twice, which is a finding.
    fn basis_agrees(&self) -> bool {
        let mut behind: FxHashMap<EntryIndex, u128> = FxHashMap::default();
        let mut of_line = true;
        for said in self.basis.keys().flat_map(|space| self.basis.of(space)) {
            let Basis { entry, kind } = said.value;
            if let BasisKind::Monitoring(monitoring, name) = kind {
                let drawn = self.made.get(&entry).and_then(|made| made.drawn);
                of_line &= drawn.is_some_and(|(of, line, _)| (of, line) == (monitoring, name));
            }
            if kind != BasisKind::History {
                *behind.entry(entry).or_default() += said.count();
            }
        }
        let issued = self.made.iter().filter_map(|(entry, made)| {
            let taken = made.taken.map(|(_, first, last)| u128::from(last - first) + 1);
            Some((*entry, made.drawn.map(|(.., units)| units).or(taken)?))
        });
        of_line && issued.collect::<FxHashMap<_, _>>() == behind
    }

    /// Numbers are taken that a movement took and did not give back; all of them, where none of these was ever given back.
    fn taken_agrees(&self) -> bool {
        let (mut most, mut least) = (Said::default(), Said::default());
        let ranges = |given_back: bool| {
            let such = self.made.iter().filter(move |(_, made)| made.given_back == given_back);
            such.filter_map(|(_, made)| made.taken)
        };
        for (space, first, last) in ranges(false) {
            most.settle(space, first, last, Some(()));
            least.settle(space, first, last, Some(()));
        }
        for (space, first, last) in ranges(true) {
            least.settle(space, first, last, None);
        }
        is_within(&least, &self.taken) && is_within(&self.taken, &most)
    }
}

/// Whether every number of which something is said in one table is said something of in another.
fn is_within<K: std::hash::Hash + Eq + Copy>(one: &Said<K, ()>, other: &Said<K, ()>) -> bool {
    let mut within = true;
    for key in one.keys() {
        for said in one.of(key) {
            SaidView::of_book(other).pieces(key, said.first, said.last, |piece| {
                within &= piece.value.is_some();
            });
        }
    }
    within
}
