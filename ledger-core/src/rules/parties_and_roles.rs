//! Parties are declared once, and roles change hands without locking anybody out.

use ledger_format::body::{RoleOfKey, ThresholdSet};
use ledger_format::codes::Role;
use ledger_format::identifiers::PartyCode;

use super::Case;
use super::refusal::Refusal;
use crate::book::State;

///
pub(super) fn party_is_new<S: State>(case: &Case<'_, '_, S>, party: PartyCode) -> Result<(), Refusal> {
    if case.state.is_declared(party) { Err(Refusal::PartyDeclaredBefore(party)) } else { Ok(()) }
}

///
pub(super) fn party_is_declared<S: State>(
    case: &Case<'_, '_, S>,
    party: Option<PartyCode>,
) -> Result<(), Refusal> {
    match party {
        Some(party) if !case.state.is_declared(party) => Err(Refusal::PartyUnknown(party)),
        _ => Ok(()),
    }
}

///
pub(super) fn role_fits_party(role: Role, party: Option<PartyCode>) -> Result<(), Refusal> {
    match party {
        Some(party) if role != Role::AUTHORITY => Err(Refusal::RoleNotForParties { role, party }),
        _ => Ok(()),
    }
}

fn holds<S: State>(case: &Case<'_, '_, S>, body: &RoleOfKey) -> bool {
    case.state.holders(body.role, body.party).binary_search(&body.key).is_ok()
}

/// R-152, of a role that is granted.
pub(super) fn role_is_not_held<S: State>(case: &Case<'_, '_, S>, body: &RoleOfKey) -> Result<(), Refusal> {
    if holds(case, body) { Err(Refusal::RoleHeld { role: body.role, key: body.key }) } else { Ok(()) }
}

/// R-152, of a role that is withdrawn.
pub(super) fn role_is_held<S: State>(case: &Case<'_, '_, S>, body: &RoleOfKey) -> Result<(), Refusal> {
    if holds(case, body) { Ok(()) } else { Err(Refusal::RoleNotHeld { role: body.role, key: body.key }) }
}

/// R-153, after a role is withdrawn from a key that holds it.
pub(super) fn threshold_stays_reachable<S: State>(
    case: &Case<'_, '_, S>,
    body: &RoleOfKey,
) -> Result<(), Refusal> {
    let left = case.state.holders(body.role, body.party).len().saturating_sub(1);
    within_reach(body.role, case.state.threshold(body.role, body.party), left)
}

/// R-153, after a threshold is set.
pub(super) fn threshold_is_reachable<S: State>(
    case: &Case<'_, '_, S>,
    body: &ThresholdSet,
) -> Result<(), Refusal> {
    within_reach(body.role, body.threshold, case.state.holders(body.role, body.party).len())
}

fn within_reach(role: Role, threshold: u16, holders: usize) -> Result<(), Refusal> {
    if (1..=holders).contains(&usize::from(threshold)) {
        Ok(())
    } else {
        Err(Refusal::ThresholdOutOfReach { role, threshold, holders })
    }
}
