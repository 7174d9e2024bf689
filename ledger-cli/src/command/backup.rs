//! `backup`: a checked copy of the journal up to the durable head, while the ledger is written.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::destination::{above, must_be_empty, outside_ledgers};
use crate::failure::Failure;
use crate::made::Made;
use crate::output::{Output, counted, progress_bar, shown_by};
use crate::session::open_for_reading;

/// Copy the journal, up to what is durable, and check the copy
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger backup che /mnt/backup/che-2026-12-31

Needs no key and no lock: the ledger may be written meanwhile. The book and the history are left out, since \
    they are rebuilt when the copy is \
opened; so are the names in texts/, which may have to be erased: copy that folder only if you keep track of the copies.
Open a restored copy for writing only when the original is gone for good: two writers of one ledger are a fork.")]
pub struct BackupArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// The copy's new directory
    to: PathBuf,
}

#[derive(Serialize)]
struct Copied {
    to: String,
    entries: u64,
    segments: usize,
    bytes: u64,
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, or the copy not be written.
pub fn run(arguments: &BackupArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    let to = arguments.to.display().to_string();
    outside_ledgers(&above(&arguments.to), "name a new folder outside of it")?;
    must_be_empty(&arguments.to)?;
    let bar = progress_bar("bytes copied and read back");
    // What is left of a copy that failed would be in the way of the next.
    let report = Made::above(&arguments.to)?.or_undone(|| {
        ledger.backup_and_tell(&arguments.to, shown_by(&bar)).map_err(|error| Failure::about(&to, &error))
    });
    bar.finish_and_clear();
    let report = report?;
    let sentence = format!(
        "{to}: {} in {}, copied and checked",
        counted(report.head.entry_count, "entry", "entries"),
        counted(report.size, "byte", "bytes")
    );
    let copied =
        Copied { to, entries: report.head.entry_count, segments: report.segment_count, bytes: report.size };
    output.result(&copied, &sentence)?;
    Ok(ExitCode::SUCCESS)
}
