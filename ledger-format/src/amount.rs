//! Signed quantities of inventories and budgets (`spec/article6.md` section 2).
//!
//! Invariants:
//! - A sign and a magnitude; there is no minus zero, so that a value has one encoding.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A whole number between -(2^64 - 1) and 2^64 - 1, in units of its metric (tonnes CO2 eq for GHG).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Amount {
    negative: bool,
    magnitude: u64,
}

impl Amount {
    /// An amount; `None` if its magnitude is 2^64 or more.
    #[must_use]
    pub fn new(value: i128) -> Option<Self> {
        let magnitude = u64::try_from(value.unsigned_abs()).ok()?;
        Some(Self { negative: value < 0, magnitude })
    }

    /// The amount as a number.
    #[must_use]
    pub fn value(self) -> i128 {
        let magnitude = i128::from(self.magnitude);
        if self.negative { -magnitude } else { magnitude }
    }
}

impl From<u64> for Amount {
    fn from(magnitude: u64) -> Self {
        Self { negative: false, magnitude }
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value().cmp(&other.value())
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (u8::from(self.negative), self.magnitude).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match <(u8, u64)>::deserialize(deserializer)? {
            (0, magnitude) => Ok(Self { negative: false, magnitude }),
            (1, 0) => Err(D::Error::custom("zero has the sign 0")),
            (1, magnitude) => Ok(Self { negative: true, magnitude }),
            _ => Err(D::Error::custom("a sign is 0 or 1")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;
    use crate::encoding::{decode, encode};

    #[test]
    fn an_amount_has_one_encoding() {
        for value in [0, 1, -1, i128::from(u64::MAX), -i128::from(u64::MAX)] {
            let amount = Amount::new(value).unwrap();
            let bytes = encode(&amount).unwrap();
            assert_eq!(bytes.len(), 9);
            assert_eq!((decode::<Amount>(&bytes).unwrap(), amount.value()), (amount, value));
        }
        assert_eq!(Amount::new(i128::from(u64::MAX) + 1), None);
        assert!(Amount::new(-5) < Amount::new(-4));
        for bad in [[1, 0, 0], [2, 1, 0], [2, 0, 0]] {
            let mut bytes = bad.to_vec();
            bytes.resize(9, 0);
            assert!(decode::<Amount>(&bytes).is_err(), "{bad:?}");
        }
    }
}
