//! What an auditor asks for: how much is checked, and what is brought from outside.
//!
//! Invariant: the default checks everything that can be checked without anything from outside.

use ledger_format::identifiers::{Digest, EntryIndex};

use crate::journal::walk::WindowLimits;

/// Findings that a report lists by default: more than anybody reads, and some ten megabytes of JSON.
pub const MAX_FINDINGS: usize = 100_000;

/// How to verify.
#[derive(Debug, Clone)]
pub struct Options {
    /// Threads; 0 takes those of the rayon pool that the caller runs in. Reports do not depend on it.
    pub threads: usize,
    /// Whether signatures are checked; without, the verdict is undetermined at best.
    pub signatures: bool,
    /// What is trusted from outside (T-101, T-102).
    pub trust: Option<TrustInput>,
    /// The bytes of a checkpoint (C-101 to C-104).
    pub checkpoint: Option<Vec<u8>>,
    /// Only a part of the journal.
    pub part: Option<Part>,
    /// Only some batches' signatures.
    pub sample: Option<Sample>,
    /// How many findings a report lists, and how many things that were not checked; it counts all, and its verdict is by all.
    pub max_findings: usize,
    /// How much is held in memory at once. Reports do not depend on it.
    pub window: WindowLimits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            threads: 0,
            signatures: true,
            trust: None,
            checkpoint: None,
            part: None,
            sample: None,
            max_findings: MAX_FINDINGS,
            window: WindowLimits::default(),
        }
    }
}

/// What an auditor trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrustInput {
    /// The bytes of a trust file, good or bad (`spec/format.md` section 5.7).
    Text(Vec<u8>),
    /// BLAKE3 of leaf 0 alone.
    Genesis(Digest),
}

/// The entries `from` to `to`, both included, widened to whole batches.
///
/// From an entry above 0 on, no rule that needs history is judged, and there is no tree: only frames, chain, signatures,
/// and form are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The first entry.
    pub from: EntryIndex,
    /// The last entry.
    pub to: EntryIndex,
}

impl Part {
    /// Whether the part has its whole history in it.
    #[must_use]
    pub fn begins_at_genesis(&self) -> bool {
        self.from == EntryIndex(0)
    }

    /// Whether a batch of the entries `first` to before `end` lies in it, wholly or not.
    #[must_use]
    pub fn touches(&self, first: EntryIndex, end: EntryIndex) -> bool {
        first <= self.to && end > self.from
    }
}

/// The signatures of `batches` batches, drawn by `seed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// How many.
    pub batches: u64,
    /// The same seed draws the same batches of the same journal.
    pub seed: u64,
}
