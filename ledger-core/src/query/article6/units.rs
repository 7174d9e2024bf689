//! Article 6 units, row by row: serials of which the same is known.
//!
//! Invariants:
//! - A row's serials are alike in everything it says; rows are in order of space and serial, and cover Article 6 units only.
//! - Whether an authorization is in effect is not a row's: it depends on the time that is asked about ([`UnitState`]).

use std::fmt;
use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::SeriesOpened;
use ledger_format::identifiers::{AccountNumber, EntryIndex, PartyCode, SeriesId};
use ledger_format::itmo_identifier::ItmoIdentifier;

use super::super::holdings::of_account;
use super::super::holds::evidence_of;
use super::super::origins::{SerialsBasis, basis_of};
use crate::article6::tables::View;
use crate::article6::units::{self, article6_terms};
use crate::article6::{FirstTransfer, NdcUse};
use crate::book::{Book, State};
use crate::holds::EvidenceSaid;
use crate::notices::Notice;

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
    /// The entry that put them there.
    pub since: EntryIndex,
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
    /// What stands behind them, if they were issued under rulebook 3; of exactly these units.
    pub basis: Option<SerialsBasis>,
    /// The notice by which they were used or cancelled in another registry, if one stands.
    pub noticed: Option<Arc<Notice>>,
    /// On what evidence they came from or went to another registry the last time, and by which movement.
    pub evidence: Option<EvidenceSaid>,
}

/// Where a unit stands (`spec/article6.md` section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitState {
    /// Nothing but a mitigation outcome.
    MitigationOutcome,
    /// The host authorized it, and that is in effect.
    Authorized,
    /// It made its first transfer.
    Itmo,
}

impl fmt::Display for UnitState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::MitigationOutcome => "mitigation outcome",
            Self::Authorized => "authorized",
            Self::Itmo => "ITMO",
        })
    }
}

/// What the tables say of serials of one series that are alike.
#[derive(Debug, Clone)]
pub(super) struct Alike {
    pub(super) block: SerialBlock,
    pub(super) attached: Vec<AttachedTo>,
    pub(super) identifiers: Option<(ItmoIdentifier, ItmoIdentifier)>,
    pub(super) first_transfer: Option<FirstTransfer>,
    pub(super) used: Option<NdcUse>,
}

/// Cuts serials of one series, which these Parties may have attached, into such as are alike; ascending.
pub(super) fn alike(
    view: View<'_>,
    block: SerialBlock,
    terms: &SeriesOpened,
    parties: &[PartyCode],
) -> Vec<Alike> {
    let mut rows = Vec::new();
    units::cut(view, block, terms, |unit| {
        let SerialBlock { space, first, last } = unit.block;
        let mut of_unit = Vec::new();
        view.uses().pieces(space, first, last, |piece| {
            of_unit.push(Alike {
                block: SerialBlock::new(space, piece.first, piece.last),
                attached: Vec::new(),
                identifiers: None,
                first_transfer: unit.first_transfer,
                used: piece.value,
            });
        });
        for party in parties {
            of_unit = of_unit.into_iter().flat_map(|row| by_attachment(view, row, *party)).collect();
        }
        for row in of_unit {
            units::identified(view, row.block, |block, identifier| {
                let identifiers = identifier.map(|of| (of.of(block.first), of.of(block.last)));
                rows.push(Alike { block, identifiers, ..row.clone() });
            });
        }
    });
    rows
}

fn by_attachment(view: View<'_>, row: Alike, party: PartyCode) -> Vec<Alike> {
    let mut rows = Vec::new();
    let SerialBlock { space, first, last } = row.block;
    view.attachments().pieces((space, party), first, last, |piece| {
        let mut alike = Alike { block: SerialBlock::new(space, piece.first, piece.last), ..row.clone() };
        alike.attached.extend(piece.value.and_then(|attachment| {
            let authorization = view.authorization(attachment.authorization)?.id.clone();
            Some(AttachedTo { party, authorization, version: attachment.version })
        }));
        rows.push(alike);
    });
    rows
}

