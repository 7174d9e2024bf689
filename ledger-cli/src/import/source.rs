//! Source files: CSV, read once, with their digests and the places of their rows.
//!
//! - A file is held in memory as it was read: its digest, its rows and what is posted come from the same bytes,
//!   whatever
//!   happens to the file meanwhile. Beside it, 24 bytes a row.
//! - Row 1 is the first after the header. A row that names no time cannot be merged and is handed out at once, not
//!   kept.
//! - A file that ends in the middle of a row is refused; one whose last row is whole but has no line end is read, with a warning.
//! - A row longer than [`ROW_SIZE_LIMIT_BYTES`] is refused, not used.
//!
//! It does not know what the columns mean, but for the time.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Position, Reader, ReaderBuilder};

use ledger_format::identifiers::{Digest, Timestamp};

use super::fault::RowFault;
use super::profile::{FileProfile, Profile};
use super::time;

/// Longest row that is used, its separators not counted.
pub const ROW_SIZE_LIMIT_BYTES: usize = 1 << 16;

/// A file that could be read and that the profile describes.
#[derive(Debug)]
pub struct Source {
    /// The file as it was named.
    pub path: PathBuf,
    /// BLAKE3 of its bytes.
    pub digest: Digest,
    /// Which of the profile's file kinds it is.
    pub kind: usize,
    /// How many rows it has, the header not counted.
    pub row_count: u32,
    bytes: Vec<u8>,
    delimiter: u8,
}

/// Where a row stands, and when it took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowPlace {
    /// When it took place.
    pub occurred_at: Timestamp,
    /// Offset of its first byte.
    pub offset: u64,
    /// Its number; 1 is the first after the header.
    pub row: u32,
    /// Its line in the file; 1 is the header's.
    pub line: u32,
}

/// Where rows without a time go: file kind, place, row, reason.
pub type Refused<'r> = dyn FnMut(usize, &RowPlace, &ByteRecord, RowFault) + 'r;

/// A source file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// It cannot be read.
    #[error("{}: the file cannot be read: check the path and its permissions", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A folder, a device or a pipe.
    #[error("{}: this is not a regular file: save the rows to a file first, so that its digest can be checked \
        later", .path.display())]
    NotAFile {
        /// What was named.
        path: PathBuf,
    },
    /// No header at all.
    #[error("{}: the file is empty: it needs a header line with the profile's columns", .path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A header that no `[[file]]` has.
    #[error("{}: line 1: the header is none of the profile's ({known}): the column {column} differs; correct \
        the file or add a \
         [[file]] to the profile", .path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// The profile's file kinds.
        known: String,
        /// First column, from 1, that differs from the nearest kind.
        column: usize,
    },
    /// It ends in the middle of a row.
    #[error("{}: line {line}: the file ends in the middle of this row, so it was cut off and nothing of it is posted: get it \
        again, whole", .path.display())]
    CutOff {
        /// The file.
        path: PathBuf,
        /// The line on which the row begins.
        line: u32,
    },
    /// More rows than can be numbered.
    #[error("{}: the file has more than {} rows: split it", .path.display(), u32::MAX)]
    TooManyRows {
        /// The file.
        path: PathBuf,
    },
}

impl Source {
    /// Reads the file at `path`, finds its kind among `profile`'s, and pushes the places of its rows to `places`.
    /// Rows without a
    /// time go to `refused` with the reason.
    ///
    /// # Errors
    /// When the file cannot be read or no kind has its header.
    pub fn read(
        path: &Path,
        profile: &Profile,
        places: &mut Vec<RowPlace>,
        refused: &mut Refused<'_>,
    ) -> Result<Self, SourceError> {
        let bytes = bytes_of(path)?;
        let digest = Digest(blake3::hash(&bytes).into());
        let (kind, file) = kind_of(path, &bytes, profile)?;
        let mut source =
            Self { path: path.to_owned(), digest, kind, row_count: 0, bytes, delimiter: file.delimiter };
        source.row_count = source.scan(file, places, refused)?;
        Ok(source)
    }

