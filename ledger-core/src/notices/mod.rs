//! What the ledger knows under rulebook 5 of what is told from elsewhere (`spec/notices.md`): which units were used or cancelled in
//! another registry, which registries serve an approach, and what its rules ask of accounts.
//!
//! Invariants:
//! - Derived from the entries in order, like the rest of the book, and part of it; a draft stands in front of it the same way.
//! - Everything is said of serials, nothing of blocks. First transfers and uses that a notice makes stand with all others in
//!   [`crate::article6`]: the second book has one place.
//! - Every notice ever given stays, as every restriction does: what it ends is asked for as long as there are units.
//! - Kept under every rulebook, because rulebook 5 asks what went before: the registries of genesis, open Counterpart accounts,
//!   and who holds what was levied. A movement pays for it only in a ledger that has a series of regime 6.4.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `tables` | everything that is known, in the book or in front of it |
//! | `nouns` | what the tables hold |
//! | `levied` | who holds what Article 6.4 levied |
//! | `counterparts` | which registries have an account here, and which are the ledger's own |
//! | `effects` | what an entry changes (section 5) |
//! | `snapshot`, `check` | the tables as rows; compared with what they are derived from |
//!
//! The rules are in [`crate::rules`].

pub(crate) mod check;
pub(crate) mod counterparts;
pub(crate) mod effects;
pub(crate) mod levied;
pub(crate) mod nouns;
pub(crate) mod snapshot;
pub(crate) mod tables;
#[cfg(test)]
pub(crate) mod tests;

pub use nouns::Notice;
