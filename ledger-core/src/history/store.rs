//! The narrow seam to whatever keeps history: keys to values, behind which any engine is one file.
//!
//! Invariants:
//! - Values are checked by who reads them ([`super::rows`]): a store is not trusted to give back what it was given.
//! - Nothing but queries reads a store: no answer of it, wrong or missing, lets a movement through (decision D1).

use std::fmt;
use std::io;

use thiserror::Error;

/// A key and its value.
pub type Row = (Vec<u8>, Vec<u8>);

/// A map from bytes to bytes, shared between threads. Keys are asked for one by one: nothing is ever scanned.
pub trait HistoryStore: fmt::Debug + Send + Sync {
    /// The value of a key.
    ///
    /// # Errors
    /// [`StoreFault`] when the engine fails.
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreFault>;

    /// Sets rows; ascending keys are quickest. They are durable after [`HistoryStore::flush`].
    ///
    /// # Errors
    /// [`StoreFault`] when the engine fails; some rows may be set then.
    fn put(&self, rows: Vec<Row>) -> Result<(), StoreFault>;

    /// Makes everything that was put durable.
    ///
    /// # Errors
    /// [`StoreFault`] when the engine fails.
    fn flush(&self) -> Result<(), StoreFault>;

    /// Forgets everything.
    ///
    /// # Errors
    /// [`StoreFault`] when the engine fails.
    fn clear(&self) -> Result<(), StoreFault>;
}

/// The engine failed.
#[derive(Debug, Error)]
pub enum StoreFault {
    /// An input or output error.
    #[error(
        "the history store failed; free the disk, or delete the folder history and open the ledger again"
    )]
    Io(#[from] io::Error),
    /// The engine gave up on its own files.
    #[error(
        "the history store cannot make sense of its files; delete the folder history and open the ledger again"
    )]
    Panicked,
}
