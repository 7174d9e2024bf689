//! What the tables of holds, restrictions and evidence hold.
//!
//! Invariant: whether something is in force goes by a recording time, never by a clock.

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{Evidence, HoldPlaced, RestrictionPlaced};
use ledger_format::identifiers::{EntryIndex, Timestamp};
use serde::{Deserialize, Serialize};

/// A hold that nobody accepted or released yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// As placed.
    pub terms: HoldPlaced,
    /// The entry that placed it: its name.
    pub placed: EntryIndex,
}

impl Hold {
    /// Whether it is in force at that recording time: it has not expired.
    #[must_use]
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        self.terms.expires > at
    }

    /// The blocks that it holds back.
    pub fn blocks(&self) -> impl Iterator<Item = SerialBlock> + '_ {
        self.terms.blocks.iter().copied().filter(SerialBlock::is_well_formed)
    }
}

/// A restriction, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// As placed.
    pub terms: RestrictionPlaced,
    /// The entry that placed it: its name.
    pub placed: EntryIndex,
    /// When that was recorded.
    pub placed_at: Timestamp,
    /// The first entry that lifted it, if one did.
    pub lifted: Option<Lifting>,
}

/// The end of a restriction before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifting {
    /// The entry.
    pub entry: EntryIndex,
    /// When it was recorded.
    pub at: Timestamp,
}

impl Restriction {
    /// Whether it is in force at a recording time, past ones included; behind its lifting where that has the same time.
    #[must_use]
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        self.placed_at <= at
            && self.terms.from <= at
            && (self.terms.until.0 == 0 || at < self.terms.until)
            && self.lifted.is_none_or(|lifted| at < lifted.at)
    }

    /// Whether it may be in force at that recording time or at a later one.
    #[must_use]
    pub(crate) fn is_open(&self, at: Timestamp) -> bool {
        self.lifted.is_none() && (self.terms.until.0 == 0 || at < self.terms.until)
    }

    /// The blocks that it restricts.
    pub fn blocks(&self) -> impl Iterator<Item = SerialBlock> + '_ {
        self.terms.blocks.iter().copied().filter(SerialBlock::is_well_formed)
    }
}

/// On what evidence a serial came or went, the last time that it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceSaid {
    /// The movement.
    pub entry: EntryIndex,
    /// As it says.
    pub evidence: Evidence,
}
