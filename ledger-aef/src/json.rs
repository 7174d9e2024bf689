//! A submission as one JSON object, both ways: each table under its key, each value under its technical name.
//!
//! - `{"format": "AEF", "submission": {…}, "authorizations": [{…}], "actions": […], "holdings": […], "entities": […]}`.
//! - Values are as in the workbook: text, numbers, `NA` and the CARP's notices. A value that is left out, or null, is blank.
//! - A key that no column has is a note, a table that is missing a fault.

use serde_json::{Map, Number, Value};

use crate::cell::{Cell, Place};
use crate::columns::Table;
use crate::finding::{Code, Finding};
use crate::limits::Limits;
use crate::raw::{Layout, Raw, RawRow, RawTable};
use crate::read_error::ReadError;
use crate::rows::{WriteOptions, rows};
use crate::submission::Submission;

/// Unknown keys that are named one by one.
const UNKNOWN_SHOWN: usize = 20;

/// The JSON, indented, with a line feed at the end.
#[must_use]
pub fn write_json(submission: &Submission, options: &WriteOptions) -> String {
    let mut object = Map::new();
    object.insert("format".to_owned(), Value::from("AEF"));
    for table in Table::ALL {
        let mut items: Vec<Value> =
            rows(submission, table, options).iter().map(|row| item(table, row)).collect();
        let value = match table {
            Table::Submission => items.pop().unwrap_or_default(),
            _ => Value::Array(items),
        };
        object.insert(table.key().to_owned(), value);
    }
    format!("{:#}\n", Value::Object(object))
}

fn item(table: Table, row: &[Cell]) -> Value {
    let values = table.columns().iter().zip(row).filter_map(|(column, cell)| {
        let value = match cell {
            Cell::Text(text) => Value::from(&**text),
            // A whole number as a number; a fraction as text, so that no reader rounds it.
            Cell::Number(text) => text
                .parse::<u64>()
                .map_or_else(|_| Value::from(&**text), |it| Value::Number(Number::from(it))),
            _ => return None,
        };
        Some((column.technical_name.to_owned(), value))
    });
    Value::Object(values.collect())
}

/// Reads it.
///
/// # Errors
/// When it is no JSON object, or bigger than a limit.
pub fn read_json(bytes: &[u8], limits: &Limits) -> Result<Raw, ReadError> {
    let too_large =
        |what: &str, limit: u64| ReadError::TooLarge { what: what.to_owned(), limit: limit.to_string() };
    if bytes.len() as u64 > limits.file_size {
        return Err(too_large("the file", limits.file_size));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| ReadError::Json(error.to_string()))?;
    let Value::Object(object) = value else {
        return Err(ReadError::Json("expected an object with a key for each table".to_owned()));
    };
    if !Table::ALL.iter().any(|table| object.contains_key(table.key())) {
        return Err(ReadError::Json(
            "expected the keys submission, authorizations, actions, holdings, entities".to_owned(),
        ));
    }
    let mut raw = Raw { typed: true, ..Raw::default() };
    for key in object
        .keys()
        .filter(|key| *key != "format" && !Table::ALL.iter().any(|table| table.key() == *key))
        .take(UNKNOWN_SHOWN)
    {
        let shown = Cell::text(key).shown();
        raw.structure.push(Finding::note(
            Code::Sheet,
            vec![Place::named(key)],
            format!("no table has the key {shown}: it is not read"),
        ));
    }
    for table in Table::ALL {
        let items: &[Value] = match (table, object.get(table.key())) {
            (Table::Submission, Some(item @ Value::Object(_))) => std::slice::from_ref(item),
            (Table::Submission, _) => &[],
            (_, Some(Value::Array(items))) => items,
            (_, None) => &[],
            (_, Some(_)) => {
                raw.structure.push(fault(table, "is no list: expected a list of objects"));
                continue;
            }
        };
        if items.len() > limits.rows {
            return Err(too_large(&format!("the number of {}", table.key()), limits.rows as u64));
        }
        if !object.contains_key(table.key()) || (table == Table::Submission && items.is_empty()) {
            raw.structure
                .push(fault(table, "is missing: a table without rows is still sent, as an empty list"));
            continue;
        }
        let mut found = RawTable { table, layout: Layout::Items, rows: Vec::new() };
        let mut unknown = 0_usize;
        for (number, item) in (0_u32..).zip(items) {
            let Value::Object(item) = item else {
                let place = Place::item(table, number, 0, format!("{}[{number}]", table.key()));
                raw.structure.push(Finding::fault(
                    Code::Sheet,
                    vec![place],
                    "this is no object: expected one with a value for each column".to_owned(),
                ));
                continue;
            };
            for key in
                item.keys().filter(|key| !table.columns().iter().any(|column| column.technical_name == *key))
            {
                unknown += 1;
                if unknown <= UNKNOWN_SHOWN {
                    let place = Place::item(table, number, 0, format!("{}[{number}]", table.key()));
                    let shown = Cell::text(key).shown();
                    raw.structure.push(Finding::note(
                        Code::Heading,
                        vec![place],
                        format!("no column has the name {shown}: it is not read"),
                    ));
                }
            }
            let cells = table.columns().iter().map(|column| cell(item.get(column.technical_name))).collect();
            found.rows.push(RawRow { number, cells });
        }
        raw.tables.push(found);
    }
    Ok(raw)
}

fn fault(table: Table, what: &str) -> Finding {
    Finding::fault(Code::Sheet, vec![Place::whole(table, table.key())], format!("`{}` {what}", table.key()))
}

fn cell(value: Option<&Value>) -> Cell {
    match value {
        None | Some(Value::Null) => Cell::Empty,
        Some(Value::Bool(value)) => Cell::Bool(*value),
        Some(Value::Number(number)) => Cell::Number(number.to_string().into()),
        Some(Value::String(text)) => Cell::text(text),
        Some(Value::Array(_)) => Cell::Other("a list"),
        Some(Value::Object(_)) => Cell::Other("an object"),
    }
}
