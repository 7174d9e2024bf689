//! `account`: opens accounts, and lists them.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use ledger_core::query::AsAt;
use ledger_format::body::{AccountOpened, Body};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{AccountKind, Metric};
use ledger_format::identifiers::{AccountNumber, Commitment, KeyNumber, PartyCode, RegistryId};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Cell, Output, Row};
use crate::session::{Session, WriterArguments, open_for_reading};
use crate::statement_json::text::by_name;
use crate::texts;
use crate::unknown::must_be_declared;

/// Open accounts, and list them
#[derive(Debug, Args)]
pub struct AccountArguments {
    #[command(subcommand)]
    command: AccountCommand,
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// Open an account
    #[command(after_help = "Example:
  itmo-ledger account open che --key operator.pem --kind Holding --party CHE \\
      --registry CHE01 --holder 'Alpine Energy AG' --representative 3")]
    Open(OpenArguments),
    /// List the accounts and how many units each holds
    #[command(after_help = "Example:\n  itmo-ledger account list che --party CHE")]
    List(ListArguments),
}

#[derive(Debug, Args)]
struct OpenArguments {
    /// The ledger's directory
    directory: PathBuf,

    #[command(flatten)]
    writer: WriterArguments,

    /// What it is for: Holding, Pending, UseNdc, UseOimp, VoluntaryCancellation…
    #[arg(long, value_parser = by_name::<AccountKind>)]
    kind: AccountKind,

    /// The Party it belongs to
    #[arg(long, value_name = "CODE")]
    party: PartyCode,

    /// The registry that keeps it
    #[arg(long, value_name = "ID")]
    registry: RegistryId,

    /// Its holder's name: the journal gets a salted commitment, the name is kept beside it
    #[arg(long, value_name = "NAME")]
    holder: Option<String>,

    /// What units it takes: GHG or non-GHG
    #[arg(long, default_value = "GHG", value_parser = by_name::<Metric>)]
    metric: Metric,

    /// Number of a registered key that may sign for it; repeat it for several
    #[arg(long = "representative", value_name = "KEY-NUMBER")]
    representatives: Vec<KeyNumber>,

    /// How many of them must sign; one unless said
    #[arg(long, value_name = "N")]
    threshold: Option<u16>,

    /// Its number, instead of the next free one
    #[arg(long, value_name = "N")]
    number: Option<AccountNumber>,
}

#[derive(Debug, Args)]
struct ListArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// Only accounts of this Party
    #[arg(long, value_name = "CODE")]
    party: Option<PartyCode>,

    /// Only accounts of this kind
    #[arg(long, value_parser = by_name::<AccountKind>)]
    kind: Option<AccountKind>,

    /// Also the Source accounts of series
    #[arg(long)]
    all: bool,
}

#[derive(Serialize)]
struct Opened {
    account: u64,
    entry: u64,
}

#[derive(Serialize)]
struct Listed {
    account: u64,
    kind: String,
    party: String,
    registry: Option<String>,
    holder: Option<String>,
    standing: String,
    representatives: Vec<u32>,
    threshold: u16,
    units: i128,
}

impl Row for Listed {
    const HEADINGS: &'static [&'static str] =
        &["account", "kind", "Party", "registry", "holder", "standing", "signed by", "units"];

    fn cells(&self) -> Vec<Cell> {
        let keys = self.representatives.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        let signed_by = match (self.representatives.len(), self.threshold) {
            (0, _) => String::new(),
            (1, _) => format!("key {keys}"),
            (_, threshold) => format!("{threshold} of keys {keys}"),
        };
        vec![
            Cell::Number(self.account.into()),
            self.kind.as_str().into(),
            self.party.as_str().into(),
            self.registry.as_deref().unwrap_or_default().into(),
            self.holder.as_deref().unwrap_or_default().into(),
            self.standing.as_str().into(),
            signed_by.into(),
            Cell::Signed(self.units),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be opened, or a rule refuses the account.
pub fn run(arguments: &AccountArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    match &arguments.command {
        AccountCommand::Open(it) => open(it, output),
        AccountCommand::List(it) => list(it, output),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn open(arguments: &OpenArguments, output: &mut Output) -> Result<(), Failure> {
    let representatives = Bounded::new(arguments.representatives.clone())
        .map_err(|fault| Failure::about("--representative", &fault))?;
    let threshold = arguments.threshold.unwrap_or(u16::from(!representatives.is_empty()));
    let session = Session::open(&arguments.directory, &arguments.writer)?;
    let account = match arguments.number {
        Some(number) => number,
        None => next_number(&session)?,
    };
    let holder =
        arguments.holder.as_deref().map(|name| texts::keep(&arguments.directory, name)).transpose()?;
    let opened = session.post_now(vec![Body::AccountOpened(AccountOpened {
        account,
        kind: arguments.kind,
        party: arguments.party,
        registry: arguments.registry,
        holder: holder.unwrap_or_default(),
        metric: arguments.metric,
        representatives,
        threshold,
    })]);
    if let (Err(_), Some(commitment)) = (&opened, &holder) {
        texts::erase(&arguments.directory, commitment);
    }
    let entry = opened?.first().map_or(0, |receipt| receipt.entry.0);
    session.close()?;
    output.result(
        &Opened { account: account.0, entry },
        &format!("account {account} is open, as entry {entry} says"),
    )
}

fn next_number(session: &Session) -> Result<AccountNumber, Failure> {
    let highest = session.ledger.book().accounts().map(|(number, _)| number.0).max().unwrap_or(0);
    let taken = || Failure::new("the highest account number is taken: choose a free one with --number");
    highest.checked_add(1).map(AccountNumber).ok_or_else(taken)
}

fn list(arguments: &ListArguments, output: &mut Output) -> Result<(), Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    arguments.party.map_or(Ok(()), |party| must_be_declared(&ledger, party))?;
    let mut rows = Vec::new();
    let accounts: Vec<_> =
        ledger.book().accounts().map(|(number, account)| (number, account.clone())).collect();
    for (number, account) in accounts {
        let wanted = (arguments.all || account.kind != AccountKind::SOURCE)
            && arguments.party.is_none_or(|party| party == account.party)
            && arguments.kind.is_none_or(|kind| kind == account.kind);
        if !wanted {
            continue;
        }
        let balance = ledger
            .balance(number, AsAt::Head)
            .map_err(|error| Failure::about(arguments.directory.display(), &error))?;
        rows.push(Listed {
            account: number.0,
            kind: account.kind.to_string(),
            party: account.party.to_string(),
            registry: account.registry.map(|it| it.to_string()),
            holder: holder(&arguments.directory, &account.holder),
            standing: account.standing.to_string(),
            representatives: account.representatives.iter().map(|key| key.0).collect(),
            threshold: account.threshold,
            units: balance.map_or(0, |balances| balances.total),
        });
    }
    rows.sort_unstable_by_key(|row| row.account);
    output.rows(rows)
}

/// The holder's name, or that there is one that is not kept here any more.
fn holder(directory: &std::path::Path, commitment: &Commitment) -> Option<String> {
    if *commitment == Commitment::default() {
        return None;
    }
    Some(texts::find(directory, commitment).unwrap_or_else(|| "(name not kept here)".to_owned()))
}
