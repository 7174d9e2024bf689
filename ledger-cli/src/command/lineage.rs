//! `lineage`: every movement that a serial or a block went through, and what another registry told of it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use ledger_core::book::Book;
use ledger_core::notices::Notice;
use ledger_core::query::AsAt;
use ledger_core::{Error, Ledger};
use ledger_format::block::SerialBlock;
use ledger_format::codes::{Action, Kind};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{EntryIndex, Timestamp};
use serde::Serialize;

use super::notices::NoticeSaid;
use crate::basis::BasisRow;
use crate::failure::Failure;
use crate::labels::{self, parse_serials};
use crate::output::{Cell, Output, Row};
use crate::session::open_for_reading;
use crate::statement_json::EvidenceJson;
use crate::time_text::{self, parse_moment};
use crate::unknown;

/// Show every movement that a serial or a block went through
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger lineage che 'CHE01 2026' 1-1000

An issue under rulebook 3 says what stands behind the units, a movement from or to another registry under rulebook 4 on what word. What \
another registry told of units that it holds (rulebook 5) stands between the movements.")]
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
    /// On what word another registry gave or took them.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceJson>,
    /// What another registry said that it did with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<NoticeSaid>,
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
        "evidence",
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
            match &self.notice {
                Some(notice) => format!("{}: {}", self.action, notice.sentence()).into(),
                None => self.action.as_str().into(),
            },
            self.transferring_label.as_str().into(),
            self.acquiring_label.as_str().into(),
            moved_as.into(),
            self.series.as_str().into(),
            self.basis.iter().map(BasisRow::sentence).collect::<Vec<_>>().join("; ").into(),
            self.evidence.as_ref().map(|it| it.grade.0.to_string()).unwrap_or_default().into(),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read or the space is not known.
pub fn run(arguments: &LineageArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    unknown::must_have_been(&ledger, arguments.at)?;
    let space = labels::find_space(&ledger, &arguments.space)?;
    let (first, last) = arguments.serials;
    let about = |error: Error| Failure::about(arguments.directory.display(), &error);
    let block = SerialBlock::new(space, first, last);
    let steps = ledger.lineage(block, arguments.at).map_err(about)?;
    let told = told(&ledger, block, arguments.at).map_err(about)?;
    unknown::tell_never_issued(&ledger, block, steps.iter().map(|step| step.block))?;
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
    let moved = steps.into_iter().map(|(step, basis)| StepRow {
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
        evidence: step.evidence.as_ref().and_then(EvidenceJson::of),
        notice: None,
        transferring: step.transferring.0,
        acquiring: step.acquiring.0,
        transferring_label: labels::account(&book, step.transferring),
        acquiring_label: labels::account(&book, step.acquiring),
    });
    let told = told.iter().map(|it| it.row(&book));
    let mut rows: Vec<StepRow> = moved.chain(told).collect();
    rows.sort_by_key(|row| row.entry);
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}

/// What a notice, or its withdrawal, says of serials that were asked for.
struct Told {
    entry: EntryIndex,
    occurred_at: Timestamp,
    recorded_at: Timestamp,
    is_withdrawal: bool,
    notice: Arc<Notice>,
    block: SerialBlock,
    told_as: SerialBlock,
}

impl Told {
    fn row(&self, book: &Book) -> StepRow {
        let account = self.notice.terms.account;
        let kind = if self.is_withdrawal { Kind::NOTICE_WITHDRAWN } else { Kind::NOTICE_GIVEN };
        let label = labels::account(book, account);
        StepRow {
            first: self.block.first,
            last: self.block.last,
            moved_first: self.told_as.first,
            moved_last: self.told_as.last,
            entry: self.entry.0,
            occurred_at: time_text::show(self.occurred_at),
            recorded_at: time_text::show(self.recorded_at),
            action: kind.to_string(),
            series: String::new(),
            basis: Vec::new(),
            evidence: EvidenceJson::of(&self.notice.terms.evidence).filter(|_| !self.is_withdrawal),
            notice: Some(NoticeSaid::of(&self.notice)),
            transferring: account.0,
            acquiring: account.0,
            transferring_label: label.clone(),
            acquiring_label: label,
        }
    }
}

/// What other registries told of a block up to a moment, and withdrew.
fn told(ledger: &Ledger, block: SerialBlock, at: AsAt) -> Result<Vec<Told>, Error> {
    let mut told = Vec::new();
    for notice in ledger.notices() {
        let blocks: Vec<SerialBlock> = notice.blocks().filter(|it| it.overlaps(&block)).collect();
        if blocks.is_empty() {
            continue;
        }
        let entries = [(Some(notice.given), false), (notice.withdrawn, true)];
        for (entry, is_withdrawal) in entries {
            let Some(recorded) = entry.map(|entry| ledger.entry(entry)).transpose()?.flatten() else {
                continue;
            };
            let Ok(bytes) = EntryBytes::whole(&recorded.bytes) else { continue };
            let (entry, occurred_at, recorded_at) =
                (recorded.index, bytes.occurred_at(), recorded.recorded_at);
            let is_there = match at {
                AsAt::Head => true,
                AsAt::Entry(last) => entry <= last,
                AsAt::Recorded(time) => recorded_at <= time,
                AsAt::Occurred(time) => occurred_at <= time,
            };
            for told_as in blocks.iter().filter(|_| is_there) {
                let Some(block) = told_as.intersection(&block) else { continue };
                let (notice, told_as) = (Arc::clone(&notice), *told_as);
                told.push(Told { entry, occurred_at, recorded_at, is_withdrawal, notice, block, told_as });
            }
        }
    }
    Ok(told)
}
