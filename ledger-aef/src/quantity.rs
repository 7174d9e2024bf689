//! Quantities as exact decimals: no floating point, so that sums are what a reader adds up by hand.
//!
//! - Not below zero, at most 12 places after the point, at most 30 digits in all.
//! - One value has one form: no zeros at the end of the fraction, none before the number.

use std::fmt;

/// The most places after the point.
pub const PLACES: u32 = 12;
const DIGITS: usize = 30;

/// An exact decimal, not below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity {
    // In units of 10^-PLACES: the order of quantities is the order of this number.
    scaled: u128,
}

const ONE: u128 = 10_u128.pow(PLACES);

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { scaled: 0 };

    /// Reads digits with at most one point; `None` for signs, exponents, separators, or more digits than are kept.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let fraction = fraction.trim_end_matches('0');
        let whole_digits = whole.trim_start_matches('0');
        let plain = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
        let places = u32::try_from(fraction.len()).ok()?;
        if whole.is_empty() || text.ends_with('.') || !plain(whole) || !plain(fraction) || places > PLACES {
            return None;
        }
        if whole_digits.len() + fraction.len() > DIGITS {
            return None;
        }
        let number = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<u128>().ok() };
        let fraction = number(fraction)?.checked_mul(10_u128.pow(PLACES - places))?;
        Some(Self { scaled: number(whole_digits)?.checked_mul(ONE)?.checked_add(fraction)? })
    }

    /// The sum; `None` when it is more than can be kept.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        Some(Self { scaled: self.scaled.checked_add(other.scaled)? })
    }

    /// As a whole number, if it is one.
    #[must_use]
    pub fn whole(self) -> Option<u64> {
        self.scaled.is_multiple_of(ONE).then(|| u64::try_from(self.scaled / ONE).ok()).flatten()
    }
}

impl From<u64> for Quantity {
    fn from(whole: u64) -> Self {
        Self { scaled: u128::from(whole) * ONE }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:012}", self.scaled / ONE, self.scaled % ONE);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let tenth = Quantity::read("0.1").unwrap();
        let sum = tenth.plus(Quantity::read("0.20").unwrap()).unwrap();
        assert_eq!(sum.to_string(), "0.3");
        assert_eq!(Quantity::read("0012.500").unwrap().to_string(), "12.5");
        assert_eq!(Quantity::from(1_000).to_string(), "1000");
        assert_eq!(Quantity::read("18446744073709551615").unwrap().whole(), Some(u64::MAX));
        assert_eq!(tenth.whole(), None);
        assert!(Quantity::read("9").unwrap() < Quantity::read("10").unwrap());
    }

    #[test]
    fn what_is_not_plain_is_refused() {
        for bad in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,000", "1.2.3", "0.0000000000001", "NaN"] {
            assert!(Quantity::read(bad).is_none(), "{bad}");
        }
        assert!(Quantity::read(&"9".repeat(31)).is_none());
    }
}
