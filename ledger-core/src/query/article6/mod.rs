//! What the ledger knows of Article 6: units, the second book, a Party's annual table, and what happened to units.
//!
//! Invariants:
//! - One answer is about one durable head, or about the past up to it.
//! - Nothing is computed here that the book's tables ([`crate::article6`]) know: the past is asked of a book that was replayed up
//!   to it, by the code that a commit runs.
//!
//! | module | what it answers |
//! | --- | --- |
//! | `units` | where units stand |
//! | `second_book` | the accounts of the second book, and the clearing accounts against them |
//! | `postings` | what is posted to it |
//! | `annual` | the annual table of 2/CMA.3 annex para 23 |
//! | `reading` | by which method it goes, and by which reading of averaging |
//! | `oimp` | what was authorized and used for other purposes, beside it |
//! | `sums`, `figure` | what it counts, in the metric: exact decimals |
//! | `view` | all of these of one moment |
//! | `then` | what had been stated by a time of occurrence |
//! | `trail` | what was stated, and what happened to units, entry by entry |
//! | `replayed` | the entries of the past, once more |
//!
//! It does not know the agreed electronic format: what an action is called there is for whoever files it.

mod annual;
mod figure;
mod oimp;
mod postings;
mod reading;
mod replayed;
mod second_book;
mod sums;
#[cfg(test)]
mod tests;
mod then;
mod trail;
mod units;
mod view;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, PartyCode};

pub use annual::{AnnualTable, AnnualYear, Averages, FigureTooLarge};
pub use figure::{Figure, YearlyShare};
pub(crate) use postings::postings;
pub use postings::{AdjustedBy, AdjustmentPosting};
pub use reading::{Averaging, Denominator, Netting, TableReading, TargetYear};
pub use second_book::{ClearingAccount, PartyAccount, SecondBook};
#[cfg(test)]
pub(crate) use trail::Trail;
pub use trail::{Article6Event, Article6Step, RemoteUse, TrailPosting};
pub(crate) use units::units_of_block;
pub use units::{Article6Unit, AttachedTo, UnitState};
pub use view::Article6View;

use crate::ledger::Ledger;

impl Ledger {
    /// The Article 6 units of a block, alike row by row; nothing for a block that is not well formed.
    pub fn article6_units(&self, block: SerialBlock) -> Vec<Article6Unit> {
        units_of_block(&self.book(), block)
    }

    /// The Article 6 units that an account holds, in order of space and serial.
    pub fn article6_units_of_account(&self, account: AccountNumber) -> Vec<Article6Unit> {
        units::units_of_account(&self.book(), account)
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
