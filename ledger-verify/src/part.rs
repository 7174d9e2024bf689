//! What can be judged of a part that does not begin at genesis: form, keys and signatures.
//!
//! Invariants:
//! - Keys are those that the entries before the part say, which were read but not checked.
//!
//! Everything else needs the history, and coverage says that it was not asked.

use crate::finding::{Finding, Rule};
use crate::rules::Keyring;
use crate::signatures::signatures_of;
use crate::window::{Batch, SignatureVerdicts};

/// Judges the batches of the part.
pub(crate) fn judge<'b, 'w: 'b>(
    batches: impl Iterator<Item = &'b Batch<'w>>,
    keyring: &Keyring<'_>,
    verdicts: &SignatureVerdicts,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for batch in batches {
        for (index, entry) in batch.indexed() {
            let is_known = |(number, _)| keyring.key_at(number, index).is_some();
            let rule = if keyring.is_malformed(index, entry) {
                Rule::R(100)
            } else if !signatures_of(&entry.bytes).all(is_known) {
                Rule::R(110)
            } else if verdicts.is_invalid(index) {
                Rule::R(111)
            } else {
                continue;
            };
            findings.push(Finding::of_entry(rule, index, batch.place_of(entry)));
        }
    }
    findings
}
