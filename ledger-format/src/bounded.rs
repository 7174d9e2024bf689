//! Lists and codes whose length the format bounds: having one means that the bound was checked.
//!
//! Invariants:
//! - A `Bounded<T, MIN, MAX>` has from `MIN` to `MAX` items, a `Code<MIN, MAX>` from `MIN` to `MAX` bytes of printable
//!   ASCII, however it came to be (decoding included).

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use thiserror::Error;

/// A length or a character that its field does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BoundFault {
    /// Too few or too many items or bytes.
    #[error("length {found} is outside {min} to {max}")]
    Length {
        /// Shortest length allowed.
        min: usize,
        /// Longest length allowed.
        max: usize,
        /// The length that was found.
        found: usize,
    },
    /// A byte that is not printable ASCII.
    #[error("byte {position} is not printable ASCII")]
    Character {
        /// Where in the text, from 0.
        position: usize,
    },
}

/// A list with from `MIN` to `MAX` items.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Bounded<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> Bounded<T, MIN, MAX> {
    /// Takes a list of a length that is allowed.
    ///
    /// # Errors
    /// [`BoundFault::Length`] for any other.
    pub fn new(items: Vec<T>) -> Result<Self, BoundFault> {
        let found = items.len();
        if (MIN..=MAX).contains(&found) {
            Ok(Self(items))
        } else {
            Err(BoundFault::Length { min: MIN, max: MAX, found })
        }
    }

    /// The list itself.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, const MIN: usize, const MAX: usize> TryFrom<Vec<T>> for Bounded<T, MIN, MAX> {
    type Error = BoundFault;

    fn try_from(items: Vec<T>) -> Result<Self, BoundFault> {
        Self::new(items)
    }
}

impl<T, const MAX: usize> Default for Bounded<T, 0, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MIN: usize, const MAX: usize> Deref for Bounded<T, MIN, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Deserialize<'de> for Bounded<T, MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Printable ASCII of from `MIN` to `MAX` bytes: codes and labels that stand in clear (decision D15).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Code<MIN, MAX> {
    /// Takes a text of allowed length and characters.
    ///
    /// # Errors
    /// [`BoundFault`] saying what is wrong with it.
    pub fn new(text: impl Into<String>) -> Result<Self, BoundFault> {
        let text = text.into();
        if !(MIN..=MAX).contains(&text.len()) {
            return Err(BoundFault::Length { min: MIN, max: MAX, found: text.len() });
        }
        match text.bytes().position(|byte| !(0x20..=0x7e).contains(&byte)) {
            Some(position) => Err(BoundFault::Character { position }),
            None => Ok(Self(text)),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Default for Code<0, MAX> {
    fn default() -> Self {
        Self(String::new())
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Code<MIN, MAX> {
    type Error = BoundFault;

    fn try_from(text: &str) -> Result<Self, BoundFault> {
        Self::new(text)
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Code<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Code<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
