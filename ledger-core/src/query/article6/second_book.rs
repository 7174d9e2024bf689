//! The accounts of the second book, as they are told (`spec/article6.md` section 6).
//!
//! Invariants:
//! - An account is {Party, NDC period, year, metric}, and of one series: the period and the metric follow from year and series, and
//!   are named here.
//! - Balances are in units, with the sign that they have in the balance of emissions (para 8) or of the indicator (para 9): those of a
//!   series' accounts and that of its clearing account sum to zero.
//! - Both sides are read from the book, which posts both; neither is worked out from the other.

use ledger_format::identifiers::SeriesId;

use crate::article6::second_book::PostedSeries;
use crate::article6::{AdjustmentAccount, AdjustmentSums, Measured, MetricName};
use crate::book::{Book, State};

/// Every account of the second book to which something is posted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecondBook {
    /// Those of Parties, by Party, year and series.
    pub accounts: Vec<PartyAccount>,
    /// The clearing accounts, by series; those that are even are left out.
    pub clearing: Vec<ClearingAccount>,
}

/// What a Party adjusts in a year, for units of one series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyAccount {
    /// Party, year and series.
    pub account: AdjustmentAccount,
    /// First and last year of the Party's NDC period that the year lies in: of several, the one declared first.
    pub period: Option<(u16, u16)>,
    /// That of the series.
    pub metric: MetricName,
    /// What is posted, in units.
    pub sums: AdjustmentSums,
    /// The same as one balance, in units: additions less subtractions.
    pub balance: i128,
}

/// What stands against the accounts of Parties, of one series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearingAccount {
    /// The series.
    pub series: SeriesId,
    /// Its metric.
    pub metric: MetricName,
    /// The balance, in units.
    pub units: i128,
}

impl SecondBook {
    pub(super) fn of(book: &Book) -> Self {
        let tables = book.article6().back;
        let accounts = tables.adjustment_accounts().into_iter();
        let clearing = tables.clearing_accounts().into_iter().filter_map(|(series, units)| {
            let metric = MetricName::of_series(&book.series(series)?.terms);
            Some(ClearingAccount { series, metric, units })
        });
        Self {
            accounts: accounts.filter_map(|(account, sums)| party_account(book, account, sums)).collect(),
            clearing: clearing.collect(),
        }
    }
}

/// None for a series that is not known: nothing is posted of one.
fn party_account(book: &Book, account: AdjustmentAccount, sums: AdjustmentSums) -> Option<PartyAccount> {
    let terms = &book.series(account.series)?.terms;
    let metric = MetricName::of_series(terms);
    let of = Measured { party: account.party, metric };
    let period = book.article6().periods(&of).iter().find(|period| period.holds(account.year));
    let period = period.map(|period| (period.terms.first_year, period.terms.last_year));
    let balance = PostedSeries::of(terms).balance(account, sums);
    Some(PartyAccount { account, period, metric: of.metric, sums, balance })
}
