//! What entries say: one type a kind (`spec/format.md` sections 4.2 and 6).
//!
//! Invariants:
//! - Field order is the order of the bytes; the tables of the spec lead.
//! - Lists and texts are bounded by their types; everything else that bytes can say can be held here, right or wrong.

pub mod article6;
mod bodies;
pub mod holds;
pub mod notices;
pub mod origins;
mod particular;
mod statements;

pub use article6::Article6;
pub use holds::Holds;
pub use notices::Notices;
pub use origins::Origins;
pub use particular::{Particular, ParticularValue, UnderlyingSpace};

use serde::{Deserialize, Serialize};

use bodies::bodies;

use crate::block::SerialBlock;
use crate::bounded::{Bounded, Code};
use crate::codes::{
    AccountKind, Action, GwpSet, Kind, Metric, MitigationType, Regime, Role, RuleOption, Side,
};
use crate::encoding::{self, EncodingFault};
use crate::identifiers::{
    AccountNumber, Commitment, Digest, EntryIndex, KeyNumber, Origin, PartyCode, PublicKey, RegistryId,
    SeriesId, SpaceId, party_or_none,
};
use crate::limits::POSTINGS_MAX;

/// What may accompany any statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Context {
    /// Where an imported entry comes from.
    pub provenance: Option<Provenance>,
    /// The operator signs for account holders who approved.
    pub on_behalf: Option<OnBehalf>,
}

/// A row of a source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Provenance {
    /// BLAKE3 of the source file.
    pub source: Digest,
    /// Row in it; 1 is the first line after the header.
    pub row: u64,
}

/// Who approved what the operator signs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OnBehalf {
    /// Commitments to the approvers.
    pub approvers: Bounded<Commitment, 1, 16>,
}

/// A rulebook: its version and the value of every option that it sets.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rulebook {
    /// Version of the rules.
    pub version: u32,
    /// Options; what is not named has its default.
    pub settings: Bounded<Setting, 0, 64>,
}

/// One option's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Setting {
    /// Which option.
    pub option: RuleOption,
    /// Its value, in the unit that its name ends in.
    pub value: u64,
}

/// The keys that hold a role from the start.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoleKeys {
    /// The role, ledger-wide.
    pub role: Role,
    /// How many of the keys must sign.
    pub threshold: u16,
    /// Numbers of the keys.
    pub keys: Bounded<KeyNumber, 1, 32>,
}

/// The beginning of a ledger, signed by every key in it (decision D14).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Genesis {
    /// Version of the format, 1.
    pub format_version: u16,
    /// Identity of the ledger.
    pub origin: Origin,
    /// Registries that this ledger serves.
    pub registries: Bounded<RegistryId, 1, 256>,
    /// Public keys; a key's number is its place, from 0.
    pub keys: Bounded<PublicKey, 1, 32>,
    /// Roles from the start.
    pub roles: Bounded<RoleKeys, 1, 16>,
    /// Rules from the start.
    pub rulebook: Rulebook,
}

/// What recovery set aside after a crash (decision D10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Recovery {
    /// First entry of the segment.
    pub segment: EntryIndex,
    /// Byte offset in that file.
    pub offset: u64,
    /// How many bytes were set aside.
    pub size: u64,
    /// BLAKE3 of those bytes.
    pub digest: Digest,
}

/// A document tied to entries.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Note {
    /// The Party whose document it is, if any.
    #[serde(with = "party_or_none")]
    pub party: Option<PartyCode>,
    /// BLAKE3 of the document.
    pub document: Digest,
    /// Its media type.
    pub media_type: Code<1, 127>,
    /// Its size in bytes.
    pub document_size: u64,
    /// Earlier entries that it belongs to.
    pub entries: Bounded<EntryIndex, 0, 256>,
}

/// A role of a key, granted or withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoleOfKey {
    /// The role.
    pub role: Role,
    /// Whose role; none is the ledger's.
    #[serde(with = "party_or_none")]
    pub party: Option<PartyCode>,
    /// The key.
    pub key: KeyNumber,
}

/// A role's new threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ThresholdSet {
    /// The role.
    pub role: Role,
    /// Whose role; none is the ledger's.
    #[serde(with = "party_or_none")]
    pub party: Option<PartyCode>,
    /// How many keys must sign.
    pub threshold: u16,
}

/// A new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyRegistered {
    /// Its number.
    pub key: KeyNumber,
    /// The key.
    pub public_key: PublicKey,
    /// Commitment to its owner.
    pub owner: Commitment,
}

/// A key that hands over to a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyRotated {
    /// The old key.
    pub old: KeyNumber,
    /// The new key's number.
    pub new: KeyNumber,
    /// The new key.
    pub public_key: PublicKey,
}

/// A key that signs no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyRevoked {
    /// The key.
    pub key: KeyNumber,
    /// The registry's own reason code.
    pub reason: u16,
}

/// A new number space.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SpaceDeclared {
    /// Its number.
    pub space: SpaceId,
    /// Its name.
    pub name: Code<1, 64>,
}

