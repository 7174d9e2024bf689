//! A ledger as a command has it open, with the keys that it was given.
//!
//! - An entry is signed by those of the keys given whose authority it uses ([`crate::authority`]).
//! - A writing command closes its ledger, so that the last head is signed and the book saved; one that only reads
//!   takes no lock.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use ed25519_dalek::SigningKey;
use ledger_core::{Ledger, MemorySigner, OpenOptions, Signer};
use ledger_format::body::{Body, Context};
use ledger_format::entry::Statement;
use ledger_format::identifiers::{EntryId, KeyNumber, PublicKey, Timestamp};

use crate::authority;
use crate::destination::is_ledger;
use crate::failure::Failure;
use crate::key_file::KeyFile;
use crate::passphrase;
use crate::statement_json::DEFAULT_VALIDITY_MS;

/// The arguments of every command that writes.
#[derive(Debug, Args)]
pub struct WriterArguments {
    /// Private key to sign with; repeat it for several. An operator's is always needed: it signs the heads. An entry is
    /// signed by those whose authority it uses, and by all where these do not suffice
    #[arg(long = "key", value_name = "FILE")]
    pub keys: Vec<PathBuf>,

    /// The clock is right although it is more than 24 hours past the last batch
    #[arg(long)]
    pub accept_clock_jump: bool,

    /// Set a damaged tail aside that a power cut alone does not explain
    #[arg(long)]
    pub accept_damaged_tail: bool,
}

/// A private key and the file it came from.
pub struct NamedKey {
    /// The file.
    pub path: PathBuf,
    /// The key.
    pub key: SigningKey,
}

impl NamedKey {
    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.key.verifying_key().to_bytes())
    }
}

/// Reads key files, asking for passphrases where they are needed.
///
/// # Errors
/// When a file is not a key or its passphrase cannot be had.
pub fn read_keys(paths: &[PathBuf]) -> Result<Vec<NamedKey>, Failure> {
    let read = |path: &PathBuf| {
        let key = KeyFile::read(path)?.open(|| passphrase::obtain(&path.display().to_string()))?;
        Ok(NamedKey { path: path.clone(), key })
    };
    paths.iter().map(read).collect()
}

/// Opens a ledger for reading.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn open_for_reading(directory: &Path) -> Result<Ledger, Failure> {
    Ledger::open_read_only(directory).map_err(|error| not_opened(directory, &error))
}

/// Why a ledger was not opened; where none is there, the one that may have been meant.
fn not_opened(directory: &Path, error: &ledger_core::Error) -> Failure {
    let inside = || {
        let folders = std::fs::read_dir(directory).ok()?.flatten().map(|entry| entry.path());
        folders.filter(|it| is_ledger(it)).min()
    };
    let around = || directory.canonicalize().ok()?.parent().filter(|it| is_ledger(it)).map(Path::to_owned);
    match error {
        ledger_core::Error::Missing => match around().or_else(inside) {
            Some(meant) => Failure::new(format!(
                "{}: there is no ledger here, but there is one in {}: name that folder",
                directory.display(),
                meant.display()
            )),
            None => Failure::about(directory.display(), error),
        },
        _ => Failure::about(directory.display(), error),
    }
}

/// A ledger open for writing.
pub struct Session {
    /// The ledger.
    pub ledger: Ledger,
    /// Where it lies.
    pub directory: PathBuf,
    signers: Vec<Arc<dyn Signer>>,
}

impl Session {
    /// Opens the ledger in `directory` and says on standard error what recovery did, if it did anything.
    ///
    /// # Errors
    /// When there is none, it cannot be written, or a key is not registered in it.
    pub fn open(directory: &Path, arguments: &WriterArguments) -> Result<Self, Failure> {
        let about = |error: &ledger_core::Error| Failure::about(directory.display(), error);
        if arguments.keys.is_empty() {
            return Err(Failure::new("a ledger is written with an operator's key: give one with --key FILE"));
        }
        let keys = read_keys(&arguments.keys)?;
        let reader = open_for_reading(directory)?;
        let signers = keys.into_iter().map(|key| signer(&reader, key)).collect::<Result<Vec<_>, _>>()?;
        drop(reader);
        let options = OpenOptions {
            accept_clock_jump: arguments.accept_clock_jump,
            accept_damaged_tail: arguments.accept_damaged_tail,
            ..OpenOptions::default()
        };
        let (ledger, report) = Ledger::open(directory, signers.clone(), options).map_err(|error| {
            let flag = match &error {
                ledger_core::Error::DamagedTail { .. } => "; pass --accept-damaged-tail to accept it",
                ledger_core::Error::ClockJump { .. } => "; pass --accept-clock-jump to accept it",
                _ => "",
            };
            Failure::new(format!("{}{flag}", about(&error)))
        })?;
        if report.set_aside.is_some() {
            tracing::warn!("{}: {report}", directory.display());
        } else {
            tracing::info!("{}: {report}", directory.display());
        }
        Ok(Self { ledger, directory: directory.to_owned(), signers })
    }

