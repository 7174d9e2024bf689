//! Particulars of a movement: a tag and bytes, and what they mean in rulebooks 2 and later (section 3 of `spec/article6.md`,
//! `spec/origins.md` and `spec/holds.md`).
//!
//! Invariants:
//! - Writing a [`ParticularValue`] and reading it are inverse.
//! - What is read does not depend on a rulebook: a tag means one thing for ever.
//!
//! Which rulebook knows a tag, and which particulars an action must or may have, is a rule.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::holds::Evidence;
use super::origins::LineName;
use crate::bounded::{Bounded, Code};
use crate::codes::{ParticularTag, Purposes};
use crate::encoding::{decode, encode};
use crate::identifiers::{Commitment, Digest, EntryIndex, LossNumber, MonitoringNumber};

/// A detail of a movement; rulebook 1 defines none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Particular {
    /// What it is.
    pub tag: u16,
    /// Its bytes.
    pub value: Bounded<u8, 0, 1024>,
}

/// A particular that was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ParticularValue {
    /// The calendar year for which units are used.
    YearOfUse(u16),
    /// Who uses them: the commitment to its name.
    Entity(Commitment),
    /// What for.
    Purpose(Purposes),
    /// The units that are issued were verified by this line of a monitoring.
    Monitoring(MonitoringNumber, LineName),
    /// The units that are issued stand for units of another registry, from this number on.
    UnderlyingUnits {
        /// Where the numbers count.
        space: UnderlyingSpace,
        /// Number of the first unit.
        first_number: u64,
        /// BLAKE3 of the evidence that they are locked or cancelled there.
        evidence: Digest,
    },
    /// The units that are issued existed before this ledger, as this document (its BLAKE3) says.
    History(Digest),
    /// The units that are cancelled settle a loss of stored carbon.
    LossSettled(LossNumber),
    /// The movement is the one that this entry proposed.
    Hold(EntryIndex),
    /// On what the word of another registry was taken.
    Evidence(Evidence),
}

/// Where the numbers of another registry's units count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UnderlyingSpace {
    /// The registry.
    pub registry: Code<1, 16>,
    /// What stands before the running number in an id.
    pub prefix: Code<0, 64>,
    /// What stands behind it.
    pub suffix: Code<0, 64>,
}

impl UnderlyingSpace {
    /// The id of a unit: prefix, number, suffix; the registry is not part of it.
    #[must_use]
    pub fn unit_id(&self, number: u64) -> String {
        format!("{}{number}{}", self.prefix, self.suffix)
    }
}

impl fmt::Display for UnderlyingSpace {
    /// The registry and the form of an id, `#` for the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}#{}", self.registry, self.prefix, self.suffix)
    }
}

impl Particular {
    /// What it says; `None` for a tag without a meaning or a value that is not of its size.
    #[must_use]
    pub fn read(&self) -> Option<ParticularValue> {
        let number = || <[u8; 2]>::try_from(&*self.value).ok().map(u16::from_le_bytes);
        match ParticularTag(self.tag) {
            ParticularTag::YEAR_OF_USE => number().map(ParticularValue::YearOfUse),
            ParticularTag::ENTITY => {
                <[u8; 32]>::try_from(&*self.value).ok().map(Commitment).map(ParticularValue::Entity)
            }
            ParticularTag::PURPOSE => number().map(Purposes).map(ParticularValue::Purpose),
            ParticularTag::MONITORING => decode(&self.value)
                .ok()
                .map(|(monitoring, line)| ParticularValue::Monitoring(monitoring, line)),
            ParticularTag::UNDERLYING_UNITS => {
                let (space, first_number, evidence) = decode(&self.value).ok()?;
                Some(ParticularValue::UnderlyingUnits { space, first_number, evidence })
            }
            ParticularTag::HISTORY => decode(&self.value).ok().map(ParticularValue::History),
            ParticularTag::LOSS_SETTLED => decode(&self.value).ok().map(ParticularValue::LossSettled),
            ParticularTag::HOLD => decode(&self.value).ok().map(ParticularValue::Hold),
            ParticularTag::EVIDENCE => decode(&self.value).ok().map(ParticularValue::Evidence),
            _ => None,
        }
    }
}

impl From<ParticularValue> for Particular {
    fn from(value: ParticularValue) -> Self {
        let (tag, bytes) = match value {
            ParticularValue::YearOfUse(year) => (ParticularTag::YEAR_OF_USE, encode(&year)),
            ParticularValue::Entity(entity) => (ParticularTag::ENTITY, encode(&entity)),
            ParticularValue::Purpose(purpose) => (ParticularTag::PURPOSE, encode(&purpose)),
            ParticularValue::Monitoring(monitoring, line) => {
                (ParticularTag::MONITORING, encode(&(monitoring, line)))
            }
            ParticularValue::UnderlyingUnits { space, first_number, evidence } => {
                (ParticularTag::UNDERLYING_UNITS, encode(&(space, first_number, evidence)))
            }
            ParticularValue::History(document) => (ParticularTag::HISTORY, encode(&document)),
            ParticularValue::LossSettled(loss) => (ParticularTag::LOSS_SETTLED, encode(&loss)),
            ParticularValue::Hold(hold) => (ParticularTag::HOLD, encode(&hold)),
            ParticularValue::Evidence(evidence) => (ParticularTag::EVIDENCE, encode(&evidence)),
        };
        // At most 208 bytes (three texts and their sizes, a number, a digest), far below the limit.
        Self { tag: tag.0, value: bytes.unwrap_or_default().try_into().unwrap_or_default() }
    }
}
