//! Reads a statement of another registry from plain CSV: a line a block, under headings that say what is in them.
//!
//! ```text
//! party,registry,first_id,last_id,quantity,mitigation_type,vintage
//! CHE,CHE01,CA0012-GHA01-GHA-401-2024,CA0012-GHA01-GHA-490-2024,90,Emission reductions,2024
//! ```
//!
//! - Headings are read without regard to case, spaces, `_` and `-`, and the technical names of table 4 are known too. A heading that is not known is a fault:
//!   what is misspelt would not be compared, and nobody would notice.
//! - What an optional column leaves blank (or `NA`) is not said, and not compared.
//! - Every fault names line and column, what is there and what is expected; a line with a fault makes no line of the statement.
//! - What a line says twice must agree: the quantity with its block, vintage, approach and first transferring Party with its identifiers.

use std::collections::BTreeMap;
use std::fmt;

use super::{Block, Line};
use crate::itmo_id::{ItmoBlock, ItmoId, NoBlock};
use crate::limits::Limits;
use crate::quantity::Quantity;
use crate::values::{ApproachId, PartyCode, RegistryCode, Year, is_not_applicable};
use crate::vocabulary::{Controlled, Metric, MitigationType};

/// What is wrong with a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFault {
    /// The line of the file, from 1.
    pub line: u64,
    /// The heading of the column; none where it is of the whole line.
    pub column: Option<String>,
    /// What is there and what is expected.
    pub sentence: String,
}

impl fmt::Display for StatementFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "line {}, column `{column}`: {}", self.line, self.sentence),
            None => write!(f, "line {}: {}", self.line, self.sentence),
        }
    }
}

impl std::error::Error for StatementFault {}

/// How many faults are told.
const FAULTS: usize = 100;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Party,
    Registry,
    FirstId,
    LastId,
    Quantity,
    Metric,
    MitigationType,
    Vintage,
    Approach,
    FirstTransferringParty,
    /// A column of table 4 that is not compared.
    NotCompared,
}

/// Headings, folded. The first of each is the one that messages name.
const HEADINGS: &[(Column, &str, &[&str])] = &[
    (Column::Party, "party", &["holder", "participatingparty"]),
    (Column::Registry, "registry", &["registryid", "partyitmoregistryid"]),
    (Column::FirstId, "first_id", &[]),
    (Column::LastId, "last_id", &[]),
    (Column::Quantity, "quantity", &["quantityco2", "quantitytco2eq"]),
    (Column::Metric, "metric", &[]),
    (Column::MitigationType, "mitigation_type", &[]),
    (Column::Vintage, "vintage", &[]),
    (Column::Approach, "cooperative_approach", &["cooperativeapproachid"]),
    (Column::FirstTransferringParty, "first_transferring_party", &["firsttransferringpartyid"]),
    (
        Column::NotCompared,
        "authorization_id",
        &[
            "gwpvalues",
            "nonghgmetric",
            "quantitynonghg",
            "underlyingunitregistryid",
            "underlyingunitfirstunitid",
            "underlyingunitlastunitid",
        ],
    ),
];

