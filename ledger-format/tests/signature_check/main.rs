//! Holds the signature check against other people's vectors, other implementations, crafted signatures and itself.
//!
//! | module | the class of bugs it is there to find |
//! | --- | --- |
//! | `rfc8032`, `wycheproof` | an honest signature refused, a known forgery accepted |
//! | `edge_cases` | encodings and small orders on which implementations disagree |
//! | `mutations` | a bit that is not looked at |
//! | `batches` | a verdict that depends on its neighbours |
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "clippy.toml allows these in tests, but sees only the functions marked as such, not those they call"
)]

mod batches;
mod edge_cases;
mod forge;
mod mutations;
mod rfc8032;
mod wycheproof;

use ledger_format::signature::{BatchItem, KeyFault, SignatureFault, VerifyingKey, verify, verify_batch};

/// What our check says of 32 bytes as a key and 64 bytes as its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judgement {
    Valid,
    KeyRefused(KeyFault),
    SignatureRefused(SignatureFault),
}

/// Judges a signature, and holds the verdict against ZIP 215: a subset, smaller only by what the definition says.
fn judge(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Judgement {
    let judgement = judge_by_ours_alone(key, message, signature);
    let may_differ = matches!(
        judgement,
        Judgement::KeyRefused(KeyFault::NonCanonical | KeyFault::SmallOrder)
            | Judgement::SignatureRefused(SignatureFault::NonCanonicalR)
    );
    let zip215 = zip215_accepts(key, message, signature);
    assert!(
        zip215 == (judgement == Judgement::Valid) || (zip215 && may_differ),
        "{judgement:?}, ZIP 215: {zip215}"
    );
    judgement
}

/// Judges a signature alone, in a batch of its own, and cut at another place of the message: always the same.
fn judge_by_ours_alone(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Judgement {
    let key = match VerifyingKey::from_bytes(key) {
        Ok(key) => key,
        Err(fault) => return Judgement::KeyRefused(fault),
    };
    let whole = verify(&key, b"", message, signature);
    let (prefix, range) = message.split_at(message.len() / 2);
    assert_eq!(verify(&key, prefix, range, signature), whole, "a message is its bytes, however it is cut");
    let item = BatchItem { key: &key, prefix, range, signature };
    let batch = verify_batch(&[item], &[9; 32]);
    assert_eq!(batch.invalid().first().map(|each| each.fault), whole.err(), "a batch of one");
    match whole {
        Ok(()) => Judgement::Valid,
        Err(fault) => Judgement::SignatureRefused(fault),
    }
}

/// What ZIP 215 says, as `ed25519-zebra` implements it.
fn zip215_accepts(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    ed25519_zebra::VerificationKey::try_from(*key)
        .is_ok_and(|key| key.verify(&ed25519_zebra::Signature::from(*signature), message).is_ok())
}

/// What the cofactorless check of `ed25519-dalek` says.
fn cofactorless_accepts(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    use ed25519_dalek::Verifier as _;
    ed25519_dalek::VerifyingKey::from_bytes(key)
        .is_ok_and(|key| key.verify(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok())
}
