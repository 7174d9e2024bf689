//! What a ledger may say and the agreed electronic format cannot.

use ledger_format::identifiers::{EntryIndex, PartyCode, SeriesId};

/// Why there is no submission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unfit {
    /// A year that the calendar does not have.
    #[error("{0} is not a calendar year that can be reported")]
    Year(u16),
    /// No NDC period.
    #[error(
        "{party} has no NDC period declared here that has the year {year}: post an `NDC period declared` first"
    )]
    NoPeriod {
        /// Whose.
        party: PartyCode,
        /// The year.
        year: u16,
    },
    /// ITMOs without an identifier.
    #[error(
        "entry {0} concerns ITMOs without identifiers: post `ITMO identifiers assigned` before such units move"
    )]
    NoIdentifier(EntryIndex),
    /// ITMOs without an authorization.
    #[error("entry {0} concerns ITMOs without an authorization of the Party or of the host")]
    NoAuthorization(EntryIndex),
    /// A quantity that is not known in tonnes.
    #[error(
        "series {series} counts {metric}, and {party} has not stated how many tonnes of CO2 equivalent that is worth for {year}: post a `conversion stated` (rulebook 3), or file these by hand"
    )]
    NoConversion {
        /// Which units.
        series: SeriesId,
        /// Who reports.
        party: PartyCode,
        /// The metric.
        metric: String,
        /// The vintage.
        year: u16,
    },
    /// A value that the format does not take.
    #[error("{what} `{value}` has no place in the agreed electronic format")]
    Value {
        /// Which.
        what: &'static str,
        /// The value.
        value: String,
    },
}

/// A value that the format takes, or the error that it does not.
pub(super) fn fit<T>(what: &'static str, value: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Unfit> {
    read(value).ok_or_else(|| Unfit::Value { what, value: value.to_owned() })
}
