//! Why the import itself refuses a row, before or beside the ledger's rules.
//!
//! - Codes `I-nnn` are stable; the ledger's own refusals keep their `R-nnn`.
//! - The text is one sentence about the row.
//!
//! It does not say what the rules of a ledger are: `spec/rules.md` does.

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowFault {
    /// I-101
    #[error("the row has {found} columns and the header {expected}")]
    Columns {
        /// Columns of the header.
        expected: usize,
        /// Columns of the row.
        found: usize,
    },
    /// I-102
    #[error(
        "the row has {size_bytes} bytes, more than {}: a quote may be missing",
        super::source::ROW_SIZE_LIMIT_BYTES
    )]
    TooLong {
        /// Its size.
        size_bytes: usize,
    },
    /// I-103
    #[error("the row is not UTF-8")]
    NotUtf8,
    /// I-104
    #[error("{column} is not a time in the profile's format, or before 1970")]
    Time {
        /// The column.
        column: String,
    },
    /// I-105
    #[error("{column} does not match the serial pattern")]
    Serial {
        /// The column.
        column: String,
    },
    /// I-106
    #[error("{column} holds a number that is not below 2^64")]
    SerialNumber {
        /// The column.
        column: String,
    },
    /// I-107
    #[error("{column} does not match its pattern")]
    Pattern {
        /// The column.
        column: String,
    },
    /// I-108
    #[error("{column} is none of the values that the profile allows")]
    NotAmong {
        /// The column.
        column: String,
    },
    /// I-109
    #[error("{column} is not {count}, the number of serials in the block")]
    Count {
        /// The column.
        column: String,
        /// Serials in the block.
        count: u64,
    },
    /// I-110
    #[error("no action of the profile fits the row")]
    NoAction,
    /// I-111
    #[error("the row makes a {what} that the format does not allow")]
    NotAllowed {
        /// What it makes.
        what: &'static str,
    },
    /// I-112
    #[error("the row says the series {stated}, but the ledger holds these serials in another")]
    OtherSeries {
        /// The series of the row.
        stated: String,
    },
    /// I-113
    #[error(
        "an earlier run of this import refused the row; the rules would allow it now, after what came later"
    )]
    RefusedBefore,
}

impl RowFault {
    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Columns { .. } => "I-101",
            Self::TooLong { .. } => "I-102",
            Self::NotUtf8 => "I-103",
            Self::Time { .. } => "I-104",
            Self::Serial { .. } => "I-105",
            Self::SerialNumber { .. } => "I-106",
            Self::Pattern { .. } => "I-107",
            Self::NotAmong { .. } => "I-108",
            Self::Count { .. } => "I-109",
            Self::NoAction => "I-110",
            Self::NotAllowed { .. } => "I-111",
            Self::OtherSeries { .. } => "I-112",
            Self::RefusedBefore => "I-113",
        }
    }
}
