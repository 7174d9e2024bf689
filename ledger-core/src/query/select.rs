//! From a quantity to named blocks (decision D5): who signs for units must name them.
//!
//! Invariant: oldest first (by the entry that put them there), then by space, then lowest; the last block is cut to size.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, SeriesId};
use thiserror::Error;

use super::holdings::of_account;
use crate::book::Book;
use crate::ledger::Ledger;

/// Blocks to name in a movement, neighbours joined.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a selection holds nothing for anybody: name the blocks in a movement"]
pub struct Selection {
    /// The blocks, in the order in which they were chosen.
    pub blocks: Vec<SerialBlock>,
}

/// The account does not hold as many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "account {account} holds {available} units of series {series}, not {asked}; ask for that many or fewer"
)]
pub struct Shortage {
    /// The account.
    pub account: AccountNumber,
    /// The series.
    pub series: SeriesId,
    /// How many were asked for.
    pub asked: u64,
    /// How many there are.
    pub available: u128,
}

/// As [`Ledger::select`].
pub(super) fn select(
    book: &Book,
    account: AccountNumber,
    series: SeriesId,
    units: u64,
) -> Result<Selection, Shortage> {
    let position = book.holdings().positions().position((account, Some(series)));
    let available = position.map_or(0, |position| position.units);
    if available < u128::from(units) {
        return Err(Shortage { account, series, asked: units, available });
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
        for mut block in made {
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
    Ok(Selection { blocks })
}

impl Ledger {
    /// Chooses units of one series that an account holds now. Nothing is set aside: a movement of them may lose a race,
    /// which is a refusal of R-211, to be retried with another selection.
    ///
    /// # Errors
    /// [`Shortage`] when the account holds fewer.
    pub fn select(
        &self,
        account: AccountNumber,
        series: SeriesId,
        units: u64,
    ) -> Result<Selection, Shortage> {
        select(&self.book(), account, series, units)
    }
}
