//! Every pairing of edge cases in `A` and `R`: the classes of C2SP/CCTV's Ed25519 vectors, made here with known
//! scalars, so that what must hold for each is known beforehand.

use std::collections::BTreeMap;

use crate::{
    Judgement, cofactorless_accepts,
    forge::{self, KnownPoint},
    judge, zip215_accepts,
};
use curve25519_dalek::Scalar;
use ledger_format::signature::{BatchItem, KeyFault, SignatureFault, VerifyingKey, verify, verify_batch};

/// What is special about a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    PrimeOrder,
    MixedOrder,
    SmallOrder,
    NonCanonical,
}

fn points(seed: u64) -> Vec<(Class, KnownPoint)> {
    let large = (0..8).map(|torsion| {
        let class = if torsion == 0 { Class::PrimeOrder } else { Class::MixedOrder };
        (class, KnownPoint::new(forge::scalar(seed), torsion))
    });
    let small = forge::canonical_small_orders().into_iter().map(|bytes| (Class::SmallOrder, bytes));
    let other = forge::other_small_orders().into_iter().map(|bytes| (Class::NonCanonical, bytes));
    large.chain(small.chain(other).map(|(class, bytes)| (class, KnownPoint::small_order(bytes)))).collect()
}

/// A signature of some class, and what every check must say.
struct Crafted {
    classes: (Class, Class),
    key: [u8; 32],
    message: Vec<u8>,
    signature: [u8; 64],
}

/// All pairs of points, with messages enough that the torsion of `R + [h]A` takes every value.
fn crafted(sign: fn(&KnownPoint, &KnownPoint, &[u8]) -> [u8; 64]) -> Vec<Crafted> {
    let mut all = Vec::new();
    for (key_class, key) in points(1) {
        for (nonce_class, nonce) in points(2) {
            for number in 0..6 {
                let message = format!("edge case {number}").into_bytes();
                let signature = sign(&key, &nonce, &message);
                all.push(Crafted { classes: (key_class, nonce_class), key: key.bytes, message, signature });
            }
        }
    }
    all
}

#[test]
fn each_class_of_key_and_nonce_is_judged_as_the_definition_says() {
    let mut counts: BTreeMap<(Class, Class), usize> = BTreeMap::new();
    for Crafted { classes, key, message, signature } in crafted(forge::sign) {
        assert!(zip215_accepts(&key, &message, &signature), "ZIP 215 takes all of these: {classes:?}");
        let expected = match classes {
            (Class::NonCanonical, _) => Judgement::KeyRefused(KeyFault::NonCanonical),
            (Class::SmallOrder, _) => Judgement::KeyRefused(KeyFault::SmallOrder),
            (_, Class::NonCanonical) => Judgement::SignatureRefused(SignatureFault::NonCanonicalR),
            _ => Judgement::Valid,
        };
        assert_eq!(judge(&key, &message, &signature), expected, "{classes:?}");
        *counts.entry(classes).or_default() += 1;
    }
    assert_eq!(counts.len(), 16, "every pairing of classes");
    assert_eq!(counts.values().sum::<usize>(), 22 * 22 * 6);
}

#[test]
fn some_are_divided_from_a_check_without_cofactor_and_a_batch_takes_our_side() {
    let honest = KnownPoint::new(forge::scalar(3), 0);
    let honest_key = VerifyingKey::from_bytes(&honest.bytes).unwrap();
    let honest_signature = forge::sign_honestly(&honest, b"honest");
    let honest_item =
        BatchItem { key: &honest_key, prefix: b"honest", range: b"", signature: &honest_signature };

    let divided: Vec<(VerifyingKey, Crafted)> = crafted(forge::sign)
        .into_iter()
        .filter(|each| !cofactorless_accepts(&each.key, &each.message, &each.signature))
        .filter_map(|each| Some((VerifyingKey::from_bytes(&each.key).ok()?, each)))
        .filter(|(_, each)| each.classes.1 != Class::NonCanonical)
        .collect();
    // The control of this test: without them it would show nothing.
    assert!(divided.len() > 300, "only {} signatures divide the two checks", divided.len());

    for (key, each) in &divided {
        assert_eq!(verify(key, &each.message, b"", &each.signature), Ok(()));
    }
    // Alone among honest ones, at several sizes, and all together.
    for (number, (key, each)) in divided.iter().enumerate().step_by(7) {
        let mut items = vec![honest_item; 2 + number % 70];
        let place = number % items.len();
        items[place] = BatchItem { key, prefix: &each.message, range: b"", signature: &each.signature };
        assert!(verify_batch(&items, &[number as u8; 32]).is_valid());
    }
    let together: Vec<BatchItem<'_>> = divided
        .iter()
        .map(|(key, each)| BatchItem { key, prefix: b"", range: &each.message, signature: &each.signature })
        .collect();
    for seed in 0..8 {
        assert!(verify_batch(&together, &[seed; 32]).is_valid());
    }
}

#[test]
fn a_hash_over_other_bytes_than_were_given_is_refused() {
    let mut reencoded = 0;
    for Crafted { classes, key, message, signature } in crafted(forge::sign_reencoded) {
        let judged = judge(&key, &message, &signature);
        let refused =
            matches!(classes, (Class::NonCanonical | Class::SmallOrder, _) | (_, Class::NonCanonical));
        assert_eq!(judged != Judgement::Valid, refused, "{classes:?}");
        reencoded += usize::from(refused);
    }
    assert!(reencoded > 1_000);
}

#[test]
fn s_plus_the_group_order_is_refused() {
    let key = KnownPoint::new(forge::scalar(4), 0);
    for number in 0..32_u8 {
        let mut signature = forge::sign_honestly(&key, &[number]);
        assert_eq!(judge(&key.bytes, &[number], &signature), Judgement::Valid);
        add_group_order(&mut signature);
        assert_eq!(
            judge(&key.bytes, &[number], &signature),
            Judgement::SignatureRefused(SignatureFault::NonCanonicalS)
        );
    }
}

/// Adds `L` to the `s` of a signature.
fn add_group_order(signature: &mut [u8; 64]) {
    // L - 1 is the scalar -1.
    let mut order = *(-Scalar::ONE).as_bytes();
    order[0] += 1;
    let mut carry = 0;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
}

#[test]
fn an_r_off_the_curve_or_above_p_is_named_as_such() {
    let key = KnownPoint::new(forge::scalar(5), 0);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for sign in [0, 0x80] {
        for low in 0..=u8::MAX {
            for (middle, high) in [(0, 0), (0xff, 0x7f)] {
                let mut r = [middle; 32];
                (r[0], r[31]) = (low, high | sign);
                let signature = forge::join(&r, &Scalar::ONE);
                let judged = judge(&key.bytes, b"m", &signature);
                assert_ne!(judged, Judgement::Valid);
                *seen.entry(format!("{judged:?}")).or_default() += 1;
            }
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
    // 19 values of y from p up, of either sign, and a sign on y = 1 and on y = -1.
    assert_eq!(seen.get("SignatureRefused(NonCanonicalR)"), Some(&(2 * 19 + 2)));
}
