//! `checkpoint`: the signed head, as a C2SP note for auditors and witnesses.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use ledger_core::Signer;
use ledger_format::checkpoint::Checkpoint;
use serde::Serialize;

use crate::destination::{Destination, Replace};
use crate::failure::Failure;
use crate::output::{Output, counted};
use crate::session::{open_for_reading, read_keys, signer};

/// Sign the head, for auditors to hold the ledger against later
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger checkpoint che --key checkpoint.pem --out che.checkpoint

It signs the last head that the operator signed. Needs no operator's key and no lock: a ledger may be written \
    meanwhile.")]
pub struct CheckpointArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// Private key of the role checkpoint; repeat it for several
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,

    /// Where to write it, instead of standard output; an earlier checkpoint of this ledger is replaced, another file is not
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Replace whatever file is there
    #[arg(long, requires = "out")]
    force: bool,
}

const REMEDY: &str = "name another with --out, or give --force to replace it";

#[derive(Serialize)]
struct Signed {
    origin: String,
    entries: u64,
    chain: String,
    root: String,
    note: String,
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read or a key does not hold the role.
pub fn run(arguments: &CheckpointArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let out = arguments.out.as_ref().map(|path| Destination::new(path, REMEDY)).transpose()?;
    let keys = read_keys(&arguments.keys)?;
    let ledger = open_for_reading(&arguments.directory)?;
    let signers =
        keys.into_iter().map(|key| signer(&ledger, key)).collect::<Result<Vec<Arc<dyn Signer>>, _>>()?;
    let signers: Vec<&dyn Signer> = signers.iter().map(|signer| &**signer).collect();
    let checkpoint =
        ledger.checkpoint(&signers).map_err(|error| Failure::about(arguments.directory.display(), &error))?;
    let note = checkpoint.encode();
    if let Some(out) = &out {
        let is_earlier = |found: &[u8]| is_earlier(found, &checkpoint);
        let replace = if arguments.force { Replace::Any } else { Replace::Own(&is_earlier) };
        out.write(note.as_bytes(), replace)?;
    }
    let head = checkpoint.head;
    if output.is_json() {
        let (chain, root) = (head.chain.to_string(), head.root.to_string());
        let origin = checkpoint.origin.to_string();
        output.object(&Signed { origin, entries: head.entry_count, chain, root, note })?;
    } else if let Some(path) = &arguments.out {
        let entries = counted(head.entry_count, "entry", "entries");
        output.line(&format!("{}: a checkpoint of {entries}", path.display()))?;
    } else {
        output.text(&note)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether a file is a checkpoint of the same ledger that this one goes beyond: one of more entries, or of another history, is evidence.
fn is_earlier(found: &[u8], checkpoint: &Checkpoint) -> bool {
    Checkpoint::parse(found).is_ok_and(|found| {
        let is_behind = found.head.entry_count < checkpoint.head.entry_count;
        found.origin == checkpoint.origin && (is_behind || found.head == checkpoint.head)
    })
}
