//! What an entry does with a unit towards an end, here or elsewhere: as far as movements and notices are asked them alike.
//!
//! Invariant: nothing is changed here.

use ledger_format::codes::{Action, FirstTransferDefinition, Purposes, RevocationTerms};
use ledger_format::identifiers::PartyCode;

use super::super::act::Moment;
use super::super::unit::Unit;
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::article6::admission::Admission;
use crate::rules::article6::particulars::Particulars;
use crate::rules::article6::state::authorizations::{Version, lies_between};
use crate::rules::ask as hold;
use crate::rules::state::State;
use crate::rules::terms::Deed;

/// A unit before an entry that moves it, or says that it was used or cancelled elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Everything declared.
    pub state: &'a State,
    /// The entry.
    pub at: Moment,
    /// What it does.
    pub action: Action,
    /// What it says of the use.
    pub particulars: Particulars,
    /// The unit, issued now or before.
    pub unit: &'a Unit,
    /// Its series.
    pub series: &'a UnitSeries,
    /// The using Party, if that is known.
    pub user: Option<PartyCode>,
}

impl<'a> Claim<'a> {
    /// The version that the host attached, if that is in effect: for ever after the first transfer.
    pub fn hosts_in_effect(&self) -> Option<&'a Version> {
        let version = self.attached_by(self.series.host)?;
        (self.unit.is_first_transferred() || self.is_in_effect(version)).then_some(version)
    }

    /// Whether the action is a first transfer under a version that the host attached (trigger 4).
    pub fn is_first_transfer_under(&self, version: &Version) -> bool {
        let ends_use = matches!(
            self.action,
            Action::USE_OIMP
                | Action::CANCELLATION
                | Action::VOLUNTARY_CANCELLATION
                | Action::OMGE_CANCELLATION
        );
        ends_use && version.definition == FirstTransferDefinition::USE_OR_CANCELLATION
    }

    /// remarks, of a first transfer.
    ///
    /// # Errors
    /// The first that is broken.
    pub fn ask_first_transfer(&self) -> Result<(), Rule> {
        let Some(version) = self.hosts_in_effect() else { return Ok(()) };
        hold(363, self.unit.identifier.is_some())?;
        let (terms, entry) = (*self.at.terms(self.state), self.at.entry);
        let admission = Admission { state: &self.state.article6, terms, entry, deed: Deed::FirstTransfer };
        admission.ask(version.approach, self.series.host, Rule::R(364))
    }

    ///
    ///
    /// # Errors
    /// The first that is broken.
    pub fn ask_use(&self, makes_first_transfer: bool) -> Result<(), Rule> {
        let is_use = matches!(self.action, Action::USE_NDC | Action::USE_OIMP);
        hold(365, !is_use || self.unit.is_first_transferred() || makes_first_transfer)?;
        if is_use || self.particulars.names_user { self.ask_claim() } else { Ok(()) }
    }

    ///
    fn ask_claim(&self) -> Result<(), Rule> {
        let Some(user) = self.user else { return Ok(()) };
        let own = self.attached_by(user).filter(|version| self.is_in_effect(version));
        let version = own.or_else(|| self.hosts_in_effect()).ok_or(Rule::R(366))?;
        let purpose =
            if self.action == Action::USE_NDC { Some(Purposes::NDC) } else { self.particulars.purpose };
        hold(366, purpose.is_none_or(|purpose| version.purposes.include(purpose)))?;
        let may_use = version.parties.is_empty() || version.parties.contains(&user) || version.party == user;
        let entity_may = self.particulars.entity.is_none_or(|entity| {
            let is_named = version.entities.is_empty() || version.entities.contains(&entity);
            is_named && self.state.article6.is_entity_stated_at(version.approach, entity, self.at.entry)
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
            && parties.have_one_period_at(user, self.series.measured, years, self.at.entry)
    }

    /// first transferred, not used, and the authorization has ended, or under rulebook 5 changed by terms that say so.
    pub fn is_restricted(&self) -> bool {
        let Moment { entry, occurred_at } = self.at;
        let authorizations = &self.state.article6.authorizations;
        self.unit.is_first_transferred()
            && self.attached_by(self.series.host).is_some_and(|version| {
                let ended = || authorizations.is_ended_at(version.authorization, entry, occurred_at);
                match version.revocation {
                    RevocationTerms::UNUSED_RESTRICTED => ended(),
                    RevocationTerms::UNUSED_RESTRICTED_ON_CHANGE
                        if self.at.terms(self.state).knows_notices() =>
                    {
                        ended() || authorizations.is_changed_at(version, entry, occurred_at)
                    }
                    _ => false,
                }
            })
    }

    fn attached_by(&self, party: PartyCode) -> Option<&'a Version> {
        let authorizations = &self.state.article6.authorizations;
        self.unit.attachments.of(party, authorizations).map(|(_, version)| version)
    }

    fn is_in_effect(&self, version: &Version) -> bool {
        let authorizations = &self.state.article6.authorizations;
        authorizations.is_in_effect_at(version, self.at.entry, self.at.occurred_at)
    }
}
