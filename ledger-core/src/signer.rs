//! Whoever signs for the ledger: a key in memory here, or an HSM or KMS that the embedder puts behind [`Signer`].
//!
//! Private keys never lie in the ledger's directory, and nothing here writes one down.

use std::sync::Arc;

use ed25519_dalek::{Signer as _, SigningKey};
use ledger_format::{
    entry::{EntrySignature, Statement, assemble},
    identifiers::{KeyNumber, Origin, PublicKey},
    signed_range::statement_prefix,
};
use thiserror::Error as ThisError;

use crate::error::Error;

/// Why there is no signature.
#[derive(Debug, Clone, ThisError)]
#[error("key {key} could not sign: {source}; see to the device or service that holds it")]
pub struct SignerFault {
    /// Which key.
    pub key: KeyNumber,
    /// What the device or service reported.
    pub source: Arc<dyn std::error::Error + Send + Sync>,
}

/// A key that signs: Ed25519 as RFC 8032 has it, no prehash, no context.
pub trait Signer: Send + Sync + std::fmt::Debug {
    /// The key's number in this ledger.
    fn key_number(&self) -> KeyNumber;

    /// Its public half.
    fn public_key(&self) -> PublicKey;

    /// R ‖ s over `message`.
    ///
    /// # Errors
    /// [`SignerFault`] when the device or service that holds the key does not sign.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignerFault>;
}

/// A private key in this process's memory, wiped when dropped.
pub struct MemorySigner {
    number: KeyNumber,
    key: SigningKey,
}

impl MemorySigner {
    /// The key with this number.
    #[must_use]
    pub fn new(number: KeyNumber, key: SigningKey) -> Self {
        Self { number, key }
    }

    /// The key made of 32 secret bytes (RFC 8032's private key).
    #[must_use]
    pub fn from_secret(number: KeyNumber, secret: &[u8; 32]) -> Self {
        Self::new(number, SigningKey::from_bytes(secret))
    }
}

impl std::fmt::Debug for MemorySigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemorySigner").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Signer for MemorySigner {
    fn key_number(&self) -> KeyNumber {
        self.number
    }

    fn public_key(&self) -> PublicKey {
        PublicKey(self.key.verifying_key().to_bytes())
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignerFault> {
        Ok(self.key.sign(message).to_bytes())
    }
}

/// Signs a statement with every given key and joins both to an entry.
///
/// # Errors
/// [`Error::Signer`], and [`Error::Assembly`] when the statement is too long or the signers are none, too many or double.
pub fn sign_statement(
    origin: &Origin,
    statement: &Statement,
    signers: &[&dyn Signer],
) -> Result<Vec<u8>, Error> {
    let statement = statement.encode()?;
    let message = [&statement_prefix(origin), statement.as_slice()].concat();
    let mut signatures = Vec::with_capacity(signers.len());
    for signer in signers {
        signatures.push(EntrySignature { key: signer.key_number(), signature: signer.sign(&message)? });
    }
    Ok(assemble(&statement, &signatures)?)
}
