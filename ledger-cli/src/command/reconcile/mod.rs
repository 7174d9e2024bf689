//! `reconcile`: what this ledger believes that Parties hold, against a statement of another registry: totals, then blocks, then trail.
//!
//! | module | what it does |
//! | --- | --- |
//! | `theirs` | reads the other side's statement, whatever its form |
//! | `ours` | what this ledger says of the same Parties at the same moment |
//! | `sentences` | what differs, for people |
//!
//! - Both sides speak of 31 December of a year, by occurrence; plain CSV may speak of now.
//! - Authorizations are not compared: each Party has its own words for the same units.
//! - What a check could not compare is said: units in registries of which the statement does not speak, a missing trail, a trail that was cut, lines
//!   that hold nothing.
//! - Exit code 1 where the sides differ, 3 where there was nothing to compare, or not all of it (lines that hold nothing).

mod ours;
mod sentences;
mod theirs;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_aef::consistency::Verdict;
use ledger_aef::reconcile::{Reconciliation, reconcile};
use ledger_format::identifiers::{PartyCode, RegistryId};
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::session::open_for_reading;
use ours::{Ours, Outside};
use theirs::Theirs;

/// Compare what this ledger believes that Parties hold with a statement of another registry
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  itmo-ledger reconcile gha CHE-2025.xlsx
  itmo-ledger reconcile gha che01.csv --year 2025
  itmo-ledger reconcile gha table4 --party CHE --year 2025

FILE is a submission in the agreed electronic format (an .xlsx workbook, a .json file, or a folder of CSV files, of which table 4 is enough), or \
plain CSV with the headings party, registry, first_id and last_id, and as far as it says them quantity, vintage, metric, mitigation_type, \
cooperative_approach and first_transferring_party. Compared are holdings: those of the submission's Party at 31 December of its year with what accounts \
of that Party here held, counterparts included; those of plain CSV in the registries that it names, now or at 31 December of --year. Then, of units \
that differ, the actions, where the statement has them.

Exit codes: 0 they agree; 1 they differ; 2 it could not be done; 3 there was nothing to compare, or not all of it (lines that hold nothing).")]
pub struct ReconcileArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// The other side's statement
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Whose holdings it states, where it does not say
    #[arg(long)]
    party: Option<PartyCode>,

    /// Of which 31 December it speaks, where it does not say
    #[arg(long, value_name = "YEAR")]
    year: Option<u16>,

    /// Compare what this registry holds only; may be given several times
    #[arg(long = "registry", value_name = "REGISTRY")]
    registries: Vec<RegistryId>,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Compared<'a> {
    #[serde(flatten)]
    found: &'a Reconciliation,
    parties: &'a [PartyCode],
    /// Of which 31 December; none for now.
    year: Option<u16>,
    /// What we hold in registries of which the statement does not speak.
    not_compared: &'a [Outside],
}

/// Runs the command.
///
/// # Errors
/// When the ledger or the statement cannot be read.
pub fn run(arguments: &ReconcileArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let theirs = Theirs::read(arguments)?;
    let ledger = open_for_reading(&arguments.directory)?;
    let ours = Ours::of(&ledger, &theirs)
        .map_err(|error| Failure::about(arguments.directory.display(), error.as_ref()))?;
    let found = reconcile(&ours.statement, &theirs.statement);
    if output.is_json() {
        let (parties, not_compared) = (&theirs.parties, &ours.outside);
        output.object(&Compared { found: &found, parties, year: theirs.year, not_compared })?;
    } else {
        for sentence in sentences::of(&found, &ours, theirs.statement.trail.is_some()) {
            output.line(&sentence)?;
        }
        let sides = (arguments.directory.display(), arguments.file.display());
        output.line(&format!("{} and {}: {}", sides.0, sides.1, sentences::verdict(found.verdict)))?;
    }
    Ok(match found.verdict {
        Verdict::Pass => ExitCode::SUCCESS,
        Verdict::Fail => Exit::Refused.into(),
        Verdict::Undetermined => ExitCode::from(3),
    })
}
