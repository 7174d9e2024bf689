//! What the statements about what holds units back say, in JSON: the fields of `spec/holds.md` section 2 under their names.
//!
//! - Codes are words, moments are RFC 3339. A restriction without an end has no `until`, one by the ledger's authority no `party`.
//! - Both ways in one file: the bodies are small.

use ledger_format::block::SerialBlock;
use ledger_format::body::ParticularValue;
use ledger_format::body::holds::{
    Evidence, HoldPlaced, HoldReleased, Holds, RestrictionLifted, RestrictionPlaced,
};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{Action, EvidenceGrade, RestrictionReason};
use ledger_format::identifiers::{AccountNumber, Digest, EntryIndex, PartyCode, Timestamp};
use serde::{Deserialize, Serialize};

use super::article6::BlockJson;
use super::body::BodyJson;
use super::read::{BodyFault, list};
use super::text::{Named, Text};
use super::words::Moment;

/// Kind 70.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/holds.md section 2")]
pub struct HoldPlacedJson {
    pub debited: AccountNumber,
    pub acquiring: AccountNumber,
    pub action: Named<Action>,
    pub expires: Moment,
    pub blocks: Vec<BlockJson>,
}

/// Kind 71.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/holds.md section 2")]
pub struct HoldReleasedJson {
    pub hold: EntryIndex,
    #[serde(default)]
    pub reason: u16,
}

/// Kind 80.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/holds.md section 2")]
pub struct RestrictionPlacedJson {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Text<PartyCode>>,
    pub reason: Named<RestrictionReason>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountNumber>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<BlockJson>,
    pub from: Moment,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    pub document: Text<Digest>,
}

/// Kind 81.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/holds.md section 2")]
pub struct RestrictionLiftedJson {
    pub restriction: EntryIndex,
    #[serde(default)]
    pub reason: u16,
}

/// Particular 9: on what the word of another registry was taken; no digest where the grade is `none`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/holds.md section 3")]
pub struct EvidenceJson {
    pub grade: Named<EvidenceGrade>,
    #[serde(default = "nothing", skip_serializing_if = "is_nothing")]
    pub digest: Text<Digest>,
}

impl From<&Holds> for BodyJson {
    fn from(body: &Holds) -> Self {
        match body {
            Holds::Placed(it) => Self::HoldPlaced(HoldPlacedJson {
                debited: it.debited,
                acquiring: it.acquiring,
                action: Named(it.action),
                expires: Moment(it.expires),
                blocks: blocks_json(&it.blocks),
            }),
            Holds::Released(it) => Self::HoldReleased(HoldReleasedJson { hold: it.hold, reason: it.reason }),
            Holds::Restricted(it) => Self::RestrictionPlaced(RestrictionPlacedJson {
                party: it.party.map(Text),
                reason: Named(it.reason),
                accounts: it.accounts.to_vec(),
                blocks: blocks_json(&it.blocks),
                from: Moment(it.from),
                until: (it.until.0 > 0).then_some(Moment(it.until)),
                document: Text(it.document),
            }),
            Holds::Lifted(it) => Self::RestrictionLifted(RestrictionLiftedJson {
                restriction: it.restriction,
                reason: it.reason,
            }),
        }
    }
}

impl TryFrom<HoldPlacedJson> for Holds {
    type Error = BodyFault;

    fn try_from(it: HoldPlacedJson) -> Result<Self, BodyFault> {
        Ok(Self::Placed(HoldPlaced {
            debited: it.debited,
            acquiring: it.acquiring,
            action: it.action.0,
            expires: it.expires.0,
            blocks: blocks(it.blocks)?,
        }))
    }
}

impl From<HoldReleasedJson> for Holds {
    fn from(it: HoldReleasedJson) -> Self {
        Self::Released(HoldReleased { hold: it.hold, reason: it.reason })
    }
}

impl TryFrom<RestrictionPlacedJson> for Holds {
    type Error = BodyFault;

    fn try_from(it: RestrictionPlacedJson) -> Result<Self, BodyFault> {
        Ok(Self::Restricted(Box::new(RestrictionPlaced {
            party: it.party.map(|party| party.0),
            reason: it.reason.0,
            accounts: list(it.accounts, "accounts")?,
            blocks: blocks(it.blocks)?,
            from: it.from.0,
            until: it.until.map_or(Timestamp(0), |until| until.0),
            document: it.document.0,
        })))
    }
}

impl From<RestrictionLiftedJson> for Holds {
    fn from(it: RestrictionLiftedJson) -> Self {
        Self::Lifted(RestrictionLifted { restriction: it.restriction, reason: it.reason })
    }
}

impl From<EvidenceJson> for ParticularValue {
    fn from(it: EvidenceJson) -> Self {
        Self::Evidence(Evidence { grade: it.grade.0, digest: it.digest.0 })
    }
}

impl EvidenceJson {
    /// The JSON of evidence; none for a grade without a name.
    #[must_use]
    pub fn of(it: &Evidence) -> Option<Self> {
        it.grade.name().map(|_| Self { grade: Named(it.grade), digest: Text(it.digest) })
    }
}

pub(super) fn blocks<const MIN: usize, const MAX: usize>(
    blocks: Vec<BlockJson>,
) -> Result<Bounded<SerialBlock, MIN, MAX>, BodyFault> {
    let block = |it: BlockJson| SerialBlock::new(it.space, it.first, it.last);
    list(blocks.into_iter().map(block).collect(), "blocks")
}

pub(super) fn blocks_json(blocks: &[SerialBlock]) -> Vec<BlockJson> {
    blocks.iter().map(|it| BlockJson { space: it.space, first: it.first, last: it.last }).collect()
}

fn nothing() -> Text<Digest> {
    Text(Digest::default())
}

fn is_nothing(digest: &Text<Digest>) -> bool {
    digest.0 == Digest::default()
}
