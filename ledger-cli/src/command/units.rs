//! `units`: where Article 6 units stand: mitigation outcome, authorized by whom and for what, ITMO since when and by what.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::Ledger;
use ledger_format::block::SerialBlock;
use ledger_format::codes::Regime;
use ledger_format::identifiers::{AccountNumber, SpaceId, Timestamp};
use serde::Serialize;

use crate::article6::units::Facts;
use crate::article6::{self, Replay};
use crate::basis::{self, BasisRow};
use crate::failure::Failure;
use crate::labels::{find_space, parse_serials};
use crate::output::{Cell, Output, Row};
use crate::session::{now, open_for_reading};
use crate::time_text::{self, parse_time};

/// Show where Article 6 units stand: authorized by whom, ITMO since when
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger units gha --block 'GHA01 2024:1-500'

States: mitigation outcome (no authorization of the host in effect), authorized, ITMO (first transferred). Runs that are alike in everything
are one row. Units of plain series are not shown. The basis is what stands behind an issue under rulebook 3: a line of a
monitoring, units of another registry, or a history from before this ledger.")]
pub struct UnitsArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// Only these serials of a space, by its name or number: SPACE:FIRST-LAST
    #[arg(long, value_name = "BLOCK")]
    block: Option<String>,

    /// Only what this account holds
    #[arg(long, value_name = "N")]
    account: Option<AccountNumber>,

    /// When, by occurrence: a time or a date (it includes its day); now if left out
    #[arg(long, value_name = "MOMENT", value_parser = parse_time)]
    at: Option<Timestamp>,
}

#[derive(Serialize)]
struct UnitsRow {
    space: String,
    first: u64,
    last: u64,
    units: u64,
    series: String,
    host: String,
    vintage: u16,
    account: u64,
    state: String,
    authorizations: Vec<AuthorizedRow>,
    first_id: Option<String>,
    last_id: Option<String>,
    first_transfer: Option<FirstTransferRow>,
    basis: Option<BasisRow>,
}

#[derive(Serialize)]
struct AuthorizedRow {
    party: String,
    authorization: String,
    version: u32,
    purposes: String,
    in_effect: bool,
    entry: u64,
}

#[derive(Serialize)]
struct FirstTransferRow {
    entry: u64,
    occurred_at: String,
    trigger: String,
}

impl Row for UnitsRow {
    const HEADINGS: &'static [&'static str] = &[
        "space",
        "first",
        "last",
        "units",
        "host",
        "vintage",
        "account",
        "state",
        "authorized by",
        "identifiers",
        "first transfer",
        "basis",
    ];

    fn cells(&self) -> Vec<Cell> {
        let authorized = self.authorizations.iter().map(|it| {
            let ended = if it.in_effect { "" } else { ", not in effect" };
            format!("{} {} v{} for {}{ended}", it.party, it.authorization, it.version, it.purposes)
        });
        let identifiers = match (&self.first_id, &self.last_id) {
            (Some(first), Some(last)) if first == last => first.clone(),
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => String::new(),
        };
        let first_transfer = self.first_transfer.as_ref();
        vec![
            self.space.as_str().into(),
            Cell::Number(self.first.into()),
            Cell::Number(self.last.into()),
            Cell::Number(self.units.into()),
            self.host.as_str().into(),
            self.vintage.to_string().into(),
            Cell::Number(self.account.into()),
            self.state.as_str().into(),
            authorized.collect::<Vec<_>>().join("; ").into(),
            identifiers.into(),
            first_transfer.map_or(String::new(), |it| format!("entry {}, {}", it.entry, it.trigger)).into(),
            self.basis.as_ref().map(BasisRow::sentence).unwrap_or_default().into(),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, or the space or account is not known.
pub fn run(arguments: &UnitsArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    let block = arguments.block.as_deref().map(|text| parse_block(&ledger, text)).transpose()?;
    let replay = article6::read(&ledger, arguments.at)
        .map_err(|error| Failure::about(arguments.directory.display(), &error))?;
    if let Some(account) = arguments.account.filter(|it| !replay.register.accounts.contains_key(it)) {
        return Err(Failure::new(format!("there is no account {account}: look at `account list`")));
    }
    let at = arguments.at.unwrap_or_else(now);
    let mut rows = Vec::new();
    for (space, runs) in &replay.units {
        let (first, last) = match block {
            Some((wanted, ..)) if wanted != *space => continue,
            Some((_, first, last)) => (first, last),
            None => (0, u64::MAX),
        };
        for (first, last, facts) in runs.within(first, last) {
            let wanted = arguments.account.is_none_or(|account| facts.held.is_some_and(|it| it.0 == account));
            if !wanted {
                continue;
            }
            for (first, last, basis) in basis::runs(&ledger, SerialBlock::new(*space, first, last)) {
                let row = row(&replay, *space, (first, last), facts, at);
                rows.extend(row.map(|row| UnitsRow { basis, ..row }));
            }
        }
    }
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}

fn row(
    replay: &Replay,
    space: SpaceId,
    (first, last): (u64, u64),
    facts: &Facts,
    at: Timestamp,
) -> Option<UnitsRow> {
    let register = &replay.register;
    let series = register.series.get(&facts.series?)?;
    if series.regime == Regime::PLAIN {
        return None;
    }
    let authorizations = facts.attachments.iter().map(|it| AuthorizedRow {
        party: it.key.0.to_string(),
        authorization: it.key.1.clone(),
        version: it.version,
        purposes: register.version(&it.key, it.version).map(|it| it.purposes.to_string()).unwrap_or_default(),
        // What has made its first transfer keeps its host's authorization (4/CMA.6).
        in_effect: register.in_effect(&it.key, it.version, at)
            || (facts.first_transfer.is_some() && it.key.0 == series.host),
        entry: it.entry.0,
    });
    let identifier = |serial| facts.identifier.map(|it| it.of(serial).to_string());
    Some(UnitsRow {
        space: register.spaces.get(&space).cloned().unwrap_or_default(),
        first,
        last,
        units: last - first + 1,
        series: series.label.to_string(),
        host: series.host.to_string(),
        vintage: series.vintage,
        account: facts.held?.0.0,
        state: facts.state(register, at).to_string(),
        authorizations: authorizations.collect(),
        first_id: identifier(first),
        last_id: identifier(last),
        first_transfer: facts.first_transfer.map(|it| FirstTransferRow {
            entry: it.entry.0,
            occurred_at: time_text::show(it.occurred_at),
            trigger: it.trigger.to_string(),
        }),
        basis: None,
    })
}

fn parse_block(ledger: &Ledger, text: &str) -> Result<(SpaceId, u64, u64), Failure> {
    let (space, serials) = text.rsplit_once(':').ok_or_else(|| {
        Failure::new(format!("--block: `{text}` is not a block: write SPACE:FIRST-LAST, such as 1:1-500"))
    })?;
    let (first, last) = parse_serials(serials).map_err(|fault| Failure::new(format!("--block: {fault}")))?;
    Ok((find_space(ledger, space)?, first, last))
}
