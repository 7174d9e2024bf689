//! Checks many signatures at a fraction of the price, with the verdict that each would get alone.
//!
//! The equations of a chunk, each times a random coefficient, are added up into one product of many points; a
//! sum that is not the identity is halved until the guilty ones are found.
//!
//! Invariants:
//! - a signature is called valid only by a sum that it is part of, or alone; it is called invalid only alone;
//! - in one product each distinct key has one term, and the base point one.
//!
//! It starts no thread: callers cut their work into slices of [`BATCH_CHUNK`] and run them where they like.

use std::collections::{HashMap, hash_map::Entry};

use curve25519_dalek::{
    EdwardsPoint, Scalar,
    constants::ED25519_BASEPOINT_POINT,
    traits::{IsIdentity, VartimeMultiscalarMul},
};

use super::{
    coefficients::Transcript,
    key::VerifyingKey,
    single::{OpenedSignature, SignatureFault, halves},
    sums::SumOfProducts,
};

/// Signatures in one product. More cost less each, as long as they fit a core's cache: with 1,024 keys 8,192 are 6 %
/// faster than 4,096, and twice as many gain little more (`examples/signature_rate.rs`).
pub const BATCH_CHUNK: usize = 8_192;

/// Below this many signatures a product saves less than the search costs when one of them is invalid.
const SINGLY_BELOW: usize = 4;

/// When more than one in this many of a half was invalid, the other half is not worth a product.
const DENSE_ONE_IN: usize = 4;

/// One signature to check: `signature` by `key` over `prefix` followed by `range`.
#[derive(Debug, Clone, Copy)]
pub struct BatchItem<'a> {
    /// Who signed. Keys are told apart by their bytes: equal keys at different addresses share a term.
    pub key: &'a VerifyingKey,
    /// The domain prefix in front of the signed range.
    pub prefix: &'a [u8],
    /// The signed range as it lies in the entry.
    pub range: &'a [u8],
    /// `R || s`.
    pub signature: &'a [u8; 64],
}

/// A signature that is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidSignature {
    /// Where it stands in the slice that was checked.
    pub index: usize,
    /// What [`verify`](super::verify) says of it.
    pub fault: SignatureFault,
}

/// Which signatures of a batch are not valid; all others are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct BatchVerdict {
    invalid: Vec<InvalidSignature>,
}

impl BatchVerdict {
    /// Whether every signature of the batch is valid. True for an empty batch.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.invalid.is_empty()
    }

    /// The signatures that are not valid, by rising index.
    #[must_use]
    pub fn invalid(&self) -> &[InvalidSignature] {
        &self.invalid
    }
}

/// Checks each of `items` as [`verify`](super::verify) does, and says which are not valid.
///
/// `randomness` must be fresh for each call and unknown to whoever made the signatures; the verdict does not
/// depend on it. Memory is bounded: below 8 MiB however many the items. One invalid signature among valid ones adds
/// 20 to 40 milliseconds of search; the worst mixture, one in about 20, takes three times as long as single checks.
pub fn verify_batch(items: &[BatchItem<'_>], randomness: &[u8; 32]) -> BatchVerdict {
    let mut invalid = Vec::new();
    // Equal chunks: 8,193 signatures are two halves, not a full product and a single check.
    let chunk_count = items.len().div_ceil(BATCH_CHUNK).max(1);
    let chunk_size = items.len().div_ceil(chunk_count).max(1);
    let mut first_index = 0_usize;
    for chunk in items.chunks(chunk_size) {
        check_chunk(chunk, first_index, randomness, &mut invalid);
        first_index = first_index.saturating_add(chunk.len());
    }
    // Faults of form are found before those of the equation.
    invalid.sort_unstable_by_key(|each: &InvalidSignature| each.index);
    BatchVerdict { invalid }
}

/// A well-formed signature of a chunk, with its place and the number of its key among the chunk's keys.
struct Candidate {
    index: usize,
    key_slot: usize,
    opened: OpenedSignature,
    /// Its weight in the sum; never zero once drawn.
    coefficient: u128,
}

/// Checks one chunk of items, the first of which has `first_index` in the caller's slice.
fn check_chunk(
    chunk: &[BatchItem<'_>],
    first_index: usize,
    randomness: &[u8; 32],
    invalid: &mut Vec<InvalidSignature>,
) {
    let mut keys = ChunkKeys::default();
    let mut candidates = Vec::with_capacity(chunk.len());
    let mut transcript = Transcript::with_capacity(chunk.len());
    for (index, item) in (first_index..).zip(chunk) {
        match OpenedSignature::parse(item.key, item.prefix, item.range, item.signature) {
            Ok(opened) => {
                let (r, s) = halves(item.signature);
                transcript.push(&r, item.key.as_bytes(), &opened.h, &s);
                let key_slot = keys.slot(item.key);
                candidates.push(Candidate { index, key_slot, opened, coefficient: 0 });
            }
            Err(fault) => invalid.push(InvalidSignature { index, fault }),
        }
    }
    for (candidate, coefficient) in candidates.iter_mut().zip(transcript.coefficients(randomness)) {
        candidate.coefficient = coefficient;
    }
    Search { keys: &keys.list, invalid }.settle(&candidates, false);
}

/// The distinct keys of a chunk, numbered as they appear.
#[derive(Default)]
struct ChunkKeys<'a> {
    list: Vec<&'a VerifyingKey>,
    slots: HashMap<&'a [u8; 32], usize>,
}

impl<'a> ChunkKeys<'a> {
    fn slot(&mut self, key: &'a VerifyingKey) -> usize {
        match self.slots.entry(key.as_bytes()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let slot = self.list.len();
                self.list.push(key);
                *new.insert(slot)
            }
        }
    }
}

