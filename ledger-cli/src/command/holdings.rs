//! `holdings`: which blocks are where, now or at any moment, such as 31 December.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::query::AsAt;
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, PartyCode, SeriesId};
use serde::Serialize;

use crate::evidence::{self, EvidenceRow, KnownEvidence};
use crate::failure::Failure;
use crate::labels;
use crate::output::{Cell, Output, Row};
use crate::session::open_for_reading;
use crate::time_text::{self, parse_moment};
use crate::unknown::{must_be_declared, must_have_been};

/// Show which serial blocks are where, now or at a moment
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger holdings che --at 2026-12-31 --party CHE

The evidence is on what word units came from another registry or went there (rulebook 4), as it stood at that moment.")]
pub struct HoldingsArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// When: a time or date of occurrence (a date includes its day), `recorded:TIME`, or `entry:INDEX`; now if left out
    #[arg(long, value_name = "MOMENT", value_parser = parse_moment, default_value = "head")]
    at: AsAt,

    /// Only this account
    #[arg(long, value_name = "N", conflicts_with = "series")]
    account: Option<AccountNumber>,

    /// Only this series
    #[arg(long, value_name = "N")]
    series: Option<SeriesId>,

    /// Only accounts of this Party
    #[arg(long, value_name = "CODE")]
    party: Option<PartyCode>,
}

#[derive(Serialize)]
struct HoldingRow {
    space: String,
    first: u64,
    last: u64,
    units: u64,
    series: String,
    account: u64,
    kind: String,
    party: String,
    since_entry: u64,
    since: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<EvidenceRow>,
    #[serde(skip)]
    block: SerialBlock,
}

impl Row for HoldingRow {
    const HEADINGS: &'static [&'static str] = &[
        "space",
        "first",
        "last",
        "units",
        "series",
        "account",
        "kind",
        "Party",
        "since entry",
        "since",
        "evidence",
    ];

    fn cells(&self) -> Vec<Cell> {
        let number = |number: u64| Cell::Number(number.into());
        vec![
            self.space.as_str().into(),
            number(self.first),
            number(self.last),
            number(self.units),
            self.series.as_str().into(),
            number(self.account),
            self.kind.as_str().into(),
            self.party.as_str().into(),
            number(self.since_entry),
            self.since.as_str().into(),
            evidence::sentence(&self.evidence, self.block).into(),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, or the account or series is not known.
pub fn run(arguments: &HoldingsArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    must_have_been(&ledger, arguments.at)?;
    arguments.party.map_or(Ok(()), |party| must_be_declared(&ledger, party))?;
    let unknown =
        |what: String| Err(Failure::new(format!("there is no {what}: look at `holdings` without it")));
    let held = match (arguments.account, arguments.series) {
        (Some(account), _) if ledger.book().account(account).is_none() => {
            return unknown(format!("account {account}"));
        }
        (_, Some(series)) if ledger.book().series(series).is_none() => {
            return unknown(format!("series {series}"));
        }
        (Some(account), _) => ledger.holdings_of_account(account, arguments.at),
        (_, Some(series)) => ledger.holdings_of_series(series, arguments.at),
        (None, None) => ledger.holdings(arguments.at),
    };
    let held = held.map_err(|error| Failure::about(arguments.directory.display(), &error))?;
    let evidence = KnownEvidence::read(&ledger, held.iter().map(|held| held.block), arguments.at)
        .map_err(|error| Failure::about(arguments.directory.display(), &error))?;
    let book = ledger.book();
    let rows = held.into_iter().filter_map(|held| {
        let account = book.account(held.holding.account);
        let party = account.map(|account| account.party);
        if arguments.party.is_some() && arguments.party != party {
            return None;
        }
        Some(HoldingRow {
            space: labels::space(&book, held.block.space),
            first: held.block.first,
            last: held.block.last,
            units: held.block.count(),
            series: labels::series(&book, held.holding.series),
            account: held.holding.account.0,
            kind: account.map(|account| account.kind.to_string()).unwrap_or_default(),
            party: party.map(|party| party.to_string()).unwrap_or_default(),
            since_entry: held.holding.since.0,
            since: time_text::show(held.holding.occurred_at),
            evidence: evidence.of(held.block),
            block: held.block,
        })
    });
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}