/// A new series: what is fixed at issuance (decision D5), with its Source account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SeriesOpened {
    /// Its number.
    pub series: SeriesId,
    /// The space its serials lie in.
    pub space: SpaceId,
    /// Number of its Source account, opened with it.
    pub source: AccountNumber,
    /// Its label, unique in its space.
    pub label: Code<1, 64>,
    /// Where the mitigation occurs.
    pub host: PartyCode,
    /// The activity's id.
    pub activity: Code<0, 64>,
    /// Calendar year of the mitigation; 0 where the source gives none.
    pub vintage: u16,
    /// What a unit measures.
    pub metric: Metric,
    /// Name of a non-GHG metric; empty for GHG.
    pub non_ghg_metric: Code<0, 32>,
    /// A unit is this many over 10^`quantum_scale` of the metric.
    pub quantum_digits: u64,
    /// Decimal places of the quantum, at most 18.
    pub quantum_scale: QuantumScale,
    /// Global warming potentials.
    pub gwp_set: GwpSet,
    /// Reductions or removals.
    pub mitigation_type: MitigationType,
    /// Plain, Article 6.2 or 6.4.
    pub regime: Regime,
}

/// Decimal places of a quantum, 0 to 18.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct QuantumScale(u8);

impl TryFrom<u8> for QuantumScale {
    type Error = &'static str;

    fn try_from(scale: u8) -> Result<Self, Self::Error> {
        if scale <= 18 { Ok(Self(scale)) } else { Err("a quantum has at most 18 decimal places") }
    }
}

impl From<QuantumScale> for u8 {
    fn from(scale: QuantumScale) -> Self {
        scale.0
    }
}

/// A new account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountOpened {
    /// Its number.
    pub account: AccountNumber,
    /// What it is for.
    pub kind: AccountKind,
    /// The Party it belongs to.
    pub party: PartyCode,
    /// The registry that keeps it.
    pub registry: RegistryId,
    /// Commitment to its holder.
    pub holder: Commitment,
    /// What units it takes.
    pub metric: Metric,
    /// Keys that may sign for it.
    pub representatives: Bounded<KeyNumber, 0, 32>,
    /// How many of them must.
    pub threshold: u16,
}

/// An account suspended or reinstated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountStanding {
    /// The account.
    pub account: AccountNumber,
    /// The registry's own reason code.
    pub reason: u16,
}

/// An account closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountClosed {
    /// The account.
    pub account: AccountNumber,
}

/// New representatives of an account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RepresentativesChanged {
    /// The account.
    pub account: AccountNumber,
    /// Keys that may sign for it from now on.
    pub representatives: Bounded<KeyNumber, 0, 32>,
    /// How many of them must.
    pub threshold: u16,
}

/// One leg of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Posting {
    /// The account.
    pub account: AccountNumber,
    /// Gives or takes.
    pub side: Side,
    /// Which units.
    pub block: SerialBlock,
}

impl Posting {
    /// The same leg the other way, as a reversal has it.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { side: self.side.opposite(), ..self }
    }
}

/// Balanced postings with one action.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Movement {
    /// What it does.
    pub action: Action,
    /// Details; rulebook 1 defines none.
    pub particulars: Bounded<Particular, 0, 32>,
    /// The legs.
    pub postings: Bounded<Posting, 0, POSTINGS_MAX>,
}

/// A movement taken back whole.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReversingMovement {
    /// The movement that is reversed.
    pub reverses: EntryIndex,
    /// The registry's own reason code.
    pub reason: u16,
    /// The movement's legs, in order, with the sides changed.
    pub postings: Bounded<Posting, 0, POSTINGS_MAX>,
}

bodies! {
    later {
        /// A statement of rulebook 2.
        Article6 = 2,
        /// A statement of rulebook 3.
        Origins = 3,
        /// A statement of rulebook 4.
        Holds = 4,
        /// A statement of rulebook 5.
        Notices = 5,
    }
    /// The beginning.
    Genesis(Genesis) = GENESIS;
    /// New rules from the next batch on.
    RulebookAdopted(Rulebook) = RULEBOOK_ADOPTED;
    /// A torn tail was set aside.
    Recovery(Recovery) = RECOVERY;
    /// A document.
    Note(Note) = NOTE;
    /// A Party.
    PartyDeclared(PartyDeclared) = PARTY_DECLARED;
    /// A key gets a role.
    RoleGranted(RoleOfKey) = ROLE_GRANTED;
    /// A key loses a role.
    RoleWithdrawn(RoleOfKey) = ROLE_WITHDRAWN;
    /// How many keys must sign.
    ThresholdSet(ThresholdSet) = THRESHOLD_SET;
    /// A new key.
    KeyRegistered(KeyRegistered) = KEY_REGISTERED;
    /// A key hands over.
    KeyRotated(KeyRotated) = KEY_ROTATED;
    /// A key ends.
    KeyRevoked(KeyRevoked) = KEY_REVOKED;
    /// A new number space.
    SpaceDeclared(SpaceDeclared) = SPACE_DECLARED;
    /// A new series.
    SeriesOpened(SeriesOpened) = SERIES_OPENED;
    /// A new account.
    AccountOpened(AccountOpened) = ACCOUNT_OPENED;
    /// An account is suspended.
    AccountSuspended(AccountStanding) = ACCOUNT_SUSPENDED;
    /// An account is active again.
    AccountReinstated(AccountStanding) = ACCOUNT_REINSTATED;
    /// An account ends.
    AccountClosed(AccountClosed) = ACCOUNT_CLOSED;
    /// Who signs for an account.
    RepresentativesChanged(RepresentativesChanged) = REPRESENTATIVES_CHANGED;
    /// Units move.
    Movement(Movement) = MOVEMENT;
    /// A movement is taken back.
    Reversal(ReversingMovement) = REVERSAL;
}

/// A Party known to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartyDeclared {
    /// Its code.
    pub party: PartyCode,
}
