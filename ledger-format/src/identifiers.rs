//! The names of things (`spec/format.md` section 1.2), each a type of its own so that they cannot be mixed up.
//!
//! Invariants:
//! - A [`PartyCode`], [`RegistryId`] or [`Origin`] that exists is well formed.
//!
//! Whether a number is known, or whose it is, is not asked here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use thiserror::Error;

use crate::limits::ORIGIN_SIZE_MAX;

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident($int:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $int);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

numbers! {
    /// Place of an entry in the journal, from 0 (genesis).
    EntryIndex(u64);
    /// Number of a registered public key.
    KeyNumber(u32);
    /// Number of an account, chosen by the registry.
    AccountNumber(u64);
    /// Number of a number space.
    SpaceId(u32);
    /// Number of a series.
    SeriesId(u32);
    /// Number of a component, within its activity.
    ComponentNumber(u32);
    /// Number of a monitoring.
    MonitoringNumber(u32);
    /// Number of a loss of stored carbon.
    LossNumber(u32);
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    Timestamp(u64);
}

/// Number of a cooperative approach; as text `CA` and four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApproachNumber(pub u16);

impl fmt::Display for ApproachNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CA{:04}", self.0)
    }
}

impl FromStr for ApproachNumber {
    type Err = IdentifierFault;

    fn from_str(text: &str) -> Result<Self, IdentifierFault> {
        let digits = text.strip_prefix("CA").filter(|digits| digits.len() == 4);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        digits.and_then(|digits| digits.parse().ok()).map(Self).ok_or(IdentifierFault::ApproachForm)
    }
}

macro_rules! byte_names {
    ($($(#[$doc:meta])* $name:ident[$size:literal];)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub [u8; $size]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = IdentifierFault;

            fn from_str(text: &str) -> Result<Self, IdentifierFault> {
                parse_hex(text).map(Self).ok_or(IdentifierFault::Hex { digits: 2 * $size })
            }
        }
    )*};
}

byte_names! {
    /// What a caller names an entry by: 16 bytes, UUIDv7 by convention.
    EntryId[16];
    /// A BLAKE3 or SHA-256 digest.
    Digest[32];
    /// A salted commitment to a text that is not in the journal (decision D15); all zero commits to nothing.
    Commitment[32];
    /// An Ed25519 public key as encoded; it need not be a valid one.
    PublicKey[32];
}

/// A name that does not have the form its type asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdentifierFault {
    /// A Party code or registry id of the wrong length or with a wrong character.
    #[error("expected 2 to {max} characters A-Z or 0-9")]
    CodeForm {
        /// Longest code of this type.
        max: usize,
    },
    /// An origin of the wrong length or with a wrong character.
    #[error("an origin is 1 to 128 printable ASCII characters without spaces and without '+'")]
    OriginForm,
    /// A cooperative approach that is not written as `CA` and four digits.
    #[error("a cooperative approach is written like CA0012")]
    ApproachForm,
    /// Not so many hex digits.
    #[error("expected {digits} hex digits")]
    Hex {
        /// How many digits there must be.
        digits: usize,
    },
}

fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        let value = char::from(*high).to_digit(16)? * 16 + char::from(*low).to_digit(16)?;
        *byte = u8::try_from(value).ok()?;
    }
    Some(out)
}

