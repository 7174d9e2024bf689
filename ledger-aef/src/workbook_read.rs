//! Reads a workbook's cells, whoever made it.
//!
//! - The archive is held against the limits before the workbook library sees it (`archive`).
//! - Cells are streamed and kept sparse: a sheet that claims a million rows costs what its cells cost.
//! - Should the library panic on a hostile file, that is an error like any other.
//! - Formulas are not computed: a cell with a formula is that formula, whatever value was saved beside it.
//! - It judges nothing but the structure: sheets, headings, merged cells.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxError, XlsxFormulaMetadata};
use jiff::civil::DateTime;

use crate::archive;
use crate::cell::{Cell, Place};
use crate::columns::{INDEX_SHEET, SUMMARY_SHEET, Table};
use crate::finding::{Code, Finding};
use crate::grid::{COLUMNS, Placed, table_by_columns, table_by_labels};
use crate::limits::Limits;
use crate::raw::{Layout, Raw};
use crate::read_error::ReadError;

/// Merged regions that are named one by one.
const MERGED_SHOWN: usize = 20;

/// Reads a workbook.
///
/// # Errors
/// When it is no workbook, is damaged, or is bigger than a limit.
pub fn read_workbook(bytes: &[u8], limits: &Limits) -> Result<Raw, ReadError> {
    let guarded = catch_unwind(AssertUnwindSafe(|| {
        archive::check(bytes, limits)?;
        read_checked(bytes, limits)
    }));
    guarded.unwrap_or_else(|_| Err(ReadError::Damaged("its parts contradict each other".to_owned())))
}

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

fn read_checked(bytes: &[u8], limits: &Limits) -> Result<Raw, ReadError> {
    let mut workbook: Workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let names = workbook.sheet_names();
    if names.is_empty() {
        return Err(ReadError::Damaged("it lists no sheets".to_owned()));
    }
    let mut raw = Raw { typed: true, ..Raw::default() };
    for known in [INDEX_SHEET, SUMMARY_SHEET] {
        if !names.iter().any(|name| name == known) {
            raw.structure.push(Finding::note(
                Code::Sheet,
                vec![Place::named(known)],
                format!("the sheet `{known}` is missing: a complete workbook has it, though nothing is read from it"),
            ));
        }
    }
    let known = |name: &str| {
        name == INDEX_SHEET || name == SUMMARY_SHEET || Table::ALL.iter().any(|table| table.sheet() == name)
    };
    for name in names.iter().filter(|name| !known(name)).take(50) {
        let shown = Cell::text(name).shown();
        raw.structure.push(Finding::note(
            Code::Sheet,
            vec![Place::named(name)],
            format!("no AEF has a sheet {shown}: it is not read"),
        ));
    }
    for table in Table::ALL {
        read_table(&mut workbook, &names, table, limits, &mut raw)?;
    }
    Ok(raw)
}

fn read_table(
    workbook: &mut Workbook<'_>,
    names: &[String],
    table: Table,
    limits: &Limits,
    raw: &mut Raw,
) -> Result<(), ReadError> {
    let exact = names.iter().find(|name| *name == table.sheet());
    let near = || names.iter().find(|name| folded(name) == folded(table.sheet()));
    let Some(name) = exact.or_else(near) else {
        raw.structure.push(Finding::fault(
            Code::Sheet,
            vec![Place::whole(table, table.sheet())],
            format!(
                "the sheet `{}` is missing: a table without rows is still sent, with its headings",
                table.sheet()
            ),
        ));
        return Ok(());
    };
    if exact.is_none() {
        raw.structure.push(Finding::fault(
            Code::Sheet,
            vec![Place::whole(table, name)],
            format!("the sheet is called `{name}`: expected `{}`", table.sheet()),
        ));
    }
    let cells = cells_of(workbook, name, limits)?;
    let found = match table {
        Table::Submission => table_by_labels(name, &cells, &mut raw.structure),
        _ => table_by_columns(table, name, cells, limits.rows, &mut raw.structure).map_err(|_| {
            ReadError::TooLarge {
                what: format!("the number of rows in `{name}`"),
                limit: limits.rows.to_string(),
            }
        })?,
    };
    if let Some(found) = found {
        let from = match &found.layout {
            Layout::Rows { .. } => found.rows.first().map_or(u32::MAX, |row| row.number),
            _ => 0,
        };
        note_merged(workbook, name, table, from, raw);
        raw.tables.push(found);
    }
    Ok(())
}

