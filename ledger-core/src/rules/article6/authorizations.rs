//! authorizations are carried out as stated, follow on one another, and end for good.

use std::sync::Arc;

use ledger_format::body::article6::AuthorizationStated;
use ledger_format::codes::{FirstTransferDefinition, Purposes};
use ledger_format::identifiers::{PartyCode, Timestamp};

use super::approaches::{approach_is_declared, twice};
use super::fault::{AuthorizationFault, VersionFault};
use super::options::forbidding;
use super::periods::is_named_right;
use super::refusal::Article6Refusal;
use crate::article6::{Authorization, AuthorizationNumber};
use crate::book::{Forbidden, State};
use crate::rules::Case;

/// of a version that is stated.
pub(super) fn authorization_is_admitted<S: State>(
    case: &Case<'_, '_, S>,
    body: &AuthorizationStated,
) -> Result<(), Article6Refusal> {
    let approach = approach_is_declared(case, body.approach)?;
    //
    fault(body).map_or(Ok(()), |fault| Err(Article6Refusal::Authorization(fault)))?;
    follows(case, body)?;
    //
    let party_missing = !approach.parties.contains(&body.party);
    if party_missing || !approach.metrics.contains(&body.metric) {
        return Err(Article6Refusal::OutsideApproach { approach: body.approach, party_missing });
    }
    //
    forbidding(case.state, body.party, body.approach, Forbidden::STATING)
        .map_or(Ok(()), |by| Err(Article6Refusal::AuthorizationForbidden(by)))
}

///
fn fault(body: &AuthorizationStated) -> Option<AuthorizationFault> {
    let in_id = |byte: u8| byte.is_ascii_alphanumeric() || b" -/.".contains(&byte);
    let in_order = |first: u16, last: u16| first == 0 || last == 0 || first <= last;
    if !body.authorization.as_str().bytes().all(in_id) {
        return Some(AuthorizationFault::Id);
    }
    if body.until != Timestamp(0) && body.from >= body.until {
        return Some(AuthorizationFault::Times);
    }
    if !body.purposes.is_known() {
        return Some(AuthorizationFault::Purposes);
    }
    if (body.first_transfer == FirstTransferDefinition::NONE) != (body.purposes == Purposes::NDC) {
        return Some(AuthorizationFault::Definition);
    }
    if !is_named_right(body.metric, body.non_ghg_metric.as_str()) {
        return Some(AuthorizationFault::MetricName);
    }
    if !in_order(body.first_vintage, body.last_vintage)
        || !in_order(body.first_year_of_use, body.last_year_of_use)
    {
        return Some(AuthorizationFault::Years);
    }
    None.or_else(|| twice(&body.sectors).copied().map(AuthorizationFault::SectorTwice))
        .or_else(|| twice(&body.activity_types).copied().map(AuthorizationFault::ActivityTwice))
        .or_else(|| twice(&body.parties).copied().map(AuthorizationFault::PartyTwice))
        .or_else(|| twice(&body.entities).copied().map(AuthorizationFault::EntityTwice))
}

///
fn follows<S: State>(case: &Case<'_, '_, S>, body: &AuthorizationStated) -> Result<(), Article6Refusal> {
    let view = case.state.article6();
    let number = view.authorization_number(body.party, body.authorization.as_str());
    let known = number.and_then(|number| Some((number, view.authorization(number)?)));
    let refuse = |fault| Err(Article6Refusal::Version(fault));
    let expected = known.map_or(Some(1), |(_, known)| known.latest.checked_add(1));
    if expected != Some(body.version) {
        let expected = expected.unwrap_or(u32::MAX);
        return refuse(VersionFault::Number { expected, found: body.version });
    }
    let Some((number, known)) = known else { return Ok(()) };
    if known.ended_from.is_some() {
        return refuse(VersionFault::Ended);
    }
    let unchanged = view
        .version(number, known.latest)
        .is_none_or(|before| (before.approach, before.mirrored) == (body.approach, body.mirrored));
    if unchanged { Ok(()) } else { refuse(VersionFault::Changed) }
}

/// R-341 of an authorization that is ended, or used.
pub(super) fn usable<'s, S: State>(
    case: &Case<'s, '_, S>,
    party: PartyCode,
    id: &str,
) -> Result<(AuthorizationNumber, &'s Authorization), Article6Refusal> {
    let view = case.state.article6();
    let number = view.authorization_number(party, id);
    let (number, known) = number
        .and_then(|number| Some((number, view.authorization(number)?)))
        .ok_or(Article6Refusal::AuthorizationUnknown(party))?;
    if known.ended_from.is_some() { Err(Article6Refusal::AuthorizationEnded) } else { Ok((number, known)) }
}

/// R-341 of the version that is used.
pub(super) fn usable_version<'s, S: State>(
    case: &Case<'s, '_, S>,
    number: AuthorizationNumber,
    known: &Authorization,
    version: u32,
) -> Result<&'s Arc<AuthorizationStated>, Article6Refusal> {
    let not_latest = Article6Refusal::NotLatestVersion { used: version, latest: known.latest };
    let stated = case.state.article6().version(number, version);
    stated.filter(|_| version == known.latest).ok_or(not_latest)
}
