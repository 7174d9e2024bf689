//! Draws the random coefficients by which the equations of a batch are added up.
//!
//! Invariants:
//! - coefficients are uniform over 1 to 2^128 - 1 but for a bias of 2^-128, and never zero: a coefficient of
//!   zero would leave its signature unchecked;
//! - they depend on the caller's randomness *and* on every `R`, `A`, `h` and `s` of the batch: who chooses
//!   signatures cannot know them (even if the randomness were known, changing a signature changes them all).

use curve25519_dalek::Scalar;

/// Keeps this use of BLAKE3 apart from any other in the ledger.
const DOMAIN: &[u8] = b"itmo-ledger/1 signature batch coefficients";

/// Bytes that one signature adds to the transcript: `R`, `A`, `h`, `s`.
const TERM_SIZE: usize = 4 * 32;

/// Collects what the coefficients of one batch depend on.
pub(super) struct Transcript {
    // One buffer, hashed at once: BLAKE3 hashes long inputs several times faster than pieces of them.
    bytes: Vec<u8>,
    count: usize,
}

impl Transcript {
    /// An empty transcript with room for `count` signatures.
    pub(super) fn with_capacity(count: usize) -> Self {
        let mut bytes = Vec::with_capacity(DOMAIN.len().saturating_add(count.saturating_mul(TERM_SIZE)));
        bytes.extend_from_slice(DOMAIN);
        Self { bytes, count: 0 }
    }

    /// Adds one signature.
    pub(super) fn push(&mut self, r: &[u8; 32], a: &[u8; 32], h: &Scalar, s: &[u8; 32]) {
        for part in [r, a, h.as_bytes(), s] {
            self.bytes.extend_from_slice(part);
        }
        self.count = self.count.saturating_add(1);
    }

    /// One coefficient for each signature, in the order in which they were added.
    pub(super) fn coefficients(&self, randomness: &[u8; 32]) -> Vec<u128> {
        let mut stream = blake3::Hasher::new_keyed(randomness).update(&self.bytes).finalize_xof();
        let mut drawn = vec![0; self.count.saturating_mul(size_of::<u128>())];
        stream.fill(&mut drawn);
        let (drawn, _) = drawn.as_chunks();
        drawn.iter().map(|bytes| u128::from_le_bytes(*bytes).max(1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(randomness: u8, terms: &[[u8; 4]]) -> Vec<u128> {
        let mut transcript = Transcript::with_capacity(terms.len());
        for [r, a, h, s] in terms {
            transcript.push(&[*r; 32], &[*a; 32], &Scalar::from(*h), &[*s; 32]);
        }
        transcript.coefficients(&[randomness; 32])
    }

    #[test]
    fn any_change_anywhere_changes_every_coefficient() {
        let base = drawn(0, &[[1, 2, 3, 4], [5, 6, 7, 8]]);
        assert_eq!(base, drawn(0, &[[1, 2, 3, 4], [5, 6, 7, 8]]));
        for changed in [
            drawn(1, &[[1, 2, 3, 4], [5, 6, 7, 8]]),
            drawn(0, &[[1, 2, 3, 4], [9, 6, 7, 8]]),
            drawn(0, &[[1, 2, 3, 4], [5, 9, 7, 8]]),
            drawn(0, &[[1, 2, 3, 4], [5, 6, 9, 8]]),
            drawn(0, &[[1, 2, 3, 4], [5, 6, 7, 9]]),
        ] {
            assert!(base.iter().zip(&changed).all(|(one, other)| one != other));
        }
    }

    #[test]
    fn coefficients_are_distinct_and_use_all_128_bits() {
        let coefficients = drawn(7, &vec![[1, 2, 3, 4]; 4_096]);
        assert_eq!(coefficients.len(), 4_096);
        let mut sorted = coefficients.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), coefficients.len());
        assert_eq!(coefficients.iter().fold(0, |bits, each| bits | each), u128::MAX);
        assert_eq!(coefficients.iter().fold(u128::MAX, |bits, each| bits & each), 0);
    }
}
