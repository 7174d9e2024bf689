//! `statement`: what an account gave and took in a period, with a running balance.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::query::{Period, StatementLine};
use ledger_format::codes::Side;
use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId, Timestamp};
use serde::Serialize;

use crate::failure::Failure;
use crate::labels;
use crate::output::{Cell, Output, Row, grouped_signed};
use crate::session::open_for_reading;
use crate::time_text::{self, parse_start, parse_time};

/// Show an account's statement, with a running balance
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  itmo-ledger statement che 7 --from 2026-01-01 --to 2026-12-31")]
pub struct StatementArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// The account
    account: AccountNumber,

    /// From this time or date of occurrence on
    #[arg(long, value_name = "TIME", value_parser = parse_start)]
    from: Option<Timestamp>,

    /// Up to this time, or the end of this date
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    to: Option<Timestamp>,

    /// The period is one of recording, not of occurrence
    #[arg(long)]
    recorded: bool,

    /// From this entry on, instead of a time
    #[arg(long, value_name = "INDEX", conflicts_with_all = ["from", "to", "recorded"])]
    from_entry: Option<EntryIndex>,

    /// Up to this entry, instead of a time
    #[arg(long, value_name = "INDEX", conflicts_with_all = ["from", "to", "recorded"])]
    to_entry: Option<EntryIndex>,

    /// Only units of this series
    #[arg(long, value_name = "N")]
    series: Option<SeriesId>,
}

#[derive(Serialize)]
struct LineRow {
    entry: u64,
    occurred_at: String,
    recorded_at: String,
    action: String,
    counterpart: u64,
    space: String,
    first: u64,
    last: u64,
    series: String,
    /// Above zero: taken. Below: given.
    units: i128,
    balance: i128,
    #[serde(skip)]
    counterpart_label: String,
}

impl Row for LineRow {
    const HEADINGS: &'static [&'static str] = &[
        "entry",
        "occurred",
        "action",
        "other account",
        "space",
        "first",
        "last",
        "series",
        "units",
        "balance",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Number(self.entry.into()),
            self.occurred_at.as_str().into(),
            self.action.as_str().into(),
            self.counterpart_label.as_str().into(),
            self.space.as_str().into(),
            Cell::Number(self.first.into()),
            Cell::Number(self.last.into()),
            self.series.as_str().into(),
            Cell::Signed(self.units),
            Cell::Signed(self.balance),
        ]
    }
}

#[derive(Serialize)]
struct Ends {
    account: u64,
    opening: i128,
    closing: i128,
    lines: usize,
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, or the account or series is not known.
pub fn run(arguments: &StatementArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    arguments.check_period()?;
    let ledger = open_for_reading(&arguments.directory)?;
    if let Some(series) = arguments.series.filter(|series| ledger.book().series(*series).is_none()) {
        return Err(Failure::new(format!("there is no series {series}: `stats --series` shows them")));
    }
    let account = arguments.account;
    let statement = ledger
        .statement(account, arguments.series, arguments.period())
        .map_err(|error| Failure::about(arguments.directory.display(), &error))?
        .ok_or_else(|| {
            Failure::new(format!("there is no account {account}: `account list` shows the accounts"))
        })?;
    let book = ledger.book();
    let row = |line: &StatementLine| {
        let units = i128::from(line.block.count());
        LineRow {
            entry: line.entry.0,
            occurred_at: time_text::show(line.occurred_at),
            recorded_at: time_text::show(line.recorded_at),
            action: line.action.map_or_else(|| "reversal".to_owned(), |action| action.to_string()),
            counterpart: line.counterpart.0,
            space: labels::space(&book, line.block.space),
            first: line.block.first,
            last: line.block.last,
            series: labels::series(&book, line.series),
            units: if line.side == Side::Credit { units } else { -units },
            balance: line.balance,
            counterpart_label: labels::account(&book, line.counterpart),
        }
    };
    let (opening, closing, lines) = (statement.opening, statement.closing, statement.lines.len());
    if output.is_json() {
        output.object(&Ends { account: account.0, opening, closing, lines })?;
        return output.rows(statement.lines.iter().map(row)).map(|()| ExitCode::SUCCESS);
    }
    let units = |count: i128| {
        format!("{} {}", grouped_signed(count), if count.unsigned_abs() == 1 { "unit" } else { "units" })
    };
    output.line(&format!("account {}: {} before", labels::account(&book, account), units(opening)))?;
    output.rows(statement.lines.iter().map(row))?;
    output.line(&format!("{} after", units(closing)))?;
    Ok(ExitCode::SUCCESS)
}

impl StatementArguments {
    fn check_period(&self) -> Result<(), Failure> {
        let is_turned = self.from.zip(self.to).is_some_and(|(from, to)| from > to);
        if is_turned {
            return Err(Failure::new("--from is after --to: turn them round"));
        }
        match self.from_entry.zip(self.to_entry) {
            Some((from, to)) if from > to => {
                Err(Failure::new(format!("--from-entry {from} is behind --to-entry {to}: turn them round")))
            }
            _ => Ok(()),
        }
    }

    fn period(&self) -> Period {
        if self.from_entry.is_some() || self.to_entry.is_some() {
            let first = self.from_entry.unwrap_or(EntryIndex(0));
            return Period::Entries { first, last: self.to_entry.unwrap_or(EntryIndex(u64::MAX)) };
        }
        let from = self.from.unwrap_or(Timestamp(0));
        let until = self.to.unwrap_or(Timestamp(u64::MAX));
        match (self.from, self.to, self.recorded) {
            (None, None, _) => Period::All,
            (_, _, true) => Period::Recorded { from, until },
            (_, _, false) => Period::Occurred { from, until },
        }
    }
}
