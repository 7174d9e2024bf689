//! Replays the whole history of an ITMO ledger in parallel and reports every finding with its coverage.
//!
//! The prose that leads is `spec/rules.md`. This crate shares with the writer what the bytes say (`ledger-format`) and
//! nothing else: it cuts frames itself, hashes the bytes as it read them, and judges by its own reading of the rules.
//!
//! ```no_run
//! use ledger_verify::{FolderSource, Options, TrustInput, Verifier};
//!
//! let trust = Some(TrustInput::Text(std::fs::read("trust.txt")?));
//! let checkpoint = Some(std::fs::read("checkpoint.txt")?);
//! let report = Verifier::new(Options { trust, checkpoint, ..Options::default() })
//!     .run(&FolderSource::new("ledger"))?;
//! println!("{} over {} entries", report.verdict(), report.head.entry_count);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | what it does |
//! | --- | --- |
//! | [`verifier`], [`options`], [`report`] | the way in and the way out |
//! | [`journal`] | segments and frames as bytes (J-101, J-103, J-112) |
//! | [`batch`], [`tree`] | entries cut and hashed (J-106, J-107) |
//! | [`sequence`], [`heads`] | how frames follow on each other, what heads state (J-102 to J-111) |
//! | [`signatures`] | many signatures at once (R-111) |
//! | [`rules`] | the rules R-nnn |
//! | [`finding`], [`coverage`] | what is said of a ledger, and on what it rests |
//!
//! Invariants:
//! - Whatever the bytes are, there is a report, and no panic; memory is bounded by a window, live state and findings. These are at
//!   most one an entry and a few a frame, each with no more serials than its entry has bytes for, but for what steps before it
//!   cut them into: all of them together are in proportion to the journal.
//! - A report depends on the journal and on what was asked for: not on threads, windows or time.

pub mod batch;
mod checkpoint;
pub mod coverage;
pub mod error;
mod fault;
pub mod finding;
pub mod heads;
pub mod journal;
pub mod options;
mod part;
mod pipeline;
pub mod progress;
pub mod reading;
pub mod report;
pub mod rules;
pub mod sample;
pub mod sequence;
pub mod signatures;
mod stages;
pub mod tree;
mod trust;
pub mod verifier;
pub mod window;

pub use error::Unreadable;
pub use journal::source::{FolderSource, JournalSource, MemorySource};
pub use options::{Options, Part, Sample, TrustInput};
pub use report::{Report, Verdict};
pub use verifier::Verifier;
