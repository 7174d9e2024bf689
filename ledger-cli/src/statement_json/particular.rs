//! Particulars of a movement in JSON: in words where their meaning is known, else as tag and hex.
//!
//! - What is written is read back as the same bytes.

use ledger_format::body::{Particular, ParticularValue};
use ledger_format::identifiers::Commitment;
use serde::{Deserialize, Serialize};

use super::read::{BodyFault, list};
use super::text::Text;
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
    /// What it is, where no word says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<u16>,
    /// Its bytes in hex, with a tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl From<&Particular> for ParticularJson {
    fn from(it: &Particular) -> Self {
        match it.read() {
            Some(ParticularValue::YearOfUse(year)) => Self { year_of_use: Some(year), ..Self::default() },
            Some(ParticularValue::Entity(entity)) => Self { entity: Some(Text(entity)), ..Self::default() },
            Some(ParticularValue::Purpose(purpose)) if purpose.is_known() => {
                Self { purpose: Some(PurposesJson(purpose)), ..Self::default() }
            }
            _ => Self { tag: Some(it.tag), value: Some(hex::encode(&*it.value)), ..Self::default() },
        }
    }
}

impl TryFrom<ParticularJson> for Particular {
    type Error = BodyFault;

    fn try_from(json: ParticularJson) -> Result<Self, BodyFault> {
        Ok(match json {
            ParticularJson {
                year_of_use: Some(year),
                entity: None,
                purpose: None,
                tag: None,
                value: None,
            } => ParticularValue::YearOfUse(year).into(),
            ParticularJson {
                year_of_use: None,
                entity: Some(entity),
                purpose: None,
                tag: None,
                value: None,
            } => ParticularValue::Entity(entity.0).into(),
            ParticularJson {
                year_of_use: None,
                entity: None,
                purpose: Some(purpose),
                tag: None,
                value: None,
            } => ParticularValue::Purpose(purpose.0).into(),
            ParticularJson {
                year_of_use: None,
                entity: None,
                purpose: None,
                tag: Some(tag),
                value: Some(value),
            } => {
                let value = hex::decode(value).map_err(|_| BodyFault::Hex)?;
                Self { tag, value: list(value, "particulars")? }
            }
            _ => return Err(BodyFault::Particular),
        })
    }
}
