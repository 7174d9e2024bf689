//! The rows of a table of adjustments: a year each, and the memo figures of what was authorized and used for other purposes.
//!
//! - A row says by which method and reading its figures go.
//! - Memo figures stand in a table of their own: they are part of no sum.

use ledger_core::article6::MetricName;
use ledger_core::query::{AnnualTable, AnnualYear, Figure};
use serde::Serialize;

use super::entries::EntryRow;
use super::figures::Quantity;
use super::reading::{AveragingJson, unusual};
use crate::output::{Cell, Row};

/// A year.
#[derive(Debug, Serialize)]
pub(super) struct YearRow {
    party: String,
    metric: String,
    pub(super) year: u16,
    pub(super) ndc_period: Option<(u16, u16)>,
    method: Option<String>,
    what_if: bool,
    averaging: Option<AveragingJson>,
    #[serde(skip)]
    unusual: String,
    inventory: Option<Quantity>,
    first_transferred: Quantity,
    first_transferred_by_oimp_trigger: Quantity,
    authorized_for_oimp: Option<Quantity>,
    used_for_oimp: Option<Quantity>,
    used: Quantity,
    net: Quantity,
    cumulative: Option<Quantity>,
    adjustment: Option<Quantity>,
    adjustment_remainder: Option<Quantity>,
    adjustment_years: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    average_first_transferred: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    average_used: Option<Quantity>,
    balance: Option<Quantity>,
    target: Option<Quantity>,
    period_balance: Option<Quantity>,
    period_target: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) entries: Option<Vec<EntryRow>>,
}

fn known(figure: Option<Quantity>) -> Cell {
    figure.map_or_else(|| Cell::from(""), Quantity::cell)
}

impl YearRow {
    pub(super) fn of(table: &AnnualTable, year: &AnnualYear) -> Self {
        let MetricName { metric, non_ghg } = &table.metric;
        let figure = |figure: Figure| Quantity::of(&table.metric, figure);
        let whole = |number: i128| figure(Figure::whole(number));
        Self {
            party: table.party.to_string(),
            metric: if non_ghg.is_empty() { metric.to_string() } else { non_ghg.clone() },
            year: year.year,
            ndc_period: year.period,
            method: year.method.map(|method| method.to_string()),
            what_if: year.what_if,
            averaging: year.averaging.map(AveragingJson::from),
            unusual: year.averaging.map_or_else(String::new, unusual),
            inventory: year.inventory.map(whole),
            first_transferred: figure(year.first_transferred),
            first_transferred_by_oimp_trigger: figure(year.by_oimp_trigger),
            authorized_for_oimp: year.authorized_for_oimp.map(figure),
            used_for_oimp: year.used_for_oimp.map(figure),
            used: figure(year.used),
            net: figure(year.net),
            cumulative: year.cumulative.map(figure),
            adjustment: year.adjustment.map(|it| figure(it.share)),
            adjustment_remainder: year.adjustment.map(|it| figure(it.remainder)),
            adjustment_years: year.adjustment.map(|it| it.years),
            average_first_transferred: year.averages.map(|it| figure(it.first_transferred.share)),
            average_used: year.averages.map(|it| figure(it.used.share)),
            balance: year.balance.map(figure),
            target: year.target.map(whole),
            period_balance: year.period_balance.map(figure),
            period_target: year.period_target.map(whole),
            entries: None,
        }
    }

    fn method(&self) -> String {
        let unusual = if self.unusual.is_empty() { String::new() } else { format!(" ({})", self.unusual) };
        let what_if = if self.what_if { " (what-if)" } else { "" };
        format!("{}{unusual}{what_if}", self.method.as_deref().unwrap_or("no NDC period"))
    }

    /// With what it stands against.
    fn period_balance(&self) -> Cell {
        match (self.period_balance, self.period_target) {
            (Some(balance), Some(target)) => {
                Cell::Figure(format!("{} of {}", balance.shown(), target.shown()))
            }
            (balance, _) => known(balance),
        }
    }
}

impl Row for YearRow {
    const HEADINGS: &'static [&'static str] = &[
        "year",
        "method",
        "inventory",
        "first transferred",
        "by OIMP trigger",
        "used",
        "net",
        "cumulative",
        "adjustment",
        "balance",
        "target",
        "period balance",
    ];

    fn cells(&self) -> Vec<Cell> {
        let adjustment = match (self.adjustment, self.adjustment_remainder) {
            (Some(share), Some(remainder)) if !remainder.is_zero() => format!("~{}", share.shown()).into(),
            (share, _) => known(share),
        };
        vec![
            self.year.to_string().into(),
            self.method().into(),
            known(self.inventory),
            self.first_transferred.cell(),
            self.first_transferred_by_oimp_trigger.cell(),
            self.used.cell(),
            self.net.cell(),
            known(self.cumulative),
            adjustment,
            known(self.balance),
            known(self.target),
            self.period_balance(),
        ]
    }
}

/// The memo figures of a year.
#[derive(Debug, Serialize)]
pub(super) struct MemoRow {
    year: u16,
    authorized_for_oimp: Option<Quantity>,
    used_for_oimp: Option<Quantity>,
}

impl MemoRow {
    /// Of those years that have any.
    pub(super) fn of_years(table: &AnnualTable) -> Vec<Self> {
        let figure = |figure: Option<Figure>| figure.map(|it| Quantity::of(&table.metric, it));
        let rows = table.years.iter().map(|year| Self {
            year: year.year,
            authorized_for_oimp: figure(year.authorized_for_oimp),
            used_for_oimp: figure(year.used_for_oimp),
        });
        let is_something = |it: Option<Quantity>| it.is_none_or(|it| !it.is_zero());
        rows.filter(|row| is_something(row.authorized_for_oimp) || is_something(row.used_for_oimp)).collect()
    }
}

impl Row for MemoRow {
    const HEADINGS: &'static [&'static str] = &["year", "memo: authorized for OIMP", "memo: used for OIMP"];

    fn cells(&self) -> Vec<Cell> {
        let unknown = || Cell::from("too large to count");
        let cell = |it: Option<Quantity>| it.map_or_else(unknown, Quantity::cell);
        vec![self.year.to_string().into(), cell(self.authorized_for_oimp), cell(self.used_for_oimp)]
    }
}
