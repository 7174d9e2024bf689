//! `lineage`: every movement that a serial or a block went through.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::query::AsAt;
use ledger_format::block::SerialBlock;
use ledger_format::codes::Action;
use serde::Serialize;

use crate::basis::BasisRow;
use crate::failure::Failure;
use crate::labels::{self, parse_serials};
use crate::output::{Cell, Output, Row};
use crate::session::open_for_reading;
use crate::time_text::{self, parse_moment};

/// Show every movement that a serial or a block went through
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  itmo-ledger lineage che 'CHE01 2026' 1-1000")]
pub struct LineageArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// The number space, by name or number
    space: String,

    /// A serial, or a run such as 7-12
    #[arg(value_parser = parse_serials)]
    serials: (u64, u64),

    /// Only movements up to a moment: a time or date of occurrence, `recorded:TIME`, or `entry:INDEX`
    #[arg(long, value_name = "MOMENT", value_parser = parse_moment, default_value = "head")]
    at: AsAt,
}

#[derive(Serialize)]
struct StepRow {
    first: u64,
    last: u64,
    moved_first: u64,
    moved_last: u64,
    entry: u64,
    occurred_at: String,
    recorded_at: String,
    action: String,
    series: String,
    /// Of an issue under rulebook 3: what stands behind it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    basis: Vec<BasisRow>,
    transferring: u64,
    acquiring: u64,
    #[serde(skip)]
    transferring_label: String,
    #[serde(skip)]
    acquiring_label: String,
}

impl Row for StepRow {
    const HEADINGS: &'static [&'static str] = &[
        "first",
        "last",
        "entry",
        "occurred",
        "action",
        "from account",
        "to account",
        "moved as",
        "series",
        "basis",
    ];

    fn cells(&self) -> Vec<Cell> {
        let moved_as = if (self.moved_first, self.moved_last) == (self.first, self.last) {
            String::new()
        } else {
            format!("{}-{}", self.moved_first, self.moved_last)
        };
        vec![
            Cell::Number(self.first.into()),
            Cell::Number(self.last.into()),
            Cell::Number(self.entry.into()),
            self.occurred_at.as_str().into(),
            self.action.as_str().into(),
            self.transferring_label.as_str().into(),
            self.acquiring_label.as_str().into(),
            moved_as.into(),
            self.series.as_str().into(),
            self.basis.iter().map(BasisRow::sentence).collect::<Vec<_>>().join("; ").into(),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read or the space is not known.
pub fn run(arguments: &LineageArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    let space = labels::find_space(&ledger, &arguments.space)?;
    let (first, last) = arguments.serials;
    let steps = ledger
        .lineage(SerialBlock::new(space, first, last), arguments.at)
        .map_err(|error| Failure::about(arguments.directory.display(), &error))?;
    // Asked before the book is held: each question is one about the head by itself.
    let steps = steps.into_iter().map(|step| {
        let basis = match step.action {
            Some(Action::ISSUE) => ledger.basis_of(step.block),
            _ => Vec::new(),
        };
        (step, basis.iter().map(BasisRow::from).collect())
    });
    let steps: Vec<(_, Vec<BasisRow>)> = steps.collect();
    let book = ledger.book();
    output.rows(steps.into_iter().map(|(step, basis)| StepRow {
        first: step.block.first,
        last: step.block.last,
        moved_first: step.moved_as.first,
        moved_last: step.moved_as.last,
        entry: step.entry.0,
        occurred_at: time_text::show(step.occurred_at),
        recorded_at: time_text::show(step.recorded_at),
        action: step.action.map_or_else(|| "reversal".to_owned(), |action| action.to_string()),
        series: labels::series(&book, step.series),
        basis,
        transferring: step.transferring.0,
        acquiring: step.acquiring.0,
        transferring_label: labels::account(&book, step.transferring),
        acquiring_label: labels::account(&book, step.acquiring),
    }))?;
    Ok(ExitCode::SUCCESS)
}
