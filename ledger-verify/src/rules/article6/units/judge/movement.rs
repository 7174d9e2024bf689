//! Movements, with remarks on first transfers; and whether a movement makes one.
//!
//! Invariant: a first transfer depends on the trigger alone, not on what the movement breaks.

use ledger_format::codes::{AccountKind, Action, FirstTransferDefinition, Purposes, Regime, RevocationTerms};
use ledger_format::identifiers::PartyCode;

use super::super::act::{Act, Credit};
use super::super::unit::Unit;
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::article6::admission::Admission;
use crate::rules::article6::particulars::Particulars;
use crate::rules::article6::state::authorizations::{Version, lies_between};
use crate::rules::article6::terms::Deed;
use crate::rules::ask as hold;
use crate::rules::state::State;

/// What makes a first transfer by a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The first international transfer of what may be used towards an NDC.
    International,
    /// Use or cancellation for other international mitigation purposes.
    UseOrCancellation,
}

/// A unit that a movement credits, before it does.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Everything declared.
    pub state: &'a State,
    /// The entry.
    pub act: &'a Act,
    /// What it does.
    pub action: Action,
    /// What it says of the use.
    pub particulars: Particulars,
    /// The unit, issued now or before.
    pub unit: &'a Unit,
    /// Its series.
    pub series: &'a UnitSeries,
    /// The Party of the account that gives it, if that is known.
    pub giver: Option<PartyCode>,
    /// Who takes it.
    pub credit: &'a Credit,
}

impl<'a> Asked<'a> {
    /// then remarks.
    ///
    /// # Errors
    /// The first that is broken.
    pub fn judge(&self) -> Result<(), Rule> {
        hold(361, !self.crosses() || self.is_levy() || self.hosts_in_effect().is_some())?;
        if self.action == Action::ISSUE {
            return Ok(());
        }
        let trigger = self.trigger();
        hold(362, self.is_called_what_it_is(trigger))?;
        let made = self.ask_first_transfer(trigger);
        if let Err(rule) = made
            && !rule.is_remark()
        {
            return made;
        }
        let is_use = matches!(self.action, Action::USE_NDC | Action::USE_OIMP);
        hold(365, !is_use || self.unit.is_first_transferred() || trigger.is_some())?;
        if is_use || self.particulars.names_user {
            self.ask_claim()?;
        }
        hold(369, !self.is_restricted() || self.goes_where_restricted_may())?;
        made
    }

    /// What makes this movement the unit's first transfer, if it is.
    pub fn trigger(&self) -> Option<Trigger> {
        if self.action == Action::ISSUE || self.unit.is_first_transferred() {
            return None;
        }
        let version = self.hosts_in_effect()?;
        let ends_use = matches!(
            self.action,
            Action::USE_OIMP
                | Action::CANCELLATION
                | Action::VOLUNTARY_CANCELLATION
                | Action::OMGE_CANCELLATION
        );
        if self.crosses() && version.purposes.include(Purposes::NDC) {
            Some(Trigger::International)
        } else if ends_use && version.definition == FirstTransferDefinition::USE_OR_CANCELLATION {
            Some(Trigger::UseOrCancellation)
        } else {
            None
        }
    }

    /// Whether the mechanism takes it as its share of an issue, under rulebook 3 (`spec/origins.md` section 3).
    fn is_levy(&self) -> bool {
        let takers = [AccountKind::ADAPTATION_FUND, AccountKind::OMGE_CANCELLATION];
        self.action == Action::ISSUE
            && self.act.terms.knows_origins()
            && self.series.regime == Regime::ARTICLE_6_4
            && takers.contains(&self.credit.kind)
    }

    /// Whether it goes to a Party that is neither the host nor the one that gives it.
    fn crosses(&self) -> bool {
        let parties = self.giver.zip(self.taker());
        parties.is_some_and(|(from, to)| to != from && to != self.series.host)
    }

