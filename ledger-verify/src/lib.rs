//! Replays the whole history of an ITMO ledger in parallel and reports every finding with its coverage.
//!
//! The prose that leads is `spec/rules.md`. This crate shares with the writer what the bytes say (`ledger-format`) and
//! nothing else: it cuts frames itself, hashes the bytes as it read them, and judges by its own reading of the rules.

pub mod batch;
pub mod error;
pub mod finding;
pub mod journal;
pub mod reading;
pub mod sequence;
pub mod signatures;
pub mod tree;
pub mod window;
