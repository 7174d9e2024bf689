//! Head frames: what they state, and who signed it (J-110, J-111).
//!
//! Invariants:
//! - A head is compared with the journal as it was read: entries by place, the batch's chain field, the tree computed.
//!
//! Whether a head frame stands where it may is asked in [`crate::sequence`].

use ledger_format::frame::HeadFrame;
use ledger_format::identifiers::EntryIndex;
use ledger_format::signed_range::head_range;
use rayon::prelude::*;

use crate::finding::{Finding, Place, Rule};
use crate::rules::Keyring;
use crate::sequence::LastBatch;
use crate::signatures::{Randomness, Signed, invalid};
use crate::tree::Frontier;

/// A head frame behind the batch that it signs.
#[derive(Debug)]
pub struct PlacedHead<'w> {
    /// The frame.
    pub frame: &'w HeadFrame,
    /// Its first byte.
    pub place: Place,
    /// The batch before it.
    pub batch: LastBatch,
    /// The tree at its end; none where only a part is checked.
    pub tree: Option<Frontier>,
    /// Whether its signature is to be checked.
    pub check_signature: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct HeadVerdicts {
    /// J-110 and J-111.
    pub findings: Vec<Finding>,
    /// Where heads are of which J-110 found nothing, ascending.
    pub good: Vec<Place>,
    /// How many signatures were checked.
    pub signatures_checked: u64,
    /// The highest entry count that a good head with a valid signature states.
    pub signed_up_to: Option<u64>,
}

/// Checks heads.
#[must_use]
pub fn check(
    heads: &[PlacedHead<'_>],
    keyring: &Keyring<'_>,
    prefix: &[u8],
    randomness: &Randomness,
) -> HeadVerdicts {
    let states: Vec<bool> = heads.par_iter().map(states_the_journal).collect();
    let ranges: Vec<[u8; 72]> = heads.iter().map(|each| head_range(&each.frame.head)).collect();
    let mut signed = Vec::new();
    let mut verdicts = HeadVerdicts::default();
    let mut signature_is_bad = vec![false; heads.len()];
    // Where entry 0 was not judged no key is known, and nothing can be said of signatures.
    let knows_keys = keyring.has_beginning();
    let is_asked = |head: &PlacedHead<'_>| head.check_signature && knows_keys;
    for (at, ((head, range), is_bad)) in heads.iter().zip(&ranges).zip(&mut signature_is_bad).enumerate() {
        if !is_asked(head) {
            continue;
        }
        let (number, batch) = (head.frame.key, &head.batch);
        let operator_before = |entry| keyring.operator_before(number, entry);
        let key = operator_before(batch.first).or_else(|| operator_before(batch.end));
        match key {
            Some(key) => {
                let (entry, signature) = (EntryIndex(at as u64), &head.frame.signature);
                signed.push(Signed { entry, number, key, range, signature });
            }
            None => *is_bad = true,
        }
    }
    verdicts.signatures_checked = signed.len() as u64;
    for (at, _) in invalid(&mut signed, prefix, randomness) {
        if let Some(is_bad) = usize::try_from(at.0).ok().and_then(|at| signature_is_bad.get_mut(at)) {
            *is_bad = true;
        }
    }
    for ((head, states), is_bad) in heads.iter().zip(states).zip(signature_is_bad) {
        if states {
            verdicts.good.push(head.place);
        } else {
            verdicts.findings.push(Finding::of_journal(Rule::J(110), head.place));
        }
        if is_bad {
            verdicts.findings.push(Finding::of_journal(Rule::J(111), head.place));
        }
        if states && !is_bad && is_asked(head) {
            verdicts.signed_up_to = Some(head.frame.head.entry_count);
        }
    }
    verdicts
}

/// J-110, as far as it can be asked.
fn states_the_journal(head: &PlacedHead<'_>) -> bool {
    let stated = &head.frame.head;
    stated.entry_count == head.batch.end.0
        && stated.chain == head.batch.chain
        && head.tree.as_ref().is_none_or(|tree| tree.root() == stated.root)
}
