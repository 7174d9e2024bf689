//! What the statements about where units come from say, in JSON: the fields of `spec/origins.md` section 2 under their names.
//!
//! - Codes are words, moments are RFC 3339; a date is its beginning, also where it ends a period (which does not hold it).
//! - Amounts of a monitoring are whole numbers, divided by 10^`scale`: 12.5 is 125 with a scale of 1.

use ledger_format::codes::{ActivityType, LineKind, Metric, MitigationType, Rounding, Sector};
use ledger_format::identifiers::{
    Commitment, ComponentNumber, Digest, LossNumber, MonitoringNumber, PartyCode,
};
use serde::{Deserialize, Serialize};

use super::amount::AmountJson;
use super::text::{Named, Text};
use super::words::Moment;

/// Kind 55.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 2")]
pub struct ActivityJson {
    pub activity: String,
    pub host: Text<PartyCode>,
    pub methodology: String,
    pub methodology_version: String,
    pub sector: Named<Sector>,
    pub activity_type: Named<ActivityType>,
    pub mitigation_type: Named<MitigationType>,
    pub metric: Named<Metric>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub non_ghg_metric: String,
    #[serde(default = "one")]
    pub quantum_digits: u64,
    #[serde(default)]
    pub quantum_scale: u8,
    pub from: Moment,
    pub until: Moment,
    pub components: Vec<ComponentJson>,
}

/// A part of an activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 2")]
pub struct ComponentJson {
    pub number: ComponentNumber,
    #[serde(default = "nothing")]
    pub what: Text<Commitment>,
}

/// Kind 56.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 2")]
pub struct MonitoringJson {
    pub monitoring: MonitoringNumber,
    pub activity: String,
    pub from: Moment,
    pub until: Moment,
    pub report: Text<Digest>,
    #[serde(default)]
    pub scale: u8,
    pub lines: Vec<MonitoringLineJson>,
}

/// What a component achieved in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 2")]
pub struct MonitoringLineJson {
    pub year: u16,
    pub component: ComponentNumber,
    pub kind: Named<LineKind>,
    pub baseline: AmountJson,
    pub project: AmountJson,
    pub leakage: AmountJson,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deductions: Vec<DeductionJson>,
    pub rounding: Named<Rounding>,
    pub verified: u64,
}

/// What is taken off; without a share it is a fixed amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 2")]
pub struct DeductionJson {
    pub name: String,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub share_millionths: u32,
    pub rounding: Named<Rounding>,
    pub amount: u64,
}

/// Kind 57.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 2")]
pub struct LossJson {
    pub loss: LossNumber,
    pub activity: String,
    pub year: u16,
    pub units: u64,
    pub document: Text<Digest>,
}

/// Kind 58.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 2")]
pub struct ConversionJson {
    pub party: Text<PartyCode>,
    pub year: u16,
    pub non_ghg_metric: String,
    pub factor_digits: u64,
    #[serde(default)]
    pub factor_scale: u8,
    pub document: Text<Digest>,
}

/// Kind 59.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 2")]
pub struct MonitoringWithdrawnJson {
    pub monitoring: MonitoringNumber,
    pub reason: u16,
}

/// Particular 4: which line of which monitoring units are drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 3")]
pub struct DrawnFromJson {
    pub monitoring: MonitoringNumber,
    pub year: u16,
    pub component: ComponentNumber,
    pub kind: Named<LineKind>,
}

/// Particular 5: which units of another registry units stand for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/origins.md section 3")]
pub struct UnderlyingUnitsJson {
    pub registry: String,
    #[serde(default)]
    pub prefix: String,
    #[serde(default)]
    pub suffix: String,
    pub first_number: u64,
    pub evidence: Text<Digest>,
}

fn nothing() -> Text<Commitment> {
    Text(Commitment::default())
}

fn one() -> u64 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}