/// The search for the invalid signatures of one chunk.
struct Search<'s, 'k> {
    keys: &'s [&'k VerifyingKey],
    invalid: &'s mut Vec<InvalidSignature>,
}

impl Search<'_, '_> {
    /// Finds the invalid ones among `candidates`; `known_bad` when it is certain that there is one.
    ///
    /// Recurses at most as deep as the chunk can be halved.
    fn settle(&mut self, candidates: &[Candidate], known_bad: bool) {
        if candidates.len() < SINGLY_BELOW {
            self.settle_singly(candidates);
            return;
        }
        if !known_bad && self.sum_is_identity(candidates) {
            return;
        }
        let (left, right) = candidates.split_at(candidates.len() / 2);
        let bad_before = self.invalid.len();
        self.settle(left, false);
        let bad_left = self.invalid.len().saturating_sub(bad_before);
        if bad_left > left.len() / DENSE_ONE_IN {
            self.settle_singly(right);
        } else {
            // The sum of the whole is the sum of its halves: if the left one was good, the right one is not.
            self.settle(right, bad_left == 0);
        }
    }

    fn settle_singly(&mut self, candidates: &[Candidate]) {
        for Candidate { index, key_slot, opened, .. } in candidates {
            if !self.keys.get(*key_slot).is_some_and(|key| opened.holds(key)) {
                self.invalid.push(InvalidSignature { index: *index, fault: SignatureFault::Mismatch });
            }
        }
    }

    /// Whether `[8](sum of z([s]B - R - [h]A))` is the identity, over all candidates with their coefficients `z`.
    fn sum_is_identity(&self, candidates: &[Candidate]) -> bool {
        let mut base_sum = SumOfProducts::default();
        let mut key_sums = vec![SumOfProducts::default(); self.keys.len()];
        for Candidate { key_slot, opened, coefficient, .. } in candidates {
            base_sum.add(*coefficient, opened.s.as_bytes());
            match key_sums.get_mut(*key_slot) {
                Some(sum) => sum.add(*coefficient, opened.h.as_bytes()),
                None => return false,
            }
        }
        // All signs are turned, so that R keeps its 128-bit coefficient: -z would have 253 bits.
        let (mut scalars, mut points) = (vec![-base_sum.reduced()], vec![ED25519_BASEPOINT_POINT]);
        scalars.reserve(candidates.len().saturating_add(self.keys.len()));
        points.reserve(candidates.len().saturating_add(self.keys.len()));
        for (key, sum) in self.keys.iter().zip(&key_sums) {
            // Most keys of a chunk have no signature in a small part of it.
            if !sum.is_zero() {
                scalars.push(-sum.reduced());
                points.push(*key.minus_a());
            }
        }
        for Candidate { opened, coefficient, .. } in candidates {
            scalars.push(Scalar::from(*coefficient));
            points.push(opened.r);
        }
        EdwardsPoint::vartime_multiscalar_mul(&scalars, &points).mul_by_cofactor().is_identity()
    }
}
