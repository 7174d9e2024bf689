//! What the statements of Article 6 say, in JSON: the fields of `spec/article6.md` section 2 under their names.
//!
//! - Where the bytes have a number for "none" (no end, no cap, an open year), the JSON leaves the field out.
//! - Codes are words, moments are RFC 3339, an approach is `CA0012`, purposes are as the AEF writes them.

use ledger_format::codes::{
    ActivityType, AdjustmentMethod, ApproachStatus, FirstTransferDefinition, GwpSet, Metric, RevocationTerms,
    Sector, StandingItem,
};
use ledger_format::identifiers::{ApproachNumber, Commitment, Digest, PartyCode, RegistryId, SpaceId};
use serde::{Deserialize, Serialize};

use super::amount::AmountJson;
use super::text::{Named, Text};
use super::words::{Moment, PurposesJson, YesNo};

/// A serial block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockJson {
    /// The number space.
    pub space: SpaceId,
    /// First serial.
    pub first: u64,
    /// Last serial, inclusive.
    pub last: u64,
}

/// Kind 50.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct ApproachJson {
    pub approach: Text<ApproachNumber>,
    pub parties: Vec<Text<PartyCode>>,
    pub metrics: Vec<Named<Metric>>,
    pub status: Named<ApproachStatus>,
}

/// Kind 51.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct ApproachStatusJson {
    pub approach: Text<ApproachNumber>,
    pub status: Named<ApproachStatus>,
}

/// A year's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct YearValueJson {
    pub year: u16,
    pub value: AmountJson,
}

/// Kind 52.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct NdcPeriodJson {
    pub party: Text<PartyCode>,
    pub first_year: u16,
    pub last_year: u16,
    pub method: Named<AdjustmentMethod>,
    pub metric: Named<Metric>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub non_ghg_metric: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<YearValueJson>,
}

/// Kind 53.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct InventoryJson {
    pub party: Text<PartyCode>,
    pub year: u16,
    pub metric: Named<Metric>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub non_ghg_metric: String,
    pub total: AmountJson,
    pub document: Text<Digest>,
}

/// Kind 54.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct StandingJson {
    pub party: Text<PartyCode>,
    pub item: Named<StandingItem>,
    pub value: YesNo,
    pub document: Text<Digest>,
}

/// Kind 60.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct AuthorizationJson {
    pub party: Text<PartyCode>,
    pub authorization: String,
    pub version: u32,
    #[serde(default)]
    pub mirrored: bool,
    pub approach: Text<ApproachNumber>,
    pub from: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    #[serde(default, skip_serializing_if = "is_none_u64")]
    pub cap: u64,
    pub metric: Named<Metric>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub non_ghg_metric: String,
    #[serde(default = "gwp_not_stated")]
    pub gwp_set: Named<GwpSet>,
    #[serde(default)]
    pub sectors: Vec<Named<Sector>>,
    #[serde(default)]
    pub activity_types: Vec<Named<ActivityType>>,
    pub purposes: PurposesJson,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub oimp: String,
    #[serde(default = "no_definition")]
    pub first_transfer_definition: Named<FirstTransferDefinition>,
    #[serde(default)]
    pub parties: Vec<Text<PartyCode>>,
    #[serde(default)]
    pub entities: Vec<Text<Commitment>>,
    #[serde(default, skip_serializing_if = "is_none_u16")]
    pub first_vintage: u16,
    #[serde(default, skip_serializing_if = "is_none_u16")]
    pub last_vintage: u16,
    #[serde(default, skip_serializing_if = "is_none_u16")]
    pub first_year_of_use: u16,
    #[serde(default, skip_serializing_if = "is_none_u16")]
    pub last_year_of_use: u16,
    pub revocation_terms: Named<RevocationTerms>,
    #[serde(default = "nothing")]
    pub terms: Text<Commitment>,
    pub document: Text<Digest>,
}

/// Kind 61.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct EntityJson {
    pub party: Text<PartyCode>,
    pub approach: Text<ApproachNumber>,
    pub entity: Text<Commitment>,
    pub country: Text<PartyCode>,
    #[serde(default = "nothing")]
    pub identification_number: Text<Commitment>,
    #[serde(default = "nothing")]
    pub conditions: Text<Commitment>,
}

/// Kind 62.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct AuthorizationEndedJson {
    pub party: Text<PartyCode>,
    pub authorization: String,
    pub from: Moment,
}

/// Kind 63.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct UnitsAuthorizedJson {
    pub party: Text<PartyCode>,
    pub authorization: String,
    pub version: u32,
    pub blocks: Vec<BlockJson>,
}

/// Kind 64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct IdentifiersJson {
    pub approach: Text<ApproachNumber>,
    pub registry: Text<RegistryId>,
    pub first_transferring_party: Text<PartyCode>,
    pub vintage: u16,
    pub first_number: u64,
    pub blocks: Vec<BlockJson>,
}

/// Kind 90.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct FilingJson {
    pub party: Text<PartyCode>,
    pub year: u16,
    pub major: u16,
    pub minor: u16,
    pub workbook: Text<Digest>,
    pub entry_count: u64,
    pub chain: Text<Digest>,
}

/// Kind 91.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/article6.md section 2")]
pub struct AdjustmentsFinalJson {
    pub party: Text<PartyCode>,
    pub first_year: u16,
    pub last_year: u16,
}

fn nothing() -> Text<Commitment> {
    Text(Commitment::default())
}

fn gwp_not_stated() -> Named<GwpSet> {
    Named(GwpSet::NOT_STATED)
}

fn no_definition() -> Named<FirstTransferDefinition> {
    Named(FirstTransferDefinition::NONE)
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_none_u16(number: &u16) -> bool {
    *number == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_none_u64(number: &u64) -> bool {
    *number == 0
}
