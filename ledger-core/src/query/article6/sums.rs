//! What is posted under each year of one Party and metric, in the metric.
//!
//! Invariants:
//! - Units count by the quantum of their series; of GHG a unit is a tonne.
//! - The figures of a sum have the same decimals: those of the finest quantum among its postings.
//! - A year whose sum does not fit is known to be too large; it never spoils another year.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use ledger_format::identifiers::SeriesId;
use rustc_hash::FxHashMap;

use super::figure::{Figure, quantum};
use super::postings::{AdjustedBy, AdjustmentPosting};
use crate::article6::Trigger;
use crate::book::Book;
use crate::origins::Decimal;

/// A figure does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

/// What is posted, summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sums {
    pub(super) first_transferred: Figure,
    /// Of which by a trigger for other international mitigation purposes.
    pub(super) by_oimp_trigger: Figure,
    pub(super) used: Figure,
}

impl Sums {
    /// What one posting adds.
    fn of(posting: &AdjustmentPosting, quantum: Decimal) -> Option<Self> {
        let figure = Figure::of_units(posting.block.count(), quantum)?;
        let none = Figure { digits: 0, ..figure };
        Some(match posting.by {
            // What Article 6.4 levies goes to adaptation and to OMGE, whatever its authorization allows.
            AdjustedBy::FirstTransfer(Trigger::International | Trigger::Levy) => {
                Self { first_transferred: figure, by_oimp_trigger: none, used: none }
            }
            AdjustedBy::FirstTransfer(_) => {
                Self { first_transferred: figure, by_oimp_trigger: figure, used: none }
            }
            AdjustedBy::Use => Self { first_transferred: none, by_oimp_trigger: none, used: figure },
        })
    }

    fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            first_transferred: self.first_transferred.plus(other.first_transferred)?,
            by_oimp_trigger: self.by_oimp_trigger.plus(other.by_oimp_trigger)?,
            used: self.used.plus(other.used)?,
        })
    }
}

/// By year; none where it does not fit.
#[derive(Debug, Default)]
pub(super) struct YearSums {
    by_year: BTreeMap<u16, Option<Sums>>,
}

impl YearSums {
    /// The sums of postings of one Party and metric.
    pub(super) fn of(book: &Book, postings: &[AdjustmentPosting]) -> Self {
        let mut quanta: FxHashMap<SeriesId, Decimal> = FxHashMap::default();
        let mut sums = Self::default();
        for posting in postings {
            let series = posting.account.series;
            // What is posted is of a series that is known.
            let Some(known) = book.series(series) else { continue };
            let quantum = *quanta.entry(series).or_insert_with(|| quantum(&known.terms));
            sums.take_in(posting, quantum);
        }
        sums
    }

    fn take_in(&mut self, posting: &AdjustmentPosting, quantum: Decimal) {
        let of_year = self.by_year.entry(posting.account.year).or_insert_with(|| Some(Sums::default()));
        let more = Sums::of(posting, quantum);
        *of_year = of_year.zip(more).and_then(|(sums, more)| sums.plus(more));
    }

    /// The sums over some years.
    pub(super) fn over(&self, years: RangeInclusive<u16>) -> Result<Sums, TooLarge> {
        if years.is_empty() {
            return Ok(Sums::default());
        }
        self.by_year
            .range(years)
            .try_fold(Sums::default(), |sum, (_, of_year)| sum.plus((*of_year)?))
            .ok_or(TooLarge)
    }
}

#[cfg(test)]
mod tests {
    use ledger_format::block::SerialBlock;
    use ledger_format::identifiers::{EntryIndex, PartyCode, SpaceId};
    use proptest::prelude::*;

    use super::super::figure::YearlyShare;
    use super::*;
    use crate::article6::AdjustmentAccount;

    /// A posting under a year, of so many units, and their quantum.
    fn posting(year: u16, by: AdjustedBy, count: u64, quantum: (u64, u8)) -> (AdjustmentPosting, Decimal) {
        let party: PartyCode = "GHA".parse().unwrap();
        let account = AdjustmentAccount { party, year, series: SeriesId(1) };
        let block = SerialBlock::new(SpaceId(1), 1, count);
        let quantum = Decimal { digits: quantum.0.into(), scale: quantum.1 };
        (AdjustmentPosting { account, entry: EntryIndex(1), by, block }, quantum)
    }

