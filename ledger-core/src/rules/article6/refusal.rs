//! What the writer answers when a rule of `spec/article6.md` says no: which rule, about what, and what to do.
//!
//! Invariants: as of [`crate::rules::Refusal`], of which these are one variant. None may be retried as it is: a cap that
//! was used up by somebody else is used up.

use ledger_format::block::SerialBlock;
use ledger_format::codes::{Action, ApproachStatus};
use ledger_format::identifiers::{AccountNumber, ApproachNumber, Digest, PartyCode, Timestamp};
use thiserror::Error;

use super::fault::{
    ApproachFault, AuthorizationFault, BlocksFault, ClaimFault, Forbidding, ParticularFault, PeriodFault,
    StatementFault, VersionFault,
};
use crate::rules::{ListedSerials, Rule};

/// A statement or movement that the rules about Article 6 do not admit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Article6Refusal {
    ///
    #[error("R-301: {0}")]
    Approach(ApproachFault),
    ///
    #[error("R-302: approach {0} is not declared; let the ledger's authority declare it first")]
    ApproachUnknown(ApproachNumber),
    ///
    #[error(
        "R-303: approach {approach} is {from} and cannot become {to}; a draft becomes active or revoked, what is active completed or revoked"
    )]
    StatusChange {
        /// The approach.
        approach: ApproachNumber,
        /// Where it stands.
        from: ApproachStatus,
        /// As stated.
        to: ApproachStatus,
    },
    ///
    #[error("R-304: {0}")]
    Period(PeriodFault),
    ///
    #[error("R-305: {0}")]
    Statement(StatementFault),
    ///
    #[error("R-340: {0}")]
    Authorization(AuthorizationFault),
    ///
    #[error("R-341: Party {0} has stated no authorization of that id; state it first, or correct the id")]
    AuthorizationUnknown(PartyCode),
    ///
    #[error("R-341: the authorization was ended; state a new one under another id")]
    AuthorizationEnded,
    ///
    #[error("R-341: version {used} is not the latest; use version {latest}")]
    NotLatestVersion {
        /// As stated.
        used: u32,
        /// The latest.
        latest: u32,
    },
    ///
    #[error("R-342: {0}")]
    Version(VersionFault),
    ///
    #[error(
        "R-343: approach {approach} does not name {}; choose another approach", if *.party_missing { "this Party" } else { "this metric" }
    )]
    OutsideApproach {
        /// The approach.
        approach: ApproachNumber,
        /// Whether the Party is not one of its, else the metric.
        party_missing: bool,
    },
    ///
    #[error("R-344: {0}; until then the rulebook's options forbid to authorize")]
    AuthorizationForbidden(Forbidding),
    ///
    #[error("R-345: {0}")]
    Blocks(BlocksFault),
    ///
    #[error(
        "R-346: {serials} not live Article 6 units (never issued, of a plain series, used, cancelled or taken back); leave them out"
    )]
    NotLiveUnits {
        /// What is not.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-347: the version is not in effect at {occurred_at}; correct occurred_at, or state a version that is"
    )]
    VersionNotInEffect {
        /// As signed.
        occurred_at: Timestamp,
        /// All that would be attached.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-347: {serials} of another metric or vintage than the version authorizes; leave them out, or state a version for them"
    )]
    OutsideVersion {
        /// What does not fit.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-348: {serials} first transferred already, or attached to this version already; leave them out"
    )]
    AttachedBefore {
        /// What is.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-349: {attached} units would be attached and the cap is {cap}; authorize fewer, or state a version with a higher cap first"
    )]
    AboveCap {
        /// After the entry.
        attached: u128,
        /// Of the version used.
        cap: u64,
    },
    ///
    #[error(
        "R-350: {serials} of another host or vintage than the identifiers name; assign identifiers to each host and vintage by an entry of its own"
    )]
    IdentifiersNameOther {
        /// What is.
        serials: ListedSerials,
    },
    ///
    #[error("R-351: {serials} identified already; leave them out")]
    IdentifiedBefore {
        /// What is.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-352: the numbers for which {serials} meant were assigned before or are not from 1 to 2^63 - 1; take numbers that never were"
    )]
    NumbersTaken {
        /// Whose number is not free.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-353: {serials} identified under one approach and authorized under another; use the same approach"
    )]
    ApproachesDiffer {
        /// What is.
        serials: ListedSerials,
    },
    ///
    #[error("R-360: {fault} (action {action})")]
    Particulars {
        /// The movement's.
        action: Action,
        /// What is wrong.
        fault: ParticularFault,
    },
    ///
    #[error(
        "R-361: {serials} not authorized by their host at this time and would leave it; let the host authorize them first (units authorized)"
    )]
    Unauthorized {
        /// What is not.
        serials: ListedSerials,
    },
    ///
    #[error("R-362: {serials} {}", if *.action == Action::FIRST_TRANSFER { "not first transferred internationally by this movement; move them by another action" } else { "first transferred by this movement; move them by an action of first transfer, in a movement of their own" })]
    ActionUnfit {
        /// The movement's.
        action: Action,
        /// To what it does not fit.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-363: {serials} first transferred by this entry and have no ITMO identifier; let the operator assign identifiers first"
    )]
    Unidentified {
        /// What has none.
        serials: ListedSerials,
    },
    ///
    #[error("R-364: {serials} first transferred by this entry, which the rulebook's options forbid: {by}")]
    FirstTransferForbidden {
        /// What is.
        serials: ListedSerials,
        /// Of the first of them.
        by: Forbidding,
    },
    ///
    #[error(
        "R-365: {serials} not first transferred, so that no Party has adjusted for them; make the first transfer before the use"
    )]
    NotFirstTransferred {
        /// What is not.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-366: {serials} not authorized for this purpose; use them for what they are authorized for, or authorize more"
    )]
    PurposeUnfit {
        /// What is not.
        serials: ListedSerials,
    },
    ///
    #[error("R-367: {serials} not authorized for {fault}")]
    ClaimantUnfit {
        /// What is not.
        serials: ListedSerials,
        /// Of the first of them.
        fault: ClaimFault,
    },
    ///
    #[error(
        "R-368: {serials} not usable for {year}: it must lie in the authorization's years of use, and in one declared NDC period of the using Party together with the vintage"
    )]
    YearUnfit {
        /// The year of use.
        year: u16,
        /// What is not.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-369: {serials} restricted since their authorization ended; cancel them (cancellation), or return them to the host"
    )]
    Restricted {
        /// What is.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-370: {serials} credited to account {account} of another registry by that movement; transfer them back instead of reversing it"
    )]
    AcrossRegistries {
        /// What is.
        serials: ListedSerials,
        /// The first such account.
        account: AccountNumber,
    },
    ///
    #[error(
        "R-371: {serials} adjusted for in a year that is final for its Party; it cannot be taken back any more"
    )]
    AdjustmentFinal {
        /// What is.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-372: {serials} first transferred since that issue, and the host has adjusted for them; cancel them instead of taking the issue back"
    )]
    FirstTransferStands {
        /// What is.
        serials: ListedSerials,
    },
    ///
    #[error(
        "R-380: Party {party} has filed version {major}.{minor} for {year} already; file the next version"
    )]
    FiledBefore {
        /// Whose report.
        party: PartyCode,
        /// Reported year.
        year: u16,
        /// Its version.
        major: u16,
        /// Its version.
        minor: u16,
    },
    ///
    #[error("R-380: the first version of a report is 1.0; give it a version above 0")]
    VersionZero,
    ///
    #[error(
        "R-380: the report was made from {named} entries and there are {known}; make it from what is recorded"
    )]
    FiledAhead {
        /// As stated.
        named: u64,
        /// Entries before this one.
        known: u64,
    },
    ///
    #[error(
        "R-381: the chain at entry count {count} is {expected}; make the report from this ledger, and name its head"
    )]
    ChainDiffers {
        /// As stated.
        count: u64,
        /// The journal's.
        expected: Digest,
    },
}

