//! What was checked, counted: a report says it beside its verdict (decision D8).
//!
//! Invariant: every number here depends on the journal and on what was asked for, never on threads or windows.

use ledger_format::identifiers::EntryIndex;

use crate::finding::Place;

/// What was read and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Segments that were opened and have a good header.
    pub segments: u64,
    /// Batch frames that were read.
    pub batches: u64,
    /// Head frames that were read.
    pub heads: u64,
    /// Entries that were cut out of batches.
    pub entries: u64,
    /// Entries whose leaf, chain and place in the tree were computed (J-107); in a part, the chain only.
    pub entries_hashed: u64,
    /// Entries that were judged by the rules R-nnn.
    pub entries_judged: u64,
    /// Of these, how many under each version of the rulebook, ascending; genesis counts under its own.
    pub rulebooks: Vec<(u32, u64)>,
    /// Signatures on those entries that were read.
    pub signatures: u64,
    /// Of these, how many were checked; the others are by keys that were not valid, or were not asked for.
    pub signatures_checked: u64,
    /// Head frames that stand behind their batch and were compared with it (J-110).
    pub heads_compared: u64,
    /// Of these, how many signatures were checked (J-111).
    pub heads_checked: u64,
    /// The highest entry count under a good head with a valid signature: up to there an operator vouches for the journal.
    pub signed_up_to: Option<u64>,
    /// Entries that the operator signed on behalf of somebody.
    pub on_behalf: u64,
    /// Entries with a provenance: imported from somewhere.
    pub imported: u64,
    /// Where reading ended before the end, if it did.
    pub unread_from: Option<Place>,
    /// Whether trust was given from outside.
    pub trust_given: bool,
    /// The entry count of the checkpoint that was brought, if it decodes.
    pub checkpoint_at: Option<u64>,
    /// The part that was asked for: first and last entry.
    pub part: Option<(EntryIndex, EntryIndex)>,
    /// The sample of batches whose signatures were checked.
    pub sample: Option<SampleCoverage>,
}

/// How large a sample was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleCoverage {
    /// Batches that were drawn.
    pub drawn: u64,
    /// Out of so many.
    pub of: u64,
    /// By this seed.
    pub seed: u64,
}

impl Coverage {
    /// Entries that were read behind the checkpoint that was brought.
    #[must_use]
    pub fn behind_checkpoint(&self) -> Option<u64> {
        self.checkpoint_at.map(|at| self.entries.saturating_sub(at))
    }
}
