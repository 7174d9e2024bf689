//! From what an entry says to its JSON.

use ledger_format::body::{self, Body};
use ledger_format::identifiers::PartyCode;

use super::body::{BodyJson, PostingJson, RoleKeysJson, RulebookJson, SettingJson};
use super::particular::ParticularJson;
use super::text::{Named, Text};

impl From<&Body> for BodyJson {
    fn from(body: &Body) -> Self {
        match body {
            Body::Genesis(it) => Self::Genesis {
                format_version: it.format_version,
                origin: it.origin.to_string(),
                registries: it.registries.iter().copied().map(Text).collect(),
                keys: it.keys.iter().copied().map(Text).collect(),
                roles: it
                    .roles
                    .iter()
                    .map(|role| RoleKeysJson {
                        role: Named(role.role),
                        threshold: role.threshold,
                        keys: role.keys.to_vec(),
                    })
                    .collect(),
                rulebook: RulebookJson { version: it.rulebook.version, settings: settings(&it.rulebook) },
            },
            Body::RulebookAdopted(it) => {
                Self::RulebookAdopted { version: it.version, settings: settings(it) }
            }
            Body::Recovery(it) => Self::Recovery {
                segment: it.segment,
                offset: it.offset,
                size: it.size,
                digest: Text(it.digest),
            },
            Body::Article6(it) => Self::from(it),
            Body::Origins(it) => Self::from(it),
            Body::Holds(it) => Self::from(it),
            Body::Notices(it) => Self::from(it),
            Body::Note(it) => Self::Note {
                party: party(it.party),
                document: Text(it.document),
                media_type: it.media_type.to_string(),
                document_size: it.document_size,
                entries: it.entries.to_vec(),
            },
            Body::PartyDeclared(it) => Self::PartyDeclared { party: Text(it.party) },
            Body::RoleGranted(it) => {
                Self::RoleGranted { role: Named(it.role), party: party(it.party), key: it.key }
            }
            Body::RoleWithdrawn(it) => {
                Self::RoleWithdrawn { role: Named(it.role), party: party(it.party), key: it.key }
            }
            Body::ThresholdSet(it) => {
                Self::ThresholdSet { role: Named(it.role), party: party(it.party), threshold: it.threshold }
            }
            Body::KeyRegistered(it) => {
                Self::KeyRegistered { key: it.key, public_key: Text(it.public_key), owner: Text(it.owner) }
            }
            Body::KeyRotated(it) => {
                Self::KeyRotated { old: it.old, new: it.new, public_key: Text(it.public_key) }
            }
            Body::KeyRevoked(it) => Self::KeyRevoked { key: it.key, reason: it.reason },
            Body::SpaceDeclared(it) => Self::SpaceDeclared { space: it.space, name: it.name.to_string() },
            Body::SeriesOpened(it) => series_opened(it),
            Body::AccountOpened(it) => Self::AccountOpened {
                account: it.account,
                account_kind: Named(it.kind),
                party: Text(it.party),
                registry: Text(it.registry),
                holder: Text(it.holder),
                metric: Named(it.metric),
                representatives: it.representatives.to_vec(),
                threshold: it.threshold,
            },
            Body::AccountSuspended(it) => Self::AccountSuspended { account: it.account, reason: it.reason },
            Body::AccountReinstated(it) => Self::AccountReinstated { account: it.account, reason: it.reason },
            Body::AccountClosed(it) => Self::AccountClosed { account: it.account },
            Body::RepresentativesChanged(it) => Self::RepresentativesChanged {
                account: it.account,
                representatives: it.representatives.to_vec(),
                threshold: it.threshold,
            },
            Body::Movement(it) => Self::Movement {
                action: Named(it.action),
                postings: postings(&it.postings),
                particulars: it.particulars.iter().map(ParticularJson::from).collect(),
            },
            Body::Reversal(it) => {
                Self::Reversal { reverses: it.reverses, reason: it.reason, postings: postings(&it.postings) }
            }
        }
    }
}

fn series_opened(it: &body::SeriesOpened) -> BodyJson {
    BodyJson::SeriesOpened {
        series: it.series,
        space: it.space,
        source: it.source,
        label: it.label.to_string(),
        host: Text(it.host),
        activity: it.activity.to_string(),
        vintage: it.vintage,
        metric: Named(it.metric),
        non_ghg_metric: it.non_ghg_metric.to_string(),
        quantum_digits: it.quantum_digits,
        quantum_scale: it.quantum_scale.into(),
        gwp_set: Named(it.gwp_set),
        mitigation_type: Named(it.mitigation_type),
        regime: Named(it.regime),
    }
}

fn party(party: Option<PartyCode>) -> Option<Text<PartyCode>> {
    party.map(Text)
}

fn settings(rulebook: &body::Rulebook) -> Vec<SettingJson> {
    rulebook.settings.iter().map(|it| SettingJson { option: Named(it.option), value: it.value }).collect()
}

fn postings(postings: &[body::Posting]) -> Vec<PostingJson> {
    postings
        .iter()
        .map(|it| PostingJson {
            account: it.account,
            side: it.side.into(),
            space: it.block.space,
            first: it.block.first,
            last: it.block.last,
        })
        .collect()
}
