//! What the bytes of an ITMO ledger say: types, layout and codec, shared by writer and verifier.
//!
//! The prose that leads is `spec/format.md`. Admission test for a line of this crate: could it be a row of a table, or a pure
//! function of bytes, in that page? What needs another entry, a key store, a clock, a file or an opinion lives elsewhere.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`identifiers`], [`itmo_identifier`], [`codes`], [`block`], [`amount`], [`bounded`], [`calendar`] | the nouns |
//! | [`body`], [`entry`] | statements and signed entries |
//! | [`frame`], [`head`] | segments, batches, head signatures |
//! | [`digest`], [`signed_range`], [`signature`] | leaf, chain, tree; what is signed; when a signature is valid |
//! | [`checkpoint`], [`trust`] | the two texts that travel outside the journal |

pub mod amount;
pub mod block;
pub mod body;
pub mod bounded;
pub mod calendar;
pub mod checkpoint;
pub mod codes;
pub mod digest;
pub mod encoding;
pub mod entry;
pub mod frame;
pub mod head;
pub mod identifiers;
pub mod itmo_identifier;
pub mod limits;
pub mod note_key;
pub mod signature;
pub mod signed_range;
pub mod trust;
