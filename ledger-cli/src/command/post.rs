//! `post`: statements from JSON lines, signed and committed.
//!
//! - All lines are read before anything is posted: a malformed line leaves the ledger as it was.
//! - Without `--each` the lines are one batch: all of them are posted, or none.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::{CommitError, Receipt};
use ledger_format::entry::Statement;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::session::{Session, WriterArguments, fresh_id, now};
use crate::statement_json::{Line, next_line};
use crate::time_text;

/// Post statements given as JSON lines
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger post che transfer.jsonl --key operator.pem

A statement stands on one line. This one, here on three, transfers ten units:
  {\"body\": {\"kind\": \"movement\", \"action\": \"transfer\", \"postings\": [
    {\"account\": 1, \"side\": \"debit\", \"space\": 1, \"first\": 1, \"last\": 10},
    {\"account\": 2, \"side\": \"credit\", \"space\": 1, \"first\": 1, \"last\": 10}]}}

Fields of a line: body (required), id, occurred_at, not_after, on_behalf, provenance. A body has a kind and the fields of \
spec/format.md section 6 (or spec/article6.md, spec/origins.md, spec/holds.md, spec/notices.md) under their names; `feed` prints such \
lines. What is left out: a new id, now, a day from now.

Exit codes: 0 posted; 1 a rule refused a line; 2 it could not be done.")]
pub struct PostArguments {
    /// The ledger's directory
    directory: PathBuf,

    #[command(flatten)]
    writer: WriterArguments,

    /// The lines; standard input if no file is named
    file: Option<PathBuf>,

    /// Post each line by itself: a refused line does not keep the others from being posted
    #[arg(long)]
    each: bool,
}

/// A statement and the line it stands on.
struct Numbered {
    line: u64,
    statement: Statement,
}

#[derive(Serialize)]
struct Posted {
    line: u64,
    id: String,
    entry: u64,
    digest: String,
    recorded_at: String,
}

#[derive(Serialize)]
struct Refused {
    line: u64,
    id: String,
    refused: String,
    reason: String,
    retryable: bool,
}

/// Runs the command.
///
/// # Errors
/// When a line, a key or the ledger is not as it must be, or a rule refuses a line without `--each`.
pub fn run(arguments: &PostArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let (name, statements) = match &arguments.file {
        Some(path) => {
            let unreadable = |error: std::io::Error| Failure::unreadable(path, "statements", &error);
            let file = File::open(path).map_err(unreadable)?;
            if file.metadata().map_err(unreadable)?.is_dir() {
                return Err(unreadable(ErrorKind::IsADirectory.into()));
            }
            let mut input = BufReader::new(file);
            (path.display().to_string(), read(&mut input, &path.display().to_string())?)
        }
        None => ("standard input".to_owned(), read(&mut std::io::stdin().lock(), "standard input")?),
    };
    let session = Session::open(&arguments.directory, &arguments.writer)?;
    if statements.is_empty() {
        tracing::warn!("{name}: there is no statement in it, so nothing was posted");
    }
    let refused = if arguments.each {
        post_each(&session, &statements, &name, output)?
    } else {
        post_together(&session, &statements, &name, output)?;
        0
    };
    session.close()?;
    Ok(if refused > 0 { Exit::Refused.into() } else { ExitCode::SUCCESS })
}

fn read(input: &mut dyn BufRead, name: &str) -> Result<Vec<Numbered>, Failure> {
    let mut statements = Vec::new();
    let mut line = 0;
    loop {
        let about = |line: u64, fault: &crate::statement_json::LineFault| {
            Failure::about(format!("{name}: line {line}"), fault)
        };
        let Some(text) = next_line(input, &mut line).map_err(|fault| about(line, &fault))? else {
            return Ok(statements);
        };
        let statement = Line::parse(&text)
            .and_then(|line| line.statement(fresh_id(), now()))
            .map_err(|fault| about(line, &fault))?;
        statements.push(Numbered { line, statement });
    }
}

fn post_together(
    session: &Session,
    statements: &[Numbered],
    name: &str,
    output: &mut Output,
) -> Result<(), Failure> {
    let not_signed = |(place, error): (usize, ledger_core::Error)| {
        let line = statements.get(place).map_or(0, |it| it.line);
        Failure::about(format!("{name}: line {line}"), &error)
    };
    let entries = session.sign_together(statements.iter().map(|it| &it.statement)).map_err(not_signed)?;
    match session.ledger.submit(&entries) {
        Ok(receipts) => {
            for (numbered, receipt) in statements.iter().zip(&receipts) {
                show_posted(numbered, receipt, output)?;
            }
            Ok(())
        }
        Err(CommitError::Refused { place, refusal }) => {
            let line = statements.get(place).map_or(0, |it| it.line);
            Err(Failure::refused(format!("{name}: line {line}: {refusal}; nothing was posted")))
        }
        Err(CommitError::Failed(error)) => Err(Failure::about(session.directory.display(), &error)),
    }
}

/// Posts each line by itself; returns how many were refused.
fn post_each(
    session: &Session,
    statements: &[Numbered],
    name: &str,
    output: &mut Output,
) -> Result<u64, Failure> {
    let mut refused = 0;
    for numbered in statements {
        match session.ledger.submit(&[sign(session, numbered, name)?]) {
            Ok(receipts) => {
                for receipt in &receipts {
                    show_posted(numbered, receipt, output)?;
                }
            }
            Err(CommitError::Refused { refusal, .. }) => {
                refused += 1;
                let shown = Refused {
                    line: numbered.line,
                    id: numbered.statement.id.to_string(),
                    refused: format!("R-{}", refusal.rule().number()),
                    reason: refusal.to_string(),
                    retryable: refusal.is_retryable(),
                };
                output.result(&shown, &format!("line {}: {refusal}", numbered.line))?;
            }
            Err(CommitError::Failed(error)) => {
                return Err(Failure::about(session.directory.display(), &error));
            }
        }
    }
    Ok(refused)
}

fn sign(session: &Session, numbered: &Numbered, name: &str) -> Result<Vec<u8>, Failure> {
    session
        .sign(&numbered.statement)
        .map_err(|error| Failure::about(format!("{name}: line {}", numbered.line), &error))
}

fn show_posted(numbered: &Numbered, receipt: &Receipt, output: &mut Output) -> Result<(), Failure> {
    let shown = Posted {
        line: numbered.line,
        id: numbered.statement.id.to_string(),
        entry: receipt.entry.0,
        digest: receipt.digest.to_string(),
        recorded_at: time_text::show(receipt.recorded_at),
    };
    let sentence = format!("line {}: entry {}, digest {}", shown.line, shown.entry, shown.digest);
    output.result(&shown, &sentence)
}
