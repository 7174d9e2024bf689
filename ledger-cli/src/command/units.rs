//! `units`: where Article 6 units stand: mitigation outcome, authorized by whom and for what, ITMO since when and by what.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::query::{Article6Unit, Article6View, AsAt, SerialsEvidence};
use ledger_core::{Error, Ledger};
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex, Timestamp};
use serde::Serialize;

use super::notices::NoticeSaid;
use crate::attachments::Attachments;
use crate::basis::BasisRow;
use crate::evidence::{self, EvidenceRow};
use crate::failure::Failure;
use crate::labels::{self, find_space, parse_serials};
use crate::occurred::occurred_at;
use crate::output::{Cell, Output, Row};
use crate::session::{now, open_for_reading};
use crate::time_text::{self, parse_time};
use crate::unknown;

/// Show where Article 6 units stand: authorized by whom, ITMO since when
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger units gha --block 'GHA01 2024:1-500'

States: mitigation outcome (no authorization of the host in effect), authorized, ITMO (first transferred). Runs that are alike in everything \
are one row. Units of plain series are not shown. The basis is what stands behind an issue under rulebook 3: a line of a \
monitoring, units of another registry, or a history from before this ledger. The evidence is on what word units came from another \
registry or went there under rulebook 4. The notice is what another registry said that it did with them under rulebook 5: they are \
ended, and stay at the counterpart.")]
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<EvidenceRow>,
    /// The notice of another registry that ends them, if there is one.
    noticed: Option<NoticeSaid>,
    #[serde(skip)]
    block: SerialBlock,
}

#[derive(Serialize)]
struct AuthorizedRow {
    party: String,
    authorization: String,
    version: u32,
    purposes: String,
    in_effect: bool,
    /// The entries that attached these units; programs are told.
    attached_by_entries: Vec<u64>,
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
        "evidence",
        "notice",
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
            evidence::sentence(&self.evidence, self.block).into(),
            self.noticed.as_ref().map(NoticeSaid::named).unwrap_or_default().into(),
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
    let about = |error: Error| Failure::about(arguments.directory.display(), &error);
    if let Some(account) = arguments.account.filter(|it| ledger.book().account(*it).is_none()) {
        return Err(Failure::new(format!("there is no account {account}: look at `account list`")));
    }
    let at = arguments.at.unwrap_or_else(now);
    let as_at = arguments.at.map_or(AsAt::Head, AsAt::Occurred);
    unknown::must_have_been(&ledger, as_at)?;
    let mut rows: Vec<UnitsRow> = {
        let known = ledger.article6(as_at).map_err(about)?;
        let units = match (block, arguments.account) {
            (Some(block), _) => known.units(block),
            (None, Some(account)) => known.units_of_account(account),
            (None, None) => known.all_units(),
        };
        let wanted = units.iter().filter(|it| arguments.account.is_none_or(|account| account == it.account));
        wanted.filter_map(|it| row(&known, it, at)).collect()
    };
    if let Some(block) = block {
        unknown::tell_never_issued(&ledger, block, rows.iter().map(|row| row.block))?;
    }
    say_when(&ledger, &mut rows).map_err(about)?;
    if output.is_json() && rows.iter().any(|row| !row.authorizations.is_empty()) {
        let attachments = Attachments::read(&ledger, arguments.at).map_err(about)?;
        for row in &mut rows {
            let block = row.block;
            for it in &mut row.authorizations {
                let entries = it.party.parse().map(|party| attachments.of(party, block)).unwrap_or_default();
                it.attached_by_entries = entries.iter().map(|entry| entry.0).collect();
            }
        }
    }
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}

fn row(known: &Article6View<'_>, unit: &Article6Unit, at: Timestamp) -> Option<UnitsRow> {
    let book = known.book();
    let series = &book.series(unit.series)?.terms;
    let authorizations = unit.attached.iter().map(|it| AuthorizedRow {
        party: it.party.to_string(),
        authorization: it.authorization.clone(),
        version: it.version,
        purposes: known.version(it).map(|it| it.purposes.to_string()).unwrap_or_default(),
        // What has made its first transfer keeps its host's authorization (4/CMA.6).
        in_effect: known.is_in_effect(it, at) || (unit.first_transfer.is_some() && it.party == series.host),
        attached_by_entries: Vec::new(),
    });
    let evidence = unit.evidence.map(|said| SerialsEvidence { block: unit.block, said });
    Some(UnitsRow {
        space: labels::space(book, unit.block.space),
        first: unit.block.first,
        last: unit.block.last,
        units: unit.block.count(),
        series: series.label.to_string(),
        host: series.host.to_string(),
        vintage: series.vintage,
        account: unit.account.0,
        state: known.state(unit, at).to_string(),
        authorizations: authorizations.collect(),
        first_id: unit.identifiers.map(|(first, _)| first.to_string()),
        last_id: unit.identifiers.map(|(_, last)| last.to_string()),
        first_transfer: unit.first_transfer.map(|it| FirstTransferRow {
            entry: it.entry.0,
            occurred_at: String::new(),
            trigger: it.trigger.to_string(),
        }),
        basis: unit.basis.as_ref().map(BasisRow::from),
        evidence: evidence.iter().filter_map(EvidenceRow::of).collect(),
        noticed: unit.noticed.as_deref().map(NoticeSaid::of),
        block: unit.block,
    })
}

/// Fills in when first transfers occurred.
fn say_when(ledger: &Ledger, rows: &mut [UnitsRow]) -> Result<(), Error> {
    let entries = rows.iter().filter_map(|row| Some(EntryIndex(row.first_transfer.as_ref()?.entry)));
    let when = occurred_at(ledger, &entries.collect())?;
    for row in rows.iter_mut().filter_map(|row| row.first_transfer.as_mut()) {
        row.occurred_at = when.get(&EntryIndex(row.entry)).copied().map(time_text::show).unwrap_or_default();
    }
    Ok(())
}

fn parse_block(ledger: &Ledger, text: &str) -> Result<SerialBlock, Failure> {
    let (space, serials) = text.rsplit_once(':').ok_or_else(|| {
        Failure::new(format!("--block: `{text}` is not a block: write SPACE:FIRST-LAST, such as 1:1-500"))
    })?;
    let (first, last) = parse_serials(serials).map_err(|fault| Failure::new(format!("--block: {fault}")))?;
    Ok(SerialBlock::new(find_space(ledger, space)?, first, last))
}
