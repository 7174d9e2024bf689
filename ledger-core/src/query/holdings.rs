//! Which blocks an account holds, or where the units of a series are.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId, SpaceId};
use ledger_format::limits::SERIAL_MAX;

use super::latest::LatestCustody;
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

/// What an account holds now, of one series or of all, oldest first and then lowest.
pub(super) fn of_account(
    book: &Book,
    account: AccountNumber,
    series: Option<Option<SeriesId>>,
) -> impl Iterator<Item = HeldBlock> + '_ {
    let positions = book.positions().account(account).into_iter();
    let positions = positions.flat_map(|positions| positions.by_series.iter());
    positions
        .filter(move |(of, _)| series.is_none_or(|series| series == **of))
        .flat_map(|(_, position)| position.runs.iter())
        .filter_map(|&(_, space, first)| {
            let run = book.runs(space)?.starting_at(first)?;
            Some(HeldBlock { block: SerialBlock::new(space, first, run.last), holding: run.holding })
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
                return Ok(sorted(of_account(&book, account, None).collect()));
            }
            EntryIndex(book.entry_count())
        };
        let cut = Cut { below, as_at };
        let mut latest = LatestCustody::default();
        self.history().account_pages(account, &cut, |page| {
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
                let accounts = book.positions().iter();
                let holders = accounts.filter(|(_, held)| held.by_series.contains_key(&Some(series)));
                let held = holders.flat_map(|(account, _)| of_account(&book, account, Some(Some(series))));
                return Ok(sorted(held.collect()));
            }
            (EntryIndex(book.entry_count()), space)
        };
        let cut = Cut { below, as_at };
        let mut latest = LatestCustody::default();
        self.history().space_events(SerialBlock::new(space, 1, SERIAL_MAX), &cut, |event| {
            if event.series == Some(series) {
                latest.take_in(event);
            }
        })?;
        Ok(latest.held(|_| true))
    }

    /// Who holds, or held, every unit; in order of space and serial.
    ///
    /// # Errors
    /// [`Error::History`] when the past cannot be read.
    pub fn holdings(&self, as_at: AsAt) -> Result<Vec<HeldBlock>, Error> {
        let below = {
            let book = self.book();
            if as_at == AsAt::Head {
                let mut spaces: Vec<SpaceId> = book.spaces().map(|(space, _)| space).collect();
                spaces.sort_unstable();
                let runs = |space| book.runs(space).into_iter().flat_map(|runs| runs.iter());
                return Ok(spaces
                    .into_iter()
                    .flat_map(|space| HeldBlock::joined(space, runs(space)))
                    .collect());
            }
            EntryIndex(book.entry_count())
        };
        let cut = Cut { below, as_at };
        let mut latest = LatestCustody::default();
        for space in self.history().spaces()? {
            let all = SerialBlock::new(space, 1, SERIAL_MAX);
            self.history().space_events(all, &cut, |event| latest.take_in(event))?;
        }
        Ok(latest.held(|_| true))
    }
}
