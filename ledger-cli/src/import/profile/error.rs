//! What can be wrong with a profile, said with file, line, column, key and what to do.

use std::fmt;
use std::path::PathBuf;

/// A profile that cannot be used. Its text is one sentence: `FILE:LINE:COLUMN: KEY: what is wrong and what to do`.
#[derive(Debug)]
pub struct ProfileError {
    /// The profile's file, as it was named.
    pub path: PathBuf,
    /// Line and column, both counted from 1, where the fault stands; none where the file as a whole is at fault.
    pub place: Option<(usize, usize)>,
    /// The key at fault, such as `file.serial.pattern`; empty where none is.
    pub key: &'static str,
    /// What is wrong.
    pub problem: Box<ProfileProblem>,
}

/// What is wrong with a profile.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileProblem {
    /// The file cannot be read.
    #[error("the profile cannot be read: check the path and its permissions")]
    Unreadable(#[source] std::io::Error),
    /// The file is larger than [`super::PROFILE_SIZE_LIMIT_BYTES`].
    #[error("the profile is larger than {limit_bytes} bytes: name a profile, not a data file")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// Not TOML, a key is missing, or a key is not known.
    #[error("{}", one_line(.message))]
    Toml {
        /// What the TOML parser says.
        message: String,
    },
    /// Made for another version of the profile language.
    #[error("version {found} of the profile language is not known: write `profile = 1`")]
    Version {
        /// The version found.
        found: u32,
    },
    /// Brackets of a template do not match.
    #[error("a brace opens or closes nothing: write `{{name}}` for a value and `{{{{` for a brace")]
    Brace,
    /// A name that is neither a column nor a named group of the file kind.
    #[error("`{name}` is neither a column nor a named group of the file kind `{file}`: use one of {known}")]
    UnknownName {
        /// The name.
        name: String,
        /// The file kind.
        file: String,
        /// The names that exist.
        known: String,
    },
    /// A column that `columns` does not list.
    #[error("`{column}` is not among `columns` of the file kind `{file}`: correct the name, or add it there")]
    UnknownColumn {
        /// The column.
        column: String,
        /// The file kind.
        file: String,
    },
    /// A name that is given twice.
    #[error("the name `{name}` is given twice: rename one of the two")]
    Twice {
        /// The name.
        name: String,
    },
    /// A regular expression that does not compile.
    #[error("this is not a regular expression: {}", one_line(&.0.to_string()))]
    Pattern(#[source] regex::Error),
    /// A serial pattern without a named group that it needs.
    #[error(
        "a serial pattern needs the named group `first`, and `last` or `count` for a block: write (?<first>[0-9]+)"
    )]
    SerialGroups,
    /// A word that is not of a closed list.
    #[error("`{found}` is not known here: use one of {known}")]
    Word {
        /// The word found.
        found: String,
        /// The words that exist.
        known: String,
    },
    /// A time format that cannot write and read a date.
    #[error(
        "this is neither \"rfc3339\" nor a strftime format with a date: write one such as \"%Y-%m-%d %H:%M:%S\""
    )]
    TimeFormat,
    /// A check with none or both of `among` and `equals`.
    #[error("a check has either `among = [\"…\"]` or `equals = \"count\"`: write one of them")]
    Check,
    /// A list that must not be empty.
    #[error("the list is empty: give at least one")]
    Empty,
    /// A delimiter that is not one ASCII character.
    #[error("a delimiter is one ASCII character, such as \",\" or \";\"")]
    Delimiter,
    /// An account that no `[account.NAME]` describes.
    #[error("there is no account `{name}`: add [account.{name}], or use one of {known}")]
    UnknownAccount {
        /// The name used.
        name: String,
        /// The names that exist.
        known: String,
    },
    /// An action with accounts that do not fit it.
    #[error(
        "an issue takes no `debit` (units come out of the series' Source account) and every other action needs one"
    )]
    Debit,
    /// A history of what is not issued.
    #[error("only an issue says from what the history of its units was taken: leave `history` out")]
    History,
    /// Evidence of what goes to or comes from nowhere.
    #[error("neither `debit` nor `credit` is an account of kind \"Counterpart\": leave `evidence` out")]
    NoCounterpart,
    /// A digest of nothing.
    #[error("evidence of the grade \"none\" has no digest: leave it out")]
    NoDigest,
    /// A document that is none.
    #[error(
        "`{found}` names no document: write \"file\" for the imported one, or its BLAKE3 as 64 hex digits"
    )]
    Document {
        /// What was found.
        found: String,
    },
    /// Two file kinds with one header.
    #[error(
        "the file kinds `{first}` and `{second}` have the same columns, so that a file could be either: drop one"
    )]
    SameColumns {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for ProfileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.problem)
    }
}

/// A message of another library on one line, so that an error stays one sentence.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}
