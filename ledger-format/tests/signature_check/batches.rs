//! A batch names exactly the signatures that are invalid alone, wherever they stand and whoever made them.

use curve25519_dalek::Scalar;
use ledger_format::signature::{
    BATCH_CHUNK, BatchItem, InvalidSignature, SignatureFault, VerifyingKey, verify, verify_batch,
};
use proptest::prelude::*;

use crate::forge::{self, KnownPoint};

struct Signed {
    key: usize,
    message: [u8; 8],
    signature: [u8; 64],
}

/// Keys, and honest signatures by them in turn.
struct Ledger {
    keys: Vec<VerifyingKey>,
    signed: Vec<Signed>,
}

/// What is done to a signature.
#[derive(Debug, Clone, Copy)]
enum Damage {
    OtherMessage,
    OtherKey,
    OtherS,
    ROffTheCurve,
    SAboveTheOrder,
    /// Takes the next signature's `R` and `s`.
    Swapped,
}

const DAMAGES: [Damage; 6] = [
    Damage::OtherMessage,
    Damage::OtherKey,
    Damage::OtherS,
    Damage::ROffTheCurve,
    Damage::SAboveTheOrder,
    Damage::Swapped,
];

impl Ledger {
    fn new(key_count: usize, count: usize) -> Self {
        let points: Vec<KnownPoint> =
            (0..key_count as u64).map(|seed| KnownPoint::new(forge::scalar(seed), 0)).collect();
        let keys = points.iter().map(|point| VerifyingKey::from_bytes(&point.bytes).unwrap()).collect();
        let signed = (0..count)
            .map(|index| {
                let (key, message) = (index % key_count, (index as u64).to_le_bytes());
                Signed { key, message, signature: forge::sign_honestly(&points[key], &message) }
            })
            .collect();
        Self { keys, signed }
    }

    fn items(&self) -> Vec<BatchItem<'_>> {
        self.signed
            .iter()
            .map(|each| BatchItem {
                key: &self.keys[each.key],
                prefix: &each.message[..3],
                range: &each.message[3..],
                signature: &each.signature,
            })
            .collect()
    }

    fn damage(&mut self, index: usize, damage: Damage) {
        let count = self.signed.len();
        let other = self.signed[(index + 1) % count].signature;
        let key_count = self.keys.len();
        let each = &mut self.signed[index];
        match damage {
            Damage::OtherMessage => each.message[7] ^= 0x40,
            Damage::OtherKey => each.key = (each.key + 1) % key_count,
            Damage::OtherS => add_to_s(&mut each.signature, Scalar::ONE),
            Damage::ROffTheCurve => {
                // No point has y = 2.
                each.signature[..32].fill(0);
                each.signature[0] = 2;
            }
            Damage::SAboveTheOrder => each.signature[63] |= 0xe0,
            Damage::Swapped => each.signature = other,
        }
    }

    /// What single checks say: the measure of a batch.
    fn singly(&self) -> Vec<InvalidSignature> {
        let check = |(index, item): (usize, &BatchItem<'_>)| {
            let fault = verify(item.key, item.prefix, item.range, item.signature).err()?;
            Some(InvalidSignature { index, fault })
        };
        self.items().iter().enumerate().filter_map(check).collect()
    }

    fn batch_agrees(&self, randomness: u8) -> Vec<InvalidSignature> {
        let singly = self.singly();
        assert_eq!(verify_batch(&self.items(), &[randomness; 32]).invalid(), singly);
        singly
    }
}

fn add_to_s(signature: &mut [u8; 64], delta: Scalar) {
    let mut s = [0; 32];
    s.copy_from_slice(&signature[32..]);
    let s = Scalar::from_canonical_bytes(s).expect("still canonical") + delta;
    signature[32..].copy_from_slice(s.as_bytes());
}

#[test]
fn an_honest_batch_of_any_size_is_valid() {
    assert!(verify_batch(&[], &[0; 32]).is_valid());
    let ledger = Ledger::new(5, BATCH_CHUNK + 1);
    let items = ledger.items();
    for size in
        (1..=40).chain([63, 64, 65, 189, 190, 499, 1_000, BATCH_CHUNK - 1, BATCH_CHUNK, BATCH_CHUNK + 1])
    {
        assert!(verify_batch(&items[..size], &[1; 32]).is_valid(), "{size} signatures");
    }
}

