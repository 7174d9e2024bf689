//! `reconcile`: what this ledger believes that a Party holds, against that Party's own submission: totals, then blocks, then trail.
//!
//! - Both sides speak of 31 December of the submission's year, by occurrence.
//! - Authorizations are not compared: each Party has its own words for the same units.
//! - Exit code 1 where the sides differ, 3 where there was nothing to compare.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_aef::consistency::Verdict;
use ledger_aef::file::read_path;
use ledger_aef::limits::Limits;
use ledger_aef::options::CheckOptions;
use ledger_aef::reconcile::{Block, BlockDifference, Line, Said, Statement, Step, line_of_units, reconcile};
use ledger_aef::submission::{Action, Submission, Units};
use ledger_aef::syntax::read_usable;
use ledger_core::Ledger;
use ledger_format::identifiers::PartyCode;

use crate::aef_export::{Journal, Report, bounds};
use crate::command::aef::warn_of_unlisted;
use crate::failure::{Exit, Failure};
use crate::output::{Output, grouped};
use crate::session::open_for_reading;

/// Compare what this ledger believes that a Party holds with the Party's own submission
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger reconcile gha CHE-2025.xlsx

FILE is a submission in the agreed electronic format: an .xlsx workbook, a .json file, or a folder of CSV files. Compared are its holdings at 31
December (table 4) with what accounts of that Party here hold, counterparts included; then, of units that differ, the actions.
Exit codes: 0 they agree; 1 they differ; 2 it could not be done; 3 there was nothing to compare.")]
pub struct ReconcileArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// The other side's submission
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// When the ledger or the submission cannot be read.
pub fn run(arguments: &ReconcileArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let about = |error: &(dyn std::error::Error + 'static)| Failure::about(arguments.file.display(), error);
    let raw = read_path(&arguments.file, &Limits::default()).map_err(|error| about(&error))?;
    let (theirs, unlisted) = read_usable(&raw, &CheckOptions::default()).map_err(|findings| {
        let first = findings.first().map_or("a table is missing", |finding| finding.sentence.as_str());
        Failure::new(format!(
            "{}: {first} (run `aef check` for everything that is wrong)",
            arguments.file.display()
        ))
    })?;
    warn_of_unlisted(&arguments.file, &unlisted);
    let ledger = open_for_reading(&arguments.directory)?;
    let ours = our_statement(&ledger, &theirs, arguments)?;
    let party = theirs.details.party.code().as_str().to_owned();
    let found = reconcile(&ours, &statement(&party, &theirs.holdings, &theirs.actions));
    if output.is_json() {
        output.object(&found)?;
    } else {
        for it in &found.totals {
            let (ours, theirs) = (grouped(it.ours), grouped(it.theirs));
            output
                .line(&format!("total of {} in {}: here {ours}, there {theirs}", it.holder, it.registry))?;
        }
        for it in &found.blocks {
            output.line(&block_sentence(it))?;
        }
        for it in found.trail.iter().flatten() {
            let said = |step: &Option<Step>| {
                step.as_ref().map_or_else(|| "nothing more".to_owned(), |it| format!("{} {}", it.at, it.what))
            };
            let (ours, theirs) = (said(&it.ours), said(&it.theirs));
            output.line(&format!("trail of {}: here {ours}; there {theirs}", shown(&it.block)))?;
        }
        let verdict = match found.verdict {
            Verdict::Pass => "both sides say the same",
            Verdict::Fail => "the sides differ",
            Verdict::Undetermined => "there was nothing to compare",
        };
        output.line(&format!(
            "{} and {}: {verdict}",
            arguments.directory.display(),
            arguments.file.display()
        ))?;
    }
    Ok(match found.verdict {
        Verdict::Pass => ExitCode::SUCCESS,
        Verdict::Fail => Exit::Refused.into(),
        Verdict::Undetermined => ExitCode::from(3),
    })
}

fn our_statement(
    ledger: &Ledger,
    theirs: &Submission,
    arguments: &ReconcileArguments,
) -> Result<Statement, Failure> {
    let unfit =
        |fault: &(dyn std::error::Error + 'static)| Failure::about(arguments.directory.display(), fault);
    let party = theirs.details.party.code().as_str();
    let code: PartyCode = party.parse().map_err(|fault| unfit(&fault))?;
    let year = theirs.details.reported_year.number();
    let bounds = bounds(year).map_err(|fault| unfit(&fault))?;
    let journal = Journal::read(ledger, code, bounds).map_err(|error| unfit(&error))?;
    let report = Report {
        journal: &journal,
        party: code,
        year,
        version: theirs.details.version,
        submitted: theirs.details.submitted,
        text: &|_| None,
    };
    let holdings = report.holdings().map_err(|fault| unfit(&fault))?;
    let actions = report.actions().map_err(|fault| unfit(&fault))?;
    Ok(statement(party, &holdings, &actions))
}

/// A statement without the authorizations' names.
fn statement(party: &str, holdings: &[Units], actions: &[Action]) -> Statement {
    let line = |units: &Units| -> Line {
        let mut line = line_of_units(party, units);
        line.attributes.remove("authorization");
        line
    };
    let step = |action: &Action| Step {
        at: action.moment.to_string(),
        what: action.action.to_string(),
        block: Block {
            space: action.units.block.space().to_string(),
            first: action.units.block.first_number(),
            last: action.units.block.last_number(),
        },
    };
    Statement { lines: holdings.iter().map(line).collect(), trail: Some(actions.iter().map(step).collect()) }
}

fn block_sentence(it: &BlockDifference) -> String {
    let said = |said: &[Said]| match said {
        [] => "not held".to_owned(),
        [one] => format!("{} in {}", one.holder, one.registry),
        several => format!("named {} times", several.len()),
    };
    format!("{}: here {}, there {}", shown(&it.block), said(&it.ours), said(&it.theirs))
}

fn shown(block: &Block) -> String {
    format!("{} {}-{}", block.space, block.first, block.last)
}
