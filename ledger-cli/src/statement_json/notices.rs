//! What the statements about use in other registries say, in JSON: the fields of `spec/notices.md` section 2 under their names.
//!
//! - Where the bytes have zero for "none" (no year, no entity, no purpose), the JSON leaves the field out.
//! - Both ways in one file: the bodies are small.

use ledger_format::body::holds::Evidence;
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven, NoticeWithdrawn, Notices};
use ledger_format::codes::{Action, Purposes};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, Commitment, Digest, EntryIndex, PartyCode, RegistryId,
};
use serde::{Deserialize, Serialize};

use super::article6::BlockJson;
use super::body::BodyJson;
use super::holds::{EvidenceJson, blocks, blocks_json};
use super::read::{BodyFault, list};
use super::text::{Named, Text};
use super::words::PurposesJson;

/// Kind 65.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/notices.md section 2")]
pub struct RegistriesJson {
    pub approach: Text<ApproachNumber>,
    pub registries: Vec<Text<RegistryId>>,
}

/// Kind 110.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/notices.md section 2")]
pub struct NoticeJson {
    pub account: AccountNumber,
    pub blocks: Vec<BlockJson>,
    pub action: Named<Action>,
    pub party: Text<PartyCode>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub year_of_use: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Text<Commitment>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposesJson>,
    pub evidence: EvidenceJson,
}

/// Kind 111.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are those of spec/notices.md section 2")]
pub struct NoticeWithdrawnJson {
    pub notice: EntryIndex,
    #[serde(default)]
    pub reason: u16,
    pub document: Text<Digest>,
}

impl From<&Notices> for BodyJson {
    fn from(body: &Notices) -> Self {
        match body {
            Notices::RegistriesStated(it) => Self::ApproachRegistriesStated(RegistriesJson {
                approach: Text(it.approach),
                registries: it.registries.iter().copied().map(Text).collect(),
            }),
            Notices::Given(it) => Self::NoticeGiven(Box::new(NoticeJson {
                account: it.account,
                blocks: blocks_json(&it.blocks),
                action: Named(it.action),
                party: Text(it.party),
                year_of_use: it.year,
                entity: it.entity_named().map(Text),
                purpose: it.purpose_named().map(PurposesJson),
                evidence: EvidenceJson { grade: Named(it.evidence.grade), digest: Text(it.evidence.digest) },
            })),
            Notices::Withdrawn(it) => Self::NoticeWithdrawn(NoticeWithdrawnJson {
                notice: it.notice,
                reason: it.reason,
                document: Text(it.document),
            }),
        }
    }
}

impl TryFrom<RegistriesJson> for Notices {
    type Error = BodyFault;

    fn try_from(it: RegistriesJson) -> Result<Self, BodyFault> {
        Ok(Self::RegistriesStated(ApproachRegistriesStated {
            approach: it.approach.0,
            registries: list(it.registries.into_iter().map(|it| it.0).collect(), "registries")?,
        }))
    }
}

impl TryFrom<NoticeJson> for Notices {
    type Error = BodyFault;

    fn try_from(it: NoticeJson) -> Result<Self, BodyFault> {
        Ok(Self::Given(Box::new(NoticeGiven {
            account: it.account,
            blocks: blocks(it.blocks)?,
            action: it.action.0,
            party: it.party.0,
            year: it.year_of_use,
            entity: it.entity.map(|it| it.0).unwrap_or_default(),
            purpose: it.purpose.map_or(Purposes(0), |it| it.0),
            evidence: Evidence { grade: it.evidence.grade.0, digest: it.evidence.digest.0 },
        })))
    }
}

impl From<NoticeWithdrawnJson> for Notices {
    fn from(it: NoticeWithdrawnJson) -> Self {
        Self::Withdrawn(NoticeWithdrawn { notice: it.notice, reason: it.reason, document: it.document.0 })
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(year: &u16) -> bool {
    *year == 0
}
