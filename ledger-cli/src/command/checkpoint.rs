//! `checkpoint`: the signed head, as a C2SP note for auditors and witnesses.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use ledger_core::Signer;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::session::{open_for_reading, read_keys, signer};
use crate::whole_file;

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

    /// Where to write it, instead of standard output; a file that exists is replaced
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

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
    let keys = read_keys(&arguments.keys)?;
    let ledger = open_for_reading(&arguments.directory)?;
    let signers =
        keys.into_iter().map(|key| signer(&ledger, key)).collect::<Result<Vec<Arc<dyn Signer>>, _>>()?;
    let signers: Vec<&dyn Signer> = signers.iter().map(|signer| &**signer).collect();
    let checkpoint =
        ledger.checkpoint(&signers).map_err(|error| Failure::about(arguments.directory.display(), &error))?;
    let note = checkpoint.encode();
    if let Some(path) = &arguments.out {
        whole_file::write(path, note.as_bytes())?;
    }
    let head = checkpoint.head;
    if output.is_json() {
        let (chain, root) = (head.chain.to_string(), head.root.to_string());
        let origin = checkpoint.origin.to_string();
        output.object(&Signed { origin, entries: head.entry_count, chain, root, note })?;
    } else if let Some(path) = &arguments.out {
        output.line(&format!("{}: a checkpoint of {} entries", path.display(), head.entry_count))?;
    } else {
        output.text(&note)?;
    }
    Ok(ExitCode::SUCCESS)
}
