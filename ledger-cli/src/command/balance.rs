//! `balance`: what accounts have, or had.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::query::AsAt;
use ledger_format::codes::AccountKind;
use ledger_format::identifiers::AccountNumber;
use serde::Serialize;

use crate::failure::Failure;
use crate::labels;
use crate::output::{Cell, Output, Row};
use crate::session::open_for_reading;
use crate::time_text::parse_moment;
use crate::unknown::must_have_been;

/// Show what accounts have, or had
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  itmo-ledger balance che 7 --at 2026-12-31 --by-series")]
pub struct BalanceArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// The accounts; all but Source accounts if none is named
    accounts: Vec<AccountNumber>,

    /// When: a time or date of occurrence, `recorded:TIME`, or `entry:INDEX`; now if left out
    #[arg(long, value_name = "MOMENT", value_parser = parse_moment, default_value = "head")]
    at: AsAt,

    /// A line for each series
    #[arg(long)]
    by_series: bool,
}

#[derive(Serialize)]
struct BalanceRow {
    account: u64,
    kind: String,
    party: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<String>,
    units: i128,
}

impl Row for BalanceRow {
    const HEADINGS: &'static [&'static str] = &["account", "kind", "Party", "series", "units"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Number(self.account.into()),
            self.kind.as_str().into(),
            self.party.as_str().into(),
            self.series.as_deref().unwrap_or("all").into(),
            Cell::Signed(self.units),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read or an account is not known.
pub fn run(arguments: &BalanceArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    must_have_been(&ledger, arguments.at)?;
    let accounts = if arguments.accounts.is_empty() {
        let book = ledger.book();
        let shown = book.accounts().filter(|(_, account)| account.kind != AccountKind::SOURCE);
        let mut numbers: Vec<AccountNumber> = shown.map(|(number, _)| number).collect();
        numbers.sort_unstable();
        numbers
    } else {
        arguments.accounts.clone()
    };
    let mut rows = Vec::new();
    for number in accounts {
        let balances = ledger
            .balance(number, arguments.at)
            .map_err(|error| Failure::about(arguments.directory.display(), &error))?
            .ok_or_else(|| {
                Failure::new(format!("there is no account {number}: `account list` shows the accounts"))
            })?;
        let book = ledger.book();
        let Some(account) = book.account(number) else { continue };
        let row = |series, units| BalanceRow {
            account: number.0,
            kind: account.kind.to_string(),
            party: account.party.to_string(),
            series,
            units,
        };
        if arguments.by_series {
            rows.extend(
                balances.by_series.iter().map(|it| row(Some(labels::series(&book, it.series)), it.units)),
            );
        } else {
            rows.push(row(None, balances.total));
        }
    }
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}
