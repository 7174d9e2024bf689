//! Bodies and particulars of rulebook 4.

use ledger_format::body::holds::{Evidence, HoldPlaced, HoldReleased, RestrictionLifted, RestrictionPlaced};
use ledger_format::body::{Holds, Particular, ParticularValue};
use ledger_format::codes::{EvidenceGrade, RestrictionReason};

use super::*;

/// A hold of account 1 for account 2, as a transfer.
pub fn hold(blocks: &[SerialBlock], expires_ms: u64) -> HoldPlaced {
    HoldPlaced {
        debited: AccountNumber(1),
        acquiring: AccountNumber(2),
        action: Action::TRANSFER,
        expires: Timestamp(expires_ms),
        blocks: blocks.to_vec().try_into().unwrap(),
    }
}

pub fn placed(hold: HoldPlaced) -> Body {
    Body::Holds(Holds::Placed(hold))
}

pub fn released(hold: u64) -> Body {
    Body::Holds(Holds::Released(HoldReleased { hold: EntryIndex(hold), reason: 7 }))
}

/// A restriction by the ledger's authority, without an end.
pub fn restriction(accounts: &[u64], blocks: &[SerialBlock]) -> RestrictionPlaced {
    let accounts: Vec<_> = accounts.iter().copied().map(AccountNumber).collect();
    RestrictionPlaced {
        party: None,
        reason: RestrictionReason::COURT_ORDER,
        accounts: accounts.try_into().unwrap(),
        blocks: blocks.to_vec().try_into().unwrap(),
        from: Timestamp(0),
        until: Timestamp(0),
        document: Digest([3; 32]),
    }
}

pub fn restricted(restriction: RestrictionPlaced) -> Body {
    Body::Holds(Holds::Restricted(Box::new(restriction)))
}

pub fn lifted(restriction: u64) -> Body {
    Body::Holds(Holds::Lifted(RestrictionLifted { restriction: EntryIndex(restriction), reason: 7 }))
}

pub fn accepting(hold: u64) -> Particular {
    ParticularValue::Hold(EntryIndex(hold)).into()
}

pub fn evidence(grade: u8, digest: u8) -> Particular {
    let evidence = Evidence { grade: EvidenceGrade(grade), digest: Digest([digest; 32]) };
    ParticularValue::Evidence(evidence).into()
}

pub fn telling(action: Action, particulars: Vec<Particular>, postings: Vec<Posting>) -> Body {
    let particulars = particulars.try_into().unwrap();
    Body::Movement(Movement { action, particulars, postings: postings.try_into().unwrap() })
}
