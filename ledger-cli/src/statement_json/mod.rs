//! Statements as JSON lines: what `post` reads and `feed` writes.
//!
//! ```json
//! {"occurred_at": "2026-03-01T09:00:00Z", "body": {"kind": "movement", "action": "transfer", "postings": [
//!   {"account": 1, "side": "debit", "space": 1, "first": 1, "last": 10},
//!   {"account": 2, "side": "credit", "space": 1, "first": 1, "last": 10}]}}
//! ```
//!
//! (on one line). `id`, `occurred_at`, `not_after`, `provenance` and `on_behalf` may be left out: the id is then a
//! new UUIDv7, the
//! time now, and the statement good for a day.
//!
//! - What `feed` writes, `post` reads: unknown fields of the body are refused, those that `feed` adds around it are
//!   known.
//! - A line has at most [`LINE_SIZE_LIMIT_BYTES`]; lines are read one at a time.

mod amount;
mod article6;
mod article6_read;
mod article6_write;
mod body;
mod holds;
mod notices;
mod origins;
mod origins_read;
mod origins_write;
mod particular;
mod read;
pub mod text;
pub mod words;
mod write;

use std::io::{BufRead, Read};

use ledger_format::body::{Body, Context, OnBehalf, Provenance};
use ledger_format::bounded::Bounded;
use ledger_format::entry::Statement;
use ledger_format::identifiers::{Commitment, Digest, EntryId, EntryIndex, KeyNumber, Timestamp};
use serde::{Deserialize, Serialize};

use crate::time_text;

pub use amount::AmountJson;
pub use article6::AuthorizationJson;
pub use body::{BodyJson, PostingJson, SideJson};
pub use holds::EvidenceJson;
pub use particular::ParticularJson;
pub use read::BodyFault;
pub use text::{Named, Text};

/// Longest line.
pub const LINE_SIZE_LIMIT_BYTES: u64 = 1 << 20;

/// How long a statement stays good that does not say so itself, in milliseconds: a day.
pub const DEFAULT_VALIDITY_MS: u64 = 24 * 60 * 60 * 1_000;

/// A line: a statement, and what `feed` says about its entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The entry's index; only written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<EntryIndex>,
    /// When its batch was sealed; only written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<String>,
    /// The caller's name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Text<EntryId>>,
    /// When what it says took place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<String>,
    /// It is void if it is recorded later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<String>,
    /// Where it was imported from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<ProvenanceJson>,
    /// Commitments to who approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<Vec<Text<Commitment>>>,
    /// Numbers of the keys that signed; only written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Vec<KeyNumber>>,
    /// What it says.
    pub body: BodyJson,
}

/// A row of a source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvenanceJson {
    /// BLAKE3 of the file.
    pub source: Text<Digest>,
    /// The row.
    pub row: u64,
}

/// Why a line is no statement.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LineFault {
    /// It cannot be read.
    #[error("the input cannot be read")]
    Unreadable(#[source] std::io::Error),
    /// It is too long.
    #[error("the line is longer than {LINE_SIZE_LIMIT_BYTES} bytes: split the movement into several")]
    TooLong,
    /// It is not the JSON of a statement.
    #[error("column {column}: {message}")]
    Json {
        /// Where, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// It ends before the statement does.
    #[error(
        "column {column}: the line ends before its statement does: write each statement whole on one line"
    )]
    Unfinished {
        /// Where, from 1.
        column: usize,
    },
    /// A time that is none.
    #[error("{0}")]
    Time(String),
    /// Too many approvers, or none.
    #[error("on_behalf: name 1 to 16 approvers")]
    Approvers,
    /// The body is not one.
    #[error("body: {0}")]
    Body(#[from] BodyFault),
}

