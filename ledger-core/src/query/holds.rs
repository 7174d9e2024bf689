//! What holds units back, and on what evidence they came or went.
//!
//! Invariants:
//! - One answer is about one durable head, or about the past up to it; what is in force is asked for a recording time.
//! - Holds that were accepted, released or expired by the head are over and not listed: the journal has them. Restrictions are all
//!   there, so that past times can be asked too.
//! - Rows about serials are in order of space and serial, and cover serials of which something is said only.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::holds::Evidence;
use ledger_format::identifiers::{AccountNumber, EntryIndex, Timestamp};

use crate::book::{Book, State};
use crate::error::Error;
use crate::history::AsAt;
use crate::holds::particulars::evidence_of as evidence_of_movement;
use crate::holds::{EvidenceSaid, Hold, Restriction};
use crate::journal::batch::Reading;
use crate::layered::intervals::{Interval, Intervals};
use crate::ledger::Ledger;

/// Serials that came from or went to another registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SerialsEvidence {
    /// The units.
    pub block: SerialBlock,
    /// On what evidence the last time, and by which movement.
    pub said: EvidenceSaid,
}

impl Ledger {
    /// The holds in force at a recording time that is not before the head's ([`Ledger::recorded_at`]), by name; where an account
    /// is named, those by which it gives or takes.
    pub fn holds_in_force(&self, account: Option<AccountNumber>, at: Timestamp) -> Vec<Arc<Hold>> {
        holds_in_force(&self.book(), account, at)
    }

    /// The hold that an entry placed, if nobody accepted or released it and it has not expired by the head.
    pub fn hold(&self, placed: EntryIndex) -> Option<Arc<Hold>> {
        State::holds(&*self.book()).hold(placed).cloned()
    }

    /// The restrictions in force at a recording time, past ones included, by name.
    pub fn restrictions_in_force(&self, at: Timestamp) -> Vec<Arc<Restriction>> {
        restrictions_in_force(&self.book(), at)
    }

    /// The restriction that an entry placed, in force or not.
    pub fn restriction(&self, placed: EntryIndex) -> Option<Arc<Restriction>> {
        State::holds(&*self.book()).restriction(placed).cloned()
    }

    /// The evidence on the serials of a block, row by row; nothing for a block that is not well formed.
    pub fn evidence_of(&self, block: SerialBlock) -> Vec<SerialsEvidence> {
        evidence_of(&self.book(), block)
    }

    /// The same as at some time: what the last movement up to then said that took the serials from or to another registry. Reads
    /// the history of the block, and each such movement.
    ///
    /// # Errors
    /// [`Error::History`] when the past cannot be read, [`Error::Corrupt`] when a movement is not what was written.
    pub fn evidence_as_at(&self, block: SerialBlock, as_at: AsAt) -> Result<Vec<SerialsEvidence>, Error> {
        if as_at == AsAt::Head {
            return Ok(self.evidence_of(block));
        }
        let mut said: Intervals<EvidenceSaid> = Intervals::default();
        for step in self.lineage(block, as_at)? {
            if let Some(evidence) = step.evidence {
                let value = EvidenceSaid { entry: step.entry, evidence };
                said.set(step.block.first, step.block.last, Some(value), |_| {});
            }
        }
        let row = |of: Interval<EvidenceSaid>| SerialsEvidence {
            block: SerialBlock::new(block.space, of.first, of.last),
            said: of.value,
        };
        Ok(said.iter().map(row).collect())
    }

    /// The evidence that a movement names for the units that it takes from or to another registry, if it does.
    pub(super) fn evidence_said_by(&self, entry: EntryIndex) -> Result<Option<Evidence>, Error> {
        let Some(found) = self.shared.places.batch_of(entry)? else { return Ok(None) };
        let body = found.place_of(entry).and_then(|place| match found.batch.readings.get(place)? {
            Reading::Known(_, Body::Movement(body)) => Some(body),
            _ => None,
        });
        Ok(body.and_then(evidence_of_movement))
    }
}

pub(crate) fn holds_in_force(book: &Book, account: Option<AccountNumber>, at: Timestamp) -> Vec<Arc<Hold>> {
    let mut all = State::holds(book).back.all_holds();
    all.retain(|hold| {
        let of = |account| [hold.terms.debited, hold.terms.acquiring].contains(&account);
        hold.is_in_force(at) && account.is_none_or(of)
    });
    all
}

pub(crate) fn restrictions_in_force(book: &Book, at: Timestamp) -> Vec<Arc<Restriction>> {
    let mut all = State::holds(book).back.all_restrictions();
    all.retain(|restriction| restriction.is_in_force(at));
    all
}

pub(crate) fn evidence_of(book: &Book, block: SerialBlock) -> Vec<SerialsEvidence> {
    let mut rows = Vec::new();
    if block.is_well_formed() {
        State::holds(book).evidence().pieces(block.space, block.first, block.last, |piece| {
            let block = SerialBlock::new(block.space, piece.first, piece.last);
            rows.extend(piece.value.map(|said| SerialsEvidence { block, said }));
        });
    }
    rows
}
