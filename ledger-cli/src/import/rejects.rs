//! The rejects file: every row that was not posted, with the reason, as CSV.
//!
//! - It appears under its name only when the import is over, whole; a killed import leaves the one before.
//! - It is written also when no row was refused: a header alone says so.
//! - Its columns: file, row (1 is the first after the header), line, refusal, reason, then every column of the
//!   profile's files, each
//!   once, empty where the row's file has none. What a row has beyond its file's columns is left out.
//!
//! It does not decide what is refused.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Writer};

use super::profile::Profile;
use super::source::RowPlace;

/// Writes the rejects file.
pub struct Rejects {
    path: PathBuf,
    unfinished: PathBuf,
    writer: Writer<BufWriter<File>>,
    /// For each file kind, where each column of the output stands in its rows.
    places: Vec<Vec<Option<usize>>>,
}

/// The rejects file cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: the rejects file cannot be written: free some space, or name another with --rejects", .path.display())]
pub struct RejectsError {
    /// The file.
    pub path: PathBuf,
    /// Why.
    #[source]
    pub source: std::io::Error,
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
    /// Starts the rejects file `path` for files of `profile`.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn create(path: &Path, profile: &Profile) -> Result<Self, RejectsError> {
        let mut name = path.as_os_str().to_owned();
        name.push(".unfinished");
        let unfinished = PathBuf::from(name);
        let failed = |source| RejectsError { path: path.to_owned(), source };
        let file = File::create(&unfinished).map_err(failed)?;

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
        let mut rejects = Self {
            path: path.to_owned(),
            unfinished,
            writer: csv::WriterBuilder::new().from_writer(BufWriter::new(file)),
            places,
        };
        let header = ["file", "row", "line", "refusal", "reason"].into_iter().chain(columns);
        rejects.writer.write_record(header).map_err(|error| rejects.failed(error))?;
        Ok(rejects)
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
        self.writer.write_byte_record(&line).map_err(|error| self.failed(error))
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it cannot be written or renamed.
    pub fn finish(self) -> Result<(), RejectsError> {
        let Self { path, unfinished, writer, .. } = self;
        let failed = |source| RejectsError { path: path.clone(), source };
        let mut buffer = writer.into_inner().map_err(|error| failed(error.into_error()))?;
        buffer.flush().map_err(failed)?;
        std::fs::rename(&unfinished, &path).map_err(failed)
    }

    fn failed(&self, error: csv::Error) -> RejectsError {
        RejectsError { path: self.path.clone(), source: std::io::Error::other(error) }
    }
}
