//! Calendar years of times, in UTC (`spec/origins.md` section 1).
//!
//! Invariants:
//! - Every time has a year, however far ahead; leap seconds are not counted.

use crate::identifiers::Timestamp;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
/// Days of 400 Gregorian years: after them the calendar repeats.
const DAYS_OF_400_YEARS: u64 = 146_097;
/// Days from 1 January 1600, where 400 years begin, to 1 January 1970.
const DAYS_BEFORE_1970: u64 = 135_140;

impl Timestamp {
    /// The calendar year in UTC, 1970 or later.
    #[must_use]
    pub fn year(self) -> u64 {
        let days = self.0 / DAY_MS + DAYS_BEFORE_1970;
        let (rounds, day) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
        // The first year that begins after this day is one too many; 365 days a year is never too late a guess.
        let years = (0..=day / 365).rev().find(|years| first_day(*years) <= day).unwrap_or(0);
        1600 + 400 * rounds + years
    }
}

/// Days before 1 January, so many years into 400 of them; the first of them is a leap year.
fn first_day(years: u64) -> u64 {
    let before = years.saturating_sub(1);
    let leap_days = if years == 0 { 0 } else { 1 + before / 4 - before / 100 };
    365 * years + leap_days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_at_its_first_millisecond() {
        // Day by day from 1970 to the year 2800, leap years told by their rule.
        let mut day = 0;
        for year in 1970..2800_u64 {
            let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
            let days = 365 + u64::from(leap);
            let (first, next) = (day * DAY_MS, (day + days) * DAY_MS);
            assert_eq!((Timestamp(first).year(), Timestamp(next - 1).year()), (year, year));
            day += days;
        }
        assert_eq!(Timestamp(1_767_225_600_000).year(), 2026);
        assert_eq!(Timestamp(u64::MAX).year(), 584_556_019);
    }
}
