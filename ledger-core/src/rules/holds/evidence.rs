//! what goes to or comes from a registry without a ledger of ours says on what evidence.

use ledger_format::body::Movement;
use ledger_format::codes::{AccountKind, EvidenceGrade};
use ledger_format::identifiers::Digest;

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
    let said = if body.particulars.is_empty() { None } else { evidence_of(body) };
    let fault = match (counterpart, said) {
        (None, None) => return Ok(()),
        (Some(account), None) => EvidenceFault::Missing(account),
        (None, Some(_)) => EvidenceFault::Superfluous,
        (Some(_), Some(said)) => match (said.grade == EvidenceGrade::NONE, said.digest == Digest([0; 32])) {
            (true, false) => EvidenceFault::DigestOfNone,
            (false, true) => EvidenceFault::DigestMissing(said.grade),
            _ => return Ok(()),
        },
    };
    Err(HoldsRefusal::Evidence(fault))
}
