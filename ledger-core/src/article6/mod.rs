//! What the ledger knows of Article 6 under rulebook 2 (`spec/article6.md`): approaches, Parties, authorizations, and of
//! each serial its attachments, identifier, first transfer and use.
//!
//! Invariants:
//! - Derived from the entries in order, like the rest of the book, and part of it; a draft stands in front of it the same way.
//! - A split block has the states of its serials by itself: everything is said of serials, nothing of blocks.
//! - Under rulebook 1 nothing here changes; plain series are never looked up.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `tables` | everything that is known, in the book or in front of it |
//! | `nouns` | what the tables hold |
//! | `units` | serials of which the same is known; whether an entry makes their first transfer, and what may be done with them |
//! | `effects` | what an entry changes (section 5) and posts (section 6) |
//! | `second_book` | both legs of what is posted |
//! | `snapshot`, `listing`, `check` | the tables as rows, and in order; computed again |
//!
//! The rules are in [`crate::rules`].

pub(crate) mod check;
pub(crate) mod effects;
pub(crate) mod listing;
pub(crate) mod nouns;
pub(crate) mod second_book;
pub(crate) mod snapshot;
pub(crate) mod tables;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod units;

pub use nouns::{
    AdjustmentAccount, AdjustmentSums, Approach, Attachment, Authorization, AuthorizationNumber,
    FirstTransfer, Identified, IdentifierSpace, Measured, MetricName, NdcPeriod, NdcUse, Trigger,
};
