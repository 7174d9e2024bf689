//! What `open` tells the operator about the way it found the ledger.

use std::fmt;

use ledger_format::{
    head::Head,
    identifiers::{Digest, EntryIndex},
};

use crate::storage::FilePath;

/// What was found, set aside and replayed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct RecoveryReport {
    /// The head that the journal was found with, after setting a tail aside and before recording that.
    pub head: Head,
    /// Entries in the snapshot that the book was loaded from; none if it was rebuilt from the journal.
    pub snapshot_entry_count: Option<u64>,
    /// Snapshots that were newer, but not whole or not readable.
    pub snapshots_skipped: usize,
    /// Entries replayed from the journal into the book.
    pub replayed_count: u64,
    /// Entries fed into the history from the journal.
    pub indexed_count: u64,
    /// Whether the last batch had no head signature, and got one now.
    pub head_signed: bool,
    /// The tail that was set aside, or that an earlier opening had set aside and not recorded.
    pub set_aside: Option<SetAsideTail>,
    /// The entry that records it.
    pub recovery_entry: Option<EntryIndex>,
}

/// A tail that is no longer part of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAsideTail {
    /// The file that keeps it, beside the journal's segments.
    pub file: FilePath,
    /// The segment it was cut from, by its first entry.
    pub segment: EntryIndex,
    /// Where it began in that segment, in bytes.
    pub offset: u64,
    /// How many bytes it has.
    pub size: u64,
    /// BLAKE3 of them.
    pub digest: Digest,
    /// Whether it was damaged, and the operator accepted that, rather than torn by a crash.
    pub was_damaged: bool,
}

impl fmt::Display for RecoveryReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} entries", self.head.entry_count)?;
        match self.snapshot_entry_count {
            Some(count) => write!(f, ", {count} of them from a snapshot, {} replayed", self.replayed_count)?,
            None => write!(f, ", all {} replayed from the journal", self.replayed_count)?,
        }
        if self.snapshots_skipped > 0 {
            write!(f, ", {} snapshots skipped as not whole", self.snapshots_skipped)?;
        }
        if self.indexed_count > 0 {
            write!(f, ", {} indexed again", self.indexed_count)?;
        }
        if self.head_signed {
            write!(f, ", the last head signed now")?;
        }
        if let Some(tail) = &self.set_aside {
            let what = if tail.was_damaged { "damaged" } else { "torn" };
            write!(f, "; a {what} tail of {} bytes was set aside in {}", tail.size, tail.file)?;
        }
        if let Some(entry) = self.recovery_entry {
            write!(f, ", as entry {entry} records")?;
        }
        Ok(())
    }
}
