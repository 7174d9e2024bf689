//! What exactly a rule about holds, restrictions and evidence found wrong: data of [`super::HoldsRefusal`], each a sentence or part
//! of one.

use ledger_format::body::holds::Evidence;
use ledger_format::codes::{AccountKind, Action, EvidenceGrade, Side};
use ledger_format::identifiers::{AccountNumber, Digest, Timestamp};
use thiserror::Error;

use crate::rules::BlocksFault;

/// What is wrong with a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HoldFault {
    /// From an account to itself.
    #[error("account {0} both gives and takes; name who acquires")]
    ToItself(AccountNumber),
    /// Nobody has what is not issued.
    #[error("an issue is not proposed; issue the units, then propose their transfer")]
    Issue,
    /// Never in force.
    #[error("it expires at {expires} and it is {recorded_at}; name a later time")]
    Expired {
        /// As signed.
        expires: Timestamp,
        /// The batch's time.
        recorded_at: Timestamp,
    },
    /// In force for longer than the rulebook allows.
    #[error("it expires at {expires}, more than {limit_ms} ms after recording; name an earlier time")]
    TooLong {
        /// As signed.
        expires: Timestamp,
        /// The option `hold_limit_ms`.
        limit_ms: u64,
    },
}

/// An account that does not fit what is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "account {account} is of kind {kind} and cannot {} in the action {action}; name another account or action",
    if *.side == Side::Debit { "give" } else { "take" }
)]
pub struct HoldUnfit {
    /// The account.
    pub account: AccountNumber,
    /// Its kind.
    pub kind: AccountKind,
    /// What is proposed.
    pub action: Action,
    /// Whether it gives or takes.
    pub side: Side,
}

/// How a movement is not what was proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HoldDifference {
    /// Another action.
    #[error("its action is {proposed}")]
    Action {
        /// As proposed.
        proposed: Action,
    },
    /// Another account.
    #[error("account {proposed} stands there, not {found}")]
    Account {
        /// In the movement.
        found: AccountNumber,
        /// As proposed.
        proposed: AccountNumber,
    },
    /// Other serials.
    #[error("its serials are others, more or fewer")]
    Serials,
}

/// What is wrong with a restriction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RestrictionFault {
    /// Neither an account nor a block.
    #[error("neither an account nor a block is named; name what nothing moves from")]
    Nothing,
    /// The same account twice.
    #[error("account {0} stands there twice; name it once")]
    AccountTwice(AccountNumber),
    /// Blocks that are not as R-345 has them.
    #[error(transparent)]
    Blocks(BlocksFault),
    /// An end before the beginning.
    #[error("it ends before it begins; name a later end, or 0 for none")]
    Times,
}

/// What is wrong with the evidence of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EvidenceFault {
    /// None where some is needed.
    #[error(
        "account {0} stands for a registry without a ledger here; say in particular 9 on what evidence, grade 4 if there is none"
    )]
    Missing(AccountNumber),
    /// Some where none is needed.
    #[error("no account stands for another registry; leave particular 9 out")]
    Superfluous,
    /// A digest of nothing.
    #[error("without evidence there is no digest; set it to zeros, or say the grade")]
    DigestOfNone,
    /// Evidence that is not named.
    #[error("evidence of grade {0} has a digest; name it")]
    DigestMissing(EvidenceGrade),
}

impl EvidenceFault {
    /// What is wrong with evidence that may stand where it does, if anything is: a digest names what there is.
    pub(crate) fn of(said: Evidence) -> Option<Self> {
        match (said.grade == EvidenceGrade::NONE, said.digest == Digest::default()) {
            (true, false) => Some(Self::DigestOfNone),
            (false, true) => Some(Self::DigestMissing(said.grade)),
            _ => None,
        }
    }
}
