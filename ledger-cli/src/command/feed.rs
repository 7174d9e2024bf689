//! `feed`: every entry from an index on, as the lines that `post` reads.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::{Ledger, RecordedEntry};
use ledger_format::entry::{EntryBytes, Statement};
use ledger_format::identifiers::EntryIndex;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::session::open_for_reading;
use crate::statement_json::Line;
use crate::time_text;

/// Print the entries in order, as JSON lines
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger feed che --from 41 --limit 100

Prints JSON with and without --json. To go on where a feed ended, begin at the index after its last line.")]
pub struct FeedArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// Index of the first entry
    #[arg(long, value_name = "INDEX", default_value = "0")]
    from: EntryIndex,

    /// How many at most
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

/// An entry of a kind that this version does not know, or that does not decode.
#[derive(Serialize)]
struct Opaque {
    index: u64,
    recorded_at: String,
    kind: u16,
    entry: String,
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read.
pub fn run(arguments: &FeedArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger: Ledger = open_for_reading(&arguments.directory)?;
    let about = |error: &ledger_core::Error| Failure::about(arguments.directory.display(), error);
    let count = ledger.durable_head().entry_count;
    if arguments.from.0 > count {
        tracing::warn!("the ledger has no entry {} yet: the next one is {count}", arguments.from);
    }
    let feed = ledger.feed(arguments.from).map_err(|error| about(&error))?;
    for recorded in feed.take(arguments.limit.unwrap_or(usize::MAX)) {
        show(&recorded.map_err(|error| about(&error))?, output)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn show(recorded: &RecordedEntry, output: &mut Output) -> Result<(), Failure> {
    let recorded_at = time_text::show(recorded.recorded_at);
    let entry = EntryBytes::whole(&recorded.bytes).map_err(|fault| Failure::from_error(&fault))?;
    let Ok(Some((context, body))) = entry.decode() else {
        let (index, kind) = (recorded.index.0, entry.kind().0);
        return output.object(&Opaque { index, recorded_at, kind, entry: hex::encode(&recorded.bytes) });
    };
    let (id, occurred_at, not_after) = (entry.id(), entry.occurred_at(), entry.not_after());
    let mut line = Line::of(&Statement { id, occurred_at, not_after, context, body });
    line.index = Some(recorded.index);
    line.recorded_at = Some(recorded_at);
    line.signed_by = Some(entry.signatures().map(|signature| signature.key).collect());
    output.object(&line)
}
