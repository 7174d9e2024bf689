//! What the benches share: one workload, bare ceilings, and rows that say a figure next to its ceiling.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`scale`] | how large a run is: `--smoke`, `--size N`, `--full` |
//! | [`workload`] | what work is; plain movements signed in advance, the same in every run |
//! | [`world`] | the beginning of a ledger of plain movements: keys, accounts, issues |
//! | [`article6`] | the same work with Article 6 units under the newest rulebook |
//! | [`shuffle`] | in which order blocks come |
//! | [`journal`] | a journal sealed without the writer |
//! | [`site`] | the folders that a run writes to, and the writer opened in them |
//! | [`ceiling`] | what the machine does at most: signatures, hashes, writing and syncing alone |
//! | [`row`] | rows of the budget, as a table and as JSON lines |

#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a bench prints its figures, and ends by panicking when what it measures is wrong"
)]

pub mod article6;
pub mod ceiling;
pub mod journal;
pub mod row;
pub mod scale;
pub mod shuffle;
pub mod site;
pub mod workload;
pub mod world;
