//! Opening a ledger: what is found, what is set aside, what is replayed (D10).
//!
//! | module | what it does |
//! | --- | --- |
//! | `opening` | `create`, `open`, `open_read_only`, step by step |
//! | `snapshot` | saves the book with its place in the journal, and finds the newest save that is whole |
//! | `loading` | brings the book from a snapshot, or from nothing, to the journal's end |
//! | `indexing` | feeds the history what it lacks |
//! | `set_aside` | moves a torn tail out of the journal and records that it did |
//! | `report` | what `open` tells the operator |
//!
//! Invariants
//! - Only bytes above every durable-head record are ever cut away, and only after a copy of them is durable.
//! - The book is replayed by the code that commit uses.
//! - A snapshot is an aid: without any, the same state comes from the journal alone; one that contradicts the journal is an
//!   error, because it knows what was durable.

#[cfg(test)]
mod edge_tests;
pub(crate) mod indexing;
pub(crate) mod loading;
pub(crate) mod opening;
pub(crate) mod report;
pub(crate) mod set_aside;
pub(crate) mod snapshot;
#[cfg(test)]
mod tests;

pub use report::{RecoveryReport, SetAsideTail};
