//! Worked examples of Article 6, as programs that check their own figures.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`registry`] | a registry that embeds the ledger: keys, a clock set by hand, posting, verification |
//! | [`says`] | the statements of the story, in as few words as they need |
//! | [`story`] | two Parties and an airline |
//!
//! The same story as commands: `two_parties_and_an_airline.sh`; what it teaches: `docs/article6.md`.

pub mod registry;
pub mod says;
pub mod story;
