//! Makes the signatures that no honest signer makes: components of small order in `A` and `R`, encodings of choice.

use curve25519_dalek::{EdwardsPoint, Scalar, constants::EIGHT_TORSION, edwards::CompressedEdwardsY};
use sha2::{Digest as _, Sha512};

/// A point as a signer knows it: its bytes, and the scalar of its part in the prime-order group.
#[derive(Debug, Clone, Copy)]
pub struct KnownPoint {
    pub bytes: [u8; 32],
    pub scalar: Scalar,
}

impl KnownPoint {
    /// `[scalar]B + EIGHT_TORSION[torsion]`, canonically encoded.
    pub fn new(scalar: Scalar, torsion: usize) -> Self {
        let point = EdwardsPoint::mul_base(&scalar) + EIGHT_TORSION[torsion];
        Self { bytes: point.compress().0, scalar }
    }

    /// A point of small order, in the bytes given.
    pub fn small_order(bytes: [u8; 32]) -> Self {
        let point = CompressedEdwardsY(bytes).decompress().expect("encodes a point");
        assert!(point.is_small_order());
        Self { bytes, scalar: Scalar::ZERO }
    }

    /// The bytes that RFC 8032 gives to this point.
    pub fn canonical(&self) -> [u8; 32] {
        CompressedEdwardsY(self.bytes).decompress().expect("encodes a point").compress().0
    }
}

/// A scalar that is not small, from a number that is.
pub fn scalar(seed: u64) -> Scalar {
    wide_hash(&[b"test scalar", &seed.to_le_bytes()])
}

/// `R || s` such that `[8]([s]B - R - [h]A)` is the identity.
pub fn sign(key: &KnownPoint, nonce: &KnownPoint, message: &[u8]) -> [u8; 64] {
    let h = wide_hash(&[&nonce.bytes, &key.bytes, message]);
    join(&nonce.bytes, &(nonce.scalar + h * key.scalar))
}

/// As [`sign`], with `h` over the canonical encodings of both points: what a signer that encodes anew would make.
pub fn sign_reencoded(key: &KnownPoint, nonce: &KnownPoint, message: &[u8]) -> [u8; 64] {
    let h = wide_hash(&[&nonce.canonical(), &key.canonical(), message]);
    join(&nonce.bytes, &(nonce.scalar + h * key.scalar))
}

/// An honest signature, the nonce taken from the message.
pub fn sign_honestly(key: &KnownPoint, message: &[u8]) -> [u8; 64] {
    sign(key, &KnownPoint::new(wide_hash(&[b"nonce", key.scalar.as_bytes(), message]), 0), message)
}

pub fn join(r: &[u8; 32], s: &Scalar) -> [u8; 64] {
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(r);
    signature[32..].copy_from_slice(s.as_bytes());
    signature
}

/// The eight points of small order, each as RFC 8032 encodes it.
pub fn canonical_small_orders() -> Vec<[u8; 32]> {
    EIGHT_TORSION.iter().map(|point| point.compress().0).collect()
}

/// The six further encodings of points of small order that a lenient decoder takes.
pub fn other_small_orders() -> Vec<[u8; 32]> {
    // 2^255 - 19 + y for y = 0 and 1, and y = 1 and -1 with a sign on x = 0.
    [
        (0xed, 0xff, 0x7f),
        (0xed, 0xff, 0xff),
        (0xee, 0xff, 0x7f),
        (0xee, 0xff, 0xff),
        (1, 0, 0x80),
        (0xec, 0xff, 0xff),
    ]
    .map(|(lowest, middle, last)| {
        let mut bytes = [middle; 32];
        (bytes[0], bytes[31]) = (lowest, last);
        bytes
    })
    .to_vec()
}

fn wide_hash(parts: &[&[u8]]) -> Scalar {
    let mut hasher = Sha512::new();
    for part in parts {
        hasher.update(part);
    }
    Scalar::from_bytes_mod_order_wide(&hasher.finalize().into())
}
