//! What a journal says about Article 6, replayed from its first entry: units, corresponding adjustments, actions, holdings
//! (`spec/article6.md` sections 1, 5 and 6).
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`runs`] | serials in runs that are alike |
//! | [`register`] | what statements say: Parties, approaches, periods, authorizations, entities, accounts, series |
//! | [`units`] | what is known of a serial: holder, attachments, identifier, first transfer |
//! | [`replay`] | entries in order, and what they change |
//! | [`moves`] | what happened to units, one piece at a time |
//! | [`adjustments`] | the annual table of 2/CMA.3 annex para 23 |
//!
//! - Only the journal is read: neither the book nor the history. What was answered can be answered again from a copy.
//! - The rules are not asked: the writer asked them, and the verifier does.
//! - *As at* a moment means by occurred_at: movements, attachments and identifiers that occurred later are left out, whatever their
//!   place in the journal; R-212 keeps that order the same for every serial.

pub mod adjustments;
pub mod moves;
pub mod register;
pub mod replay;
pub mod runs;
pub mod units;

use ledger_core::{Error, Ledger};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{EntryIndex, Timestamp};

pub use replay::Replay;

/// Replays a ledger up to its durable head; with a moment, leaves out what occurred to units later.
///
/// # Errors
/// When the journal cannot be read.
pub fn read(ledger: &Ledger, up_to: Option<Timestamp>) -> Result<Replay, Error> {
    let mut replay = Replay::up_to(up_to);
    for recorded in ledger.feed(EntryIndex(0))? {
        let recorded = recorded?;
        let Ok(entry) = EntryBytes::whole(&recorded.bytes) else { continue };
        // An entry of a kind that this version does not know, or that does not decode, changes nothing.
        if let Ok(Some((_, body))) = entry.decode() {
            replay.take_in(recorded.index, entry.occurred_at(), &body);
        }
    }
    Ok(replay)
}

#[cfg(test)]
pub(crate) mod tests;
