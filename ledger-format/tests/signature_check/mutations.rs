//! Random honest signatures, and the same with something changed. (`judge` holds each against ZIP 215.)

use ed25519_dalek::{Signer as _, SigningKey};
use ledger_format::signature::SignatureFault;
use proptest::prelude::*;

use crate::{Judgement, cofactorless_accepts, judge};

fn flip(bytes: &mut [u8], bit: usize) {
    bytes[bit / 8] ^= 1 << (bit % 8);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn honest_signatures_are_valid_everywhere(
        secret in any::<[u8; 32]>(),
        message in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let signer = SigningKey::from_bytes(&secret);
        let (key, signature) = (signer.verifying_key().to_bytes(), signer.sign(&message).to_bytes());
        prop_assert_eq!(judge(&key, &message, &signature), Judgement::Valid);
        prop_assert!(cofactorless_accepts(&key, &message, &signature));
    }

    #[test]
    fn one_flipped_bit_anywhere_is_refused_and_told_apart(
        secret in any::<[u8; 32]>(),
        message in prop::collection::vec(any::<u8>(), 1..300),
        bit in any::<prop::sample::Index>(),
    ) {
        let signer = SigningKey::from_bytes(&secret);
        let (key, signature) = (signer.verifying_key().to_bytes(), signer.sign(&message).to_bytes());

        let (mut other_key, mut other_message, mut other_signature) = (key, message.clone(), signature);
        flip(&mut other_key, bit.index(256));
        flip(&mut other_message, bit.index(message.len() * 8));
        flip(&mut other_signature, bit.index(512));

        let judged = judge(&key, &other_message, &signature);
        prop_assert_eq!(judged, Judgement::SignatureRefused(SignatureFault::Mismatch));
        for (key, signature) in [(&other_key, &signature), (&key, &other_signature)] {
            prop_assert_ne!(judge(key, &message, signature), Judgement::Valid);
        }
    }

    #[test]
    fn arbitrary_bytes_neither_panic_nor_pass(
        key in any::<[u8; 32]>(),
        signature in any::<[u8; 64]>(),
        message in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        prop_assert_ne!(judge(&key, &message, &signature), Judgement::Valid);
    }
}

/// Every single bit of one signature and of its key, not a sample of them.
#[test]
fn no_bit_of_key_or_signature_is_ignored() {
    let signer = SigningKey::from_bytes(&[7; 32]);
    let message = b"each bit counts";
    let (key, signature) = (signer.verifying_key().to_bytes(), signer.sign(message).to_bytes());
    assert_eq!(judge(&key, message, &signature), Judgement::Valid);
    for bit in 0..512 {
        let mut other = signature;
        flip(&mut other, bit);
        assert_ne!(judge(&key, message, &other), Judgement::Valid, "bit {bit} of the signature");
    }
    for bit in 0..256 {
        let mut other = key;
        flip(&mut other, bit);
        assert_ne!(judge(&other, message, &signature), Judgement::Valid, "bit {bit} of the key");
    }
}
