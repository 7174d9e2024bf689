//! The writer's half of an ITMO ledger: a signed, hash-chained journal, the live book and its history.
//!
//! Start at [`Ledger`]: `create` one from a signed genesis entry, or `open` it; `submit` entries from any number of
//! threads; ask for balances, holdings and statements; `close` it.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`ledger`], [`options`] | the handle |
//! | [`feed`], [`checkpoint`], [`backup`], [`check`] | what else the handle does, a file each |
//! | [`commit`] | queue, signatures, sequencer, receipts |
//! | [`recovery`] | opening, snapshots, torn tails |
//! | [`journal`], [`tree`] | segments, batches, heads |
//! | [`rules`], [`book`] | what is allowed, and the state it is asked against |
//! | [`article6`], [`origins`], [`holds`], [`notices`] | what of that state is about Article 6, where units come from, what holds them back, and what is told from elsewhere: rulebooks 2 to 5 |
//! | `layered` | the tables that these share: in the book, and in a draft in front of it |
//! | [`history`], [`query`] | what happened, and how it is asked for; Article 6 reports too |
//! | [`storage`] | the seam to files, memory and faults |
//! | [`clock`], [`signer`], [`entropy`] | what comes in from outside |
//! | [`error`] | what can go wrong that is nobody's request |
//!
//! What it is not: a command line, an auditor (that is `ledger-verify`, which shares no rule with this crate), or a server.

#[cfg(test)]
extern crate self as ledger_core;

pub mod article6;
pub mod backup;
pub mod book;
pub mod check;
pub mod checkpoint;
pub mod clock;
pub mod commit;
pub mod entropy;
pub mod error;
pub mod feed;
#[cfg(test)]
mod fixture;
pub mod history;
pub mod holds;
pub mod journal;
mod layered;
pub mod ledger;
#[cfg(test)]
mod ledger_tests;
mod live;
pub mod notices;
pub mod options;
pub mod origins;
pub mod progress;
pub mod query;
pub mod recovery;
pub mod rules;
pub mod signer;
pub mod storage;
pub mod tree;
mod upkeep;

pub use backup::BackupReport;
pub use check::{CheckFinding, CheckReport};
pub use commit::{CommitError, CommitResult, Receipt};
pub use error::Error;
pub use feed::Feed;
pub use ledger::{Batch, Ledger, RecordedEntry};
pub use options::OpenOptions;
pub use progress::Progress;
pub use recovery::{RecoveryReport, SetAsideTail};
pub use signer::{MemorySigner, Signer};
