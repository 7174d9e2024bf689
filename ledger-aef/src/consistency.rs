//! Checks that the rows of one submission agree with each other and with the rules that one submission can show.
//!
//! - Three verdicts: a check fails when it finds a fault, is undetermined when some of its input was not seen or does not suffice, and passes
//!   only otherwise. It is undetermined, too, where all that it asks lies in other submissions. A row that the cell checks left out makes every check of its table undetermined, unless it fails.
//! - What only other submissions can tell is no check of this one: it is listed as such ([`BEYOND`]), and questions of a row that lead there are counted.
//! - Work stays in proportion to the rows, whatever they say: overlaps are swept, never compared pair by pair.

mod authorizations;
mod blocks;
mod first_transfers;
pub(crate) mod overlap;
mod possession;
mod terms;
mod underlying;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::cell::Place;
use crate::columns::{Field, Table};
use crate::finding::{Code, Finding, Findings, Grade};
use crate::itmo_id::IdentifierForm;
use crate::options::CheckOptions;
use crate::raw::Raw;
use crate::submission::{Action, Units};
use crate::syntax::{Checked, Parsed, Unseen};

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing is wrong, and everything was seen.
    Pass,
    /// It cannot be said.
    Undetermined,
    /// Something is wrong.
    Fail,
}

/// What one check did and said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The check.
    pub code: Code,
    /// What it says.
    pub verdict: Verdict,
    /// Rows that it judged.
    pub examined: u64,
    /// Rows whose question only other submissions answer.
    pub beyond: u64,
    /// What it did not see.
    pub unseen: Vec<String>,
}

/// The checks, with the tables that each needs.
const CHECKS: &[(Code, &[Table])] = {
    use Table::{Actions as A, Authorizations as Z, Entities as E, Holdings as H, Submission as S};
    &[
        (Code::Participation, &[S, Z, A, H]),
        (Code::ReportedOnce, &[A]),
        (Code::Metrics, &[Z, A, H]),
        (Code::UnderlyingUnits, &[A, H]),
        (Code::UsingParty, &[S, Z, A, E]),
        (Code::Approach, &[A, H]),
        (Code::ReportingPeriod, &[S, A]),
        (Code::AuthorizedUse, &[Z, A]),
        (Code::NdcPeriod, &[S, A]),
        (Code::FirstTransferDefinition, &[S, Z, A]),
        (Code::MissingAuthorization, &[Z, A, H]),
        (Code::MissingEntity, &[A, E]),
        (Code::OverlappingBlock, &[H]),
        (Code::InconsistentBlock, &[A, H]),
        (Code::BlockQuantity, &[A, H]),
        (Code::AuthorizedQuantity, &[S, Z, A]),
        (Code::FirstTransferredTwice, &[A]),
        (Code::UsedTwice, &[A]),
        (Code::BeforeFirstTransfer, &[A]),
        (Code::HoldingsReported, &[S, A, H]),
        (Code::AcquiredTwice, &[S, A]),
        (Code::NotInHand, &[S, A]),
        (Code::MovedAfterEnd, &[S, A]),
        (Code::OtherParty, &[S, A]),
        (Code::BeforeAuthorization, &[Z, A]),
        (Code::AuthorizationTerms, &[Z, A, H]),
    ]
};

/// Checks that one submission cannot show, and what they need.
pub const BEYOND: &[(&str, &str)] = &[
    ("II03", "sectors and activity types of one cooperative approach: the other Parties' authorizations"),
    ("ISC01", "what of the holdings is left from the year before: last year's submission"),
    ("pairing", "each transfer has its acquisition: the other Parties' submissions"),
    ("double-use", "units used by two Parties or in two years: the other submissions"),
    ("double-issuance", "underlying units under two cooperative approaches: the other submissions"),
    (
        "cumulative-quantity",
        "first transfers of earlier years under an authorization: the earlier submissions",
    ),
];

