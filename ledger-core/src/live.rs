//! What all parts of an open ledger share: the live state at the durable head, and the means to read and write more.
//!
//! Invariants
//! - [`Live`] as a whole belongs to one durable head: book, tree and head change together, under one lock, after the sync.
//! - Readers hold that lock only while they look; the writer only while it merges what a batch changed.

use std::sync::Arc;

use ledger_format::{
    head::Head,
    identifiers::{Origin, Timestamp},
};
use parking_lot::{Mutex, RwLock};

use crate::{
    book::Book,
    clock::Clock,
    commit::{keys::KnownKeys, pace::Pace, queue::CommitQueue, sequencer::Sequencer},
    entropy::Entropy,
    history::History,
    journal::{Position, places::Places},
    signer::Signer,
    storage::Storage,
    tree::Tree,
};

/// The state at the durable head.
#[derive(Debug)]
pub(crate) struct Live {
    pub book: Book,
    pub head: Head,
    pub recorded_at: Timestamp,
    /// Where the journal ends, for whoever reads on from here.
    pub end: Position,
    /// Whether the head's signature is not before that place.
    pub head_is_owed: bool,
    pub tree: Tree,
    /// Bytes of batches since the book was last saved.
    pub appended_size: u64,
    /// Whether merging a batch died of a bug: nothing more is taken.
    pub is_broken: bool,
}

/// The parts of an open ledger.
#[derive(Debug)]
pub(crate) struct Shared {
    pub storage: Arc<dyn Storage>,
    pub origin: Origin,
    /// What stands before a statement in the message that is signed.
    pub statement_prefix: Vec<u8>,
    pub live: RwLock<Live>,
    pub places: Places,
    pub history: History,
    /// Held while the history is fed from the journal.
    pub feeding: Mutex<()>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub signers: RwLock<Vec<Arc<dyn Signer>>>,
    pub queue: CommitQueue,
    /// The keys that commits asked for, beside the book.
    pub known_keys: KnownKeys,
    /// How long commits took of late.
    pub pace: Arc<Pace>,
    /// The one who writes; none where the ledger was opened for reading only.
    pub sequencer: Option<Mutex<Sequencer>>,
}
