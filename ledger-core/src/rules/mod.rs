//! What the rules of `spec/rules.md` allow: one candidate judged against the state before it.
//!
//! Invariants:
//! - Pure: neither state nor journal changes, no clock is read.
//! - Rules are asked in ascending order of their numbers, and the first that says no is the answer.
//! - [`Admitted`] is made here and nowhere else: what applies entries takes only that type.
//!
//! It does not check signatures (that is done before, in parallel; R-111 asks for the verdict) and it does not apply anything.

mod accounts;
mod article6;
mod candidate;
mod choice;
mod codes;
mod detail;
mod form;
mod holds;
mod identity;
mod keys;
mod movements;
mod notices;
mod origins;
mod parties_and_roles;
mod refusal;
mod reversals;
mod rule;
mod serials;
mod signers;
mod spaces_and_series;
mod time;
mod undecoded;

#[cfg(test)]
pub(crate) mod tests;

use ledger_format::body::{Article6, Body, Holds};

pub use article6::{
    ApproachFault, Article6Refusal, AuthorizationFault, BlocksFault, ClaimFault, Forbidding, ParticularFault,
    PeriodFault, StatementFault, VersionFault,
};
pub use candidate::{Candidate, SignatureVerdict, SignerSet};
pub use choice::Choice;
pub use detail::{GenesisFault, MovementFault, RepresentativesFault, SeriesFault, Signers, UnknownCode};
pub use holds::{EvidenceFault, HoldDifference, HoldFault, HoldUnfit, HoldsRefusal, RestrictionFault};
pub use notices::{NoticesRefusal, RegistriesFault};
pub use origins::{
    ActivityFault, ArithmeticFault, LevyFault, LineFault, OriginsRefusal, PeriodEndFault, SeriesUnfit,
};
pub use refusal::Refusal;
pub use rule::Rule;
pub use serials::{ListedSerials, Serials};

use crate::book::{State, WholeRun};

/// A candidate that every rule said yes to, at the state that was asked.
#[derive(Debug)]
#[must_use = "an admitted entry is not recorded until it is applied"]
pub struct Admitted<'a> {
    candidate: Candidate<'a>,
    whole_run: Option<WholeRun>,
}

impl<'a> Admitted<'a> {
    /// The entry.
    #[must_use]
    pub fn candidate(&self) -> &Candidate<'a> {
        &self.candidate
    }

    pub(crate) fn whole_run(&self) -> Option<WholeRun> {
        self.whole_run
    }
}

/// A candidate and what is asked of it often.
struct Case<'s, 'c, S> {
    state: &'s S,
    candidate: &'s Candidate<'c>,
    signers: SignerSet,
}

