//! What options 2 to 4 of the rulebook forbid.

use ledger_format::codes::StandingItem;
use ledger_format::identifiers::{ApproachNumber, PartyCode};

use super::fault::Forbidding;
use crate::book::{Forbidden, State};

/// What forbids this step under an approach and to a Party as they stand, if anything.
pub(super) fn forbidding<S: State>(
    state: &S,
    party: PartyCode,
    approach: ApproachNumber,
    step: Forbidden,
) -> Option<Forbidding> {
    let (options, view) = (state.options(), state.article6());
    if options.draft_approach_forbids.includes(step) && !view.is_active(approach) {
        return Some(Forbidding::Approach(approach));
    }
    if options.no_initial_report_forbids.includes(step)
        && view.standing(party, StandingItem::INITIAL_REPORT) != Some(1)
    {
        return Some(Forbidding::InitialReport(party));
    }
    (options.ineligible_forbids.includes(step) && view.standing(party, StandingItem::ELIGIBLE) == Some(0))
        .then_some(Forbidding::Ineligible(party))
}
