//! The binary `itmo-ledger`.

use std::process::ExitCode;

use clap::Parser;
use ledger_cli::arguments::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    ledger_cli::log::start(arguments.verbose);
    match ledger_cli::command::run(arguments) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("itmo-ledger: {failure}");
            failure.exit.into()
        }
    }
}