    fn summed(postings: &[(AdjustmentPosting, Decimal)]) -> YearSums {
        let mut sums = YearSums::default();
        postings.iter().for_each(|(posting, quantum)| sums.take_in(posting, *quantum));
        sums
    }

    fn figure(digits: i128, scale: u8) -> Figure {
        Figure { digits, scale }
    }

    #[test]
    fn units_count_by_their_quantum_and_never_alike() {
        let oimp = AdjustedBy::FirstTransfer(Trigger::Authorization);
        let sums = summed(&[
            posting(2024, AdjustedBy::FirstTransfer(Trigger::International), 10, (25, 1)),
            posting(2024, oimp, 3, (1, 3)),
            posting(2024, AdjustedBy::FirstTransfer(Trigger::Levy), 2, (1, 0)),
            posting(2025, AdjustedBy::Use, 4, (25, 1)),
        ]);
        let first = sums.over(2024..=2024).unwrap();
        let expected =
            Sums { first_transferred: figure(27_003, 3), by_oimp_trigger: figure(3, 3), used: figure(0, 3) };
        assert_eq!(first, expected);
        assert_eq!(sums.over(2025..=2025).unwrap().used, figure(100, 1));
        assert_eq!(sums.over(2021..=2025).unwrap().used, figure(10_000, 3));
        assert_eq!(sums.over(2026..=2030), Ok(Sums::default()));
    }

    #[test]
    fn a_year_that_does_not_fit_spoils_no_other() {
        let largest = (u64::MAX, 0);
        let sums = summed(&[
            posting(2023, AdjustedBy::Use, 1, (1, 18)),
            posting(2024, AdjustedBy::Use, u64::MAX >> 1, largest),
            posting(2025, AdjustedBy::Use, u64::MAX >> 1, largest),
            posting(2025, AdjustedBy::Use, 1, (1, 0)),
            posting(2025, AdjustedBy::Use, u64::MAX >> 1, largest),
        ]);
        assert!(sums.over(2024..=2024).is_ok() && sums.over(2023..=2023).is_ok());
        assert_eq!((sums.over(2025..=2025), sums.over(2023..=2024)), (Err(TooLarge), Err(TooLarge)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        /// Against sums with 18 decimals throughout, where every figure here fits.
        #[test]
        fn sums_and_averages_are_exact(
            posted in prop::collection::vec(
                (2021_u16..2026, 0_u8..3, 1_u64..5_000, prop::sample::select(vec![(25, 1), (1, 3), (7, 0), (1, 18)])),
                0..24,
            ),
        ) {
            let by = [
                AdjustedBy::FirstTransfer(Trigger::International),
                AdjustedBy::FirstTransfer(Trigger::UseOrCancellation),
                AdjustedBy::Use,
            ];
            let postings: Vec<_> =
                posted.iter().map(|(year, how, count, quantum)| posting(*year, by[usize::from(*how)], *count, *quantum)).collect();
            let sums = summed(&postings);
            for last in 2021..2026_u16 {
                let behind: Vec<_> = posted.iter().filter(|(year, ..)| *year <= last).collect();
                let fine = |how: &dyn Fn(u8) -> bool| -> i128 {
                    let of = behind.iter().filter(|(_, by, ..)| how(*by));
                    of.map(|(_, _, count, (digits, scale))| {
                        i128::from(*count) * i128::from(*digits) * 10_i128.pow(18 - u32::from(*scale))
                    }).sum()
                };
                let scale = behind.iter().map(|(.., (_, scale))| *scale).max().unwrap_or(0);
                let sum = sums.over(2021..=last).unwrap();
                for (figure, expected) in [
                    (sum.first_transferred, fine(&|by| by < 2)),
                    (sum.by_oimp_trigger, fine(&|by| by == 1)),
                    (sum.used, fine(&|by| by == 2)),
                ] {
                    prop_assert_eq!(figure.scale, scale);
                    prop_assert_eq!(figure.with_decimals(18).unwrap().digits, expected);
                }
                // A share is the nearest figure of these decimals.
                let years = last - 2020;
                let YearlyShare { share, remainder, .. } = YearlyShare::of(sum.used, years);
                let twice = 2 * (sum.used.digits - share.digits * i128::from(years));
                prop_assert!(twice.abs() <= i128::from(years) && twice == 2 * remainder.digits);
            }
        }
    }
}
