//! `adjustments`: a Party's corresponding adjustments, year by year (2/CMA.3 annex para 23).
//!
//! - The table goes by the method that the Party declared; another one is marked as a what-if.
//! - Figures are in the metric: units times the quantum of their series.
//! - With `--entries` everything is listed that is behind the figures.

mod entries;
mod figures;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::Error;
use ledger_core::article6::MetricName;
use ledger_core::query::{AnnualTable, AnnualYear, Article6View, AsAt, Figure};
use ledger_format::codes::{AdjustmentMethod, Metric};
use ledger_format::identifiers::PartyCode;
use serde::Serialize;

use self::entries::{EntryRow, MeasuredRow, entry_rows};
use self::figures::Quantity;
use crate::failure::Failure;
use crate::output::{Cell, Output, Row};
use crate::session::open_for_reading;
use crate::statement_json::text::by_name;
use crate::unknown::must_be_declared;

/// Show a Party's corresponding adjustments, year by year
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger adjustments gha --party GHA --years 2021-2030 --entries

Figures are tonnes of CO2 equivalent, or of the non-GHG metric: units times the quantum of their series, with the decimals of the finest one \
(in --json as text). `first transferred` goes by vintage, `used` by the year of use; what was only acquired is in neither. A figure with ~ is \
an average, rounded; --json has what the rounding left. With --entries --json an entry stands with its year; where that is not shown \
(cumulative and averaged figures go back to the first year of the NDC period) with the first year that is.")]
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
    inventory: Option<Quantity>,
    first_transferred: Quantity,
    first_transferred_for_oimp: Quantity,
    used: Quantity,
    net: Quantity,
    cumulative: Option<Quantity>,
    adjustment: Option<Quantity>,
    adjustment_remainder: Option<Quantity>,
    adjustment_years: Option<u16>,
    balance: Option<Quantity>,
    target: Option<Quantity>,
    period_balance: Option<Quantity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<Vec<EntryRow>>,
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
        let known = |figure: Option<Quantity>| figure.map_or_else(|| Cell::from(""), Quantity::cell);
        let what_if = if self.what_if { " (what-if)" } else { "" };
        let adjustment = match (self.adjustment, self.adjustment_remainder) {
            (Some(share), Some(remainder)) if !remainder.is_zero() => format!("~{}", share.shown()).into(),
            (share, _) => known(share),
        };
        vec![
            self.year.to_string().into(),
            format!("{}{what_if}", self.method.as_deref().unwrap_or("no NDC period")).into(),
            known(self.inventory),
            self.first_transferred.cell(),
            self.first_transferred_for_oimp.cell(),
            self.used.cell(),
            self.net.cell(),
            known(self.cumulative),
            adjustment,
            known(self.balance),
            known(self.target),
            known(self.period_balance),
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
    must_be_declared(&ledger, arguments.party)?;
    let table = {
        let known = ledger.article6(AsAt::Head).map_err(about)?;
        let metric = arguments.non_ghg_metric.as_ref().map_or_else(MetricName::ghg, |name| MetricName {
            metric: Metric::NON_GHG,
            non_ghg: name.clone(),
        });
        if let Some(name) = &arguments.non_ghg_metric {
            must_be_counted(&known, name)?;
        }
        let (first, last) = match arguments.years {
            Some(years) => years,
            None => declared_years(&known, arguments.party, &metric)?,
        };
        let table = known.annual_table(arguments.party, &metric, first..=last, arguments.method);
        table.map_err(|error| Failure::from_error(&error))?
    };
    let entries = if arguments.entries { entry_rows(&ledger, &table).map_err(about)? } else { Vec::new() };
    let mut rows: Vec<YearRow> = table.years.iter().map(|year| year_row(&table, year)).collect();
    if arguments.entries && output.is_json() {
        put_entries(&mut rows, entries);
        output.rows(rows)?;
    } else {
        output.rows(rows)?;
        if arguments.entries {
            output.line("")?;
            if table.metric.metric == Metric::GHG {
                output.rows(entries)?;
            } else {
                output.rows(entries.into_iter().map(MeasuredRow::from))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Each entry to its year; where that is not shown, to the first year shown of the NDC period that it is behind.
fn put_entries(rows: &mut [YearRow], entries: Vec<EntryRow>) {
    for row in rows.iter_mut() {
        row.entries = Some(Vec::new());
    }
    for entry in entries {
        let holds =
            |row: &YearRow| row.ndc_period.is_some_and(|(first, last)| (first..=last).contains(&entry.year));
        let place = rows.iter().position(|row| row.year == entry.year);
        let place =
            place.or_else(|| rows.iter().position(|row| row.year > entry.year && holds(row))).unwrap_or(0);
        if let Some(list) = rows.get_mut(place).and_then(|row| row.entries.as_mut()) {
            list.push(entry);
        }
    }
}

/// That some series counts a metric: of another one every figure would be 0.
fn must_be_counted(known: &Article6View<'_>, name: &str) -> Result<(), Failure> {
    let series = known.book().all_series().map(|(_, it)| it.terms.non_ghg_metric.to_string());
    let names: BTreeSet<String> = series.filter(|it| !it.is_empty()).collect();
    if names.contains(name) {
        return Ok(());
    }
    let names: Vec<String> = names.into_iter().collect();
    Err(Failure::new(match names.as_slice() {
        [] => format!("--non-ghg-metric: no series here counts `{name}`, or any other non-GHG metric"),
        names => format!("--non-ghg-metric: no series here counts `{name}`: name one of {}", names.join(", ")),
    }))
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
    let figure = |figure: Figure| Quantity::of(&table.metric, figure);
    let whole = |number: i128| figure(Figure::whole(number));
    YearRow {
        party: table.party.to_string(),
        metric: if non_ghg.is_empty() { metric.to_string() } else { non_ghg.clone() },
        year: year.year,
        ndc_period: year.period,
        method: year.method.map(|method| method.to_string()),
        what_if: year.what_if,
        inventory: year.inventory.map(whole),
        first_transferred: figure(year.first_transferred),
        first_transferred_for_oimp: figure(year.for_oimp),
        used: figure(year.used),
        net: figure(year.net),
        cumulative: year.cumulative.map(figure),
        adjustment: year.adjustment.map(|it| figure(it.share)),
        adjustment_remainder: year.adjustment.map(|it| figure(it.remainder)),
        adjustment_years: year.adjustment.map(|it| it.years),
        balance: year.balance.map(figure),
        target: year.target.map(whole),
        period_balance: year.period_balance.map(figure),
        entries: None,
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
