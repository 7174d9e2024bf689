//! What the ledger knows of where units come from and of what they are worth: at the head, or of a book that stands for a moment.
//!
//! Invariants:
//! - One answer is about one moment; what is asked of [`Ledger`] is about the durable head.
//! - Rows about serials are in order of space and serial, and cover serials of which a basis is known only; a row's serials are
//!   alike in everything it says, and underlying numbers run with them.
//! - Conversions are exact; nothing here is a figure of an adjustment.
//!
//! A basis names its issue: evidence and documents stand in the particulars of that entry ([`Ledger::entry`]).

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::origins::MonitoringLine;
use ledger_format::body::{SeriesOpened, UnderlyingSpace};
use ledger_format::codes::Metric;
use ledger_format::identifiers::{EntryIndex, LossNumber, MonitoringNumber, PartyCode};

use crate::book::{Book, State};
use crate::ledger::Ledger;
use crate::origins::{Activity, Basis, BasisKind, Conversion, Decimal, Loss, Monitoring, worth};

/// A line of a monitoring, and what was issued on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDrawn {
    /// As stated.
    pub line: MonitoringLine,
    /// Units of the issues that stand.
    pub drawn: u128,
    /// Units that may still be issued.
    pub left: u128,
}

/// A monitoring, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitoringDrawn {
    /// As stated.
    pub monitoring: Arc<Monitoring>,
    /// The entry that withdrew it, if it does not stand.
    pub withdrawn: Option<EntryIndex>,
    /// Its lines, in the order of the statement.
    pub lines: Vec<LineDrawn>,
}

/// Serials with their basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SerialsBasis {
    /// The units.
    pub block: SerialBlock,
    /// Their issue.
    pub issued: EntryIndex,
    /// Whether that issue was reversed: then they are back in the Source account, and what they drew or took is given back.
    pub reversed: bool,
    /// What stands behind them.
    pub origin: BasisOrigin,
}

/// What stands behind serials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BasisOrigin {
    /// A line of a monitoring.
    Monitoring {
        /// The id of its activity.
        activity: String,
        /// The monitoring.
        monitoring: MonitoringNumber,
        /// The line.
        line: ledger_format::body::origins::LineName,
    },
    /// Units of another registry: the first serial stands for the first number, and so on.
    Underlying {
        /// Where the numbers count; [`UnderlyingSpace::unit_id`] makes a number an id.
        space: UnderlyingSpace,
        /// Number of the first serial.
        first: u64,
        /// Number of the last.
        last: u64,
    },
    /// A history from before this ledger.
    History,
}

/// What a unit of a series is worth to a Party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitWorth {
    /// By which statement.
    pub conversion: Conversion,
    /// t CO2 eq a unit, exact.
    pub exact: Decimal,
    /// The same, rounded half away from zero to as many places as the factor has: the figure of the AEF (T3 16).
    pub rounded: Decimal,
}

impl Ledger {
    /// Every activity, in the order in which they were declared.
    pub fn activities(&self) -> Vec<Arc<Activity>> {
        activities(&self.book())
    }

    /// The activity of an id.
    pub fn activity(&self, id: &str) -> Option<Arc<Activity>> {
        self.book().origins().activity_named(id).cloned()
    }

    /// Every monitoring with what is drawn from its lines and what is left, by number; of one activity where one is named.
    pub fn monitorings(&self, activity: Option<&str>) -> Vec<MonitoringDrawn> {
        monitorings(&self.book(), activity)
    }

    /// Every loss of stored carbon with what is settled of it, by number.
    pub fn losses(&self) -> Vec<(LossNumber, Loss)> {
        self.book().origins().back.all_losses()
    }

    /// The basis of the serials of a block, row by row; nothing for a block that is not well formed.
    pub fn basis_of(&self, block: SerialBlock) -> Vec<SerialsBasis> {
        basis_of(&self.book(), block)
    }

    /// The conversion that a Party stated last for a non-GHG metric and a vintage year.
    pub fn conversion(&self, party: PartyCode, non_ghg_metric: &str, year: u16) -> Option<Conversion> {
        self.book().origins().conversion(&(party, non_ghg_metric.to_owned(), year)).cloned()
    }

    /// What a unit of a non-GHG series is worth to a Party; none where the Party stated no conversion for its metric and
    /// vintage, and for GHG, of which a unit is a tonne.
    pub fn unit_worth(&self, party: PartyCode, terms: &SeriesOpened) -> Option<UnitWorth> {
        unit_worth(&self.book(), party, terms)
    }
}

pub(crate) fn unit_worth(book: &Book, party: PartyCode, terms: &SeriesOpened) -> Option<UnitWorth> {
    if terms.metric != Metric::NON_GHG {
        return None;
    }
    let of = (party, terms.non_ghg_metric.as_str().to_owned(), terms.vintage);
    let conversion = book.origins().conversion(&of)?.clone();
    let exact = worth(terms, &conversion.terms);
    let rounded = exact.rounded(conversion.terms.factor_scale.into());
    Some(UnitWorth { conversion, exact, rounded })
}

pub(crate) fn activities(book: &Book) -> Vec<Arc<Activity>> {
    book.origins().back.all_activities()
}

pub(crate) fn monitorings(book: &Book, activity: Option<&str>) -> Vec<MonitoringDrawn> {
    let view = book.origins();
    let of = |monitoring: &Arc<Monitoring>| {
        activity.is_none_or(|activity| monitoring.terms.activity.as_str() == activity)
    };
    let all = view.back.all_monitorings().into_iter().filter(of);
    all.map(|monitoring| {
        let number = monitoring.terms.monitoring;
        let lines = monitoring.terms.lines.iter().map(|line| {
            let drawn = view.drawn_from((number, line.name));
            LineDrawn { line: line.clone(), drawn, left: u128::from(line.verified).saturating_sub(drawn) }
        });
        let lines = lines.collect();
        MonitoringDrawn { withdrawn: view.withdrawn(number), monitoring, lines }
    })
    .collect()
}

pub(crate) fn basis_of(book: &Book, block: SerialBlock) -> Vec<SerialsBasis> {
    let (view, mut rows) = (book.origins(), Vec::new());
    if !block.is_well_formed() {
        return rows;
    }
    view.basis().pieces(block.space, block.first, block.last, |piece| {
        let Some(Basis { entry, kind }) = piece.value else { return };
        let origin = match kind {
            BasisKind::Monitoring(monitoring, line) => {
                let known = view.monitoring(monitoring);
                let activity = known.map_or_else(String::new, |known| known.terms.activity.to_string());
                BasisOrigin::Monitoring { activity, monitoring, line }
            }
            BasisKind::Underlying { space, shift } => {
                let Some(space) = view.underlying_space(space).cloned() else { return };
                let number = |serial: u64| serial.wrapping_add(shift);
                BasisOrigin::Underlying { space, first: number(piece.first), last: number(piece.last) }
            }
            BasisKind::History => BasisOrigin::History,
        };
        rows.push(SerialsBasis {
            block: SerialBlock::new(block.space, piece.first, piece.last),
            issued: entry,
            reversed: State::is_reversed(book, entry),
            origin,
        });
    });
    rows
}
