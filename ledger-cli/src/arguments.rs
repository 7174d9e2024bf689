//! The command line: which commands there are, and what all of them share.
//!
//! - Each command's own arguments stand beside its code in [`crate::command`].

use std::io::Write as _;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use crate::command;
use crate::failure::Exit;

/// The command line of an ITMO registry operator: a double-entry ledger whose every movement is signed.
#[derive(Debug, Parser)]
#[command(name = "itmo-ledger", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub struct Arguments {
    /// Print JSON, one object a line, instead of tables
    #[arg(long, global = true)]
    pub json: bool,

    /// Say more on standard error; twice for still more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Example:
  itmo-ledger demo target/demo

Exit codes: 0 done; 1 a rule refused something, or `check` found damage; 2 it could not be done.
Private keys: PKCS#8 PEM; the passphrase is asked for, or taken from ITMO_LEDGER_PASSPHRASE.
To verify a ledger that somebody else wrote, use `ledger-verify`.";

/// A command.
#[derive(Debug, Subcommand)]
#[allow(missing_docs, reason = "each is documented at its arguments")]
pub enum Command {
    Init(command::init::InitArguments),
    Key(command::key::KeyArguments),
    Account(command::account::AccountArguments),
    Post(command::post::PostArguments),
    Import(command::import::ImportArguments),
    Balance(command::balance::BalanceArguments),
    Holdings(command::holdings::HoldingsArguments),
    Holds(command::holds::HoldsArguments),
    Restrictions(command::restrictions::RestrictionsArguments),
    Notices(command::notices::NoticesArguments),
    Approaches(command::approaches::ApproachesArguments),
    Select(command::select::SelectArguments),
    Statement(command::statement::StatementArguments),
    Lineage(command::lineage::LineageArguments),
    Units(command::units::UnitsArguments),
    Activities(command::activities::ActivitiesArguments),
    Adjustments(command::adjustments::AdjustmentsArguments),
    Aef(command::aef::AefArguments),
    Reconcile(command::reconcile::ReconcileArguments),
    Text(command::text::TextArguments),
    Feed(command::feed::FeedArguments),
    Checkpoint(command::checkpoint::CheckpointArguments),
    Check(command::check::CheckArguments),
    Backup(command::backup::BackupArguments),
    Stats(command::stats::StatsArguments),
    Demo(command::demo::DemoArguments),
    Completions(command::completions::CompletionsArguments),
}

/// Help where it was asked for; else what is wrong with the command line, as one sentence on standard error.
#[must_use]
pub fn answer(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // Whoever closed the output has read enough.
        let _ = error.print();
        return u8::try_from(error.exit_code()).map_or(Exit::Failed.into(), ExitCode::from);
    }
    let _ = writeln!(std::io::stderr(), "itmo-ledger: {}", sentence(error));
    Exit::Failed.into()
}

/// The first paragraph of what clap says, on one line: it names the argument. Then what may have been meant, and where to
/// read on.
fn sentence(error: &clap::Error) -> String {
    let text = error.to_string();
    let on_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let paragraph = |start: &str| {
        text.split("\n\n").find_map(|paragraph| paragraph.trim_start().strip_prefix(start)).map(on_one_line)
    };
    let first = paragraph("error: ").unwrap_or_else(|| on_one_line(&text));
    let tip = paragraph("tip: ").map(|tip| format!("; {tip}")).unwrap_or_default();
    let command: Vec<String> = paragraph("Usage: ")
        .map(|usage| {
            usage
                .split(' ')
                .take_while(|word| !word.starts_with(['-', '<', '[']))
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default();
    let command = if command.is_empty() { spoken_to(std::env::args()) } else { command.join(" ") };
    format!("{first}{tip}; see {command} --help")
}

/// The command that a line names, as far as there are such.
fn spoken_to(words: impl Iterator<Item = String>) -> String {
    let root = Arguments::command();
    let (mut command, mut name) = (&root, root.get_name().to_owned());
    for word in words.skip(1).filter(|word| !word.starts_with('-')) {
        let Some(next) = command.find_subcommand(&word) else { break };
        command = next;
        name = format!("{name} {word}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The commands of `command` that take no other, with what stands under their help.
    fn helps(command: &clap::Command, path: &str, helps: &mut Vec<(String, String)>) {
        let path = format!("{path} {}", command.get_name());
        if !command.has_subcommands() {
            helps.push((path.clone(), command.get_after_help().map(ToString::to_string).unwrap_or_default()));
        }
        command.get_subcommands().for_each(|it| self::helps(it, &path, helps));
    }

    /// What is wrong with how a help is broken into lines; the terminal breaks paragraphs, we do not.
    fn broken(help: &str) -> Option<&str> {
        let lines: Vec<&str> = help.lines().collect();
        let next = |place: usize| lines.get(place + 1).copied().unwrap_or_default();
        lines.iter().enumerate().find_map(|(place, line)| {
            let is_prose = |line: &str| !line.is_empty() && !line.starts_with(' ');
            let ends_early = is_prose(line) && is_prose(next(place)) && !line.ends_with('.');
            let is_too_wide = line.starts_with(' ') && line.chars().count() > 80;
            (ends_early || is_too_wide).then_some(*line)
        })
    }

    #[test]
    fn help_is_named_where_it_is() {
        let of = |line: &str| spoken_to(line.split(' ').map(str::to_owned));
        assert_eq!(of("x init che --party Switzerland"), "itmo-ledger init");
        assert_eq!(of("x --json key new a.pem"), "itmo-ledger key new");
        assert_eq!(of("x mint"), "itmo-ledger");
    }

    #[test]
    fn every_command_has_an_example_and_whole_paragraphs() {
        let mut helps = Vec::new();
        self::helps(&Arguments::command(), "", &mut helps);
        assert!(helps.len() > 30);
        for (command, help) in &helps {
            assert!(help.starts_with("Example"), "{command}: {help}");
            assert_eq!(broken(help), None, "{command}");
        }
        assert_eq!(broken("One.\nTwo and\nthree."), Some("Two and"), "control");
    }
}
