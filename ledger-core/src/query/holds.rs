//! What holds units back, and on what evidence they came or went.
//!
//! Invariants:
//! - One answer is about one durable head; what is in force is asked for a recording time.
//! - Holds that were accepted, released or expired by the head are over and not listed: the journal has them. Restrictions are all
//!   there, so that past times can be asked too.
//! - Rows about serials are in order of space and serial, and cover serials of which something is said only.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex, Timestamp};

use crate::book::{Book, State};
use crate::holds::{EvidenceSaid, Hold, Restriction};
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
