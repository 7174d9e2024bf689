//! What the writer answers when a rule about holds, restrictions and evidence says no.
//!
//! Invariants: those of [`crate::rules::Refusal`], of which it is a part: closed, one sentence each, that says what to do; and,
//! where a race for units was lost, that the same wish may be retried with other blocks.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex, PartyCode, Timestamp};
use thiserror::Error;

use super::fault::{EvidenceFault, HoldDifference, HoldFault, HoldUnfit, RestrictionFault};
use crate::rules::{BlocksFault, Choice, ListedSerials, Rule};

/// A statement or movement that the rules about holds, restrictions and evidence do not admit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HoldsRefusal {
    ///
    #[error("R-501: {0}")]
    HoldBlocks(BlocksFault),
    ///
    #[error("R-502: {0}")]
    Hold(HoldFault),
    ///
    #[error("R-503: {0}")]
    HoldKinds(HoldUnfit),
    /// R-504; may be retried with other blocks.
    #[error("R-504: {serials} not all held by account {debited}; retry with blocks that it holds")]
    NotHeldByDebited {
        /// Who is to give.
        debited: AccountNumber,
        /// The blocks.
        serials: ListedSerials,
    },
    /// R-505; may be retried with other blocks.
    #[error(
        "R-505: {serials} promised to somebody or restricted, in whole or in part; retry with other blocks"
    )]
    PromisedBefore {
        /// The blocks.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-505: account {debited} is restricted, so that none of its units is promised; retry once the restriction is lifted or over"
    )]
    HoldOfRestrictedAccount {
        /// Who is to give.
        debited: AccountNumber,
        /// All blocks of the hold.
        serials: ListedSerials,
    },
    ///
    #[error("R-506: entry {0} placed no hold; name the entry that did")]
    NoSuchHold(EntryIndex),
    ///
    #[error(
        "R-506: the hold of entry {0} was accepted or released, or has expired; ask the debited account to propose it again"
    )]
    HoldOver(EntryIndex),
    ///
    #[error(
        "R-506: the hold of entry {hold} expired at {expired}; ask the debited account to propose it again"
    )]
    HoldExpired {
        /// The hold.
        hold: EntryIndex,
        /// Its end.
        expired: Timestamp,
    },
    ///
    #[error(
        "R-507: this is not what the hold of entry {hold} proposed: {difference}; accept it as it stands, or release it and ask for another"
    )]
    NotAsProposed {
        /// The hold.
        hold: EntryIndex,
        /// How it differs.
        difference: HoldDifference,
    },
    /// R-508; may be retried with other blocks, where they are free to choose.
    #[error(
        "R-508: {serials} held back by a hold, in whole or in part; retry {}",
        if *.choice == Choice::Free { "with other blocks, or once it is released" } else { "once it is released or over" }
    )]
    HeldBack {
        /// The debited blocks.
        serials: ListedSerials,
        /// Whether there could be others.
        choice: Choice,
    },
    ///
    #[error("R-511: {0}")]
    Restriction(RestrictionFault),
    ///
    #[error(
        "R-512: account {account} is not of Party {party}; leave it out, or let the ledger's authority order it"
    )]
    AccountOfAnother {
        /// The account.
        account: AccountNumber,
        /// Who orders.
        party: PartyCode,
    },
    ///
    #[error(
        "R-512: Party {0} restricts accounts of its own, not serials; let the ledger's authority order that"
    )]
    SerialsByParty(PartyCode),
    ///
    #[error("R-513: entry {0} placed no restriction; name the entry that did")]
    NoSuchRestriction(EntryIndex),
    ///
    #[error("R-513: the restriction of entry {restriction} was lifted by entry {by}; nothing is left to do")]
    LiftedBefore {
        /// The restriction.
        restriction: EntryIndex,
        /// The first entry that lifted it.
        by: EntryIndex,
    },
    /// R-514; may be retried with other blocks where it is not the account that is restricted, and they are free to choose.
    #[error(
        "R-514: {serials} restricted, in whole or in part{}; {}",
        if .account.is_some() { ", with the account that is debited" } else { "" },
        if .account.is_none() && *.choice == Choice::Free {
            "retry with other blocks"
        } else {
            "retry once the restriction is lifted or over"
        }
    )]
    Restricted {
        /// A debited account that is restricted, if one is.
        account: Option<AccountNumber>,
        /// The debited blocks.
        serials: ListedSerials,
        /// Whether there could be others.
        choice: Choice,
    },
    ///
    #[error("R-521: {0}")]
    Evidence(EvidenceFault),
}

impl HoldsRefusal {
    /// The rule that says no.
    #[must_use]
    pub fn rule(&self) -> Rule {
        match self {
            Self::HoldBlocks(_) => Rule::HoldBlocksFormed,
            Self::Hold(_) => Rule::HoldFormed,
            Self::HoldKinds(_) => Rule::HoldKindsFit,
            Self::NotHeldByDebited { .. } => Rule::HoldHeld,
            Self::PromisedBefore { .. } | Self::HoldOfRestrictedAccount { .. } => Rule::PromisedOnce,
            Self::NoSuchHold(_) | Self::HoldOver(_) | Self::HoldExpired { .. } => Rule::HoldInForce,
            Self::NotAsProposed { .. } => Rule::AsProposed,
            Self::HeldBack { .. } => Rule::NotHeldBack,
            Self::Restriction(_) => Rule::RestrictionFormed,
            Self::AccountOfAnother { .. } | Self::SerialsByParty(_) => Rule::RestrictionOfOwn,
            Self::NoSuchRestriction(_) | Self::LiftedBefore { .. } => Rule::LiftedOnce,
            Self::Restricted { .. } => Rule::NotRestricted,
            Self::Evidence(_) => Rule::EvidenceSaid,
        }
    }

    /// Whether the same wish may succeed with other blocks.
    pub(crate) fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::NotHeldByDebited { .. }
                | Self::PromisedBefore { .. }
                | Self::HeldBack { choice: Choice::Free, .. }
                | Self::Restricted { account: None, choice: Choice::Free, .. }
        )
    }

    /// The blocks in which a serial breaks the rule.
    pub(crate) fn serials(&self) -> &[SerialBlock] {
        match self {
            Self::NotHeldByDebited { serials, .. }
            | Self::PromisedBefore { serials }
            | Self::HoldOfRestrictedAccount { serials, .. }
            | Self::HeldBack { serials, .. }
            | Self::Restricted { serials, .. } => serials.blocks(),
            _ => &[],
        }
    }
}
