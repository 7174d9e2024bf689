//! Checks a submission cell by cell, and makes typed rows of what is well formed.
//!
//! - Every cell of every row is judged; one wrong cell does not hide another.
//! - A row with a fault in it is left out of the typed submission and its number kept, so that a later check can say what it did not see.
//! - Each finding names the cell, what is there and what is expected.
//! - Whether rows agree with each other is not judged here.

mod cell_values;
mod row_check;
mod tables;

use std::collections::BTreeMap;

use crate::columns::Table;
use crate::finding::{Code, Finding, Findings, Grade};
use crate::options::CheckOptions;
use crate::raw::Raw;
use crate::submission::{Action, Authorization, AuthorizedEntity, Details, Submission, Units};

use row_check::RowCheck;

/// A typed row and which raw row it was.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// The row.
    pub row: T,
    /// The number of its row in the source, from zero.
    pub number: u32,
}

/// What was well formed in a submission.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Table 1, if all of it is.
    pub details: Option<Details>,
    /// Table 2.
    pub authorizations: Vec<Parsed<Authorization>>,
    /// Table 3.
    pub actions: Vec<Parsed<Action>>,
    /// Table 4.
    pub holdings: Vec<Parsed<Units>>,
    /// Table 5.
    pub entities: Vec<Parsed<AuthorizedEntity>>,
    /// What later checks must know that they do not see: by table, how many rows were left out; a table that is not there at all has none.
    pub unseen: BTreeMap<Table, Unseen>,
}

/// What is not seen of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unseen {
    /// All of it.
    Missing,
    /// This many rows, for faults in them.
    Rows(u64),
}

/// Checks every cell.
#[must_use]
pub fn check_syntax(raw: &Raw, options: &CheckOptions, findings: &mut Findings) -> Checked {
    for finding in &raw.structure {
        findings.add(finding.clone());
    }
    let mut checked = Checked { details: None, ..Checked::default() };
    for table in Table::ALL {
        let Some(found) = raw.table(table) else {
            checked.unseen.insert(table, Unseen::Missing);
            continue;
        };
        let mut left_out = 0_u64;
        for raw_row in &found.rows {
            let mut row = RowCheck::new(found, raw_row, raw.typed, options, findings);
            let number = raw_row.number;
            let kept = match table {
                Table::Submission => tables::details(&mut row).map(|it| checked.details = Some(it)),
                Table::Authorizations => tables::authorization(&mut row)
                    .map(|row| checked.authorizations.push(Parsed { row, number })),
                Table::Actions => {
                    tables::action(&mut row).map(|row| checked.actions.push(Parsed { row, number }))
                }
                Table::Holdings => {
                    tables::holding(&mut row).map(|row| checked.holdings.push(Parsed { row, number }))
                }
                Table::Entities => {
                    tables::entity(&mut row).map(|row| checked.entities.push(Parsed { row, number }))
                }
            };
            left_out += u64::from(kept.is_none());
        }
        if table == Table::Submission && found.rows.is_empty() {
            checked.unseen.insert(table, Unseen::Missing);
        }
        if left_out > 0 {
            checked.unseen.insert(table, Unseen::Rows(left_out));
        }
    }
    checked
}

impl Checked {
    /// The whole submission, if nothing was left out.
    #[must_use]
    pub fn into_submission(self) -> Option<Submission> {
        fn plain<T>(rows: Vec<Parsed<T>>) -> Vec<T> {
            rows.into_iter().map(|parsed| parsed.row).collect()
        }
        if !self.unseen.is_empty() {
            return None;
        }
        Some(Submission {
            details: self.details?,
            authorizations: plain(self.authorizations),
            actions: plain(self.actions),
            holdings: plain(self.holdings),
            entities: plain(self.entities),
        })
    }
}

/// Reads a whole submission; `Err` with the findings if any cell of it is not well formed.
///
/// # Errors
/// With all faults, if there is one.
pub fn read_submission(raw: &Raw, options: &CheckOptions) -> Result<Submission, Vec<Finding>> {
    match read_usable(raw, options) {
        Ok((submission, faults)) if faults.is_empty() => Ok(submission),
        Ok((_, faults)) | Err(faults) => Err(faults),
    }
}

/// The same where every row can be used for all its faults: values that a growing list of the nomenclatures does not hold (a registry of underlying
/// units, say), and what the format demands and a ledger may leave out (the sectors of an authorization). The submission as it stands, and these faults.
/// It still does not pass a check.
///
/// # Errors
/// With all faults, if there is another one.
pub fn read_usable(raw: &Raw, options: &CheckOptions) -> Result<(Submission, Vec<Finding>), Vec<Finding>> {
    let mut findings = Findings::new(1_000);
    let checked = check_syntax(raw, options, &mut findings);
    // What is wrong with a row leaves it out, or it can be used; what is wrong with the structure is neither.
    let structure = [Code::Sheet, Code::Heading, Code::MergedCells];
    let is_sound = structure.iter().all(|code| findings.count_of(*code, Grade::Fault) == 0);
    let mut found = findings.into_sorted();
    match checked.into_submission().filter(|_| is_sound) {
        Some(submission) => {
            found.retain(|finding| finding.grade == Grade::Fault);
            Ok((submission, found))
        }
        None => Err(found),
    }
}
