//! The binary `itmo-ledger`.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use ledger_cli::arguments::{self, Arguments};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return arguments::answer(&error),
    };
    ledger_cli::log::start(arguments.verbose);
    match ledger_cli::command::run(arguments) {
        Ok(code) => code,
        Err(failure) => {
            // Nobody is left to tell where standard error cannot be written, on a full disk say.
            let _ = writeln!(std::io::stderr(), "itmo-ledger: {failure}");
            failure.exit.into()
        }
    }
}
