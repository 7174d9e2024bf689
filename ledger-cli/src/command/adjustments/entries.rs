//! The entries behind a table of adjustments: what was posted, and what was taken back.
//!
//! - All that is behind the figures that are shown: of a cumulative or averaged one also the earlier years of its NDC period.
//! - What a notice of remote use made says so, and on what evidence the word of another registry was taken.
//! - Of a non-GHG metric a posting shows its quantity beside its units: units times the quantum of their series.

use ledger_core::article6::MetricName;
use ledger_core::query::{AdjustedBy, AnnualTable, Article6Event, Article6Step, Figure, TrailPosting};
use ledger_core::{Error, Ledger};
use ledger_format::codes::Metric;
use serde::Serialize;

use super::figures::Quantity;
use crate::labels;
use crate::output::{Cell, Row};
use crate::statement_json::EvidenceJson;
use crate::time_text;

/// A posting.
#[derive(Debug, Serialize)]
pub(super) struct EntryRow {
    pub(super) year: u16,
    entry: u64,
    occurred_at: String,
    posting: String,
    units: i128,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<Quantity>,
    space: String,
    first: u64,
    last: u64,
    /// On what the entry took the word of another registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceJson>,
}

impl Row for EntryRow {
    const HEADINGS: &'static [&'static str] =
        &["year", "entry", "occurred", "posting", "units", "space", "first", "last", "evidence"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.year.to_string().into(),
            Cell::Number(self.entry.into()),
            self.occurred_at.as_str().into(),
            self.posting.as_str().into(),
            Cell::Signed(self.units),
            self.space.as_str().into(),
            Cell::Number(self.first.into()),
            Cell::Number(self.last.into()),
            self.evidence.as_ref().map_or_else(String::new, |it| it.grade.0.to_string()).into(),
        ]
    }
}

/// The same, of units that are not a tonne each.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct MeasuredRow(EntryRow);

impl From<EntryRow> for MeasuredRow {
    fn from(row: EntryRow) -> Self {
        Self(row)
    }
}

impl Row for MeasuredRow {
    const HEADINGS: &'static [&'static str] =
        &["year", "entry", "occurred", "posting", "units", "quantity", "space", "first", "last", "evidence"];

    fn cells(&self) -> Vec<Cell> {
        let mut cells = self.0.cells();
        cells.insert(5, self.0.quantity.map_or_else(|| Cell::from(""), Quantity::cell));
        cells
    }
}

/// What was posted under the years behind a table, and what was taken back: both stand in the journal.
pub(super) fn entry_rows(ledger: &Ledger, table: &AnnualTable) -> Result<Vec<EntryRow>, Error> {
    let mut rows: Vec<EntryRow> = Vec::new();
    let years = table.years_behind();
    let is_of_table = |it: &TrailPosting| {
        let account = it.posting.account;
        let series = || ledger.book().series(account.series).map(|it| MetricName::of_series(&it.terms));
        account.party == table.party
            && years.contains(&account.year)
            && series().as_ref() == Some(&table.metric)
    };
    ledger.article6_trail(|event| {
        if let Article6Event::Moved(step) = event {
            let mine = step.postings.iter().filter(|it| is_of_table(it));
            rows.extend(mine.map(|it| entry_row(ledger, step, it)));
        }
    })?;
    rows.sort_by_key(|row| (row.year, row.entry));
    Ok(rows)
}

fn entry_row(ledger: &Ledger, step: &Article6Step, posted: &TrailPosting) -> EntryRow {
    let it = &posted.posting;
    let cause = match it.by {
        AdjustedBy::FirstTransfer(trigger) => format!("first transfer by {trigger}"),
        AdjustedBy::Use => "use towards the NDC".to_owned(),
    };
    let by_notice = if step.notice.is_some() || step.withdraws.is_some() { ", by notice" } else { "" };
    let taken_back = if posted.taken_back { ", taken back" } else { "" };
    EntryRow {
        year: it.account.year,
        entry: it.entry.0,
        occurred_at: time_text::show(step.occurred_at),
        posting: format!("{cause}{by_notice}{taken_back}"),
        units: posted.units(),
        quantity: quantity(ledger, posted).map(Quantity::OfMetric),
        space: labels::space(&ledger.book(), it.block.space),
        first: it.block.first,
        last: it.block.last,
        evidence: step.evidence.as_ref().and_then(EvidenceJson::of),
    }
}

/// What a posting is in its metric; none of tonnes.
fn quantity(ledger: &Ledger, posted: &TrailPosting) -> Option<Figure> {
    let book = ledger.book();
    let terms = &book.series(posted.posting.account.series)?.terms;
    if terms.metric == Metric::GHG {
        return None;
    }
    let figure = Figure::of_series(posted.posting.block.count(), terms)?;
    if posted.taken_back { figure.negated() } else { Some(figure) }
}
