//! `text`: keeps a name or condition beside the journal and prints the commitment that statements name it by.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use ledger_format::identifiers::{Commitment, Digest};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::session::open_for_reading;
use crate::texts;

/// Commit to names and documents: the journal holds commitments and digests only
#[derive(Debug, Args)]
pub struct TextArguments {
    #[command(subcommand)]
    command: TextCommand,
}

#[derive(Debug, Subcommand)]
enum TextCommand {
    /// Keep a text and print the commitment to it, for a statement that names an entity or conditions
    #[command(after_help = "Example:\n  itmo-ledger text keep gha 'Alpine Wings AG'")]
    Keep {
        /// The ledger's directory
        directory: PathBuf,

        /// The text
        text: String,
    },
    /// Print a document's BLAKE3, by which statements name it
    #[command(after_help = "Example:\n  itmo-ledger text digest authorization.pdf")]
    Digest {
        /// The document
        file: PathBuf,
    },
    /// Show the text behind a commitment
    #[command(after_help = "Example:
  itmo-ledger text show gha \\
      5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")]
    Show {
        /// The ledger's directory
        directory: PathBuf,

        /// The commitment, in hex
        commitment: Commitment,
    },
    /// Erase the text behind a commitment; the journal stays as it is
    #[command(after_help = "Example:
  itmo-ledger text erase gha \\
      5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03")]
    Erase {
        /// The ledger's directory
        directory: PathBuf,

        /// The commitment, in hex
        commitment: Commitment,
    },
}

#[derive(Serialize)]
struct Kept {
    commitment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize)]
struct Digested {
    digest: String,
    file: String,
}

/// Runs the command.
///
/// # Errors
/// When there is no ledger, or the text cannot be kept or found.
pub fn run(arguments: &TextArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    match &arguments.command {
        TextCommand::Digest { file } => {
            let digest = digest(file)?;
            output.result(&Digested { digest: digest.clone(), file: file.display().to_string() }, &digest)?;
        }
        TextCommand::Keep { directory, text } => {
            open_for_reading(directory)?;
            let commitment = texts::keep(directory, text)?.to_string();
            output.result(&Kept { commitment: commitment.clone(), text: None }, &commitment)?;
        }
        TextCommand::Show { directory, commitment } => {
            open_for_reading(directory)?;
            let text = texts::find(directory, commitment).ok_or_else(|| {
                Failure::new(format!("{commitment}: no such text is kept here: ask who made the commitment"))
            })?;
            output.result(&Kept { commitment: commitment.to_string(), text: Some(text.clone()) }, &text)?;
        }
        TextCommand::Erase { directory, commitment } => {
            open_for_reading(directory)?;
            texts::erase(directory, commitment);
            let kept = Kept { commitment: commitment.to_string(), text: None };
            output.result(&kept, &format!("{commitment}: no text is kept here any more"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn digest(file: &Path) -> Result<String, Failure> {
    let unreadable = |error: std::io::Error| Failure::unreadable(file, "document", &error);
    let mut hasher = blake3::Hasher::new();
    let mut input = std::fs::File::open(file).map_err(unreadable)?;
    std::io::copy(&mut input, &mut hasher).map_err(unreadable)?;
    Ok(Digest(hasher.finalize().into()).to_string())
}
