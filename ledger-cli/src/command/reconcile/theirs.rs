//! The other side's statement: a submission, its table 4 alone, or plain CSV.
//!
//! - Of a submission only what is compared must be readable: table 4, and table 3 if it is there. A fault in these is an error that names the cell; without
//!   table 3 there is no trail.
//! - A file speaks for itself: `--party` and `--year` fill in what it leaves out and never replace what it says.

use std::collections::BTreeSet;
use std::path::Path;

use ledger_aef::columns::Table;
use ledger_aef::file::{read_bytes, read_path};
use ledger_aef::finding::{Code, Finding, Findings, Grade};
use ledger_aef::limits::Limits;
use ledger_aef::moment::ActionMoment;
use ledger_aef::options::CheckOptions;
use ledger_aef::raw::Raw;
use ledger_aef::read_error::ReadError;
use ledger_aef::reconcile::statement_csv::read_statement_csv;
use ledger_aef::reconcile::{Block, Line, Statement, Step, line_of_units};
use ledger_aef::submission::{Action, Units};
use ledger_aef::syntax::{Parsed, Unseen, check_syntax};
use ledger_format::identifiers::PartyCode;

use super::ReconcileArguments;
use crate::command::aef::{unreadable as unreadable_file, warn_of_unlisted};
use crate::failure::Failure;

/// What the other side says.
pub(super) struct Theirs {
    pub(super) statement: Statement,
    /// Whose holdings it states, ascending.
    pub(super) parties: Vec<PartyCode>,
    /// Of which 31 December; none for now.
    pub(super) year: Option<u16>,
    /// Of what is held in which registries; none for in all.
    pub(super) registries: Option<BTreeSet<String>>,
    /// Whether it tells days where it could tell moments.
    pub(super) tells_days: bool,
}

impl Theirs {
    pub(super) fn read(arguments: &ReconcileArguments) -> Result<Self, Failure> {
        let (path, limits) = (arguments.file.as_path(), Limits::default());
        let mut theirs = match read_path(path, &limits) {
            Ok(raw) => Self::of_submission(&raw, arguments)?,
            Err(ReadError::UnknownKind) if path.metadata().is_ok_and(|it| it.is_file() && it.len() > 0) => {
                let bytes = read_bytes(path, &limits).map_err(|error| unreadable_file(path, &error))?;
                Self::of_csv(&bytes, arguments)?
            }
            Err(error) => return Err(unreadable_file(path, &error)),
        };
        if !arguments.registries.is_empty() {
            let named = arguments.registries.iter().map(|it| it.as_str().to_owned());
            let named: BTreeSet<String> = named.collect();
            theirs.statement.lines.retain(|line| named.contains(&line.registry));
            theirs.registries = Some(named);
        }
        Ok(theirs)
    }

    fn of_csv(bytes: &[u8], arguments: &ReconcileArguments) -> Result<Self, Failure> {
        let party = arguments.party.as_ref().map(PartyCode::as_str);
        let lines = read_statement_csv(bytes, party, &Limits::default()).map_err(|faults| {
            let shown: Vec<String> = faults.iter().take(10).map(ToString::to_string).collect();
            let more = match faults.len().saturating_sub(shown.len()) {
                0 => String::new(),
                more => format!("; {more} more"),
            };
            Failure::new(format!(
                "{}: this is no submission, and as a statement in CSV it cannot be read: {}{more}",
                arguments.file.display(),
                shown.join("; ")
            ))
        })?;
        let mut parties = BTreeSet::new();
        for holder in lines.iter().map(|line| line.holder.as_str()).chain(party) {
            parties.insert(code(&arguments.file, holder)?);
        }
        if let Some(party) = arguments.party
            && let Some(other) = parties.iter().find(|it| **it != party)
        {
            return Err(Failure::new(format!(
                "{} states holdings of {other}, too: leave out --party {party}, or the other lines",
                arguments.file.display()
            )));
        }
        let registries = lines.iter().map(|line| line.registry.clone()).collect();
        Ok(Self {
            statement: Statement { lines, trail: None },
            parties: parties.into_iter().collect(),
            year: arguments.year,
            registries: Some(registries),
            tells_days: false,
        })
    }

