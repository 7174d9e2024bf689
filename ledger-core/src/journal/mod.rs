//! The journal: segment files of sealed batches, the only truth of a ledger (D1).
//!
//! | module | what it does |
//! | --- | --- |
//! | [`batch`] | a sealed batch in memory: bytes, entries, hashes |
//! | [`segments`] | which segment files there are, and their headers |
//! | [`frames`] | one segment, frame by frame |
//! | [`walk`] | all segments in order, every link checked |
//! | `ahead` | the same, reading ahead of who works on it |
//! | [`tail`] | tells a torn tail from damage |
//! | [`writer`] | appends frames and rolls segments over |
//! | [`places`] | finds the batch that holds an entry |
//!
//! Invariants
//! - Reading never writes.
//! - A batch is never written before the sync of the one before it has returned.
//! - Damage is reported with file, byte offset, what was expected and what was found; nothing is cut away here.
//!
//! It knows no rule about entries and no key: whether a head frame's signature is valid is for `check` to ask.

pub(crate) mod ahead;
pub mod batch;
mod corruption;
pub mod frames;
pub mod places;
mod roots;
pub mod segments;
mod start;
pub mod tail;
pub mod walk;
pub mod writer;

use std::fmt;

use ledger_format::identifiers::EntryIndex;

pub use corruption::{Corruption, JournalFault};

/// A byte of the journal: the segment's first entry, and the offset from that file's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The segment, named by its first entry.
    pub segment: EntryIndex,
    /// Bytes from the file's start.
    pub offset: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} byte {}", segments::path(self.segment), self.offset)
    }
}
