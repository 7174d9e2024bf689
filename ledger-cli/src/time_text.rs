//! Times and places in a ledger's history, as people write them on a command line and read them in a table.
//!
//! - Times are shown in UTC with milliseconds.
//! - A date without a time means the end of that day, UTC: holdings as at 31 December include the day.

use ledger_core::query::AsAt;
use ledger_format::identifiers::Timestamp;

/// A time in RFC 3339, or a date: its end.
///
/// # Errors
/// A sentence saying what to write.
pub fn parse_time(text: &str) -> Result<Timestamp, String> {
    parse(text, jiff::civil::time(23, 59, 59, 999_000_000))
}

/// A time in RFC 3339, or a date: its beginning, as a period needs it.
///
/// # Errors
/// A sentence saying what to write.
pub fn parse_start(text: &str) -> Result<Timestamp, String> {
    parse(text, jiff::civil::Time::midnight())
}

fn parse(text: &str, time_of_day: jiff::civil::Time) -> Result<Timestamp, String> {
    let say = || format!("`{text}` is not a time: write one such as 2021-12-31 or 2021-12-31T12:00:00Z");
    let parsed = match text.parse::<jiff::civil::Date>() {
        // Times parse as dates too; what they have beyond the day must not be lost.
        Ok(date) if text.len() == 10 => {
            date.to_datetime(time_of_day).to_zoned(jiff::tz::TimeZone::UTC).map(|zoned| zoned.timestamp())
        }
        _ => text.parse::<jiff::Timestamp>(),
    };
    let millisecond = parsed.map_err(|_| say())?.as_millisecond();
    u64::try_from(millisecond).map(Timestamp).map_err(|_| say())
}

/// `head`, `entry:41`, `recorded:TIME`, `occurred:TIME`, or a time alone, which is when things occurred.
///
/// # Errors
/// A sentence saying what to write.
pub fn parse_moment(text: &str) -> Result<AsAt, String> {
    if text == "head" {
        return Ok(AsAt::Head);
    }
    if let Some(index) = text.strip_prefix("entry:") {
        let index =
            index.parse().map_err(|_| format!("`{index}` is not an entry index: write a number from 0"))?;
        return Ok(AsAt::Entry(index));
    }
    if let Some(time) = text.strip_prefix("recorded:") {
        return parse_time(time).map(AsAt::Recorded);
    }
    parse_time(text.strip_prefix("occurred:").unwrap_or(text)).map(AsAt::Occurred)
}

/// The time in RFC 3339, UTC; beyond the year 9999 the milliseconds.
#[must_use]
pub fn show(time: Timestamp) -> String {
    let shown = i64::try_from(time.0).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    shown.map_or_else(|| format!("{} ms", time.0), |time| format!("{time:.3}"))
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::EntryIndex;

    use super::*;

    #[test]
    fn times_come_back() {
        for text in ["1970-01-01T00:00:00.000Z", "2012-10-27T08:22:17.443Z", "9999-12-30T22:00:00.000Z"] {
            assert_eq!(show(parse_time(text).unwrap()), text);
        }
        assert_eq!(show(parse_time("2021-12-31").unwrap()), "2021-12-31T23:59:59.999Z");
        assert_eq!(show(parse_time("2021-12-31T01:00:00+01:00").unwrap()), "2021-12-31T00:00:00.000Z");
        assert_eq!(show(Timestamp(u64::MAX)), "18446744073709551615 ms");
        for text in ["", "today", "1969-12-31", "2021-02-30", "2021-12-31T12", "2021"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_period_begins_with_its_first_day() {
        assert_eq!(show(parse_start("2021-01-01").unwrap()), "2021-01-01T00:00:00.000Z");
    }

    #[test]
    fn moments_name_their_clock() {
        assert_eq!(parse_moment("entry:41"), Ok(AsAt::Entry(EntryIndex(41))));
        let day = parse_time("2021-12-31").unwrap();
        assert_eq!(parse_moment("2021-12-31"), Ok(AsAt::Occurred(day)));
        assert_eq!(parse_moment("occurred:2021-12-31"), Ok(AsAt::Occurred(day)));
        assert_eq!(parse_moment("recorded:2021-12-31"), Ok(AsAt::Recorded(day)));
        assert!(parse_moment("entry:-1").is_err() && parse_moment("now").is_err());
    }
}
