//! Days, moments and timeframes as the AEF writes them.
//!
//! - Days are `dd/mm/yyyy`; moments are UTC with milliseconds, `yyyy-mm-ddThh:mm:ss.sssZ`.
//! - An action's date may be either (the annex prints a day, the nomenclature of February 2026 a moment): which one it was is
//!   kept, because a day cannot be put in order with a moment of the same day.
//! - No clock is read.

use std::fmt;

use jiff::civil::{Date, DateTime};

use crate::values::Year;

/// Reads `dd/mm/yyyy`.
#[must_use]
pub fn read_day(text: &str) -> Option<Date> {
    let text = text.trim();
    let (day, rest) = text.split_once('/')?;
    let (month, year) = rest.split_once('/')?;
    Date::new(number(year, 4)?, narrow(month)?, narrow(day)?).ok()
}

/// Writes `dd/mm/yyyy`.
#[must_use]
pub fn day_text(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

fn number(text: &str, digits: usize) -> Option<i16> {
    let plain = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn narrow(text: &str) -> Option<i8> {
    number(text, 2).and_then(|number| i8::try_from(number).ok())
}

/// When an action took place, as finely as its source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionMoment {
    /// Some time on a day.
    Day(Date),
    /// A moment in UTC, to the millisecond.
    Instant(DateTime),
}

impl ActionMoment {
    /// Reads a day or a moment in UTC; up to three digits of a second are kept, more are refused.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(day) = read_day(text) {
            return Some(Self::Day(day));
        }
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let (year, rest) = date.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let date = Date::new(number(year, 4)?, narrow(month)?, narrow(day)?).ok()?;
        let (hour, rest) = time.split_once(':')?;
        let (minute, second) = rest.split_once(':')?;
        let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
        if !(1..=3).contains(&fraction.len()) {
            return None;
        }
        let scale = 10_i32.pow(9 - u32::try_from(fraction.len()).ok()?);
        let nanosecond = i32::from(number(fraction, fraction.len())?) * scale;
        // A leap second is not part of the civil calendar that programs share.
        let time =
            jiff::civil::Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, nanosecond).ok()?;
        Some(Self::Instant(date.to_datetime(time)))
    }

    /// The day.
    #[must_use]
    pub fn day(self) -> Date {
        match self {
            Self::Day(day) => day,
            Self::Instant(moment) => moment.date(),
        }
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.day().year()
    }

    /// Whether it certainly lies before `other`: a day is not before any moment of itself.
    #[must_use]
    pub fn is_before(self, other: Self) -> bool {
        match (self, other) {
            (Self::Instant(left), Self::Instant(right)) => left < right,
            _ => self.day() < other.day(),
        }
    }

    /// Whether it says a moment.
    #[must_use]
    pub fn is_instant(self) -> bool {
        matches!(self, Self::Instant(_))
    }
}

impl fmt::Display for ActionMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => f.write_str(&day_text(*day)),
            Self::Instant(at) => {
                let (date, time) = (at.date(), at.time());
                write!(f, "{:04}-{:02}-{:02}T", date.year(), date.month(), date.day())?;
                write!(
                    f,
                    "{:02}:{:02}:{:02}.{:03}Z",
                    time.hour(),
                    time.minute(),
                    time.second(),
                    time.millisecond()
                )
            }
        }
    }
}

/// A point of a timeframe: a year, a month of it or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimePoint {
    /// `yyyy`
    Year(Year),
    /// `mm/yyyy`
    Month(Year, u8),
    /// `dd/mm/yyyy`
    Day(Date),
}

impl TimePoint {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(year) = Year::read(text) {
            return Some(Self::Year(year));
        }
        if let Some(day) = read_day(text) {
            return Some(Self::Day(day));
        }
        let (month, year) = text.split_once('/')?;
        let month = u8::try_from(number(month, 2)?).ok().filter(|month| (1..=12).contains(month))?;
        Some(Self::Month(Year::read(year)?, month))
    }

    // The first day of it, as year, month and day.
    fn start(self) -> (u16, u8, u8) {
        match self {
            Self::Year(year) => (year.number(), 1, 1),
            Self::Month(year, month) => (year.number(), month, 1),
            Self::Day(day) => {
                (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
            }
        }
    }
}

impl fmt::Display for TimePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => year.fmt(f),
            Self::Month(year, month) => write!(f, "{month:02}/{year}"),
            Self::Day(day) => f.write_str(&day_text(*day)),
        }
    }
}

/// From a point to a point, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// From the beginning of this.
    pub from: TimePoint,
    /// To the end of this.
    pub to: TimePoint,
}

impl Span {
    /// `None` if it ends before it begins.
    #[must_use]
    pub fn new(from: TimePoint, to: TimePoint) -> Option<Self> {
        // Of `2024 to 03/2024` the parts are compared as far as both go.
        let ends_before = match (from, to) {
            (_, TimePoint::Year(year)) => from.start().0 > year.number(),
            (_, TimePoint::Month(year, month)) => (from.start().0, from.start().1) > (year.number(), month),
            (_, TimePoint::Day(_)) => from.start() > to.start(),
        };
        (!ends_before).then_some(Self { from, to })
    }

    /// Whether it has a day of a year.
    #[must_use]
    pub fn meets(self, year: Year) -> bool {
        (self.from.start().0..=self.to.start().0).contains(&year.number())
    }

    fn read(text: &str) -> Option<Self> {
        let text = text.trim().strip_prefix("from")?;
        let (from, to) = text.split_once(" to ")?;
        from.starts_with(char::is_whitespace).then_some(())?;
        Self::new(TimePoint::read(from)?, TimePoint::read(to)?)
    }
}