    /// A session with a ledger that was just created.
    #[must_use]
    pub fn of_new(ledger: Ledger, directory: &Path, signers: Vec<Arc<dyn Signer>>) -> Self {
        Self { ledger, directory: directory.to_owned(), signers }
    }

    /// The numbers of the keys that sign.
    #[must_use]
    pub fn key_numbers(&self) -> Vec<KeyNumber> {
        let mut numbers: Vec<KeyNumber> = self.signers.iter().map(|signer| signer.key_number()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The keys that sign.
    #[must_use]
    pub fn signers(&self) -> &[Arc<dyn Signer>] {
        &self.signers
    }

    /// The statement as an entry, signed by the keys whose authority it uses as the ledger stands now.
    ///
    /// # Errors
    /// When it is too long, or a signer does not sign.
    pub fn sign(&self, statement: &Statement) -> Result<Vec<u8>, ledger_core::Error> {
        let signing = authority::signing(&self.ledger, statement, &self.key_numbers());
        self.sign_by(statement, &|key| signing.contains(&key))
    }

    /// Statements for one batch, as entries. Where one of them changes who signs, every key signs all of them: which
    /// must is not to be told before.
    ///
    /// # Errors
    /// As [`Session::sign`], with the place of the statement.
    pub fn sign_together<'s>(
        &self,
        statements: impl Iterator<Item = &'s Statement> + Clone,
    ) -> Result<Vec<Vec<u8>>, (usize, ledger_core::Error)> {
        let by_all = statements.clone().any(|each| authority::changes_who_signs(&each.body));
        let sign = |each| if by_all { self.sign_by(each, &|_| true) } else { self.sign(each) };
        statements.enumerate().map(|(place, each)| sign(each).map_err(|error| (place, error))).collect()
    }

    fn sign_by(
        &self,
        statement: &Statement,
        signs: &dyn Fn(KeyNumber) -> bool,
    ) -> Result<Vec<u8>, ledger_core::Error> {
        let signers = self.signers.iter().map(|signer| &**signer);
        let signers: Vec<&dyn Signer> = signers.filter(|signer| signs(signer.key_number())).collect();
        ledger_core::signer::sign_statement(self.ledger.origin(), statement, &signers)
    }

    /// A statement made now, with a fresh id, good for a day or as long as the rulebook allows.
    #[must_use]
    pub fn statement(&self, body: Body) -> Statement {
        let occurred_at = now();
        let not_after = self.not_after(occurred_at);
        Statement { id: fresh_id(), occurred_at, not_after, context: Context::default(), body }
    }

    /// How long a statement signed at `signed_at` may wait.
    #[must_use]
    pub fn not_after(&self, signed_at: Timestamp) -> Timestamp {
        let limit = self.ledger.book().options().not_after_limit_ms;
        Timestamp(signed_at.0.saturating_add(limit.min(DEFAULT_VALIDITY_MS)))
    }

    /// Posts bodies together, each made now.
    ///
    /// # Errors
    /// When a rule refuses one (none is posted then), or the ledger cannot be written.
    pub fn post_now(&self, bodies: Vec<Body>) -> Result<Vec<ledger_core::Receipt>, Failure> {
        let statements: Vec<Statement> = bodies.into_iter().map(|body| self.statement(body)).collect();
        let entries =
            self.sign_together(statements.iter()).map_err(|(_, error)| Failure::from_error(&error))?;
        self.ledger.submit(&entries).map_err(|error| not_committed(&self.directory, &error))
    }

    /// Signs the last head, saves the book, and gives the lock back.
    ///
    /// # Errors
    /// When the medium fails; what was posted is durable all the same.
    pub fn close(self) -> Result<(), Failure> {
        let directory = self.directory;
        self.ledger.close().map(drop).map_err(|error| Failure::about(directory.display(), &error))
    }
}

/// A commit that failed, as the end of a command.
#[must_use]
pub fn not_committed(directory: &Path, error: &ledger_core::CommitError) -> Failure {
    match error {
        ledger_core::CommitError::Refused { refusal, .. } => Failure::refused(refusal),
        ledger_core::CommitError::Failed(error) => Failure::about(directory.display(), error),
    }
}

/// The time by this machine's clock.
#[must_use]
pub fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// A new id: UUIDv7.
#[must_use]
pub fn fresh_id() -> EntryId {
    EntryId(uuid::Uuid::now_v7().into_bytes())
}

/// The key as one of `ledger`'s.
///
/// # Errors
/// When it is not registered there.
pub fn signer(ledger: &Ledger, key: NamedKey) -> Result<Arc<dyn Signer>, Failure> {
    let public_key = key.public_key();
    let book = ledger.book();
    let number =
        book.keys().find(|(_, known)| *known.public_key.as_bytes() == public_key.0).map(|(number, _)| number);
    let Some(number) = number else {
        return Err(Failure::new(format!(
            "{}: the key {public_key} is not registered in {}: give one that is, or post a `key registered`",
            key.path.display(),
            ledger.origin()
        )));
    };
    Ok(Arc::new(MemorySigner::new(number, key.key)))
}