    fn of_submission(raw: &Raw, arguments: &ReconcileArguments) -> Result<Self, Failure> {
        let mut findings = Findings::new(1_000);
        let checked = check_syntax(raw, &CheckOptions::default(), &mut findings);
        let compared = [Table::Submission, Table::Actions, Table::Holdings];
        let faults: Vec<Finding> = findings
            .into_sorted()
            .into_iter()
            .filter(|it| {
                it.grade == Grade::Fault
                    && it.places.iter().any(|place| compared.iter().any(|table| place.is_of(*table)))
            })
            .collect();
        for table in compared {
            let missing = checked.unseen.get(&table);
            let is_needed = table == Table::Holdings || missing != Some(&Unseen::Missing);
            if missing.is_some() && is_needed {
                return Err(unreadable(&arguments.file, table, &faults));
            }
        }
        let unlisted: Vec<Finding> =
            faults.into_iter().filter(|it| it.code == Code::UnknownControlledValue).collect();
        warn_of_unlisted(&arguments.file, &unlisted);
        let details = checked.details.as_ref();
        let said = details.map(|it| code(&arguments.file, it.party.code().as_str())).transpose()?;
        let party = one(arguments, "--party", said, arguments.party)?;
        let said = details.map(|it| it.reported_year.number());
        let year = one(arguments, "--year", said, arguments.year)?;
        let actions: Vec<&Action> = plain(&checked.actions);
        let tells_days = actions.iter().any(|it| !it.moment.is_instant());
        let has_trail = !checked.unseen.contains_key(&Table::Actions);
        Ok(Self {
            statement: Statement {
                lines: plain(&checked.holdings)
                    .into_iter()
                    .map(|units| line(party.as_str(), units))
                    .collect(),
                trail: has_trail.then(|| actions.into_iter().map(|it| step(it, tells_days)).collect()),
            },
            parties: vec![party],
            year: Some(year),
            registries: None,
            tells_days,
        })
    }
}

fn plain<T>(rows: &[Parsed<T>]) -> Vec<&T> {
    rows.iter().map(|parsed| &parsed.row).collect()
}

/// What the file says, or else the option; both must agree.
fn one<T: PartialEq + std::fmt::Display>(
    arguments: &ReconcileArguments,
    option: &str,
    said: Option<T>,
    given: Option<T>,
) -> Result<T, Failure> {
    let file = arguments.file.display();
    match (said, given) {
        (Some(said), Some(given)) if said != given => {
            Err(Failure::new(format!("{file} is of {said}, not of {given}: leave out {option}")))
        }
        (Some(it), _) | (None, Some(it)) => Ok(it),
        (None, None) => Err(Failure::new(format!("{file} has no table 1: say {option}"))),
    }
}

fn unreadable(path: &Path, table: Table, faults: &[Finding]) -> Failure {
    let first = faults.iter().find(|it| it.places.iter().any(|place| place.is_of(table)));
    let why = match first {
        Some(it) => {
            let place = it.places.first().map(ToString::to_string).unwrap_or_default();
            format!("{place}: {}", it.sentence)
        }
        None => "it is not there".to_owned(),
    };
    Failure::new(format!(
        "{}: {} cannot be compared ({why}); run `aef check` for everything that is wrong",
        path.display(),
        table.heading()
    ))
}

fn about(path: &Path, error: &(dyn std::error::Error + 'static)) -> Failure {
    Failure::about(path.display(), error)
}

fn code(path: &Path, text: &str) -> Result<PartyCode, Failure> {
    text.parse().map_err(|error| about(path, &error))
}

/// A holding without the authorization's name.
pub(super) fn line(party: &str, units: &Units) -> Line {
    let mut line = line_of_units(party, units);
    line.attributes.remove("authorization");
    line
}

/// An action in words that both sides share.
pub(super) fn step(action: &Action, in_days: bool) -> Step {
    let at = match action.moment {
        ActionMoment::Instant(_) if !in_days => action.moment.to_string(),
        _ => action.moment.day().to_string(),
    };
    let mut what = action.action.to_string();
    for (word, party) in
        [("from", &action.transferring_party), ("to", &action.acquiring_party), ("by", &action.using_party)]
    {
        what.extend(party.as_ref().map(|it| format!(" {word} {it}")));
    }
    what.extend(action.use_year.map(|year| format!(" for {}", year.number())));
    Step {
        at,
        what,
        block: Block {
            space: action.units.block.space().to_string(),
            first: action.units.block.first_number(),
            last: action.units.block.last_number(),
        },
    }
}
