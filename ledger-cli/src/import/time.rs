//! Times as source files write them.
//!
//! - A time is whole milliseconds since 1970 (`spec/format.md`, section 1); finer digits are cut off.
//! - A time without an offset is UTC.
//!
//! It does not know time zones by name.

use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

use super::profile::TimeFormat;

/// The time `text` in `format`, or none when it is not one, or lies before 1970.
#[must_use]
pub fn parse(format: &TimeFormat, text: &str) -> Option<u64> {
    let timestamp = match format {
        TimeFormat::Rfc3339 => text.parse::<Timestamp>().ok()?,
        TimeFormat::Strftime(format) => strftime(format, text)?,
    };
    u64::try_from(timestamp.as_millisecond()).ok()
}

/// Whether `format` can write and read a time.
#[must_use]
pub fn is_format(format: &str) -> bool {
    let sample = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC);
    strtime::format(format, &sample).is_ok_and(|text| strftime(format, &text).is_some())
}

fn strftime(format: &str, text: &str) -> Option<Timestamp> {
    let parsed = strtime::parse(format, text).ok()?;
    if parsed.offset().is_some() {
        return parsed.to_timestamp().ok();
    }
    let midnight = parsed.to_date().ok()?.at(0, 0, 0, 0);
    parsed.to_datetime().unwrap_or(midnight).to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_formats() {
        assert_eq!(parse(&TimeFormat::Rfc3339, "1970-01-01T00:00:01.5Z"), Some(1_500));
        assert_eq!(parse(&TimeFormat::Rfc3339, "1970-01-01T01:00:00+01:00"), Some(0));
        let format = |text: &str| TimeFormat::Strftime(text.to_owned());
        assert_eq!(parse(&format("%d.%m.%Y %H:%M"), "02.01.1970 00:01"), Some(86_460_000));
        assert_eq!(parse(&format("%Y-%m-%d"), "1970-01-02"), Some(86_400_000));
        assert_eq!(parse(&format("%Y-%m-%d %H:%M %z"), "1970-01-01 01:00 +0100"), Some(0));
    }

    #[test]
    fn says_no() {
        for text in ["", "yesterday", "1969-12-31T23:59:59Z", "2012-13-01T00:00:00Z", "2012-01-01"] {
            assert_eq!(parse(&TimeFormat::Rfc3339, text), None, "{text}");
        }
        assert!(is_format("%Y-%m-%d"));
        assert!(!is_format("%Q") && !is_format("%H:%M") && !is_format("no time"));
    }
}
