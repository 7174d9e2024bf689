//! A hold or a restriction as it binds: over which serials and accounts, from which entry to which.
//!
//! Invariants:
//! - Blocks are ascending and disjoint; only those that are well formed bind.
//! - It is in force from one entry to another, once.

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{HoldPlaced, RestrictionPlaced};
use ledger_format::codes::Action;
use ledger_format::identifiers::{AccountNumber, EntryIndex, Timestamp};

use crate::rules::holds::state::clock::Clock;
use crate::rules::serials::join;

/// What a hold proposes besides its serials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// Who gives.
    pub debited: AccountNumber,
    /// Who takes.
    pub acquiring: AccountNumber,
    /// What the movement does.
    pub action: Action,
}

/// A hold or a restriction that may still bind.
#[derive(Debug)]
pub struct Bar {
    placed: EntryIndex,
    from: Timestamp,
    until: Option<Timestamp>,
    /// The first entry behind the one that accepts, releases or lifts it.
    pub ended: Option<EntryIndex>,
    /// Whether it is in force when the window begins.
    pub is_counted: bool,
    /// Its serials.
    pub blocks: Box<[SerialBlock]>,
    /// Accounts that it restricts.
    pub accounts: Box<[AccountNumber]>,
    /// What is proposed, of a hold.
    pub proposal: Option<Proposal>,
}

impl Bar {
    /// A hold.
    pub fn hold(placed: EntryIndex, hold: &HoldPlaced) -> Self {
        let HoldPlaced { debited, acquiring, action, expires, blocks } = hold;
        Self {
            placed,
            from: Timestamp(0),
            until: Some(*expires),
            ended: None,
            is_counted: false,
            blocks: well_formed(blocks),
            accounts: Box::default(),
            proposal: Some(Proposal { debited: *debited, acquiring: *acquiring, action: *action }),
        }
    }

    /// A restriction.
    pub fn restriction(placed: EntryIndex, restriction: &RestrictionPlaced) -> Self {
        let RestrictionPlaced { accounts, blocks, from, until, .. } = restriction;
        Self {
            placed,
            from: *from,
            until: (until.0 > 0).then_some(*until),
            ended: None,
            is_counted: false,
            blocks: well_formed(blocks),
            accounts: accounts.iter().copied().collect(),
            proposal: None,
        }
    }

    /// When time changes it, if it does; 0 is past.
    pub fn times(&self) -> impl Iterator<Item = Timestamp> {
        [self.from].into_iter().chain(self.until).filter(|time| time.0 > 0)
    }

    /// Whether it is in force at an entry, as far as what ends it is known.
    pub fn is_in_force_at(&self, entry: EntryIndex, clock: &Clock) -> bool {
        let time = clock.at(entry);
        let is_placed = self.placed < entry && self.from <= time;
        is_placed && self.until.is_none_or(|until| until > time) && self.ended.is_none_or(|end| entry < end)
    }

    /// The first entry of the window at which it is in force, if time has come, and if nothing ended it before.
    pub fn begins(&self, clock: &Clock) -> Option<EntryIndex> {
        let reached = clock.reaches(self.from)?;
        Some(reached.max(EntryIndex(self.placed.0.saturating_add(1))))
    }

    /// The first entry of the window at which it no longer is, if its end has come.
    pub fn ends(&self, clock: &Clock) -> Option<EntryIndex> {
        let expired = self.until.and_then(|until| clock.reaches(until));
        self.ended.into_iter().chain(expired).min()
    }
}

fn well_formed(blocks: &[SerialBlock]) -> Box<[SerialBlock]> {
    join(blocks.iter().filter(|block| block.is_well_formed()).copied().collect()).into()
}
