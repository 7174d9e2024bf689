//! `aef`: submissions in the agreed electronic format (AEF): check anybody's, show it as JSON, or export a Party's own from a ledger.
//!
//! - Checking and showing need no ledger and no key.
//! - A check ends with 0 when all is well, 1 when something is wrong, 2 when the file cannot be read, 3 when something could not be decided.

mod export;
mod readings;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use ledger_aef::consistency::Verdict;
use ledger_aef::file::read_path;
use ledger_aef::finding::{Code, Finding};
use ledger_aef::json::write_json;
use ledger_aef::limits::Limits;
use ledger_aef::options::{CarpCells, CheckOptions};
use ledger_aef::raw::Raw;
use ledger_aef::read_error::ReadError;
use ledger_aef::report::{Report, check};
use ledger_aef::rows::WriteOptions;
use ledger_aef::syntax::read_usable;

use crate::failure::{Exit, Failure};
use crate::output::{Output, counted};

/// Check, show or export a submission in the agreed electronic format (AEF)
#[derive(Debug, Args)]
pub struct AefArguments {
    #[command(subcommand)]
    command: AefCommand,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "one a run")]
enum AefCommand {
    /// Check every cell of a submission, then how its rows agree
    #[command(after_help = "Example:
  itmo-ledger aef check GHA-2026-v1.0.xlsx

FILE is an .xlsx workbook, a .json file, or a folder with the files table1_submission.csv to table5_entities.csv.
Codes: those of the published checks (II01, STC02, missing-authorization and so on) where there are such.
Exit codes: 0 pass; 1 faults; 2 it could not be read; 3 something could not be decided.")]
    Check(CheckArguments),

    /// Show a well-formed submission as JSON
    #[command(after_help = "Example:
  itmo-ledger aef show GHA-2026-v1.0.xlsx > GHA-2026-v1.0.json")]
    Show(FileArguments),

    Export(export::ExportArguments),
}

#[derive(Debug, Args)]
struct CheckArguments {
    #[command(flatten)]
    file: FileArguments,

    /// Give every fault that was kept, not only the first 50
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
struct FileArguments {
    /// The submission
    #[arg(value_name = "FILE")]
    path: PathBuf,

    /// It was published by the CARP: cells that only the CARP fills may be filled
    #[arg(long)]
    published: bool,

    #[command(flatten)]
    readings: readings::ReadArguments,
}

impl FileArguments {
    fn options(&self) -> CheckOptions {
        let carp_cells = if self.published { CarpCells::Published } else { CarpCells::Untouched };
        CheckOptions { carp_cells, ..self.readings.options() }
    }

