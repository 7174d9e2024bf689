//! How each type of value is read from a cell.
//!
//! - Text may stand as a number where it is one (an authorization called 8); a number may stand as text.
//! - Formulas, errors, truth values and dates are the wrong type wherever they are not asked for.

use jiff::civil::Date;

use crate::cell::Cell;
use crate::moment::{ActionMoment, Timeframe, read_day};
use crate::quantity::Quantity;
use crate::values::{
    ApproachId, AuthorizationId, EntityId, PartyCode, PartyName, RegistryCode, SubmissionVersion, Text, Year,
};
use crate::vocabulary::{Controlled, Spelled};

/// What is wrong with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mismatch {
    WrongType,
    Format,
    Unknown,
}

/// A value that a cell can hold.
pub(super) trait CellValue: Sized {
    fn from_cell(cell: &Cell) -> Result<Self, Mismatch>;

    /// Texts of it that are in no list, if it is of an open list.
    fn unlisted(&self) -> Option<String> {
        None
    }
}

/// The text of a cell that holds text or a number.
fn text_of(cell: &Cell) -> Result<&str, Mismatch> {
    match cell {
        Cell::Text(text) | Cell::Number(text) => Ok(text),
        _ => Err(Mismatch::WrongType),
    }
}

macro_rules! from_text {
    ($($type:ty => $mismatch:ident),* $(,)?) => {
        $(impl CellValue for $type {
            fn from_cell(cell: &Cell) -> Result<Self, Mismatch> {
                Self::read(text_of(cell)?).ok_or(Mismatch::$mismatch)
            }
        })*
    };
}

from_text! {
    ApproachId => Format,
    AuthorizationId => Format,
    EntityId => Format,
    PartyCode => Format,
    PartyName => Unknown,
    RegistryCode => Format,
    SubmissionVersion => Format,
    Timeframe => Format,
    Year => Format,
    Quantity => Format,
}

impl CellValue for Text {
    fn from_cell(cell: &Cell) -> Result<Self, Mismatch> {
        let text = text_of(cell)?;
        // A line ends with a line feed, whatever wrote it.
        let unified = text.replace("\r\n", "\n").replace('\r', "\n");
        Self::read(&unified).ok_or(Mismatch::Format)
    }
}

/// An identifier as a cell has it: read later, when the row says what it belongs to.
pub(super) struct IdentifierText(pub(super) String);

impl CellValue for IdentifierText {
    fn from_cell(cell: &Cell) -> Result<Self, Mismatch> {
        Ok(Self(text_of(cell)?.to_owned()))
    }
}

impl CellValue for u64 {
    fn from_cell(cell: &Cell) -> Result<Self, Mismatch> {
        Quantity::read(text_of(cell)?).and_then(Quantity::whole).ok_or(Mismatch::Format)
    }
}

impl CellValue for u32 {
    fn from_cell(cell: &Cell) -> Result<Self, Mismatch> {
        Self::try_from(u64::from_cell(cell)?).map_err(|_| Mismatch::Format)
    }
}

impl CellValue for Date {
    fn from_cell(cell: &Cell) -> Result<Self, Mismatch> {
        match cell {
            Cell::Date(at) => Ok(at.date()),
            Cell::Text(text) => read_day(text).ok_or(Mismatch::Format),
            _ => Err(Mismatch::WrongType),
        }
    }
}

impl CellValue for ActionMoment {
    fn from_cell(cell: &Cell) -> Result<Self, Mismatch> {
        match cell {
            // A date without a time of day says a day, not midnight.
            Cell::Date(at) if at.time() == jiff::civil::Time::midnight() => Ok(Self::Day(at.date())),
            Cell::Date(at) => Ok(Self::Instant(*at)),
            Cell::Text(text) => Self::read(text).ok_or(Mismatch::Format),
            _ => Err(Mismatch::WrongType),
        }
    }
}

impl<V: Controlled> CellValue for Spelled<V> {
    fn from_cell(cell: &Cell) -> Result<Self, Mismatch> {
        let text = text_of(cell)?;
        if text.len() > 1_000 || text.contains(char::is_control) {
            return Err(Mismatch::Format);
        }
        Self::read(text).ok_or(Mismatch::Unknown)
    }

    fn unlisted(&self) -> Option<String> {
        self.is_unlisted().then(|| Cell::text(self.text()).shown())
    }
}

/// Values with commas, semicolons or line ends between them.
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T: CellValue> CellValue for List<T> {
    fn from_cell(cell: &Cell) -> Result<Self, Mismatch> {
        let items = text_of(cell)?.split([',', ';', '\n']).map(str::trim).filter(|item| !item.is_empty());
        let items = items.map(|item| T::from_cell(&Cell::text(item))).collect::<Result<Vec<_>, _>>()?;
        if items.is_empty() { Err(Mismatch::Format) } else { Ok(Self(items)) }
    }

    fn unlisted(&self) -> Option<String> {
        let texts: Vec<String> = self.0.iter().filter_map(CellValue::unlisted).take(5).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }
}
