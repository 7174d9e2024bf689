//! Where a walk begins, and how deep it looks.

use ledger_format::identifiers::{Digest, Timestamp};

use super::Position;

/// The place where a walk begins, and what is before it.
#[derive(Debug, Clone)]
pub struct Start {
    /// Where the next frame begins.
    pub at: Position,
    /// Entries before it.
    pub entry_count: u64,
    /// The chain after them.
    pub chain: Digest,
    /// When the last of them was recorded.
    pub recorded_at: Timestamp,
    /// Whether the head frame of the last of them is not before this place.
    pub head_is_owed: bool,
}

/// What a walk does with each batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Hashes only: entries stay unread.
    Hashes,
    /// Hashes, and every entry is read.
    Entries,
}
