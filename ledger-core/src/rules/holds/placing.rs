//! what is proposed can be accepted, and is promised once.

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::HoldPlaced;
use ledger_format::codes::{Action, Side};

use super::fault::{HoldFault, HoldUnfit};
use super::refusal::HoldsRefusal;
use super::restrictions::is_restricted;
use crate::book::State;
use crate::rules::article6::blocks_fault;
use crate::rules::movements::fits;
use crate::rules::{Case, Serials};

///
pub(super) fn hold_is_admitted<S: State>(
    case: &Case<'_, '_, S>,
    body: &HoldPlaced,
) -> Result<(), HoldsRefusal> {
    //
    blocks_fault(&body.blocks).map_or(Ok(()), |fault| Err(HoldsRefusal::HoldBlocks(fault)))?;
    //
    fault(case, body).map_or(Ok(()), |fault| Err(HoldsRefusal::Hold(fault)))?;
    //
    unfit(case, body).map_or(Ok(()), |unfit| Err(HoldsRefusal::HoldKinds(unfit)))?;
    //
    let not_held = |block: &SerialBlock| {
        let mut all_held = true;
        case.state.pieces(*block, |piece| {
            all_held &= piece.holding.is_some_and(|holding| holding.account == body.debited);
        });
        !all_held
    };
    such(&body.blocks, not_held)
        .map_or(Ok(()), |serials| Err(HoldsRefusal::NotHeldByDebited { debited: body.debited, serials }))?;
    promised_once(case, body)
}

/// The blocks that are such, as a refusal lists them.
pub(super) fn such(
    blocks: &[SerialBlock],
    such: impl Fn(&SerialBlock) -> bool,
) -> Option<crate::rules::ListedSerials> {
    Serials::union(blocks.iter().filter(|block| such(block)).copied().collect()).listed()
}

///
fn fault<S: State>(case: &Case<'_, '_, S>, body: &HoldPlaced) -> Option<HoldFault> {
    let (recorded_at, limit_ms) = (case.candidate.recorded_at, case.state.options().hold_limit_ms);
    if body.debited == body.acquiring {
        return Some(HoldFault::ToItself(body.debited));
    }
    if body.action == Action::ISSUE {
        return Some(HoldFault::Issue);
    }
    match body.expires.0.checked_sub(recorded_at.0) {
        None | Some(0) => Some(HoldFault::Expired { expires: body.expires, recorded_at }),
        Some(past) if past > limit_ms => Some(HoldFault::TooLong { expires: body.expires, limit_ms }),
        Some(_) => None,
    }
}

///
fn unfit<S: State>(case: &Case<'_, '_, S>, body: &HoldPlaced) -> Option<HoldUnfit> {
    [(body.debited, Side::Debit), (body.acquiring, Side::Credit)].into_iter().find_map(|(number, side)| {
        // R-203 has seen to it that both are known.
        let kind = case.state.account(number)?.kind;
        let ends = side == Side::Debit && kind.is_terminal();
        let unfit = HoldUnfit { account: number, kind, action: body.action, side };
        (ends || !fits(body.action, side, kind)).then_some(unfit)
    })
}

///
fn promised_once<S: State>(case: &Case<'_, '_, S>, body: &HoldPlaced) -> Result<(), HoldsRefusal> {
    let (view, at) = (case.state.holds(), case.candidate.recorded_at);
    if view.is_restricted(body.debited, at)
        && let Some(serials) = such(&body.blocks, |_| true)
    {
        return Err(HoldsRefusal::HoldOfRestrictedAccount { debited: body.debited, serials });
    }
    let taken = |block: &SerialBlock| {
        let mut taken = is_restricted(view, *block, at);
        view.held_back(*block, at, None, |_| taken = true);
        taken
    };
    such(&body.blocks, taken).map_or(Ok(()), |serials| Err(HoldsRefusal::PromisedBefore { serials }))
}
