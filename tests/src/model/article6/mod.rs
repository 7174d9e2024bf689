//! What the model knows of Article 6: of each unit by itself, and of what statements say (`spec/article6.md`).
//!
//! Invariants:
//! - A map from unit to facts, and nothing said of rows of units.
//! - The second book is a list of postings, each for one unit, each with its counterpart in the clearing account: nothing in
//!   it is ever changed, what is taken back is posted the other way round.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `statements` | R-301 to: what is asked of a statement; who signs |
//! | `attaching` | R-345 to: units authorized, identifiers; remarks |
//! | `moving` | R-360 to R-372 |
//! | `claiming` | R-366 to R-368 |
//! | `effects` | section 5 |
//! | `adjustments`, `annual` | section 6: postings, and the figures they sum to |

pub mod adjustments;
pub mod annual;
mod attaching;
mod claiming;
mod effects;
mod moving;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::block::SerialBlock;
use ledger_format::body::SeriesOpened;
use ledger_format::body::article6::{AuthorizationStated, NdcPeriodDeclared};
use ledger_format::codes::{
    Action, ApproachStatus, FirstTransferDefinition, Metric, Purposes, Regime, StandingItem,
};
use ledger_format::identifiers::{Commitment, PartyCode, RegistryId, Timestamp};

use self::adjustments::AdjustmentPosting;
pub(super) use self::claiming::Claim;
use super::{Model, UnitKey};

/// Where a number counts: approach, registry, first transferring Party, vintage.
pub type NumberSpace = (u16, RegistryId, PartyCode, u16);

/// What is known of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Its series.
    pub series: Option<u32>,
    /// By Party: authorization and version.
    pub attached: BTreeMap<PartyCode, (String, u32)>,
    /// Its identifier: where it counts, and the number.
    pub identifier: Option<(NumberSpace, u64)>,
    /// The entry and trigger of its first transfer.
    pub first_transfer: Option<(u64, u8)>,
    /// The entry of its use towards an NDC, by whom and for which year.
    pub used: Option<(u64, PartyCode, u16)>,
}

/// An approach.
#[derive(Debug, Clone)]
pub(super) struct Approach {
    pub(super) parties: BTreeSet<PartyCode>,
    pub(super) metrics: BTreeSet<Metric>,
    pub(super) status: ApproachStatus,
}

/// An authorization with its versions.
#[derive(Debug, Clone)]
pub struct Authorization {
    /// Every version known.
    pub versions: BTreeMap<u32, AuthorizationStated>,
    /// The earliest time from which it was ended.
    pub ended_from: Option<Timestamp>,
}

impl Authorization {
    /// The highest version.
    ///
    /// # Panics
    /// Never: an authorization that is known has a version.
    #[must_use]
    pub fn latest(&self) -> &AuthorizationStated {
        self.versions.values().next_back().expect("a version")
    }
}

/// Everything that is known of Article 6.
#[derive(Debug, Clone, Default)]
pub struct Article6State {
    /// Of each unit that was ever issued.
    pub facts: BTreeMap<UnitKey, Facts>,
    /// By Party and name.
    pub authorizations: BTreeMap<(PartyCode, String), Authorization>,
    /// Postings of the second book, in the order in which they were made.
    pub postings: Vec<AdjustmentPosting>,
    /// Options 2, 3 and 4.
    pub(super) forbids: [u64; 3],
    pub(super) approaches: BTreeMap<u16, Approach>,
    pub(super) periods: Vec<NdcPeriodDeclared>,
    pub(in crate::model) standings: BTreeMap<(PartyCode, StandingItem), u16>,
    pub(super) entities: BTreeSet<(u16, Commitment)>,
    pub(super) filings: BTreeSet<(PartyCode, u16, u16, u16)>,
    pub(super) finals: BTreeSet<(PartyCode, u16)>,
    /// Numbers that were ever given.
    pub(super) numbers: BTreeSet<(NumberSpace, u64)>,
}

impl Article6State {
    pub(super) fn issued(&mut self, unit: UnitKey, series: Option<u32>) {
        self.facts.entry(unit).or_default().series = series;
    }

    /// The numbers of the declared approaches.
    pub fn approaches(&self) -> impl Iterator<Item = u16> {
        self.approaches.keys().copied()
    }

    /// The highest number given in a space of numbers.
    #[must_use]
    pub fn highest_number(&self, space: NumberSpace) -> u64 {
        self.numbers.iter().filter(|(of, _)| *of == space).map(|(_, number)| *number).max().unwrap_or(0)
    }

    pub(super) fn is_active(&self, approach: u16) -> bool {
        self.approaches.get(&approach).is_some_and(|known| known.status == ApproachStatus::ACTIVE)
    }

    pub(super) fn version(&self, party: PartyCode, attached: &(String, u32)) -> Option<&AuthorizationStated> {
        self.authorizations.get(&(party, attached.0.clone()))?.versions.get(&attached.1)
    }

