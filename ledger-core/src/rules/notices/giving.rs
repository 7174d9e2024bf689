//! another registry speaks of what was given to it, in time, and says on what evidence.

use ledger_format::block::SerialBlock;
use ledger_format::body::notices::NoticeGiven;
use ledger_format::codes::AccountKind;
use ledger_format::identifiers::Timestamp;

use super::refusal::NoticesRefusal;
use crate::book::{Piece, State};
use crate::rules::{Case, EvidenceFault, ListedSerials, Serials};

/// after the rules about Article 6 hold.
pub(super) fn notice_is_admitted<S: State>(
    case: &Case<'_, '_, S>,
    body: &NoticeGiven,
) -> Result<(), NoticesRefusal> {
    let account = body.account;
    //
    let kind = case.state.account(account).map(|account| account.kind);
    if let Some(kind) = kind.filter(|kind| *kind != AccountKind::COUNTERPART)
        && let Some(serials) = Serials::union(body.blocks.to_vec()).listed()
    {
        return Err(NoticesRefusal::NotCounterpart { account, kind, serials });
    }
    let elsewhere = |piece: &Piece| piece.holding.is_none_or(|holding| holding.account != account);
    such(case, &body.blocks, elsewhere)
        .map_or(Ok(()), |serials| Err(NoticesRefusal::NotHeldThere { account, serials }))?;
    //
    let occurred_at: Timestamp = case.candidate.entry.occurred_at();
    let later = |piece: &Piece| piece.holding.is_some_and(|holding| holding.occurred_at > occurred_at);
    such(case, &body.blocks, later)
        .map_or(Ok(()), |serials| Err(NoticesRefusal::OccurredBeforeMovement { serials, occurred_at }))?;
    //
    EvidenceFault::of(body.evidence).map_or(Ok(()), |fault| Err(NoticesRefusal::Evidence(fault)))
}

/// The serials of the blocks that stand in such a piece.
fn such<S: State>(
    case: &Case<'_, '_, S>,
    blocks: &[SerialBlock],
    such: impl Fn(&Piece) -> bool,
) -> Option<ListedSerials> {
    let mut found = Vec::new();
    for block in blocks {
        case.state.pieces(*block, |piece| {
            if such(&piece) {
                found.push(SerialBlock::new(block.space, piece.first, piece.last));
            }
        });
    }
    Serials::union(found).listed()
}
