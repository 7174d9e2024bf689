//! What the ledger knows under rulebook 4 of what holds units back (`spec/holds.md`): holds, restrictions, and the evidence on
//! which serials came from or went to another registry.
//!
//! Invariants:
//! - Derived from the entries in order, like the rest of the book, and part of it; a draft stands in front of it the same way.
//! - Everything is said of serials, nothing of blocks: what splits stays held back, restricted and evidenced.
//! - Times are those of batches. The book lets go of a hold with the entry that accepts or releases it, or with the first batch
//!   at or after its expiry: memory is bounded by the holds in force. Who still names one that is gone is answered from the
//!   journal ([`crate::rules::Candidate`]).
//! - A restriction's accounts and serials are let go of in the same way; what was ordered, and when, stays: it is rare, and
//!   asked for as at past times.
//! - Under rulebooks 1 to 3 nothing here changes. A movement pays for a look at empty tables while nothing is held back.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `tables` | everything that is known, in the book or in front of it |
//! | `binding` | which serials a hold or restriction binds, also where several bind the same |
//! | `nouns` | what the tables hold |
//! | `particulars` | what a movement says of a hold and of evidence |
//! | `effects` | what an entry changes (section 5) |
//! | `snapshot`, `check` | the tables as rows; compared with what they are derived from |
//!
//! The rules are in [`crate::rules`].

pub(crate) mod binding;
pub(crate) mod check;
pub(crate) mod effects;
pub(crate) mod nouns;
pub(crate) mod particulars;
pub(crate) mod snapshot;
pub(crate) mod tables;
#[cfg(test)]
pub(crate) mod tests;

pub use nouns::{EvidenceSaid, Hold, Lifting, Restriction};
