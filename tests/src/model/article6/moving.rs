//! What is asked of movements of Article 6 units and of their reversals, unit by unit.

use ledger_format::body::article6::AuthorizationStated;
use ledger_format::body::{Movement, ParticularValue, Posting};
use ledger_format::codes::{AccountKind, Action, ParticularTag, Purposes, Regime, RevocationTerms, Side};
use ledger_format::identifiers::{Commitment, PartyCode, Timestamp};

use super::units_of;
use crate::model::{Forget, Model, Rule, UnitKey};

/// Tags that an action must have, and may have beside them.
fn tags(action: Action, rulebook: u32) -> (&'static [u16], &'static [u16]) {
    match action {
        Action::USE_NDC => (&[1], &[]),
        Action::USE_OIMP => (&[2, 3], &[]),
        Action::ISSUE if rulebook >= 3 => (&[], &[4, 5, 6]),
        Action::CANCELLATION if rulebook >= 3 => (&[], &[2, 3, 8]),
        Action::CANCELLATION | Action::VOLUNTARY_CANCELLATION | Action::OMGE_CANCELLATION => (&[], &[2, 3]),
        _ => (&[], &[]),
    }
}

/// The first particular of a tag.
fn value(movement: &Movement, tag: ParticularTag) -> Option<&[u8]> {
    movement.particulars.iter().find(|particular| particular.tag == tag.0).map(|found| &*found.value)
}

fn number(movement: &Movement, tag: ParticularTag) -> Option<u16> {
    value(movement, tag).and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes)
}

/// The calendar year of a use towards an NDC.
pub(super) fn year_of_use(movement: &Movement) -> Option<u16> {
    (movement.action == Action::USE_NDC).then(|| number(movement, ParticularTag::YEAR_OF_USE)).flatten()
}

fn are_right_particulars(movement: &Movement, rulebook: u32) -> bool {
    let (must, may) = tags(movement.action, rulebook);
    let found: Vec<u16> = movement.particulars.iter().map(|particular| particular.tag).collect();
    let count = |tag: &u16| found.iter().filter(|other| *other == tag).count();
    // What can be read has its size.
    let sizes = movement.particulars.iter().all(|particular| particular.read().is_some());
    let purpose = number(movement, ParticularTag::PURPOSE);
    // Of rulebook 4: a hold is accepted by whatever it proposes, and any movement says its evidence.
    let of_holds = |tag: u16| match ParticularTag(tag) {
        ParticularTag::HOLD => rulebook >= 4 && movement.action != Action::ISSUE,
        ParticularTag::EVIDENCE => rulebook >= 4,
        _ => false,
    };
    let grade = movement.particulars.iter().find_map(|particular| match particular.read()? {
        ParticularValue::Evidence(evidence) => Some(evidence.grade.0),
        _ => None,
    });
    let belongs = |tag: &u16| must.contains(tag) || may.contains(tag) || of_holds(*tag);
    must.iter().all(|tag| count(tag) == 1)
        && found.iter().all(|tag| count(tag) == 1 && belongs(tag))
        && sizes
        && grade.is_none_or(|grade| (1..=4).contains(&grade))
        && purpose.is_none_or(|purpose| purpose == 2 || purpose == 4)
}

impl Model {
    /// Article 6 units of the credit postings, with who takes them.
    pub(super) fn credited(&self, postings: &[Posting]) -> Vec<(UnitKey, u64)> {
        let credits = postings.iter().filter(|posting| posting.side == Side::Credit);
        let credits = credits.filter(|posting| posting.block.is_well_formed());
        credits
            .flat_map(|posting| units_of(posting.block).map(|unit| (unit, posting.account.0)))
            .filter(|(unit, _)| self.article6_series(unit).is_some())
            .collect()
    }

