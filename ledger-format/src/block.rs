//! Serial blocks: runs of units within a number space (decision D5).
//!
//! A block is what bytes can say: [`SerialBlock::is_well_formed`] is rule R-201's part, not a guarantee of the type.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identifiers::SpaceId;
use crate::limits::SERIAL_MAX;

/// The serials `first` to `last` of a space, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SerialBlock {
    /// The number space.
    pub space: SpaceId,
    /// Lowest serial.
    pub first: u64,
    /// Highest serial.
    pub last: u64,
}

impl SerialBlock {
    /// A block of the given space and serials; whether it is well formed is asked separately.
    #[must_use]
    pub fn new(space: SpaceId, first: u64, last: u64) -> Self {
        Self { space, first, last }
    }

    /// Whether 1 ≤ first ≤ last < 2^63.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        1 <= self.first && self.first <= self.last && self.last <= SERIAL_MAX
    }

    /// How many units; 0 for a block that is not well formed.
    #[must_use]
    pub fn count(&self) -> u64 {
        if self.is_well_formed() { self.last - self.first + 1 } else { 0 }
    }

    /// Whether some unit lies in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.space == other.space && self.first <= other.last && other.first <= self.last
    }

    /// Whether every unit of `other` lies in this block.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.space == other.space && self.first <= other.first && other.last <= self.last
    }

    /// The units that lie in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        self.overlaps(other)
            .then(|| Self::new(self.space, self.first.max(other.first), self.last.min(other.last)))
    }
}

impl fmt::Display for SerialBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}-{}", self.space, self.first, self.last)
    }
}
