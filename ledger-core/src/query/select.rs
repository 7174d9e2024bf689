//! From a quantity to named blocks (decision D5): who signs for units must name them.
//!
//! Invariants:
//! - Oldest first (by the entry that put them there), then by space, then lowest; the last block is cut to size.
//! - What a hold holds back or a restriction restricts at the time of the head is left out (decision D5), and so is what was used in
//!   another registry.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, SeriesId, Timestamp};
use thiserror::Error;

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

/// The account does not hold as many that may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "account {account} holds {available} {}units of series {series}, not {asked}; ask for that many or fewer",
    if *.withheld > 0 { "free " } else { "" }
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
}

/// As [`Ledger::select`].
pub(crate) fn select(
    book: &Book,
    account: AccountNumber,
    series: SeriesId,
    units: u64,
) -> Result<Selection, Shortage> {
    let position = book.holdings().positions().position((account, Some(series)));
    let held_units = position.map_or(0, |position| position.units);
    let shortage = |available: u128| Shortage {
        account,
        series,
        asked: units,
        available,
        withheld: held_units.saturating_sub(available),
    };
    let free = Free::of(book, account);
    if free.is_restricted {
        return if units == 0 { Ok(Selection { blocks: Vec::new() }) } else { Err(shortage(0)) };
    }
    // Of units that are all free the count is known.
    if held_units < u128::from(units) && free.is_everything() {
        return Err(shortage(held_units));
    }
    let mut blocks: Vec<SerialBlock> = Vec::new();
    let mut wanted = units;
    let mut held = of_account(book, account, Some(series)).peekable();
    while wanted > 0 {
        // What one entry made, lowest first.
        let Some(oldest) = held.next() else { break };
        let mut made = vec![oldest.block];
        while let Some(more) = held.next_if(|more| more.holding.since == oldest.holding.since) {
            made.push(more.block);
        }
        made.sort_unstable();
        for mut block in free.parts(made) {
            let taken = block.count().min(wanted);
            if taken == 0 {
                break;
            }
            wanted -= taken;
            block.last = block.first + (taken - 1);
            match blocks.last_mut() {
                Some(last) if last.space == block.space && last.last + 1 == block.first => {
                    last.last = block.last;
                }
                _ => blocks.push(block),
            }
        }
    }
    if wanted == 0 { Ok(Selection { blocks }) } else { Err(shortage(u128::from(units - wanted))) }
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
    /// Chooses units of one series that an account holds now and that are neither held back nor restricted, nor used in another registry. Nothing is set aside:
    /// a movement of them may lose a race, which is a refusal of, to be retried with another selection. To set
    /// units aside, propose a hold of them.
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
}
