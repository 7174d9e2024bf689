//! Keys that sign, the same in every run. They are for tests: everybody knows them.

use ed25519_dalek::{Signer as _, SigningKey};
use ledger_format::entry::{EntrySignature, Statement, assemble};
use ledger_format::identifiers::{KeyNumber, Origin, PublicKey};
use ledger_format::signed_range::statement_prefix;

/// A signing key and the number under which it is registered.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Its key number.
    pub number: KeyNumber,
    key: SigningKey,
}

impl Actor {
    /// The test key of a number.
    #[must_use]
    pub fn new(number: u32) -> Self {
        let seed = blake3::derive_key("itmo-ledger test keys, never use", &number.to_le_bytes());
        Self { number: KeyNumber(number), key: SigningKey::from_bytes(&seed) }
    }

    /// Its public key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey(self.key.verifying_key().to_bytes())
    }

    /// The key itself.
    #[must_use]
    pub fn signing_key(&self) -> &SigningKey {
        &self.key
    }

    /// A signature over prefix and range.
    #[must_use]
    pub fn sign(&self, prefix: &[u8], range: &[u8]) -> [u8; 64] {
        self.key.sign(&[prefix, range].concat()).to_bytes()
    }
}

/// Encodes a statement and signs it with all of `actors`.
///
/// # Panics
/// If the statement is too long, or there are no actors, or one twice.
#[must_use]
pub fn sign(origin: &Origin, statement: &Statement, actors: &[&Actor]) -> Vec<u8> {
    let bytes = statement.encode().expect("a test's statement fits");
    sign_bytes(origin, &bytes, actors)
}

/// Signs a statement's bytes, right or wrong.
///
/// # Panics
/// If the entry would be too long, or there are no actors, or one twice.
#[must_use]
pub fn sign_bytes(origin: &Origin, statement: &[u8], actors: &[&Actor]) -> Vec<u8> {
    let prefix = statement_prefix(origin);
    let signatures: Vec<_> = actors
        .iter()
        .map(|actor| EntrySignature { key: actor.number, signature: actor.sign(&prefix, statement) })
        .collect();
    assemble(statement, &signatures).expect("a test's signatures are in order")
}