    /// The Party of the account that takes it, if that is known.
    fn taker(&self) -> Option<PartyCode> {
        self.credit.taker.party_at(self.state, self.act.entry)
    }

    fn attached_by(&self, party: PartyCode) -> Option<&'a Version> {
        let authorizations = &self.state.article6.authorizations;
        self.unit.attachments.of(party, authorizations).map(|(_, version)| version)
    }

    /// The version that the host attached, if that is in effect: for ever after the first transfer.
    fn hosts_in_effect(&self) -> Option<&'a Version> {
        let version = self.attached_by(self.series.host)?;
        (self.unit.is_first_transferred() || self.is_in_effect(version)).then_some(version)
    }

    fn is_in_effect(&self, version: &Version) -> bool {
        let authorizations = &self.state.article6.authorizations;
        authorizations.is_in_effect_at(version, self.act.entry, self.act.occurred_at)
    }

    ///
    fn is_called_what_it_is(&self, trigger: Option<Trigger>) -> bool {
        match self.action {
            Action::FIRST_TRANSFER => trigger == Some(Trigger::International),
            Action::TRANSFER | Action::ADAPTATION_FUND_CONTRIBUTION => trigger.is_none(),
            _ => true,
        }
    }

    /// remarks.
    fn ask_first_transfer(&self, trigger: Option<Trigger>) -> Result<(), Rule> {
        let (Some(_), Some(version)) = (trigger, self.hosts_in_effect()) else { return Ok(()) };
        hold(363, self.unit.identifier.is_some())?;
        let Act { terms, entry, .. } = *self.act;
        let admission = Admission { state: &self.state.article6, terms, entry, deed: Deed::FirstTransfer };
        admission.ask(version.approach, self.series.host, Rule::R(364))
    }

    ///
    fn ask_claim(&self) -> Result<(), Rule> {
        let Some(user) = self.taker() else { return Ok(()) };
        let own = self.attached_by(user).filter(|version| self.is_in_effect(version));
        let version = own.or_else(|| self.hosts_in_effect()).ok_or(Rule::R(366))?;
        let purpose =
            if self.action == Action::USE_NDC { Some(Purposes::NDC) } else { self.particulars.purpose };
        hold(366, purpose.is_none_or(|purpose| version.purposes.include(purpose)))?;
        let may_use = version.parties.is_empty() || version.parties.contains(&user) || version.party == user;
        let entity_may = self.particulars.entity.is_none_or(|entity| {
            let is_named = version.entities.is_empty() || version.entities.contains(&entity);
            is_named && self.state.article6.is_entity_stated_at(version.approach, entity, self.act.entry)
        });
        hold(367, may_use && entity_may)?;
        match self.particulars.year_of_use.filter(|_| self.action == Action::USE_NDC) {
            Some(year) => hold(368, self.may_be_used_for(version, user, year)),
            None => Ok(()),
        }
    }

    ///
    fn may_be_used_for(&self, version: &Version, user: PartyCode, year: u16) -> bool {
        let (parties, years) = (&self.state.article6.parties, (year, self.series.vintage));
        lies_between(year, version.years_of_use)
            && parties.have_one_period_at(user, self.series.measured, years, self.act.entry)
    }

    /// first transferred, not used, and the authorization has ended.
    fn is_restricted(&self) -> bool {
        let Act { entry, occurred_at, .. } = *self.act;
        self.unit.is_first_transferred()
            && self.attached_by(self.series.host).is_some_and(|version| {
                let authorizations = &self.state.article6.authorizations;
                version.revocation == RevocationTerms::UNUSED_RESTRICTED
                    && authorizations.is_ended_at(version.authorization, entry, occurred_at)
            })
    }

    fn goes_where_restricted_may(&self) -> bool {
        let comes_home = self.credit.kind.is_live() && self.taker() == Some(self.series.host);
        comes_home || self.credit.kind == AccountKind::OTHER_CANCELLATION
    }
}
