//! Where writer, verifier, model and reference meet: what the tests in `tests/` and the fuzz targets share.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`actors`] | keys that sign, the same in every run |
//! | [`auditor`] | the verifier over a journal in memory |
//! | [`cdm`] | the CDM registry's real history, imported into a ledger |
//! | [`desk`] | a ledger, or a stand-in with one mistake, for stories |
//! | [`journal`] | a journal written by hand, right or wrong |
//! | [`world`] | a small ledger's beginning: roles, Parties, spaces, series, accounts |
//! | [`article6_answers`] | what a ledger answers about Article 6, unit by unit |
//! | [`origins_answers`] | what a ledger answers about where units come from |
//! | [`holds_answers`] | what a ledger answers about what holds units back |
//! | [`notices_answers`] | what a ledger answers about what is told from elsewhere |
//! | [`article6_world`] | what that beginning has beside under rulebook 2 |
//! | [`origins_world`] | what it has beside under rulebook 3 |
//! | [`holds_world`] | what is said in it under rulebook 4 |
//! | [`notices_world`] | what is told in it from elsewhere under rulebook 5 |
//! | [`movements`] | bodies of simple movements |
//! | [`operations`] | one generator of operations, right and wrong, from bytes |
//! | [`article6_operations`] | the same of Article 6 histories |
//! | [`origins_operations`] | what those have beside under rulebook 3 |
//! | [`holds_operations`] | what those have beside under rulebook 4 |
//! | [`notices_operations`] | what those have beside under rulebook 5 |
//! | [`registry`] | the writer on any storage, under a clock set by hand |
//! | [`model`] | a plain, slow model that says what each entry must get |
//! | [`mod@reference`] | the second implementation, in Python, run as a program |
//! | [`script`] | a ledger driven by lines that a person can read |
//! | [`story`] | stories of mistakes, told to the writer and written down by hand |
//! | [`vector`] | the golden vectors, and how a report compares with one |
//! | [`witness`] | what was promised, and whether it is kept after a crash |
//!
//! Panics are how tests fail; nothing here is a library for others.

#![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]

pub mod actors;
pub mod article6_answers;
pub mod article6_operations;
pub mod article6_world;
pub mod auditor;
pub mod cdm;
pub mod desk;
pub mod holds_answers;
pub mod holds_operations;
pub mod holds_world;
pub mod journal;
pub mod model;
pub mod movements;
pub mod notices_answers;
pub mod notices_operations;
pub mod notices_world;
pub mod operations;
pub mod origins_answers;
pub mod origins_operations;
pub mod origins_world;
pub mod reference;
pub mod registry;
pub mod script;
pub mod story;
pub mod vector;
pub mod witness;
pub mod world;

/// How many cases a property test runs: as many as usual, or as many as `LEDGER_TESTS_CASES` says.
#[must_use]
pub fn cases(usual: u32) -> u32 {
    std::env::var("LEDGER_TESTS_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// Says on standard error, past the test harness that would keep it to itself, what was skipped and why.
pub fn skipped(why: &str) {
    use std::io::Write as _;
    // Nobody may be listening.
    let _written = writeln!(std::io::stderr(), "skipped: {why}");
}
