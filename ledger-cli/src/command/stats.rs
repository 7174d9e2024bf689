//! `stats`: how large a ledger is, and what is in it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use ledger_core::Ledger;
use ledger_format::codes::AccountKind;
use serde::Serialize;

use crate::failure::Failure;
use crate::labels;
use crate::output::{Cell, Output, Row, grouped};
use crate::session::open_for_reading;
use crate::time_text;

/// Show how large a ledger is, and what is in it
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  itmo-ledger stats che --series")]
pub struct StatsArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// List the series instead, with the units issued of each
    #[arg(long, conflicts_with = "keys")]
    series: bool,

    /// List the keys instead, with the roles of each
    #[arg(long)]
    keys: bool,
}

#[derive(Serialize)]
struct Stats {
    origin: String,
    entries: u64,
    chain: String,
    root: String,
    recorded_at: String,
    parties: usize,
    keys: usize,
    spaces: usize,
    series: usize,
    accounts: usize,
    blocks_held: usize,
    units_issued: u128,
    journal_bytes: u64,
    book_bytes: u64,
    history_bytes: u64,
}

#[derive(Serialize)]
struct SeriesRow {
    series: u32,
    label: String,
    space: String,
    host: String,
    activity: String,
    vintage: u16,
    regime: String,
    issued: u128,
}

impl Row for SeriesRow {
    const HEADINGS: &'static [&'static str] =
        &["series", "label", "space", "host", "activity", "vintage", "regime", "issued"];

    fn cells(&self) -> Vec<Cell> {
        let vintage = if self.vintage == 0 { String::new() } else { self.vintage.to_string() };
        vec![
            Cell::Number(self.series.into()),
            self.label.as_str().into(),
            self.space.as_str().into(),
            self.host.as_str().into(),
            self.activity.as_str().into(),
            vintage.into(),
            self.regime.as_str().into(),
            Cell::Number(self.issued),
        ]
    }
}

#[derive(Serialize)]
struct KeyRow {
    key: u32,
    public_key: String,
    valid: bool,
    roles: Vec<String>,
}

impl Row for KeyRow {
    const HEADINGS: &'static [&'static str] = &["key", "public key", "valid", "roles"];

    fn cells(&self) -> Vec<Cell> {
        let valid = if self.valid { "yes" } else { "no" };
        vec![
            Cell::Number(self.key.into()),
            self.public_key.as_str().into(),
            valid.into(),
            self.roles.join(", ").into(),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read.
pub fn run(arguments: &StatsArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    if arguments.series {
        output.rows(series(&ledger))?;
    } else if arguments.keys {
        output.rows(keys(&ledger))?;
    } else {
        let stats = stats(&ledger, &arguments.directory);
        if output.is_json() {
            output.object(&stats)?;
        } else {
            output.rows(stats.facts())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn stats(ledger: &Ledger, directory: &Path) -> Stats {
    let (head, recorded_at) = (ledger.durable_head(), ledger.recorded_at());
    let book = ledger.book();
    Stats {
        origin: ledger.origin().to_string(),
        entries: head.entry_count,
        chain: head.chain.to_string(),
        root: head.root.to_string(),
        recorded_at: time_text::show(recorded_at),
        parties: book.parties().count(),
        keys: book.keys().len(),
        spaces: book.spaces().len(),
        series: book.all_series().len(),
        accounts: book.accounts().filter(|(_, account)| account.kind != AccountKind::SOURCE).count(),
        blocks_held: book.holding_count(),
        units_issued: book.all_series().map(|(number, _)| book.issued(number)).sum(),
        journal_bytes: size(&directory.join("journal")),
        book_bytes: size(&directory.join("book")),
        history_bytes: size(&directory.join("history")),
    }
}

/// A fact of [`Stats`], for people.
#[derive(Serialize)]
struct Fact(&'static str, String);

impl Row for Fact {
    const HEADINGS: &'static [&'static str] = &["what", "value"];

    fn cells(&self) -> Vec<Cell> {
        vec![self.0.into(), self.1.as_str().into()]
    }
}

impl Stats {
    fn facts(&self) -> Vec<Fact> {
        let number = |number: usize| grouped(number as u128);
        vec![
            Fact("origin", self.origin.clone()),
            Fact("entries", grouped(self.entries.into())),
            Fact("chain", self.chain.clone()),
            Fact("root", self.root.clone()),
            Fact("last recorded", self.recorded_at.clone()),
            Fact("Parties", number(self.parties)),
            Fact("keys", number(self.keys)),
            Fact("number spaces", number(self.spaces)),
            Fact("series", number(self.series)),
            Fact("accounts", number(self.accounts)),
            Fact("blocks held", number(self.blocks_held)),
            Fact("units issued", grouped(self.units_issued)),
            Fact("journal, bytes", grouped(self.journal_bytes.into())),
            Fact("book, bytes", grouped(self.book_bytes.into())),
            Fact("history, bytes", grouped(self.history_bytes.into())),
        ]
    }
}

fn series(ledger: &Ledger) -> Vec<SeriesRow> {
    let book = ledger.book();
    let row =
        |(number, series): (ledger_format::identifiers::SeriesId, &ledger_core::book::Series)| SeriesRow {
            series: number.0,
            label: series.terms.label.to_string(),
            space: labels::space(&book, series.terms.space),
            host: series.terms.host.to_string(),
            activity: series.terms.activity.to_string(),
            vintage: series.terms.vintage,
            regime: series.terms.regime.to_string(),
            issued: book.issued(number),
        };
    let mut rows: Vec<SeriesRow> = book.all_series().map(row).collect();
    rows.sort_unstable_by_key(|row| row.series);
    rows
}

fn keys(ledger: &Ledger) -> Vec<KeyRow> {
    use ledger_format::codes::Role;

    let book = ledger.book();
    let mut rows: Vec<KeyRow> = book
        .keys()
        .map(|(number, key)| {
            let of_ledger =
                Role::ALL.iter().filter(|role| book.holds_role(**role, number)).map(ToString::to_string);
            let of_party = book.parties().filter(|party| {
                book.role(Role::AUTHORITY, Some(*party)).is_some_and(|holders| holders.keys.contains(&number))
            });
            KeyRow {
                key: number.0,
                public_key: hex::encode(key.public_key.as_bytes()),
                valid: key.valid,
                roles: of_ledger.chain(of_party.map(|party| format!("authority of {party}"))).collect(),
            }
        })
        .collect();
    rows.sort_unstable_by_key(|row| row.key);
    rows
}

/// Bytes of the files in a folder and below; what cannot be read counts as nothing.
fn size(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let of = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.flatten().map(of).sum()
}
