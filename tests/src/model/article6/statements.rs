//! What is asked of statements of Article 6, and who signs them.

use std::collections::BTreeSet;

use ledger_format::body::article6::{Article6, AuthorizationStated, NdcPeriodDeclared};
use ledger_format::codes::{
    AdjustmentMethod, ApproachStatus, FirstTransferDefinition, Metric, Purposes, StandingItem,
};
use ledger_format::identifiers::{PartyCode, Timestamp};

use super::Authorization;
use crate::model::{Model, Rule};

fn named_right(metric: Metric, name: &str) -> bool {
    name.is_empty() == (metric == Metric::GHG)
}

fn is_in_order(first: u16, last: u16) -> bool {
    first == 0 || last == 0 || first <= last
}

fn once<T: Ord>(items: &[T]) -> bool {
    items.iter().collect::<BTreeSet<_>>().len() == items.len()
}

fn is_year(year: u16) -> bool {
    (1990..=2200).contains(&year)
}

impl Model {
    pub(in crate::model) fn is_statement_authorized(&self, body: &Article6, signers: &BTreeSet<u32>) -> bool {
        let party = |party| !self.parties.contains(&party) || self.has_authority(party, signers);
        let mirrored = |of: PartyCode, mirrored| {
            if mirrored && self.parties.contains(&of) && !self.authorities.contains_key(&of) {
                signers.contains(&0)
            } else {
                party(of)
            }
        };
        let of_known = |of: PartyCode, id: &str| {
            self.authorization(of, id).is_none_or(|known| mirrored(of, known.latest().mirrored))
        };
        match body {
            Article6::ApproachDeclared(_) | Article6::ApproachStatusChanged(_) => signers.contains(&1),
            Article6::NdcPeriodDeclared(body) => party(body.party),
            Article6::InventoryStated(body) => party(body.party),
            Article6::StandingStated(body) if body.item == StandingItem::EXEMPT_FROM_ADAPTATION_SHARE => {
                !self.parties.contains(&body.party) || signers.contains(&1)
            }
            Article6::StandingStated(body) => party(body.party),
            Article6::AuthorizationStated(body) => mirrored(body.party, body.mirrored),
            Article6::EntityStated(body) => party(body.party),
            Article6::AuthorizationEnded(body) => of_known(body.party, body.authorization.as_str()),
            Article6::UnitsAuthorized(body) => of_known(body.party, body.authorization.as_str()),
            Article6::IdentifiersAssigned(_) => signers.contains(&0),
            Article6::AefFiled(body) => party(body.party),
            Article6::AdjustmentsFinal(body) => party(body.party),
        }
    }

    pub(super) fn authorization(&self, party: PartyCode, id: &str) -> Option<&Authorization> {
        self.article6.authorizations.get(&(party, id.to_owned()))
    }