#[test]
fn one_bad_signature_at_every_place_is_named() {
    for count in [1, 2, 3, 15, 16, 17, 33, 70] {
        for index in 0..count {
            let damage = DAMAGES[index % 5];
            let mut ledger = Ledger::new(3, count);
            ledger.damage(index, damage);
            let found: Vec<usize> = ledger.batch_agrees(2).iter().map(|each| each.index).collect();
            assert_eq!(found, [index], "{damage:?}, {count} signatures");
        }
    }
}

#[test]
fn bad_signatures_on_both_sides_of_a_chunk_boundary_are_named() {
    let mut ledger = Ledger::new(16, BATCH_CHUNK + 200);
    let middle = (BATCH_CHUNK + 200) / 2;
    let places = [0, 1, middle - 1, middle, BATCH_CHUNK - 1, BATCH_CHUNK, BATCH_CHUNK + 199];
    for (number, place) in places.into_iter().enumerate() {
        ledger.damage(place, DAMAGES[number % 5]);
    }
    let found: Vec<usize> = ledger.batch_agrees(3).iter().map(|each| each.index).collect();
    assert_eq!(found, places);
}

#[test]
fn a_batch_of_nothing_but_bad_signatures_is_named_in_full() {
    let mut ledger = Ledger::new(4, 300);
    for index in 0..300 {
        ledger.damage(index, DAMAGES[index % 5]);
    }
    assert_eq!(ledger.batch_agrees(4).len(), 300);
}

#[test]
fn errors_that_cancel_in_a_plain_sum_are_caught() {
    // s + d and s - d under one key: the plain sum of the equations is unchanged, a weighted one is not.
    for (first, second, count) in [(0, 1, 2), (3, 90, 200), (0, 199, 200), (16, 17, 64)] {
        for key_count in [1, 7] {
            let mut ledger = Ledger::new(key_count, count);
            let delta = forge::scalar(99);
            add_to_s(&mut ledger.signed[first].signature, delta);
            add_to_s(&mut ledger.signed[second].signature, -delta);

            // The control: these two do cancel where all coefficients are the same.
            let honest = Ledger::new(key_count, count);
            let sum = |ledger: &Ledger| -> Scalar { ledger.signed.iter().map(s_of).sum() };
            assert_eq!(sum(&ledger), sum(&honest));

            let found: Vec<usize> = ledger.batch_agrees(5).iter().map(|each| each.index).collect();
            assert_eq!(found, [first, second]);
        }
    }
}

fn s_of(signed: &Signed) -> Scalar {
    let mut s = [0; 32];
    s.copy_from_slice(&signed.signature[32..]);
    Scalar::from_canonical_bytes(s).expect("canonical")
}

#[test]
fn equal_keys_at_different_addresses_are_one_key() {
    let ledger = Ledger::new(2, 100);
    let copies: Vec<VerifyingKey> = ledger.signed.iter().map(|each| ledger.keys[each.key].clone()).collect();
    let mut items = ledger.items();
    for (item, copy) in items.iter_mut().zip(&copies) {
        item.key = copy;
    }
    assert!(verify_batch(&items, &[6; 32]).is_valid());
}

#[test]
fn the_verdict_does_not_depend_on_the_randomness() {
    let mut ledger = Ledger::new(3, 130);
    ledger.damage(7, Damage::OtherS);
    ledger.damage(121, Damage::ROffTheCurve);
    for randomness in 0..=u8::MAX {
        let found: Vec<InvalidSignature> =
            verify_batch(&ledger.items(), &[randomness; 32]).invalid().to_vec();
        assert_eq!(
            found,
            [
                InvalidSignature { index: 7, fault: SignatureFault::Mismatch },
                InvalidSignature { index: 121, fault: SignatureFault::RNotOnCurve },
            ]
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_batch_agrees_with_single_checks(
        key_count in 1_usize..40,
        count in 1_usize..400,
        damages in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&DAMAGES[..])), 0..12),
        randomness in any::<u8>(),
    ) {
        let mut ledger = Ledger::new(key_count, count);
        for (index, damage) in &damages {
            // Twice damaged may be whole again: agreement is what counts.
            let index = index.index(count);
            if ledger.signed[index].signature[63] < 0x10 && ledger.signed[index].signature[0] != 2 {
                ledger.damage(index, *damage);
            }
        }
        ledger.batch_agrees(randomness);
    }
}
