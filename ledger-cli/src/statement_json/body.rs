//! What entries say, in JSON: the fields of `spec/format.md` section 6 (and, in `article6`, `origins`, `holds` and `notices`, of the
//! specifications of those names) under their names, one kind a variant.
//!
//! - Every kind can be written; genesis and recovery are read by nobody, since only the engine makes them.
//! - An unknown field is refused, so that a misspelt one is never silently left out.

use ledger_format::codes::{
    AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, RuleOption, Side,
};
use ledger_format::identifiers::{
    AccountNumber, Commitment, Digest, EntryIndex, KeyNumber, PartyCode, PublicKey, RegistryId, SeriesId,
    SpaceId,
};
use serde::{Deserialize, Serialize};

use super::article6::{
    AdjustmentsFinalJson, ApproachJson, ApproachStatusJson, AuthorizationEndedJson, AuthorizationJson,
    EntityJson, FilingJson, IdentifiersJson, InventoryJson, NdcPeriodJson, StandingJson, UnitsAuthorizedJson,
};
use super::holds::{HoldPlacedJson, HoldReleasedJson, RestrictionLiftedJson, RestrictionPlacedJson};
use super::notices::{NoticeJson, NoticeWithdrawnJson, RegistriesJson};
use super::origins::{ActivityJson, ConversionJson, LossJson, MonitoringJson, MonitoringWithdrawnJson};
use super::particular::ParticularJson;
use super::text::{Named, Text};

type Party = Option<Text<PartyCode>>;

/// A body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/format.md section 6")]
pub enum BodyJson {
    #[serde(rename = "genesis")]
    Genesis {
        format_version: u16,
        origin: String,
        registries: Vec<Text<RegistryId>>,
        keys: Vec<Text<PublicKey>>,
        roles: Vec<RoleKeysJson>,
        rulebook: RulebookJson,
    },
    #[serde(rename = "rulebook adopted")]
    RulebookAdopted { version: u32, settings: Vec<SettingJson> },
    #[serde(rename = "recovery")]
    Recovery { segment: EntryIndex, offset: u64, size: u64, digest: Text<Digest> },
    #[serde(rename = "note")]
    Note {
        party: Party,
        document: Text<Digest>,
        media_type: String,
        document_size: u64,
        #[serde(default)]
        entries: Vec<EntryIndex>,
    },
    #[serde(rename = "Party declared")]
    PartyDeclared { party: Text<PartyCode> },
    #[serde(rename = "role granted")]
    RoleGranted { role: Named<Role>, party: Party, key: KeyNumber },
    #[serde(rename = "role withdrawn")]
    RoleWithdrawn { role: Named<Role>, party: Party, key: KeyNumber },
    #[serde(rename = "threshold set")]
    ThresholdSet { role: Named<Role>, party: Party, threshold: u16 },
    #[serde(rename = "key registered")]
    KeyRegistered {
        key: KeyNumber,
        public_key: Text<PublicKey>,
        #[serde(default = "nothing")]
        owner: Text<Commitment>,
    },
    #[serde(rename = "key rotated")]
    KeyRotated { old: KeyNumber, new: KeyNumber, public_key: Text<PublicKey> },
    #[serde(rename = "key revoked")]
    KeyRevoked { key: KeyNumber, reason: u16 },
    #[serde(rename = "number space declared")]
    SpaceDeclared { space: SpaceId, name: String },
    #[serde(rename = "series opened")]
    SeriesOpened {
        series: SeriesId,
        space: SpaceId,
        source: AccountNumber,
        label: String,
        host: Text<PartyCode>,
        #[serde(default)]
        activity: String,
        #[serde(default)]
        vintage: u16,
        metric: Named<Metric>,
        #[serde(default)]
        non_ghg_metric: String,
        #[serde(default = "one")]
        quantum_digits: u64,
        #[serde(default)]
        quantum_scale: u8,
        #[serde(default = "gwp_not_stated")]
        gwp_set: Named<GwpSet>,
        #[serde(default = "mitigation_not_stated")]
        mitigation_type: Named<MitigationType>,
        regime: Named<Regime>,
    },
    #[serde(rename = "account opened")]
    AccountOpened {
        account: AccountNumber,
        account_kind: Named<AccountKind>,
        party: Text<PartyCode>,
        registry: Text<RegistryId>,
        #[serde(default = "nothing")]
        holder: Text<Commitment>,
        metric: Named<Metric>,
        #[serde(default)]
        representatives: Vec<KeyNumber>,
        #[serde(default)]
        threshold: u16,
    },
    #[serde(rename = "account suspended")]
    AccountSuspended { account: AccountNumber, reason: u16 },
    #[serde(rename = "account reinstated")]
    AccountReinstated { account: AccountNumber, reason: u16 },
    #[serde(rename = "account closed")]
    AccountClosed { account: AccountNumber },
    #[serde(rename = "representatives changed")]
    RepresentativesChanged { account: AccountNumber, representatives: Vec<KeyNumber>, threshold: u16 },
    #[serde(rename = "movement")]
    Movement {
        action: Named<Action>,
        postings: Vec<PostingJson>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        particulars: Vec<ParticularJson>,
    },
    #[serde(rename = "reversing movement")]
    Reversal { reverses: EntryIndex, reason: u16, postings: Vec<PostingJson> },
    #[serde(rename = "cooperative approach declared")]
    ApproachDeclared(ApproachJson),
    #[serde(rename = "approach status changed")]
    ApproachStatusChanged(ApproachStatusJson),
    #[serde(rename = "NDC period declared")]
    NdcPeriodDeclared(NdcPeriodJson),
    #[serde(rename = "inventory stated")]
    InventoryStated(InventoryJson),
    #[serde(rename = "Party standing stated")]
    StandingStated(StandingJson),
    #[serde(rename = "authorization stated")]
    AuthorizationStated(Box<AuthorizationJson>),
    #[serde(rename = "authorized entity stated")]
    EntityStated(EntityJson),
    #[serde(rename = "authorization ended")]
    AuthorizationEnded(AuthorizationEndedJson),
    #[serde(rename = "units authorized")]
    UnitsAuthorized(UnitsAuthorizedJson),
    #[serde(rename = "ITMO identifiers assigned")]
    IdentifiersAssigned(IdentifiersJson),
    #[serde(rename = "AEF filed")]
    AefFiled(FilingJson),
    #[serde(rename = "adjustments final")]
    AdjustmentsFinal(AdjustmentsFinalJson),
    #[serde(rename = "activity declared")]
    ActivityDeclared(Box<ActivityJson>),
    #[serde(rename = "monitoring stated")]
    MonitoringStated(Box<MonitoringJson>),
    #[serde(rename = "loss of stored carbon stated")]
    LossStated(LossJson),
    #[serde(rename = "conversion stated")]
    ConversionStated(ConversionJson),
    #[serde(rename = "monitoring withdrawn")]
    MonitoringWithdrawn(MonitoringWithdrawnJson),
    #[serde(rename = "hold placed")]
    HoldPlaced(HoldPlacedJson),
    #[serde(rename = "hold released")]
    HoldReleased(HoldReleasedJson),
    #[serde(rename = "restriction placed")]
    RestrictionPlaced(RestrictionPlacedJson),
    #[serde(rename = "restriction lifted")]
    RestrictionLifted(RestrictionLiftedJson),
    #[serde(rename = "approach registries stated")]
    ApproachRegistriesStated(RegistriesJson),
    #[serde(rename = "notice of remote use")]
    NoticeGiven(Box<NoticeJson>),
    #[serde(rename = "notice withdrawn")]
    NoticeWithdrawn(NoticeWithdrawnJson),
}

