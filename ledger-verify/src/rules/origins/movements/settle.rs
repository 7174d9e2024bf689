//! What is drawn from lines and settled of losses, and which underlying numbers are taken.
//!
//! Invariants:
//! - Acts are settled in the order of their entries.
//! - An effect never depends on a finding; a movement gives back once.

use ledger_format::identifiers::{EntryIndex, LossNumber};

use super::effects::{Effects, Numbers};
use super::gather::{Act, What};
use super::registries::{Registries, one_name};
use super::taken::{Naming, Taken};
use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::number_map::{NumberMap, NumberSet};
use crate::rules::origins::state::monitorings::{LinePlace, MonitoringPlace};
use crate::rules::state::State;

/// What is drawn, taken and settled so far.
#[derive(Debug, Default)]
pub struct Settlement {
    drawn: NumberMap<LinePlace, u128>,
    /// Over all lines of a monitoring.
    drawn_of: NumberMap<MonitoringPlace, u128>,
    settled: NumberMap<LossNumber, u128>,
    taken: Taken,
    registries: Registries,
    /// Movements that gave back.
    given_back: NumberSet<EntryIndex>,
}

impl Settlement {
    /// Settles what a window's entries do, in their order.
    pub fn settle(&mut self, state: &State, acts: Vec<Act>, breaches: &mut Vec<Breach>) {
        let mut naming = Vec::new();
        let mut report = |entry, number| breaches.push(Breach { entry, rule: Rule::R(number), block: None });
        for Act { entry, what } in acts {
            match what {
                What::Made(Effects { units, line, numbers, loss }) => {
                    if line.is_some_and(|line| self.draw(state, line, units)) {
                        report(entry, 414);
                    }
                    if loss.is_some_and(|loss| self.pay(state, entry, loss, units)) {
                        report(entry, 417);
                    }
                    if let Some(numbers) = numbers {
                        if !self.registries.name(&numbers.space) {
                            report(entry, 415);
                        }
                        naming.extend(self.name(entry, numbers, true));
                    }
                }
                What::GivenBack { reverses, effects } => {
                    if self.given_back.insert(reverses) {
                        let numbers = self.give_back(effects);
                        naming.extend(numbers.and_then(|numbers| self.name(entry, numbers, false)));
                    }
                }
                What::Withdrawn(monitoring) => {
                    if self.drawn_of.get(&monitoring).is_some_and(|drawn| *drawn > 0) {
                        report(entry, 409);
                    }
                }
            }
        }
        self.taken.settle(naming).into_iter().for_each(|entry| report(entry, 415));
    }

    /// Whether more is drawn from a line, now, than was verified.
    fn draw(&mut self, state: &State, line: LinePlace, units: u128) -> bool {
        let drawn = self.drawn.entry(line).or_default();
        *drawn = drawn.saturating_add(units);
        let is_overdrawn =
            state.origins.monitorings.verified(line).is_some_and(|verified| *drawn > u128::from(verified));
        let of_all = self.drawn_of.entry(line.monitoring).or_default();
        *of_all = of_all.saturating_add(units);
        is_overdrawn
    }

    /// Whether more is settled of a loss, now, than was lost.
    fn pay(&mut self, state: &State, entry: EntryIndex, number: LossNumber, units: u128) -> bool {
        let settled = self.settled.entry(number).or_default();
        *settled = settled.saturating_add(units);
        state.origins.loss_at(number, entry).is_some_and(|loss| *settled > u128::from(loss.units))
    }

    fn give_back(&mut self, effects: Effects) -> Option<Numbers> {
        let Effects { units, line, numbers, loss } = effects;
        let counts = [
            line.and_then(|line| self.drawn.get_mut(&line)),
            line.and_then(|line| self.drawn_of.get_mut(&line.monitoring)),
            loss.and_then(|loss| self.settled.get_mut(&loss)),
        ];
        for count in counts.into_iter().flatten() {
            *count = count.saturating_sub(units);
        }
        numbers
    }

    fn name(&mut self, entry: EntryIndex, numbers: Numbers, takes: bool) -> Option<Naming> {
        let Numbers { space, taken } = numbers;
        let (first, last) = taken?;
        Some(Naming { space: self.taken.place(one_name(space)), first, last, entry, takes })
    }
}
