//! What an entry changes of what is known of where units come from (`spec/origins.md` section 5).

use ledger_format::body::Movement;
use ledger_format::body::origins::Origins;
use ledger_format::codes::Action;
use ledger_format::limits::SERIAL_MAX;

use super::moving::{history, legs, line, loss, underlying};
use super::{Basis, Monitoring, Taken};
use crate::model::Model;

impl Model {
    pub(in crate::model) fn origins_stated(&mut self, body: &Origins) {
        let state = &mut self.origins;
        match body {
            Origins::ActivityDeclared(body) => {
                let id = body.activity.as_str().to_owned();
                state.activities.entry(id).or_insert_with(|| (**body).clone());
            }
            Origins::MonitoringStated(body) if state.activities.contains_key(body.activity.as_str()) => {
                let known = Monitoring { stated: (**body).clone(), stands: true };
                state.monitorings.entry(body.monitoring.0).or_insert(known);
            }
            Origins::LossStated(body) if state.activities.contains_key(body.activity.as_str()) => {
                state.losses.entry(body.loss.0).or_insert_with(|| body.clone());
            }
            Origins::ConversionStated(body) => {
                let key = (body.party, body.non_ghg_metric.as_str().to_owned(), body.year);
                state.conversions.insert(key, (body.factor_digits, u8::from(body.factor_scale)));
            }
            Origins::MonitoringWithdrawn(body) => {
                if let Some(known) = state.monitorings.get_mut(&body.monitoring.0) {
                    known.stands = false;
                }
            }
            Origins::MonitoringStated(_) | Origins::LossStated(_) => {}
        }
    }

    pub(in crate::model) fn origins_moved(&mut self, movement: &Movement, index: u64) {
        if self.rulebook < 3 {
            return;
        }
        let legs = legs(movement);
        let mut taken = Taken::default();
        if movement.action == Action::ISSUE {
            let line = line(movement).filter(|line| self.origins.verified(*line).is_some());
            taken.drawn = line.map(|line| (line, legs.len() as u64));
            if let Some((space, _)) = underlying(movement).filter(|(space, _)| self.origins.fits(space)) {
                self.origins.named.push(space);
            }
            for (place, (unit, _)) in (0..).zip(&legs) {
                let mut basis = line.map(Basis::Monitoring);
                if let Some((space, first)) = underlying(movement) {
                    let number = first.checked_add(place).filter(|number| (1..=SERIAL_MAX).contains(number));
                    taken.numbers.extend(number.map(|number| (space.clone(), number)));
                    basis = number.map(|number| Basis::Underlying(space, number));
                } else if let Some(document) = history(movement) {
                    basis = Some(Basis::History(document));
                }
                if let Some(basis) = basis {
                    self.origins.basis.entry(*unit).or_insert(basis);
                }
            }
        } else if movement.action == Action::CANCELLATION {
            let loss = loss(movement).filter(|loss| self.origins.losses.contains_key(loss));
            taken.settled = loss.map(|loss| (loss, legs.len() as u64));
        }
        self.origins.by_entry.insert(index, taken);
    }

    pub(in crate::model) fn origins_reversed(&mut self, reverses: u64) {
        if self.rulebook >= 3 {
            self.origins.by_entry.remove(&reverses);
        }
    }
}
