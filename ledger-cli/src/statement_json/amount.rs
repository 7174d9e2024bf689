//! Signed quantities in JSON: a number where JSON can hold it exactly for every reader, else its digits as text.
//!
//! - What is written is read back as the same amount.
//! - A number with a fraction or an exponent is refused: quantities are whole.

use std::fmt;

use ledger_format::amount::Amount;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountJson(pub Amount);

impl Serialize for AmountJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.0.value()) {
            Ok(value) => serializer.serialize_i64(value),
            Err(_) => serializer.collect_str(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for AmountJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AmountVisitor)
    }
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = AmountJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number of units, such as 1250000 or -40")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<AmountJson, E> {
        Ok(AmountJson(Amount::from(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<AmountJson, E> {
        amount(i128::from(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<AmountJson, E> {
        let say = || E::custom(format!("`{text}` is not a whole number of units: write one such as -40"));
        amount(text.parse::<i128>().map_err(|_| say())?)
    }
}

fn amount<E: Error>(value: i128) -> Result<AmountJson, E> {
    let too_large = || E::custom(format!("{value} is too large: an amount has at most 64 bits and a sign"));
    Amount::new(value).map(AmountJson).ok_or_else(too_large)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_back() {
        for value in [0, 1, -1, i128::from(i64::MIN), i128::from(u64::MAX), -i128::from(u64::MAX)] {
            let text = serde_json::to_string(&AmountJson(Amount::new(value).unwrap())).unwrap();
            assert_eq!(serde_json::from_str::<AmountJson>(&text).unwrap().0.value(), value, "{text}");
        }
        for bad in ["1.5", "1e3", "\"\"", "\"1,000\"", "\"18446744073709551616\"", "true", "null"] {
            assert!(serde_json::from_str::<AmountJson>(bad).is_err(), "{bad}");
        }
    }
}
