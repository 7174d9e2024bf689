//! What the writer answers when a rule of rulebook 5 says no.
//!
//! Invariants: those of [`crate::rules::Refusal`], of which it is a part: closed, one sentence each, that says what to do.

use ledger_format::block::SerialBlock;
use ledger_format::codes::AccountKind;
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, EntryIndex, PartyCode, RegistryId, Timestamp,
};
use thiserror::Error;

use crate::rules::{Choice, EvidenceFault, ListedSerials, Rule};

/// A statement or movement that the rules about what is told from elsewhere do not admit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoticesRefusal {
    ///
    #[error(
        "R-601: account {account} is of kind {kind} and stands for no other registry; name the Counterpart account that holds the units"
    )]
    NotCounterpart {
        /// As named.
        account: AccountNumber,
        /// Its kind.
        kind: AccountKind,
        /// All serials of the notice.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-601: {serials} not held by account {account}, so that its registry cannot speak of them; name the units that were given to it"
    )]
    NotHeldThere {
        /// As named.
        account: AccountNumber,
        /// What it does not hold.
        serials: ListedSerials,
    },
    ///
    #[error("R-602: {serials} moved after {occurred_at} already; correct occurred_at")]
    OccurredBeforeMovement {
        /// Serials whose last movement occurred later.
        serials: ListedSerials,
        /// As signed.
        occurred_at: Timestamp,
    },
    /// R-603; may be retried with other blocks, where they are free to choose.
    #[error(
        "R-603: {serials} used or cancelled in another registry, in whole or in part; {}",
        if *.choice == Choice::Free { "retry with other blocks" } else { "withdraw the notice first, if it was wrong" }
    )]
    Noticed {
        /// The blocks.
        serials: ListedSerials,
        /// Whether there could be others.
        choice: Choice,
    },
    ///
    #[error("R-604: {0}")]
    Evidence(EvidenceFault),
    ///
    #[error("R-605: entry {0} gave no notice; name the entry that did")]
    NoSuchNotice(EntryIndex),
    ///
    #[error("R-605: the notice of entry {notice} was withdrawn by entry {by}; nothing is left to do")]
    WithdrawnBefore {
        /// The notice.
        notice: EntryIndex,
        /// The entry that withdrew it.
        by: EntryIndex,
    },
    ///
    #[error(
        "R-606: account {account} is of kind {kind}, and an issue of Article 6.4 goes to Pending accounts and to its levies only, or to Counterpart accounts only; issue to a Pending account, and transfer from there"
    )]
    IssuedElsewhere {
        /// The first such account.
        account: AccountNumber,
        /// Its kind.
        kind: AccountKind,
    },
    ///
    #[error(
        "R-607: registry {0} is one of this ledger's own, so that no account stands for it; open the account that is meant"
    )]
    OwnRegistry(RegistryId),
    ///
    #[error(
        "R-607: an account stands for registry {registry} and Party {party} in this metric already; use it, or close it first"
    )]
    CounterpartOpen {
        /// The registry.
        registry: RegistryId,
        /// The Party.
        party: PartyCode,
    },
    ///
    #[error("R-611: {0}")]
    Registries(RegistriesFault),
    ///
    #[error(
        "R-612: registry {registry} was not stated for approach {approach}; let the ledger's authority state it, or correct the identifiers"
    )]
    RegistryNotStated {
        /// The approach.
        approach: ApproachNumber,
        /// The registry.
        registry: RegistryId,
    },
}

/// What is wrong with a list of registries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RegistriesFault {
    /// Empty.
    #[error("no registry is named; name at least one")]
    None,
    /// The same twice.
    #[error("registry {0} stands there twice; name it once")]
    Twice(RegistryId),
}

impl NoticesRefusal {
    /// The rule that says no.
    #[must_use]
    pub fn rule(&self) -> Rule {
        match self {
            Self::NotCounterpart { .. } | Self::NotHeldThere { .. } => Rule::NoticedThere,
            Self::OccurredBeforeMovement { .. } => Rule::NoticedForward,
            Self::Noticed { .. } => Rule::NoticedStays,
            Self::Evidence(_) => Rule::NoticeOnEvidence,
            Self::NoSuchNotice(_) | Self::WithdrawnBefore { .. } => Rule::WithdrawnOnce,
            Self::IssuedElsewhere { .. } => Rule::MechanismIssues,
            Self::OwnRegistry(_) | Self::CounterpartOpen { .. } => Rule::CounterpartOnce,
            Self::Registries(_) => Rule::RegistriesFormed,
            Self::RegistryNotStated { .. } => Rule::RegistryStated,
        }
    }

    /// Whether the same wish may succeed with other blocks.
    pub(crate) fn is_retryable(&self) -> bool {
        matches!(self, Self::Noticed { choice: Choice::Free, .. })
    }

    /// The serials or blocks that break the rule.
    pub(crate) fn serials(&self) -> &[SerialBlock] {
        match self {
            Self::NotCounterpart { serials, .. }
            | Self::NotHeldThere { serials, .. }
            | Self::OccurredBeforeMovement { serials, .. }
            | Self::Noticed { serials, .. } => serials.blocks(),
            _ => &[],
        }
    }
}
