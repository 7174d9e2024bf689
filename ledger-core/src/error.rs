//! What can go wrong outside the caller's own request: the medium, the bytes on it, the clock, a key.
//!
//! Invariants
//! - A rule that says no is a [`Refusal`], never one of these; of these, none is the caller's fault.
//! - Each message says what to do next; each cause is kept as `source`.

use std::{io, sync::Arc};

use ledger_format::identifiers::{EntryIndex, KeyNumber, Timestamp};
use ledger_format::{codes::Role, entry::AssemblyFault};
use thiserror::Error;

use crate::{journal::Corruption, rules::Refusal, signer::SignerFault};

/// Why the environment kept the ledger from doing its work.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// The medium failed.
    #[error("could not {operation} {path}: {source}; see to the disk, then open the ledger again")]
    Storage {
        /// What was tried, as a verb.
        operation: Operation,
        /// The file or folder, below the ledger's directory.
        path: Box<str>,
        /// What the medium reported.
        source: Arc<io::Error>,
    },
    /// `create` where a ledger is.
    #[error("there is a ledger here already; open it, or create the new one in another directory")]
    AlreadyExists,
    /// `open` where none is.
    #[error("there is no ledger here; create one, or check the directory")]
    Missing,
    /// Another writer is at work.
    #[error("another process has this ledger open for writing; close it there, or open this one read-only")]
    Locked,
    /// The journal's bytes are not what was written.
    #[error(transparent)]
    Corrupt(Box<Corruption>),
    /// The journal ends in a frame that a power cut alone does not explain.
    #[error(
        "{corruption}; the damage begins above everything known to be durable, but a power cut alone does not explain \
         it: compare with a backup, then open again accepting the damaged tail to set its {size} bytes aside"
    )]
    DamagedTail {
        /// Where it begins, and what is wrong there.
        corruption: Box<Corruption>,
        /// Bytes from there on that are not 00 at the end.
        size: u64,
    },
    /// A write or a sync failed earlier: what the medium holds is not known.
    #[error("an earlier write failed, so this handle takes nothing more; close it and open the ledger again")]
    Poisoned,
    /// The wall clock ran ahead of the last batch by more than a day.
    #[error(
        "{}the clock says {now} ms, more than 24 hours past the last batch at {last} ms; check the clock, then open \
         the ledger accepting the jump", waits(*.torn_size)
    )]
    ClockJump {
        /// When the last batch was sealed.
        last: Timestamp,
        /// What the clock says.
        now: Timestamp,
        /// Bytes of a torn tail that opening has to record by an entry, which would bear that time.
        torn_size: Option<u64>,
    },
    /// The given key does not hold the role that is needed.
    #[error("key {key}, as given, does not hold the role {role} in this ledger; use one that does")]
    WithoutRole {
        /// The key.
        key: KeyNumber,
        /// The role.
        role: Role,
    },
    /// No operator's key was given.
    #[error("no operator's key was given; a ledger is written with at least one")]
    NoOperator,
    /// A signer could not sign.
    #[error(transparent)]
    Signer(#[from] SignerFault),
    /// A statement could not be made into an entry.
    #[error(transparent)]
    Assembly(#[from] AssemblyFault),
    /// The recovery entry was refused.
    #[error(
        "the entry that records what recovery set aside was refused ({0}); open with enough operator keys"
    )]
    RecoveryRefused(#[source] Box<Refusal>),
    /// The genesis entry was refused.
    #[error("the genesis entry was refused: {0}")]
    GenesisRefused(#[source] Box<Refusal>),
    /// An entry of the journal has no meaning to this version.
    #[error(
        "entry {0} is malformed or of a kind that this version does not know; use a later version, or check"
    )]
    Undetermined(EntryIndex),
    /// No randomness.
    #[error("the operating system gave no randomness: {0}")]
    Randomness(getrandom::Error),
    /// The history store failed; it can be rebuilt.
    #[error("the history store failed: {0}; close the ledger, delete the folder history/ and open it again")]
    History(#[source] Arc<dyn std::error::Error + Send + Sync>),
    /// The entries of the batch do not fit one sealed batch.
    #[error("the batch has {size} bytes of entries, a batch takes at most {limit}; post it as several")]
    BatchTooLarge {
        /// Bytes of entries in the caller's batch.
        size: usize,
        /// The most that one batch takes.
        limit: usize,
    },
    /// A copy of the journal is to end in a signed head, and a handle that only reads cannot sign.
    #[error(
        "the last head is not signed yet; open the ledger for writing once, which signs it, then back it up"
    )]
    HeadNotSigned,
    /// `open_read_only` handles and closed ledgers do not write.
    #[error("this handle only reads; open the ledger for writing")]
    ReadOnly,
}

impl From<Corruption> for Error {
    fn from(corruption: Corruption) -> Self {
        Self::Corrupt(Box::new(corruption))
    }
}

/// Why opening a ledger asks for the time at all.
fn waits(torn_size: Option<u64>) -> String {
    torn_size.map_or_else(String::new, |size| {
        format!("a crash left {size} bytes that an entry has to record as set aside, but ")
    })
}

/// What was being done when the medium failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Creating a file.
    Create,
    /// Opening a file.
    Open,
    /// Listing a folder.
    List,
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Syncing a file or folder.
    Sync,
    /// Cutting a file.
    Truncate,
    /// Renaming a file.
    Rename,
    /// Removing a file.
    Remove,
    /// Taking the writer's lock.
    Lock,
}

impl std::fmt::Display for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Open => "open",
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Sync => "sync",
            Self::Truncate => "truncate",
            Self::Rename => "rename",
            Self::Remove => "remove",
            Self::Lock => "lock",
        })
    }
}

/// Ties an error of the medium to what was being done with which file.
pub(crate) trait Doing<T> {
    /// Names operation and path, the latter only made when there is an error.
    fn doing(self, operation: Operation, path: &dyn std::fmt::Display) -> Result<T, Error>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, operation: Operation, path: &dyn std::fmt::Display) -> Result<T, Error> {
        self.map_err(|source| Error::Storage {
            operation,
            path: path.to_string().into(),
            source: Arc::new(source),
        })
    }
}
