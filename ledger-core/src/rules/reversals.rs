//! a movement is taken back once, whole, and only while nothing of it has moved on.

use ledger_format::body::ReversingMovement;

use super::Case;
use super::movements::{self, Moving};
use super::refusal::Refusal;
use crate::book::State;

///
pub(super) fn reversal<S: State>(case: &Case<'_, '_, S>, body: &ReversingMovement) -> Result<(), Refusal> {
    movements::form(&body.postings)?;
    movements::spaces_and_accounts(case, &body.postings)?;
    movements::balanced(&body.postings)?;
    let moved = Moving::of(case, &body.postings);
    moved.occur_in_order(case)?;
    moved.metrics_fit(case, false)?;
    //
    let movement = case
        .candidate
        .reversed
        .filter(|_| body.reverses < case.candidate.index)
        .ok_or(Refusal::NoSuchMovement(body.reverses))?;
    //
    if case.state.is_reversed(body.reverses) {
        return Err(Refusal::ReversedBefore(body.reverses));
    }
    //
    if !movement.postings.iter().map(|posting| posting.reversed()).eq(body.postings.iter().copied()) {
        return Err(Refusal::ReversalDiffers(body.reverses));
    }
    //
    let moved_on = moved.serials(|piece| {
        piece
            .found
            .holding
            .is_none_or(|holding| holding.account != piece.from || holding.since != body.reverses)
    });
    moved_on.map_or(Ok(()), |serials| Err(Refusal::MovedOn { serials }))
}
