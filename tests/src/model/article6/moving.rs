//! What is asked of movements of Article 6 units and of their reversals, unit by unit.

use ledger_format::body::{Movement, ParticularValue, Posting};
use ledger_format::codes::{AccountKind, Action, ParticularTag, Purposes, Regime, RevocationTerms, Side};
use ledger_format::identifiers::{Commitment, Timestamp};

use super::{Claim, units_of};
use crate::model::{Model, Rule, UnitKey};

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

/// What a movement claims.
fn claim_of(movement: &Movement) -> Claim {
    let entity = value(movement, ParticularTag::ENTITY);
    Claim {
        action: movement.action,
        year: year_of_use(movement),
        purpose: number(movement, ParticularTag::PURPOSE).map(Purposes),
        entity: entity.and_then(|bytes| bytes.try_into().ok()).map(Commitment),
        is_claim: entity.is_some() || value(movement, ParticularTag::PURPOSE).is_some(),
    }
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
        .or_else(|| {
            let users: Vec<_> =
                units.iter().map(|(unit, takes)| (*unit, self.accounts[takes].party)).collect();
            self.judge_claim(&claim_of(movement), &users, at)
        })
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

    fn is_restricted(&self, unit: &UnitKey, takes: u64, at: Timestamp) -> bool {
        let account = &self.accounts[&takes];
        let host = self.article6_series(unit).map(|series| series.host);
        let home = Some(account.party) == host && account.kind.is_live();
        self.is_under_revocation(unit, at) && account.kind != AccountKind::OTHER_CANCELLATION && !home
    }

    /// Whether a unit that was first transferred is bound by terms of revocation.
    pub(in crate::model) fn is_under_revocation(&self, unit: &UnitKey, at: Timestamp) -> bool {
        let Some(version) = self.hosts_version(unit) else { return false };
        let Some(known) = self.authorization(version.party, version.authorization.as_str()) else {
            return false;
        };
        let ended = known.ended_from.is_some_and(|from| from <= at);
        let mut later = known.versions.range(version.version + 1..);
        let changed = later.any(|(_, later)| later.from <= at);
        let binds = match version.revocation {
            RevocationTerms::UNUSED_RESTRICTED => ended,
            RevocationTerms::UNUSED_RESTRICTED_ON_CHANGE => self.rulebook >= 5 && (ended || changed),
            _ => false,
        };
        binds && self.article6.facts[unit].first_transfer.is_some()
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
