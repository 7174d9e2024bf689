//! `adjustments`: a Party's corresponding adjustments, year by year (2/CMA.3 annex para 23).
//!
//! - The table goes by the method that the Party declared; another one is marked as a what-if.
//! - With `--entries` every figure's entries are listed behind it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::article6::MetricName;
use ledger_core::query::{
    AdjustedBy, AnnualTable, AnnualYear, Article6Event, Article6View, AsAt, TrailPosting,
};
use ledger_core::{Error, Ledger};
use ledger_format::codes::{AdjustmentMethod, Metric};
use ledger_format::identifiers::{PartyCode, Timestamp};
use serde::Serialize;

use crate::failure::Failure;
use crate::labels;
use crate::output::{Cell, Output, Row, grouped_signed};
use crate::session::open_for_reading;
use crate::statement_json::text::by_name;
use crate::time_text;

/// Show a Party's corresponding adjustments, year by year
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger adjustments gha --party GHA --years 2021-2030 --entries

Units: tonnes of CO2 equivalent, or units of the non-GHG metric. `first transferred` goes by vintage, `used` by the year of use;
what was only acquired is in neither. A figure with ~ is an average, rounded; --json has what the rounding left.")]
pub struct AdjustmentsArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// Whose
    #[arg(long, value_name = "CODE")]
    party: PartyCode,

    /// A year or years, such as 2021-2030; the years of the Party's NDC periods if left out
    #[arg(long, value_name = "YEARS", value_parser = parse_years)]
    years: Option<(u16, u16)>,

    /// What if the Party had declared this: averaging, trajectory or `multi-year budget`
    #[arg(long, value_parser = by_name::<AdjustmentMethod>)]
    method: Option<AdjustmentMethod>,

    /// The name of a non-GHG metric, instead of tonnes of CO2 equivalent
    #[arg(long, value_name = "NAME")]
    non_ghg_metric: Option<String>,

    /// List the entries behind the figures as well
    #[arg(long)]
    entries: bool,
}

#[derive(Serialize)]
struct YearRow {
    party: String,
    metric: String,
    year: u16,
    ndc_period: Option<(u16, u16)>,
    method: Option<String>,
    what_if: bool,
    inventory: Option<i128>,
    first_transferred: i128,
    first_transferred_for_oimp: i128,
    used: i128,
    net: i128,
    cumulative: Option<i128>,
    adjustment: Option<i128>,
    adjustment_remainder: Option<i128>,
    adjustment_years: Option<u16>,
    balance: Option<i128>,
    target: Option<i128>,
    period_balance: Option<i128>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<Vec<EntryRow>>,
}

#[derive(Serialize)]
struct EntryRow {
    year: u16,
    entry: u64,
    occurred_at: String,
    posting: String,
    units: i128,
    space: String,
    first: u64,
    last: u64,
}

impl Row for YearRow {
    const HEADINGS: &'static [&'static str] = &[
        "year",
        "method",
        "inventory",
        "first transferred",
        "of which OIMP",
        "used",
        "net",
        "cumulative",
        "adjustment",
        "balance",
        "target",
        "period balance",
    ];

    fn cells(&self) -> Vec<Cell> {
        let known = |number: Option<i128>| number.map_or_else(|| Cell::from(""), Cell::Signed);
        let what_if = if self.what_if { " (what-if)" } else { "" };
        let adjustment = match (self.adjustment, self.adjustment_remainder) {
            (Some(units), Some(remainder)) if remainder != 0 => format!("~{}", grouped_signed(units)).into(),
            (units, _) => known(units),
        };
        vec![
            self.year.to_string().into(),
            format!("{}{what_if}", self.method.as_deref().unwrap_or("no NDC period")).into(),
            known(self.inventory),
            Cell::Signed(self.first_transferred),
            Cell::Signed(self.first_transferred_for_oimp),
            Cell::Signed(self.used),
            Cell::Signed(self.net),
            known(self.cumulative),
            adjustment,
            known(self.balance),
            known(self.target),
            known(self.period_balance),
        ]
    }
}

