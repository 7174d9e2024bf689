//! A submission as it was found: rows of cells by column, before anybody judges them. What every reader makes.
//!
//! - A row has one cell for each column of its table, in the columns' order; a column that the source lacks gives empty cells.
//! - Rows that show nothing are not kept, except that table 1 always is one row if its sheet is there.
//! - What is wrong with the structure (sheets, headings, merged cells) is noted beside the tables and does not stop the reading.

use crate::cell::{Cell, Place};
use crate::columns::{Column, Table};
use crate::finding::Finding;

/// What a reader found.
#[derive(Debug, Clone, Default)]
pub struct Raw {
    /// The tables that are there, in order.
    pub tables: Vec<RawTable>,
    /// What is wrong with the structure.
    pub structure: Vec<Finding>,
    /// Whether cells have types: in CSV every cell is text, in workbooks and JSON a number need not be.
    pub typed: bool,
}

impl Raw {
    /// A table, if it is there.
    #[must_use]
    pub fn table(&self, table: Table) -> Option<&RawTable> {
        self.tables.iter().find(|found| found.table == table)
    }
}

/// A table as it was found.
#[derive(Debug, Clone)]
pub struct RawTable {
    /// Which.
    pub table: Table,
    /// How its places are named.
    pub layout: Layout,
    /// Its rows.
    pub rows: Vec<RawRow>,
}

/// How places of a table are named.
#[derive(Debug, Clone)]
pub enum Layout {
    /// A column a field: the field's column, if it has one.
    Rows {
        /// The sheet or file.
        sheet: String,
        /// By field.
        columns: Vec<Option<u32>>,
    },
    /// A row a field: labels down a column, values right of it.
    Transposed {
        /// The sheet.
        sheet: String,
        /// The place of each field's value.
        cells: Vec<Option<(u32, u32)>>,
    },
    /// Items with named values.
    Items,
}

/// A row as it was found.
#[derive(Debug, Clone)]
pub struct RawRow {
    /// Its number in the source, from zero.
    pub number: u32,
    /// One for each column.
    pub cells: Vec<Cell>,
}

impl RawTable {
    /// Whether the source has the column.
    #[must_use]
    pub fn has(&self, position: usize) -> bool {
        match &self.layout {
            Layout::Rows { columns, .. } => columns.get(position).is_some_and(Option::is_some),
            Layout::Transposed { cells, .. } => cells.get(position).is_some_and(Option::is_some),
            Layout::Items => true,
        }
    }

    /// Where a row's value of a column stands.
    #[must_use]
    pub fn place(&self, row: u32, position: usize) -> Place {
        let nowhere = |sheet: &str| Place::whole(self.table, sheet);
        match &self.layout {
            Layout::Rows { sheet, columns } => match columns.get(position).copied().flatten() {
                Some(column) => Place::cell(self.table, sheet, row, column),
                None => nowhere(sheet),
            },
            Layout::Transposed { sheet, cells } => match cells.get(position).copied().flatten() {
                Some((row, column)) => Place::cell(self.table, sheet, row, column),
                None => nowhere(sheet),
            },
            Layout::Items => {
                let name =
                    self.table.columns().get(position).map_or("", |column: &Column| column.technical_name);
                let text = match self.table {
                    Table::Submission => format!("{}.{name}", self.table.key()),
                    _ => format!("{}[{row}].{name}", self.table.key()),
                };
                let column = u32::try_from(position).unwrap_or(u32::MAX);
                Place::item(self.table, row, column, text)
            }
        }
    }
}
