//! Profiles: what the columns of a registry's files mean, in TOML and without code.
//!
//! A profile names, in this order:
//!
//! ```toml
//! profile = 1                                   # version of this language
//! title = "CDM registry"
//!
//! [space]                                       # the number space of a row; a template
//! name = "{party}"
//!
//! [series]                                      # what is fixed at issuance; templates, and words of format.md
//! section 7
//! label = "{party}-{project} {unit_type}"
//! host_party = "{party}"
//! activity = "{party}-{project}"                # may be left out
//! vintage = "{year}"                            # may be left out
//! metric = "GHG"
//! regime = "plain"
//! gwp_set = "AR4"                               # may be left out
//! mitigation_type = "removals"                  # may be left out
//!
//! [account.holding]                             # any number of accounts, under names of your own
//! kind = "Holding"
//! party = "{party}"
//! registry = "CDM"
//!
//! [[file]]                                      # one per kind of file; the one whose `columns` are a file's header
//! applies
//! name = "issuances"
//! columns = ["completed_at", "serial_range", "party", "…"]
//! delimiter = ","                               # may be left out
//! time = { column = "completed_at", format = "rfc3339" }     # or a strftime format; without an offset it is UTC
//! serial = { column = "serial_range", pattern = '^(?<first>[0-9]+) - (?<last>[0-9]+)$' }   # or first and count, or
//! first
//!
//! [[file.field]]                                # names taken out of other columns
//! column = "project_identifier"
//! pattern = '^(?<party>[A-Z]{2})-(?<project>[0-9]+)$'
//!
//! [[file.check]]                                # a row that fails one is refused
//! column = "status"
//! among = ["4 - Completed"]
//!
//! [[file.check]]
//! column = "total"
//! equals = "count"                              # the number of serials in the block
//!
//! [[file.action]]                               # the first whose `when` holds applies; none is a refusal
//! when = { transaction_type = ["Issuance (1)"] }
//! action = "issue"                              # opens the Party, space, series and account it names
//! credit = "holding"
//! history = "file"                              # may be left out; under rulebook 3 what the units' history was taken from
//!
//! [[file.action]]
//! when = { transaction_type = ["External transfer (3)"] }
//! action = "transfer"
//! debit = "holding"
//! credit = "abroad"                             # an account of kind "Counterpart"
//! evidence = { grade = "signed notice", digest = "file" }    # may be left out; on what word, under rulebook 4
//! ```
//!
//! A document is the imported file (`"file"`, also where nothing is said) or a BLAKE3 digest in hex. A ledger is told of histories and
//! evidence as far as its rulebook knows them; issues of plain units say a history only if the profile does.
//!
//! Files are merged by time; at equal times the `[[file]]` that stands first comes first, then the row.
//!
//! - A profile that loads cannot fail later: every template, column, account and word in it has been found.
//! - Errors name file, line, column and key.
//!
//! It does not read data files ([`super::source`]) nor rows ([`super::resolve`]).

mod compile;
mod error;
mod raw;
mod template;

use std::io::Read;
use std::path::Path;

use ledger_format::codes::{AccountKind, Action, EvidenceGrade, GwpSet, Metric, MitigationType, Regime};
use ledger_format::identifiers::Digest;
use regex::Regex;

pub use error::{ProfileError, ProfileProblem};
pub use template::Template;

/// Largest profile that is read.
pub const PROFILE_SIZE_LIMIT_BYTES: u64 = 1 << 20;

/// A profile that has been checked in full.
#[derive(Debug)]
pub struct Profile {
    /// What it is for, in the words of its author.
    pub title: String,
    /// The kinds of files, in the order that decides at equal times.
    pub files: Vec<FileProfile>,
}

/// What one kind of file means. Templates take the row's columns, then the named groups of `fields`, in order.
#[derive(Debug)]
pub struct FileProfile {
    /// Its name in messages.
    pub name: String,
    /// The header a file must have.
    pub columns: Vec<String>,
    /// What stands between the columns.
    pub delimiter: u8,
    /// Where the time stands.
    pub time: TimeField,
    /// Where the serials stand.
    pub serial: SerialField,
    /// Where further names come from.
    pub fields: Vec<Field>,
    /// What must hold of a row.
    pub checks: Vec<Check>,
    /// What a row does.
    pub actions: Vec<ActionRule>,
    /// Name of the number space.
    pub space: Template,
    /// The series.
    pub series: SeriesTemplate,
    /// The accounts that actions name by their place in this list.
    pub accounts: Vec<AccountTemplate>,
}

