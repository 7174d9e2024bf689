//! Particulars of a movement: a tag and bytes, and what they mean in rulebook 2 (`spec/article6.md` section 3).
//!
//! Invariant: writing a [`ParticularValue`] and reading it are inverse.
//!
//! Which particulars an action must or may have is a rule.

use serde::{Deserialize, Serialize};

use crate::bounded::Bounded;
use crate::codes::{ParticularTag, Purposes};
use crate::identifiers::Commitment;

/// A detail of a movement; rulebook 1 defines none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Particular {
    /// What it is.
    pub tag: u16,
    /// Its bytes.
    pub value: Bounded<u8, 0, 1024>,
}

/// A particular that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParticularValue {
    /// The calendar year for which units are used.
    YearOfUse(u16),
    /// Who uses them: the commitment to its name.
    Entity(Commitment),
    /// What for.
    Purpose(Purposes),
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
            _ => None,
        }
    }
}

impl From<ParticularValue> for Particular {
    fn from(value: ParticularValue) -> Self {
        let (tag, bytes) = match value {
            ParticularValue::YearOfUse(year) => (ParticularTag::YEAR_OF_USE, year.to_le_bytes().to_vec()),
            ParticularValue::Entity(entity) => (ParticularTag::ENTITY, entity.0.to_vec()),
            ParticularValue::Purpose(purpose) => (ParticularTag::PURPOSE, purpose.0.to_le_bytes().to_vec()),
        };
        // At most 32 bytes, far below the limit.
        Self { tag: tag.0, value: bytes.try_into().unwrap_or_default() }
    }
}
