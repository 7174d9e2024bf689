//! What an entry changes of what is known of Article 6, unit by unit (`spec/article6.md` sections 5 and 6).

use ledger_format::body::article6::{Article6, IdentifiersAssigned, UnitsAuthorized};
use ledger_format::body::{Movement, Posting};
use ledger_format::codes::Action;
use ledger_format::identifiers::{PartyCode, Timestamp};
use ledger_format::limits::SERIAL_MAX;

use super::attaching::number_space;
use super::moving::year_of_use;
use super::{Approach, Authorization, units_of};
use crate::model::{Forget, Model, UnitKey};

impl Model {
    pub(in crate::model) fn article6_stated(&mut self, body: &Article6, index: u64, at: Timestamp) {
        let state = &mut self.article6;
        match body {
            Article6::ApproachDeclared(body) => {
                state.approaches.entry(body.approach.0).or_insert_with(|| Approach {
                    parties: body.parties.iter().copied().collect(),
                    metrics: body.metrics.iter().copied().collect(),
                    status: body.status,
                });
            }
            Article6::ApproachStatusChanged(body) => {
                if let Some(known) = state.approaches.get_mut(&body.approach.0) {
                    known.status = body.status;
                }
            }
            Article6::NdcPeriodDeclared(body) => state.periods.push(body.clone()),
            Article6::InventoryStated(_) => {}
            Article6::StandingStated(body) => {
                state.standings.insert((body.party, body.item), body.value);
            }
            Article6::AuthorizationStated(body) => {
                let key = (body.party, body.authorization.as_str().to_owned());
                let known = state.authorizations.entry(key);
                let known = known.or_insert(Authorization { versions: Default::default(), ended_from: None });
                if known.versions.keys().all(|version| *version < body.version) {
                    known.versions.insert(body.version, (**body).clone());
                }
            }
            Article6::EntityStated(body) => {
                state.entities.insert((body.approach.0, body.entity));
            }
            Article6::AuthorizationEnded(body) => {
                let key = (body.party, body.authorization.as_str().to_owned());
                if let Some(known) = state.authorizations.get_mut(&key) {
                    let earlier = known.ended_from.filter(|from| *from < body.from);
                    known.ended_from = Some(earlier.unwrap_or(body.from));
                }
            }
            Article6::UnitsAuthorized(body) => self.attach(body, index, at),
            Article6::IdentifiersAssigned(body) => self.identify(body),
            Article6::AefFiled(body) => {
                state.filings.insert((body.party, body.year, body.major, body.minor));
            }
            Article6::AdjustmentsFinal(body) => {
                state.finals.extend((body.first_year..=body.last_year).map(|year| (body.party, year)));
            }
        }
    }

    fn attach(&mut self, body: &UnitsAuthorized, index: u64, at: Timestamp) {
        let attached = (body.authorization.as_str().to_owned(), body.version);
        let Some(version) = self.article6.version(body.party, &attached).cloned() else { return };
        for unit in body.blocks.iter().flat_map(|block| units_of(*block)) {
            if self.article6_series(&unit).is_none() {
                continue;
            }
            let trigger = self.trigger_of_attaching(&version, &unit, at);
            if let Some(facts) = self.article6.facts.get_mut(&unit) {
                facts.attached.insert(body.party, attached.clone());
            }
            if let Some(trigger) = trigger {
                self.first_transfer(unit, index, trigger);
            }
        }
    }

    fn identify(&mut self, body: &IdentifiersAssigned) {
        let space = number_space(body);
        let units = body.blocks.iter().flat_map(|block| units_of(*block));
        for (number, unit) in (u128::from(body.first_number)..).zip(units) {
            let number = u64::try_from(number).unwrap_or(0);
            let counts = (1..=SERIAL_MAX).contains(&number) && self.article6_series(&unit).is_some();
            if let Some(facts) = self.article6.facts.get_mut(&unit)
                && counts
                && facts.identifier.is_none()
            {
                facts.identifier = Some((space, number));
                self.article6.numbers.insert((space, number));
            }
        }
    }

