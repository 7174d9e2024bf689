//! What the writer answers when a rule says no (decision D7): which rule, about what, and what to do.
//!
//! Invariants:
//! - Closed: whatever a program must decide on is data of a variant, never text.
//! - One sentence each, which tells the caller what to do.
//!
//! It is not an `Error`: the environment did its work, the caller asked for what the rules do not allow.

use ledger_format::block::SerialBlock;
use ledger_format::codes::{AccountKind, Action, Role, RuleOption, Side};
use ledger_format::entry::{CutFault, EntryFault};
use ledger_format::identifiers::{
    AccountNumber, EntryIndex, KeyNumber, PartyCode, SeriesId, SpaceId, Timestamp,
};
use ledger_format::signature::KeyFault;
use thiserror::Error;

use super::article6::Article6Refusal;
use super::detail::{GenesisFault, MovementFault, RepresentativesFault, SeriesFault, Signers, UnknownCode};
use super::holds::HoldsRefusal;
use super::notices::NoticesRefusal;
use super::origins::OriginsRefusal;
use super::rule::Rule;
use super::serials::ListedSerials;
use crate::book::Standing;

/// An entry that the rules do not admit; nothing of it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    ///
    #[error("R-100: {0}; encode the statement as format.md section 4 says")]
    Malformed(EntryFault),
    /// R-100, of bytes that are not one entry.
    #[error("R-100: {0}; encode the entry as format.md section 4 says")]
    Uncut(CutFault),
    ///
    #[error("R-101: {0} is not known to the rulebook in force; use a code that its page of spec/ lists")]
    UnknownCode(UnknownCode),
    ///
    #[error(
        "R-102: a genesis stands at entry 0, alone in its batch, and nowhere else; create a new ledger for it"
    )]
    GenesisMisplaced,
    ///
    #[error("R-103: {0}; correct the genesis and sign it again")]
    GenesisIncomplete(GenesisFault),
    ///
    #[error("R-110: key {key} {}; sign with a key that is valid", if *.known { "was revoked or rotated away" } else { "is not registered" })]
    SignerNotValid {
        /// The key that signed.
        key: KeyNumber,
        /// Whether it was ever registered.
        known: bool,
    },
    ///
    #[error(
        "R-111: the signature of key {key} is not valid for this statement and origin; sign the statement's exact bytes again"
    )]
    SignatureInvalid {
        /// The key that is said to have signed.
        key: KeyNumber,
    },
    ///
    #[error("R-112: nobody is spoken for but in movements and holds; leave the approvers out")]
    OnBehalfOfNobody,
    ///
    #[error("R-112: a movement on behalf needs the operator's signatures, up to the operator's threshold")]
    OnBehalfWithoutOperator,
    ///
    #[error(
        "R-113: the entry is not signed by {0}; collect the signatures that are missing, up to the threshold"
    )]
    NotAuthorised(Signers),
    ///
    #[error(
        "R-120: occurred_at {occurred_at} is after the time of recording {recorded_at}; correct the time, or the clock it came from"
    )]
    OccursInFuture {
        /// As signed.
        occurred_at: Timestamp,
        /// The batch's time.
        recorded_at: Timestamp,
    },
    ///
    #[error(
        "R-121: the entry was void after {not_after} and it is {recorded_at}; sign it again with a later not_after"
    )]
    Expired {
        /// As signed.
        not_after: Timestamp,
        /// The batch's time.
        recorded_at: Timestamp,
    },
    ///
    #[error(
        "R-122: not_after {not_after} is past {latest}, the latest that the rulebook allows now; sign again with an earlier one"
    )]
    NotAfterTooFar {
        /// As signed.
        not_after: Timestamp,
        /// The latest not_after at this recording.
        latest: Timestamp,
    },
    ///
    #[error(
        "R-123: the id was used by entry {recorded} for something else; give the new entry an id of its own"
    )]
    IdTaken {
        /// The entry that bears the id.
        recorded: EntryIndex,
    },
    ///
    #[error("R-130: the rulebook sets {0} twice; name each option once")]
    OptionTwice(RuleOption),
    ///
    #[error("R-130: a rulebook is adopted by the last entry of its batch; post it last, or by itself")]
    RulebookNotLast,
    ///
    #[error(
        "R-130: rulebook {in_force} is in force and {adopted} is older; adopt version {in_force} or a newer one"
    )]
    RulebookOlder {
        /// Version in force.
        in_force: u32,
        /// As adopted.
        adopted: u32,
    },
    ///
    #[error("R-131: the note names entry {0}, which is not before it; name recorded entries only")]
    NoteOfLaterEntry(EntryIndex),
    ///
    #[error("R-140: Party {0} is declared already; nothing needs to be done")]
    PartyDeclaredBefore(PartyCode),
    ///
    #[error("R-141: Party {0} is not declared; let the ledger's authority declare it first")]
    PartyUnknown(PartyCode),
    ///
    #[error(
        "R-142: Party {party} cannot have the role {role}; leave the Party out, or use the role authority"
    )]
    RoleNotForParties {
        /// The role.
        role: Role,
        /// The Party.
        party: PartyCode,
    },
    ///
    #[error("R-150: key number {0} was used before; take a number that never was")]
    KeyNumberTaken(KeyNumber),
    ///
    #[error("R-150: the public key was registered before as key {0}; generate a new key pair")]
    KeyKnown(KeyNumber),
    ///
    #[error("R-150: {0}")]
    KeyUnusable(KeyFault),
    ///
    #[error("R-151: key {key} {}; name a valid key", if *.known { "was revoked or rotated away" } else { "is not registered" })]
    KeyNotValid {
        /// The key that is named.
        key: KeyNumber,
        /// Whether it was ever registered.
        known: bool,
    },
    ///
    #[error("R-152: key {key} holds the role {role} already; nothing needs to be done")]
    RoleHeld {
        /// The role.
        role: Role,
        /// The key.
        key: KeyNumber,
    },
    ///
    #[error("R-152: key {key} does not hold the role {role}; name a key that does")]
    RoleNotHeld {
        /// The role.
        role: Role,
        /// The key.
        key: KeyNumber,
    },
    ///
    #[error(
        "R-153: the role {role} would have {holders} keys and a threshold of {threshold}; keep the threshold from 1 to the number of keys"
    )]
    ThresholdOutOfReach {
        /// The role.
        role: Role,
        /// Its threshold after the change.
        threshold: u16,
        /// Valid keys that hold it after the change.
        holders: usize,
    },
    ///
    #[error("R-160: space {0} is declared already; take another number")]
    SpaceTaken(SpaceId),
    ///
    #[error("R-160: space {0} has this name already; use that space, or another name")]
    SpaceNameTaken(SpaceId),
    ///
    #[error("R-161: space {0} is not declared; declare it first")]
    SpaceUnknown(SpaceId),
    ///
    #[error("R-162: series {0} is open already; take another number")]
    SeriesTaken(SeriesId),
    ///
    #[error("R-162: series {0} has this label in the space already; use that series, or another label")]
    SeriesLabelTaken(SeriesId),
    ///
    #[error("R-163: {0}")]
    SeriesInconsistent(SeriesFault),
    ///
    #[error("R-170: account number {0} was used before; take a number that never was")]
    AccountTaken(AccountNumber),
    ///
    #[error("R-171: account {0} is not known; open it first, or correct the number")]
    AccountUnknown(AccountNumber),
    ///
    #[error("R-172: account {account} is {standing}, so that this change does not apply to it")]
    AccountChangeUnfit {
        /// The account.
        account: AccountNumber,
        /// How it stands.
        standing: Standing,
    },
    ///
    #[error("R-172: account {0} is the Source account of a series and stays as its series opened it")]
    SourceUnchangeable(AccountNumber),
    ///
    #[error("R-173: account {account} still holds {units} units; transfer them before closing it")]
    AccountNotEmpty {
        /// The account.
        account: AccountNumber,
        /// How many units it holds.
        units: u128,
    },
    ///
    #[error(
        "R-174: a Source account is opened with its series only; open the series, or choose another kind"
    )]
    SourceWithoutSeries,
    ///
    #[error("R-175: {0}")]
    Representatives(RepresentativesFault),
    ///
    #[error("R-201: {0}")]
    MovementMalformed(MovementFault),
    ///
    #[error("R-202: space {0} of a block is not declared; correct the block, or declare the space first")]
    BlockSpaceUnknown(SpaceId),
    ///
    #[error("R-203: account {0} is not known; open it first, or correct the number")]
    MovementAccountUnknown(AccountNumber),
    ///
    #[error("R-204: account {account} is {standing}, so that it neither gives nor takes")]
    AccountNotActive {
        /// The account.
        account: AccountNumber,
        /// How it stands.
        standing: Standing,
    },
    ///
    #[error("R-205: {serials} not debited once and credited once; make the postings balance block by block")]
    Unbalanced {
        /// Serials on one side only, or twice on a side.
        serials: ListedSerials,
    },
    ///
    #[error("R-206: {serials} credited to the account debited; leave out what does not move")]
    Unmoved {
        /// Serials that would stay where they are.
        serials: ListedSerials,
    },
    ///
    #[error("R-207: account {account} is of the terminal kind {kind}, so that its units stay there")]
    Terminal {
        /// The account debited.
        account: AccountNumber,
        /// Its kind.
        kind: AccountKind,
    },
    ///
    #[error("R-208: the action {action} does not {} an account of kind {kind} (account {account}); choose the action that fits", if *.side == Side::Debit { "debit" } else { "credit" })]
    KindUnfit {
        /// The account.
        account: AccountNumber,
        /// Its kind.
        kind: AccountKind,
        /// The action.
        action: Action,
        /// The account's side.
        side: Side,
    },
    ///
    #[error(
        "R-209: {serials} issued from several Source accounts at once; issue each series by an entry of its own"
    )]
    IssueFromSeveral {
        /// All that would be issued.
        serials: ListedSerials,
    },
    ///
    #[error("R-209: {serials} not in the space of the series that issues; issue from a series of that space")]
    IssueOutsideSpace {
        /// Serials of another space.
        serials: ListedSerials,
    },
    ///
    #[error("R-210: {serials} issued before; issue serials that never were")]
    IssuedBefore {
        /// Serials that have a holding.
        serials: ListedSerials,
    },
    /// R-211; may be retried with other blocks.
    #[error("R-211: {serials} not held by the account debited; select other blocks, sign, and try again")]
    NotHeld {
        /// Serials that the debited account does not hold.
        serials: ListedSerials,
    },
    ///
    #[error("R-212: {serials} moved after {occurred_at} already; correct occurred_at")]
    OccurredBeforeMovement {
        /// Serials whose last movement occurred later.
        serials: ListedSerials,
        /// As signed.
        occurred_at: Timestamp,
    },
    ///
    #[error(
        "R-213: {serials} of another metric than the acquiring account; credit an account of that metric"
    )]
    MetricUnfit {
        /// Serials that the account cannot take.
        serials: ListedSerials,
    },
    /// A rule of `spec/article6.md`.
    #[error(transparent)]
    Article6(#[from] Article6Refusal),
    /// A rule of `spec/origins.md`.
    #[error(transparent)]
    Origins(#[from] OriginsRefusal),
    /// A rule of `spec/holds.md`.
    #[error(transparent)]
    Holds(#[from] HoldsRefusal),
    /// A rule of `spec/notices.md`.
    #[error(transparent)]
    Notices(#[from] NoticesRefusal),
    ///
    #[error("R-220: entry {0} is not an earlier movement; name the movement to reverse")]
    NoSuchMovement(EntryIndex),
    ///
    #[error("R-221: entry {0} was reversed already; nothing needs to be done")]
    ReversedBefore(EntryIndex),
    ///
    #[error(
        "R-222: the postings are not those of entry {0} in order with the sides changed; reverse the movement whole"
    )]
    ReversalDiffers(EntryIndex),
    ///
    #[error(
        "R-223: {serials} moved on since the movement; it cannot be reversed any more, make a new movement"
    )]
    MovedOn {
        /// Serials that are not where the movement put them.
        serials: ListedSerials,
    },
}

