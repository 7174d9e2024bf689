//! What entries of rulebook 4 say about what holds units back: holds and restrictions (`spec/holds.md` section 2), and the
//! evidence that a movement names.
//!
//! Invariants:
//! - Field order is the order of the bytes; the tables of the spec lead.
//! - Whatever bytes can say can be held here, right or wrong, under whatever rulebook.

use serde::{Deserialize, Serialize};

use super::Context;
use super::statements::statements;
use crate::block::SerialBlock;
use crate::bounded::Bounded;
use crate::codes::{Action, EvidenceGrade, Kind, RestrictionReason};
use crate::encoding::{self, EncodingFault};
use crate::identifiers::{AccountNumber, Digest, EntryIndex, PartyCode, Timestamp, party_or_none};
use crate::limits::{BLOCKS_MAX, RESTRICTED_ACCOUNTS_MAX};

/// A movement that is proposed; its name is the index of its entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HoldPlaced {
    /// Who gives.
    pub debited: AccountNumber,
    /// Who takes, if it accepts.
    pub acquiring: AccountNumber,
    /// What the movement does.
    pub action: Action,
    /// From this recording time on nobody can accept it.
    pub expires: Timestamp,
    /// The units, all of them and no others.
    pub blocks: Bounded<SerialBlock, 0, BLOCKS_MAX>,
}

/// A hold that is given up or rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HoldReleased {
    /// The entry that placed it.
    pub hold: EntryIndex,
    /// The registry's own reason code.
    pub reason: u16,
}

/// Accounts and serials from which nothing moves; its name is the index of its entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RestrictionPlaced {
    /// Whose order it is; none is the ledger's authority.
    #[serde(with = "party_or_none")]
    pub party: Option<PartyCode>,
    /// Why.
    pub reason: RestrictionReason,
    /// Accounts that are not debited.
    pub accounts: Bounded<AccountNumber, 0, RESTRICTED_ACCOUNTS_MAX>,
    /// Units that do not move.
    pub blocks: Bounded<SerialBlock, 0, BLOCKS_MAX>,
    /// In force from this recording time on.
    pub from: Timestamp,
    /// In force before this recording time; 0 for no end.
    pub until: Timestamp,
    /// BLAKE3 of the document.
    pub document: Digest,
}

/// A restriction that is lifted before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RestrictionLifted {
    /// The entry that placed it.
    pub restriction: EntryIndex,
    /// The registry's own reason code.
    pub reason: u16,
}

/// On what the word of another registry was taken: particular 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind of evidence.
    pub grade: EvidenceGrade,
    /// BLAKE3 of what is the evidence; all zero for none.
    pub digest: Digest,
}

statements! {
    /// What a statement about what holds units back says, by kind; rulebooks 1 to 3 know none of them.
    pub enum Holds {
        /// A movement is proposed.
        Placed(HoldPlaced) = HOLD_PLACED;
        /// It is given up or rejected.
        Released(HoldReleased) = HOLD_RELEASED;
        /// Nothing moves from here.
        Restricted(Box<RestrictionPlaced>) = RESTRICTION_PLACED;
        /// It may again.
        Lifted(RestrictionLifted) = RESTRICTION_LIFTED;
    }
}
