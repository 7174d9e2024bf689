//! `check`: reads everything again and judges it again, with the writer's own rules.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::{Error, Ledger};
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::{Output, counted, grouped, progress_bar, shown_by};

/// Read and judge the whole journal again
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger check che

Exit code 0 when all is well, 1 when something is wrong. Needs no key and no lock. This is the operator's own \
    look, with the writer's code: \
for an independent one, and for all findings instead of the first, hand the ledger to `ledger-verify`.")]
pub struct CheckArguments {
    /// The ledger's directory
    directory: PathBuf,
}

#[derive(Serialize)]
struct Checked {
    clean: bool,
    entries: u64,
    judged: u64,
    batches: u64,
    segments: usize,
    signatures: u64,
    head_signatures: u64,
    book_agrees: Option<bool>,
    finding: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read.
pub fn run(arguments: &CheckArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let about = |error: &Error| Failure::about(arguments.directory.display(), error);
    let report = match Ledger::open_read_only(&arguments.directory) {
        Ok(ledger) => {
            let bar = progress_bar("entries");
            let report = ledger.check_and_tell(shown_by(&bar));
            bar.finish_and_clear();
            report.map_err(|error| about(&error))?
        }
        Err(error @ (Error::Corrupt(_) | Error::DamagedTail { .. })) => {
            return Err(Failure::refused(about(&error)));
        }
        Err(error) => return Err(about(&error)),
    };
    let clean = report.is_clean();
    let finding = report.finding.as_ref().map(ToString::to_string);
    let sentence = match (&finding, report.book_agrees) {
        (Some(finding), _) => {
            format!(
                "{finding}; of {} {} judged",
                counted(report.head.entry_count, "entry", "entries"),
                grouped(report.judged_count.into())
            )
        }
        (None, Some(false)) => {
            "the journal is good, but the book is not what it gives: delete the folder book/ \
            and open the ledger again"
                .to_owned()
        }
        _ => format!(
            "all is well: {} in {}, {} and {} checked, and the book is what they give",
            counted(report.judged_count, "entry", "entries"),
            counted(report.batch_count, "batch", "batches"),
            counted(report.signature_count, "signature", "signatures"),
            counted(report.head_signature_count, "head signature", "head signatures")
        ),
    };
    let checked = Checked {
        clean,
        entries: report.head.entry_count,
        judged: report.judged_count,
        batches: report.batch_count,
        segments: report.segment_count,
        signatures: report.signature_count,
        head_signatures: report.head_signature_count,
        book_agrees: report.book_agrees,
        finding,
    };
    output.result(&checked, &format!("{}: {sentence}", arguments.directory.display()))?;
    Ok(if clean { ExitCode::SUCCESS } else { Exit::Refused.into() })
}
