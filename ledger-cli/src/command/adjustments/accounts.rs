//! The accounts of the second book behind a Party's table, with the clearing accounts that stand against them.
//!
//! - Accounts are {Party, NDC period, year, metric}, series by series; balances are in units.
//! - Of each series that the Party has an account of, every account is listed, and its clearing account: they sum to zero.

use std::collections::BTreeSet;

use ledger_core::article6::MetricName;
use ledger_core::query::Article6View;
use ledger_format::identifiers::{PartyCode, SeriesId};
use serde::Serialize;

use crate::labels;
use crate::output::{Cell, Row};

/// An account of the second book.
#[derive(Debug, Serialize)]
pub(super) struct AccountRow {
    /// Of a Party; none of the clearing account.
    party: Option<String>,
    ndc_period: Option<(u16, u16)>,
    year: Option<u16>,
    metric: String,
    series: u32,
    #[serde(skip)]
    label: String,
    first_transferred: Option<u128>,
    used: Option<u128>,
    balance: i128,
}

impl Row for AccountRow {
    const HEADINGS: &'static [&'static str] =
        &["series", "account", "NDC period", "year", "metric", "first transferred", "used", "balance"];

    fn cells(&self) -> Vec<Cell> {
        let units = |units: Option<u128>| units.map_or_else(|| Cell::from(""), Cell::Number);
        let period = self.ndc_period.map_or_else(String::new, |(first, last)| format!("{first}-{last}"));
        vec![
            self.label.as_str().into(),
            self.party.as_deref().unwrap_or("clearing").into(),
            period.into(),
            self.year.map_or_else(String::new, |year| year.to_string()).into(),
            self.metric.as_str().into(),
            units(self.first_transferred),
            units(self.used),
            Cell::Signed(self.balance),
        ]
    }
}

fn name(metric: &MetricName) -> String {
    if metric.non_ghg.is_empty() { metric.metric.to_string() } else { metric.non_ghg.clone() }
}

/// The accounts of every series of which a Party has one in a metric; the clearing account of a series comes last.
pub(super) fn account_rows(
    known: &Article6View<'_>,
    party: PartyCode,
    metric: &MetricName,
) -> Vec<AccountRow> {
    let book = known.second_book();
    let mine = book.accounts.iter().filter(|it| it.account.party == party && it.metric == *metric);
    let series: BTreeSet<SeriesId> = mine.map(|it| it.account.series).collect();
    let mut rows = Vec::new();
    for series in series {
        let label = labels::series(known.book(), Some(series));
        let accounts = book.accounts.iter().filter(|it| it.account.series == series);
        rows.extend(accounts.map(|it| AccountRow {
            party: Some(it.account.party.to_string()),
            ndc_period: it.period,
            year: Some(it.account.year),
            metric: name(&it.metric),
            series: series.0,
            label: label.clone(),
            first_transferred: Some(it.sums.first_transferred),
            used: Some(it.sums.used),
            balance: it.balance,
        }));
        let clearing = book.clearing.iter().find(|it| it.series == series);
        rows.push(AccountRow {
            party: None,
            ndc_period: None,
            year: None,
            metric: name(metric),
            series: series.0,
            label,
            first_transferred: None,
            used: None,
            balance: clearing.map_or(0, |it| it.units),
        });
    }
    rows
}
