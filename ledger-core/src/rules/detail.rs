//! What exactly a rule found wrong, where a rule has many sides: data of [`super::Refusal`], each a sentence or part of one.

use std::fmt;

use ledger_format::block::SerialBlock;
use ledger_format::body::QuantumScale;
use ledger_format::codes::{
    AccountKind, Action, ActivityType, AdjustmentMethod, ApproachStatus, EvidenceGrade,
    FirstTransferDefinition, GwpSet, Kind, LineKind, Metric, MitigationType, Regime, RestrictionReason,
    RevocationTerms, Role, Rounding, RuleOption, Sector, StandingItem,
};
use ledger_format::identifiers::{AccountNumber, KeyNumber, PartyCode};
use ledger_format::signature::KeyFault;
use thiserror::Error;

/// A code that the rulebook in force does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "each variant is the code of that name")]
pub enum UnknownCode {
    #[error("kind {}", .0.0)]
    Kind(Kind),
    #[error("role {}", .0.0)]
    Role(Role),
    #[error("account kind {}", .0.0)]
    AccountKind(AccountKind),
    #[error("metric {}", .0.0)]
    Metric(Metric),
    #[error("GWP set {}", .0.0)]
    GwpSet(GwpSet),
    #[error("mitigation type {}", .0.0)]
    MitigationType(MitigationType),
    #[error("regime {}", .0.0)]
    Regime(Regime),
    #[error("action {}", .0.0)]
    Action(Action),
    #[error("particular {0}")]
    Particular(u16),
    #[error("rulebook version {0}")]
    RulebookVersion(u32),
    #[error("option {}", .0.0)]
    Option(RuleOption),
    #[error("value {1} of option {0}")]
    OptionValue(RuleOption, u64),
    #[error("approach status {}", .0.0)]
    ApproachStatus(ApproachStatus),
    #[error("adjustment method {}", .0.0)]
    AdjustmentMethod(AdjustmentMethod),
    #[error("Party standing item {}", .0.0)]
    StandingItem(StandingItem),
    #[error("kind of line {}", .0.0)]
    LineKind(LineKind),
    #[error("rounding {}", .0.0)]
    Rounding(Rounding),
    #[error("purpose {0}")]
    Purpose(u16),
    #[error("grade of evidence {}", .0.0)]
    EvidenceGrade(EvidenceGrade),
    #[error("reason of a restriction {}", .0.0)]
    RestrictionReason(RestrictionReason),
    #[error("sector {}", .0.0)]
    Sector(Sector),
    #[error("activity type {}", .0.0)]
    ActivityType(ActivityType),
    #[error("definition of the first transfer {}", .0.0)]
    FirstTransferDefinition(FirstTransferDefinition),
    #[error("revocation terms {}", .0.0)]
    RevocationTerms(RevocationTerms),
}

/// What is wrong with a genesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum GenesisFault {
    /// Another format version than 1.
    #[error("genesis is of format version {0}, not 1")]
    FormatVersion(u16),
    /// Another origin than the ledger's.
    #[error("genesis names another origin than the ledger's")]
    Origin,
    /// The same key twice.
    #[error("genesis key {0} stands there twice")]
    KeyTwice(KeyNumber),
    /// Bytes that are not a key.
    #[error("genesis key {0} is not usable: {1}")]
    KeyUnusable(KeyNumber, KeyFault),
    /// The same role twice.
    #[error("genesis lists the role {0} twice")]
    RoleTwice(Role),
    /// Operator, authority or checkpoint are missing.
    #[error("genesis gives nobody the role {0}")]
    RoleMissing(Role),
    /// A role names a key twice, or one that is not in the list.
    #[error("genesis names key {1} for the role {0} twice, or without listing it")]
    RoleKey(Role, KeyNumber),
    /// A threshold of 0 or above the number of keys.
    #[error("genesis gives the role {0} a threshold that is not from 1 to the number of its keys")]
    Threshold(Role),
    /// The same option twice.
    #[error("genesis sets {0} twice")]
    OptionTwice(RuleOption),
}