impl Column {
    fn name(self) -> &'static str {
        HEADINGS.iter().find(|(column, ..)| *column == self).map_or("", |(_, name, _)| name)
    }

    fn of_heading(text: &str) -> Option<Self> {
        let text = folded(text);
        let is = |(_, name, aliases): &&(Self, &str, &[&str])| {
            folded(name) == text || aliases.contains(&text.as_str())
        };
        HEADINGS.iter().find(is).map(|(column, ..)| *column)
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The lines of a statement. Where it has no column for the Party, all of it is `party`'s.
///
/// # Errors
/// With the faults, as far as a hundred of them.
pub fn read_statement_csv(
    bytes: &[u8],
    party: Option<&str>,
    limits: &Limits,
) -> Result<Vec<Line>, Vec<StatementFault>> {
    // A byte order mark is no part of the first heading.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let mut records = reader.records();
    let whole = |line: u64, sentence: String| StatementFault { line, column: None, sentence };
    let unreadable = |error: &csv::Error| {
        whole(error.position().map_or(1, csv::Position::line), format!("this is no CSV in UTF-8: {error}"))
    };
    let first = match records.next() {
        Some(Ok(first)) => first,
        Some(Err(error)) => return Err(vec![unreadable(&error)]),
        None => return Err(vec![whole(1, "the file is empty: expected a line of headings".to_owned())]),
    };
    let columns = headings(&first, party)?;
    let (mut lines, mut faults, mut count) = (Vec::new(), Vec::new(), 0_usize);
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(unreadable(&error));
                return Err(faults);
            }
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        count += 1;
        let number = record.position().map_or(0, csv::Position::line);
        if count > limits.rows {
            faults.push(whole(number, format!("more than {} lines: split the statement", limits.rows)));
        } else {
            let mut row = Row { number, columns: &columns, record: &record, faults: &mut faults };
            lines.extend(row.line(party));
        }
        if faults.len() >= FAULTS || count > limits.rows {
            return Err(faults);
        }
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

fn headings(
    record: &csv::StringRecord,
    party: Option<&str>,
) -> Result<Vec<Option<Column>>, Vec<StatementFault>> {
    let mut faults = Vec::new();
    let mut fault = |column: Option<&str>, sentence: String| {
        let shown = column.map(|text| text.chars().take(60).collect());
        faults.push(StatementFault { line: 1, column: shown, sentence });
    };
    if record.len() == 1 && record.iter().any(|text| text.contains([';', '\t'])) {
        fault(
            None,
            "cells are separated by something else than commas: save it as CSV with commas".to_owned(),
        );
        return Err(faults);
    }
    let mut columns: Vec<Option<Column>> = Vec::new();
    for text in record {
        let column = Column::of_heading(text);
        if column.is_none() && !text.is_empty() {
            let known: Vec<_> = HEADINGS.iter().map(|(_, name, _)| *name).collect();
            fault(Some(text), format!("a heading that is not known: expected {}", known.join(", ")));
        }
        let repeated = column.filter(|it| *it != Column::NotCompared && columns.contains(&Some(*it)));
        if let Some(column) = repeated {
            fault(Some(text), format!("a second column for `{}`: expected one", column.name()));
        }
        columns.push(column);
    }
    for needed in [Column::Party, Column::Registry, Column::FirstId, Column::LastId] {
        let is_said = needed == Column::Party && party.is_some();
        if !is_said && !columns.contains(&Some(needed)) {
            let beside = if needed == Column::Party { ", or a Party for all of it (--party)" } else { "" };
            fault(None, format!("no column `{}`: a statement needs it{beside}", needed.name()));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

/// A line of the file on its way to a line of the statement.
struct Row<'a> {
    number: u64,
    columns: &'a [Option<Column>],
    record: &'a csv::StringRecord,
    faults: &'a mut Vec<StatementFault>,
}

impl Row<'_> {
    fn line(&mut self, party: Option<&str>) -> Option<Line> {
        let before = self.faults.len();
        if let Some(extra) = self.record.iter().skip(self.columns.len()).find(|text| !text.is_empty()) {
            let sentence = format!("`{}` stands beyond the last heading", short(extra));
            self.faults.push(StatementFault { line: self.number, column: None, sentence });
        }
        let holder = match self.read(Column::Party, "an alpha-3 code of a Party", PartyCode::read) {
            Some(code) => Some(code.to_string()),
            None if self.text(Column::Party).is_some() => None,
            None => self.or_missing(Column::Party, party.map(ToOwned::to_owned)),
        };
        let registry = self.required(Column::Registry, "a registry such as CHE01", RegistryCode::read);
        let form = "an ITMO identifier such as CA0012-CHE01-GHA-1234567-2023";
        let first = self.required(Column::FirstId, form, ItmoId::read);
        let last = self.required(Column::LastId, form, ItmoId::read);
        let block = first.zip(last).and_then(|(first, last)| self.block(first, &last));
        let attributes = self.attributes(block.as_ref());
        if self.faults.len() > before {
            return None;
        }
        let (holder, registry, block) = (holder?, registry?.to_string(), block?);
        let space = block.space().to_string();
        let block = Block { space, first: block.first_number(), last: block.last_number() };
        Some(Line { holder, registry, block, attributes })
    }

    fn block(&mut self, first: ItmoId, last: &ItmoId) -> Option<ItmoBlock> {
        let read = ItmoBlock::new(first.clone(), last);
        read.map_err(|why| {
            let sentence = match why {
                NoBlock::DifferentSpaces => format!("{first} and {last} differ in more than their numbers"),
                NoBlock::Reversed => format!("{last} lies before {first}"),
            };
            self.fault(Column::LastId, sentence);
        })
        .ok()
    }

    /// What else is said, by the names of [`super::line_of_units`].
    fn attributes(&mut self, block: Option<&ItmoBlock>) -> BTreeMap<String, String> {
        let mut attributes = BTreeMap::new();
        let mut say = |name: &str, value: Option<String>| {
            attributes.extend(value.map(|value| (name.to_owned(), value)));
        };
        let metric = self.read(Column::Metric, "GHG or non-GHG", Metric::recognise);
        say("metric", metric.map(|it| it.name().to_owned()));
        let kind =
            self.read(Column::MitigationType, "a mitigation type of table 36", MitigationType::recognise);
        say("mitigation type", kind.map(|it| it.name().to_owned()));
        let vintage = self.read(Column::Vintage, "a year", Year::read);
        let approach = self.read(Column::Approach, "a cooperative approach such as CA0012", ApproachId::read);
        let party = self.read(Column::FirstTransferringParty, "an alpha-3 code of a Party", PartyCode::read);
        if let Some(block) = block {
            let space = block.space();
            self.agrees(Column::Vintage, vintage.map(|it| it.to_string()), &space.vintage.to_string());
            self.agrees(Column::Approach, approach.map(|it| it.to_string()), space.approach.as_str());
            self.agrees(Column::FirstTransferringParty, party.map(|it| it.to_string()), space.party.as_str());
            let quantity = self.read(Column::Quantity, "a quantity", Quantity::read);
            // Units of another metric are worth something else than a tonne each.
            if metric != Some(Metric::NonGhg) {
                let counted = Quantity::from(block.count());
                self.agrees(Column::Quantity, quantity.map(|it| it.to_string()), &counted.to_string());
            }
        }
        attributes
    }

    fn agrees(&mut self, column: Column, said: Option<String>, of_block: &str) {
        if let Some(said) = said.filter(|said| said != of_block) {
            self.fault(
                column,
                format!("this holds `{said}`, and the identifiers of the line say {of_block}"),
            );
        }
    }

    fn text(&self, column: Column) -> Option<&str> {
        let place = self.columns.iter().position(|it| *it == Some(column))?;
        self.record.get(place).filter(|text| !text.is_empty() && !is_not_applicable(text))
    }

    fn read<T>(&mut self, column: Column, expected: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column)?.to_owned();
        let value = read(&text);
        if value.is_none() {
            self.fault(column, format!("this holds `{}`: expected {expected}", short(&text)));
        }
        value
    }

    fn required<T>(&mut self, column: Column, expected: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.text(column).is_none() {
            return self.or_missing(column, None);
        }
        self.read(column, expected, read)
    }

    fn or_missing<T>(&mut self, column: Column, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.fault(column, "this is blank: every line needs it".to_owned());
        }
        value
    }

    fn fault(&mut self, column: Column, sentence: String) {
        self.faults.push(StatementFault {
            line: self.number,
            column: Some(column.name().to_owned()),
            sentence,
        });
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests;
