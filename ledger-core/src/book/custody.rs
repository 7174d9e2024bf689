//! Which blocks a movement takes from whom to whom, and of which series they are.
//!
//! Invariants:
//! - Asked of a state in which the movement has taken effect: then every serial of it has its series, for ever.
//! - The same movement gives the same events whenever it is asked: at commit, or when history is written again.

use ledger_format::block::SerialBlock;
use ledger_format::body::Posting;
use ledger_format::codes::{Action, Side};
use ledger_format::identifiers::{EntryIndex, Timestamp};

use super::holding::CustodyEvent;
use super::state::State;

/// A movement or reversing movement, as far as custody goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moved<'a> {
    pub(crate) entry: EntryIndex,
    pub(crate) recorded_at: Timestamp,
    pub(crate) occurred_at: Timestamp,
    pub(crate) action: Option<Action>,
    pub(crate) postings: &'a [Posting],
}

/// Calls `each` with what changed hands, in order of the serials.
pub(crate) fn events(state: &impl State, moved: Moved<'_>, mut each: impl FnMut(CustodyEvent)) {
    if let [a, b] = moved.postings
        && a.block == b.block
        && a.side != b.side
    {
        let (debit, credit) = if a.side == Side::Debit { (a, b) } else { (b, a) };
        return by_series(state, moved, debit, credit, debit.block, &mut each);
    }
    let side = |side| {
        let mut legs: Vec<&Posting> = moved.postings.iter().filter(|posting| posting.side == side).collect();
        legs.sort_unstable_by_key(|posting| posting.block);
        legs
    };
    let (debits, credits) = (side(Side::Debit), side(Side::Credit));
    let (mut debit_legs, mut credit_legs) = (debits.iter().peekable(), credits.iter().peekable());
    // Both sides cover the same serials once each, so that a leg is done when the other one reaches its end.
    while let (Some(debit), Some(credit)) = (debit_legs.peek(), credit_legs.peek()) {
        if let Some(block) = debit.block.intersection(&credit.block) {
            by_series(state, moved, debit, credit, block, &mut each);
        }
        let end = |posting: &Posting| (posting.block.space, posting.block.last);
        let (debit_end, credit_end) = (end(debit), end(credit));
        if debit_end <= credit_end {
            debit_legs.next();
        }
        if credit_end <= debit_end {
            credit_legs.next();
        }
    }
}

fn by_series(
    state: &impl State,
    moved: Moved<'_>,
    debit: &Posting,
    credit: &Posting,
    block: SerialBlock,
    each: &mut impl FnMut(CustodyEvent),
) {
    let mut pending: Option<CustodyEvent> = None;
    state.pieces(block, |piece| {
        let series = piece.holding.and_then(|holding| holding.series);
        if let Some(event) = &mut pending
            && event.series == series
        {
            event.block.last = piece.last;
            return;
        }
        if let Some(event) = pending.take() {
            each(event);
        }
        pending = Some(CustodyEvent {
            entry: moved.entry,
            recorded_at: moved.recorded_at,
            occurred_at: moved.occurred_at,
            action: moved.action,
            block: SerialBlock::new(block.space, piece.first, piece.last),
            series,
            transferring: debit.account,
            acquiring: credit.account,
        });
    });
    pending.into_iter().for_each(each);
}