/// When mitigation outcomes may occur and be used (table 2, column 15). Both forms that are met are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timeframe {
    /// `2021 - 2030`
    Years(Year, Year),
    /// `Occurred: from 2021 to 2030. Use: from 2021 to 2035`; either part may be missing, not both.
    Parts {
        /// When they may occur.
        occurred: Option<Span>,
        /// When they may be used.
        used: Option<Span>,
    },
}

impl Timeframe {
    /// Reads either form.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((first, last)) = text.split_once('-') {
            let (first, last) = (Year::read(first)?, Year::read(last)?);
            return (first <= last).then_some(Self::Years(first, last));
        }
        let used = |text: &str| Span::read(text.trim().strip_prefix("Use:")?);
        let Some(rest) = text.strip_prefix("Occurred:") else {
            return Some(Self::Parts { occurred: None, used: Some(used(text)?) });
        };
        match rest.split_once('.') {
            Some((occurred, rest)) if !rest.trim().is_empty() => {
                Some(Self::Parts { occurred: Some(Span::read(occurred)?), used: Some(used(rest)?) })
            }
            Some((occurred, _)) => Some(Self::Parts { occurred: Some(Span::read(occurred)?), used: None }),
            None => Some(Self::Parts { occurred: Some(Span::read(rest)?), used: None }),
        }
    }
}

impl Timeframe {
    /// Whether outcomes of a year may be among them. Two plain years are read as when outcomes occur, and as when they are used.
    #[must_use]
    pub fn takes_vintage(self, year: Year) -> bool {
        match self {
            Self::Years(first, last) => (first..=last).contains(&year),
            Self::Parts { occurred, .. } => occurred.is_none_or(|span| span.meets(year)),
        }
    }

    /// Whether they may be used for a year.
    #[must_use]
    pub fn takes_use(self, year: Year) -> bool {
        match self {
            Self::Years(first, last) => (first..=last).contains(&year),
            Self::Parts { used, .. } => used.is_none_or(|span| span.meets(year)),
        }
    }
}

impl fmt::Display for Timeframe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Years(first, last) => write!(f, "{first} - {last}"),
            Self::Parts { occurred, used } => {
                let part = |name: &str, span: &Span| format!("{name}: from {} to {}", span.from, span.to);
                let parts =
                    [occurred.map(|span| part("Occurred", &span)), used.map(|span| part("Use", &span))];
                f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(". "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_read_back() {
        assert_eq!(day_text(read_day("29/02/2024").unwrap()), "29/02/2024");
        for bad in ["29/02/2023", "1/2/2023", "2023-02-01", "32/01/2023", "01/13/2023", "01/01/23"] {
            assert!(read_day(bad).is_none(), "{bad}");
        }
        let text = "2026-08-11T12:14:03.356Z";
        assert_eq!(ActionMoment::read(text).unwrap().to_string(), text);
        assert_eq!(
            ActionMoment::read("2026-08-11T12:14:03Z").unwrap().to_string(),
            "2026-08-11T12:14:03.000Z"
        );
        for bad in [
            "2026-08-11T12:14:03.356",
            "2026-08-11T12:14:03.3561Z",
            "2026-08-11T25:00:00Z",
            "2026-08-11",
            "T",
            "",
        ] {
            assert!(ActionMoment::read(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_day_is_not_before_a_moment_of_itself() {
        let day = ActionMoment::read("11/08/2026").unwrap();
        let early = ActionMoment::read("2026-08-11T00:00:00.001Z").unwrap();
        let late = ActionMoment::read("2026-08-11T23:00:00.000Z").unwrap();
        let next = ActionMoment::read("12/08/2026").unwrap();
        assert!(
            !day.is_before(late) && !early.is_before(day) && early.is_before(late) && day.is_before(next)
        );
    }

    #[test]
    fn timeframes_take_the_years_that_they_meet() {
        let frame = |text| Timeframe::read(text).unwrap();
        let years = |takes: &dyn Fn(Year) -> bool| -> Vec<u16> {
            (2019..=2026).filter(|year| takes(Year::new(*year).unwrap())).collect()
        };
        let plain = frame("2021 - 2023");
        assert_eq!(years(&|year| plain.takes_vintage(year)), [2021, 2022, 2023]);
        assert_eq!(years(&|year| plain.takes_use(year)), [2021, 2022, 2023]);
        let parts = frame("Occurred: from 31/12/2020 to 06/2021. Use: from 2022 to 01/01/2025");
        assert_eq!(years(&|year| parts.takes_vintage(year)), [2020, 2021]);
        assert_eq!(years(&|year| parts.takes_use(year)), [2022, 2023, 2024, 2025]);
        let one = frame("Use: from 2025 to 2025");
        assert_eq!(
            (years(&|year| one.takes_vintage(year)).len(), years(&|year| one.takes_use(year))),
            (8, vec![2025])
        );
    }

    #[test]
    fn timeframes_in_both_forms() {
        for text in [
            "2021 - 2030",
            "Occurred: from 2021 to 2030. Use: from 01/2021 to 31/12/2035",
            "Occurred: from 01/01/2021 to 31/12/2030",
            "Use: from 2021 to 2030",
        ] {
            assert_eq!(Timeframe::read(text).unwrap().to_string(), text);
        }
        for bad in [
            "2030 - 2021",
            "2021",
            "Occurred: from 2030 to 2021",
            "from 2021 to 2030",
            "Use: 2021 to 2030",
            "",
        ] {
            assert!(Timeframe::read(bad).is_none(), "{bad}");
        }
    }
}
