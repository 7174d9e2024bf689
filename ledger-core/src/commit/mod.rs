//! From a caller's entries to a receipt: queue, signatures, rules, seal, sync (D9).
//!
//! | module | what it does |
//! | --- | --- |
//! | `submission` | a caller's batch, cut and decoded in the caller's own thread |
//! | `queue` | callers queue; one leads, and takes what waits together |
//! | `group` | what waited together, and the checks of its signatures, shared out among threads |
//! | `pace` | how long things took of late, so that the checks are shared out evenly |
//! | `signatures` | checks signatures, many together or one entry's |
//! | `keys` | the keys they are checked with, beside the book |
//! | `drafting` | asks the rules, caller by caller, on a draft above the book, while signatures are checked |
//! | `sequencer` | seals, writes, syncs, signs heads |
//! | `publisher` | merges what is durable into the book |
//!
//! Invariants
//! - A caller's batch lies wholly inside one sealed batch, or not at all: one refusal refuses all of it, and of no other
//!   caller.
//! - A receipt exists only after the sync of its batch has returned; until then no reader sees anything of it.
//! - A batch is never written before the sync of the one before it has returned; signatures of the next queue are checked
//!   meanwhile.
//! - Nothing is written before every signature of its group is known to be valid, or its caller refused.
//! - A head is signed only after its batch is on stable storage.
//! - After a failed write or sync nothing more is taken.

pub(crate) mod drafting;
pub(crate) mod group;
pub(crate) mod keys;
pub(crate) mod pace;
pub(crate) mod publisher;
pub(crate) mod queue;
pub(crate) mod sequencer;
pub(crate) mod signatures;
pub(crate) mod submission;

use ledger_format::{
    head::Head,
    identifiers::{Digest, EntryIndex, Timestamp},
};
use thiserror::Error as ThisError;

use crate::{error::Error, rules::Refusal};

/// What a caller keeps of an entry that is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Receipt {
    /// Its place in the journal.
    pub entry: EntryIndex,
    /// BLAKE3 of its leaf.
    pub digest: Digest,
    /// The head after the batch that holds it.
    pub head: Head,
    /// When that batch was recorded.
    pub recorded_at: Timestamp,
}

/// Why a caller's batch was not committed. Nothing of it was recorded, unless the error says that it is not known.
#[derive(Debug, Clone, ThisError)]
pub enum CommitError {
    /// A rule said no to one of the entries.
    #[error("entry {place} of the batch was refused: {refusal}")]
    Refused {
        /// Which entry of the caller's batch, from 0.
        place: usize,
        /// What the rule says.
        refusal: Refusal,
    },
    /// The environment failed. After a failed write the batch may or may not be found when the ledger is opened again:
    /// post the same entries again, and they get the same receipt or are recorded then (D6).
    #[error(transparent)]
    Failed(#[from] Error),
}

impl CommitError {
    /// Whether the same caller may succeed later with other blocks (a lost race for units).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused { refusal, .. } => refusal.is_retryable(),
            Self::Failed(_) => false,
        }
    }
}

/// What a committed batch gives, or why there is nothing.
pub type CommitResult = Result<Vec<Receipt>, CommitError>;