impl Article6Refusal {
    /// The rule that said no.
    #[must_use]
    pub fn rule(&self) -> Rule {
        match self {
            Self::Approach(_) => Rule::ApproachFormed,
            Self::ApproachUnknown(_) => Rule::ApproachDeclared,
            Self::StatusChange { .. } => Rule::StatusChanges,
            Self::Period(_) => Rule::PeriodFormed,
            Self::Statement(_) => Rule::StatementFormed,
            Self::Authorization(_) => Rule::AuthorizationFormed,
            Self::AuthorizationUnknown(_) | Self::AuthorizationEnded | Self::NotLatestVersion { .. } => {
                Rule::AuthorizationUsable
            }
            Self::Version(_) => Rule::VersionFollows,
            Self::OutsideApproach { .. } => Rule::AuthorizationInApproach,
            Self::AuthorizationForbidden(_) => Rule::AuthorizationAllowed,
            Self::Blocks(_) => Rule::BlocksFormed,
            Self::NotLiveUnits { .. } => Rule::UnitsLive,
            Self::VersionNotInEffect { .. } | Self::OutsideVersion { .. } => Rule::UnitsInVersion,
            Self::AttachedBefore { .. } => Rule::AttachedOnce,
            Self::AboveCap { .. } => Rule::WithinCap,
            Self::IdentifiersNameOther { .. } => Rule::IdentifiersNameUnits,
            Self::IdentifiedBefore { .. } => Rule::IdentifiedOnce,
            Self::NumbersTaken { .. } => Rule::NumbersFree,
            Self::ApproachesDiffer { .. } => Rule::OneApproach,
            Self::Particulars { .. } => Rule::ParticularsFit,
            Self::Unauthorized { .. } => Rule::CrossingAuthorized,
            Self::ActionUnfit { .. } => Rule::FirstTransferNamed,
            Self::Unidentified { .. } => Rule::FirstTransferIdentified,
            Self::FirstTransferForbidden { .. } => Rule::FirstTransferAllowed,
            Self::NotFirstTransferred { .. } => Rule::UsedAfterFirstTransfer,
            Self::PurposeUnfit { .. } => Rule::PurposeAuthorized,
            Self::ClaimantUnfit { .. } => Rule::ClaimantAuthorized,
            Self::YearUnfit { .. } => Rule::YearOfUseFits,
            Self::Restricted { .. } => Rule::RestrictedStays,
            Self::AcrossRegistries { .. } => Rule::ReversedInRegistry,
            Self::AdjustmentFinal { .. } => Rule::FinalStays,
            Self::FirstTransferStands { .. } => Rule::FirstTransferredStays,
            Self::FiledBefore { .. } | Self::VersionZero | Self::FiledAhead { .. } => Rule::FilingNew,
            Self::ChainDiffers { .. } => Rule::FilingOfThisLedger,
        }
    }

    /// The serials that break the rule: disjoint, ascending, joined; empty where it is not about serials.
    #[must_use]
    pub fn serials(&self) -> &[SerialBlock] {
        match self {
            Self::NotLiveUnits { serials }
            | Self::VersionNotInEffect { serials, .. }
            | Self::OutsideVersion { serials }
            | Self::AttachedBefore { serials }
            | Self::IdentifiersNameOther { serials }
            | Self::IdentifiedBefore { serials }
            | Self::NumbersTaken { serials }
            | Self::ApproachesDiffer { serials }
            | Self::Unauthorized { serials }
            | Self::ActionUnfit { serials, .. }
            | Self::Unidentified { serials }
            | Self::FirstTransferForbidden { serials, .. }
            | Self::NotFirstTransferred { serials }
            | Self::PurposeUnfit { serials }
            | Self::ClaimantUnfit { serials, .. }
            | Self::YearUnfit { serials, .. }
            | Self::Restricted { serials }
            | Self::AcrossRegistries { serials, .. }
            | Self::AdjustmentFinal { serials }
            | Self::FirstTransferStands { serials } => serials.blocks(),
            _ => &[],
        }
    }
}
