//! History: what happened, indexed for queries; derived from the journal and safe to delete (decision D1).
//!
//! Invariants:
//! - Fed with durable batches only, in order and without gaps; it never lags behind the book, because what the store does
//!   not have yet is answered from memory.
//! - Memory is bounded: a chapter that grows, and the few that wait to be written. A feeder that is ahead waits.
//! - Only queries read it. When its store fails, queries say so, and entries are committed as before.
//!
//! Written by a thread of its own, a chapter of 262,144 entries at a time, so that no store is on the commit path.

mod accounts;
mod chapter;
mod cut;
mod durable_batch;
mod fault;
mod key;
mod memory_store;
mod reading;
mod rows;
mod sled_store;
mod space_pages;
mod store;
#[cfg(test)]
mod version_tests;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use ledger_format::identifiers::{Digest, EntryIndex};

pub use cut::AsAt;
pub(crate) use cut::{Cut, Share};
pub use durable_batch::DurableBatch;
pub use fault::HistoryFault;
pub use memory_store::MemoryStore;
pub use sled_store::SledStore;
pub use store::{HistoryStore, Row, StoreFault};
use writer::Shared;

/// Where history is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryConfig {
    /// In memory; gone when it is dropped.
    Memory,
    /// In a folder of sled's.
    Sled(PathBuf),
}

/// Up to where the store has the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indexed {
    /// The first entry that must be fed.
    pub next: EntryIndex,
    /// The chain before that entry; all zero for entry 0.
    pub chain: Digest,
}

/// What happened, indexed.
#[derive(Debug)]
pub struct History {
    shared: Arc<Shared>,
    writer: Option<JoinHandle<()>>,
}

impl History {
    /// Opens history; a folder that sled cannot make sense of is emptied, because all of it can be fed again.
    ///
    /// # Errors
    /// [`HistoryFault`] when the store cannot be opened even so.
    pub fn open(config: HistoryConfig) -> Result<Self, HistoryFault> {
        match config {
            HistoryConfig::Memory => Self::with_store(Box::<MemoryStore>::default()),
            HistoryConfig::Sled(folder) => {
                let store = match SledStore::open(&folder) {
                    Ok(store) => store,
                    Err(_) => SledStore::open_emptied(&folder)?,
                };
                Self::with_store(Box::new(store))
            }
        }
    }

    /// History over any store.
    ///
    /// # Errors
    /// [`HistoryFault`] when the store cannot be read.
    pub fn with_store(store: Box<dyn HistoryStore>) -> Result<Self, HistoryFault> {
        let shared = Arc::new(Shared::open(store)?);
        let writer = writer::start(Arc::clone(&shared)).map_err(HistoryFault::Thread)?;
        Ok(Self { shared, writer: Some(writer) })
    }

    /// Up to where the store has the journal: feed every batch from there on.
    #[must_use]
    pub fn indexed_up_to(&self) -> Indexed {
        self.shared.indexed_up_to()
    }

    /// The first entry that was not fed yet.
    #[must_use]
    pub fn fed_up_to(&self) -> EntryIndex {
        self.shared.fed_up_to()
    }

    /// Forgets everything; feed it from entry 0.
    ///
    /// # Errors
    /// [`HistoryFault`] when the store fails.
    pub fn clear(&self) -> Result<(), HistoryFault> {
        self.shared.clear()
    }

    /// Takes in a durable batch: the one behind the last that was fed. A batch that was fed before changes nothing; one
    /// that leaves a gap stops history until it is opened again.
    ///
    /// Waits only when several chapters are waiting for the store. A store that fails makes queries fail, not this.
    pub fn batch_durable(&self, batch: DurableBatch) {
        self.shared.feed(batch);
    }

    /// Waits until every complete chapter is in the store, and durable there.
    ///
    /// # Errors
    /// [`HistoryFault`] when the store failed.
    pub fn flush(&self) -> Result<(), HistoryFault> {
        self.shared.settle()
    }
}

impl Drop for History {
    fn drop(&mut self) {
        self.shared.stop();
        if let Some(writer) = self.writer.take() {
            // A panic there was reported there; there is nothing to lose in history.
            let _ = writer.join();
        }
    }
}
