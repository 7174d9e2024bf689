//! The agreed electronic format (AEF) of Article 6.2 as plain data: written, read and checked.
//!
//! ```text
//! workbook, CSV, JSON ──► raw cells ──► syntax ──► typed rows ──► consistency ──► report
//!                                         │
//! workbook, CSV, JSON ◄── rows ◄── Submission
//! ```
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`submission`], [`values`], [`moment`], [`quantity`], [`itmo_id`], [`vocabulary`], [`parties`] | a submission and the values in it |
//! | [`columns`], [`rows`], [`cell`], [`raw`] | tables and columns; rows as cells; cells as found |
//! | [`workbook_write`], [`workbook_read`], [`csv_files`], [`json`], [`file`](mod@file) | the formats, both ways |
//! | [`syntax`], [`consistency`], [`finding`], [`report`], [`options`] | the checks |
//! | [`reconcile`] | two statements of holdings against each other |
//! | [`limits`], [`read_error`] | how much is read, and why something is not |
//!
//! Invariants:
//! - Needs no ledger, and no other crate of ours.
//! - No input makes it panic, or makes memory grow beyond the limits.
//! - The same submission gives the same bytes and the same report.
//! - A check whose input is missing is undetermined, never a pass.
//!
//! Not here: what other Parties' submissions say, and how a ledger becomes a submission.

mod archive;
pub mod cell;
pub mod columns;
pub mod consistency;
pub mod csv_files;
pub mod file;
pub mod finding;
mod grid;
pub mod itmo_id;
pub mod json;
pub mod limits;
pub mod moment;
pub mod options;
pub mod parties;
pub mod quantity;
pub mod raw;
pub mod read_error;
pub mod reconcile;
pub mod report;
pub mod rows;
pub mod submission;
pub mod syntax;
pub mod values;
pub mod vocabulary;
pub mod workbook_read;
pub mod workbook_write;