/// The column and format of a row's time.
#[derive(Debug)]
pub struct TimeField {
    /// Place of the column.
    pub column: usize,
    /// Its format.
    pub format: TimeFormat,
}

/// How a time is written.
#[derive(Debug)]
pub enum TimeFormat {
    /// RFC 3339.
    Rfc3339,
    /// A strftime format; UTC when it has no offset.
    Strftime(String),
}

/// The column and pattern of a row's serials.
#[derive(Debug)]
pub struct SerialField {
    /// Place of the column.
    pub column: usize,
    /// A pattern with the group `first`, and `last`, `count` or neither (one serial).
    pub pattern: Regex,
}

/// Names taken out of a column.
#[derive(Debug)]
pub struct Field {
    /// Place of the column.
    pub column: usize,
    /// The pattern.
    pub pattern: Regex,
    /// Its named groups, in order.
    pub groups: Vec<String>,
}

/// What must hold of a row.
#[derive(Debug)]
pub enum Check {
    /// The column's value is one of these.
    Among {
        /// Place of the column.
        column: usize,
        /// The values.
        values: Vec<String>,
    },
    /// The column is the number of serials in the block.
    Count {
        /// Place of the column.
        column: usize,
    },
}

/// What a row does if its columns have certain values.
#[derive(Debug)]
pub struct ActionRule {
    /// Column place and values: all must hold.
    pub when: Vec<(usize, Vec<String>)>,
    /// The action.
    pub action: Action,
    /// The transferring account's place among `accounts`; none for an issue, which takes from the series' Source
    /// account.
    pub debit: Option<usize>,
    /// The acquiring account's place among `accounts`.
    pub credit: usize,
    /// Of an issue: from what the history of its units was taken.
    pub history: Option<Document>,
    /// Of what goes to or comes from a Counterpart account: on what word. None for any other movement.
    pub evidence: Option<EvidenceRule>,
}

/// A document that an entry names by its BLAKE3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// The file that is imported.
    File,
    /// Another.
    Digest(Digest),
}

/// On what the word of another registry is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvidenceRule {
    /// The grade.
    pub grade: EvidenceGrade,
    /// What is the evidence; none where the grade is none.
    pub document: Option<Document>,
}

/// The series of a row.
#[derive(Debug)]
pub struct SeriesTemplate {
    /// Unique in the space.
    pub label: Template,
    /// The host Party's code.
    pub host_party: Template,
    /// The activity.
    pub activity: Template,
    /// The vintage; filled to nothing where none is stated.
    pub vintage: Template,
    /// The metric.
    pub metric: Metric,
    /// The regime.
    pub regime: Regime,
    /// The GWP set.
    pub gwp_set: GwpSet,
    /// The mitigation type.
    pub mitigation_type: MitigationType,
}

/// An account of a row.
#[derive(Debug)]
pub struct AccountTemplate {
    /// Its name in the profile.
    pub name: String,
    /// Its kind.
    pub kind: AccountKind,
    /// Its Party's code.
    pub party: Template,
    /// Its registry's id.
    pub registry: Template,
}

impl Profile {
    /// Reads and checks the profile at `path`.
    ///
    /// # Errors
    /// When it cannot be read or anything in it is wrong; the error says where and what to do.
    pub fn load(path: &Path) -> Result<Self, ProfileError> {
        let failed = |problem| ProfileError {
            path: path.to_owned(),
            place: None,
            key: "",
            problem: Box::new(problem),
        };
        let unreadable = |source| failed(ProfileProblem::Unreadable(source));
        let mut text = String::new();
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(PROFILE_SIZE_LIMIT_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
        if text.len() as u64 > PROFILE_SIZE_LIMIT_BYTES {
            let problem = ProfileProblem::TooLarge { limit_bytes: PROFILE_SIZE_LIMIT_BYTES };
            return Err(failed(problem));
        }
        Self::parse(path, &text)
    }

    /// Checks the profile `text`; `path` is named in errors.
    ///
    /// # Errors
    /// When anything in it is wrong; the error says where and what to do.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ProfileError> {
        compile::compile(path, text)
    }
}

#[cfg(test)]
mod tests;
