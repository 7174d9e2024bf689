//! What the ledger knows of Article 6 units at the head, and what is posted to the second book.
//!
//! Invariants:
//! - One answer is about one durable head.
//! - A row's serials are alike in everything it says; rows are in order of space and serial, and cover Article 6 units only.
//! - The postings of an account sum to its sums, and those of a series and its clearing account to zero: a clearing account
//!   is the sums of its series with the sign changed, and is not kept.
//!
//! A reversal is not a posting of its own here: what it takes back is not listed any more. The past is asked of a replay.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex, PartyCode, SeriesId};
use ledger_format::itmo_identifier::ItmoIdentifier;

use super::holdings::of_account;
use crate::article6::tables::View;
use crate::article6::units::{self, Unit, article6_terms};
use crate::article6::{AdjustmentAccount, AdjustmentSums, FirstTransfer, NdcUse, Trigger};
use crate::book::{Book, State};
use crate::ledger::Ledger;

/// The version of an authorization that units are attached to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedTo {
    /// Who authorizes.
    pub party: PartyCode,
    /// The Party's name for the authorization.
    pub authorization: String,
    /// Its version.
    pub version: u32,
}

/// Article 6 units of which the same is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article6Unit {
    /// The units.
    pub block: SerialBlock,
    /// Who holds them.
    pub account: AccountNumber,
    /// Their series.
    pub series: SeriesId,
    /// By Party, ascending; in effect or not.
    pub attached: Vec<AttachedTo>,
    /// Of the first and of the last of them.
    pub identifiers: Option<(ItmoIdentifier, ItmoIdentifier)>,
    /// When they were first transferred, if they were.
    pub first_transfer: Option<FirstTransfer>,
    /// By whom they are used towards an NDC, if they are.
    pub used: Option<NdcUse>,
}

/// What made a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdjustedBy {
    /// A first transfer, added under the vintage (2/CMA.3 annex para 8(a)).
    FirstTransfer(Trigger),
    /// A use towards an NDC, subtracted under the year of use (8(b)).
    Use,
}

/// One posting of the second book that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdjustmentPosting {
    /// Where it is posted.
    pub account: AdjustmentAccount,
    /// By which entry.
    pub entry: EntryIndex,
    /// What it is.
    pub by: AdjustedBy,
    /// For which units.
    pub block: SerialBlock,
}

impl Ledger {
    /// The Article 6 units of a block, alike row by row; nothing for a block that is not well formed.
    pub fn article6_units(&self, block: SerialBlock) -> Vec<Article6Unit> {
        units_of_block(&self.book(), block)
    }

    /// The Article 6 units that an account holds, in order of space and serial.
    pub fn article6_units_of_account(&self, account: AccountNumber) -> Vec<Article6Unit> {
        let book = self.book();
        let series = book.holdings().positions().series_of(account);
        let held = series.flat_map(|series| of_account(&book, account, series)).map(|held| held.block);
        let mut held: Vec<SerialBlock> = held.collect();
        held.sort_unstable();
        held.into_iter().flat_map(|block| units_of_block(&book, block)).collect()
    }

    /// Every account of the second book to which something is posted, ascending, with its sums in units.
    pub fn adjustment_accounts(&self) -> Vec<(AdjustmentAccount, AdjustmentSums)> {
        self.book().article6().back.adjustment_accounts()
    }

    /// The postings that stand of a Party between two calendar years, both included: first transfers, then uses, each in
    /// order of space and serial. Takes time in proportion to all first transfers and uses of the ledger.
    pub fn adjustment_postings(
        &self,
        party: PartyCode,
        first_year: u16,
        last_year: u16,
    ) -> Vec<AdjustmentPosting> {
        let mut postings = postings(&self.book());
        postings.retain(|posting| {
            posting.account.party == party && (first_year..=last_year).contains(&posting.account.year)
        });
        postings
    }
}

/// The rows of a block.
pub(crate) fn units_of_block(book: &Book, block: SerialBlock) -> Vec<Article6Unit> {
    if !block.is_well_formed() {
        return Vec::new();
    }
    let view = book.article6();
    let parties = view.back.parties_attaching(block.space);
    let mut rows = Vec::new();
    for (unit, account) in units::of_block(book, block) {
        let whole = Article6Unit {
            block: unit.block,
            account,
            series: unit.terms.series,
            attached: Vec::new(),
            identifiers: None,
            first_transfer: unit.first_transfer,
            used: None,
        };
        let mut alike = by_use(view, whole);
        for party in &parties {
            alike = alike.into_iter().flat_map(|row| by_attachment(view, row, *party)).collect();
        }
        rows.extend(alike.into_iter().map(|row| identified(&unit, row)));
    }
    rows
}

fn identified(unit: &Unit<'_>, row: Article6Unit) -> Article6Unit {
    let identifiers = unit.identifier.map(|of| (of.of(row.block.first), of.of(row.block.last)));
    Article6Unit { identifiers, ..row }
}

fn by_use(view: View<'_>, row: Article6Unit) -> Vec<Article6Unit> {
    let mut rows = Vec::new();
    let SerialBlock { space, first, last } = row.block;
    view.uses().pieces(space, first, last, |piece| {
        let block = SerialBlock::new(space, piece.first, piece.last);
        rows.push(Article6Unit { block, used: piece.value, ..row.clone() });
    });
    rows
}

fn by_attachment(view: View<'_>, row: Article6Unit, party: PartyCode) -> Vec<Article6Unit> {
    let mut rows = Vec::new();
    let SerialBlock { space, first, last } = row.block;
    view.attachments().pieces((space, party), first, last, |piece| {
        let mut alike =
            Article6Unit { block: SerialBlock::new(space, piece.first, piece.last), ..row.clone() };
        alike.attached.extend(piece.value.and_then(|attachment| {
            let authorization = view.authorization(attachment.authorization)?.id.clone();
            Some(AttachedTo { party, authorization, version: attachment.version })
        }));
        rows.push(alike);
    });
    rows
}

/// Every posting that stands.
pub(crate) fn postings(book: &Book) -> Vec<AdjustmentPosting> {
    let tables = book.article6().back;
    let mut postings = Vec::new();
    for (block, made) in tables.all_first_transfers() {
        each_series(book, block, |block, host, vintage, series| {
            let account = AdjustmentAccount { party: host, year: vintage, series };
            let by = AdjustedBy::FirstTransfer(made.trigger);
            postings.push(AdjustmentPosting { account, entry: made.entry, by, block });
        });
    }
    for (block, used) in tables.all_uses() {
        each_series(book, block, |block, _, _, series| {
            let account = AdjustmentAccount { party: used.party, year: used.year, series };
            postings.push(AdjustmentPosting { account, entry: used.entry, by: AdjustedBy::Use, block });
        });
    }
    postings
}

fn each_series(book: &Book, block: SerialBlock, mut each: impl FnMut(SerialBlock, PartyCode, u16, SeriesId)) {
    State::pieces(book, block, |piece| {
        if let Some(terms) = article6_terms(book, piece.holding.and_then(|holding| holding.series)) {
            let block = SerialBlock::new(block.space, piece.first, piece.last);
            each(block, terms.host, terms.vintage, terms.series);
        }
    });
}