/// The rows of a block; none of one that is not well formed.
pub(crate) fn units_of_block(book: &Book, block: SerialBlock) -> Vec<Article6Unit> {
    if !block.is_well_formed() {
        return Vec::new();
    }
    let view = book.article6();
    let parties = view.back.parties_attaching(block.space);
    let mut rows = Vec::new();
    State::pieces(book, block, |piece| {
        let Some(holding) = piece.holding else { return };
        let Some(terms) = article6_terms(book, holding.series) else { return };
        let held = SerialBlock::new(block.space, piece.first, piece.last);
        let units = alike(view, held, terms, &parties).into_iter().map(|alike| Article6Unit {
            block: alike.block,
            account: holding.account,
            since: holding.since,
            series: terms.series,
            attached: alike.attached,
            identifiers: alike.identifiers,
            first_transfer: alike.first_transfer,
            used: alike.used,
            basis: None,
            noticed: None,
            evidence: None,
        });
        rows.extend(units);
    });
    let rows = cut(rows, |block| noticed_of(book, block), |row, notice| row.noticed = Some(notice));
    let evidence = |block| evidence_of(book, block).into_iter().map(|of| (of.block, of.said)).collect();
    let rows = cut(rows, evidence, |row, said| row.evidence = Some(said));
    // Last: a basis names the block that it is of, and the numbers that run with it.
    let basis = |block| basis_of(book, block).into_iter().map(|of| (of.block, of)).collect();
    cut(rows, basis, |row, basis| row.basis = Some(basis))
}

/// Cuts rows where what is said of their units changes; `of` says it of a block's serials, ascending, and `set` puts it down.
fn cut<T: Clone>(
    rows: Vec<Article6Unit>,
    of: impl Fn(SerialBlock) -> Vec<(SerialBlock, T)>,
    set: impl Fn(&mut Article6Unit, T),
) -> Vec<Article6Unit> {
    let mut made = Vec::with_capacity(rows.len());
    for row in rows {
        let mut next = row.block.first;
        for (part, said) in of(row.block) {
            if next < part.first {
                made.push(row.part(next, part.first - 1));
            }
            let mut of_part = row.part(part.first, part.last);
            set(&mut of_part, said);
            made.push(of_part);
            next = part.last + 1;
        }
        if next <= row.block.last {
            made.push(row.part(next, row.block.last));
        }
    }
    made
}

/// The notices of a block's serials that stand.
fn noticed_of(book: &Book, block: SerialBlock) -> Vec<(SerialBlock, Arc<Notice>)> {
    let (view, mut said) = (State::notices(book), Vec::new());
    view.noticed_in(block, |part, by| said.extend(view.notice(by).map(|notice| (part, Arc::clone(notice)))));
    said
}

impl Article6Unit {
    /// The same of some of the units.
    fn part(&self, first: u64, last: u64) -> Self {
        let identifier = |identified: ItmoIdentifier, serial: u64| ItmoIdentifier {
            number: identified.number + (serial - self.block.first),
            ..identified
        };
        Self {
            block: SerialBlock::new(self.block.space, first, last),
            identifiers: self.identifiers.map(|(it, _)| (identifier(it, first), identifier(it, last))),
            ..self.clone()
        }
    }
}

/// The rows of what an account holds, in order of space and serial.
pub(super) fn units_of_account(book: &Book, account: AccountNumber) -> Vec<Article6Unit> {
    let series = book.holdings().positions().series_of(account);
    let held = series.flat_map(|series| of_account(book, account, series)).map(|held| held.block);
    let mut held: Vec<SerialBlock> = held.collect();
    held.sort_unstable();
    held.into_iter().flat_map(|block| units_of_block(book, block)).collect()
}
