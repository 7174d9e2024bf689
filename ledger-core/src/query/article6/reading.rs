//! How an annual table is read: by which method, and what of averaging the decision leaves open (2/CMA.3 annex para 7(a)(ii)).
//!
//! Invariants:
//! - The default is the reading that `spec/article6.md` section 6 names; every other one is chosen by whoever asks, never by an entry.
//! - A reading changes what is derived for a year, and no posting.
//!
//! It does not say which reading is right: the decision has the sum *divided by the number of elapsed years*, and no more.

use std::fmt;

use ledger_format::body::article6::NdcPeriodDeclared;
use ledger_format::codes::AdjustmentMethod;

/// How a table is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableReading {
    /// What if the Party had declared this method; the declared one where there is none.
    pub method: Option<AdjustmentMethod>,
    /// How averages are made, in periods that go by averaging.
    pub averaging: Averaging,
}

impl TableReading {
    /// What if the Party had declared this method.
    #[must_use]
    pub fn by(method: AdjustmentMethod) -> Self {
        Self { method: Some(method), ..Self::default() }
    }
}

/// A reading of averaging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Averaging {
    /// What is divided.
    pub netting: Netting,
    /// By which years.
    pub denominator: Denominator,
    /// Whether the target year is one of them.
    pub target_year: TargetYear,
}

/// What is divided by the years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Netting {
    /// First transfers less uses.
    #[default]
    Net,
    /// Each by itself; an adjustment is the difference of both averages, each rounded.
    Separate,
}

/// By which years a sum from the period's first year to the year is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Denominator {
    /// Those elapsed: from the period's first year to the year, which counts.
    #[default]
    ElapsedYears,
    /// All of the period, in every year.
    WholePeriod,
}

/// Whether the period's last year, to which a single-year target belongs, is one of the years that a sum is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TargetYear {
    /// As the years before it.
    #[default]
    Counted,
    /// The average is of the years before it, and applied in it; what is posted under it counts all the same.
    NotCounted,
}

impl Averaging {
    /// The years that the sum of a year of a period is divided by; at least 1.
    #[must_use]
    pub fn years(&self, period: &NdcPeriodDeclared, year: u16) -> u16 {
        let last_counted = match self.target_year {
            TargetYear::Counted => period.last_year,
            TargetYear::NotCounted => period.last_year.saturating_sub(1),
        };
        let last = match self.denominator {
            Denominator::ElapsedYears => year.min(last_counted),
            Denominator::WholePeriod => last_counted,
        };
        last.saturating_add(1).saturating_sub(period.first_year).max(1)
    }
}

impl fmt::Display for Averaging {
    /// All three in words: `net, by elapsed years, target year counted`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, by {}, target year {}", self.netting, self.denominator, self.target_year)
    }
}

impl fmt::Display for Netting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Net => "net",
            Self::Separate => "separate",
        })
    }
}

impl fmt::Display for Denominator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ElapsedYears => "elapsed years",
            Self::WholePeriod => "whole period",
        })
    }
}

impl fmt::Display for TargetYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Counted => "counted",
            Self::NotCounted => "not counted",
        })
    }
}

#[cfg(test)]
mod tests {
    use ledger_format::codes::Metric;

    use super::*;

    fn years(denominator: Denominator, target_year: TargetYear, period: (u16, u16)) -> Vec<u16> {
        let (first_year, last_year) = period;
        let terms = NdcPeriodDeclared {
            party: "GHA".parse().unwrap(),
            first_year,
            last_year,
            method: AdjustmentMethod::AVERAGING,
            metric: Metric::GHG,
            non_ghg_metric: "".try_into().unwrap(),
            values: Default::default(),
        };
        let averaging = Averaging { netting: Netting::Net, denominator, target_year };
        (first_year..=last_year).map(|year| averaging.years(&terms, year)).collect()
    }

    #[test]
    fn years_are_counted_by_hand() {
        use Denominator::{ElapsedYears, WholePeriod};
        use TargetYear::{Counted, NotCounted};
        assert_eq!(years(ElapsedYears, Counted, (2021, 2024)), [1, 2, 3, 4]);
        assert_eq!(years(ElapsedYears, NotCounted, (2021, 2024)), [1, 2, 3, 3]);
        assert_eq!(years(WholePeriod, Counted, (2021, 2024)), [4, 4, 4, 4]);
        assert_eq!(years(WholePeriod, NotCounted, (2021, 2024)), [3, 3, 3, 3]);
        // Of a period of one year there is no year before the target's.
        for denominator in [ElapsedYears, WholePeriod] {
            assert_eq!(years(denominator, NotCounted, (2030, 2030)), [1]);
        }
    }

    #[test]
    fn a_reading_names_itself() {
        assert_eq!(Averaging::default().to_string(), "net, by elapsed years, target year counted");
        let other = Averaging {
            netting: Netting::Separate,
            denominator: Denominator::WholePeriod,
            target_year: TargetYear::NotCounted,
        };
        assert_eq!(other.to_string(), "separate, by whole period, target year not counted");
    }
}
