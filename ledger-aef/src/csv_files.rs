//! A submission as a folder of CSV files, one a table, both ways.
//!
//! - Comma, quotes doubled, line feeds; the first row holds the technical names. Table 1 is one row like any other.
//! - Every cell is text: what a column's type asks is judged later.
//! - Files are handed over as names and bytes; who reads the folder is the caller.

use std::collections::BTreeMap;

use crate::cell::{Cell, Place};
use crate::columns::Table;
use crate::finding::{Code, Finding};
use crate::grid::{COLUMNS, Placed, table_by_columns};
use crate::limits::Limits;
use crate::raw::Raw;
use crate::read_error::ReadError;
use crate::rows::{WriteOptions, rows};
use crate::submission::Submission;

/// The five files, by name.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn write_csv(submission: &Submission, options: &WriteOptions) -> BTreeMap<&'static str, Vec<u8>> {
    Table::ALL.iter().map(|table| (table.file(), file(submission, *table, options))).collect()
}

fn file(submission: &Submission, table: Table, options: &WriteOptions) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let names = table.columns().iter().map(|column| column.technical_name);
    // To memory: neither of the two can fail.
    let mut written = writer.write_record(names).is_ok();
    for row in rows(submission, table, options) {
        written &= writer.write_record(row.iter().map(text)).is_ok();
    }
    debug_assert!(written, "writing to memory fails");
    writer.into_inner().unwrap_or_default()
}

fn text(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) | Cell::Number(text) => text,
        _ => "",
    }
}

/// Reads the files of a folder; other names than the five are not looked at.
///
/// # Errors
/// When a file is no CSV in UTF-8, or bigger than a limit, or none of the five is there.
pub fn read_csv(files: &BTreeMap<String, Vec<u8>>, limits: &Limits) -> Result<Raw, ReadError> {
    let mut raw = Raw::default();
    if !Table::ALL.iter().any(|table| files.contains_key(table.file())) {
        return Err(ReadError::UnknownKind);
    }
    for table in Table::ALL {
        let Some(bytes) = files.get(table.file()) else {
            raw.structure.push(Finding::fault(
                Code::Sheet,
                vec![Place::whole(table, table.file())],
                format!(
                    "the file `{}` is missing: a table without rows is still sent, with its headings",
                    table.file()
                ),
            ));
            continue;
        };
        let cells = cells(table, bytes, limits)?;
        let too_many = |_| ReadError::TooLarge {
            what: format!("the number of rows in `{}`", table.file()),
            limit: limits.rows.to_string(),
        };
        let found = table_by_columns(table, table.file(), cells, limits.rows, &mut raw.structure)
            .map_err(too_many)?;
        if let Some(found) = &found
            && table == Table::Submission
            && found.rows.len() > 1
        {
            let places = found.rows.iter().skip(1).take(1).map(|row| found.place(row.number, 0)).collect();
            let sentence = format!("table 1 has {} rows: expected one", found.rows.len());
            raw.structure.push(Finding::fault(Code::Sheet, places, sentence));
        }
        raw.tables.extend(found);
    }
    Ok(raw)
}

fn cells(table: Table, bytes: &[u8], limits: &Limits) -> Result<Vec<Placed>, ReadError> {
    let too_large = |what: &str, limit: u64| ReadError::TooLarge {
        what: format!("{what} `{}`", table.file()),
        limit: limit.to_string(),
    };
    if bytes.len() as u64 > limits.file_size {
        return Err(too_large("the file", limits.file_size));
    }
    // A byte order mark is no part of the first heading.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut cells = Vec::new();
    for (row, record) in (0_u32..).zip(reader.records()) {
        let failed =
            |error: csv::Error| ReadError::Csv { file: table.file().to_owned(), message: error.to_string() };
        let record = record.map_err(failed)?;
        for (column, text) in (0_u32..COLUMNS).zip(record.iter()) {
            if !text.trim().is_empty() {
                if cells.len() >= limits.cells {
                    return Err(too_large("the number of filled cells in", limits.cells as u64));
                }
                cells.push((row, column, Cell::text(text)));
            }
        }
    }
    Ok(cells)
}