macro_rules! short_codes {
    ($($(#[$doc:meta])* $name:ident[$size:literal];)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $size]);

        impl $name {
            /// Reads the zero-filled bytes of the format.
            ///
            /// # Errors
            /// [`IdentifierFault::CodeForm`] for bytes that are not a code.
            pub fn from_bytes(bytes: [u8; $size]) -> Result<Self, IdentifierFault> {
                let size = bytes.iter().position(|byte| *byte == 0).unwrap_or($size);
                let (code, fill) = bytes.split_at(size);
                let good = size >= 2
                    && code.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                    && fill.iter().all(|byte| *byte == 0);
                if good { Ok(Self(bytes)) } else { Err(IdentifierFault::CodeForm { max: $size }) }
            }

            /// The zero-filled bytes of the format.
            #[must_use]
            pub fn to_bytes(self) -> [u8; $size] {
                self.0
            }

            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                let size = self.0.iter().position(|byte| *byte == 0).unwrap_or($size);
                self.0.get(..size).and_then(|code| str::from_utf8(code).ok()).unwrap_or_default()
            }
        }

        impl FromStr for $name {
            type Err = IdentifierFault;

            fn from_str(text: &str) -> Result<Self, IdentifierFault> {
                let fault = IdentifierFault::CodeForm { max: $size };
                let mut bytes = [0; $size];
                bytes.get_mut(..text.len()).ok_or(fault)?.copy_from_slice(text.as_bytes());
                Self::from_bytes(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::from_bytes(<[u8; $size]>::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }
    )*};
}

short_codes! {
    /// A Party's code: ISO 3166-1 alpha-3, a reserved one such as `EUE`, or what an older registry used (`BR`).
    PartyCode[4];
    /// A registry's id, such as `CHE01`.
    RegistryId[8];
}

/// Encoding of "a Party, or none": all zero is none. For `#[serde(with)]`.
pub(crate) mod party_or_none {
    use super::{Deserialize, Deserializer, PartyCode, Serialize, Serializer};
    use serde::de::Error as _;

    pub fn serialize<S: Serializer>(party: &Option<PartyCode>, serializer: S) -> Result<S::Ok, S::Error> {
        party.map_or([0; 4], PartyCode::to_bytes).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PartyCode>, D::Error> {
        match <[u8; 4]>::deserialize(deserializer)? {
            [0, 0, 0, 0] => Ok(None),
            bytes => PartyCode::from_bytes(bytes).map(Some).map_err(D::Error::custom),
        }
    }
}

/// The identity string of a ledger, signed into everything; a valid C2SP key name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Takes a well-formed origin.
    ///
    /// # Errors
    /// [`IdentifierFault::OriginForm`] for any other text.
    pub fn new(text: impl Into<String>) -> Result<Self, IdentifierFault> {
        let text = text.into();
        let good = (1..=ORIGIN_SIZE_MAX).contains(&text.len())
            && text.bytes().all(|byte| (0x21..=0x7e).contains(&byte) && byte != b'+');
        if good { Ok(Self(text)) } else { Err(IdentifierFault::OriginForm) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its size as the one byte that signed messages carry.
    #[must_use]
    pub fn size_byte(&self) -> u8 {
        // At most 128 bytes by construction.
        u8::try_from(self.0.len()).unwrap_or(u8::MAX)
    }
}

impl FromStr for Origin {
    type Err = IdentifierFault;

    fn from_str(text: &str) -> Result<Self, IdentifierFault> {
        Self::new(text)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_uppercase_and_zero_filled() {
        assert_eq!("CHE".parse::<PartyCode>().unwrap().to_bytes(), *b"CHE\0");
        assert_eq!("CHE01".parse::<RegistryId>().unwrap().as_str(), "CHE01");
        for bad in ["", "C", "che", "CHE01", "C-E", "CH "] {
            assert!(bad.parse::<PartyCode>().is_err(), "{bad:?}");
        }
        assert!(PartyCode::from_bytes(*b"C\0HE").is_err());
        assert!(PartyCode::from_bytes([0; 4]).is_err());
    }

    #[test]
    fn origins_are_key_names() {
        assert!(Origin::new("registry.example/che").is_ok());
        for bad in ["", "a b", "a+b", "é", &"x".repeat(129)] {
            assert!(Origin::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn hex_names_are_exact() {
        let id: EntryId = "00112233445566778899aabbccddeeff".parse().unwrap();
        assert_eq!(id.to_string(), "00112233445566778899aabbccddeeff");
        assert!("0011".parse::<EntryId>().is_err());
        assert!("0+112233445566778899aabbccddeeff".parse::<EntryId>().is_err());
    }
}
