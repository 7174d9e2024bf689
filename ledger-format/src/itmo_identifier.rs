//! ITMO unique identifiers as text (6/CMA.4 annex I para 5; `spec/article6.md` section 2).
//!
//! Invariants:
//! - Writing and reading are inverse; a number has neither leading zeros nor separators.
//!
//! Whether an identifier was assigned, or twice, is not asked here. Nor are the spellings of other systems (thousands commas) read.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::identifiers::{ApproachNumber, PartyCode, RegistryId};

/// The five parts of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItmoIdentifier {
    /// The cooperative approach.
    pub approach: ApproachNumber,
    /// The registry that assigned it.
    pub registry: RegistryId,
    /// The first transferring Party.
    pub first_transferring_party: PartyCode,
    /// Number within the other four parts.
    pub number: u64,
    /// Calendar year of the mitigation.
    pub vintage: u16,
}

/// A text that is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("expected an identifier like CA0012-CHE01-GHA-1234567-2023")]
pub struct ItmoIdentifierFault;

impl fmt::Display for ItmoIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { approach, registry, first_transferring_party, number, vintage } = self;
        write!(f, "{approach}-{registry}-{first_transferring_party}-{number}-{vintage:04}")
    }
}

impl FromStr for ItmoIdentifier {
    type Err = ItmoIdentifierFault;

    fn from_str(text: &str) -> Result<Self, ItmoIdentifierFault> {
        let mut parts = text.split('-');
        let mut next = || parts.next().ok_or(ItmoIdentifierFault);
        let identifier = Self {
            approach: next()?.parse().map_err(|_| ItmoIdentifierFault)?,
            registry: next()?.parse().map_err(|_| ItmoIdentifierFault)?,
            first_transferring_party: next()?.parse().map_err(|_| ItmoIdentifierFault)?,
            number: next()?.parse().map_err(|_| ItmoIdentifierFault)?,
            vintage: next()?.parse().map_err(|_| ItmoIdentifierFault)?,
        };
        // Whatever it was written like, there is one spelling: no `+`, no leading zeros, nothing behind.
        if identifier.to_string() == text { Ok(identifier) } else { Err(ItmoIdentifierFault) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_read_as_it_is_written() {
        let text = "CA0012-CHE01-GHA-1234567-2023";
        let identifier: ItmoIdentifier = text.parse().unwrap();
        assert_eq!((identifier.approach.0, identifier.number, identifier.vintage), (12, 1_234_567, 2023));
        assert_eq!(identifier.to_string(), text);
        for bad in [
            "",
            "CA0012",
            "CA12-CHE01-GHA-1-2023",
            "CA0012-CHE01-GHA-01-2023",
            "CA0012-CHE01-GHA-+1-2023",
            "CA0012-CHE01-GHA-1,000-2023",
            "CA0012-CHE01-GHA-1-2023-",
            "CA0012-CHE01-GHA-1-23",
            "ca0012-CHE01-GHA-1-2023",
        ] {
            assert!(bad.parse::<ItmoIdentifier>().is_err(), "{bad:?}");
        }
    }
}