    pub(in crate::model) fn judge_article6_movement(
        &self,
        movement: &Movement,
        occurred_ms: u64,
    ) -> Option<Rule> {
        if self.rulebook < 2 {
            return None;
        }
        if let Some(rule) = self.ask(360, || !are_right_particulars(movement, self.rulebook)) {
            return Some(rule);
        }
        if movement.action == Action::ISSUE {
            return self.ask(361, || self.is_issued_abroad(movement));
        }
        let (at, units) = (Timestamp(occurred_ms), self.credited(&movement.postings));
        let trigger = |(unit, takes): &(UnitKey, u64)| self.trigger(movement.action, unit, *takes, at);
        let facts = |unit: &UnitKey| &self.article6.facts[unit];
        self.ask(361, || {
            let wrong = |(unit, takes): &(UnitKey, u64)| {
                self.crosses(unit, *takes) && self.hosts_version_in_effect(unit, at).is_none()
            };
            units.iter().any(wrong)
        })
        .or_else(|| {
            let crossed = |leg: &(UnitKey, u64)| trigger(leg) == Some(1);
            let wrong = match movement.action {
                Action::FIRST_TRANSFER => !units.iter().all(crossed),
                Action::TRANSFER | Action::ADAPTATION_FUND_CONTRIBUTION => units.iter().any(crossed),
                _ => false,
            };
            self.ask(362, || wrong)
        })
        .or_else(|| {
            let without = |leg: &(UnitKey, u64)| trigger(leg).is_some() && facts(&leg.0).identifier.is_none();
            self.ask(363, || units.iter().any(without))
        })
        .or_else(|| {
            let forbidden = |leg: &(UnitKey, u64)| {
                let version = trigger(leg).and_then(|_| self.hosts_version(&leg.0));
                version.is_some_and(|version| self.article6.forbids(4, version.party, version.approach.0))
            };
            self.ask(364, || units.iter().any(forbidden))
        })
        .or_else(|| {
            let is_use = matches!(movement.action, Action::USE_NDC | Action::USE_OIMP);
            let never =
                |leg: &(UnitKey, u64)| facts(&leg.0).first_transfer.is_none() && trigger(leg).is_none();
            self.ask(365, || is_use && units.iter().any(never))
        })
        .or_else(|| self.judge_claim(movement, &units, at))
        .or_else(|| {
            let restricted = |(unit, takes): &(UnitKey, u64)| self.is_restricted(unit, *takes, at);
            self.ask(369, || units.iter().any(restricted))
        })
    }

    fn is_issued_abroad(&self, movement: &Movement) -> bool {
        let of = |side| movement.postings.iter().filter(move |posting| posting.side == side);
        let source = of(Side::Debit).find_map(|posting| self.accounts.get(&posting.account.0)?.series);
        let series = source.and_then(|series| self.series.get(&series));
        series.is_some_and(|series| {
            let takes = |posting: &Posting| &self.accounts[&posting.account.0];
            let is_levy = |posting: &Posting| {
                self.rulebook >= 3
                    && series.regime == Regime::ARTICLE_6_4
                    && matches!(
                        takes(posting).kind,
                        AccountKind::ADAPTATION_FUND | AccountKind::OMGE_CANCELLATION
                    )
            };
            series.regime != Regime::PLAIN
                && of(Side::Credit).any(|posting| !is_levy(posting) && takes(posting).party != series.host)
        })
    }

    /// The version under which a Party uses a unit.
    fn claimed_under(&self, unit: &UnitKey, user: PartyCode, at: Timestamp) -> Option<&AuthorizationStated> {
        let own = self.article6.facts[unit].attached.get(&user);
        let own = own.and_then(|attached| self.article6.version(user, attached));
        let is_host = self.article6_series(unit).is_some_and(|series| series.host == user);
        own.filter(|version| !is_host && self.article6.is_in_effect(version, at))
            .or_else(|| self.hosts_version_in_effect(unit, at))
    }

