//! What a unit of a non-GHG metric is worth in t CO2 eq (`spec/origins.md` section 6).
//!
//! Invariants:
//! - Exact: quantum x factor as whole numbers, no float; rounded only where it is said, half away from zero.
//! - A conversion never changes a serial, a series or an adjustment: this only tells.

use std::fmt;

use ledger_format::body::SeriesOpened;
use ledger_format::body::origins::ConversionStated;
use ledger_format::codes::Rounding;

/// A decimal that is not negative: digits / 10^scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// As a whole number.
    pub digits: u128,
    /// Decimal places.
    pub scale: u8,
}

impl Decimal {
    /// Rounded half away from zero to at most so many places.
    #[must_use]
    pub fn rounded(self, places: u8) -> Self {
        let Some(more) = self.scale.checked_sub(places) else { return self };
        // 10^39 is above every number of 128 bits, so that what is divided by it is nothing.
        let digits = match 10_u128.checked_pow(u32::from(more)) {
            Some(divisor) => Rounding::HALF_AWAY.divide(self.digits, divisor).unwrap_or_default(),
            None => 0,
        };
        Self { digits, scale: places }
    }
}

impl fmt::Display for Decimal {
    /// With all its places: `0.50` for 50 / 10^2.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = usize::from(self.scale);
        let digits = format!("{:0>width$}", self.digits, width = places + 1);
        match digits.split_at_checked(digits.len() - places) {
            Some((whole, part)) if !part.is_empty() => write!(f, "{whole}.{part}"),
            _ => f.write_str(&digits),
        }
    }
}

/// What a unit of a series is worth by a conversion, exact; round it to the places of the factor.
#[must_use]
pub fn worth(terms: &SeriesOpened, conversion: &ConversionStated) -> Decimal {
    Decimal {
        digits: u128::from(terms.quantum_digits) * u128::from(conversion.factor_digits),
        scale: u8::from(terms.quantum_scale) + u8::from(conversion.factor_scale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_exact_and_shows_its_places() {
        let shown = |digits, scale| Decimal { digits, scale }.to_string();
        assert_eq!((shown(50, 2), shown(5, 0), shown(0, 3)), ("0.50".into(), "5".into(), "0.000".into()));
        assert_eq!(shown(1_234_567, 4), "123.4567");
        let rounded = |digits, scale, places| Decimal { digits, scale }.rounded(places).to_string();
        assert_eq!((rounded(125, 2, 1), rounded(124, 2, 1)), ("1.3".into(), "1.2".into()));
        assert_eq!((rounded(125, 2, 2), rounded(125, 2, 4)), ("1.25".into(), "1.25".into()));
        assert_eq!((rounded(u128::MAX, 36, 0), rounded(5, 1, 0)), ("340".into(), "1".into()));
        assert_eq!(rounded(u128::MAX, 255, 0), "0");
    }
}
