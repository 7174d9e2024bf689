//! The shares that Article 6.4 takes of an issue, as options 5 to 8 of rulebook 3 say (`spec/origins.md` section 3).
//!
//! Invariant: of an option that is set twice the last word counts; one that is not set has its default.

use ledger_format::body::Setting;
use ledger_format::codes::{Rounding, RuleOption};

/// What a share may be, in ten-thousandths.
pub const SHARES: std::ops::RangeInclusive<u64> = 0..=WHOLE;
const WHOLE: u64 = 10_000;

/// Options 5 to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levy {
    adaptation_share: u16,
    omge_share: u16,
    rounding: Rounding,
    /// Whether standing item 3 frees from the share for adaptation.
    pub exemption_counts: bool,
}

impl Default for Levy {
    fn default() -> Self {
        Self { adaptation_share: 500, omge_share: 200, rounding: Rounding::UP, exemption_counts: false }
    }
}

impl Levy {
    /// Takes over a setting, if it is one of these; whether its value is known was asked before.
    pub fn set(&mut self, setting: &Setting) {
        let number = || u16::try_from(setting.value).unwrap_or(u16::MAX);
        match setting.option {
            RuleOption::ADAPTATION_SHARE => self.adaptation_share = number(),
            RuleOption::OMGE_SHARE => self.omge_share = number(),
            RuleOption::LEVY_ROUNDING => self.rounding = Rounding(number()),
            RuleOption::EXEMPTION_COUNTS => self.exemption_counts = setting.value == 1,
            _ => {}
        }
    }

    /// The share for adaptation of so many units.
    pub fn for_adaptation(self, units: u128) -> u128 {
        self.share(self.adaptation_share, units)
    }

    /// The share for overall mitigation in global emissions of so many units.
    pub fn for_omge(self, units: u128) -> u128 {
        self.share(self.omge_share, units)
    }

    fn share(self, share: u16, units: u128) -> u128 {
        // A movement has at most 2^64 postings of 2^63 units.
        let whole = u128::from(WHOLE);
        self.rounding.divide(units.saturating_mul(share.into()), whole).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_as_the_option_says() {
        let mut levy = Levy::default();
        assert_eq!((levy.for_adaptation(100), levy.for_omge(100)), (5, 2));
        assert_eq!((levy.for_adaptation(101), levy.for_omge(101)), (6, 3));
        levy.set(&Setting { option: RuleOption::LEVY_ROUNDING, value: 1 });
        assert_eq!((levy.for_adaptation(119), levy.for_omge(149)), (5, 2));
        levy.set(&Setting { option: RuleOption::LEVY_ROUNDING, value: 2 });
        assert_eq!((levy.for_adaptation(109), levy.for_adaptation(110), levy.for_omge(125)), (5, 6, 3));
        levy.set(&Setting { option: RuleOption::ADAPTATION_SHARE, value: 10_000 });
        levy.set(&Setting { option: RuleOption::ADAPTATION_SHARE, value: 0 });
        assert_eq!(levy.for_adaptation(u128::from(u64::MAX) << 10), 0);
    }
}
