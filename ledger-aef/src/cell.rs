//! What a cell holds before anybody judges it, and where it stands.
//!
//! - Nothing is interpreted: a number is its decimal text, a formula is shown and not computed.
//! - A place is a text for people (`Table 3 Actions!H12`, `actions[4].FirstID`) with numbers to sort by.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::DateTime;
use serde::{Serialize, Serializer};

use crate::columns::Table;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(Box<str>),
    /// A number, as its shortest decimal text.
    Number(Box<str>),
    /// A number that the workbook shows as a date.
    Date(DateTime),
    /// TRUE or FALSE.
    Bool(bool),
    /// An error value such as `#REF!`.
    Error(Box<str>),
    /// A formula, whatever value was computed for it last.
    Formula(Box<str>),
    /// Something that is no cell value, such as a list in JSON.
    Other(&'static str),
}

impl Cell {
    /// Text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// A number.
    #[must_use]
    pub fn number(number: impl fmt::Display) -> Self {
        Self::Number(number.to_string().into())
    }

    /// Whether it shows nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// What a sentence says is there; long texts are cut.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => "nothing".to_owned(),
            Self::Text(text) => format!("`{}`", cut(text)),
            Self::Number(text) => format!("the number {}", cut(text)),
            Self::Date(at) => format!("the date {at}"),
            Self::Bool(value) => value.to_string(),
            Self::Error(text) => format!("the error {}", cut(text)),
            Self::Formula(text) => format!("the formula ={}", cut(text)),
            Self::Other(what) => (*what).to_owned(),
        }
    }
}

/// A text short enough for a sentence, on one line.
#[must_use]
pub fn cut(text: &str) -> Cow<'_, str> {
    const LIMIT: usize = 80;
    let plain = !text.contains(|c: char| c.is_control());
    match text.char_indices().nth(LIMIT) {
        None if plain => Cow::Borrowed(text),
        None => Cow::Owned(text.escape_debug().to_string()),
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default().escape_debug())),
    }
}

/// A place in a submission.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    table: u8,
    row: u32,
    column: u32,
    text: String,
}

impl Place {
    /// Whether it is in a table.
    #[must_use]
    pub fn is_of(&self, table: Table) -> bool {
        self.table == table.number()
    }

    /// A cell of a sheet or file; row and column from zero.
    #[must_use]
    pub fn cell(table: Table, sheet: &str, row: u32, column: u32) -> Self {
        let text = format!("{sheet}!{}{}", column_letters(column), u64::from(row) + 1);
        Self { table: table.number(), row, column, text }
    }

    /// A named value of an item.
    #[must_use]
    pub fn item(table: Table, row: u32, column: u32, text: String) -> Self {
        Self { table: table.number(), row, column, text }
    }

    /// A table as a whole.
    #[must_use]
    pub fn whole(table: Table, sheet: &str) -> Self {
        Self { table: table.number(), row: 0, column: 0, text: sheet.to_owned() }
    }

    /// The submission as a whole, or a part of it that is no table.
    #[must_use]
    pub fn named(text: &str) -> Self {
        Self { table: 0, row: 0, column: 0, text: text.to_owned() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// `A` for 0, `AA` for 26.
#[must_use]
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_as_spreadsheets_name_them() {
        assert_eq!([0, 25, 26, 701, 702, 16_383].map(column_letters), ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
        assert_eq!(Place::cell(Table::Actions, "Table 3 Actions", 11, 7).to_string(), "Table 3 Actions!H12");
        let [early, late] =
            [(2, 5), (10, 1)].map(|(row, column)| Place::cell(Table::Actions, "x", row, column));
        assert!(early < late);
        assert!(!column_letters(u32::MAX).is_empty());
    }

    #[test]
    fn long_texts_are_cut_and_stay_on_one_line() {
        assert_eq!(Cell::text("a\nb").shown(), "`a\\nb`");
        assert_eq!(Cell::text(&"é".repeat(500)).shown().chars().count(), 83);
        assert!(Cell::text(" \u{a0} ").is_blank() && !Cell::Number("0".into()).is_blank());
    }
}
