//! what goes to or comes from a registry without a ledger of ours says on what evidence.

use ledger_format::body::Movement;
use ledger_format::codes::AccountKind;

use super::fault::EvidenceFault;
use super::refusal::HoldsRefusal;
use crate::book::State;
use crate::holds::particulars::evidence_of;
use crate::rules::Case;

///
pub(super) fn is_where_it_belongs<S: State>(
    case: &Case<'_, '_, S>,
    body: &Movement,
) -> Result<(), HoldsRefusal> {
    let counterpart = body.postings.iter().map(|posting| posting.account).find(|number| {
        case.state.account(*number).is_some_and(|account| account.kind == AccountKind::COUNTERPART)
    });
    let said = evidence_of(body);
    let fault = match (counterpart, said) {
        (None, None) => None,
        (Some(account), None) => Some(EvidenceFault::Missing(account)),
        (None, Some(_)) => Some(EvidenceFault::Superfluous),
        (Some(_), Some(said)) => EvidenceFault::of(said),
    };
    fault.map_or(Ok(()), |fault| Err(HoldsRefusal::Evidence(fault)))
}
