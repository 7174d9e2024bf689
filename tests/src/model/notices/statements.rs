//! What is asked of notices, their withdrawal and the registries of an approach, and who signs them.

use std::collections::BTreeSet;

use ledger_format::body::article6::IdentifiersAssigned;
use ledger_format::body::notices::{NoticeGiven, NoticeWithdrawn, Notices};
use ledger_format::codes::{AccountKind, Action, EvidenceGrade};
use ledger_format::identifiers::{Digest, PartyCode, Timestamp};

use crate::model::article6::{Claim, units_of};
use crate::model::{Model, Rule, UnitKey};

/// What a notice may say that was done: what ends a unit.
const ENDS: [Action; 6] = [
    Action::USE_NDC,
    Action::USE_OIMP,
    Action::CANCELLATION,
    Action::VOLUNTARY_CANCELLATION,
    Action::OMGE_CANCELLATION,
    Action::DOMESTIC_USE,
];

/// Whether year, entity and purpose stand as the action wants them.
fn are_right_fields(body: &NoticeGiven) -> bool {
    let (year, entity) = (body.year_of_use().is_some(), body.entity_named().is_some());
    let purpose = body.purpose_named().is_some();
    match body.action {
        Action::USE_NDC => year && !entity && !purpose,
        Action::USE_OIMP => !year && entity && purpose,
        Action::DOMESTIC_USE => !year && !entity && !purpose,
        _ => !year,
    }
}

impl Model {
    pub(in crate::model) fn is_notices_authorized(&self, body: &Notices, signers: &BTreeSet<u32>) -> bool {
        let (operator, authority) = (signers.contains(&0), signers.contains(&1));
        match body {
            Notices::RegistriesStated(_) => authority,
            Notices::Given(_) => operator,
            Notices::Withdrawn(_) => operator && authority,
        }
    }

    pub(in crate::model) fn judge_notices_statement(&self, body: &Notices, occurred_ms: u64) -> Option<Rule> {
        match body {
            Notices::RegistriesStated(body) => {
                let named: BTreeSet<_> = body.registries.iter().collect();
                let known = self.article6.approaches.contains_key(&body.approach.0);
                self.ask(302, || !known)
                    .or_else(|| self.ask(611, || named.is_empty() || named.len() < body.registries.len()))
            }
            Notices::Given(body) => self.judge_notice(body, occurred_ms),
            Notices::Withdrawn(body) => self.judge_withdrawal(body),
        }
    }

    fn judge_notice(&self, body: &NoticeGiven, occurred_ms: u64) -> Option<Rule> {
        let at = Timestamp(occurred_ms);
        if let Some(rule) = self
            .ask(141, || !self.parties.contains(&body.party))
            .or_else(|| self.judge_spaces(&body.blocks))
            .or_else(|| self.ask(203, || !self.accounts.contains_key(&body.account.0)))
            .or_else(|| self.judge_blocks_and_units(&body.blocks, |unit| self.is_ended(unit)))
            .or_else(|| self.ask(360, || !ENDS.contains(&body.action) || !are_right_fields(body)))
        {
            return Some(rule);
        }
        let units: BTreeSet<UnitKey> = body.blocks.iter().flat_map(|block| units_of(*block)).collect();
        let facts = |unit: &UnitKey| &self.article6.facts[unit];
        let makes = |unit: &UnitKey| self.is_first_transferred_by_notice(body.action, unit, at);
        let claim = Claim {
            action: body.action,
            year: body.year_of_use(),
            purpose: body.purpose_named(),
            entity: body.entity_named(),
            is_claim: body.entity_named().is_some() || body.purpose_named().is_some(),
        };
        let users: Vec<(UnitKey, PartyCode)> = units.iter().map(|unit| (*unit, body.party)).collect();
        self.ask(363, || units.iter().any(|unit| makes(unit) && facts(unit).identifier.is_none()))
            .or_else(|| {
                let forbidden = |unit: &UnitKey| {
                    let version =
                        Some(unit).filter(|unit| makes(unit)).and_then(|unit| self.hosts_version(unit));
                    version.is_some_and(|version| self.article6.forbids(4, version.party, version.approach.0))
                };
                self.ask(364, || units.iter().any(forbidden))
            })
            .or_else(|| {
                let is_use = matches!(body.action, Action::USE_NDC | Action::USE_OIMP);
                let never = |unit: &UnitKey| facts(unit).first_transfer.is_none() && !makes(unit);
                self.ask(365, || is_use && units.iter().any(never))
            })
            .or_else(|| self.judge_claim(&claim, &users, at))
            .or_else(|| {
                let restricted = |unit: &UnitKey| self.is_under_revocation(unit, at);
                self.ask(369, || body.action != Action::CANCELLATION && units.iter().any(restricted))
            })
            .or_else(|| {
                let account = &self.accounts[&body.account.0];
                let held = |unit: &UnitKey| self.units[unit].account == body.account.0;
                self.ask(601, || account.kind != AccountKind::COUNTERPART || !units.iter().all(held))
            })
            .or_else(|| {
                let later = |unit: &UnitKey| self.units[unit].occurred_ms > occurred_ms;
                self.ask(602, || units.iter().any(later))
            })
            .or_else(|| {
                let is_none = body.evidence.digest == Digest([0; 32]);
                self.ask(604, || (body.evidence.grade == EvidenceGrade::NONE) != is_none)
            })
    }

    fn judge_withdrawal(&self, body: &NoticeWithdrawn) -> Option<Rule> {
        let name = body.notice.0;
        let notice = self.notices.notices.get(&name).filter(|notice| notice.stands);
        let Some(notice) = notice else { return self.ask(605, || true) };
        self.ask(371, || {
            let is_final = |party, year| self.article6.finals.contains(&(party, year));
            let terms = &notice.terms;
            let is_use = terms.action == Action::USE_NDC && terms.year != 0;
            let mut noticed = self.notices.noticed.iter().filter(|(_, by)| **by == name);
            noticed.any(|(unit, _)| {
                let made = self.article6.facts[unit].first_transfer.is_some_and(|(entry, _)| entry == name);
                let series = self.article6_series(unit);
                let host = series.is_some_and(|series| is_final(series.host, series.vintage));
                (made && host) || (is_use && is_final(terms.party, terms.year))
            })
        })
    }

    /// Whether the registry of identifiers is one that was stated of their approach, where any were.
    fn is_registry_of_approach(&self, body: &IdentifiersAssigned) -> bool {
        let registries = self.notices.registries.get(&body.approach.0);
        self.rulebook < 5 || registries.is_none_or(|registries| registries.contains(&body.registry))
    }

    pub(in crate::model) fn judge_registry(&self, body: &IdentifiersAssigned) -> Option<Rule> {
        self.ask(612, || self.notices.registries_bind && !self.is_registry_of_approach(body))
    }

    /// N-304 of identifiers that break no rule.
    pub(in crate::model) fn remark_on_registry(&self, body: &IdentifiersAssigned) -> Option<Rule> {
        (!self.is_registry_of_approach(body)).then_some(304)
    }
}
