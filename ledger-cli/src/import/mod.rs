//! Import of real history: rows of a registry's files become movements, by a profile and without code.
//!
//! | module | what it does |
//! | --- | --- |
//! | [`profile`] | reads what the columns mean |
//! | [`source`], [`time`] | read the files: digests, rows, times |
//! | [`merge`] | puts the rows of all files in one order |
//! | [`resolve`], [`fault`] | a row becomes an instruction, or says why not |
//! | [`target`] | what is asked of a ledger |
//! | [`memory_ledger`] | a ledger of names in memory: the dry run, and the model that tests compare with |
//! | [`ledger_target`], [`ledger_names`] | a real ledger as the target |
//! | [`importer`] | posts, skips what is posted, counts |
//! | [`rejects`] | writes down what was refused |
//!
//! - The same import again adds nothing; a killed one goes on where it stopped. Both rest on the provenance in each
//!   entry, not on
//!   a file of its own.
//! - A refused row does not keep the others from being posted.
//! - Memory is bounded by the size of the files: their bytes, 24 bytes a row, the batch at hand, and the refused rows with their reasons.

pub mod fault;
pub mod importer;
pub mod ledger_names;
pub mod ledger_target;
pub mod memory_ledger;
pub mod merge;
pub mod profile;
pub mod rejects;
pub mod resolve;
pub mod source;
pub mod target;
pub mod time;

#[cfg(test)]
mod tests;
