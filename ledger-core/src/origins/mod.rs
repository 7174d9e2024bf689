//! What the ledger knows of where units come from under rulebook 3 (`spec/origins.md`): activities, monitorings and what is
//! drawn from them, losses and what settles them, conversions, underlying numbers, and the basis of each serial.
//!
//! Invariants:
//! - Derived from the entries in order, like the rest of the book, and part of it; a draft stands in front of it the same way.
//! - A split block keeps the basis of its serials by itself: everything is said of serials, nothing of blocks.
//! - Under rulebooks 1 and 2 nothing here changes; only issues, settling cancellations and reversals change anything.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `tables` | everything that is known, in the book or in front of it |
//! | `nouns` | what the tables hold |
//! | `particulars` | what a movement says of the origin of its units |
//! | `effects` | what an entry changes (section 5) |
//! | `underlying` | where in its ids another registry counts |
//! | `conversion` | what a unit of a non-GHG metric is worth (section 6) |
//! | `snapshot`, `listing`, `check` | the tables as rows, and in order; computed again |
//!
//! The rules are in [`crate::rules`]. The AEF's table of an activity's sector and type is not filled from here: an
//! authorization says them (article6.md).

pub(crate) mod check;
mod conversion;
pub(crate) mod effects;
pub(crate) mod listing;
pub(crate) mod nouns;
pub(crate) mod particulars;
pub(crate) mod snapshot;
pub(crate) mod tables;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod underlying;

pub use conversion::{Decimal, worth};
pub use nouns::{Activity, ActivityNumber, Conversion, Loss, Monitoring};
pub(crate) use nouns::{Basis, BasisKind};
