//! Who holds what Article 6.4 levied: serials credited to accounts of kind AdaptationFund or OmgeCancellation.
//!
//! Invariants:
//! - Of the serials of regime 6.4 that such an account holds the table names that account; of others it may name one that is of
//!   another kind, which counts for nothing.
//! - The entries in order are all that has to be told: it is kept up where holdings are not, while a journal is replayed in bulk.
//! - While there is no series of regime 6.4 nothing is said: a serial keeps the series under which it was issued.

use ledger_format::block::SerialBlock;
use ledger_format::body::{Posting, SeriesOpened};
use ledger_format::codes::{AccountKind, Regime, Side};
use ledger_format::identifiers::AccountNumber;

use crate::book::{LevyFirstTransfers, State, StateMut};

/// Whether what an account of this kind holds of regime 6.4 was levied.
pub(crate) fn is_of_levies(kind: AccountKind) -> bool {
    matches!(kind, AccountKind::ADAPTATION_FUND | AccountKind::OMGE_CANCELLATION)
}

/// Whether units that this account holds are first transferred when their host authorizes them (trigger 5).
pub(crate) fn transfers_when_authorized<S: State>(
    state: &S,
    terms: &SeriesOpened,
    holder: Option<AccountNumber>,
) -> bool {
    let options = state.options();
    if !options.knows_notices() || terms.regime != Regime::ARTICLE_6_4 {
        return false;
    }
    let kind = holder.and_then(|holder| state.account(holder)).map(|account| account.kind);
    let step = match kind {
        Some(AccountKind::ADAPTATION_FUND) => LevyFirstTransfers::ADAPTATION_FUND,
        Some(AccountKind::OMGE_CANCELLATION) => LevyFirstTransfers::OMGE_CANCELLATION,
        _ => return false,
    };
    options.levy_first_transfers.includes(step)
}

/// Takes note of a series out of which something could be levied.
pub(crate) fn series_opened(state: &mut impl StateMut, terms: &SeriesOpened) {
    if terms.regime == Regime::ARTICLE_6_4 && !state.notices().may_levy() {
        state.notices_mut().levying((), ());
    }
}

/// Lets a movement or reversing movement credit serials to accounts that hold what was levied, and take them from there.
pub(crate) fn moved(state: &mut impl StateMut, postings: &[Posting]) {
    if !state.notices().may_levy() {
        return;
    }
    for credit in postings.iter().filter(|posting| posting.side == Side::Credit) {
        let (block, account) = (credit.block, credit.account);
        if !block.is_well_formed() {
            continue;
        }
        // An account that is not known (a finding) may be opened later.
        let takes = state.account(account).is_none_or(|account| is_of_levies(account.kind));
        let value = takes.then_some(account);
        let mut changes = false;
        state.notices().levied().pieces(block.space, block.first, block.last, |piece| {
            changes |= piece.value != value;
        });
        if changes {
            state.notices_mut().levied(block.space, block.first, block.last, value);
        }
    }
}

/// Calls `each` with the pieces of a well-formed block that one account holds of what was levied, or none of these; ascending.
pub(crate) fn holders<S: State>(
    state: &S,
    block: SerialBlock,
    mut each: impl FnMut(SerialBlock, Option<AccountNumber>),
) {
    state.notices().levied().pieces(block.space, block.first, block.last, |piece| {
        each(SerialBlock::new(block.space, piece.first, piece.last), piece.value);
    });
}
