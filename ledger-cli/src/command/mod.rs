//! The commands, one file each.

pub mod account;
pub mod activities;
pub mod adjustments;
pub mod aef;
pub mod approaches;
pub mod backup;
pub mod balance;
pub mod check;
pub mod checkpoint;
pub mod completions;
pub mod demo;
pub mod feed;
pub mod holdings;
pub mod holds;
pub mod import;
pub mod init;
pub mod key;
pub mod lineage;
pub mod notices;
pub mod post;
pub mod reconcile;
pub mod restrictions;
pub mod select;
pub mod statement;
pub mod stats;
pub mod text;
pub mod units;

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
        Command::Init(it) => init::run(&it, &mut output),
        Command::Key(it) => key::run(it, &mut output),
        Command::Account(it) => account::run(&it, &mut output),
        Command::Post(it) => post::run(&it, &mut output),
        Command::Import(it) => import::run(&it, &mut output),
        Command::Balance(it) => balance::run(&it, &mut output),
        Command::Holdings(it) => holdings::run(&it, &mut output),
        Command::Holds(it) => holds::run(&it, &mut output),
        Command::Notices(it) => notices::run(&it, &mut output),
        Command::Approaches(it) => approaches::run(&it, &mut output),
        Command::Restrictions(it) => restrictions::run(&it, &mut output),
        Command::Select(it) => select::run(&it, &mut output),
        Command::Statement(it) => statement::run(&it, &mut output),
        Command::Units(it) => units::run(&it, &mut output),
        Command::Activities(it) => activities::run(&it, &mut output),
        Command::Adjustments(it) => adjustments::run(&it, &mut output),
        Command::Aef(it) => aef::run(&it, &mut output),
        Command::Reconcile(it) => reconcile::run(&it, &mut output),
        Command::Text(it) => text::run(&it, &mut output),
        Command::Lineage(it) => lineage::run(&it, &mut output),
        Command::Feed(it) => feed::run(&it, &mut output),
        Command::Checkpoint(it) => checkpoint::run(&it, &mut output),
        Command::Check(it) => check::run(&it, &mut output),
        Command::Backup(it) => backup::run(&it, &mut output),
        Command::Stats(it) => stats::run(&it, &mut output),
        Command::Demo(it) => demo::run(&it, &mut output),
        Command::Completions(it) => completions::run(&it, &mut output),
    }?;
    output.finish()?;
    Ok(code)
}
