//! `aef`: the agreed electronic format.

mod export;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::failure::Failure;
use crate::output::Output;

/// Report in the agreed electronic format (AEF)
#[derive(Debug, Args)]
pub struct AefArguments {
    #[command(subcommand)]
    command: AefCommand,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "one a run")]
enum AefCommand {
    Export(export::ExportArguments),
}

/// Runs the command.
///
/// # Errors
/// As the subcommand says.
pub fn run(arguments: &AefArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    match &arguments.command {
        AefCommand::Export(it) => export::run(it, output),
    }
}
