//! Finds a table among loose cells: which row holds the headings, which column each field has, where rows begin and end.
//!
//! - Headings are found by their texts, labels or technical names, in any order of columns: a template that gains a row or a column is still read.
//! - Of two rows that match equally well the lower one holds the headings: a row of technical names may stand above or below.
//! - A lone text below a blank row is a footnote, and is noted, not judged as a row.
//! - Cells come sorted by row and column; nothing is sized by what a file claims, only by what it holds.

use crate::cell::{Cell, Place};
use crate::columns::{Column, Table, is_heading_of};
use crate::finding::{Code, Finding};
use crate::raw::{Layout, RawRow, RawTable};

/// A cell with its row and column, from zero.
pub(crate) type Placed = (u32, u32, Cell);

/// Rows in which headings are looked for.
const HEADING_ROWS: u32 = 60;
/// Columns in which anything is looked for.
pub(crate) const COLUMNS: u32 = 256;

/// A table whose fields are columns, if its headings are there; otherwise a fault says so.
pub(crate) fn table_by_columns(
    table: Table,
    sheet: &str,
    cells: Vec<Placed>,
    row_limit: usize,
    structure: &mut Vec<Finding>,
) -> Result<Option<RawTable>, TooManyRows> {
    let Some((heading_row, columns)) = headings(table, sheet, &cells, structure) else {
        return Ok(None);
    };
    let mut found = RawTable {
        table,
        layout: Layout::Rows { sheet: sheet.to_owned(), columns: columns.clone() },
        rows: Vec::new(),
    };
    let position_of = |column: u32| columns.iter().position(|of| *of == Some(column));
    let mut last_row = heading_row;
    let mut cells =
        cells.into_iter().filter(|(row, _, cell)| *row > heading_row && !cell.is_blank()).peekable();
    while let Some(&(row, _, _)) = cells.peek() {
        let mut values = vec![Cell::Empty; columns.len()];
        let mut given = 0_usize;
        let mut first_column = 0;
        while let Some((_, column, cell)) = cells.next_if(|(next, _, _)| *next == row) {
            if let Some(value) = position_of(column).and_then(|position| values.get_mut(position)) {
                if given == 0 {
                    first_column = column;
                }
                given += 1;
                *value = cell;
            }
        }
        if given == 1 && row > last_row + 1 && columns.len() > 2 {
            let shown = values.iter().find(|cell| !cell.is_blank()).map(Cell::shown).unwrap_or_default();
            structure.push(Finding::note(
                Code::Heading,
                vec![Place::cell(table, sheet, row, first_column)],
                format!("{shown} stands alone below the table: taken as a footnote, not as a row"),
            ));
        } else if given > 0 {
            if found.rows.len() >= row_limit {
                return Err(TooManyRows);
            }
            found.rows.push(RawRow { number: row, cells: values });
            last_row = row;
        }
    }
    Ok(Some(found))
}

/// More rows than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooManyRows;

/// The row of the headings and the column of each field.
fn headings(
    table: Table,
    sheet: &str,
    cells: &[Placed],
    structure: &mut Vec<Finding>,
) -> Option<(u32, Vec<Option<u32>>)> {
    let mut best: Option<(usize, u32)> = None;
    let top = cells.iter().take_while(|(row, _, _)| *row < HEADING_ROWS);
    let mut counts: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    for (row, column, cell) in top {
        if *column < COLUMNS && column_of(table, cell).is_some() {
            *counts.entry(*row).or_default() += 1;
        }
    }
    for (row, count) in counts {
        if best.is_none_or(|(most, _)| count >= most) {
            best = Some((count, row));
        }
    }
    let half = table.columns().len() / 2;
    let Some((_, heading_row)) = best.filter(|(count, _)| *count > half) else {
        structure.push(Finding::fault(
            Code::Heading,
            vec![Place::whole(table, sheet)],
            format!(
                "no row holds the headings of {}: expected its {} labels in one row",
                table.heading(),
                table.columns().len()
            ),
        ));
        return None;
    };
    let mut columns = vec![None; table.columns().len()];
    for (_, column, cell) in cells.iter().filter(|(row, column, _)| *row == heading_row && *column < COLUMNS)
    {
        if cell.is_blank() {
            continue;
        }
        let place = vec![Place::cell(table, sheet, heading_row, *column)];
        match column_of(table, cell).and_then(|position| columns.get_mut(position)) {
            None => structure.push(Finding::note(
                Code::Heading,
                place,
                format!("{} is no heading of {}: the column is not read", cell.shown(), table.heading()),
            )),
            Some(Some(_)) => structure.push(Finding::fault(
                Code::Heading,
                place,
                format!("{} stands here a second time: the first column is read", cell.shown()),
            )),
            Some(empty) => *empty = Some(*column),
        }
    }
    for (column, found) in table.columns().iter().zip(&columns) {
        if found.is_none() {
            structure.push(missing(table, sheet, column));
        }
    }
    Some((heading_row, columns))
}

