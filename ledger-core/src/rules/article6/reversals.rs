//! a correction stays within a registry, leaves alone what is final, and un-issues nothing adjusted for.

use ledger_format::body::ReversingMovement;
use ledger_format::codes::{AccountKind, Action};

use super::attachments::wrong;
use super::movements::{Moving, credited};
use super::refusal::Article6Refusal;
use crate::article6::effects::year_of_use;
use crate::book::State;
use crate::rules::Case;
use crate::rules::refusal::Refusal;

/// after hold: who is debited holds the units since the movement that is reversed.
pub(in crate::rules) fn reversal<S: State>(
    case: &Case<'_, '_, S>,
    body: &ReversingMovement,
) -> Result<(), Refusal> {
    let (state, view) = (case.state, case.state.article6());
    let moving = credited(state, &body.postings, None, case.candidate.entry.occurred_at());
    if moving.is_empty() {
        return Ok(());
    }
    // R-370; a Source account is of every registry.
    let apart: Vec<&Moving<'_>> = moving
        .iter()
        .filter(|moving| match (state.account(moving.gave), state.account(moving.takes)) {
            (Some(gave), Some(takes)) => {
                let a_source = gave.kind == AccountKind::SOURCE || takes.kind == AccountKind::SOURCE;
                !a_source && gave.registry != takes.registry
            }
            _ => false,
        })
        .collect();
    if let Some(account) = apart.first().map(|moving| moving.gave) {
        wrong(apart.into_iter().map(|moving| moving.unit.block), |serials| {
            Article6Refusal::AcrossRegistries { serials, account }
        })?;
    }
    //
    let Some(reversed) = case.candidate.reversed else { return Ok(()) };
    let year = year_of_use(reversed).filter(|_| reversed.action == Action::USE_NDC);
    let is_final = |moving: &&Moving<'_>| {
        let (unit, terms) = (&moving.unit, moving.unit.terms);
        let transfer = unit.first_transfer.is_some_and(|made| made.entry == body.reverses)
            && view.is_final(terms.host, terms.vintage);
        let user = state.account(moving.gave).map(|account| account.party);
        let used = year.zip(user).is_some_and(|(year, user)| view.is_final(user, year));
        transfer || used
    };
    wrong(moving.iter().filter(is_final).map(|moving| moving.unit.block), |serials| {
        Article6Refusal::AdjustmentFinal { serials }
    })?;
    //
    let is_unissued = |moving: &&Moving<'_>| {
        let takes = state.account(moving.takes);
        moving.unit.first_transfer.is_some() && takes.is_some_and(|takes| takes.kind == AccountKind::SOURCE)
    };
    wrong(moving.iter().filter(is_unissued).map(|moving| moving.unit.block), |serials| {
        Article6Refusal::FirstTransferStands { serials }
    })?;
    Ok(())
}
