//! What an entry changes of what is told from elsewhere (`spec/notices.md` sections 5 and 6).

use ledger_format::body::notices::{NoticeGiven, Notices};
use ledger_format::codes::Action;
use ledger_format::identifiers::Timestamp;

use super::Notice;
use crate::model::article6::units_of;
use crate::model::{Forget, Model, UnitKey};

impl Model {
    pub(in crate::model) fn notices_stated(&mut self, body: &Notices, index: u64, at: Timestamp) {
        match body {
            Notices::RegistriesStated(body) => {
                if self.article6.approaches.contains_key(&body.approach.0) {
                    self.notices.registries.insert(body.approach.0, body.registries.to_vec());
                }
                self.notices.registries.retain(|_, registries| !registries.is_empty());
            }
            Notices::Given(body) => self.notice_given(body, index, at),
            Notices::Withdrawn(body) => self.notice_withdrawn(body.notice.0),
        }
    }

    fn notice_given(&mut self, body: &NoticeGiven, index: u64, at: Timestamp) {
        let blocks = body.blocks.iter().filter(|block| block.is_well_formed());
        let new =
            |unit: &UnitKey| self.article6_series(unit).is_some() && !self.notices.noticed.contains_key(unit);
        let units: Vec<_> = blocks.flat_map(|block| units_of(*block)).filter(new).collect();
        let makes = |unit: &&UnitKey| self.is_first_transferred_by_notice(body.action, unit, at);
        let transferred: Vec<_> = units.iter().filter(makes).copied().collect();
        for unit in transferred {
            self.first_transfer(unit, index, 4);
        }
        for unit in units {
            self.notices.noticed.insert(unit, index);
            let is_used = self.article6.facts.get(&unit).is_none_or(|facts| facts.used.is_some());
            if body.action == Action::USE_NDC && body.year != 0 && !is_used {
                self.used(unit, index, body.party, body.year);
            }
        }
        self.notices.notices.insert(index, Notice { terms: body.clone(), stands: true });
    }

    fn notice_withdrawn(&mut self, name: u64) {
        let Some(notice) = self.notices.notices.get_mut(&name).filter(|notice| notice.stands) else { return };
        notice.stands = false;
        let units: Vec<_> =
            self.notices.noticed.iter().filter(|(_, by)| **by == name).map(|(unit, _)| *unit).collect();
        self.notices.noticed.retain(|_, by| *by != name);
        if self.forget != Forget::WithdrawalTakesBack {
            units.into_iter().for_each(|unit| self.take_back(unit, name));
        }
    }
}
