//! A public key that was checked once, ready to verify many signatures.
//!
//! Invariants:
//! - a `VerifyingKey` is canonically encoded, on the curve, and not of small order;
//! - two keys are equal exactly when their 32 bytes are.
//!
//! It does not know whose key it is, nor when it was valid.

use core::{cmp, fmt, hash};

use curve25519_dalek::edwards::EdwardsPoint;

use super::encoding::{self, EncodingFault};

/// An Ed25519 public key under which signatures can be verified.
#[derive(Clone)]
pub struct VerifyingKey {
    bytes: [u8; 32],
    /// `-A`: both equations subtract `[h]A`, so the sign is changed once instead of once a signature.
    minus_a: EdwardsPoint,
}

/// Why 32 bytes cannot be registered as a public key (decision D4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum KeyFault {
    /// The bytes are a second spelling of a point: `y` not below `p`, or a sign on `x = 0`.
    #[error("the public key is not canonically encoded; export it again with a tool that follows RFC 8032")]
    NonCanonical,
    /// The bytes name no point of the curve.
    #[error("the public key is not a point of Ed25519; check that all of its 32 bytes were copied, in order")]
    NotOnCurve,
    /// The point has order 1, 2, 4 or 8: signatures under it can be made without any secret.
    #[error("the public key is of small order, so that anyone can sign under it; generate a new key pair")]
    SmallOrder,
}

impl VerifyingKey {
    /// Checks a public key and keeps it decompressed.
    ///
    /// # Errors
    /// The first of [`KeyFault`] that applies, in the order in which they are declared.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyFault> {
        let point = encoding::open(bytes).map_err(|fault| match fault {
            EncodingFault::NonCanonical => KeyFault::NonCanonical,
            EncodingFault::NotOnCurve => KeyFault::NotOnCurve,
        })?;
        if point.is_small_order() {
            return Err(KeyFault::SmallOrder);
        }
        Ok(Self { bytes: *bytes, minus_a: -point })
    }

    /// The 32 bytes of the key, as they were given.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// The negated point of the key.
    pub(super) const fn minus_a(&self) -> &EdwardsPoint {
        &self.minus_a
    }
}

impl TryFrom<[u8; 32]> for VerifyingKey {
    type Error = KeyFault;

    fn try_from(bytes: [u8; 32]) -> Result<Self, KeyFault> {
        Self::from_bytes(&bytes)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey(")?;
        for byte in self.bytes {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for VerifyingKey {}

impl hash::Hash for VerifyingKey {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl PartialOrd for VerifyingKey {
    fn partial_cmp(&self, other: &Self) -> Option<cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for VerifyingKey {
    fn cmp(&self, other: &Self) -> cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};

    use super::*;

    #[test]
    fn each_fault_is_told_from_the_others() {
        let mut sign_on_zero = [0; 32];
        (sign_on_zero[0], sign_on_zero[31]) = (1, 0x80);
        assert_eq!(VerifyingKey::from_bytes(&sign_on_zero), Err(KeyFault::NonCanonical));
        let mut no_point = [0; 32];
        no_point[0] = 2;
        assert_eq!(VerifyingKey::from_bytes(&no_point), Err(KeyFault::NotOnCurve));
        for point in EIGHT_TORSION {
            assert_eq!(VerifyingKey::from_bytes(&point.compress().0), Err(KeyFault::SmallOrder));
        }
    }

    #[test]
    fn a_key_of_mixed_order_is_accepted() {
        for torsion in EIGHT_TORSION {
            let bytes = (ED25519_BASEPOINT_POINT + torsion).compress().0;
            assert_eq!(VerifyingKey::from_bytes(&bytes).map(|key| *key.as_bytes()), Ok(bytes));
        }
    }
}