/// Case, spaces and punctuation aside, and `Authorised` with an s.
fn folded(name: &str) -> String {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    letters.replace("authoris", "authoriz")
}

/// The cells that hold something, by row and column. Of two cells at one place the later counts, as spreadsheets have it.
fn cells_of(workbook: &mut Workbook<'_>, sheet: &str, limits: &Limits) -> Result<Vec<Placed>, ReadError> {
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| damaged(&error))?;
    let too_large = |what: &str, limit: usize| ReadError::TooLarge {
        what: format!("{what} in `{sheet}`"),
        limit: limit.to_string(),
    };
    let mut cells: Vec<Placed> = Vec::new();
    let mut text_size = 0_usize;
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|error| damaged(&error))? {
        let (row, column) = record.pos;
        let cell = match record.formula {
            Some(XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. }) => {
                Cell::Formula(formula.into())
            }
            Some(_) => Cell::Formula("(shared with another cell)".into()),
            None => cell(record.value),
        };
        if cell == Cell::Empty || column >= COLUMNS {
            continue;
        }
        if let Cell::Text(text) | Cell::Formula(text) = &cell {
            text_size = text_size.saturating_add(text.len());
        }
        if text_size > limits.text_size {
            return Err(too_large("the text", limits.text_size));
        }
        if cells.len() >= limits.cells {
            return Err(too_large("the number of filled cells", limits.cells));
        }
        cells.push((row, column, cell));
    }
    cells.sort_by_key(|(row, column, _)| (*row, *column));
    cells.reverse();
    cells.dedup_by_key(|(row, column, _)| (*row, *column));
    cells.reverse();
    Ok(cells)
}

fn cell(value: DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::number(number),
        DataRef::Float(number) if number.is_finite() => Cell::number(number),
        DataRef::Float(number) => Cell::Error(number.to_string().into()),
        DataRef::String(text) => Cell::Text(text.into()),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(value) => Cell::Bool(value),
        DataRef::DateTime(serial) => {
            let (year, month, day, hour, minute, second, milli) = serial.to_ymd_hms_milli();
            let small = |number: u8| i8::try_from(number).ok();
            let at = || {
                let nano = i32::from(milli) * 1_000_000;
                let (hour, minute, second) = (small(hour)?, small(minute)?, small(second)?);
                DateTime::new(
                    i16::try_from(year).ok()?,
                    small(month)?,
                    small(day)?,
                    hour,
                    minute,
                    second,
                    nano,
                )
                .ok()
            };
            at().filter(|_| serial.is_datetime())
                .map_or(Cell::Other("a duration, or a date that there is not"), Cell::Date)
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text.into()),
        DataRef::Error(error) => Cell::Error(error.to_string().into()),
    }
}

fn note_merged(workbook: &mut Workbook<'_>, sheet: &str, table: Table, from: u32, raw: &mut Raw) {
    // What cannot be read here was read as cells already: a fault in it shows there.
    let merged = workbook.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    for region in merged.iter().filter(|region| region.end.0 >= from).take(MERGED_SHOWN) {
        let (row, column) = region.start;
        raw.structure.push(Finding::note(
            Code::MergedCells,
            vec![Place::cell(table, sheet, row, column)],
            format!(
                "{} rows and {} columns are merged here: only the first cell counts, the others are blank",
                region.end.0.saturating_sub(row).saturating_add(1),
                region.end.1.saturating_sub(column).saturating_add(1)
            ),
        ));
    }
}

fn damaged(error: &XlsxError) -> ReadError {
    ReadError::Damaged(error.to_string())
}
