//! What an account has, in all and of each series.

use std::collections::BTreeMap;

use ledger_format::codes::AccountKind;
use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId};

use crate::book::Book;
use crate::error::Error;
use crate::history::{AsAt, Cut, History, HistoryFault};
use crate::ledger::Ledger;

/// What an account has of one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesBalance {
    /// The series; none for units issued by several Source accounts together.
    pub series: Option<SeriesId>,
    /// Units; below zero for the Source account that gave them away.
    pub units: i128,
}

/// What an account has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balances {
    /// Units of all series; they share the account's metric.
    pub total: i128,
    /// By series, ascending; a series of which there is nothing is left out.
    pub by_series: Vec<SeriesBalance>,
}

impl Balances {
    fn of(gains: BTreeMap<Option<SeriesId>, i128>) -> Self {
        let by_series: Vec<SeriesBalance> = gains
            .into_iter()
            .filter(|(_, units)| *units != 0)
            .map(|(series, units)| SeriesBalance { series, units })
            .collect();
        Self { total: by_series.iter().map(|balance| balance.units).sum(), by_series }
    }

    /// Units of one series.
    #[must_use]
    pub fn of_series(&self, series: SeriesId) -> i128 {
        let place = self.by_series.binary_search_by_key(&Some(series), |balance| balance.series);
        place.ok().and_then(|place| self.by_series.get(place)).map_or(0, |balance| balance.units)
    }
}

/// The balances at the book's head; `None` where only history knows them.
pub(super) fn at_head(book: &Book, account: AccountNumber) -> Option<Balances> {
    let mut gains: BTreeMap<Option<SeriesId>, i128> = BTreeMap::new();
    let positions = book.holdings().positions();
    for series in positions.series_of(account) {
        let units = positions.position((account, series)).map_or(0, |position| position.units);
        gains.insert(series, i128::try_from(units).unwrap_or(i128::MAX));
    }
    if let Some(source) = book.account(account).filter(|account| account.kind == AccountKind::SOURCE) {
        if book.issued_without_series() > 0 {
            // Which of several Source accounts gave what is not kept.
            return None;
        }
        if let Some(series) = source.series {
            let issued = i128::try_from(book.issued(series)).unwrap_or(i128::MAX);
            *gains.entry(Some(series)).or_default() -= issued;
        }
    }
    Some(Balances::of(gains))
}

/// The balances that history tells.
pub(super) fn from_history(
    history: &History,
    account: AccountNumber,
    cut: &Cut,
) -> Result<Balances, HistoryFault> {
    let mut gains: BTreeMap<Option<SeriesId>, i128> = BTreeMap::new();
    history.account_pages(account, cut, |page| {
        page.gains_within(account, cut, |series, gain| *gains.entry(series).or_default() += gain)
    })?;
    Ok(Balances::of(gains))
}

impl Ledger {
    /// What an account has, or had; `None` for an account that is not known.
    ///
    /// # Errors
    /// [`Error::History`] when the past cannot be read.
    pub fn balance(&self, account: AccountNumber, as_at: AsAt) -> Result<Option<Balances>, Error> {
        let below = {
            let book = self.book();
            if book.account(account).is_none() {
                return Ok(None);
            }
            if as_at == AsAt::Head
                && let Some(balances) = at_head(&book, account)
            {
                return Ok(Some(balances));
            }
            EntryIndex(book.entry_count())
        };
        Ok(Some(from_history(self.history()?, account, &Cut { below, as_at })?))
    }
}
