//! The binary `itmo-ledger`.

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
            eprintln!("itmo-ledger: {failure}");
            failure.exit.into()
        }
    }
}