    fn judge_claim(&self, movement: &Movement, units: &[(UnitKey, u64)], at: Timestamp) -> Option<Rule> {
        let is_use = matches!(movement.action, Action::USE_NDC | Action::USE_OIMP);
        let has = |tag| value(movement, tag).is_some();
        if !is_use && !has(ParticularTag::ENTITY) && !has(ParticularTag::PURPOSE) {
            return None;
        }
        let user = |takes: &u64| self.accounts[takes].party;
        let version = |(unit, takes): &(UnitKey, u64)| self.claimed_under(unit, user(takes), at);
        let purpose = number(movement, ParticularTag::PURPOSE).map_or(Purposes(0), Purposes);
        let wanted = if movement.action == Action::USE_NDC { Purposes::NDC } else { purpose };
        let entity = value(movement, ParticularTag::ENTITY);
        let entity = entity.and_then(|bytes| bytes.try_into().ok()).map(Commitment);
        self.ask(366, || {
            let covers = |purposes: Purposes| match self.forget {
                Forget::PurposesAreASet => purposes == wanted,
                _ => purposes.include(wanted),
            };
            let unmeant = |leg| version(leg).is_none_or(|version| !covers(version.purposes));
            units.iter().any(unmeant)
        })
        .or_else(|| {
            let unnamed = |leg: &(UnitKey, u64)| {
                let Some(version) = version(leg) else { return false };
                let by = user(&leg.1);
                let party =
                    version.parties.is_empty() || version.party == by || version.parties.contains(&by);
                let entity = entity.is_none_or(|entity| {
                    (version.entities.is_empty() || version.entities.contains(&entity))
                        && self.article6.entities.contains(&(version.approach.0, entity))
                });
                !party || !entity
            };
            self.ask(367, || units.iter().any(unnamed))
        })
        .or_else(|| {
            let year = year_of_use(movement)?;
            let outside = |leg: &(UnitKey, u64)| {
                let years = |version: &AuthorizationStated| {
                    (version.first_year_of_use == 0 || version.first_year_of_use <= year)
                        && (version.last_year_of_use == 0 || year <= version.last_year_of_use)
                };
                !version(leg).is_none_or(years) || !self.is_one_period(&leg.0, user(&leg.1), year)
            };
            self.ask(368, || units.iter().any(outside))
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

    fn is_restricted(&self, unit: &UnitKey, takes: u64, at: Timestamp) -> bool {
        let Some(version) = self.hosts_version(unit) else { return false };
        let ended = self.authorization(version.party, version.authorization.as_str());
        let ended = ended.and_then(|known| known.ended_from).is_some_and(|from| from <= at);
        let account = &self.accounts[&takes];
        let home = account.party == version.party && account.kind.is_live();
        self.article6.facts[unit].first_transfer.is_some()
            && version.revocation == RevocationTerms::UNUSED_RESTRICTED
            && ended
            && account.kind != AccountKind::OTHER_CANCELLATION
            && !home
    }

    pub(in crate::model) fn judge_article6_reversal(
        &self,
        reverses: u64,
        postings: &[Posting],
    ) -> Option<Rule> {
        let original = self.movements.get(&reverses).filter(|_| self.rulebook >= 2)?;
        let units = self.credited(postings);
        self.ask(370, || {
            let registry = |number: &u64| self.accounts.get(number).and_then(|account| account.registry);
            units.iter().any(|(unit, takes)| {
                let gives = registry(&self.units[unit].account);
                matches!((gives, registry(takes)), (Some(gives), Some(takes)) if gives != takes)
            })
        })
        .or_else(|| {
            let is_final = |party, year| self.article6.finals.contains(&(party, year));
            let changes = |(unit, _): &(UnitKey, u64)| {
                let made =
                    self.article6.facts[unit].first_transfer.is_some_and(|(entry, _)| entry == reverses);
                let series = self.article6_series(unit);
                let host = series.is_some_and(|series| is_final(series.host, series.vintage));
                let user = self.accounts[&self.units[unit].account].party;
                (made && host) || year_of_use(original).is_some_and(|year| is_final(user, year))
            };
            self.ask(371, || units.iter().any(changes))
        })
        .or_else(|| {
            let unissued = |(unit, takes): &(UnitKey, u64)| {
                self.accounts[takes].kind == AccountKind::SOURCE
                    && self.article6.facts[unit].first_transfer.is_some()
            };
            self.ask(372, || units.iter().any(unissued))
        })
    }
}
