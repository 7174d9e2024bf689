//! Computes again what can be derived from what is said of serials and monitorings, and compares.

use ledger_format::identifiers::LossNumber;
use rustc_hash::FxHashMap;

use super::effects::{components_of, numbers};
use super::nouns::BasisKind;
use super::tables::{LineOf, Tables};
use crate::book::State;
use crate::layered::Said;

impl Tables {
    /// Whether sums, numbers and the form of the tables are what they are derived from; `state` knows what is reversed.
    pub(crate) fn agree<S: State>(&self, state: &S) -> bool {
        self.are_canonical()
            && self.names_agree()
            && self.monitored_agrees()
            && self.drawn_and_taken_agree(state)
            && self.settled_agrees(state)
    }

    fn are_canonical(&self) -> bool {
        self.monitored.is_canonical()
            && self.taken.is_canonical()
            && self.basis.is_canonical()
            && self.settlements.is_canonical()
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
                .all(|(number, space)| self.underlying_numbers.get(space) == Some(number))
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

    fn drawn_and_taken_agree<S: State>(&self, state: &S) -> bool {
        let (mut drawn, mut taken) = (FxHashMap::<LineOf, u128>::default(), Said::default());
        for space in self.basis.keys() {
            for said in self.basis.of(space) {
                if state.is_reversed(said.value.entry) {
                    continue;
                }
                match said.value.kind {
                    BasisKind::Monitoring(monitoring, line) => {
                        *drawn.entry((monitoring, line)).or_default() += said.count();
                    }
                    BasisKind::Underlying { space, shift } => {
                        let number = |serial: u64| u128::from(serial.wrapping_add(shift));
                        if let Some((first, last)) = numbers(number(said.first), number(said.last)) {
                            taken.settle(space, first, last, Some(()));
                        }
                    }
                    BasisKind::History => {}
                }
            }
        }
        let kept = self.drawn.iter().filter(|(_, units)| **units > 0);
        taken == self.taken && kept.map(|(line, units)| (*line, *units)).collect::<FxHashMap<_, _>>() == drawn
    }

    fn settled_agrees<S: State>(&self, state: &S) -> bool {
        let mut settled: FxHashMap<LossNumber, u128> = FxHashMap::default();
        for space in self.settlements.keys() {
            for said in self.settlements.of(space) {
                if state.is_reversed(said.value.entry) {
                    return false;
                }
                *settled.entry(said.value.loss).or_default() += said.count();
            }
        }
        settled.keys().all(|loss| self.losses.get(loss).is_some())
            && self
                .losses
                .iter()
                .all(|(number, loss)| settled.get(number).copied().unwrap_or_default() == loss.settled)
    }
}