    pub(in crate::model) fn first_transfer(&mut self, unit: UnitKey, index: u64, trigger: u8) {
        let Some(series) = self.article6_series(&unit) else { return };
        let account = (series.host, series.vintage, series.series.0);
        if let Some(facts) = self.article6.facts.get_mut(&unit) {
            facts.first_transfer = Some((index, trigger));
            self.article6.post(account, 1, true, index, unit);
        }
    }

    pub(in crate::model) fn used(&mut self, unit: UnitKey, index: u64, party: PartyCode, year: u16) {
        let Some(series) = self.article6_series(&unit).map(|series| series.series.0) else { return };
        if let Some(facts) = self.article6.facts.get_mut(&unit) {
            facts.used = Some((index, party, year));
            self.article6.post((party, year, series), -1, false, index, unit);
        }
    }

    /// Called before the units are credited: everything is judged by the state before the entry.
    pub(in crate::model) fn article6_moved(&mut self, movement: &Movement, index: u64, at: Timestamp) {
        if self.rulebook < 2 || movement.action == Action::ISSUE {
            return;
        }
        let credited = self.credited(&movement.postings);
        let triggers: Vec<_> =
            credited.iter().map(|(unit, takes)| self.trigger(movement.action, unit, *takes, at)).collect();
        for ((unit, takes), trigger) in credited.into_iter().zip(triggers) {
            if let Some(trigger) = trigger {
                self.first_transfer(unit, index, trigger);
            }
            if let (Some(year), Some(account)) = (year_of_use(movement), self.accounts.get(&takes)) {
                self.used(unit, index, account.party, year);
            }
            self.forget_what_a_control_forgets(movement, unit, takes, index);
        }
    }

    fn forget_what_a_control_forgets(&mut self, movement: &Movement, unit: UnitKey, takes: u64, index: u64) {
        match self.forget {
            Forget::AcquisitionIsNone => {
                let acquires = movement.action == Action::ACQUISITION || self.crosses(&unit, takes);
                let party = self.accounts.get(&takes).map(|account| account.party);
                let series = self.article6_series(&unit).map(|series| (series.vintage, series.series.0));
                if let (true, Some(party), Some((vintage, series))) = (acquires, party, series) {
                    self.article6.post((party, vintage, series), -1, false, index, unit);
                }
            }
            Forget::SplitKeepsFirstTransfer => {
                let first = movement.postings.first().map(|posting| posting.block.first);
                if first != Some(unit.1)
                    && let Some(facts) = self.article6.facts.get_mut(&unit)
                {
                    facts.first_transfer = None;
                }
            }
            _ => {}
        }
    }

    pub(in crate::model) fn article6_reversed(&mut self, reverses: u64, postings: &[Posting]) {
        if self.rulebook < 2 || self.forget == Forget::TakingBack {
            return;
        }
        // What is no movement is not undone by a reversing movement.
        if self.movements.contains_key(&reverses) {
            self.credited(postings).into_iter().for_each(|(unit, _)| self.take_back(unit, reverses));
        }
    }

    /// Undoes what an entry made of a unit, as far as it stands.
    pub(in crate::model) fn take_back(&mut self, unit: UnitKey, entry: u64) {
        let Some(series) = self.article6_series(&unit) else { return };
        let (host, vintage, number) = (series.host, series.vintage, series.series.0);
        let Some(facts) = self.article6.facts.get_mut(&unit) else { return };
        let transferred = facts.first_transfer.take_if(|(by, _)| *by == entry);
        let used = facts.used.take_if(|(by, ..)| *by == entry);
        if transferred.is_some() {
            self.article6.post((host, vintage, number), -1, true, entry, unit);
        }
        if let Some((_, party, year)) = used {
            self.article6.post((party, year, number), 1, false, entry, unit);
        }
    }
}
