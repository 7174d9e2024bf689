//! Rulebook 4 in the test world: holds, restrictions and movements with evidence, and a short history in which all of them are
//! right.
//!
//! Units are of the plain series, which no other rulebook asks more of; accounts 1 to 3 hold, each with a key of its own.

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{
    Evidence, HoldPlaced, HoldReleased, Holds, RestrictionLifted, RestrictionPlaced,
};
use ledger_format::body::{Body, Movement, Particular, ParticularValue};
use ledger_format::codes::{Action, EvidenceGrade, RestrictionReason};
use ledger_format::identifiers::{AccountNumber, Digest, EntryIndex, SpaceId, Timestamp};

use crate::article6_world::account_of;
use crate::movements::{issue, legs, signed};
use crate::world::{BEGINNING_MS, World};

/// The plain series' Source account and space.
pub const SOURCE: u64 = 115;
/// Where its serials count.
pub const SPACE: u32 = 6;
/// The keys of the ledger's authority and of accounts 1 to 3.
pub const AUTHORITY: &[u32] = &[1];
/// The holder of account 1.
pub const FIRST: &[u32] = &[10];
/// The holder of account 2.
pub const SECOND: &[u32] = &[11];
/// The holder of account 3.
pub const THIRD: &[u32] = &[12];

/// Serials of the plain series.
#[must_use]
pub fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(SPACE), first, last)
}

/// A transfer is proposed.
///
/// # Panics
/// Never.
#[must_use]
pub fn hold(from: u64, to: u64, first: u64, last: u64, expires_ms: u64) -> Body {
    Body::Holds(Holds::Placed(HoldPlaced {
        debited: AccountNumber(from),
        acquiring: AccountNumber(to),
        action: Action::TRANSFER,
        expires: Timestamp(expires_ms),
        blocks: vec![block(first, last)].try_into().expect("one block"),
    }))
}

/// It is given up or rejected.
#[must_use]
pub fn release(hold: u64) -> Body {
    Body::Holds(Holds::Released(HoldReleased { hold: EntryIndex(hold), reason: 1 }))
}

/// An account is restricted by the ledger's authority, without an end.
///
/// # Panics
/// Never.
#[must_use]
pub fn restrict(account: u64, from_ms: u64) -> Body {
    Body::Holds(Holds::Restricted(Box::new(RestrictionPlaced {
        party: None,
        reason: RestrictionReason::COURT_ORDER,
        accounts: vec![AccountNumber(account)].try_into().expect("one account"),
        blocks: Vec::new().try_into().expect("none"),
        from: Timestamp(from_ms),
        until: Timestamp(0),
        document: Digest([8; 32]),
    })))
}

/// A restriction ends.
#[must_use]
pub fn lift(restriction: u64) -> Body {
    Body::Holds(Holds::Lifted(RestrictionLifted { restriction: EntryIndex(restriction), reason: 1 }))
}

/// A transfer with a particular.
///
/// # Panics
/// Never.
#[must_use]
pub fn transfer_with(from: u64, to: u64, first: u64, last: u64, particular: ParticularValue) -> Body {
    Body::Movement(Movement {
        action: Action::TRANSFER,
        particulars: vec![Particular::from(particular)].try_into().expect("one particular"),
        postings: legs(from, to, SPACE, first, last).try_into().expect("two legs"),
    })
}

/// A transfer that accepts a hold.
#[must_use]
pub fn accept(hold: u64, from: u64, to: u64, first: u64, last: u64) -> Body {
    transfer_with(from, to, first, last, ParticularValue::Hold(EntryIndex(hold)))
}

/// Entries of every kind of rulebook 4, all right, in order, each with the time at which it is recorded: a batch each.
#[must_use]
pub fn right_history(world: &World) -> Vec<(u64, Vec<u8>)> {
    let first = 1 + world.declarations().len() as u64;
    let expires_ms = BEGINNING_MS + 10_000;
    let notice = Evidence { grade: EvidenceGrade::SIGNED_NOTICE, digest: Digest([9; 32]) };
    let bodies = [
        (issue(SOURCE, 1, SPACE, 1, 100), AUTHORITY),
        (hold(1, 2, 1, 40, expires_ms), FIRST),
        (accept(first + 1, 1, 2, 1, 40), SECOND),
        (hold(1, 3, 41, 60, expires_ms), FIRST),
        (release(first + 3), THIRD),
        (restrict(2, BEGINNING_MS), AUTHORITY),
        (lift(first + 5), AUTHORITY),
        (transfer_with(1, account_of(1, 11), 61, 70, ParticularValue::Evidence(notice)), FIRST),
    ];
    let entries = (1_000..).zip(bodies);
    entries.map(|(number, (body, keys))| (BEGINNING_MS + number, signed(number, body, keys))).collect()
}
