//! The five tables and their columns: the only place that knows them.
//!
//! - Order, labels and technical names are those of the common nomenclatures of 17 February 2026 and of the CARP's workbook.
//! - A workbook's sheets begin with an empty gutter column and have empty spacer columns inside; both stand here, because readers that go by
//!   position expect them.
//! - It says what a cell should hold in words; that a cell does hold it is checked in [`crate::syntax`].

mod lists;

use lists::{ACTIONS, AUTHORIZATIONS, ENTITIES, HOLDINGS, SUBMISSION};

/// A table of the AEF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Table 1: what this submission is.
    Submission,
    /// Table 2: authorizations.
    Authorizations,
    /// Table 3: actions of the year.
    Actions,
    /// Table 4: holdings at 31 December.
    Holdings,
    /// Table 5: authorized entities.
    Entities,
}

/// The sheet that lists the others.
pub const INDEX_SHEET: &str = "Index";
/// The sheet that says what each column means.
pub const SUMMARY_SHEET: &str = "Summary information";

impl Table {
    /// All, in the order of the workbook.
    pub const ALL: [Self; 5] =
        [Self::Submission, Self::Authorizations, Self::Actions, Self::Holdings, Self::Entities];

    /// Its number, 1 to 5.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Submission => 1,
            Self::Authorizations => 2,
            Self::Actions => 3,
            Self::Holdings => 4,
            Self::Entities => 5,
        }
    }

    /// The name of its sheet, exactly.
    #[must_use]
    pub fn sheet(self) -> &'static str {
        match self {
            Self::Submission => "Table 1 Submission",
            Self::Authorizations => "Table 2 Authorizations",
            Self::Actions => "Table 3 Actions",
            Self::Holdings => "Table 4 Holdings",
            Self::Entities => "Table 5 Auth. entities",
        }
    }

    /// The heading above its columns.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Submission => "Table 1: Submission",
            Self::Authorizations => "Table 2: Authorizations",
            Self::Actions => "Table 3: Actions",
            Self::Holdings => "Table 4: Holdings",
            Self::Entities => "Table 5: Authorized entities",
        }
    }

    /// The name of its file in a folder of CSV files.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Submission => "table1_submission.csv",
            Self::Authorizations => "table2_authorizations.csv",
            Self::Actions => "table3_actions.csv",
            Self::Holdings => "table4_holdings.csv",
            Self::Entities => "table5_entities.csv",
        }
    }

    /// Its key in a JSON submission.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Authorizations => "authorizations",
            Self::Actions => "actions",
            Self::Holdings => "holdings",
            Self::Entities => "entities",
        }
    }

    /// The row of the labels, from 1. For table 1, which is transposed, the row of the first label.
    #[must_use]
    pub fn header_row(self) -> u32 {
        match self {
            Self::Submission => 4,
            Self::Authorizations | Self::Holdings => 7,
            Self::Actions => 8,
            Self::Entities => 10,
        }
    }

    /// Its columns in order.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Submission => SUBMISSION,
            Self::Authorizations => AUTHORIZATIONS,
            Self::Actions => ACTIONS,
            Self::Holdings => HOLDINGS,
            Self::Entities => ENTITIES,
        }
    }

    /// Where a field stands among its columns.
    #[must_use]
    pub fn position(self, field: Field) -> Option<usize> {
        self.columns().iter().position(|column| column.field == field)
    }
}

/// A field, wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the columns below say what each is")]
pub enum Field {
    Party,
    Version,
    ReportedYear,
    SubmissionDate,
    ReviewStatus,
    ConsistencyResult,
    FirstNdcYear,
    LastNdcYear,
    ReviewReport,
    AuthorizationId,
    AuthorizationDate,
    Approach,
    AuthorizationVersion,
    AuthorizedQuantity,
    Metric,
    Gwp,
    NonGhgMetric,
    Sectors,
    ActivityTypes,
    Purpose,
    AuthorizedParties,
    AuthorizedEntities,
    OimpAuthorized,
    Timeframe,
    Terms,
    Documentation,
    FirstTransferDefinition,
    Information,
    ActionMoment,
    ActionType,
    ActionSubtype,
    FirstTransferringParty,
    Registry,
    FirstId,
    LastId,
    UnderlyingRegistry,
    FirstUnit,
    LastUnit,
    Quantity,
    QuantityNonGhg,
    MitigationType,
    Vintage,
    TransferringParty,
    AcquiringParty,
    UsePurpose,
    UsingParty,
    UsingEntity,
    UseYear,
    CheckResult,
    EntityName,
    EntityCountry,
    EntityNumber,
    EntityConditions,
    EntityChanges,
}

/// The type of a column, as the nomenclature gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A day, `dd/mm/yyyy`.
    Day,
    /// A moment, ISO 8601 in UTC with milliseconds, or a day.
    Moment,
}

/// Whether a column must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Always.
    Required,
    /// Never; blank when there is nothing to say.
    Optional,
    /// Never; `NA` when there is nothing to say.
    OptionalElseNa,
    /// In rows to which it applies; `NA` in the others.
    Conditional,
    /// Only by the CARP, with information.
    CarpInformation,
    /// Only by the CARP, with a link.
    CarpLink,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// What it is about.
    pub field: Field,
    /// As printed in the workbook.
    pub label: &'static str,
    /// As in the nomenclature.
    pub technical_name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether it must be filled.
    pub requirement: Requirement,
    /// What a cell of it holds: the end of a sentence that begins "expected".
    pub expected: &'static str,
    /// Whether an empty column follows in the workbook.
    pub spacer: bool,
}

/// Whether a heading is a column's, by its label or its technical name. Case, spaces and punctuation do not count.
#[must_use]
pub fn is_heading_of(column: &Column, text: &str) -> bool {
    let wanted = letters(text);
    // A longer label that is met in workbooks.
    let long = column.field == Field::ReviewReport
        && wanted
            == letters("Reference to the Article 6 technical expert review report of the initial report");
    !wanted.is_empty()
        && (letters(column.label) == wanted || letters(column.technical_name) == wanted || long)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_tables_have_the_columns_of_the_nomenclature() {
        let counts: Vec<usize> = Table::ALL.iter().map(|table| table.columns().len()).collect();
        assert_eq!(counts, [9, 19, 27, 16, 8]);
        for table in Table::ALL {
            let fields: BTreeSet<Field> = table.columns().iter().map(|column| column.field).collect();
            assert_eq!(fields.len(), table.columns().len(), "{table:?} names a field twice");
        }
        assert_eq!(HOLDINGS.first().map(|column| column.field), Some(Field::Approach));
        assert_eq!(HOLDINGS.last().map(|column| column.field), Some(Field::Vintage));
    }

    #[test]
    fn a_heading_finds_one_column() {
        for table in Table::ALL {
            for column in table.columns() {
                for text in [column.label, column.technical_name, &column.label.to_uppercase()] {
                    let found: Vec<Field> = table
                        .columns()
                        .iter()
                        .filter(|other| is_heading_of(other, text))
                        .map(|other| other.field)
                        .collect();
                    assert_eq!(found, [column.field], "{text}");
                }
            }
        }
        assert!(!is_heading_of(&ACTIONS[0], "") && !is_heading_of(&ACTIONS[0], "Action typ"));
    }
}
