//! `adjustments`: a Party's corresponding adjustments, year by year (2/CMA.3 annex para 23).
//!
//! - The table goes by the method that the Party declared; another one is marked as a what-if.
//! - How averages are read, which the decision leaves open, is said with them.
//! - Figures are in the metric: units times the quantum of their series.
//! - With `--entries` everything is listed that is behind the figures.

mod accounts;
mod entries;
mod figures;
mod reading;
mod years;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::Error;
use ledger_core::article6::MetricName;
use ledger_core::query::{AnnualTable, Article6View, AsAt};
use ledger_format::codes::Metric;
use ledger_format::identifiers::PartyCode;

use self::accounts::account_rows;
use self::entries::{EntryRow, MeasuredRow, entry_rows};
use self::reading::ReadingArguments;
use self::years::{MemoRow, YearRow};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::open_for_reading;
use crate::unknown::must_be_declared;

/// Show a Party's corresponding adjustments, year by year
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  itmo-ledger adjustments gha --party GHA --years 2021-2030 --entries
  itmo-ledger adjustments gha --party GHA --average-of separate \\
      --average-over whole-period
  itmo-ledger adjustments gha --party GHA --accounts

Figures are tonnes of CO2 equivalent, or of the non-GHG metric: units times the quantum of their series, with the decimals of the finest one \
(in --json as text). `first transferred` goes by vintage, `used` by the year of use; what was only acquired is in neither. `by OIMP trigger` is \
what of the first transfers was made by the authorization, issuance, use or cancellation for other international mitigation purposes; what \
is authorized and used for them stands below, as a memo. A figure with ~ is an average, rounded; --json has what the rounding left.

With --accounts the second book itself is shown, in units: accounts by Party, NDC period, year and metric, and per series the clearing \
account that takes the other leg of every posting; the balances of a series sum to zero.

What the decision leaves open of averaging is chosen by --average-of, --average-over and --average-target-year; the table and --json name \
what was. With --entries --json an entry stands with its year; where that is not shown \
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

    #[command(flatten)]
    reading: ReadingArguments,

    /// The name of a non-GHG metric, instead of tonnes of CO2 equivalent
    #[arg(long, value_name = "NAME")]
    non_ghg_metric: Option<String>,

    /// List the entries behind the figures as well
    #[arg(long)]
    entries: bool,

    /// List the accounts of the second book instead: those of every series that the Party has one of, and what clears them
    #[arg(long, conflicts_with_all = ["years", "entries", "method", "average_of", "average_over", "average_target_year"])]
    accounts: bool,
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
        if arguments.accounts {
            let rows = account_rows(&known, arguments.party, &metric);
            output.rows(rows)?;
            return Ok(ExitCode::SUCCESS);
        }
        let (first, last) = match arguments.years {
            Some(years) => years,
            None => declared_years(&known, arguments.party, &metric)?,
        };
        let table = known.annual_table(arguments.party, &metric, first..=last, arguments.reading.reading());
        table.map_err(|error| Failure::from_error(&error))?
    };
    let entries = if arguments.entries { entry_rows(&ledger, &table).map_err(about)? } else { Vec::new() };
    let mut rows: Vec<YearRow> = table.years.iter().map(|year| YearRow::of(&table, year)).collect();
    if arguments.entries && output.is_json() {
        put_entries(&mut rows, entries);
        output.rows(rows)?;
    } else {
        output.rows(rows)?;
        if !output.is_json() {
            below(&table, output)?;
        }
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

/// What stands below a table: how its averages are read, and the memo figures.
fn below(table: &AnnualTable, output: &mut Output) -> Result<(), Failure> {
    if let Some(averaging) = table.years.iter().find_map(|year| year.averaging) {
        output.line("")?;
        output.line(&format!("averages: {averaging}"))?;
    }
    let memo = MemoRow::of_years(table);
    if memo.is_empty() {
        return Ok(());
    }
    output.line("")?;
    output.rows(memo)
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
        names => {
            format!("--non-ghg-metric: no series here counts `{name}`: name one of {}", names.join(", "))
        }
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
