//! From typed rows to cells, in the order of the columns.
//!
//! - What is not said is blank or `NA`, as the column asks; what the CARP fills carries the CARP's own notice.
//! - Every column gets a cell, chosen by its field: a column that is added without a value here fails a test.
//! - It does not know workbooks, files or objects: those take the cells.

use jiff::civil::Date;

use crate::cell::Cell;
use crate::columns::{Column, Field, Requirement, Table};
use crate::itmo_id::IdentifierForm;
use crate::moment::{ActionMoment, day_text};
use crate::quantity::Quantity;
use crate::submission::{Action, Authorization, AuthorizedEntity, Details, Submission, Units};
use crate::values::{CARP_INFORMATION, CARP_LINK, CarpCell, Year};

/// How cells are written where sources disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WriteOptions {
    /// What First ID and Last ID hold.
    pub identifiers: IdentifierForm,
    /// How action dates are written.
    pub action_dates: ActionDates,
}

/// How action dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ActionDates {
    /// Moments as moments and days as days.
    #[default]
    AsKnown,
    /// All as days: what the annex of the decision prints.
    Days,
}

/// The rows of a table, each with one cell a column.
#[must_use]
pub fn rows(submission: &Submission, table: Table, options: &WriteOptions) -> Vec<Vec<Cell>> {
    fn each<T>(rows: &[T], table: Table, cell: impl Fn(&T, Field) -> Option<Cell>) -> Vec<Vec<Cell>> {
        rows.iter()
            .map(|row| table.columns().iter().map(|column| filled(column, cell(row, column.field))).collect())
            .collect()
    }
    match table {
        Table::Submission => each(std::slice::from_ref(&submission.details), table, details_cell),
        Table::Authorizations => each(&submission.authorizations, table, authorization_cell),
        Table::Actions => each(&submission.actions, table, |row, field| action_cell(row, field, options)),
        Table::Holdings => each(&submission.holdings, table, |row, field| units_cell(row, field, options)),
        Table::Entities => each(&submission.entities, table, entity_cell),
    }
}

/// The cell of a value, or what the column says stands for none.
fn filled(column: &Column, cell: Option<Cell>) -> Cell {
    cell.unwrap_or_else(|| match column.requirement {
        Requirement::Required | Requirement::Optional => Cell::Empty,
        Requirement::OptionalElseNa | Requirement::Conditional => Cell::text("NA"),
        Requirement::CarpInformation => Cell::text(CARP_INFORMATION),
        Requirement::CarpLink => Cell::text(CARP_LINK),
    })
}

#[allow(clippy::unnecessary_wraps, reason = "a value beside others that may be missing")]
fn text(text: impl ToString) -> Option<Cell> {
    Some(Cell::text(&text.to_string()))
}

fn maybe<T: std::fmt::Display>(value: Option<&T>) -> Option<Cell> {
    value.and_then(text)
}

fn list<T>(values: &[T], shown: impl Fn(&T) -> String) -> Option<Cell> {
    (!values.is_empty()).then(|| Cell::text(&values.iter().map(shown).collect::<Vec<_>>().join(", ")))
}

fn year(year: Year) -> Option<Cell> {
    Some(Cell::number(year.number()))
}

fn day(day: Date) -> Option<Cell> {
    text(day_text(day))
}

fn carp(cell: &CarpCell) -> Option<Cell> {
    match cell {
        CarpCell::Untouched => None,
        CarpCell::Filled(filled) => text(filled),
    }
}

/// Spreadsheets keep 15 digits of a number: what has more is written as text.
fn number(number: impl ToString) -> Option<Cell> {
    let shown = number.to_string();
    let digits = shown.bytes().filter(u8::is_ascii_digit).count();
    Some(if digits <= 15 { Cell::Number(shown.into()) } else { Cell::Text(shown.into()) })
}

fn details_cell(row: &Details, field: Field) -> Option<Cell> {
    match field {
        Field::Party => text(row.party.text()),
        Field::Version => text(row.version),
        Field::ReportedYear => year(row.reported_year),
        Field::SubmissionDate => day(row.submitted),
        Field::ReviewStatus => carp(&row.review_status),
        Field::ConsistencyResult => carp(&row.consistency_result),
        Field::FirstNdcYear => year(row.first_ndc_year),
        Field::LastNdcYear => year(row.last_ndc_year),
        Field::ReviewReport => carp(&row.review_report),
        _ => None,
    }
}