/// Table 1 in a workbook: labels down a column, each value right of its label.
pub(crate) fn table_by_labels(
    sheet: &str,
    cells: &[Placed],
    structure: &mut Vec<Finding>,
) -> Option<RawTable> {
    let table = Table::Submission;
    let mut places: Vec<Option<(u32, u32)>> = vec![None; table.columns().len()];
    let near = |(row, column, _): &&Placed| *row < HEADING_ROWS && *column < COLUMNS;
    for (row, column, cell) in cells.iter().filter(near) {
        if let Some(place) = column_of(table, cell).and_then(|position| places.get_mut(position))
            && place.is_none()
        {
            *place = Some((*row, column + 1));
        }
    }
    if places.iter().filter(|place| place.is_some()).count() <= table.columns().len() / 2 {
        structure.push(Finding::fault(
            Code::Heading,
            vec![Place::whole(table, sheet)],
            "no column holds the labels of table 1: expected its 9 labels one below the other".to_owned(),
        ));
        return None;
    }
    for (column, place) in table.columns().iter().zip(&places) {
        if place.is_none() {
            structure.push(missing(table, sheet, column));
        }
    }
    let value = |place: &Option<(u32, u32)>| {
        let (row, column) = (*place)?;
        cells.iter().find(|(r, c, _)| (*r, *c) == (row, column)).map(|(_, _, cell)| cell.clone())
    };
    let values = places.iter().map(|place| value(place).unwrap_or_default()).collect();
    Some(RawTable {
        table,
        layout: Layout::Transposed { sheet: sheet.to_owned(), cells: places },
        rows: vec![RawRow { number: 0, cells: values }],
    })
}

fn column_of(table: Table, cell: &Cell) -> Option<usize> {
    let Cell::Text(text) = cell else { return None };
    // No heading is that long; comparing costs time.
    (text.len() < 300)
        .then(|| table.columns().iter().position(|column| is_heading_of(column, text)))
        .flatten()
}

fn missing(table: Table, sheet: &str, column: &Column) -> Finding {
    Finding::fault(
        Code::Heading,
        vec![Place::whole(table, sheet)],
        format!("the heading `{}` is missing", column.label),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(table: Table, row: u32) -> Vec<Placed> {
        (1..).zip(table.columns()).map(|(column, it)| (row, column, Cell::text(it.label))).collect()
    }

    #[test]
    fn a_table_is_found_wherever_it_stands() {
        let table = Table::Holdings;
        let mut cells = labelled(table, 9);
        cells.reverse();
        for (index, cell) in cells.iter_mut().enumerate() {
            cell.1 = u32::try_from(index).unwrap() + 3;
        }
        cells.push((10, 3, Cell::text("2024")));
        cells.push((10, 18, Cell::text("CA0001")));
        let mut structure = Vec::new();
        let found = table_by_columns(table, "x", cells, 10, &mut structure).unwrap().unwrap();
        assert!(structure.is_empty(), "{structure:?}");
        let row = &found.rows[0];
        assert_eq!((row.cells[0].clone(), row.cells[15].clone()), (Cell::text("CA0001"), Cell::text("2024")));
        assert_eq!(found.place(10, 0).to_string(), "x!S11");
    }

    #[test]
    fn footnotes_doubled_and_missing_headings_are_said() {
        let table = Table::Entities;
        let mut cells = labelled(table, 0);
        cells.pop();
        cells.push((0, 30, Cell::text("Name")));
        cells.push((0, 31, Cell::text("Colour")));
        cells.push((1, 1, Cell::text("01/01/2024")));
        cells.push((1, 2, Cell::text("A")));
        cells.push((4, 1, Cell::text("Note: as of today")));
        let mut structure = Vec::new();
        let found = table_by_columns(table, "x", cells, 10, &mut structure).unwrap().unwrap();
        assert_eq!(found.rows.len(), 1);
        assert_eq!(structure.len(), 4, "{structure:?}");
    }

    #[test]
    fn no_headings_no_table_and_no_more_rows_than_the_limit() {
        let mut structure = Vec::new();
        assert!(table_by_columns(Table::Actions, "x", vec![], 10, &mut structure).unwrap().is_none());
        assert_eq!(structure.len(), 1);
        let mut cells = labelled(Table::Entities, 0);
        for row in 1..=3 {
            cells.extend([(row, 1, Cell::text("a")), (row, 2, Cell::text("b"))]);
        }
        assert!(table_by_columns(Table::Entities, "x", cells.clone(), 3, &mut structure).is_ok());
        assert_eq!(table_by_columns(Table::Entities, "x", cells, 2, &mut structure).err(), Some(TooManyRows));
    }
}
