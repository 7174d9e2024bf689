//! Single values of Article 6 in JSON: moments, yes and no, purposes.
//!
//! - What is written is read back as the same value.

use ledger_format::codes::Purposes;
use ledger_format::identifiers::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::time_text;

/// A moment in RFC 3339; a date alone is its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time_text::show(self.0))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        time_text::parse_start(&text).map(Self).map_err(D::Error::custom)
    }
}

/// A yes or no that the bytes have as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YesNo(pub u16);

impl Serialize for YesNo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            0 => serializer.serialize_str("no"),
            1 => serializer.serialize_str("yes"),
            other => serializer.serialize_u16(other),
        }
    }
}

impl<'de> Deserialize<'de> for YesNo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "no" => Ok(Self(0)),
            "yes" => Ok(Self(1)),
            other => Err(D::Error::custom(format!("`{other}` is neither `yes` nor `no`"))),
        }
    }
}

/// A set of purposes as the AEF writes it: `NDC and IMP`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PurposesJson(pub Purposes);

/// The purposes of a text.
///
/// # Errors
/// A sentence with what there is.
pub fn purposes(text: &str) -> Result<Purposes, String> {
    let mut known = (1..=Purposes::ALL.0).map(Purposes);
    known.find(|purposes| purposes.to_string() == text).ok_or_else(|| {
        let all: Vec<String> = (1..=Purposes::ALL.0).map(|sum| Purposes(sum).to_string()).collect();
        format!("`{text}` is not known here: use one of {}", all.join(", "))
    })
}

impl Serialize for PurposesJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_known() { serializer.collect_str(&self.0) } else { serializer.serialize_u16(self.0.0) }
    }
}

impl<'de> Deserialize<'de> for PurposesJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        purposes(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_of_purposes_comes_back() {
        for sum in 1..=7 {
            assert_eq!(purposes(&Purposes(sum).to_string()), Ok(Purposes(sum)));
        }
        for bad in ["", "ndc", "NDC and", "NDC and CORSIA", "code 9"] {
            assert!(purposes(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_date_is_its_beginning() {
        let moment: Moment = serde_json::from_str("\"2025-03-01\"").unwrap();
        assert_eq!(serde_json::to_string(&moment).unwrap(), "\"2025-03-01T00:00:00.000Z\"");
        assert!(serde_json::from_str::<Moment>("\"soon\"").is_err());
        assert!(serde_json::from_str::<YesNo>("\"maybe\"").is_err());
    }
}