    pub(super) fn is_in_effect(&self, version: &AuthorizationStated, at: Timestamp) -> bool {
        let key = (version.party, version.authorization.as_str().to_owned());
        let ended = self.authorizations.get(&key).and_then(|known| known.ended_from);
        version.from <= at
            && (version.until == Timestamp(0) || at < version.until)
            && ended.is_none_or(|from| at < from)
    }

    /// What options 2, 3 and 4 say of a Party under an approach; `what` is 1, 2 or 4.
    pub(super) fn forbids(&self, what: u64, party: PartyCode, approach: u16) -> bool {
        let wrong = self.remarks(party, approach);
        self.forbids.iter().zip(wrong).any(|(option, wrong)| option & what != 0 && wrong)
    }

    /// Whether the approach is not active, the Party has not reported, or is not eligible.
    pub(super) fn remarks(&self, party: PartyCode, approach: u16) -> [bool; 3] {
        let stated = |item| self.standings.get(&(party, item)).copied();
        [
            !self.is_active(approach),
            stated(StandingItem::INITIAL_REPORT) != Some(1),
            stated(StandingItem::ELIGIBLE) == Some(0),
        ]
    }
}

/// The units of a block.
pub(in crate::model) fn units_of(block: SerialBlock) -> impl Iterator<Item = UnitKey> {
    (block.first..=block.last).map(move |serial| (block.space.0, serial))
}

impl Model {
    /// The series of an Article 6 unit.
    #[must_use]
    pub fn article6_series(&self, unit: &UnitKey) -> Option<&SeriesOpened> {
        let series = self.series.get(&self.article6.facts.get(unit)?.series?)?;
        matches!(series.regime, Regime::ARTICLE_6_2 | Regime::ARTICLE_6_4).then_some(series)
    }

    /// The version that its host attached a unit to, in effect or not.
    #[must_use]
    pub fn hosts_version(&self, unit: &UnitKey) -> Option<&AuthorizationStated> {
        let host = self.article6_series(unit)?.host;
        self.article6.version(host, self.article6.facts[unit].attached.get(&host)?)
    }

    /// The same, in effect: for ever, once the unit has made its first transfer.
    #[must_use]
    pub fn hosts_version_in_effect(&self, unit: &UnitKey, at: Timestamp) -> Option<&AuthorizationStated> {
        let stays = self.article6.facts.get(unit)?.first_transfer.is_some();
        self.hosts_version(unit).filter(|version| stays || self.article6.is_in_effect(version, at))
    }

    /// Whether a unit would cross, were it credited to an account.
    #[must_use]
    pub fn crosses(&self, unit: &UnitKey, takes: u64) -> bool {
        let gave = self.units.get(unit).and_then(|held| self.accounts.get(&held.account));
        let takes = self.accounts.get(&takes);
        let host = self.article6_series(unit).map(|series| series.host);
        matches!((gave, takes, host), (Some(gave), Some(takes), Some(host))
            if takes.party != host && takes.party != gave.party)
    }

    /// The trigger by which a movement would make a unit's first transfer.
    #[must_use]
    pub fn trigger(&self, action: Action, unit: &UnitKey, takes: u64, at: Timestamp) -> Option<u8> {
        if action == Action::ISSUE || self.article6.facts.get(unit)?.first_transfer.is_some() {
            return None;
        }
        let version = self.hosts_version_in_effect(unit, at)?;
        let is_end = matches!(
            action,
            Action::USE_OIMP
                | Action::CANCELLATION
                | Action::VOLUNTARY_CANCELLATION
                | Action::OMGE_CANCELLATION
        );
        if version.purposes.include(Purposes::NDC) && self.crosses(unit, takes) {
            Some(1)
        } else if is_end && version.first_transfer == FirstTransferDefinition::USE_OR_CANCELLATION {
            Some(4)
        } else {
            None
        }
    }

    /// The trigger by which attaching a unit makes its first transfer.
    fn trigger_of_attaching(
        &self,
        version: &AuthorizationStated,
        unit: &UnitKey,
        at: Timestamp,
    ) -> Option<u8> {
        let is_hosts = self.article6_series(unit)?.host == version.party;
        let done = self.article6.facts[unit].first_transfer.is_some();
        if !is_hosts || done || !self.article6.is_in_effect(version, at) {
            return None;
        }
        match version.first_transfer {
            FirstTransferDefinition::AUTHORIZATION => Some(2),
            FirstTransferDefinition::ISSUANCE => Some(3),
            _ if self.is_levied(unit) => Some(5),
            _ => None,
        }
    }

    /// Whether a unit was last credited to a Source account or one of a terminal kind, or is noticed.
    #[must_use]
    pub fn is_ended(&self, unit: &UnitKey) -> bool {
        let holder = self.units.get(unit).and_then(|held| self.accounts.get(&held.account));
        self.is_noticed(unit)
            || holder.is_some_and(|account| {
                account.kind.is_terminal() || account.kind == ledger_format::codes::AccountKind::SOURCE
            })
    }
}
