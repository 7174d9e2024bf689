//! What a movement says of a hold and of evidence (`spec/holds.md` section 3).
//!
//! Invariant: of each particular the first of its tag that can be read counts, whether or not R-360 holds.

use ledger_format::body::holds::Evidence;
use ledger_format::body::{Body, Holds, Movement, Particular, ParticularValue};
use ledger_format::codes::ParticularTag;
use ledger_format::identifiers::EntryIndex;

fn all(body: &Movement, tag: ParticularTag) -> impl Iterator<Item = ParticularValue> + '_ {
    body.particulars.iter().filter(move |particular| particular.tag == tag.0).filter_map(Particular::read)
}

/// The hold that it names: the first particular 7 of the right size, whatever the action.
pub(crate) fn hold_of(body: &Movement) -> Option<EntryIndex> {
    all(body, ParticularTag::HOLD).find_map(|value| match value {
        ParticularValue::Hold(hold) => Some(hold),
        _ => None,
    })
}

/// The hold that an entry names, to accept or to release it.
pub(crate) fn hold_named(body: &Body) -> Option<EntryIndex> {
    match body {
        Body::Movement(movement) => hold_of(movement),
        Body::Holds(Holds::Released(released)) => Some(released.hold),
        _ => None,
    }
}

/// Its evidence: the first particular 9 of the right size and grade.
pub(crate) fn evidence_of(body: &Movement) -> Option<Evidence> {
    all(body, ParticularTag::EVIDENCE).find_map(|value| match value {
        ParticularValue::Evidence(evidence) if evidence.grade.is_known() => Some(evidence),
        _ => None,
    })
}
