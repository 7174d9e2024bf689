//! Leaf, chain and tree hashes (`spec/format.md` sections 5.1 to 5.3): pure functions of bytes.
//!
//! How many leaves are hashed at once, and how a tree is kept, is the business of who calls.

use sha2::{Digest as _, Sha256};

use crate::identifiers::{Digest, Origin, Timestamp};

// A domain's name filled with zeros to the size of a BLAKE3 key.
const ORIGIN_KEY: [u8; 32] = *b"itmo-ledger/v1/origin\0\0\0\0\0\0\0\0\0\0\0";
const CHAIN_KEY: [u8; 32] = *b"itmo-ledger/v1/chain\0\0\0\0\0\0\0\0\0\0\0\0";
const TEXT_KEY: [u8; 32] = *b"itmo-ledger/v1/text\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// Entries up to this size are joined with their time on the stack before hashing; larger ones on the heap.
const STACK_ENTRY_SIZE: usize = 503;

/// BLAKE3 of any bytes.
#[must_use]
pub fn blake3(bytes: &[u8]) -> Digest {
    Digest(blake3::hash(bytes).into())
}

/// The commitment to a text (decision D15).
#[must_use]
pub fn commitment(salt: &[u8; 32], text: &str) -> crate::identifiers::Commitment {
    let mut hasher = blake3::Hasher::new_keyed(&TEXT_KEY);
    hasher.update(salt).update(text.as_bytes());
    crate::identifiers::Commitment(hasher.finalize().into())
}

/// The leaf's own bytes: its batch's time, then the entry.
#[must_use]
pub fn leaf(recorded_at: Timestamp, entry: &[u8]) -> Vec<u8> {
    let mut leaf = Vec::with_capacity(8 + entry.len());
    leaf.extend_from_slice(&recorded_at.0.to_le_bytes());
    leaf.extend_from_slice(entry);
    leaf
}

/// Both hashes of a leaf: BLAKE3 for the chain, SHA-256 (RFC 6962) for the tree.
#[must_use]
pub fn leaf_hashes(recorded_at: Timestamp, entry: &[u8]) -> (Digest, Digest) {
    let mut stack = [0; 9 + STACK_ENTRY_SIZE];
    let size = 9 + entry.len();
    let mut heap = Vec::new();
    // One byte in front for RFC 6962's 00, so that both hashes read the same buffer.
    let prefixed = if let Some(place) = stack.get_mut(..size) {
        place
    } else {
        heap.resize(size, 0);
        heap.as_mut_slice()
    };
    let (front, rest) = prefixed.split_at_mut(9);
    if let Some(time) = front.get_mut(1..) {
        time.copy_from_slice(&recorded_at.0.to_le_bytes());
    }
    rest.copy_from_slice(entry);
    let prefixed = &*prefixed;
    (blake3(prefixed.get(1..).unwrap_or_default()), Digest(Sha256::digest(prefixed).into()))
}

/// The chain before entry 0.
#[must_use]
pub fn chain_start(origin: &Origin) -> Digest {
    Digest(blake3::keyed_hash(&ORIGIN_KEY, origin.as_str().as_bytes()).into())
}

/// The chain after an entry, from the chain before it and its leaf's BLAKE3.
#[must_use]
pub fn chain_next(before: &Digest, leaf: &Digest) -> Digest {
    let mut input = [0; 64];
    let (head, tail) = input.split_at_mut(32);
    head.copy_from_slice(&before.0);
    tail.copy_from_slice(&leaf.0);
    Digest(blake3::keyed_hash(&CHAIN_KEY, &input).into())
}

/// RFC 6962's hash of an inner node.
#[must_use]
pub fn node_hash(left: &Digest, right: &Digest) -> Digest {
    let mut input = [1; 65];
    let (_, pair) = input.split_at_mut(1);
    let (a, b) = pair.split_at_mut(32);
    a.copy_from_slice(&left.0);
    b.copy_from_slice(&right.0);
    Digest(Sha256::digest(input).into())
}

/// The root of a tree without leaves.
#[must_use]
pub fn empty_root() -> Digest {
    Digest(Sha256::digest([]).into())
}
