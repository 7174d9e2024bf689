//! The library behind `itmo-ledger`, the command line of a registry operator.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`import`] | real history from a registry's files, by a profile |
//! | [`aef_export`] | one Party's submission in the agreed electronic format, from a journal |
//! | [`statement_json`] | statements as JSON lines: what `post` reads and `feed` writes |
//! | [`key_file`], [`passphrase`], [`session`] | private keys, and a ledger opened with them |
//! | [`authority`] | which of these keys sign an entry |
//! | [`texts`] | names, kept beside the journal |
//! | [`destination`], [`made`] | where a command writes a file for its user; what it made there, should it fail |
//! | [`attachments`] | which entries authorized which units |
//! | [`basis`], [`evidence`] | what stands behind units, and on what word they came or went |
//! | [`unknown`] | what a question names that the ledger does not know |
//! | [`labels`], [`occurred`] | what numbers are called, when entries occurred |
//! | [`option_text`], [`time_text`] | options and times as people write them |
//! | [`output`], [`failure`] | what is printed, how a command ends |

pub mod aef_export;
pub mod arguments;
pub mod attachments;
pub mod authority;
pub mod basis;
pub mod command;
pub mod destination;
pub mod evidence;
pub mod failure;
pub mod import;
pub mod key_file;
pub mod labels;
pub mod log;
pub mod made;
pub mod occurred;
pub mod option_text;
pub mod output;
pub mod passphrase;
pub mod session;
pub mod statement_json;
pub mod texts;
pub mod time_text;
pub mod unknown;