impl Line {
    /// Reads a line.
    ///
    /// # Errors
    /// [`LineFault::Json`].
    pub fn parse(text: &str) -> Result<Self, LineFault> {
        // Without the line's end, behind which a place would be on no line of the file.
        let text = text.trim_end();
        if text.trim_start().starts_with('[') {
            let message = "a statement is an object: begin it with {".to_owned();
            return Err(LineFault::Json { column: 1, message });
        }
        serde_json::from_str(text).map_err(|error| {
            if error.is_eof() {
                return LineFault::Unfinished { column: error.column().max(1) };
            }
            let message = error.to_string();
            // serde_json says the place itself, in words about a file of one line.
            let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
            LineFault::Json { column: error.column(), message: meant(message) }
        })
    }

    /// The statement; what the line leaves out is taken from `id` and `now`.
    ///
    /// # Errors
    /// When a field is not what it must be.
    pub fn statement(self, id: EntryId, now: Timestamp) -> Result<Statement, LineFault> {
        let time = |text: Option<String>| text.map(|text| time_text::parse_time(&text)).transpose();
        let not_after = time(self.not_after).map_err(LineFault::Time)?;
        let approvers = self.on_behalf.map(|list| list.into_iter().map(|it| it.0).collect::<Vec<_>>());
        let on_behalf = approvers.map(Bounded::new).transpose().map_err(|_| LineFault::Approvers)?;
        Ok(Statement {
            id: self.id.map_or(id, |id| id.0),
            occurred_at: time(self.occurred_at).map_err(LineFault::Time)?.unwrap_or(now),
            not_after: not_after.unwrap_or(Timestamp(now.0.saturating_add(DEFAULT_VALIDITY_MS))),
            context: Context {
                provenance: self.provenance.map(|it| Provenance { source: it.source.0, row: it.row }),
                on_behalf: on_behalf.map(|approvers| OnBehalf { approvers }),
            },
            body: Body::try_from(self.body)?,
        })
    }

    /// The line of a statement.
    #[must_use]
    pub fn of(statement: &Statement) -> Self {
        let context = &statement.context;
        Self {
            index: None,
            recorded_at: None,
            id: Some(Text(statement.id)),
            occurred_at: Some(time_text::show(statement.occurred_at)),
            not_after: Some(time_text::show(statement.not_after)),
            provenance: context.provenance.map(|it| ProvenanceJson { source: Text(it.source), row: it.row }),
            on_behalf: context.on_behalf.as_ref().map(|it| it.approvers.iter().copied().map(Text).collect()),
            signed_by: None,
            body: BodyJson::from(&statement.body),
        }
    }
}

/// What serde says of a word that is not known, with the one that was meant where only its case differs: there are some 40 kinds.
fn meant(message: &str) -> String {
    let words: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let wrong = words.first().filter(|_| message.starts_with("unknown "));
    match wrong.and_then(|wrong| words.iter().skip(1).find(|word| word.eq_ignore_ascii_case(wrong))) {
        Some(right) => {
            let (what, _) = message.split_once(", expected").unwrap_or((message, ""));
            format!("{what}: write `{right}`")
        }
        None => message.to_owned(),
    }
}

/// Reads the next line that is not empty, of at most [`LINE_SIZE_LIMIT_BYTES`], and counts all lines in `line_number`:
/// the number of the line that was read, or could not be.
///
/// # Errors
/// When the input fails or the line is too long.
pub fn next_line(input: &mut dyn BufRead, line_number: &mut u64) -> Result<Option<String>, LineFault> {
    loop {
        *line_number += 1;
        let mut text = String::new();
        let size =
            input.take(LINE_SIZE_LIMIT_BYTES + 1).read_line(&mut text).map_err(LineFault::Unreadable)?;
        if size == 0 {
            return Ok(None);
        }
        if text.len() as u64 > LINE_SIZE_LIMIT_BYTES {
            return Err(LineFault::TooLong);
        }
        if !text.trim().is_empty() {
            return Ok(Some(text));
        }
    }
}

#[cfg(test)]
mod tests;
