//! Questions about a ledger: balances, holdings, statements, lineage, entries, and which blocks to take.
//!
//! Invariants:
//! - An answer is about one durable head, or about the past up to it: whatever is committed meanwhile is not in it.
//! - At the head, balances and holdings come from the book; the past comes from history, and a statement that ends at the
//!   head is held against the book.
//! - The book's guard is held while the book is looked at and never while history is read: nobody waits for a long answer.
//!
//! Balances are in units, below zero only for Source accounts: the accounts of a series sum to zero.

pub(crate) mod article6;
mod balance;
mod entries;
mod holdings;
pub(crate) mod holds;
mod latest;
mod lineage;
mod notices;
pub(crate) mod origins;
pub(crate) mod select;
mod statement;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use article6::{
    AdjustedBy, AdjustmentPosting, AnnualTable, AnnualYear, Article6Event, Article6Step, Article6Unit,
    Article6View, AttachedTo, Averages, Averaging, ClearingAccount, Denominator, Figure, FigureTooLarge,
    Netting, PartyAccount, RemoteUse, SecondBook, TableReading, TargetYear, TrailPosting, UnitState,
    YearlyShare,
};
pub use balance::{Balances, SeriesBalance};
pub use holdings::HeldBlock;
pub use holds::SerialsEvidence;
pub use lineage::LineageStep;
pub use notices::ApproachStated;
pub use origins::{BasisOrigin, LineDrawn, MonitoringDrawn, SerialsBasis, UnitWorth};
pub use select::{Selection, Shortage, Wanted};
pub use statement::{Period, Statement, StatementLine};

pub use crate::history::AsAt;

use crate::error::Error;
use crate::history::HistoryFault;

impl From<HistoryFault> for Error {
    fn from(fault: HistoryFault) -> Self {
        Self::History(Arc::new(fault))
    }
}
