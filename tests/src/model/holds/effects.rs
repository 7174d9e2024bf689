//! What an entry changes of what holds units back (`spec/holds.md` section 5).

use ledger_format::body::Movement;
use ledger_format::body::holds::Holds;

use super::moving::{evidence, hold_named};
use super::{Hold, Restriction};
use crate::model::{Forget, Model};

impl Model {
    pub(in crate::model) fn holds_stated(&mut self, body: &Holds, index: u64) {
        let state = &mut self.holds;
        match body {
            Holds::Placed(body) => {
                state.holds.insert(index, Hold { terms: body.clone(), is_over: false });
            }
            Holds::Released(body) => self.is_over(body.hold.0),
            Holds::Restricted(body) => {
                let terms = (**body).clone();
                state.restrictions.insert(index, Restriction { terms, is_lifted: false });
            }
            Holds::Lifted(body) => {
                if let Some(placed) = state.restrictions.get_mut(&body.restriction.0) {
                    placed.is_lifted = true;
                }
            }
        }
    }

    pub(in crate::model) fn holds_moved(&mut self, movement: &Movement, index: u64) {
        if self.rulebook < 4 {
            return;
        }
        if let Some(hold) = hold_named(movement).filter(|_| self.forget != Forget::AcceptanceEndsAHold) {
            self.is_over(hold);
        }
        if let Some(evidence) = evidence(movement) {
            let units = super::units_of_all(&super::moving::credited(movement));
            self.holds.evidence.extend(units.into_iter().map(|unit| (unit, (index, evidence))));
        }
    }

    fn is_over(&mut self, hold: u64) {
        if let Some(hold) = self.holds.holds.get_mut(&hold) {
            hold.is_over = true;
        }
    }
}
