//! The binary `ledger-verify`: reads its command line, verifies a ledger, prints the report.
//!
//! Invariants:
//! - The report goes to standard output, everything else to standard error.
//! - Exit 0 clean, 1 findings, 2 could not be read (a bad command line included), 3 nothing found but not everything checked.
//! - A trust or checkpoint that can be read and does not decode is a finding (T-101, C-101): the ledger was not held against it, and `1` says so.

mod arguments;

use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

use ledger_verify::journal::source::FolderSource;
use ledger_verify::progress::Progress;
use ledger_verify::report::{Report, csv, json, text};
use ledger_verify::verifier::Verifier;

use crate::arguments::{Asked, Form, Spoken};

/// Exit code where there is no report.
const UNREADABLE: u8 = 2;

fn main() -> ExitCode {
    let asked = match arguments::read(std::env::args_os()) {
        Ok(Spoken::Verify(asked)) => asked,
        Ok(Spoken::Help(help)) => return print(|out| out.write_all(help.as_bytes()), 0),
        Err(sentence) => return complain(&sentence),
    };
    match verify(*asked) {
        Ok((report, form)) => print(
            |out| match form {
                Form::Text => text::write(&report, out),
                Form::Json => json::write(&report, out),
                Form::Csv => csv::write(&report, out),
            },
            report.verdict().exit_code(),
        ),
        Err(sentence) => complain(&sentence),
    }
}

fn verify(asked: Asked) -> Result<(Report, Form), String> {
    let source = FolderSource::new(&asked.folder);
    let progress = Progress::over(&source);
    let report = Verifier::new(asked.options).run_with_progress(&source, &|bytes| progress.advance(bytes));
    progress.finish();
    match report {
        Ok(report) => Ok((report, asked.form)),
        Err(unreadable) => Err(format!("{}: {unreadable}", source.folder().display())),
    }
}

/// Prints to standard output; who closed it early has read enough.
fn print(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>, code: u8) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("the report cannot be written ({error})"))
        }
        _ => ExitCode::from(code),
    }
}

fn complain(sentence: &str) -> ExitCode {
    // Nobody is left to tell where standard error is closed too.
    let _ = writeln!(io::stderr(), "ledger-verify: {sentence}");
    ExitCode::from(UNREADABLE)
}
