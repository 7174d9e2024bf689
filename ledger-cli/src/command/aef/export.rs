//! `aef export`: a Party's submission of a year, as a workbook, JSON or a folder of CSV files.
//!
//! - What is written was read back and checked first, cell by cell: a file that the format cannot hold is not written.
//! - A value that a growing list of the nomenclatures does not hold yet (a registry of underlying units) is written as the ledger says it,
//!   with a warning and exit code 1: what a Party's ledger says can be reported, and no other registry's name is put in its place.
//! - So is an authorization whose statement leaves out what the format demands, or that goes by an id which readers take for none: with a warning that
//!   names it, for the rules of the ledger allow it, and it would otherwise keep every Party that cites it from reporting.
//! - With `--file` the filing is posted to the ledger: the workbook's digest, and the head from which it was made.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use ledger_aef::columns::Table;
use ledger_aef::csv_files::{read_csv, write_csv};
use ledger_aef::finding::{Code, Finding};
use ledger_aef::json::{read_json, write_json};
use ledger_aef::limits::Limits;
use ledger_aef::options::CheckOptions;
use ledger_aef::raw::Raw;
use ledger_aef::rows::{WriteOptions, rows};
use ledger_aef::submission::Submission;
use ledger_aef::syntax::read_usable;
use ledger_aef::values::SubmissionVersion;
use ledger_aef::workbook_read::read_workbook;
use ledger_aef::workbook_write::write_workbook;
use ledger_core::Ledger;
use ledger_format::body::Body;
use ledger_format::body::article6::{AefFiled, Article6};
use ledger_format::head::Head;
use ledger_format::identifiers::{Digest, PartyCode};
use serde::Serialize;

use super::readings::WriteArguments;
use super::warn_of_unlisted;
use crate::aef_export::{Journal, Report, bounds};
use crate::destination::{Destination, DestinationError, Replace, outside_ledgers};
use crate::failure::{Exit, Failure};
use crate::output::{Output, counted};
use crate::session::{Session, WriterArguments, open_for_reading};
use crate::texts;
use crate::unknown::must_be_declared;

/// Write a Party's submission of a year from the journal
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger aef export che --party CHE --year 2025 --version 1.0 CHE-2025.xlsx
  itmo-ledger aef export che --party CHE --year 2025 --version 1.0 \\
      CHE-2025.xlsx --file --key che-authority.pem --key operator.pem

The ending says what is written: .xlsx a workbook, .json an object, none a folder of five CSV files. A file that is there is replaced \
only if it is the same, or by --force. Names are in the file where their texts are kept beside the ledger, else their commitments.

Exit codes: 0 written; 1 written with a value that the nomenclatures do not list (a registry of underlying units), or without one that the format demands (the sectors \
of an authorization; `aef check` will say so too), or a rule refused the filing; 2 it could not be done, and nothing is written unless it says so.")]
pub struct ExportArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// Whose submission
    #[arg(long, value_name = "CODE")]
    party: PartyCode,

    /// The reported calendar year
    #[arg(long, value_name = "YEAR")]
    year: u16,

    /// The submission's version, such as 1.0
    #[arg(long, value_name = "MAJOR.MINOR", value_parser = parse_version)]
    version: SubmissionVersion,

    /// The day of submission, instead of today
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,

    #[command(flatten)]
    write: WriteArguments,

    /// Post the filing to the ledger as well; needs the key of the Party's authority
    #[arg(long = "file")]
    filing: bool,

    #[command(flatten)]
    writer: WriterArguments,

    /// Where to write it
    out: PathBuf,

    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

const REMEDY: &str = "name another, or give --force to replace it";

#[derive(Serialize)]
struct Exported {
    file: String,
    party: String,
    year: u16,
    version: String,
    authorizations: usize,
    actions: usize,
    holdings: usize,
    entities: usize,
    entry_count: u64,
    digest: Option<String>,
    filed_as_entry: Option<u64>,
    /// Cells whose value no list of the nomenclatures holds.
    unlisted: Vec<Finding>,
    /// Cells that the format demands and the ledger has nothing for.
    left_out: Vec<Finding>,
}

/// What the path's ending asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Workbook,
    Json,
    Folder,
}