fn authorization_cell(row: &Authorization, field: Field) -> Option<Cell> {
    match field {
        Field::AuthorizationId => text(&row.id),
        Field::AuthorizationDate => day(row.date),
        Field::Approach => text(&row.approach),
        Field::AuthorizationVersion => number(row.version),
        Field::AuthorizedQuantity => row.quantity.and_then(number),
        Field::Metric => text(&row.metric),
        Field::Gwp => maybe(row.gwp.as_ref()),
        Field::NonGhgMetric => maybe(row.non_ghg_metric.as_ref()),
        // A ledger may hold an authorization without one.
        Field::Sectors => list(&row.sectors, ToString::to_string).or_else(|| text("NA")),
        Field::ActivityTypes => list(&row.activity_types, ToString::to_string),
        Field::Purpose => text(&row.purpose),
        Field::AuthorizedParties => list(&row.parties, ToString::to_string),
        Field::AuthorizedEntities => list(&row.entities, ToString::to_string),
        Field::OimpAuthorized => maybe(row.oimp.as_ref()),
        Field::Timeframe => maybe(row.timeframe.as_ref()),
        Field::Terms => maybe(row.terms.as_ref()),
        Field::Documentation => carp(&row.documentation),
        Field::FirstTransferDefinition => maybe(row.first_transfer_definition.as_ref()),
        Field::Information => maybe(row.information.as_ref()),
        _ => None,
    }
}

fn action_cell(row: &Action, field: Field, options: &WriteOptions) -> Option<Cell> {
    match field {
        Field::ActionMoment => match options.action_dates {
            ActionDates::AsKnown => text(row.moment),
            ActionDates::Days => text(ActionMoment::Day(row.moment.day())),
        },
        Field::ActionType => text(&row.action),
        Field::ActionSubtype => maybe(row.subtype.as_ref()),
        Field::TransferringParty => maybe(row.transferring_party.as_ref()),
        Field::AcquiringParty => maybe(row.acquiring_party.as_ref()),
        Field::UsePurpose => maybe(row.purpose.as_ref()),
        Field::UsingParty => maybe(row.using_party.as_ref()),
        Field::UsingEntity => maybe(row.using_entity.as_ref()),
        Field::UseYear => row.use_year.and_then(year),
        Field::CheckResult => carp(&row.check_result),
        Field::Information => maybe(row.information.as_ref()),
        _ => units_cell(&row.units, field, options),
    }
}

fn units_cell(row: &Units, field: Field, options: &WriteOptions) -> Option<Cell> {
    match field {
        Field::Approach => text(&row.approach),
        Field::AuthorizationId => text(&row.authorization),
        Field::FirstTransferringParty => text(&row.first_transferring_party),
        Field::Registry => text(&row.registry),
        Field::FirstId => text(row.block.first().show_as(options.identifiers)),
        Field::LastId => text(row.block.last().show_as(options.identifiers)),
        Field::UnderlyingRegistry => maybe(row.underlying_registry.as_ref()),
        Field::FirstUnit => maybe(row.first_unit.as_ref()),
        Field::LastUnit => maybe(row.last_unit.as_ref()),
        Field::Metric => text(&row.metric),
        Field::Gwp => maybe(row.gwp.as_ref()),
        Field::NonGhgMetric => maybe(row.non_ghg_metric.as_ref()),
        Field::Quantity => quantity(row.quantity),
        Field::QuantityNonGhg => maybe(row.quantity_non_ghg.as_ref()),
        Field::MitigationType => text(&row.mitigation_type),
        Field::Vintage => year(row.vintage),
        _ => None,
    }
}

fn quantity(quantity: Quantity) -> Option<Cell> {
    number(quantity)
}

fn entity_cell(row: &AuthorizedEntity, field: Field) -> Option<Cell> {
    match field {
        Field::AuthorizationDate => day(row.date),
        Field::EntityName => text(&row.name),
        Field::EntityCountry => text(row.country.text()),
        Field::EntityNumber => text(&row.number),
        Field::Approach => text(&row.approach),
        Field::EntityConditions => maybe(row.conditions.as_ref()),
        Field::EntityChanges => maybe(row.changes.as_ref()),
        Field::Information => maybe(row.information.as_ref()),
        _ => None,
    }
}
