//! `select`: which blocks to name in a movement, for who knows a quantity (decision D5).
//!
//! - Nothing is set aside: whoever posts a movement of them may lose a race, and selects again.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::Ledger;
use ledger_core::query::{Shortage, Wanted};
use ledger_format::codes::Purposes;
use ledger_format::identifiers::{AccountNumber, PartyCode, SeriesId};
use serde::Serialize;

use crate::failure::Failure;
use crate::labels;
use crate::output::{Cell, Output, Row, counted};
use crate::session::open_for_reading;
use crate::statement_json::words::purposes;
use crate::unknown::must_be_declared;

/// Choose blocks of an account to name in a movement: oldest and lowest first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  itmo-ledger select gha --account 2 --series 1 --units 150
  itmo-ledger select gha --account 2 --series 1 --units 150 \\
      --authorization GHA-2025-1 --purpose NDC

What is held back, restricted, or used in another registry is left out. With --authorization only units attached to it are chosen, with \
--purpose only such as may be used for it now: by the authorization of the account's Party in effect, or else by the host's. Nothing is set aside: \
if another movement takes the units first, yours is refused (R-211), and you select again; to set units aside, propose a hold.

Exit codes: 0 chosen; 1 the account has not as many; 2 it could not be done.")]
pub struct SelectArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// The account that is to give the units
    #[arg(long, value_name = "N")]
    account: AccountNumber,

    /// Their series
    #[arg(long, value_name = "N")]
    series: SeriesId,

    /// How many units
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    units: u64,

    /// Only units attached to this authorization, in whatever version
    #[arg(long, value_name = "ID")]
    authorization: Option<String>,

    /// Which Party's authorization; the series' host's if left out
    #[arg(long, value_name = "CODE", requires = "authorization")]
    by: Option<PartyCode>,

    /// Only units that may be used for this purpose: NDC, IMP or OP
    #[arg(long, value_parser = purposes)]
    purpose: Option<Purposes>,
}

#[derive(Serialize)]
struct BlockRow {
    /// As a statement wants it.
    space: u32,
    space_name: String,
    first: u64,
    last: u64,
    units: u64,
}

impl Row for BlockRow {
    const HEADINGS: &'static [&'static str] = &["space", "name", "first", "last", "units"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.space.to_string().into(),
            self.space_name.as_str().into(),
            Cell::Number(self.first.into()),
            Cell::Number(self.last.into()),
            Cell::Number(self.units.into()),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, something that is named is not known, or the account has not as many units.
pub fn run(arguments: &SelectArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    let wanted = wanted(&ledger, arguments)?;
    let selection = ledger.select_suited(&wanted).map_err(|shortage| Failure::refused(why(&shortage)))?;
    let book = ledger.book();
    let row = |block: &ledger_format::block::SerialBlock| BlockRow {
        space: block.space.0,
        space_name: labels::space(&book, block.space),
        first: block.first,
        last: block.last,
        units: block.count(),
    };
    output.rows(selection.blocks.iter().map(row))?;
    Ok(ExitCode::SUCCESS)
}

fn wanted(ledger: &Ledger, arguments: &SelectArguments) -> Result<Wanted, Failure> {
    let book = ledger.book();
    let SelectArguments { account, series, units, purpose, .. } = *arguments;
    if book.account(account).is_none() {
        return Err(Failure::new(format!("there is no account {account}: look at `account list`")));
    }
    let Some(terms) = book.series(series).map(|known| known.terms.clone()) else {
        return Err(Failure::new(format!("there is no series {series}: look at `balance --by-series`")));
    };
    drop(book);
    arguments.by.map_or(Ok(()), |party| must_be_declared(ledger, party))?;
    let party = arguments.by.unwrap_or(terms.host);
    if let Some(id) = &arguments.authorization {
        let known = ledger.article6(ledger_core::query::AsAt::Head);
        let known = known.map_err(|error| Failure::about(arguments.directory.display(), &error))?;
        if known.authorization(party, id).is_none() {
            return Err(Failure::new(format!(
                "{party} stated no authorization `{id}` here: look at `units`, or name another Party with --by"
            )));
        }
    }
    let authorization = arguments.authorization.clone().map(|id| (party, id));
    Ok(Wanted { authorization, purpose, ..Wanted::of(account, series, units) })
}

/// How many there are, and what became of the others that the account holds.
fn why(shortage: &Shortage) -> String {
    let Shortage { withheld, unsuited, .. } = *shortage;
    let more = |count| counted(count, "more is", "more are");
    let mut others = Vec::new();
    if withheld > 0 {
        others.push(format!("{} held back, restricted, or used in another registry", more(withheld)));
    }
    if unsuited > 0 {
        others.push(format!("{} under another authorization or for another purpose", more(unsuited)));
    }
    if others.is_empty() { shortage.to_string() } else { format!("{shortage}; {}", others.join("; ")) }
}