/// What lies at the path afterwards.
enum Written {
    File(Vec<u8>),
    Folder(BTreeMap<&'static str, Vec<u8>>),
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, the journal does not hold what the format demands, or the file cannot be written.
pub fn run(arguments: &ExportArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let form = form(&arguments.out)?;
    if arguments.filing && form == Form::Folder {
        return Err(Failure::new("--file: a filing is one file: write a workbook (.xlsx) or .json"));
    }
    outside_ledgers(&arguments.out, REMEDY)?;
    let session =
        arguments.filing.then(|| Session::open(&arguments.directory, &arguments.writer)).transpose()?;
    let reader = if session.is_none() { Some(open_for_reading(&arguments.directory)?) } else { None };
    let Some(ledger) = session.as_ref().map(|it| &it.ledger).or(reader.as_ref()) else {
        return Err(Failure::new("there is no ledger to read"));
    };
    must_be_declared(ledger, arguments.party)?;
    let head = ledger.durable_head();
    let submission = submission(ledger, arguments)?;
    let (written, faults) = encode(&submission, form, &arguments.write.options())?;
    let (unlisted, left_out): (Vec<_>, Vec<_>) =
        faults.into_iter().partition(|it| it.code == Code::UnknownControlledValue);
    let digest = match &written {
        Written::File(bytes) => Some(Digest(blake3::hash(bytes).into())),
        Written::Folder(_) => None,
    };
    save(&written, arguments)?;
    warn_of_unlisted(&arguments.out, &unlisted);
    warn_of_left_out(&arguments.out, &left_out);
    let filed_as_entry = match (session, digest) {
        (Some(session), Some(digest)) => Some(file(session, arguments, &head, digest)?),
        _ => None,
    };
    let exported = Exported {
        file: arguments.out.display().to_string(),
        party: arguments.party.to_string(),
        year: arguments.year,
        version: arguments.version.to_string(),
        authorizations: submission.authorizations.len(),
        actions: submission.actions.len(),
        holdings: submission.holdings.len(),
        entities: submission.entities.len(),
        entry_count: head.entry_count,
        digest: digest.map(|digest| digest.to_string()),
        filed_as_entry,
        unlisted,
        left_out,
    };
    let filed = filed_as_entry.map(|entry| format!("; filed as entry {entry}")).unwrap_or_default();
    let unlisted = match exported.unlisted.len() {
        0 => String::new(),
        1 => "; 1 cell holds a value that the nomenclatures do not list".to_owned(),
        count => format!("; {count} cells hold values that the nomenclatures do not list"),
    };
    let left_out = match exported.left_out.len() {
        0 => String::new(),
        1 => "; 1 cell is left open that the format demands".to_owned(),
        count => format!("; {count} cells are left open that the format demands"),
    };
    let sentence = format!(
        "{}: {} {} version {}: {}, {}, {}, {}, from {}{filed}{unlisted}{left_out}",
        exported.file,
        exported.party,
        exported.year,
        exported.version,
        counted(exported.authorizations, "authorization", "authorizations"),
        counted(exported.actions, "action", "actions"),
        counted(exported.holdings, "holding", "holdings"),
        counted(exported.entities, "entity", "entities"),
        counted(exported.entry_count, "entry", "entries"),
    );
    output.result(&exported, &sentence)?;
    Ok(if exported.unlisted.is_empty() && exported.left_out.is_empty() {
        ExitCode::SUCCESS
    } else {
        Exit::Refused.into()
    })
}

/// How many cells are named one by one.
const NAMED: usize = 10;

/// Warns of cells that the format demands and a ledger leaves open.
pub(super) fn warn_of_left_out(path: &Path, left_out: &[Finding]) {
    for it in left_out.iter().take(NAMED) {
        let place = it.places.first().map(ToString::to_string).unwrap_or_default();
        tracing::warn!("{}: {place}: {}: left open in the file", path.display(), it.sentence);
    }
    if let Some(more) = left_out.len().checked_sub(NAMED).filter(|more| *more > 0) {
        tracing::warn!("{}: {more} more cells likewise", path.display());
    }
}

fn submission(ledger: &Ledger, arguments: &ExportArguments) -> Result<Submission, Failure> {
    let unfit = |fault: &crate::aef_export::Unfit| Failure::about(arguments.directory.display(), fault);
    let year = bounds(arguments.year).map_err(|fault| unfit(&fault))?;
    let journal = Journal::read(ledger, arguments.party, year)
        .map_err(|error| Failure::about(arguments.directory.display(), &error))?;
    let today = || jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let report = Report {
        journal: &journal,
        party: arguments.party,
        year: arguments.year,
        version: arguments.version,
        submitted: arguments.date.unwrap_or_else(today),
        text: &|commitment| texts::find(&arguments.directory, commitment),
    };
    report.submission().map_err(|fault| unfit(&fault))
}

/// The bytes, after they were read back: what is written is what was meant. With what the nomenclatures do not list of it.
fn encode(
    submission: &Submission,
    form: Form,
    options: &WriteOptions,
) -> Result<(Written, Vec<Finding>), Failure> {
    let limits = Limits::default();
    let (written, raw) = match form {
        Form::Workbook => {
            let bytes = write_workbook(submission, options).map_err(|error| Failure::from_error(&error))?;
            let raw = read_workbook(&bytes, &limits);
            (Written::File(bytes), raw)
        }
        Form::Json => {
            let bytes = write_json(submission, options).into_bytes();
            let raw = read_json(&bytes, &limits);
            (Written::File(bytes), raw)
        }
        Form::Folder => {
            let files = write_csv(submission, options);
            let owned = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.clone())).collect();
            let raw = read_csv(&owned, &limits);
            (Written::Folder(files), raw)
        }
    };
    let raw = raw.map_err(|error| Failure::about("the submission cannot be read back", &error))?;
    Ok((written, check_back(&raw, submission, options)?))
}

