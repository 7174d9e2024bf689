//! What a host authorized for other international mitigation purposes, and what was used for them (2/CMA.3 annex para 23(d)):
//! memo figures beside the annual table, in its metric.
//!
//! Invariants:
//! - A unit counts once: under its vintage as it is authorized, under the year of the use as it is used.
//! - Memo figures are added to nothing: first transfers, by whatever trigger, are in the table already.
//! - A year whose sum does not fit has no figure, and spoils no other.
//!
//! It does not know which units will be used for what: one that is authorized for an NDC and for OIMP is authorized for OIMP.

use std::collections::BTreeMap;

use ledger_format::block::SerialBlock;
use ledger_format::codes::{AccountKind, Action, Purposes};
use ledger_format::identifiers::Timestamp;

use super::super::holdings::of_account;
use super::figure::{Figure, quantum};
use super::postings::each_series;
use crate::article6::{Measured, MetricName};
use crate::book::{Book, State};
use crate::notices::effects::noticed_by;

/// Figures of a host by year; none where a sum does not fit.
#[derive(Debug, Default)]
struct ByYear {
    by_year: BTreeMap<u16, Option<Figure>>,
}

/// The memo figures of a host in one metric.
#[derive(Debug, Default)]
pub(super) struct OimpMemo {
    authorized: ByYear,
    used: ByYear,
}

impl ByYear {
    fn add(&mut self, year: u16, figure: Option<Figure>) {
        let sum = self.by_year.entry(year).or_insert_with(|| Some(Figure::default()));
        *sum = sum.zip(figure).and_then(|(sum, more)| sum.plus(more));
    }

    fn of(&self, year: u16) -> Option<Figure> {
        self.by_year.get(&year).copied().unwrap_or_else(|| Some(Figure::default()))
    }
}

impl OimpMemo {
    /// What a book knows. Takes time in proportion to the host's attachments, and to all units used for OIMP.
    pub(super) fn of(book: &Book, of: &Measured) -> Self {
        let mut memo = Self::default();
        let view = book.article6();
        for (block, attachment) in view.back.attached_by(of.party) {
            let version = view.attached_version(attachment);
            let for_oimp = version.is_some_and(|version| is_for_oimp(version.purposes));
            if for_oimp {
                each_of_host(book, of, block, |vintage, figure| memo.authorized.add(vintage, figure));
            }
        }
        let used = book.accounts().filter(|(_, account)| account.kind == AccountKind::USE_OIMP);
        for (account, _) in used {
            let series = book.holdings().positions().series_of(account);
            for held in series.flat_map(|series| of_account(book, account, series)) {
                memo.used_at(book, of, held.block, held.holding.occurred_at);
            }
        }
        let told = State::notices(book);
        for notice in told.back.all_notices().iter().filter(|it| it.terms.action == Action::USE_OIMP) {
            for block in noticed_by(told, notice) {
                memo.used_at(book, of, block, notice.occurred_at);
            }
        }
        memo
    }

    fn used_at(&mut self, book: &Book, of: &Measured, block: SerialBlock, occurred_at: Timestamp) {
        // No year that a table shows is later.
        let year = u16::try_from(occurred_at.year()).unwrap_or(u16::MAX);
        each_of_host(book, of, block, |_, figure| self.used.add(year, figure));
    }

    /// Units of this vintage that the host attached to a version of an authorization for OIMP, whether or not that has ended.
    pub(super) fn authorized(&self, vintage: u16) -> Option<Figure> {
        self.authorized.of(vintage)
    }

    /// Units of the host, of any vintage, whose use for OIMP occurred in this calendar year, here or as a notice that stands tells.
    pub(super) fn used(&self, year: u16) -> Option<Figure> {
        self.used.of(year)
    }
}

fn is_for_oimp(purposes: Purposes) -> bool {
    purposes.include(Purposes::IMP) || purposes.include(Purposes::OP)
}

/// Vintage and figure of the host's units of a metric, series by series.
fn each_of_host(book: &Book, of: &Measured, block: SerialBlock, mut each: impl FnMut(u16, Option<Figure>)) {
    each_series(book, block, |part, terms| {
        if terms.host == of.party && MetricName::of_series(terms) == of.metric {
            let figure = Figure::of_units(part.count(), quantum(terms));
            each(terms.vintage, figure);
        }
    });
}
