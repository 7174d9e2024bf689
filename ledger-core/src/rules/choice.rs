//! Whether who is refused may try again with other blocks.
//!
//! Invariant: true only where nothing is wrong with the wish: a race for these units was lost, or others are free to move.

use super::refusal::Refusal;

/// Whether who asks may name other blocks for the same wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// They were chosen, and others may be.
    Free,
    /// They are what a hold proposed, or what the movement moved that is to be reversed.
    Fixed,
}

impl Refusal {
    /// Whether the same wish may succeed with other blocks: a race was lost, or others are
    /// free; nothing is wrong. Not where the blocks are fixed: a reversing movement's, and a hold's that is accepted.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotHeld { .. } => true,
            Self::Holds(refusal) => refusal.is_retryable(),
            Self::Notices(refusal) => refusal.is_retryable(),
            _ => false,
        }
    }
}
