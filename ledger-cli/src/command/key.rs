//! `key`: private keys in files.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use ed25519_dalek::SigningKey;
use ledger_format::identifiers::{Origin, PublicKey};
use ledger_format::note_key;
use serde::Serialize;

use crate::destination::{Destination, Replace};
use crate::failure::Failure;
use crate::key_file::{self, KeyFile, KeyFileError};
use crate::output::{Cell, Output, Row};
use crate::passphrase;

/// Make and look at private keys
#[derive(Debug, Args)]
pub struct KeyArguments {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a new private key, readable by you alone
    #[command(after_help = "Example:\n  itmo-ledger key new operator.pem")]
    New {
        /// The new file; one that exists is never replaced
        file: PathBuf,
        /// Write it without encryption, for tests and demonstrations
        #[arg(long)]
        no_passphrase: bool,
    },
    /// Say what a key file holds, without opening it
    #[command(after_help = "Example:\n  itmo-ledger key show operator.pem")]
    Show {
        /// The key file
        file: PathBuf,
    },
    /// Print the public key, in hex or as a verifier key for trust files
    #[command(after_help = "Example:
  itmo-ledger key public checkpoint.pem \\
      --origin registry.example/che >> che.trust")]
    Public {
        /// The key file
        file: PathBuf,
        /// The ledger's origin: prints the verifier key of C2SP signed notes
        #[arg(long)]
        origin: Option<String>,
    },
}

#[derive(Serialize)]
struct Shown {
    file: String,
    algorithm: &'static str,
    encrypted: bool,
    public_key: Option<String>,
}

impl Row for Shown {
    const HEADINGS: &'static [&'static str] = &["file", "algorithm", "encrypted", "public key"];

    fn cells(&self) -> Vec<Cell> {
        let public_key = self.public_key.as_deref().unwrap_or("(encrypted: use `key public`)");
        let encrypted = if self.encrypted { "yes" } else { "no" };
        vec![self.file.as_str().into(), self.algorithm.into(), encrypted.into(), public_key.into()]
    }
}

#[derive(Serialize)]
struct Public {
    public_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    verifier_key: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written.
pub fn run(arguments: KeyArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    match arguments.command {
        KeyCommand::New { file, no_passphrase } => {
            Destination::new(&file, "name a new file for the key")?.check(Replace::Nothing)?;
            let passphrase =
                if no_passphrase { None } else { Some(passphrase::choose(&file.display().to_string())?) };
            let key = key_file::generate()?;
            key_file::write_new(&file, &key, passphrase.as_ref().map(|it| it.as_str()))?;
            let public_key = public_key(&key).to_string();
            let sentence = format!("{}: a new key; its public key is {public_key}", file.display());
            output.result(&Public { public_key, verifier_key: None }, &sentence)?;
        }
        KeyCommand::Show { file } => {
            let key_file = KeyFile::read(&file)?;
            let encrypted = key_file.is_encrypted();
            let key = if encrypted { None } else { Some(open(&key_file, &file)?) };
            let public_key = key.map(|key| public_key(&key).to_string());
            let file = file.display().to_string();
            output.rows([Shown { file, algorithm: "Ed25519", encrypted, public_key }])?;
        }
        KeyCommand::Public { file, origin } => {
            let origin =
                origin.map(Origin::new).transpose().map_err(|fault| Failure::about("--origin", &fault))?;
            let public_key = public_key(&open(&KeyFile::read(&file)?, &file)?);
            let verifier_key = origin.map(|origin| note_key::encode(&origin, &public_key));
            let sentence = verifier_key.clone().unwrap_or_else(|| public_key.to_string());
            output.result(&Public { public_key: public_key.to_string(), verifier_key }, &sentence)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn open(key_file: &KeyFile, path: &std::path::Path) -> Result<SigningKey, Failure> {
    key_file.open(|| passphrase::obtain(&path.display().to_string()))
}

fn public_key(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

impl From<KeyFileError> for Failure {
    fn from(error: KeyFileError) -> Self {
        Self::from_error(&error)
    }
}
