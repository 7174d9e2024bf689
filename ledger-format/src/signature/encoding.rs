//! Opens the 32-byte encoding of a curve point, refusing all encodings but the one RFC 8032 gives to a point.
//!
//! Invariants:
//! - `open` accepts at most one encoding of each point: encoding what it returned gives the same bytes.
//!
//! It does not look at the order of a point.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};

/// Why 32 bytes are not the encoding of a curve point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EncodingFault {
    /// The `y` coordinate is not below the field's prime, or the sign bit is set where `x` is zero.
    NonCanonical,
    /// No point of the curve has this `y` coordinate.
    NotOnCurve,
}

/// The bit of the last byte that holds the sign of `x`; the 255 bits below it are `y`, little-endian.
const SIGN_BIT: u8 = 0x80;

/// Opens an encoding (RFC 8032, 5.1.3), the decoding that most libraries leave lenient.
pub(super) fn open(bytes: &[u8; 32]) -> Result<EdwardsPoint, EncodingFault> {
    if !is_canonical(bytes) {
        return Err(EncodingFault::NonCanonical);
    }
    CompressedEdwardsY(*bytes).decompress().ok_or(EncodingFault::NotOnCurve)
}

/// Whether `y < p = 2^255 - 19`, and the sign bit is clear for the two points with `x = 0`, `y = 1` and `y = -1`.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [lowest, middle @ .., last] = bytes;
    let highest = last & !SIGN_BIT;
    let negative = last & SIGN_BIT != 0;
    if highest == 0x7f && middle.iter().all(|byte| *byte == 0xff) {
        // y is 2^255 - 256 + lowest: p - 1 = -1 at 0xec, p itself at 0xed.
        return *lowest < 0xec || (*lowest == 0xec && !negative);
    }
    let is_one = highest == 0 && *lowest == 1 && middle.iter().all(|byte| *byte == 0);
    !(is_one && negative)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `y` as 255 bits with the bytes between lowest and highest all alike.
    fn encoding(lowest: u8, middle: u8, last: u8) -> [u8; 32] {
        let mut bytes = [middle; 32];
        bytes[0] = lowest;
        bytes[31] = last;
        bytes
    }

    #[test]
    fn every_y_from_p_upwards_is_refused_and_every_y_below_is_not() {
        for lowest in 0..=u8::MAX {
            assert_eq!(
                is_canonical(&encoding(lowest, 0xff, 0x7f)),
                lowest < 0xed,
                "y = 2^255 - 256 + {lowest}"
            );
            assert_eq!(is_canonical(&encoding(lowest, 0xff, 0xff)), lowest < 0xec, "the same, sign bit set");
        }
        assert!(is_canonical(&encoding(0xed, 0xff, 0x7e)));
        assert!(is_canonical(&encoding(0xed, 0xfe, 0x7f)));
    }

    #[test]
    fn a_sign_on_x_zero_is_refused() {
        assert!(is_canonical(&encoding(1, 0, 0)));
        assert!(!is_canonical(&encoding(1, 0, 0x80)));
        assert!(is_canonical(&encoding(0xec, 0xff, 0x7f)));
        assert!(!is_canonical(&encoding(0xec, 0xff, 0xff)));
        // y = 0 has two points, one of each sign.
        assert!(is_canonical(&encoding(0, 0, 0x80)));
    }

    #[test]
    fn what_opens_encodes_to_the_same_bytes() {
        // Around both ends of the field, where lenient decoders accept several spellings of one point.
        let mut opened = 0;
        for middle in [0, 0xff] {
            for last in [0, 0x7f, 0x80, 0xff] {
                for lowest in 0..=u8::MAX {
                    let bytes = encoding(lowest, middle, last);
                    if let Ok(point) = open(&bytes) {
                        assert_eq!(point.compress().0, bytes);
                        opened += 1;
                    }
                }
            }
        }
        assert!(opened > 500, "about half of all y are on the curve, got {opened} of 2,048");
    }
}