/// Runs every check.
#[must_use]
pub fn check_consistency(
    raw: &Raw,
    checked: &Checked,
    options: &CheckOptions,
    findings: &mut Findings,
) -> Vec<Outcome> {
    let mut judge =
        Judge { raw, checked, options, findings, counts: BTreeMap::new(), repeated: BTreeSet::new() };
    authorizations::check(&mut judge);
    blocks::check(&mut judge);
    first_transfers::check(&mut judge);
    possession::check(&mut judge);
    terms::check(&mut judge);
    underlying::check(&mut judge);
    let counts = judge.counts;
    CHECKS.iter().map(|(code, tables)| outcome(*code, tables, checked, options, findings, &counts)).collect()
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    examined: u64,
    beyond: u64,
}

fn outcome(
    code: Code,
    tables: &[Table],
    checked: &Checked,
    options: &CheckOptions,
    findings: &Findings,
    counts: &BTreeMap<Code, Counts>,
) -> Outcome {
    let mut unseen: Vec<String> = tables
        .iter()
        .filter_map(|table| {
            Some(match checked.unseen.get(table)? {
                Unseen::Missing => format!("{} is not there", table.heading()),
                Unseen::Rows(1) => format!("{}: 1 row was left out for faults in its cells", table.heading()),
                Unseen::Rows(count) => {
                    format!("{}: {count} rows were left out for faults in their cells", table.heading())
                }
            })
        })
        .collect();
    if code == Code::Approach && options.identifiers == IdentifierForm::NumberOnly {
        unseen.push("identifiers that are numbers alone name no cooperative approach".to_owned());
    }
    let Counts { examined, beyond } = counts.get(&code).copied().unwrap_or_default();
    let nothing_was_seen = examined == 0 && beyond > 0;
    let verdict = if findings.count_of(code, Grade::Fault) > 0 {
        Verdict::Fail
    } else if nothing_was_seen || !unseen.is_empty() || findings.count_of(code, Grade::Undetermined) > 0 {
        Verdict::Undetermined
    } else {
        Verdict::Pass
    };
    Outcome { code, verdict, examined, beyond, unseen }
}

/// What the checks share: the rows, their places, and where findings go.
struct Judge<'a> {
    raw: &'a Raw,
    checked: &'a Checked,
    options: &'a CheckOptions,
    findings: &'a mut Findings,
    counts: BTreeMap<Code, Counts>,
    /// Rows of table 3 that certainly repeat another one.
    repeated: BTreeSet<u32>,
}

/// A row of table 3 or 4 as a block of units.
#[derive(Debug, Clone, Copy)]
struct UnitRow<'a> {
    table: Table,
    number: u32,
    units: &'a Units,
}

impl<'a> Judge<'a> {
    fn actions(&self) -> impl Iterator<Item = &'a Parsed<Action>> + use<'a> {
        self.checked.actions.iter()
    }

    /// Rows of tables 3 and 4.
    fn unit_rows(&self) -> Vec<UnitRow<'a>> {
        let row = |table, number, units| UnitRow { table, number, units };
        let actions = self.checked.actions.iter().map(|it| row(Table::Actions, it.number, &it.row.units));
        let holdings = self.checked.holdings.iter().map(|it| row(Table::Holdings, it.number, &it.row));
        actions.chain(holdings).collect()
    }

    fn place(&self, table: Table, number: u32, field: Field) -> Place {
        let position = table.position(field).unwrap_or_default();
        self.raw
            .table(table)
            .map_or_else(|| Place::named(table.sheet()), |found| found.place(number, position))
    }

    fn places(&self, rows: &[(Table, u32)], field: Field) -> Vec<Place> {
        rows.iter().map(|(table, number)| self.place(*table, *number, field)).collect()
    }

    fn examined(&mut self, code: Code) {
        self.counts.entry(code).or_default().examined += 1;
    }

    fn beyond(&mut self, code: Code) {
        self.counts.entry(code).or_default().beyond += 1;
    }

    fn fault(&mut self, code: Code, places: Vec<Place>, sentence: String) {
        self.findings.add(Finding::fault(code, places, sentence));
    }

    /// It cannot be said, and why.
    fn open(&mut self, code: Code, places: Vec<Place>, sentence: String) {
        self.findings.add(Finding { code, grade: Grade::Undetermined, places, sentence });
    }
}
