//! Fixed-width little-endian encoding of bodies (`spec/format.md` section 1.1).
//!
//! Invariants:
//! - This is the only module that names bincode (decision D2); the bytes are described without it in the spec.
//! - [`decode`] takes all bytes or refuses: nothing may be left over, no size may exceed what is there.
//!
//! It does not know kinds, limits of fields, or files.

use bincode::Options;
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

/// Why bytes are not the one encoding of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EncodingFault {
    /// The bytes end early, go on too long, or hold a value that its field does not allow.
    #[error("the bytes are not one well-formed value of this type")]
    NotCanonical,
    /// The value is larger than the format lets it be.
    #[error("the value is larger than the format allows")]
    TooLarge,
}

fn options() -> impl Options {
    bincode::DefaultOptions::new().with_fixint_encoding().with_little_endian().reject_trailing_bytes()
}

/// Appends the encoding of `value` to `out`.
///
/// # Errors
/// [`EncodingFault::TooLarge`] if the value cannot be encoded.
pub fn encode_into<T: Serialize>(out: &mut Vec<u8>, value: &T) -> Result<(), EncodingFault> {
    options().serialize_into(out, value).map_err(|_| EncodingFault::TooLarge)
}

/// Encodes `value`.
///
/// # Errors
/// [`EncodingFault::TooLarge`] if the value cannot be encoded.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, EncodingFault> {
    let mut out = Vec::new();
    encode_into(&mut out, value)?;
    Ok(out)
}

/// Decodes exactly `bytes`.
///
/// # Errors
/// [`EncodingFault::NotCanonical`] for anything but the one encoding of a `T`.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, EncodingFault> {
    options().deserialize(bytes).map_err(|_| EncodingFault::NotCanonical)
}
