//! What is asked of whoever uses a unit or cancels it for a purpose, here or elsewhere.

use ledger_format::body::article6::AuthorizationStated;
use ledger_format::codes::{Action, Purposes};
use ledger_format::identifiers::{Commitment, PartyCode, Timestamp};

use crate::model::{Forget, Model, Rule, UnitKey};

/// What a use or cancellation says that it is for.
pub(in crate::model) struct Claim {
    pub(in crate::model) action: Action,
    pub(in crate::model) year: Option<u16>,
    pub(in crate::model) purpose: Option<Purposes>,
    pub(in crate::model) entity: Option<Commitment>,
    /// Whether an entity or a purpose stands, readable or not.
    pub(in crate::model) is_claim: bool,
}

impl Model {
    /// The version under which a Party uses a unit.
    fn claimed_under(&self, unit: &UnitKey, user: PartyCode, at: Timestamp) -> Option<&AuthorizationStated> {
        let own = self.article6.facts[unit].attached.get(&user);
        let own = own.and_then(|attached| self.article6.version(user, attached));
        let is_host = self.article6_series(unit).is_some_and(|series| series.host == user);
        own.filter(|version| !is_host && self.article6.is_in_effect(version, at))
            .or_else(|| self.hosts_version_in_effect(unit, at))
    }

    pub(in crate::model) fn judge_claim(
        &self,
        claim: &Claim,
        users: &[(UnitKey, PartyCode)],
        at: Timestamp,
    ) -> Option<Rule> {
        let is_use = matches!(claim.action, Action::USE_NDC | Action::USE_OIMP);
        if !is_use && !claim.is_claim {
            return None;
        }
        let version = |(unit, user): &(UnitKey, PartyCode)| self.claimed_under(unit, *user, at);
        let purpose = claim.purpose.unwrap_or(Purposes(0));
        let wanted = if claim.action == Action::USE_NDC { Purposes::NDC } else { purpose };
        self.ask(366, || {
            let covers = |purposes: Purposes| match self.forget {
                Forget::PurposesAreASet => purposes == wanted,
                _ => purposes.include(wanted),
            };
            let unmeant = |leg| version(leg).is_none_or(|version| !covers(version.purposes));
            users.iter().any(unmeant)
        })
        .or_else(|| {
            let unnamed = |leg: &(UnitKey, PartyCode)| {
                let Some(version) = version(leg) else { return false };
                let by = leg.1;
                let party =
                    version.parties.is_empty() || version.party == by || version.parties.contains(&by);
                let entity = claim.entity.is_none_or(|entity| {
                    (version.entities.is_empty() || version.entities.contains(&entity))
                        && self.article6.entities.contains(&(version.approach.0, entity))
                });
                !party || !entity
            };
            self.ask(367, || users.iter().any(unnamed))
        })
        .or_else(|| {
            let year = claim.year?;
            let outside = |leg: &(UnitKey, PartyCode)| {
                let years = |version: &AuthorizationStated| {
                    (version.first_year_of_use == 0 || version.first_year_of_use <= year)
                        && (version.last_year_of_use == 0 || year <= version.last_year_of_use)
                };
                !version(leg).is_none_or(years) || !self.is_one_period(&leg.0, leg.1, year)
            };
            self.ask(368, || users.iter().any(outside))
        })
    }

    /// Whether year of use and vintage lie in one period of the user and of the unit's metric.
    fn is_one_period(&self, unit: &UnitKey, user: PartyCode, year: u16) -> bool {
        let Some(series) = self.article6_series(unit) else { return false };
        self.article6.periods.iter().any(|period| {
            let years = period.first_year..=period.last_year;
            period.party == user
                && (period.metric, &period.non_ghg_metric) == (series.metric, &series.non_ghg_metric)
                && years.contains(&year)
                && years.contains(&series.vintage)
        })
    }
}
