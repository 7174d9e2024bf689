//! `completions`: what a shell needs to complete command lines.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::output::Output;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger completions bash \\
      > ~/.local/share/bash-completion/completions/itmo-ledger")]
pub struct CompletionsArguments {
    /// Which shell
    shell: Shell,
}

/// Runs the command.
///
/// # Errors
/// When standard output fails.
pub fn run(arguments: &CompletionsArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "itmo-ledger", &mut script);
    output.text(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
