//! `restrictions`: accounts and units from which nothing moves.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::book::Book;
use ledger_core::holds::Restriction;
use ledger_format::block::SerialBlock;
use ledger_format::codes::RestrictionReason;
use ledger_format::identifiers::{AccountNumber, Timestamp};
use serde::Serialize;

use crate::failure::Failure;
use crate::labels;
use crate::output::{Cell, Output, Row};
use crate::session::{now, open_for_reading};
use crate::statement_json::text::Named;
use crate::time_text::{self, parse_time};

/// How many blocks a cell of a table names.
const BLOCKS_SHOWN: usize = 3;

/// Show restrictions in force: from which accounts and units nothing moves, by whose order
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger restrictions che --at 2026-12-31

A restriction is named by the entry that placed it. A restricted account can still receive; restricted units do not move at all.")]
pub struct RestrictionsArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// In force at this time of recording (a date includes its day); now if left out
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    at: Option<Timestamp>,
}

/// Units, with the name of their space.
#[derive(Serialize)]
pub(super) struct BlockRow {
    space: String,
    first: u64,
    last: u64,
}

#[derive(Serialize)]
struct RestrictionRow {
    restriction: u64,
    /// The Party whose order it is; none for the ledger's authority.
    party: Option<String>,
    reason: Named<RestrictionReason>,
    accounts: Vec<AccountNumber>,
    #[serde(skip)]
    account_labels: Vec<String>,
    units: u128,
    blocks: Vec<BlockRow>,
    placed_at: String,
    from: String,
    until: Option<String>,
    document: String,
    /// The entry that lifted it later on, where a past time was asked for.
    lifted: Option<u64>,
}

impl RestrictionRow {
    fn of(book: &Book, restriction: &Restriction) -> Self {
        let terms = &restriction.terms;
        Self {
            restriction: restriction.placed.0,
            party: terms.party.map(|party| party.to_string()),
            reason: Named(terms.reason),
            accounts: terms.accounts.to_vec(),
            account_labels: terms.accounts.iter().map(|account| labels::account(book, *account)).collect(),
            units: units_of(restriction.blocks()),
            blocks: rows_of(book, restriction.blocks()),
            placed_at: time_text::show(restriction.placed_at),
            from: time_text::show(terms.from),
            until: (terms.until.0 > 0).then(|| time_text::show(terms.until)),
            document: terms.document.to_string(),
            lifted: restriction.lifted.map(|lifting| lifting.entry.0),
        }
    }
}

impl Row for RestrictionRow {
    const HEADINGS: &'static [&'static str] =
        &["restriction", "by", "reason", "accounts", "units", "blocks", "from", "until"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Number(self.restriction.into()),
            self.party.as_deref().unwrap_or("the ledger").into(),
            self.reason.0.to_string().into(),
            self.account_labels.join(", ").into(),
            Cell::Number(self.units),
            blocks_cell(&self.blocks),
            self.from.as_str().into(),
            self.until.as_deref().unwrap_or("lifted").into(),
        ]
    }
}

/// How many units there are in blocks.
pub(super) fn units_of(blocks: impl Iterator<Item = SerialBlock>) -> u128 {
    blocks.map(|block| u128::from(block.count())).sum()
}

/// Blocks with the names of their spaces.
pub(super) fn rows_of(book: &Book, blocks: impl Iterator<Item = SerialBlock>) -> Vec<BlockRow> {
    let row = |block: SerialBlock| BlockRow {
        space: labels::space(book, block.space),
        first: block.first,
        last: block.last,
    };
    blocks.map(row).collect()
}

/// The first of the blocks, and how many more there are.
pub(super) fn blocks_cell(blocks: &[BlockRow]) -> Cell {
    let named = blocks.iter().take(BLOCKS_SHOWN);
    let mut text: Vec<String> =
        named.map(|block| format!("{}:{}-{}", block.space, block.first, block.last)).collect();
    if blocks.len() > BLOCKS_SHOWN {
        text.push(format!("and {} more", blocks.len() - BLOCKS_SHOWN));
    }
    text.join(", ").into()
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read.
pub fn run(arguments: &RestrictionsArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    let at = arguments.at.unwrap_or_else(|| now().max(ledger.recorded_at()));
    let restrictions = ledger.restrictions_in_force(at);
    let book = ledger.book();
    let rows: Vec<RestrictionRow> = restrictions.iter().map(|it| RestrictionRow::of(&book, it)).collect();
    drop(book);
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}
