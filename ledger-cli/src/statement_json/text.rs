//! Identifiers and codes in JSON: as the text people know them by, rather than as the bytes of the format.
//!
//! - What is written can be read again and gives the same value; a code without a name is its number.

use std::fmt::Display;
use std::str::FromStr;

use ledger_format::codes::{
    AccountKind, Action, ActivityType, AdjustmentMethod, ApproachStatus, EvidenceGrade,
    FirstTransferDefinition, GwpSet, LineKind, Metric, MitigationType, Regime, RestrictionReason,
    RevocationTerms, Role, Rounding, RuleOption, Sector, StandingItem,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An identifier as its text: a Party code, a digest in hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<T>(pub T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|fault| D::Error::custom(format!("`{text}`: {fault}")))
    }
}

/// A code as its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<T>(pub T);

/// A list of codes with names.
pub trait Coded: Copy + 'static {
    /// The codes that have names.
    const NAMED: &'static [Self];

    /// The name, if there is one.
    fn name_of(self) -> Option<&'static str>;

    /// The number.
    fn number(self) -> u16;
}

macro_rules! coded {
    ($($name:ident)*) => {$(
        impl Coded for $name {
            const NAMED: &'static [Self] = Self::ALL;

            fn name_of(self) -> Option<&'static str> {
                self.name()
            }

            fn number(self) -> u16 {
                self.0
            }
        }
    )*};
}

coded! {
    AccountKind Action ActivityType AdjustmentMethod ApproachStatus FirstTransferDefinition GwpSet LineKind
    Metric MitigationType Regime RestrictionReason RevocationTerms Role Rounding RuleOption Sector StandingItem
}

impl Coded for EvidenceGrade {
    const NAMED: &'static [Self] = Self::ALL;

    fn name_of(self) -> Option<&'static str> {
        self.name()
    }

    fn number(self) -> u16 {
        self.0.into()
    }
}

impl<T: Coded> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.name_of() {
            Some(name) => serializer.serialize_str(name),
            None => serializer.serialize_u16(self.0.number()),
        }
    }
}

impl<'de, T: Coded> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        by_name(&text).map(Self).map_err(D::Error::custom)
    }
}

/// The code of a name.
///
/// # Errors
/// A sentence with the names there are.
pub fn by_name<T: Coded>(text: &str) -> Result<T, String> {
    T::NAMED.iter().copied().find(|code| code.name_of() == Some(text)).ok_or_else(|| {
        let known: Vec<&str> = T::NAMED.iter().filter_map(|code| code.name_of()).collect();
        if let Some(meant) = known.iter().find(|name| name.eq_ignore_ascii_case(text)) {
            return format!("`{text}` is not known here: write `{meant}`");
        }
        format!("`{text}` is not known here: use one of {}", known.join(", "))
    })
}