impl Row for EntryRow {
    const HEADINGS: &'static [&'static str] =
        &["year", "entry", "occurred", "posting", "units", "space", "first", "last"];

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
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, or nothing was declared that says which years are meant.
pub fn run(arguments: &AdjustmentsArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    let about = |error: Error| Failure::about(arguments.directory.display(), &error);
    let table = {
        let known = ledger.article6(AsAt::Head).map_err(about)?;
        let metric = arguments.non_ghg_metric.as_ref().map_or_else(MetricName::ghg, |name| MetricName {
            metric: Metric::NON_GHG,
            non_ghg: name.clone(),
        });
        let (first, last) = match arguments.years {
            Some(years) => years,
            None => declared_years(&known, arguments.party, &metric)?,
        };
        known.annual_table(arguments.party, &metric, first..=last, arguments.method)
    };
    let entries = if arguments.entries { entry_rows(&ledger, &table).map_err(about)? } else { Vec::new() };
    let mut rows: Vec<YearRow> = table.years.iter().map(|year| year_row(&table, year)).collect();
    if arguments.entries && output.is_json() {
        for row in &mut rows {
            row.entries = Some(Vec::new());
        }
        for entry in entries {
            let of_year = rows.iter_mut().find(|row| row.year == entry.year);
            if let Some(list) = of_year.and_then(|row| row.entries.as_mut()) {
                list.push(entry);
            }
        }
        output.rows(rows)?;
    } else {
        output.rows(rows)?;
        if arguments.entries {
            output.line("")?;
            output.rows(entries)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn declared_years(
    known: &Article6View<'_>,
    party: PartyCode,
    metric: &MetricName,
) -> Result<(u16, u16), Failure> {
    let mut periods = known.ndc_periods(party);
    periods
        .retain(|it| it.terms.metric == metric.metric && it.terms.non_ghg_metric.as_str() == metric.non_ghg);
    let first = periods.iter().map(|it| it.terms.first_year).min();
    let last = periods.iter().map(|it| it.terms.last_year).max();
    first.zip(last).ok_or_else(|| {
        Failure::new(format!(
            "{party} has no NDC period declared here for this metric: give the years with --years, such as 2021-2030"
        ))
    })
}

fn year_row(table: &AnnualTable, year: &AnnualYear) -> YearRow {
    let MetricName { metric, non_ghg } = &table.metric;
    YearRow {
        party: table.party.to_string(),
        metric: if non_ghg.is_empty() { metric.to_string() } else { non_ghg.clone() },
        year: year.year,
        ndc_period: year.period,
        method: year.method.map(|method| method.to_string()),
        what_if: year.what_if,
        inventory: year.inventory,
        first_transferred: year.first_transferred,
        first_transferred_for_oimp: year.for_oimp,
        used: year.used,
        net: year.net,
        cumulative: year.cumulative,
        adjustment: year.adjustment.map(|it| it.units),
        adjustment_remainder: year.adjustment.map(|it| it.remainder),
        adjustment_years: year.adjustment.map(|it| it.years),
        balance: year.balance,
        target: year.target,
        period_balance: year.period_balance,
        entries: None,
    }
}

/// What was posted under the table's years, and what was taken back: both stand in the journal.
fn entry_rows(ledger: &Ledger, table: &AnnualTable) -> Result<Vec<EntryRow>, Error> {
    let mut postings: Vec<(Timestamp, TrailPosting)> = Vec::new();
    let is_of_table = |it: &TrailPosting| {
        let account = it.posting.account;
        let series = || ledger.book().series(account.series).map(|it| MetricName::of_series(&it.terms));
        account.party == table.party
            && table.years.iter().any(|year| year.year == account.year)
            && series().as_ref() == Some(&table.metric)
    };
    ledger.article6_trail(|event| {
        if let Article6Event::Moved(step) = event {
            let mine = step.postings.iter().filter(|it| is_of_table(it));
            postings.extend(mine.map(|it| (step.occurred_at, *it)));
        }
    })?;
    postings.sort_by_key(|(_, it)| (it.posting.account.year, it.posting.entry));
    Ok(postings.iter().map(|(occurred_at, it)| entry_row(ledger, *occurred_at, it)).collect())
}

fn entry_row(ledger: &Ledger, occurred_at: Timestamp, posted: &TrailPosting) -> EntryRow {
    let it = &posted.posting;
    let cause = match it.by {
        AdjustedBy::FirstTransfer(trigger) => format!("first transfer by {trigger}"),
        AdjustedBy::Use => "use towards the NDC".to_owned(),
    };
    let taken_back = if posted.taken_back { ", taken back" } else { "" };
    EntryRow {
        year: it.account.year,
        entry: it.entry.0,
        occurred_at: time_text::show(occurred_at),
        posting: format!("{cause}{taken_back}"),
        units: posted.units(),
        space: labels::space(&ledger.book(), it.block.space),
        first: it.block.first,
        last: it.block.last,
    }
}

fn parse_years(text: &str) -> Result<(u16, u16), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let year = |text: &str| text.parse::<u16>().ok().filter(|year| (1990..=2200).contains(year));
    year(first)
        .zip(year(last))
        .filter(|(first, last)| first <= last)
        .ok_or_else(|| format!("`{text}` is not a run of years: write one such as 2025 or 2021-2030"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_one_or_a_run() {
        assert_eq!(parse_years("2025"), Ok((2025, 2025)));
        assert_eq!(parse_years("2021-2030"), Ok((2021, 2030)));
        for bad in ["", "25", "2030-2021", "2021-", "2021-20x0", "99999"] {
            assert!(parse_years(bad).is_err(), "{bad}");
        }
    }
}
