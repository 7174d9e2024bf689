//! `import`: real history from a registry's files, by a profile.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use crate::destination::beside;
use crate::failure::{Exit, Failure};
use crate::import::importer::{ImportError, ImportReport, import};
use crate::import::ledger_target::LedgerTarget;
use crate::import::memory_ledger::MemoryLedger;
use crate::import::profile::Profile;
use crate::import::rejects::Rejects;
use crate::import::target::ImportTarget;
use crate::output::{Cell, Output, Row, counted, grouped, progress_bar};
use crate::session::{Session, WriterArguments};

/// Import a registry's history from CSV files
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger import cdm --key operator.pem issuances.csv cancellations.csv \\
      --profile ledger-cli/profiles/cdm-issuances-cancellations.toml

A row that is refused goes to the rejects file with the reason, and the rest is posted. The same import again adds nothing, and one that \
was killed goes on where it stopped. Refused rows do not make the exit code 1 unless --strict is given.

Under rulebook 3 Article 6 units are issued on a history, under rulebook 4 what goes to or comes from a Counterpart account says on \
what evidence: both name the imported file by its digest, unless `history` and `evidence` of the profile's action name another \
document.")]
pub struct ImportArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// What the columns mean
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,

    #[command(flatten)]
    writer: WriterArguments,

    /// The files to import
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// Where refused rows go, instead of DIRECTORY.rejects.csv (DIRECTORY.dry-run.rejects.csv where they are only tried); an earlier rejects file is replaced, another file is not
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// Exit with 1 if a row was refused
    #[arg(long)]
    strict: bool,

    /// Only say what would be posted and refused in an empty ledger; the directory and the keys are not opened
    #[arg(long)]
    dry_run: bool,
}

impl ImportArguments {
    fn rejects(&self) -> PathBuf {
        // What is only tried leaves alone what a real import refused.
        let ending = if self.dry_run { ".dry-run.rejects.csv" } else { ".rejects.csv" };
        self.rejects.clone().unwrap_or_else(|| beside(&self.directory, ending))
    }
}

#[derive(Serialize)]
struct Summary<'r> {
    sources: Vec<SourceRow>,
    read: u64,
    posted: u64,
    posted_before: u64,
    refused: u64,
    refusals: &'r std::collections::BTreeMap<String, u64>,
    rejects: String,
    units: Vec<UnitsRow>,
}

#[derive(Serialize)]
struct SourceRow {
    file: String,
    blake3: String,
    rows: u32,
}

#[derive(Serialize)]
struct UnitsRow {
    party: String,
    issued: u128,
    held: u128,
    used_or_cancelled: u128,
}

impl Row for UnitsRow {
    const HEADINGS: &'static [&'static str] = &["Party", "issued", "held", "used or cancelled"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.party.as_str().into(),
            Cell::Number(self.issued),
            Cell::Number(self.held),
            Cell::Number(self.used_or_cancelled),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the profile, a file, a key or the ledger is not as it must be.
pub fn run(arguments: &ImportArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let profile = Profile::load(&arguments.profile).map_err(|error| Failure::from_error(&error))?;
    let rejects =
        Rejects::create(&arguments.rejects(), &profile).map_err(|error| Failure::from_error(&error))?;
    let report = if arguments.dry_run {
        import_into(arguments, &profile, &mut MemoryLedger::default(), rejects)?
    } else {
        let session = Session::open(&arguments.directory, &arguments.writer)?;
        let report = import_into(arguments, &profile, &mut LedgerTarget::new(&session), rejects)?;
        session.close()?;
        report
    };
    show(&report, &arguments.rejects(), output)?;
    let refused = arguments.strict && report.refused > 0;
    Ok(if refused { Exit::Refused.into() } else { ExitCode::SUCCESS })
}

fn import_into<T: ImportTarget>(
    arguments: &ImportArguments,
    profile: &Profile,
    target: &mut T,
    rejects: Rejects,
) -> Result<ImportReport, Failure> {
    let bar = progress_bar("rows");
    let report = import(profile, &arguments.files, target, rejects, &mut |progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    });
    bar.finish_and_clear();
    report.map_err(|error| match error {
        ImportError::Target(error) => Failure::about(arguments.directory.display(), &error),
        other => Failure::from_error(&other),
    })
}

fn show(report: &ImportReport, rejects: &Path, output: &mut Output) -> Result<(), Failure> {
    let units: Vec<UnitsRow> = report
        .units
        .iter()
        .map(|(party, units)| UnitsRow {
            party: party.to_string(),
            issued: units.issued,
            held: units.held,
            used_or_cancelled: units.used_or_cancelled,
        })
        .collect();
    if output.is_json() {
        let sources = report.sources.iter().map(|it| SourceRow {
            file: it.path.display().to_string(),
            blake3: it.digest.to_string(),
            rows: it.row_count,
        });
        return output.object(&Summary {
            sources: sources.collect(),
            read: report.read,
            posted: report.posted,
            posted_before: report.posted_before,
            refused: report.refused,
            refusals: &report.refusals,
            rejects: rejects.display().to_string(),
            units,
        });
    }
    let sum = |of: fn(&UnitsRow) -> u128| units.iter().map(of).sum::<u128>();
    let total = UnitsRow {
        party: "all".to_owned(),
        issued: sum(|row| row.issued),
        held: sum(|row| row.held),
        used_or_cancelled: sum(|row| row.used_or_cancelled),
    };
    output.rows(units.into_iter().chain([total]))?;
    for source in &report.sources {
        output.line(&format!("{}  {}", source.digest, source.path.display()))?;
    }
    let number = |count: u64| grouped(count.into());
    output.line(&format!(
        "{} read: {} posted, {} posted before, {} refused",
        counted(report.read, "row", "rows"),
        number(report.posted),
        number(report.posted_before),
        number(report.refused)
    ))?;
    for (code, count) in &report.refusals {
        output.line(&format!("  {code}: {}, see {}", number(*count), rejects.display()))?;
    }
    Ok(())
}