fn check_back(raw: &Raw, submission: &Submission, write: &WriteOptions) -> Result<Vec<Finding>, Failure> {
    let options = CheckOptions { identifiers: write.identifiers, ..CheckOptions::default() };
    match read_usable(raw, &options) {
        Ok((read, faults)) if is_what_was_meant(&read, submission, write) => Ok(faults),
        Ok(_) => Err(Failure::new(
            "the submission reads back as another one: nothing is written; please report this",
        )),
        Err(findings) => {
            let place = |it: &Finding| it.places.first().map(ToString::to_string).unwrap_or_default();
            let first =
                findings.first().map(|it| format!("{}: {}", place(it), it.sentence)).unwrap_or_default();
            let more = findings.len().saturating_sub(1);
            Err(Failure::new(format!(
                "the ledger leaves out what the format demands ({first}; {more} more): nothing is written"
            )))
        }
    }
}

/// Whether a submission that was read back says what was written. A cell that holds the number of an identifier alone says less than was meant, and so
/// does a day: there the cells are what is compared.
fn is_what_was_meant(read: &Submission, meant: &Submission, write: &WriteOptions) -> bool {
    read == meant
        || (*write != WriteOptions::default()
            && Table::ALL.iter().all(|table| rows(read, *table, write) == rows(meant, *table, write)))
}

/// By the ending; one that is digits only (`GHA-2025-v1.0`) is none.
fn form(out: &Path) -> Result<Form, Failure> {
    let ending = out.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    if out.is_dir() || out.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return Ok(Form::Folder);
    }
    match ending.as_deref() {
        Some("xlsx") => Ok(Form::Workbook),
        Some("json") => Ok(Form::Json),
        Some(other) if !other.bytes().all(|byte| byte.is_ascii_digit()) => Err(Failure::new(format!(
            "{}: a submission is not written as .{other}: name a .xlsx or .json file, or without an ending a folder for CSV files",
            out.display()
        ))),
        _ => Ok(Form::Folder),
    }
}

fn save(written: &Written, arguments: &ExportArguments) -> Result<(), Failure> {
    let out = arguments.out.as_path();
    let replace = if arguments.force { Replace::Any } else { Replace::Nothing };
    match written {
        Written::File(bytes) => Ok(Destination::new(out, REMEDY)?.write(bytes, replace)?),
        Written::Folder(files) => {
            std::fs::create_dir_all(out).map_err(|error| {
                Failure::about(format!("{}: the folder cannot be made", out.display()), &error)
            })?;
            let place = |(name, bytes): (&&'static str, &Vec<u8>)| {
                let place = Destination::new(&out.join(name), REMEDY)?;
                place.check_for(bytes, replace).map(|()| place)
            };
            // All are looked at before the first is written: a folder holds files of one submission.
            let places: Vec<Destination> =
                files.iter().map(place).collect::<Result<_, DestinationError>>()?;
            let mut both = places.iter().zip(files.values());
            Ok(both.try_for_each(|(place, bytes)| place.write(bytes, replace))?)
        }
    }
}

fn file(
    session: Session,
    arguments: &ExportArguments,
    head: &Head,
    workbook: Digest,
) -> Result<u64, Failure> {
    let filed = AefFiled {
        party: arguments.party,
        year: arguments.year,
        major: arguments.version.major.get(),
        minor: arguments.version.minor,
        workbook,
        entry_count: head.entry_count,
        chain: head.chain,
    };
    let posted = session.post_now(vec![Body::Article6(Article6::AefFiled(filed))]);
    let entry = posted.map(|receipts| receipts.first().map_or(0, |receipt| receipt.entry.0));
    session.close()?;
    entry.map_err(|failure| {
        let sentence = format!("{failure}; {} is written, but not filed", arguments.out.display());
        match failure.exit {
            Exit::Refused => Failure::refused(sentence),
            Exit::Failed => Failure::new(sentence),
        }
    })
}

fn parse_version(text: &str) -> Result<SubmissionVersion, String> {
    let said = text.contains('.').then(|| SubmissionVersion::read(text)).flatten();
    said.ok_or_else(|| format!("`{text}` is not a version: write one such as 1.0"))
}
