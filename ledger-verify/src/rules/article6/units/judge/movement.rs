//! Movements, with remarks on first transfers; and whether a movement makes one.
//!
//! Invariant: a first transfer depends on the trigger alone, not on what the movement breaks.

use ledger_format::codes::{AccountKind, Action, Purposes, Regime};
use ledger_format::identifiers::PartyCode;

use super::super::act::Credit;
use super::claim::Claim;
use crate::finding::Rule;
use crate::rules::ask as hold;

/// What makes a first transfer by a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The first international transfer of what may be used towards an NDC.
    International,
    /// Use or cancellation for other international mitigation purposes.
    UseOrCancellation,
}

/// A unit that a movement credits, before it does; who uses it is whose account takes it.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The unit, and what the movement does with it.
    pub claim: Claim<'a>,
    /// The Party of the account that gives it, if that is known.
    pub giver: Option<PartyCode>,
    /// Who takes it.
    pub credit: &'a Credit,
}

impl Asked<'_> {
    /// then remarks; the trigger is this movement's.
    ///
    /// # Errors
    /// The first that is broken.
    pub fn judge(&self, trigger: Option<Trigger>) -> Result<(), Rule> {
        let claim = &self.claim;
        hold(361, !self.crosses() || self.is_levy() || claim.hosts_in_effect().is_some())?;
        if claim.action == Action::ISSUE {
            return Ok(());
        }
        hold(362, self.is_called_what_it_is(trigger))?;
        let made = if trigger.is_some() { claim.ask_first_transfer() } else { Ok(()) };
        if let Err(rule) = made
            && !rule.is_remark()
        {
            return made;
        }
        claim.ask_use(trigger.is_some())?;
        hold(369, !claim.is_restricted() || self.goes_where_restricted_may())?;
        made
    }

    /// What makes this movement the unit's first transfer, if it is.
    pub fn trigger(&self) -> Option<Trigger> {
        let claim = &self.claim;
        if claim.action == Action::ISSUE || claim.unit.is_first_transferred() {
            return None;
        }
        let version = claim.hosts_in_effect()?;
        if self.crosses() && version.purposes.include(Purposes::NDC) {
            Some(Trigger::International)
        } else if claim.is_first_transfer_under(version) {
            Some(Trigger::UseOrCancellation)
        } else {
            None
        }
    }

    /// Whether the mechanism takes it as its share of an issue, under rulebook 3 (`spec/origins.md` section 3).
    fn is_levy(&self) -> bool {
        let takers = [AccountKind::ADAPTATION_FUND, AccountKind::OMGE_CANCELLATION];
        self.claim.action == Action::ISSUE
            && self.claim.at.terms(self.claim.state).knows_origins()
            && self.claim.series.regime == Regime::ARTICLE_6_4
            && takers.contains(&self.credit.kind)
    }

    /// Whether it goes to a Party that is neither the host nor the one that gives it.
    fn crosses(&self) -> bool {
        let parties = self.giver.zip(self.claim.user);
        parties.is_some_and(|(from, to)| to != from && to != self.claim.series.host)
    }

    ///
    fn is_called_what_it_is(&self, trigger: Option<Trigger>) -> bool {
        match self.claim.action {
            Action::FIRST_TRANSFER => trigger == Some(Trigger::International),
            Action::TRANSFER | Action::ADAPTATION_FUND_CONTRIBUTION => trigger.is_none(),
            _ => true,
        }
    }

    fn goes_where_restricted_may(&self) -> bool {
        let comes_home = self.credit.kind.is_live() && self.claim.user == Some(self.claim.series.host);
        comes_home || self.credit.kind == AccountKind::OTHER_CANCELLATION
    }
}
