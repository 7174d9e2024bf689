//! One row under check: takes a field's cell as a typed value, or finds what is wrong with it.
//!
//! - The first question is always whether the cell is given; `NA` and blank are the same but for the words.
//! - Each value is asked for by field; places and expectations come from the columns.

use crate::cell::{Cell, Place};
use crate::columns::{Column, Field, Kind, Requirement};
use crate::finding::{Code, Finding, Findings};
use crate::options::CheckOptions;
use crate::raw::{RawRow, RawTable};
use crate::values::{CarpCell, is_given};

use super::cell_values::{CellValue, Mismatch};

/// Whether a conditional cell applies to its row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Applies {
    /// It must be given, for this reason.
    Must(&'static str),
    /// It may be given.
    May,
    /// It must not be given, for this reason.
    Not(&'static str),
    /// It cannot be said, because the cells it depends on are at fault: they have their own findings.
    Unknown,
}

/// A row under check.
pub(super) struct RowCheck<'a> {
    table: &'a RawTable,
    row: &'a RawRow,
    typed: bool,
    pub(super) options: &'a CheckOptions,
    findings: &'a mut Findings,
    failed: bool,
}

impl<'a> RowCheck<'a> {
    pub(super) fn new(
        table: &'a RawTable,
        row: &'a RawRow,
        typed: bool,
        options: &'a CheckOptions,
        findings: &'a mut Findings,
    ) -> Self {
        Self { table, row, typed, options, findings, failed: false }
    }

    /// Whether nothing at fault was found in the row so far.
    pub(super) fn is_sound(&self) -> bool {
        !self.failed
    }

    /// A required value.
    pub(super) fn required<T: CellValue>(&mut self, field: Field) -> Option<T> {
        self.take(field, Code::Required, "")
    }

    /// A value that may be missing; `None` also where it is at fault.
    pub(super) fn optional<T: CellValue>(&mut self, field: Field) -> Option<T> {
        let (_, cell) = self.column_and_cell(field)?;
        if is_blank_or_na(cell) { None } else { self.take(field, Code::Required, "") }
    }

    /// A value that depends on the rest of the row.
    pub(super) fn conditional<T: CellValue>(&mut self, field: Field, applies: Applies) -> Option<T> {
        match applies {
            Applies::Must(why) => self.take(field, Code::ConditionalRequired, why),
            Applies::May => self.optional(field),
            Applies::Not(why) => {
                let (column, cell) = self.column_and_cell(field)?;
                if !is_blank_or_na(cell) {
                    let sentence =
                        format!("`{}` holds {}: expected NA, because {why}", column.label, cell.shown());
                    self.fault(Code::NotApplicable, field, sentence);
                }
                None
            }
            Applies::Unknown => None,
        }
    }

    /// A value that the format demands and a ledger may leave out: a blank is a fault that names whose it is, and the row is kept.
    pub(super) fn demanded<T: CellValue>(
        &mut self,
        field: Field,
        applies: Applies,
        whose: &str,
    ) -> Option<T> {
        let because = match applies {
            Applies::Must(why) if self.says_none(field) => why,
            _ => return self.conditional(field, applies),
        };
        let (column, cell) = self.column_and_cell(field)?;
        let there = if cell.is_blank() { "is blank" } else { "says NA" };
        let sentence =
            format!("{whose}: `{}` {there}: expected {}, because {because}", column.label, column.expected);
        let code = match column.requirement {
            Requirement::Required => Code::Required,
            _ => Code::ConditionalRequired,
        };
        let place = self.place(field);
        self.findings.add(Finding::fault(code, vec![place], sentence));
        None
    }

    /// Whether a cell is there, and is blank or says that it does not apply.
    pub(super) fn says_none(&self, field: Field) -> bool {
        self.column_and_cell(field).is_some_and(|(_, cell)| is_blank_or_na(cell))
    }

