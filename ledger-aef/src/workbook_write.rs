//! Writes a submission as a workbook in the CARP's layout.
//!
//! - The same submission gives the same bytes: no clock is read, the document's dates are fixed.
//! - Seven sheets, named exactly; an empty table still has its headings ("no actions" is a statement).
//! - Headings, spacer columns and the place of Party and year are those of the template that other readers of AEFs know; technical names
//!   stand in small letters above the labels.
//! - Text is written as text, whatever it looks like: never a formula, never a date.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use thiserror::Error;

use crate::cell::Cell;
use crate::columns::{Column, INDEX_SHEET, Requirement, SUMMARY_SHEET, Table};
use crate::rows::{WriteOptions, rows};
use crate::submission::Submission;

/// Why a workbook could not be written.
#[derive(Debug, Error)]
#[error(
    "the workbook cannot be written: a table may have more than 1,048,000 rows, or a text more than 32,767 characters"
)]
pub struct WriteError(#[source] XlsxError);

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

struct Formats {
    title: Format,
    label: Format,
    small: Format,
    text: Format,
    value: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            title: Format::new().set_bold().set_font_size(14),
            label: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border(FormatBorder::Thin),
            small: Format::new().set_font_size(8).set_font_color("#666666"),
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            // The text format keeps a spreadsheet from turning what is retyped into a date or a number.
            value: Format::new().set_num_format("@"),
        }
    }
}

/// The workbook's bytes.
///
/// # Errors
/// When a table has more rows than a sheet can have.
pub fn write_workbook(submission: &Submission, options: &WriteOptions) -> Result<Vec<u8>, WriteError> {
    let formats = Formats::new();
    let mut workbook = Workbook::new();
    let fixed = ExcelDateTime::from_ymd(2026, 2, 17)?;
    let title = format!(
        "Agreed electronic format, {} {}",
        submission.details.party.code(),
        submission.details.reported_year
    );
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&fixed));
    write_index(workbook.add_worksheet(), submission, &formats)?;
    write_summary(workbook.add_worksheet(), &formats)?;
    for table in Table::ALL {
        let sheet = workbook.add_worksheet();
        sheet.set_name(table.sheet())?;
        sheet.set_column_width(0, 2)?;
        let cells = rows(submission, table, options);
        match table {
            Table::Submission => write_transposed(sheet, table, &cells, &formats)?,
            _ => write_rows(sheet, submission, table, &cells, &formats)?,
        }
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_index(sheet: &mut Worksheet, submission: &Submission, formats: &Formats) -> Result<(), WriteError> {
    sheet.set_name(INDEX_SHEET)?.set_column_width(1, 30)?;
    sheet.write_string_with_format(
        0,
        1,
        "Agreed electronic format (Article 6, paragraph 2)",
        &formats.title,
    )?;
    let details = &submission.details;
    let what = format!("{}, {}, version {}", details.party.text(), details.reported_year, details.version);
    sheet.write_string(1, 1, what)?;
    for (row, table) in (3..).zip(Table::ALL) {
        sheet.write_string(row, 1, table.sheet())?;
    }
    Ok(())
}

/// What each column is, as a list: heading of the table, then its labels one below the other.
fn write_summary(sheet: &mut Worksheet, formats: &Formats) -> Result<(), WriteError> {
    sheet
        .set_name(SUMMARY_SHEET)?
        .set_column_width(1, 45)?
        .set_column_width(2, 35)?
        .set_column_width(4, 80)?;
    let mut row = 0;
    for table in Table::ALL {
        row += 1;
        sheet.write_string_with_format(row, 1, table.heading(), &formats.title)?;
        for column in table.columns() {
            row += 1;
            sheet.write_string_with_format(row, 1, column.label, &formats.text)?;
            sheet.write_string_with_format(row, 2, column.technical_name, &formats.small)?;
            sheet.write_string(row, 3, requirement(column))?;
            sheet.write_string_with_format(row, 4, column.expected, &formats.text)?;
        }
        row += 1;
    }
    Ok(())
}

fn requirement(column: &Column) -> &'static str {
    match column.requirement {
        Requirement::Required => "required",
        Requirement::Optional | Requirement::OptionalElseNa => "optional",
        Requirement::Conditional => "conditional",
        Requirement::CarpInformation | Requirement::CarpLink => "CARP",
    }
}

fn write_transposed(
    sheet: &mut Worksheet,
    table: Table,
    cells: &[Vec<Cell>],
    formats: &Formats,
) -> Result<(), WriteError> {
    sheet.set_column_width(1, 50)?.set_column_width(2, 55)?.set_column_width(3, 30)?;
    sheet.write_string_with_format(1, 1, table.heading(), &formats.title)?;
    for (row, (column, cell)) in
        (table.header_row() - 1..).zip(table.columns().iter().zip(cells.iter().flatten()))
    {
        sheet.write_string_with_format(row, 1, column.label, &formats.label)?;
        write_cell(sheet, row, 2, cell, formats)?;
        sheet.write_string_with_format(row, 3, column.technical_name, &formats.small)?;
    }
    Ok(())
}

fn write_rows(
    sheet: &mut Worksheet,
    submission: &Submission,
    table: Table,
    rows: &[Vec<Cell>],
    formats: &Formats,
) -> Result<(), WriteError> {
    let details = &submission.details;
    let header = table.header_row() - 1;
    sheet.write_string(1, 1, details.party.code().as_str())?;
    sheet.write_number(2, 1, f64::from(details.reported_year.number()))?;
    sheet.write_string_with_format(3, 1, table.heading(), &formats.title)?;
    for (place, column) in sheet_columns(table) {
        sheet.set_column_width(place, width(column))?;
        sheet.write_string_with_format(header - 1, place, column.technical_name, &formats.small)?;
        sheet.write_string_with_format(header, place, column.label, &formats.label)?;
    }
    sheet.set_freeze_panes(header + 1, 2)?;
    for (row, cells) in (header + 1..).zip(rows) {
        for ((place, _), cell) in sheet_columns(table).zip(cells) {
            write_cell(sheet, row, place, cell, formats)?;
        }
    }
    Ok(())
}

/// Each column with its place in the sheet: after the gutter, with spacers.
fn sheet_columns(table: Table) -> impl Iterator<Item = (u16, &'static Column)> {
    table.columns().iter().scan(1_u16, |next, column| {
        let place = *next;
        *next += if column.spacer { 2 } else { 1 };
        Some((place, column))
    })
}

fn width(column: &Column) -> u16 {
    if column.technical_name.ends_with("FirstID") || column.technical_name.ends_with("LastID") {
        34
    } else {
        20
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), WriteError> {
    match cell {
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, &**text, &formats.value)?;
        }
        // At most 15 digits, which a spreadsheet's number keeps exactly.
        Cell::Number(text) => match text.parse::<f64>() {
            Ok(number) => {
                sheet.write_number(row, column, number)?;
            }
            Err(_) => {
                sheet.write_string(row, column, &**text)?;
            }
        },
        _ => {}
    }
    Ok(())
}
