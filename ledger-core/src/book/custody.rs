//! Which blocks a movement takes from whom to whom, and of which series they are.
//!
//! Invariants:
//! - Asked of a state in which the movement has taken effect: then every serial of it has its series, for ever.
//! - The same movement gives the same events whenever it is asked: at commit, or when history is written again.

use ledger_format::block::SerialBlock;
use ledger_format::body::Posting;
use ledger_format::codes::{Action, Side};
use ledger_format::identifiers::{EntryIndex, SeriesId, Timestamp};

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

/// Who knows the series of serials.
pub(crate) trait SeriesOf {
    /// The block cut where its series changes, ascending: first serial, last serial, series. What is not issued has none.
    fn series_of(&self, block: SerialBlock, each: impl FnMut(u64, u64, Option<SeriesId>));
}

impl<S: State> SeriesOf for S {
    fn series_of(&self, block: SerialBlock, each: impl FnMut(u64, u64, Option<SeriesId>)) {
        State::series_parts(self, block, each);
    }
}

/// The series of the serials that a state knows the holdings of.
pub(super) fn series_by_holdings(
    state: &impl State,
    block: SerialBlock,
    mut each: impl FnMut(u64, u64, Option<SeriesId>),
) {
    let mut pending: Option<(u64, u64, Option<SeriesId>)> = None;
    state.pieces(block, |piece| {
        let series = piece.holding.and_then(|holding| holding.series);
        match &mut pending {
            Some((_, last, of)) if *of == series => *last = piece.last,
            _ => {
                if let Some((first, last, of)) = pending.replace((piece.first, piece.last, series)) {
                    each(first, last, of);
                }
            }
        }
    });
    if let Some((first, last, of)) = pending {
        each(first, last, of);
    }
}

/// Calls `each` with what changed hands, in order of the serials.
pub(crate) fn events(state: &impl SeriesOf, moved: Moved<'_>, mut each: impl FnMut(CustodyEvent)) {
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
    state: &impl SeriesOf,
    moved: Moved<'_>,
    debit: &Posting,
    credit: &Posting,
    block: SerialBlock,
    each: &mut impl FnMut(CustodyEvent),
) {
    // Nothing changes hands by a block that is none.
    if !block.is_well_formed() {
        return;
    }
    state.series_of(block, |first, last, series| {
        each(CustodyEvent {
            entry: moved.entry,
            recorded_at: moved.recorded_at,
            occurred_at: moved.occurred_at,
            action: moved.action,
            block: SerialBlock::new(block.space, first, last),
            series,
            transferring: debit.account,
            acquiring: credit.account,
        });
    });
}
