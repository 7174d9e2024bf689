//! The rejects file: every row that was not posted, with the reason, as CSV.
//!
//! - It appears under its name only when the import is over, whole; until then its rows are kept in memory, and a killed import leaves the
//!   file before. The same import again writes it again: rows that stay refused are in it.
//! - It replaces an earlier rejects file, known by its first columns, and nothing else.
//! - It is written also when no row was refused: a header alone says so.
//! - Its columns: file, row (1 is the first after the header), line, refusal, reason, then every column of the
//!   profile's files, each
//!   once, empty where the row's file has none. What a row has beyond its file's columns is left out.
//!
//! It does not decide what is refused.

use std::path::{Path, PathBuf};

use csv::{ByteRecord, Writer};

use super::profile::Profile;
use super::source::RowPlace;
use crate::destination::{Destination, DestinationError, Replace};

/// The columns before those of the row itself: by them an earlier rejects file is known.
const OWN_COLUMNS: [&str; 5] = ["file", "row", "line", "refusal", "reason"];

const REMEDY: &str = "name another with --rejects, or move this one away";

/// Writes the rejects file.
pub struct Rejects {
    destination: Destination,
    writer: Writer<Vec<u8>>,
    /// For each file kind, where each column of the output stands in its rows.
    places: Vec<Vec<Option<usize>>>,
}

/// The rejects file cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RejectsError {
    /// Not at this place.
    #[error(transparent)]
    Destination(#[from] DestinationError),
    /// It is one of the files that are imported.
    #[error("{}: this file is to be imported, so refused rows cannot go to it: {REMEDY}", .0.display())]
    Imported(PathBuf),
    /// A row cannot be put into words.
    #[error("a refused row cannot be written as CSV")]
    Row(#[from] csv::Error),
}

/// A row that was not posted.
pub struct Reject<'r> {
    /// The file's name.
    pub file: &'r str,
    /// Which of the profile's file kinds it is.
    pub kind: usize,
    /// Where the row stands.
    pub place: &'r RowPlace,
    /// The rule or fault.
    pub code: &'r str,
    /// Why, in a sentence.
    pub reason: &'r str,
    /// The row itself.
    pub record: &'r ByteRecord,
}

impl Rejects {
    /// Starts the rejects file `path` for files of `profile`: looks whether it can be written there.
    ///
    /// # Errors
    /// When it cannot, or something lies there that is no rejects file.
    pub fn create(path: &Path, profile: &Profile) -> Result<Self, RejectsError> {
        let destination = Destination::new(path, REMEDY)?;
        destination.check(Replace::Own(&is_rejects))?;
        let mut columns: Vec<&str> = Vec::new();
        for column in profile.files.iter().flat_map(|file| &file.columns) {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
        }
        let places = profile
            .files
            .iter()
            .map(|file| columns.iter().map(|name| file.columns.iter().position(|it| it == name)).collect())
            .collect();
        let mut writer = Writer::from_writer(Vec::new());
        writer.write_record(OWN_COLUMNS.into_iter().chain(columns))?;
        Ok(Self { destination, writer, places })
    }

    /// That none of these files is the rejects file.
    ///
    /// # Errors
    /// [`RejectsError::Imported`].
    pub fn is_none_of(&self, files: &[PathBuf]) -> Result<(), RejectsError> {
        match files.iter().find(|file| self.destination.is(file)) {
            Some(file) => Err(RejectsError::Imported(file.clone())),
            None => Ok(()),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, reject: &Reject<'_>) -> Result<(), RejectsError> {
        let mut line = ByteRecord::new();
        line.push_field(reject.file.as_bytes());
        line.push_field(reject.place.row.to_string().as_bytes());
        line.push_field(reject.place.line.to_string().as_bytes());
        line.push_field(reject.code.as_bytes());
        line.push_field(reject.reason.as_bytes());
        for place in self.places.get(reject.kind).map(Vec::as_slice).unwrap_or_default() {
            line.push_field(place.and_then(|at| reject.record.get(at)).unwrap_or_default());
        }
        Ok(self.writer.write_byte_record(&line)?)
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<(), RejectsError> {
        let content = self.writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(self.destination.write(&content, Replace::Own(&is_rejects))?)
    }
}

/// Whether a file begins as every rejects file does.
fn is_rejects(start: &[u8]) -> bool {
    let own = OWN_COLUMNS.join(",");
    let rest = start.strip_prefix(own.as_bytes());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b",") || rest.starts_with(b"\n"))
}
