//! what `spec/article6.md` section 4 asks under rulebook 2, and of notices under rulebook 5.
//!
//! Invariants:
//! - As of all rules: pure, asked in ascending order of their numbers, the first that says no is the answer.
//! - A movement of plain units pays for R-360 and a look at its series, and for nothing else.
//! - The remarks N-301 to N-303 are not asked: the writer admits what they are about, and the verifier reports it. A
//!   receipt says nothing of them.

mod approaches;
mod attachments;
mod authorizations;
mod claims;
mod fault;
mod filings;
mod identifiers;
mod movements;
mod notices;
mod options;
mod particulars;
mod periods;
mod refusal;
mod reversals;

use ledger_format::body::Article6;

pub(super) use approaches::approach_is_declared;
pub(super) use attachments::blocks_fault;
pub use fault::{
    ApproachFault, AuthorizationFault, BlocksFault, ClaimFault, Forbidding, ParticularFault, PeriodFault,
    StatementFault, VersionFault,
};
pub(super) use movements::movement;
pub(super) use notices::{notice, withdrawal};
pub use refusal::Article6Refusal;
pub(super) use reversals::reversal;

use super::Case;
use super::parties_and_roles::party_is_declared;
use super::refusal::Refusal;
use crate::book::State;

/// Asks the rules of a statement of Article 6, of each kind in ascending order.
pub(super) fn statement<S: State>(case: &Case<'_, '_, S>, body: &Article6) -> Result<(), Refusal> {
    match body {
        Article6::ApproachDeclared(body) => {
            body.parties.iter().try_for_each(|party| party_is_declared(case, Some(*party)))?;
            Ok(approaches::approach_is_formed(case, body)?)
        }
        Article6::ApproachStatusChanged(body) => Ok(approaches::status_may_change(case, body)?),
        Article6::NdcPeriodDeclared(body) => {
            party_is_declared(case, Some(body.party))?;
            Ok(periods::period_is_formed(case, body)?)
        }
        Article6::InventoryStated(body) => {
            party_is_declared(case, Some(body.party))?;
            Ok(periods::inventory_is_formed(body)?)
        }
        Article6::StandingStated(body) => {
            party_is_declared(case, Some(body.party))?;
            Ok(periods::standing_is_formed(body)?)
        }
        Article6::AuthorizationStated(body) => {
            party_is_declared(case, Some(body.party))?;
            Ok(authorizations::authorization_is_admitted(case, body)?)
        }
        Article6::EntityStated(body) => {
            party_is_declared(case, Some(body.party))?;
            let approach = approach_is_declared(case, body.approach)?;
            //
            if !approach.parties.contains(&body.party) {
                let (approach, party_missing) = (body.approach, true);
                return Err(Article6Refusal::OutsideApproach { approach, party_missing }.into());
            }
            Ok(())
        }
        Article6::AuthorizationEnded(body) => {
            party_is_declared(case, Some(body.party))?;
            authorizations::usable(case, body.party, body.authorization.as_str())?;
            Ok(())
        }
        Article6::UnitsAuthorized(body) => {
            party_is_declared(case, Some(body.party))?;
            super::movements::spaces_are_declared(case, body.blocks.iter().map(|block| block.space))?;
            Ok(attachments::units_may_be_attached(case, body)?)
        }
        Article6::IdentifiersAssigned(body) => {
            super::movements::spaces_are_declared(case, body.blocks.iter().map(|block| block.space))?;
            Ok(identifiers::identifiers_may_be_assigned(case, body)?)
        }
        Article6::AefFiled(body) => {
            party_is_declared(case, Some(body.party))?;
            Ok(filings::filing_is_admitted(case, body)?)
        }
        Article6::AdjustmentsFinal(body) => {
            party_is_declared(case, Some(body.party))?;
            Ok(periods::years_are_right(body.first_year, body.last_year)?)
        }
    }
}
