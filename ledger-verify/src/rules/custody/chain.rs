//! The usual case: blocks that move as a whole, one step after the other.
//!
//! Invariants:
//! - All steps have the same block, and what was held before lies under all of it or under none of it.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::SpaceId;

use super::inquiry::{Before, Inquiry};
use super::step::{Claim, Holding, Measure, Step};
use crate::finding::Rule;

/// Follows steps in the order of their entries; returns what is held after the last, none without steps.
pub fn follow<'s>(
    inquiry: &mut Inquiry<'_>,
    space: SpaceId,
    held: Option<&Holding>,
    steps: impl Iterator<Item = &'s Step>,
) -> Option<Holding> {
    let mut before = held.map(Before::holding);
    let mut series = held.map(|held| held.series);
    let mut after = None;
    for step in steps {
        inquiry.ask(space, before.as_ref(), step, step.first, step.last);
        let was_issued = series.is_some();
        let series = *series.get_or_insert(step.series);
        let about_to_be_issued = step.claim == Claim::Unissued;
        if (was_issued || about_to_be_issued) && is_measured_wrong(step, inquiry.facts.measure(series)) {
            inquiry.report(step, Rule::R(213), SerialBlock::new(space, step.first, step.last));
        }
        before = Some(Before::step(step, inquiry.facts));
        after = Some(Holding {
            first: step.first,
            last: step.last,
            account: step.credit,
            since: inquiry.facts.index(step),
            occurred_at_ms: step.occurred_at_ms,
            series,
        });
    }
    after
}

/// whether the account that takes them measures otherwise than the units.
pub fn is_measured_wrong(step: &Step, units: Measure) -> bool {
    step.claim != Claim::None
        && units != Measure::Unknown
        && step.measure != Measure::Unknown
        && step.measure != units
}
