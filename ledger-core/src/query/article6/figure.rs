//! A quantity of an annual table: signed, exact, in the metric (`spec/article6.md` section 6).
//!
//! Invariants:
//! - A sum has as many decimals as the finest of what it is a sum of; nothing is rounded but a share of years, half away from zero,
//!   beside what the rounding left.
//! - What does not fit is no figure, never a wrong one.

use std::fmt;

use ledger_format::body::SeriesOpened;
use ledger_format::codes::Metric;

use crate::origins::Decimal;

/// A quantity of a metric: digits / 10^scale. It shows all its decimals: `25.0` and `25` are worth the same, and not equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Figure {
    /// As a whole number.
    pub digits: i128,
    /// Decimals.
    pub scale: u8,
}

impl Figure {
    /// A figure without decimals.
    #[must_use]
    pub const fn whole(digits: i128) -> Self {
        Self { digits, scale: 0 }
    }

    /// So many units of a series in its metric, a tonne each of GHG; none if that does not fit in 127 bits.
    #[must_use]
    pub fn of_series(count: u64, terms: &SeriesOpened) -> Option<Self> {
        Self::of_units(count, quantum(terms))
    }

    /// So many units of a quantum; none if that does not fit in 127 bits.
    pub(super) fn of_units(count: u64, quantum: Decimal) -> Option<Self> {
        let digits = i128::try_from(quantum.digits).ok()?.checked_mul(i128::from(count))?;
        Some(Self { digits, scale: quantum.scale })
    }

    /// The same with at least so many decimals; none if that does not fit.
    #[must_use]
    pub fn with_decimals(self, scale: u8) -> Option<Self> {
        let Some(more) = scale.checked_sub(self.scale) else { return Some(self) };
        if self.digits == 0 {
            return Some(Self { digits: 0, scale });
        }
        let digits = 10_i128.checked_pow(u32::from(more))?.checked_mul(self.digits)?;
        Some(Self { digits, scale })
    }

    /// The sum; none if it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let (one, other) = (self.with_decimals(other.scale)?, other.with_decimals(self.scale)?);
        Some(Self { digits: one.digits.checked_add(other.digits)?, scale: one.scale })
    }

    /// With the other sign; none if it does not fit.
    #[must_use]
    pub fn negated(self) -> Option<Self> {
        Some(Self { digits: self.digits.checked_neg()?, ..self })
    }
}

/// What a unit of a series counts; of GHG a unit is a tonne, whatever is written.
pub(super) fn quantum(terms: &SeriesOpened) -> Decimal {
    if terms.metric == Metric::GHG {
        return Decimal { digits: 1, scale: 0 };
    }
    Decimal { digits: terms.quantum_digits.into(), scale: terms.quantum_scale.into() }
}

impl fmt::Display for Figure {
    /// With all its decimals: `-0.50` for -50 / 10^2.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = Decimal { digits: self.digits.unsigned_abs(), scale: self.scale };
        write!(f, "{}{magnitude}", if self.digits < 0 { "-" } else { "" })
    }
}

/// A figure divided by a number of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearlyShare {
    /// Rounded half away from zero to the decimals of what was divided.
    pub share: Figure,
    /// What was divided, less the rounded share times the years. Of the difference of two shares that is less than the years.
    pub remainder: Figure,
    /// The years; at least 1.
    pub years: u16,
}

impl YearlyShare {
    /// The share of a sum; 0 years count as 1.
    #[must_use]
    pub fn of(sum: Figure, years: u16) -> Self {
        let divisor = i128::from(years.max(1));
        let (quotient, rest) = (sum.digits / divisor, sum.digits % divisor);
        // Of a quotient with a rest the next number away from zero is there.
        let up = if rest.abs() * 2 >= divisor { rest.signum() } else { 0 };
        let figure = |digits| Figure { digits, ..sum };
        Self { share: figure(quotient + up), remainder: figure(rest - up * divisor), years: years.max(1) }
    }

    /// This share less another of as many years, each as it was rounded; none if it does not fit.
    pub(super) fn less(self, other: Self) -> Option<Self> {
        let share = self.share.plus(other.share.negated()?)?;
        let remainder = self.remainder.plus(other.remainder.negated()?)?;
        Some(Self { share, remainder, years: self.years })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(digits: i128, scale: u8) -> Figure {
        Figure { digits, scale }
    }

    #[test]
    fn a_figure_shows_its_sign_and_all_its_decimals() {
        let shown = |digits, scale| figure(digits, scale).to_string();
        assert_eq!([shown(250, 1), shown(-50, 2), shown(0, 3)], ["25.0", "-0.50", "0.000"]);
        assert_eq!([shown(-7, 0), shown(i128::MIN, 0)], ["-7", &i128::MIN.to_string()]);
    }

    #[test]
    fn a_sum_has_the_decimals_of_the_finest() {
        let quantum = |digits, scale| Decimal { digits, scale };
        let megawatt = Figure::of_units(10, quantum(25, 1)).unwrap();
        let kilowatt = Figure::of_units(1, quantum(1, 3)).unwrap();
        assert_eq!(megawatt.plus(kilowatt), Some(figure(25_001, 3)));
        assert_eq!(kilowatt.plus(megawatt), Some(figure(25_001, 3)));
        assert_eq!(megawatt.plus(megawatt.negated().unwrap()), Some(figure(0, 1)));
        assert_eq!(Figure::default().with_decimals(18), Some(figure(0, 18)));
    }

    #[test]
    fn what_does_not_fit_is_no_figure() {
        let largest = Decimal { digits: u64::MAX.into(), scale: 0 };
        let all = Figure::of_units(u64::MAX >> 1, largest).unwrap();
        assert_eq!((all.plus(all), all.with_decimals(1)), (None, None));
        assert_eq!(all.plus(figure(1, 18)), None);
        assert_eq!(Figure::of_units(u64::MAX, largest), None);
        assert_eq!(Figure::of_units(1, Decimal { digits: u128::MAX, scale: 0 }), None);
        assert_eq!((figure(i128::MIN, 0).negated(), figure(1, 0).with_decimals(255)), (None, None));
    }

    #[test]
    fn shares_round_half_away_from_zero() {
        for (sum, years, share, remainder) in
            [(10, 4, 3, -2), (-10, 4, -3, 2), (9, 4, 2, 1), (0, 7, 0, 0), (7, 1, 7, 0), (-1, 2, -1, 1)]
        {
            for scale in [0, 3] {
                let of = |digits| figure(digits, scale);
                let expected = YearlyShare { share: of(share), remainder: of(remainder), years };
                assert_eq!(YearlyShare::of(of(sum), years), expected);
            }
            assert_eq!(share * i128::from(years) + remainder, sum);
        }
        let (most, least) =
            (YearlyShare::of(figure(i128::MAX, 0), 2), YearlyShare::of(figure(i128::MIN, 0), 0));
        assert_eq!((most.share.digits, most.remainder.digits), (i128::MAX / 2 + 1, -1));
        assert_eq!((least.share.digits, least.remainder.digits, least.years), (i128::MIN, 0, 1));
    }
}
