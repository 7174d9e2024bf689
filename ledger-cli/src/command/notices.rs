//! `notices`: what other registries said that they used or cancelled.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use ledger_core::book::Book;
use ledger_core::notices::Notice;
use ledger_format::codes::Action;
use ledger_format::identifiers::{AccountNumber, Commitment};
use serde::Serialize;

use super::restrictions::{BlockRow, blocks_cell, rows_of, units_of};
use crate::failure::Failure;
use crate::labels;
use crate::output::{Cell, Output, Row};
use crate::session::open_for_reading;
use crate::statement_json::EvidenceJson;
use crate::statement_json::text::{Named, Text};
use crate::statement_json::words::PurposesJson;
use crate::time_text;

/// Show what other registries said that they used or cancelled of units that went to them
#[derive(Debug, Args)]
#[command(after_help = "Example:
  itmo-ledger notices gha --account 3

A notice is named by the entry that gave it; post one with {\"body\": {\"kind\": \"notice of remote use\", …}}. Its units stay at the \
counterpart, and are ended: they are neither used again nor brought back, unless the notice is withdrawn. What a notice posts to the \
second book is shown by `adjustments --entries`.")]
pub struct NoticesArguments {
    /// The ledger's directory
    directory: PathBuf,

    /// Only notices about what this account holds
    #[arg(long, value_name = "N")]
    account: Option<AccountNumber>,

    /// Also those that were withdrawn
    #[arg(long)]
    all: bool,
}

/// A notice, wherever one is shown.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NoticeSaid {
    notice: u64,
    action: Named<Action>,
    party: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    year_of_use: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<Text<Commitment>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<PurposesJson>,
    evidence: EvidenceJson,
}

impl NoticeSaid {
    pub(super) fn of(notice: &Notice) -> Self {
        let terms = &notice.terms;
        Self {
            notice: notice.given.0,
            action: Named(terms.action),
            party: terms.party.to_string(),
            year_of_use: terms.year_of_use(),
            entity: terms.entity_named().map(Text),
            purpose: terms.purpose_named().map(PurposesJson),
            evidence: EvidenceJson {
                grade: Named(terms.evidence.grade),
                digest: Text(terms.evidence.digest),
            },
        }
    }

    /// The same with the notice's name.
    pub(super) fn named(&self) -> String {
        format!("{}: {}", self.notice, self.sentence())
    }

    /// What was done, by whom and for what.
    pub(super) fn sentence(&self) -> String {
        let year = self.year_of_use.map(|year| format!(" for {year}")).unwrap_or_default();
        let purpose = self.purpose.map(|it| format!(" ({})", it.0)).unwrap_or_default();
        format!("{}{purpose} by {}{year}", self.action.0, self.party)
    }
}

#[derive(Serialize)]
struct NoticeRow {
    #[serde(flatten)]
    said: NoticeSaid,
    account: AccountNumber,
    #[serde(skip)]
    account_label: String,
    units: u128,
    blocks: Vec<BlockRow>,
    occurred_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawn_by_entry: Option<u64>,
}

impl NoticeRow {
    fn of(book: &Book, notice: &Notice) -> Self {
        Self {
            said: NoticeSaid::of(notice),
            account: notice.terms.account,
            account_label: labels::account(book, notice.terms.account),
            units: units_of(notice.blocks()),
            blocks: rows_of(book, notice.blocks()),
            occurred_at: time_text::show(notice.occurred_at),
            withdrawn_by_entry: notice.withdrawn.map(|entry| entry.0),
        }
    }
}

impl Row for NoticeRow {
    const HEADINGS: &'static [&'static str] =
        &["notice", "occurred", "account", "done there", "units", "blocks", "evidence", "stands"];

    fn cells(&self) -> Vec<Cell> {
        let stands = self.withdrawn_by_entry.map(|entry| format!("withdrawn by entry {entry}"));
        vec![
            Cell::Number(self.said.notice.into()),
            self.occurred_at.as_str().into(),
            self.account_label.as_str().into(),
            self.said.sentence().into(),
            Cell::Number(self.units),
            blocks_cell(&self.blocks),
            self.said.evidence.grade.0.to_string().into(),
            stands.unwrap_or_else(|| "yes".to_owned()).into(),
        ]
    }
}

/// Runs the command.
///
/// # Errors
/// When the ledger cannot be read, or the account is not known.
pub fn run(arguments: &NoticesArguments, output: &mut Output) -> Result<ExitCode, Failure> {
    let ledger = open_for_reading(&arguments.directory)?;
    if let Some(account) = arguments.account
        && ledger.book().account(account).is_none()
    {
        return Err(Failure::new(format!("there is no account {account}: look at `notices` without it")));
    }
    let mut notices = ledger.notices();
    notices.retain(|it| {
        (arguments.all || it.withdrawn.is_none())
            && arguments.account.is_none_or(|account| account == it.terms.account)
    });
    let book = ledger.book();
    let rows: Vec<NoticeRow> = notices.iter().map(|it| NoticeRow::of(&book, it)).collect();
    drop(book);
    output.rows(rows)?;
    Ok(ExitCode::SUCCESS)
}