/// The keys of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleKeysJson {
    /// The role.
    pub role: Named<Role>,
    /// How many must sign.
    pub threshold: u16,
    /// Their numbers.
    pub keys: Vec<KeyNumber>,
}

/// A rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulebookJson {
    /// Its version.
    pub version: u32,
    /// Its options.
    pub settings: Vec<SettingJson>,
}

/// An option's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingJson {
    /// The option.
    pub option: Named<RuleOption>,
    /// Its value.
    pub value: u64,
}

/// A leg of a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostingJson {
    /// The account.
    pub account: AccountNumber,
    /// Gives or takes.
    pub side: SideJson,
    /// The number space.
    pub space: SpaceId,
    /// First serial.
    pub first: u64,
    /// Last serial, inclusive.
    pub last: u64,
}

/// A side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SideJson {
    /// The transferring account.
    Debit,
    /// The acquiring account.
    Credit,
}

impl From<Side> for SideJson {
    fn from(side: Side) -> Self {
        match side {
            Side::Debit => Self::Debit,
            Side::Credit => Self::Credit,
        }
    }
}

impl From<SideJson> for Side {
    fn from(side: SideJson) -> Self {
        match side {
            SideJson::Debit => Self::Debit,
            SideJson::Credit => Self::Credit,
        }
    }
}

fn nothing() -> Text<Commitment> {
    Text(Commitment::default())
}

fn one() -> u64 {
    1
}

fn gwp_not_stated() -> Named<GwpSet> {
    Named(GwpSet::NOT_STATED)
}

fn mitigation_not_stated() -> Named<MitigationType> {
    Named(MitigationType::NOT_STATED)
}
