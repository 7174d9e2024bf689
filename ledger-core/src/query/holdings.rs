//! Which blocks an account holds, or where the units of a series are.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId, SpaceId};

use super::latest::{LatestCustody, held_in_space};
use crate::book::{Book, Holding, Run};
use crate::error::Error;
use crate::history::{AsAt, Cut};
use crate::ledger::Ledger;

/// A block and who holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldBlock {
    /// The units.
    pub block: SerialBlock,
    /// Who holds them, since when, of which series.
    pub holding: Holding,
}

impl HeldBlock {
    /// Runs of a space, ascending, joined where neighbours share a holding.
    pub(super) fn joined(space: SpaceId, runs: impl Iterator<Item = Run>) -> Vec<Self> {
        let mut held: Vec<Self> = Vec::new();
        for run in runs {
            match held.last_mut() {
                Some(last) if last.holding == run.holding && last.block.last + 1 == run.first => {
                    last.block.last = run.last;
                }
                _ => held
                    .push(Self { block: SerialBlock::new(space, run.first, run.last), holding: run.holding }),
            }
        }
        held
    }
}

/// What an account holds now of one series, oldest first; what one entry made is in no order.
pub(super) fn of_account(
    book: &Book,
    account: AccountNumber,
    series: Option<SeriesId>,
) -> impl Iterator<Item = HeldBlock> + '_ {
    book.holdings().list((account, series)).map(|node| HeldBlock {
        block: SerialBlock::new(node.space, node.run.first, node.run.last),
        holding: node.run.holding,
    })
}

fn sorted(mut held: Vec<HeldBlock>) -> Vec<HeldBlock> {
    held.sort_unstable_by_key(|held| held.block);
    held
}

impl Ledger {
    /// The blocks that an account holds, or held; in order of space and serial.
    ///
    /// # Errors
    /// [`Error::History`] when the past cannot be read.
    pub fn holdings_of_account(&self, account: AccountNumber, as_at: AsAt) -> Result<Vec<HeldBlock>, Error> {
        let below = {
            let book = self.book();
            if as_at == AsAt::Head {
                let series = book.holdings().positions().series_of(account);
                return Ok(sorted(series.flat_map(|series| of_account(&book, account, series)).collect()));
            }
            EntryIndex(book.entry_count())
        };
        let cut = Cut { below, as_at };
        let mut latest = LatestCustody::default();
        self.history()?.account_pages(account, &cut, |page| {
            page.events(|event| {
                if cut.lets_in(event) {
                    latest.take_in(event);
                }
            })
        })?;
        Ok(latest.held(|holding| holding.account == account))
    }

    /// Who holds, or held, the units of a series; in order of the serials. Units are there from their issue on.
    ///
    /// # Errors
    /// [`Error::History`] when the past cannot be read.
    pub fn holdings_of_series(&self, series: SeriesId, as_at: AsAt) -> Result<Vec<HeldBlock>, Error> {
        let (below, space) = {
            let book = self.book();
            let Some(space) = book.series(series).map(|series| series.terms.space) else {
                return Ok(Vec::new());
            };
            if as_at == AsAt::Head {
                let positions = book.holdings().positions().iter().map(|(of, _)| of);
                let holders = positions.filter(|(_, of)| *of == Some(series));
                let held = holders.flat_map(|(account, of)| of_account(&book, account, of));
                return Ok(sorted(held.collect()));
            }
            (EntryIndex(book.entry_count()), space)
        };
        let cut = Cut { below, as_at };
        Ok(held_in_space(self.history()?, space, cut, |event| event.series == Some(series))?)
    }

    /// Who holds, or held, every unit; in order of space and serial.
    ///
    /// # Errors
    /// [`Error::History`] when the past cannot be read.
    pub fn holdings(&self, as_at: AsAt) -> Result<Vec<HeldBlock>, Error> {
        let below = {
            let book = self.book();
            if as_at == AsAt::Head {
                let mut spaces: Vec<SpaceId> = book.holdings().spaces().collect();
                spaces.sort_unstable();
                let held = |space| HeldBlock::joined(space, book.holdings().runs(space));
                return Ok(spaces.into_iter().flat_map(held).collect());
            }
            EntryIndex(book.entry_count())
        };
        let cut = Cut { below, as_at };
        let history = self.history()?;
        let mut held = Vec::new();
        for space in history.spaces()? {
            held.append(&mut held_in_space(history, space, cut, |_| true)?);
        }
        Ok(held)
    }
}
