//! what goes to or comes from a registry without a ledger of ours says on what evidence.
//!
//! Invariant: only a grade that is known counts; whether it stands once and in its size is R-360's question.

use ledger_format::body::holds::Evidence;
use ledger_format::body::{Particular, ParticularValue};
use ledger_format::codes::{EvidenceGrade, ParticularTag};
use ledger_format::identifiers::Digest;

use crate::finding::Rule;
use crate::rules::ask;

/// R-521 of a movement with these particulars.
///
/// # Errors
/// The rule, if it is broken.
pub fn ask_evidence(crosses_counterpart: bool, particulars: &[Particular]) -> Result<(), Rule> {
    let evidence = evidence_of(particulars);
    ask(521, evidence.is_some() == crosses_counterpart && evidence.is_none_or(is_sound))
}

/// Whether there is a document exactly where the grade says that there is evidence.
pub fn is_sound(evidence: Evidence) -> bool {
    (evidence.grade == EvidenceGrade::NONE) == (evidence.digest == Digest([0; 32]))
}

/// The first particular 9 of the right size and grade.
fn evidence_of(particulars: &[Particular]) -> Option<Evidence> {
    let mut of_tag = particulars.iter().filter(|each| each.tag == ParticularTag::EVIDENCE.0);
    of_tag.find_map(|particular| match particular.read() {
        Some(ParticularValue::Evidence(evidence)) if evidence.grade.is_known() => Some(evidence),
        _ => None,
    })
}
