//! Says whether an Ed25519 signature is valid: one definition for one signature and for ten thousand.
//!
//! Ed25519 implementations agree on honest signatures and disagree on crafted ones. A ledger whose writer
//! and auditors may disagree on a signature has no evidence, so the definition is spelled out here and used
//! everywhere (decision D4).
//!
//! A **public key** `A` is accepted ([`VerifyingKey::from_bytes`]) when
//! - its encoding is canonical: `y < p`, and no sign bit on a point with `x = 0`;
//! - it is the encoding of a point on the curve;
//! - that point is not of small order. A *mixed-order* key (a point of the prime-order group plus one of small
//!   order) is accepted: it verifies only what the holder of its secret part signed.
//!
//! A **signature** `R || s` over a message `M`, under such a key, is valid ([`verify`]) when
//! - `R` is canonically encoded and on the curve. `R` of small or mixed order is accepted if the equation holds;
//! - `s` is canonical: `s < L`, the order of the prime-order group;
//! - `[8]([s]B - R - [h]A)` is the identity, with `h = SHA-512(R || A || M) mod L` over the bytes as given.
//!
//! Invariants:
//! - [`verify_batch`] names exactly those signatures for which [`verify`] fails, each with the same fault. Its
//!   probability of overlooking one is below 2^-120 a call, whoever chose the signatures.
//! - What is accepted here is accepted by ZIP 215; what ZIP 215 accepts and this refuses has a non-canonical
//!   encoding or a key of small order. Checks without the cofactor (`verify` of `ed25519-dalek`, OpenSSL) refuse
//!   some crafted signatures that are valid here; every signature made as RFC 8032 says is valid in all of them.
//! - The message is a prefix followed by one contiguous range; neither is copied.
//! - No input panics, and no verdict depends on time, threads, or which signatures stand next to each other.
//!
//! It is not: a signer, a key store, or a place that knows who may sign what. Nothing here is secret, so
//! nothing here runs in constant time.

mod batch;
mod coefficients;
mod encoding;
mod key;
mod single;
mod sums;

pub use batch::{BATCH_CHUNK, BatchItem, BatchVerdict, InvalidSignature, verify_batch};
pub use key::{KeyFault, VerifyingKey};
pub use single::{SignatureFault, verify};