/// Who must sign (the table of `spec/rules.md` section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signers {
    /// Every key of the genesis.
    GenesisKeys,
    /// The operator.
    Operator,
    /// The authority of a Party, or the ledger's.
    Authority(Option<PartyCode>),
    /// Operator and ledger authority, both.
    OperatorAndAuthority,
    /// Operator, or an authority.
    OperatorOrAuthority(Option<PartyCode>),
    /// An authority, or recovery.
    AuthorityOrRecovery(Option<PartyCode>),
    /// The key itself, or recovery.
    KeyOrRecovery(KeyNumber),
    /// The key itself, the ledger's authority, or recovery.
    KeyAuthorityOrRecovery(KeyNumber),
    /// Representatives of the account, or the operator on behalf.
    Account(AccountNumber),
    /// Those of either account.
    EitherAccount(AccountNumber, AccountNumber),
}

impl fmt::Display for Signers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let authority = |f: &mut fmt::Formatter<'_>, party: &Option<PartyCode>| match party {
            Some(party) => write!(f, "the authority of {party}"),
            None => f.write_str("the ledger's authority"),
        };
        match self {
            Self::GenesisKeys => f.write_str("every key of the genesis, and no other"),
            Self::Operator => f.write_str("the operator"),
            Self::Authority(party) => authority(f, party),
            Self::OperatorAndAuthority => f.write_str("both the operator and the ledger's authority"),
            Self::OperatorOrAuthority(party) => {
                f.write_str("the operator or ")?;
                authority(f, party)
            }
            Self::AuthorityOrRecovery(party) => {
                authority(f, party)?;
                f.write_str(" or recovery")
            }
            Self::KeyOrRecovery(key) => write!(f, "key {key} itself or recovery"),
            Self::KeyAuthorityOrRecovery(key) => {
                write!(f, "key {key} itself, the ledger's authority or recovery")
            }
            Self::Account(account) => {
                write!(f, "the representatives of account {account}, or by the operator on behalf")
            }
            Self::EitherAccount(one, other) => {
                write!(f, "the representatives of account {one} or {other}, or by the operator on behalf")
            }
        }
    }
}

/// What does not fit together in a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SeriesFault {
    /// GHG with a non-GHG metric.
    #[error("a series with metric GHG names no non-GHG metric; leave it empty")]
    NameWithGhg,
    /// GHG with another quantum than one tonne.
    #[error("a unit of metric GHG is one tonne; set the quantum to 1 with scale 0, not {digits} with scale {}", u8::from(*.scale))]
    QuantumOfGhg {
        /// As given.
        digits: u64,
        /// As given.
        scale: QuantumScale,
    },
    /// Non-GHG without a name.
    #[error("a series with metric non-GHG names its metric; name it")]
    NameMissing,
    /// Non-GHG with a quantum of 0.
    #[error("a unit of no quantity is no unit; set the quantum above 0")]
    QuantumZero,
    /// A year that cannot be.
    #[error("vintage {0} is neither 0 nor from 1990 to 2200; correct it")]
    Vintage(u16),
    /// Article 6 before 2021.
    #[error(
        "in the regimes of Article 6.2 and 6.4 mitigation counts from 2021, not {0}; correct vintage or regime"
    )]
    VintageOfRegime(u16),
}

/// What is wrong with an account's representatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RepresentativesFault {
    /// The same key twice.
    #[error("key {0} is named twice as representative; name each key once")]
    Twice(KeyNumber),
    /// A key that is not registered, revoked or rotated away.
    #[error("representative key {0} is not known and valid; name valid keys")]
    NotValid(KeyNumber),
    /// A threshold of 0 with, or above 0 without representatives, or above their number.
    #[error(
        "a threshold of {threshold} does not fit {count} representatives; use 1 to their number, or 0 without any"
    )]
    Threshold {
        /// As given.
        threshold: u16,
        /// How many representatives.
        count: usize,
    },
}

/// What is wrong with a movement's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MovementFault {
    /// No debit, or no credit.
    #[error("a movement has a debit and a credit; name both sides")]
    SideMissing,
    /// A block that is empty, backwards or out of range.
    #[error("block {0} is not well formed; its serials run from 1 to 2^63 - 1, first to last")]
    Block(SerialBlock),
    /// Too many units on a side.
    #[error("a movement moves fewer than 2^63 units; split it into several")]
    TooManyUnits,
}