impl Refusal {
    /// The rule that said no.
    #[must_use]
    pub fn rule(&self) -> Rule {
        match self {
            Self::Malformed(_) | Self::Uncut(_) => Rule::Decodes,
            Self::UnknownCode(_) => Rule::CodesKnown,
            Self::GenesisMisplaced => Rule::GenesisFirst,
            Self::GenesisIncomplete(_) => Rule::GenesisComplete,
            Self::SignerNotValid { .. } => Rule::SignersValid,
            Self::SignatureInvalid { .. } => Rule::SignaturesValid,
            Self::OnBehalfOfNobody | Self::OnBehalfWithoutOperator => Rule::OnBehalf,
            Self::NotAuthorised(_) => Rule::Authority,
            Self::OccursInFuture { .. } => Rule::OccurredBeforeRecorded,
            Self::Expired { .. } => Rule::NotExpired,
            Self::NotAfterTooFar { .. } => Rule::NotAfterWithinLimit,
            Self::IdTaken { .. } => Rule::IdFree,
            Self::OptionTwice(_) | Self::RulebookNotLast | Self::RulebookOlder { .. } => Rule::RulebookLast,
            Self::NoteOfLaterEntry(_) => Rule::NoteOfEarlier,
            Self::PartyDeclaredBefore(_) => Rule::PartyOnce,
            Self::PartyUnknown(_) => Rule::PartyDeclared,
            Self::RoleNotForParties { .. } => Rule::RoleFitsParty,
            Self::KeyNumberTaken(_) | Self::KeyKnown(_) | Self::KeyUnusable(_) => Rule::KeyNew,
            Self::KeyNotValid { .. } => Rule::KeyValid,
            Self::RoleHeld { .. } | Self::RoleNotHeld { .. } => Rule::RoleChanges,
            Self::ThresholdOutOfReach { .. } => Rule::ThresholdReachable,
            Self::SpaceTaken(_) | Self::SpaceNameTaken(_) => Rule::SpaceNew,
            Self::SpaceUnknown(_) => Rule::SpaceDeclared,
            Self::SeriesTaken(_) | Self::SeriesLabelTaken(_) => Rule::SeriesNew,
            Self::SeriesInconsistent(_) => Rule::SeriesConsistent,
            Self::AccountTaken(_) => Rule::AccountNew,
            Self::AccountUnknown(_) => Rule::AccountKnown,
            Self::AccountChangeUnfit { .. } | Self::SourceUnchangeable(_) => Rule::AccountChangeFits,
            Self::AccountNotEmpty { .. } => Rule::AccountEmpty,
            Self::SourceWithoutSeries => Rule::SourceBySeries,
            Self::Representatives(_) => Rule::RepresentativesValid,
            Self::MovementMalformed(_) => Rule::MovementFormed,
            Self::BlockSpaceUnknown(_) => Rule::BlockSpaceDeclared,
            Self::MovementAccountUnknown(_) => Rule::MovementAccountsKnown,
            Self::AccountNotActive { .. } => Rule::AccountsActive,
            Self::Unbalanced { .. } => Rule::Balanced,
            Self::Unmoved { .. } => Rule::Moves,
            Self::Terminal { .. } => Rule::TerminalStays,
            Self::KindUnfit { .. } => Rule::KindsFitAction,
            Self::IssueFromSeveral { .. } | Self::IssueOutsideSpace { .. } => Rule::IssueInSpace,
            Self::IssuedBefore { .. } => Rule::IssuedOnce,
            Self::NotHeld { .. } => Rule::Held,
            Self::OccurredBeforeMovement { .. } => Rule::HistoryForward,
            Self::MetricUnfit { .. } => Rule::MetricFits,
            Self::Article6(refusal) => refusal.rule(),
            Self::Origins(refusal) => refusal.rule(),
            Self::Holds(refusal) => refusal.rule(),
            Self::Notices(refusal) => refusal.rule(),
            Self::NoSuchMovement(_) => Rule::ReversesMovement,
            Self::ReversedBefore(_) => Rule::ReversedOnce,
            Self::ReversalDiffers(_) => Rule::ReversalWhole,
            Self::MovedOn { .. } => Rule::UnmovedSince,
        }
    }

    /// The serials that break the rule: disjoint, ascending, joined, the lowest 64 blocks of them; empty where it is not about
    /// serials. [`ListedSerials::more`] says how many blocks there are besides.
    #[must_use]
    pub fn serials(&self) -> &[SerialBlock] {
        match self {
            Self::Unbalanced { serials }
            | Self::Unmoved { serials }
            | Self::IssueFromSeveral { serials }
            | Self::IssueOutsideSpace { serials }
            | Self::IssuedBefore { serials }
            | Self::NotHeld { serials }
            | Self::OccurredBeforeMovement { serials, .. }
            | Self::MetricUnfit { serials }
            | Self::MovedOn { serials } => serials.blocks(),
            Self::Article6(refusal) => refusal.serials(),
            Self::Holds(refusal) => refusal.serials(),
            Self::Notices(refusal) => refusal.serials(),
            _ => &[],
        }
    }
}