    fn read(&self) -> Result<Raw, Failure> {
        read_path(&self.path, &Limits::default()).map_err(|error| unreadable(&self.path, &error))
    }
}

/// Why a submission cannot be read.
pub(crate) fn unreadable(path: &Path, error: &ReadError) -> Failure {
    match error {
        ReadError::Io(error) => Failure::unreadable(path, "submission", error),
        _ if path.metadata().is_ok_and(|it| it.is_file() && it.len() == 0) => {
            Failure::new(format!("{}: the file is empty: get it again from whoever wrote it", path.display()))
        }
        other => Failure::about(path.display(), other),
    }
}

/// Findings of a grade that a text shows unless all are asked for.
const SHOWN: usize = 50;

/// Runs the command.
///
/// # Errors
/// When the submission cannot be read.
pub fn run(arguments: &AefArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    match &arguments.command {
        AefCommand::Check(arguments) => run_check(arguments, output),
        AefCommand::Show(arguments) => show(arguments, output),
        AefCommand::Export(arguments) => export::run(arguments, output),
    }
}

fn run_check(arguments: &CheckArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let raw = arguments.file.read()?;
    let report = check(&raw, &arguments.file.options(), &Limits::default());
    if output.is_json() {
        output.object(&report)?;
    } else {
        let limit = if arguments.all { usize::MAX } else { SHOWN };
        output.text(&report.text(limit))?;
        output.line(&format!("\n{}: {}", name(&arguments.file.path), sentence(&report)))?;
    }
    Ok(match report.verdict {
        Verdict::Pass => ExitCode::SUCCESS,
        Verdict::Fail => Exit::Refused.into(),
        Verdict::Undetermined => ExitCode::from(3),
    })
}

fn sentence(report: &Report) -> String {
    match report.verdict {
        Verdict::Pass => "all that one submission can show is well".to_owned(),
        Verdict::Fail => counted(report.fault_count, "fault", "faults"),
        Verdict::Undetermined => {
            "no fault, but something could not be decided: see `undetermined` above".to_owned()
        }
    }
}

/// Warns of values that the nomenclatures' growing lists do not hold: what names them is readable, and passes no check.
pub(crate) fn warn_of_unlisted(path: &Path, unlisted: &[Finding]) {
    let Some(first) = unlisted.first() else { return };
    let place = first.places.first().map(ToString::to_string).unwrap_or_default();
    let more = match unlisted.len() - 1 {
        0 => String::new(),
        more => format!("; {more} more cells likewise"),
    };
    tracing::warn!("{}: {place}: {}{more}", path.display(), first.sentence);
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

fn show(arguments: &FileArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let options = arguments.options();
    let (submission, unlisted) = read_usable(&arguments.read()?, &options).map_err(|findings| {
        let first = findings.first().map_or("a table is missing", |finding| finding.sentence.as_str());
        Failure::refused(format!(
            "{}: {first} (run `aef check` for everything that is wrong)",
            name(&arguments.path)
        ))
    })?;
    let (unlisted, left_out): (Vec<_>, Vec<_>) =
        unlisted.into_iter().partition(|it| it.code == Code::UnknownControlledValue);
    warn_of_unlisted(&arguments.path, &unlisted);
    export::warn_of_left_out(&arguments.path, &left_out);
    let write = WriteOptions { identifiers: options.identifiers, ..WriteOptions::default() };
    output.text(&write_json(&submission, &write))?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use clap::Parser;
    use ledger_aef::workbook_write::write_workbook;

    use ledger_aef::syntax::read_submission;

    use super::*;

    #[derive(Parser)]
    struct CommandLine {
        #[command(flatten)]
        aef: AefArguments,
    }

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const YEAR_WITHOUT_ACTIONS: &str = r#"{
        "submission": {"ParticipatingParty": "GHA", "SubmissionVersion": "1.0", "ReportedYear": 2026,
            "DateOfSubmission": "31/03/2027", "FirstYearOfNDCPeriod": 2021, "LastYearOfNDCPeriod": 2030},
        "authorizations": [], "actions": [], "holdings": [], "entities": []}"#;

    fn said(arguments: &[&str], path: &Path, json: bool) -> (Result<ExitCode, Failure>, String) {
        let shared = Shared::default();
        let path = path.display().to_string();
        let line = ["aef"].iter().chain(arguments).copied().chain([path.as_str()]);
        let parsed = CommandLine::try_parse_from(line).unwrap();
        let result = run(&parsed.aef, &mut Output::to(Box::new(shared.clone()), json));
        (result, String::from_utf8(shared.0.lock().unwrap().clone()).unwrap())
    }

    fn code(result: Result<ExitCode, Failure>) -> ExitCode {
        result.unwrap_or_else(|failure| panic!("{failure}"))
    }

    #[test]
    fn the_exit_code_says_what_was_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, YEAR_WITHOUT_ACTIONS).unwrap();
        let (result, text) = said(&["check"], &path, false);
        assert_eq!(code(result), ExitCode::SUCCESS, "{text}");
        assert!(text.starts_with("GHA 2026 version 1.0: pass\n"), "{text}");

        fs::write(&path, YEAR_WITHOUT_ACTIONS.replace("GHA", "Freedonia")).unwrap();
        let (result, text) = said(&["check"], &path, false);
        assert_eq!(code(result), Exit::Refused.into(), "{text}");
        assert!(text.contains("submission.ParticipatingParty"), "{text}");
        let (result, text) = said(&["check"], &path, true);
        assert_eq!(code(result), Exit::Refused.into());
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(report["verdict"], "fail");
        assert_eq!(report["findings"][0]["code"], "unknown-controlled-value");

        fs::write(&path, YEAR_WITHOUT_ACTIONS).unwrap();
        let (result, text) = said(&["check", "--identifiers", "number"], &path, false);
        assert_eq!(code(result), ExitCode::from(3), "{text}");

        fs::write(&path, "Party,Version").unwrap();
        let (result, _) = said(&["check"], &path, false);
        assert_eq!(result.unwrap_err().exit, Exit::Failed);
    }

    #[test]
    fn a_workbook_is_shown_as_json_that_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let raw = ledger_aef::json::read_json(YEAR_WITHOUT_ACTIONS.as_bytes(), &Limits::default()).unwrap();
        let submission = read_submission(&raw, &CheckOptions::default()).unwrap();
        let path = folder.path().join("a.xlsx");
        fs::write(&path, write_workbook(&submission, &WriteOptions::default()).unwrap()).unwrap();
        assert_eq!(code(said(&["check"], &path, false).0), ExitCode::SUCCESS);
        let (result, shown) = said(&["show"], &path, false);
        assert_eq!(code(result), ExitCode::SUCCESS);
        let raw = ledger_aef::json::read_json(shown.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(read_submission(&raw, &CheckOptions::default()).unwrap(), submission);
    }
}
