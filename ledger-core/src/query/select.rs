//! From a quantity to named blocks (decision D5): who signs for units must name them.
//!
//! Invariants:
//! - Oldest first (by the entry that put them there), then by space, then lowest; the last block is cut to size.
//! - What a hold holds back or a restriction restricts at the time of the head is left out (decision D5), and so is what was used in
//!   another registry.
//! - Of an authorization and a purpose that are named, only what suits both is chosen (`suited`).

mod suited;
#[cfg(test)]
mod tests;

use ledger_format::block::SerialBlock;
use ledger_format::codes::Purposes;
use ledger_format::identifiers::{AccountNumber, PartyCode, SeriesId, Timestamp};
use thiserror::Error;

use self::suited::Suited;
use super::holdings::of_account;
use crate::book::{Book, State};
use crate::holds::tables::View;
use crate::ledger::Ledger;
use crate::notices;
use crate::rules::Serials;

/// Blocks to name in a movement, neighbours joined.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a selection holds nothing for anybody: name the blocks in a movement"]
pub struct Selection {
    /// The blocks, in the order in which they were chosen.
    pub blocks: Vec<SerialBlock>,
}

/// Which units are wanted, and how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The account that is to give them.
    pub account: AccountNumber,
    /// The series.
    pub series: SeriesId,
    /// How many.
    pub units: u64,
    /// Only such as are attached to this authorization, in whatever version, in effect or not.
    pub authorization: Option<(PartyCode, String)>,
    /// Only such as may be used for this purpose at the head, by the attachment that decides: that of the account's Party where
    /// it is in effect, or else the host's. What may only be cancelled is not chosen.
    pub purpose: Option<Purposes>,
}

impl Wanted {
    /// Units of a series, under whatever authorization and for whatever purpose.
    #[must_use]
    pub fn of(account: AccountNumber, series: SeriesId, units: u64) -> Self {
        Self { account, series, units, authorization: None, purpose: None }
    }
}

/// The account does not hold as many that may move and that suit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "account {account} holds {available} {}units of series {series}{}, not {asked}; ask for that many or fewer",
    if *.withheld > 0 { "free " } else { "" },
    if *.unsuited > 0 { " of that authorization and purpose" } else { "" }
)]
pub struct Shortage {
    /// The account.
    pub account: AccountNumber,
    /// The series.
    pub series: SeriesId,
    /// How many were asked for.
    pub asked: u64,
    /// How many there are that may move.
    pub available: u128,
    /// How many it holds besides that are held back, restricted, or used in another registry.
    pub withheld: u128,
    /// How many it holds besides that may move and are of another authorization, or for another purpose.
    pub unsuited: u128,
}

/// As [`Ledger::select`].
pub(crate) fn select(
    book: &Book,
    account: AccountNumber,
    series: SeriesId,
    units: u64,
) -> Result<Selection, Shortage> {
    select_suited(book, &Wanted::of(account, series, units))
}

/// As [`Ledger::select_suited`].
fn select_suited(book: &Book, wanted: &Wanted) -> Result<Selection, Shortage> {
    let Wanted { account, series, units, .. } = *wanted;
    let position = book.holdings().positions().position((account, Some(series)));
    let held_units = position.map_or(0, |position| position.units);
    let shortage = |free: u128, available: u128| Shortage {
        account,
        series,
        asked: units,
        available,
        withheld: held_units.saturating_sub(free),
        unsuited: free.saturating_sub(available),
    };
    let free = Free::of(book, account);
    if free.is_restricted {
        return if units == 0 { Ok(Selection { blocks: Vec::new() }) } else { Err(shortage(0, 0)) };
    }
    let suited = Suited::of(book, wanted);
    // Of units that are all free and suit the count is known.
    if held_units < u128::from(units) && free.is_everything() && suited.is_none() {
        return Err(shortage(held_units, held_units));
    }
    let mut blocks: Vec<SerialBlock> = Vec::new();
    let (mut left, mut free_units) = (units, 0_u128);
    let mut held = of_account(book, account, Some(series)).peekable();
    while left > 0 {
        // What one entry made, lowest first.
        let Some(oldest) = held.next() else { break };
        let mut made = vec![oldest.block];
        while let Some(more) = held.next_if(|more| more.holding.since == oldest.holding.since) {
            made.push(more.block);
        }
        made.sort_unstable();
        let mut may_move = free.parts(made);
        free_units += may_move.iter().map(|block| u128::from(block.count())).sum::<u128>();
        if let Some(suited) = &suited {
            may_move = may_move.into_iter().flat_map(|block| suited.parts(block)).collect();
        }
        for mut block in may_move {
            let taken = block.count().min(left);
            if taken == 0 {
                break;
            }
            left -= taken;
            block.last = block.first + (taken - 1);
            match blocks.last_mut() {
                Some(last) if last.space == block.space && last.last + 1 == block.first => {
                    last.last = block.last;
                }
                _ => blocks.push(block),
            }
        }
    }
    if left == 0 { Ok(Selection { blocks }) } else { Err(shortage(free_units, u128::from(units - left))) }
}

/// What of an account's units may move.
struct Free<'b> {
    view: View<'b>,
    /// Where what was used elsewhere stays (rulebook 5).
    noticed: Option<notices::tables::View<'b>>,
    at: Timestamp,
    is_restricted: bool,
}

impl<'b> Free<'b> {
    fn of(book: &'b Book, account: AccountNumber) -> Self {
        let (view, at) = (State::holds(book), book.recorded_at());
        let noticed = Some(State::notices(book)).filter(|_| book.options().knows_notices());
        Self { view, noticed, at, is_restricted: view.is_restricted(account, at) }
    }

    /// Whether no serial is held back, restricted or noticed.
    fn is_everything(&self) -> bool {
        self.view.binds_nothing() && self.noticed.is_none_or(|noticed| noticed.notices_nothing())
    }

    /// What is free of blocks in order, in order.
    fn parts(&self, blocks: Vec<SerialBlock>) -> Vec<SerialBlock> {
        if self.is_everything() {
            return blocks;
        }
        let mut bound = Vec::new();
        for block in &blocks {
            self.view.held_back(*block, self.at, None, |serials| bound.push(serials));
            self.view.restricted(*block, self.at, |serials| bound.push(serials));
            if let Some(noticed) = self.noticed {
                noticed.noticed_in(*block, |serials, _| bound.push(serials));
            }
        }
        if bound.is_empty() {
            blocks
        } else {
            Serials::union(blocks).difference(&Serials::union(bound)).blocks().to_vec()
        }
    }
}

impl Ledger {
    /// Chooses units of one series that an account holds now and that are neither held back nor restricted, nor used in another
    /// registry. Nothing is set aside: a movement of them may lose a race, which is a refusal of, to be retried with
    /// another selection. To set units aside, propose a hold of them.
    ///
    /// # Errors
    /// [`Shortage`] when the account holds fewer that may move.
    pub fn select(
        &self,
        account: AccountNumber,
        series: SeriesId,
        units: u64,
    ) -> Result<Selection, Shortage> {
        select(&self.book(), account, series, units)
    }

    /// The same of one authorization and for one purpose, where they are named.
    ///
    /// # Errors
    /// [`Shortage`] when the account holds fewer that may move and that suit; none suit an authorization that is not known.
    pub fn select_suited(&self, wanted: &Wanted) -> Result<Selection, Shortage> {
        select_suited(&self.book(), wanted)
    }
}
