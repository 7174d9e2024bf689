//! Particulars of a movement in JSON: in words where their meaning is known, else as tag and hex.
//!
//! - What is written is read back as the same bytes.

use ledger_format::body::{Particular, ParticularValue};
use ledger_format::identifiers::{Commitment, Digest, EntryIndex, LossNumber};
use serde::{Deserialize, Serialize};

use super::holds::EvidenceJson;
use super::origins::{DrawnFromJson, UnderlyingUnitsJson};
use super::read::{BodyFault, list};
use super::text::{Named, Text};
use super::words::PurposesJson;

/// A detail of a movement: exactly one of its parts, or `tag` with `value`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParticularJson {
    /// The calendar year for which units are used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_of_use: Option<u16>,
    /// Who uses them: the commitment to the entity's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Text<Commitment>>,
    /// What for: `IMP` or `OP`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposesJson>,
    /// Which line of a monitoring units that are issued are drawn from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn_from: Option<DrawnFromJson>,
    /// Which units of another registry they stand for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub underlying_units: Option<UnderlyingUnitsJson>,
    /// The document from which their history was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<Text<Digest>>,
    /// The loss of stored carbon that a cancellation settles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_settled: Option<LossNumber>,
    /// The entry that placed the hold which the movement accepts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<EntryIndex>,
    /// On what the word of another registry was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceJson>,
    /// What it is, where no word says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<u16>,
    /// Its bytes in hex, with a tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl From<&Particular> for ParticularJson {
    fn from(it: &Particular) -> Self {
        let empty = Self::default();
        match it.read() {
            Some(ParticularValue::YearOfUse(year)) => Self { year_of_use: Some(year), ..empty },
            Some(ParticularValue::Entity(entity)) => Self { entity: Some(Text(entity)), ..empty },
            Some(ParticularValue::Purpose(purpose)) if purpose.is_known() => {
                Self { purpose: Some(PurposesJson(purpose)), ..empty }
            }
            Some(ParticularValue::Monitoring(monitoring, line)) if line.kind.name().is_some() => {
                let (year, component, kind) = (line.year, line.component, Named(line.kind));
                Self { drawn_from: Some(DrawnFromJson { monitoring, year, component, kind }), ..empty }
            }
            Some(ParticularValue::UnderlyingUnits { space, first_number, evidence }) => {
                let units = UnderlyingUnitsJson {
                    registry: space.registry.to_string(),
                    prefix: space.prefix.to_string(),
                    suffix: space.suffix.to_string(),
                    first_number,
                    evidence: Text(evidence),
                };
                Self { underlying_units: Some(units), ..empty }
            }
            Some(ParticularValue::History(document)) => Self { history: Some(Text(document)), ..empty },
            Some(ParticularValue::LossSettled(loss)) => Self { loss_settled: Some(loss), ..empty },
            Some(ParticularValue::Hold(hold)) => Self { hold: Some(hold), ..empty },
            Some(ParticularValue::Evidence(evidence)) if evidence.grade.name().is_some() => {
                Self { evidence: EvidenceJson::of(&evidence), ..empty }
            }
            _ => Self { tag: Some(it.tag), value: Some(hex::encode(&*it.value)), ..empty },
        }
    }
}

impl TryFrom<ParticularJson> for Particular {
    type Error = BodyFault;

    fn try_from(json: ParticularJson) -> Result<Self, BodyFault> {
        let raw = match (json.tag, json.value) {
            (Some(tag), Some(value)) => {
                let value = hex::decode(value).map_err(|_| BodyFault::Hex)?;
                Some(Self { tag, value: list(value, "particulars")? })
            }
            (None, None) => None,
            _ => return Err(BodyFault::Particular),
        };
        let underlying = json.underlying_units.map(ParticularValue::try_from).transpose()?;
        let values = [
            json.year_of_use.map(ParticularValue::YearOfUse),
            json.entity.map(|it| ParticularValue::Entity(it.0)),
            json.purpose.map(|it| ParticularValue::Purpose(it.0)),
            json.drawn_from.map(ParticularValue::from),
            underlying,
            json.history.map(|it| ParticularValue::History(it.0)),
            json.loss_settled.map(ParticularValue::LossSettled),
            json.hold.map(ParticularValue::Hold),
            json.evidence.map(ParticularValue::from),
        ];
        let mut said = values.into_iter().flatten().map(Self::from).chain(raw);
        match (said.next(), said.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(BodyFault::Particular),
        }
    }
}
