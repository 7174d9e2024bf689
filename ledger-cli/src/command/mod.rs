//! The commands, one file each.

pub mod completions;
pub mod key;

use std::process::ExitCode;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;
use crate::output::Output;

/// Runs a command line.
///
/// # Errors
/// When the command could not do its work, or a rule refused it.
pub fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let mut output = Output::standard(arguments.json);
    let code = match arguments.command {
        Command::Key(it) => key::run(it, &mut output),
        Command::Completions(it) => completions::run(&it, &mut output),
    }?;
    output.finish()?;
    Ok(code)
}
