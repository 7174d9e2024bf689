//! cooperative approaches are declared once and go forward only.

use ledger_format::body::article6::{ApproachDeclared, ApproachStatusChanged};
use ledger_format::codes::ApproachStatus;
use ledger_format::identifiers::ApproachNumber;

use super::fault::ApproachFault;
use super::refusal::Article6Refusal;
use crate::article6::Approach;
use crate::book::State;
use crate::rules::Case;

/// The first item that stands a second time; for lists of at most 64.
pub(super) fn twice<T: PartialEq>(items: &[T]) -> Option<&T> {
    let stood_before = |(place, item): &(usize, &T)| items.iter().take(*place).any(|before| before == *item);
    items.iter().enumerate().find(stood_before).map(|(_, item)| item)
}

///
pub(super) fn approach_is_formed<S: State>(
    case: &Case<'_, '_, S>,
    body: &ApproachDeclared,
) -> Result<(), Article6Refusal> {
    let fault = if !(1..=9_999).contains(&body.approach.0) {
        ApproachFault::Number(body.approach.0)
    } else if case.state.article6().approach(body.approach).is_some() {
        ApproachFault::Taken(body.approach)
    } else if body.parties.is_empty() || body.metrics.is_empty() {
        ApproachFault::Empty
    } else if twice(&body.parties).is_some() || twice(&body.metrics).is_some() {
        ApproachFault::Twice
    } else {
        return Ok(());
    };
    Err(Article6Refusal::Approach(fault))
}

///
pub(in crate::rules) fn approach_is_declared<'s, S: State>(
    case: &Case<'s, '_, S>,
    approach: ApproachNumber,
) -> Result<&'s Approach, Article6Refusal> {
    case.state.article6().approach(approach).ok_or(Article6Refusal::ApproachUnknown(approach))
}

///
pub(super) fn status_may_change<S: State>(
    case: &Case<'_, '_, S>,
    body: &ApproachStatusChanged,
) -> Result<(), Article6Refusal> {
    use ApproachStatus as Status;
    let (from, to) = (approach_is_declared(case, body.approach)?.status, body.status);
    match (from, to) {
        (Status::DRAFT, Status::ACTIVE | Status::REVOKED)
        | (Status::ACTIVE, Status::COMPLETED | Status::REVOKED) => Ok(()),
        _ => Err(Article6Refusal::StatusChange { approach: body.approach, from, to }),
    }
}
