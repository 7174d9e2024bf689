//! Adds up products of 128-bit coefficients and 256-bit numbers, reducing modulo `L` once at the end.
//!
//! Reducing each product, as scalar arithmetic does, costs ten times as much as adding it up, and a batch adds
//! up two for each signature.
//!
//! Invariants:
//! - a sum is exact for up to 2^128 products: each is below 2^384, and there are 512 bits of room.

use curve25519_dalek::Scalar;

/// A sum of products, as eight 64-bit limbs, the lowest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SumOfProducts([u64; 8]);

impl SumOfProducts {
    /// Adds `coefficient * number`, the latter little-endian.
    pub(super) fn add(&mut self, coefficient: u128, number: &[u8; 32]) {
        let (limbs, _) = number.as_chunks::<8>();
        let [low, high] = limbs_of(coefficient);
        let [sum_low, rest @ ..] = &mut self.0;
        // Long multiplication: a row for each limb of the coefficient, the second one limb further up.
        let [second, third, fourth, upper @ ..] = rest;
        let mut carry = 0;
        for (sum, limb) in [sum_low, &mut *second, &mut *third, &mut *fourth].into_iter().zip(limbs) {
            (*sum, carry) = u64::from_le_bytes(*limb).carrying_mul_add(low, *sum, carry);
        }
        add_carry(upper, carry);
        let [fifth, upper @ ..] = upper;
        let mut carry = 0;
        for (sum, limb) in [second, third, fourth, fifth].into_iter().zip(limbs) {
            (*sum, carry) = u64::from_le_bytes(*limb).carrying_mul_add(high, *sum, carry);
        }
        add_carry(upper, carry);
    }

    /// The sum modulo `L`.
    pub(super) fn reduced(&self) -> Scalar {
        let mut bytes = [0; 64];
        for (chunk, limb) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(self.0) {
            *chunk = limb.to_le_bytes();
        }
        Scalar::from_bytes_mod_order_wide(&bytes)
    }

    /// Whether nothing but zeros was added.
    pub(super) fn is_zero(&self) -> bool {
        self.0.iter().all(|limb| *limb == 0)
    }
}

/// The low and the high half.
fn limbs_of(coefficient: u128) -> [u64; 2] {
    let bytes = coefficient.to_le_bytes();
    let (mut low, mut high) = ([0; 8], [0; 8]);
    low.copy_from_slice(&bytes[..8]);
    high.copy_from_slice(&bytes[8..]);
    [u64::from_le_bytes(low), u64::from_le_bytes(high)]
}

/// Adds a carry to the limbs from its place upwards.
fn add_carry(limbs: &mut [u64], mut carry: u64) {
    for limb in limbs {
        let overflowed;
        (*limb, overflowed) = limb.overflowing_add(carry);
        if !overflowed {
            return;
        }
        carry = 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_scalar_arithmetic(
            terms in prop::collection::vec((any::<u128>(), any::<[u8; 32]>()), 0..64),
        ) {
            let mut sum = SumOfProducts::default();
            let mut expected = Scalar::ZERO;
            for (coefficient, number) in &terms {
                sum.add(*coefficient, number);
                expected += Scalar::from(*coefficient) * Scalar::from_bytes_mod_order(*number);
            }
            prop_assert_eq!(sum.reduced(), expected);
            prop_assert_eq!(sum.is_zero(), terms.iter().all(|(z, n)| *z == 0 || n.iter().all(|b| *b == 0)));
        }
    }

    #[test]
    fn the_largest_terms_carry_through_every_limb() {
        let mut sum = SumOfProducts::default();
        let mut expected = Scalar::ZERO;
        let largest = Scalar::from(u128::MAX) * Scalar::from_bytes_mod_order([0xff; 32]);
        for _ in 0..10_000 {
            sum.add(u128::MAX, &[0xff; 32]);
            expected += largest;
        }
        assert_eq!(sum.reduced(), expected);
        assert_ne!(sum.0[6], 0, "10,000 such terms reach beyond 384 bits");
    }
}
