//! Reads a submission from a path: a workbook, a JSON file, or a folder of CSV files.
//!
//! - The kind goes by what the file begins with, not by its name.
//! - No more than the limit is ever read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::columns::Table;
use crate::csv_files::read_csv;
use crate::json::read_json;
use crate::limits::Limits;
use crate::raw::Raw;
use crate::read_error::ReadError;
use crate::workbook_read::read_workbook;

/// Reads whatever stands at the path.
///
/// # Errors
/// When it cannot be read, is of none of the three kinds, or is bigger than a limit.
pub fn read_path(path: &Path, limits: &Limits) -> Result<Raw, ReadError> {
    if path.is_dir() {
        let mut files = BTreeMap::new();
        for table in Table::ALL {
            let file = path.join(table.file());
            if file.is_file() {
                files.insert(table.file().to_owned(), read_bytes(&file, limits)?);
            }
        }
        return read_csv(&files, limits);
    }
    let bytes = read_bytes(path, limits)?;
    let begins = |with: &[u8]| bytes.starts_with(with);
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if begins(b"PK") || begins(&[0xd0, 0xcf, 0x11, 0xe0]) {
        read_workbook(&bytes, limits)
    } else if first == Some(&b'{') {
        read_json(&bytes, limits)
    } else {
        Err(ReadError::UnknownKind)
    }
}

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read, or is bigger than the limit.
pub fn read_bytes(path: &Path, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(ReadError::Io)?;
    file.take(limits.file_size.saturating_add(1)).read_to_end(&mut bytes).map_err(ReadError::Io)?;
    if bytes.len() as u64 > limits.file_size {
        let limit = format!("{} MiB", limits.file_size >> 20);
        return Err(ReadError::TooLarge { what: "the file".to_owned(), limit });
    }
    Ok(bytes)
}