    pub(in crate::model) fn judge_statement(&self, body: &Article6, occurred_ms: u64) -> Option<Rule> {
        let at = Timestamp(occurred_ms);
        let unknown = |party| self.ask(141, || !self.parties.contains(&party));
        let known_approach = |number| self.ask(302, || !self.article6.approaches.contains_key(&number));
        match body {
            Article6::ApproachDeclared(body) => {
                let wrong = !(1..=9_999).contains(&body.approach.0)
                    || self.article6.approaches.contains_key(&body.approach.0)
                    || body.parties.is_empty()
                    || body.metrics.is_empty()
                    || !once(&body.parties)
                    || !once(&body.metrics);
                let mut unknown = body.parties.iter().filter_map(|party| unknown(*party));
                unknown.next().or_else(|| self.ask(301, || wrong))
            }
            Article6::ApproachStatusChanged(body) => known_approach(body.approach.0).or_else(|| {
                let now = self.article6.approaches.get(&body.approach.0)?.status;
                let may = match now {
                    ApproachStatus::DRAFT => [ApproachStatus::ACTIVE, ApproachStatus::REVOKED],
                    ApproachStatus::ACTIVE => [ApproachStatus::COMPLETED, ApproachStatus::REVOKED],
                    _ => return self.ask(303, || true),
                };
                self.ask(303, || !may.contains(&body.status))
            }),
            Article6::NdcPeriodDeclared(body) => {
                unknown(body.party).or_else(|| self.ask(304, || !self.is_right_period(body)))
            }
            Article6::InventoryStated(body) => unknown(body.party).or_else(|| {
                let named = named_right(body.metric, body.non_ghg_metric.as_str());
                self.ask(305, || !is_year(body.year) || !named)
            }),
            Article6::StandingStated(body) => {
                unknown(body.party).or_else(|| self.ask(305, || body.value > 1))
            }
            Article6::AuthorizationStated(body) => unknown(body.party)
                .or_else(|| known_approach(body.approach.0))
                .or_else(|| self.judge_authorization(body)),
            Article6::EntityStated(body) => {
                let approach = self.article6.approaches.get(&body.approach.0);
                let takes_part = approach.is_some_and(|approach| approach.parties.contains(&body.party));
                let known = unknown(body.party).or_else(|| known_approach(body.approach.0));
                known.or_else(|| self.ask(343, || !takes_part))
            }
            Article6::AuthorizationEnded(body) => unknown(body.party).or_else(|| {
                let known = self.authorization(body.party, body.authorization.as_str());
                self.ask(341, || known.is_none_or(|known| known.ended_from.is_some()))
            }),
            Article6::UnitsAuthorized(body) => {
                unknown(body.party).or_else(|| self.judge_units_authorized(body, at))
            }
            Article6::IdentifiersAssigned(body) => self.judge_identifiers(body),
            Article6::AefFiled(body) => unknown(body.party)
                .or_else(|| self.ask(305, || !is_year(body.year)))
                .or_else(|| {
                    let filing = (body.party, body.year, body.major, body.minor);
                    let taken = self.article6.filings.contains(&filing);
                    self.ask(380, || taken || body.major == 0 || body.entry_count > self.next)
                })
                .or_else(|| self.ask(381, || self.chains.get(&body.entry_count) != Some(&body.chain))),
            Article6::AdjustmentsFinal(body) => unknown(body.party).or_else(|| {
                let right = is_year(body.first_year) && is_year(body.last_year);
                self.ask(305, || !right || body.first_year > body.last_year)
            }),
        }
    }

    fn is_right_period(&self, body: &NdcPeriodDeclared) -> bool {
        let years = body.first_year..=body.last_year;
        let of = |body: &NdcPeriodDeclared| (body.party, body.metric, body.non_ghg_metric.clone());
        let same = |earlier: &&NdcPeriodDeclared| of(earlier) == of(body);
        let shares = |earlier: &NdcPeriodDeclared| {
            (earlier.first_year..=earlier.last_year).any(|year| years.contains(&year))
        };
        let stated: Vec<u16> = body.values.iter().map(|value| value.year).collect();
        let wanted: Vec<u16> = match body.method {
            AdjustmentMethod::TRAJECTORY => years.clone().collect(),
            AdjustmentMethod::BUDGET => vec![body.last_year],
            _ => Vec::new(),
        };
        body.first_year >= 2013
            && body.first_year <= body.last_year
            && body.last_year <= 2200
            && named_right(body.metric, body.non_ghg_metric.as_str())
            && !self.article6.periods.iter().filter(same).any(shares)
            && stated == wanted
    }

    fn judge_authorization(&self, body: &AuthorizationStated) -> Option<Rule> {
        let id = body.authorization.as_str();
        let letters = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -/.".contains(&byte));
        let no_definition = body.first_transfer == FirstTransferDefinition::NONE;
        let right = letters
            && (body.until == Timestamp(0) || body.from < body.until)
            && body.purposes.is_known()
            && no_definition == (body.purposes == Purposes::NDC)
            && named_right(body.metric, body.non_ghg_metric.as_str())
            && is_in_order(body.first_vintage, body.last_vintage)
            && is_in_order(body.first_year_of_use, body.last_year_of_use)
            && once(&body.sectors)
            && once(&body.activity_types)
            && once(&body.parties)
            && once(&body.entities);
        let known = self.authorization(body.party, id);
        let follows = match known {
            None => body.version == 1,
            Some(known) => {
                let latest = known.latest();
                known.ended_from.is_none()
                    && u64::from(body.version) == u64::from(latest.version) + 1
                    && (body.approach, body.mirrored) == (latest.approach, latest.mirrored)
            }
        };
        let approach = self.article6.approaches.get(&body.approach.0);
        let belongs = approach.is_some_and(|approach| {
            approach.parties.contains(&body.party) && approach.metrics.contains(&body.metric)
        });
        self.ask(340, || !right)
            .or_else(|| self.ask(342, || !follows))
            .or_else(|| self.ask(343, || !belongs))
            .or_else(|| self.ask(344, || self.article6.forbids(1, body.party, body.approach.0)))
    }
}