/// Asks every rule.
pub(crate) fn admit<'c, S: State>(state: &S, candidate: &Candidate<'c>) -> Result<Admitted<'c>, Refusal> {
    let case = Case { state, candidate, signers: candidate.signers() };
    let options = state.options();
    codes::codes_are_known(candidate.body, &options)?;
    form::genesis_is_first(&case)?;
    form::genesis_is_complete(&case)?;
    signers::signers_are_valid(&case)?;
    signers::signatures_are_valid(&case)?;
    signers::on_behalf(&case)?;
    signers::authority(&case)?;
    time::occurred_before_recorded(&case)?;
    time::not_expired(&case)?;
    time::not_after_within_limit(&case)?;
    identity::id_is_free(&case)?;
    let mut whole_run = None;
    // Of each kind, its rules in ascending order.
    match candidate.body {
        Body::Genesis(_) | Body::Recovery(_) => {}
        Body::RulebookAdopted(body) => identity::rulebook_is_last(&case, body)?,
        Body::Note(body) => {
            identity::note_of_earlier(&case, body)?;
            parties_and_roles::party_is_declared(&case, body.party)?;
        }
        Body::PartyDeclared(body) => parties_and_roles::party_is_new(&case, body.party)?,
        Body::RoleGranted(body) => {
            parties_and_roles::party_is_declared(&case, body.party)?;
            parties_and_roles::role_fits_party(body.role, body.party)?;
            keys::key_is_valid(&case, body.key)?;
            parties_and_roles::role_is_not_held(&case, body)?;
        }
        Body::RoleWithdrawn(body) => {
            parties_and_roles::party_is_declared(&case, body.party)?;
            parties_and_roles::role_fits_party(body.role, body.party)?;
            keys::key_is_valid(&case, body.key)?;
            parties_and_roles::role_is_held(&case, body)?;
            parties_and_roles::threshold_stays_reachable(&case, body)?;
        }
        Body::ThresholdSet(body) => {
            parties_and_roles::party_is_declared(&case, body.party)?;
            parties_and_roles::role_fits_party(body.role, body.party)?;
            parties_and_roles::threshold_is_reachable(&case, body)?;
        }
        Body::KeyRegistered(body) => keys::key_is_new(&case, body.key, &body.public_key)?,
        Body::KeyRotated(body) => {
            keys::key_is_new(&case, body.new, &body.public_key)?;
            keys::key_is_valid(&case, body.old)?;
        }
        Body::KeyRevoked(body) => keys::key_is_valid(&case, body.key)?,
        Body::SpaceDeclared(body) => spaces_and_series::space_is_new(&case, body)?,
        Body::SeriesOpened(body) => {
            parties_and_roles::party_is_declared(&case, Some(body.host))?;
            spaces_and_series::space_is_declared(&case, body)?;
            spaces_and_series::series_is_new(&case, body)?;
            spaces_and_series::series_is_consistent(body)?;
            accounts::account_is_new(&case, body.source)?;
        }
        Body::AccountOpened(body) => {
            parties_and_roles::party_is_declared(&case, Some(body.party))?;
            accounts::account_is_new(&case, body.account)?;
            accounts::kind_is_not_source(body)?;
            accounts::representatives_are_valid(&case, &body.representatives, body.threshold)?;
            if options.knows_notices() {
                notices::account_opened(&case, body)?;
            }
        }
        Body::AccountSuspended(body) => accounts::may_be_suspended(&case, body.account)?,
        Body::AccountReinstated(body) => accounts::may_be_reinstated(&case, body.account)?,
        Body::AccountClosed(body) => accounts::may_be_closed(&case, body.account)?,
        Body::RepresentativesChanged(body) => {
            accounts::may_change_representatives(&case, body.account)?;
            accounts::representatives_are_valid(&case, &body.representatives, body.threshold)?;
        }
        Body::Movement(body) => {
            whole_run = movements::movement(&case, body)?;
            if options.knows_article6() {
                let changes_units = article6::movement(&case, body, whole_run)?;
                whole_run = whole_run.map(|whole| WholeRun { changes_units, ..whole });
            }
            if options.knows_origins() {
                origins::movement(&case, body)?;
            }
            if options.knows_holds() {
                holds::movement(&case, body)?;
            }
            if options.knows_notices() {
                notices::movement(&case, body)?;
            }
        }
        Body::Reversal(body) => {
            reversals::reversal(&case, body)?;
            if options.knows_article6() {
                article6::reversal(&case, body)?;
            }
            if options.knows_holds() {
                holds::reversal(&case, body)?;
            }
            if options.knows_notices() {
                notices::reversal(&case, &body.postings)?;
            }
        }
        Body::Article6(body) => {
            article6::statement(&case, body)?;
            if let (Article6::IdentifiersAssigned(body), true) = (body, options.knows_notices()) {
                notices::identifiers(&case, body)?;
            }
        }
        Body::Origins(body) => origins::statement(&case, body)?,
        Body::Holds(body) => {
            holds::statement(&case, body)?;
            if let (Holds::Placed(body), true) = (body, options.knows_notices()) {
                notices::hold(&case, &body.blocks)?;
            }
        }
        Body::Notices(body) => notices::statement(&case, body)?,
    }
    Ok(Admitted { candidate: *candidate, whole_run })
}