    /// The text of a cell, if it is text.
    pub(super) fn text(&self, field: Field) -> &'a str {
        match self.column_and_cell(field) {
            Some((_, Cell::Text(text))) => text,
            _ => "",
        }
    }

    /// A cell that the CARP fills.
    pub(super) fn carp(&mut self, field: Field) -> CarpCell {
        let Some((column, cell)) = self.column_and_cell(field) else { return CarpCell::Untouched };
        let read = match cell {
            Cell::Empty => Some(CarpCell::Untouched),
            Cell::Text(text) => CarpCell::read(text),
            Cell::Number(text) => CarpCell::read(text),
            _ => None,
        };
        let published = self.options.carp_cells == crate::options::CarpCells::Published;
        match read {
            Some(CarpCell::Filled(_)) if !published => {
                let sentence =
                    format!("`{}` holds {}: expected {}", column.label, cell.shown(), column.expected);
                self.fault(Code::CarpPopulated, field, sentence);
                CarpCell::Untouched
            }
            Some(read) => read,
            None => {
                let sentence =
                    format!("`{}` holds {}: expected {}", column.label, cell.shown(), column.expected);
                self.fault(Code::WrongType, field, sentence);
                CarpCell::Untouched
            }
        }
    }

    fn take<T: CellValue>(&mut self, field: Field, missing: Code, why: &str) -> Option<T> {
        let Some((column, cell)) = self.column_and_cell(field) else {
            // The heading is missing, which has its finding.
            self.failed = true;
            return None;
        };
        if is_blank_or_na(cell) {
            let because = if why.is_empty() { String::new() } else { format!(", because {why}") };
            let there = if cell.is_blank() { "is blank" } else { "says NA" };
            let sentence = format!("`{}` {there}: expected {}{because}", column.label, column.expected);
            self.fault(missing, field, sentence);
            return None;
        }
        self.note_number_as_text(column, cell);
        match T::from_cell(cell) {
            Ok(value) => {
                if let Some(fault) = value.unlisted() {
                    let sentence = format!("`{}` holds {fault}: expected {}", column.label, column.expected);
                    // The text is kept, and so is the row: the list is one that grows.
                    self.findings.add(Finding::fault(
                        Code::UnknownControlledValue,
                        vec![self.place(field)],
                        sentence,
                    ));
                }
                Some(value)
            }
            Err(mismatch) => {
                let code = match mismatch {
                    Mismatch::WrongType => Code::WrongType,
                    Mismatch::Format => Code::Format,
                    Mismatch::Unknown => Code::UnknownControlledValue,
                };
                let sentence =
                    format!("`{}` holds {}: expected {}", column.label, cell.shown(), column.expected);
                self.fault(code, field, sentence);
                None
            }
        }
    }

    fn note_number_as_text(&mut self, column: &'static Column, cell: &Cell) {
        let numeric = matches!(column.kind, Kind::Integer | Kind::Number);
        // What has more than 15 digits can only be kept as text.
        if let Cell::Text(text) = cell
            && self.typed
            && numeric
            && text.bytes().filter(u8::is_ascii_digit).count() <= 15
        {
            let sentence =
                format!("`{}` holds a number that is stored as text: {}", column.label, cell.shown());
            self.findings.add(Finding::note(Code::WrongType, vec![self.place(column.field)], sentence));
        }
    }

    fn column_and_cell(&self, field: Field) -> Option<(&'static Column, &'a Cell)> {
        let position = self.table.table.position(field)?;
        if !self.table.has(position) {
            return None;
        }
        Some((self.table.table.columns().get(position)?, self.row.cells.get(position)?))
    }

    /// Where a field of this row stands.
    pub(super) fn place(&self, field: Field) -> Place {
        self.table.place(self.row.number, self.table.table.position(field).unwrap_or_default())
    }

    /// Finds a fault in a field.
    pub(super) fn fault(&mut self, code: Code, field: Field, sentence: String) {
        self.failed = true;
        let place = self.place(field);
        self.findings.add(Finding::fault(code, vec![place], sentence));
    }

    /// Notes something about a field.
    pub(super) fn note(&mut self, code: Code, field: Field, sentence: String) {
        let place = self.place(field);
        self.findings.add(Finding::note(code, vec![place], sentence));
    }
}

fn is_blank_or_na(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => !is_given(text),
        _ => false,
    }
}
