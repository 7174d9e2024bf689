//! Verifier keys of C2SP signed notes (c2sp.org/signed-note): name, key hash, Ed25519 public key.
//!
//! Invariant: the key hash is always computed, never taken from outside without comparison.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::identifiers::{Origin, PublicKey};

const ED25519: u8 = 1;

/// Why a text is not a verifier key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoteKeyFault {
    /// Not `origin+hash+base64`.
    #[error("a verifier key is <origin>+<8 hex digits>+<base64 of 01 and the public key>")]
    Form,
    /// The hash does not belong to this name and key.
    #[error("the key hash does not belong to this origin and key; was the line copied whole?")]
    Hash,
}

/// The first 4 bytes of SHA-256(name ‖ 0A ‖ 01 ‖ public key).
#[must_use]
pub fn key_hash(name: &Origin, key: &PublicKey) -> [u8; 4] {
    let digest = Sha256::new()
        .chain_update(name.as_str())
        .chain_update([b'\n', ED25519])
        .chain_update(key.0)
        .finalize();
    crate::entry::array(digest.as_slice(), 0).unwrap_or_default()
}

/// Writes a verifier key, as in a trust file.
#[must_use]
pub fn encode(name: &Origin, key: &PublicKey) -> String {
    let hash = u32::from_be_bytes(key_hash(name, key));
    let mut bytes = vec![ED25519];
    bytes.extend_from_slice(&key.0);
    format!("{name}+{hash:08x}+{}", STANDARD.encode(bytes))
}

/// Reads a verifier key.
///
/// # Errors
/// [`NoteKeyFault`] saying what is wrong.
pub fn decode(text: &str) -> Result<(Origin, PublicKey), NoteKeyFault> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(hash), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(NoteKeyFault::Form);
    };
    let name = Origin::new(name).map_err(|_| NoteKeyFault::Form)?;
    let bytes = STANDARD.decode(encoded).map_err(|_| NoteKeyFault::Form)?;
    let (algorithm, key) = bytes.split_first().ok_or(NoteKeyFault::Form)?;
    if *algorithm != ED25519 {
        return Err(NoteKeyFault::Form);
    }
    let key = PublicKey(key.try_into().map_err(|_| NoteKeyFault::Form)?);
    if hash != format!("{:08x}", u32::from_be_bytes(key_hash(&name, &key))) {
        return Err(NoteKeyFault::Hash);
    }
    Ok((name, key))
}
