//! `holds`: movements that are proposed and that nobody accepted yet.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::book::Book;
use ledger_core::holds::Hold;
use ledger_format::codes::Action;
use ledger_format::identifiers::AccountNumber;
use serde::Serialize;

use super::restrictions::{BlockRow, blocks_cell, rows_of, units_of};
use crate::failure::Failure;
use crate::labels;
use crate::output::{Cell, Output, Row};
use crate::session::{now, open_for_reading};
use crate::statement_json::text::Named;
use crate::time_text;

/// Show the holds in force: which units are promised to whom, and until when
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger holds che --account 2

A hold is named by the entry that placed it. Its units stay where they are and move by it alone, until the acquiring account accepts \
it, one of the two releases it, or it expires. What was accepted, released or has expired is in `feed`, not here.")]
pub struct HoldsArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// Only holds by which this account gives or takes
    #[arg(long, value_name = "N")]
    account: Option<AccountNumber>,
}

#[derive(Serialize)]
struct HoldRow {
    hold: u64,
    action: Named<Action>,
    debited: AccountNumber,
    acquiring: AccountNumber,
    #[serde(skip)]
    debited_label: String,
    #[serde(skip)]
    acquiring_label: String,
    units: u128,
    blocks: Vec<BlockRow>,
    expires: String,
}

impl HoldRow {
    fn of(book: &Book, hold: &Hold) -> Self {
        let terms = &hold.terms;
        Self {
            hold: hold.placed.0,
            action: Named(terms.action),
            debited: terms.debited,
            acquiring: terms.acquiring,
            debited_label: labels::account(book, terms.debited),
            acquiring_label: labels::account(book, terms.acquiring),
            units: units_of(hold.blocks()),
            blocks: rows_of(book, hold.blocks()),
            expires: time_text::show(terms.expires),
        }
    }
}

impl Row for HoldRow {
    const HEADINGS: &'static [&'static str] =
        &["hold", "action", "from account", "to account", "units", "blocks", "expires"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Number(self.hold.into()),
            self.action.0.to_string().into(),
            self.debited_label.as_str().into(),
            self.acquiring_label.as_str().into(),
            Cell::Number(self.units),
            blocks_cell(&self.blocks),
            self.expires.as_str().into(),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, or the account is not known.
pub fn run(arguments: &HoldsArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    if let Some(account) = arguments.account
        && ledger.book().account(account).is_none()
    {
        return Err(Failure::new(format!("there is no account {account}: look at `holds` without it")));
    }
    // What nobody can accept any more by this machine's clock is not shown, though no batch was recorded since.
    let at = now().max(ledger.recorded_at());
    let holds = ledger.holds_in_force(arguments.account, at);
    let book = ledger.book();
    let rows: Vec<HoldRow> = holds.iter().map(|hold| HoldRow::of(&book, hold)).collect();
    drop(book);
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}