    /// A reader of single rows.
    #[must_use]
    pub fn rows(&self) -> RowReader<'_> {
        RowReader { reader: reader(self.delimiter, content(&self.bytes)) }
    }

    fn scan(
        &self,
        file: &FileProfile,
        places: &mut Vec<RowPlace>,
        refused: &mut Refused<'_>,
    ) -> Result<u32, SourceError> {
        let too_many = || SourceError::TooManyRows { path: self.path.clone() };
        let mut reader = reader(self.delimiter, content(&self.bytes));
        let mut record = ByteRecord::new();
        let mut row: u32 = 0;
        let mut header = true;
        // Of the last row: its line, and whether it has as many columns as the header.
        let mut last = (0, true);
        loop {
            let start = reader.position().clone();
            if !reader.read_byte_record(&mut record).map_err(|error| self.unreadable(error))? {
                return self.check_end(last).map(|()| row);
            }
            if std::mem::take(&mut header) {
                continue;
            }
            row = row.checked_add(1).ok_or_else(too_many)?;
            let line = u32::try_from(first_line(content(&self.bytes), &start)).map_err(|_| too_many())?;
            last = (line, record.len() == file.columns.len());
            let mut place = RowPlace { occurred_at: Timestamp(0), offset: start.byte(), row, line };
            match time_of(file, &record) {
                Ok(occurred_at) => {
                    place.occurred_at = occurred_at;
                    places.push(place);
                }
                Err(fault) => refused(self.kind, &place, &record, fault),
            }
        }
    }

    /// What can be known of a file that was cut off: its last line has no end. One that was cut at the end of a line looks whole.
    fn check_end(&self, (line, is_whole): (u32, bool)) -> Result<(), SourceError> {
        let ends = self.bytes.last().is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        if !ends && !is_whole {
            return Err(SourceError::CutOff { path: self.path.clone(), line });
        }
        if !ends && line > 0 {
            tracing::warn!(
                "{}: line {line}: the last row has no line end; if the file was cut off, this row may be, too",
                self.path.display()
            );
        }
        Ok(())
    }

    fn unreadable(&self, error: csv::Error) -> SourceError {
        SourceError::Unreadable { path: self.path.clone(), source: std::io::Error::other(error) }
    }
}

/// Reads rows of one source by their places; cheapest in the file's own order.
pub struct RowReader<'a> {
    reader: Reader<Cursor<&'a [u8]>>,
}

impl RowReader<'_> {
    /// Reads the row at `place` into `record`.
    ///
    /// # Errors
    /// Only if `place` is not one of this source's.
    pub fn read(&mut self, place: &RowPlace, record: &mut ByteRecord) -> Result<(), csv::Error> {
        let mut position = Position::new();
        position.set_byte(place.offset).set_line(u64::from(place.line)).set_record(u64::from(place.row));
        self.reader.seek(position)?;
        self.reader.read_byte_record(record).map(drop)
    }
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, SourceError> {
    let unreadable = |source| SourceError::Unreadable { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(SourceError::NotAFile { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// The bytes without the byte order mark that some spreadsheets write.
fn content(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

fn reader(delimiter: u8, bytes: &[u8]) -> Reader<Cursor<&[u8]>> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(Cursor::new(bytes))
}

fn kind_of<'p>(
    path: &Path,
    bytes: &[u8],
    profile: &'p Profile,
) -> Result<(usize, &'p FileProfile), SourceError> {
    let mut nearest = 0;
    for (kind, file) in profile.files.iter().enumerate() {
        let mut header = ByteRecord::new();
        if !reader(file.delimiter, content(bytes)).read_byte_record(&mut header).unwrap_or(false) {
            return Err(SourceError::Empty { path: path.to_owned() });
        }
        let same =
            header.iter().zip(&file.columns).take_while(|(found, name)| *found == name.as_bytes()).count();
        if same == file.columns.len() && same == header.len() {
            return Ok((kind, file));
        }
        nearest = nearest.max(same);
    }
    let known = profile.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
    Err(SourceError::Header { path: path.to_owned(), known, column: nearest + 1 })
}

/// The line of the record read from `start`: the reader skips blank lines, and the rest of a CR LF, when it reads on.
fn first_line(content: &[u8], start: &Position) -> u64 {
    let rest =
        usize::try_from(start.byte()).ok().and_then(|offset| content.get(offset..)).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n');
    start.line().saturating_add(u64::try_from(skipped.count()).unwrap_or(u64::MAX))
}

fn time_of(file: &FileProfile, record: &ByteRecord) -> Result<Timestamp, RowFault> {
    if record.as_slice().len() > ROW_SIZE_LIMIT_BYTES {
        return Err(RowFault::TooLong { size_bytes: record.as_slice().len() });
    }
    if record.len() != file.columns.len() {
        return Err(RowFault::Columns { expected: file.columns.len(), found: record.len() });
    }
    let bytes = record.get(file.time.column).unwrap_or_default();
    let text = std::str::from_utf8(bytes).map_err(|_| RowFault::NotUtf8)?;
    time::parse(&file.time.format, text).map(Timestamp).ok_or_else(|| RowFault::Time {
        column: file.columns.get(file.time.column).cloned().unwrap_or_default(),
    })
}
