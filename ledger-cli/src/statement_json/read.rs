//! From JSON to what an entry says.
//!
//! - Lengths and characters are checked here; whether a rule allows the statement is the ledger's to say.

use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountClosed, AccountOpened, AccountStanding, Body, KeyRegistered, KeyRevoked, KeyRotated, Movement,
    Note, Particular, PartyDeclared, Posting, QuantumScale, RepresentativesChanged, ReversingMovement,
    RoleOfKey, Rulebook, SeriesOpened, Setting, SpaceDeclared, ThresholdSet,
};
use ledger_format::bounded::{BoundFault, Bounded, Code};

use super::body::{BodyJson, PostingJson, SettingJson};

/// Why JSON that has the right fields is no statement.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyFault {
    /// Only the engine makes these.
    #[error("a {kind} entry cannot be posted: the ledger writes it itself")]
    EngineOnly {
        /// The kind.
        kind: &'static str,
    },
    /// A text or list that is too long, too short or has other characters.
    #[error("{field}: {fault}")]
    Bound {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        fault: BoundFault,
    },
    /// A quantum with too many decimal places.
    #[error("quantum_scale: a quantum has at most 18 decimal places")]
    QuantumScale,
    /// Amounts of a monitoring with too many decimal places.
    #[error("scale: amounts of a monitoring have at most 6 decimal places")]
    AmountScale,
    /// A factor with too many decimal places.
    #[error("factor_scale: a factor has at most 18 decimal places")]
    FactorScale,
    /// A particular that says several things, or none.
    #[error(
        "particulars: give each by itself: one of year_of_use, entity, purpose, drawn_from, underlying_units, history, \
         loss_settled, hold, evidence, or tag with value"
    )]
    Particular,
    /// A particular that is not hex.
    #[error("particulars: value: write pairs of hex digits")]
    Hex,
}

impl TryFrom<BodyJson> for Body {
    type Error = BodyFault;

    fn try_from(json: BodyJson) -> Result<Self, BodyFault> {
        Ok(match json {
            BodyJson::Genesis { .. } => return Err(BodyFault::EngineOnly { kind: "genesis" }),
            BodyJson::Recovery { .. } => return Err(BodyFault::EngineOnly { kind: "recovery" }),
            BodyJson::RulebookAdopted { version, settings } => {
                Self::RulebookAdopted(Rulebook { version, settings: self::settings(settings)? })
            }
            BodyJson::Note { party, document, media_type, document_size, entries } => Self::Note(Note {
                party: party.map(|it| it.0),
                document: document.0,
                media_type: text(media_type, "media_type")?,
                document_size,
                entries: list(entries, "entries")?,
            }),
            BodyJson::PartyDeclared { party } => Self::PartyDeclared(PartyDeclared { party: party.0 }),
            BodyJson::RoleGranted { role, party, key } => {
                Self::RoleGranted(RoleOfKey { role: role.0, party: party.map(|it| it.0), key })
            }
            BodyJson::RoleWithdrawn { role, party, key } => {
                Self::RoleWithdrawn(RoleOfKey { role: role.0, party: party.map(|it| it.0), key })
            }
            BodyJson::ThresholdSet { role, party, threshold } => {
                Self::ThresholdSet(ThresholdSet { role: role.0, party: party.map(|it| it.0), threshold })
            }
            BodyJson::KeyRegistered { key, public_key, owner } => {
                Self::KeyRegistered(KeyRegistered { key, public_key: public_key.0, owner: owner.0 })
            }
            BodyJson::KeyRotated { old, new, public_key } => {
                Self::KeyRotated(KeyRotated { old, new, public_key: public_key.0 })
            }
            BodyJson::KeyRevoked { key, reason } => Self::KeyRevoked(KeyRevoked { key, reason }),
            BodyJson::SpaceDeclared { space, name } => {
                Self::SpaceDeclared(SpaceDeclared { space, name: text(name, "name")? })
            }
            series @ BodyJson::SeriesOpened { .. } => return series_opened(series),
            BodyJson::AccountOpened {
                account,
                account_kind,
                party,
                registry,
                holder,
                metric,
                representatives,
                threshold,
            } => Self::AccountOpened(AccountOpened {
                account,
                kind: account_kind.0,
                party: party.0,
                registry: registry.0,
                holder: holder.0,
                metric: metric.0,
                representatives: list(representatives, "representatives")?,
                threshold,
            }),
            BodyJson::AccountSuspended { account, reason } => {
                Self::AccountSuspended(AccountStanding { account, reason })
            }
            BodyJson::AccountReinstated { account, reason } => {
                Self::AccountReinstated(AccountStanding { account, reason })
            }
            BodyJson::AccountClosed { account } => Self::AccountClosed(AccountClosed { account }),
            BodyJson::RepresentativesChanged { account, representatives, threshold } => {
                let representatives = list(representatives, "representatives")?;
                Self::RepresentativesChanged(RepresentativesChanged { account, representatives, threshold })
            }
            BodyJson::Movement { action, postings, particulars } => {
                let read = particulars.into_iter().map(Particular::try_from);
                let particulars = read.collect::<Result<Vec<_>, BodyFault>>()?;
                Self::Movement(Movement {
                    action: action.0,
                    particulars: list(particulars, "particulars")?,
                    postings: self::postings(postings)?,
                })
            }
            BodyJson::Reversal { reverses, reason, postings } => {
                Self::Reversal(ReversingMovement { reverses, reason, postings: self::postings(postings)? })
            }
            BodyJson::ApproachDeclared(it) => Self::Article6(it.try_into()?),
            BodyJson::ApproachStatusChanged(it) => Self::Article6(it.into()),
            BodyJson::NdcPeriodDeclared(it) => Self::Article6(it.try_into()?),
            BodyJson::InventoryStated(it) => Self::Article6(it.try_into()?),
            BodyJson::StandingStated(it) => Self::Article6(it.into()),
            BodyJson::AuthorizationStated(it) => Self::Article6((*it).try_into()?),
            BodyJson::EntityStated(it) => Self::Article6(it.into()),
            BodyJson::AuthorizationEnded(it) => Self::Article6(it.try_into()?),
            BodyJson::UnitsAuthorized(it) => Self::Article6(it.try_into()?),
            BodyJson::IdentifiersAssigned(it) => Self::Article6(it.try_into()?),
            BodyJson::AefFiled(it) => Self::Article6(it.into()),
            BodyJson::AdjustmentsFinal(it) => Self::Article6(it.into()),
            BodyJson::ActivityDeclared(it) => Self::Origins((*it).try_into()?),
            BodyJson::MonitoringStated(it) => Self::Origins((*it).try_into()?),
            BodyJson::LossStated(it) => Self::Origins(it.try_into()?),
            BodyJson::ConversionStated(it) => Self::Origins(it.try_into()?),
            BodyJson::MonitoringWithdrawn(it) => Self::Origins(it.into()),
            BodyJson::HoldPlaced(it) => Self::Holds(it.try_into()?),
            BodyJson::HoldReleased(it) => Self::Holds(it.into()),
            BodyJson::RestrictionPlaced(it) => Self::Holds(it.try_into()?),
            BodyJson::RestrictionLifted(it) => Self::Holds(it.into()),
            BodyJson::ApproachRegistriesStated(it) => Self::Notices(it.try_into()?),
            BodyJson::NoticeGiven(it) => Self::Notices((*it).try_into()?),
            BodyJson::NoticeWithdrawn(it) => Self::Notices(it.into()),
        })
    }
}

fn series_opened(json: BodyJson) -> Result<Body, BodyFault> {
    let BodyJson::SeriesOpened {
        series,
        space,
        source,
        label,
        host,
        activity,
        vintage,
        metric,
        non_ghg_metric,
        quantum_digits,
        quantum_scale,
        gwp_set,
        mitigation_type,
        regime,
    } = json
    else {
        return Err(BodyFault::EngineOnly { kind: "series" });
    };
    Ok(Body::SeriesOpened(SeriesOpened {
        series,
        space,
        source,
        label: text(label, "label")?,
        host: host.0,
        activity: text(activity, "activity")?,
        vintage,
        metric: metric.0,
        non_ghg_metric: text(non_ghg_metric, "non_ghg_metric")?,
        quantum_digits,
        quantum_scale: QuantumScale::try_from(quantum_scale).map_err(|_| BodyFault::QuantumScale)?,
        gwp_set: gwp_set.0,
        mitigation_type: mitigation_type.0,
        regime: regime.0,
    }))
}

fn settings<const MIN: usize, const MAX: usize>(
    settings: Vec<SettingJson>,
) -> Result<Bounded<Setting, MIN, MAX>, BodyFault> {
    list(
        settings.into_iter().map(|it| Setting { option: it.option.0, value: it.value }).collect(),
        "settings",
    )
}

fn postings<const MIN: usize, const MAX: usize>(
    postings: Vec<PostingJson>,
) -> Result<Bounded<Posting, MIN, MAX>, BodyFault> {
    let posting = |it: PostingJson| Posting {
        account: it.account,
        side: it.side.into(),
        block: SerialBlock::new(it.space, it.first, it.last),
    };
    list(postings.into_iter().map(posting).collect(), "postings")
}

pub(super) fn list<T, const MIN: usize, const MAX: usize>(
    items: Vec<T>,
    field: &'static str,
) -> Result<Bounded<T, MIN, MAX>, BodyFault> {
    Bounded::new(items).map_err(|fault| BodyFault::Bound { field, fault })
}

pub(super) fn text<const MIN: usize, const MAX: usize>(
    text: String,
    field: &'static str,
) -> Result<Code<MIN, MAX>, BodyFault> {
    Code::new(text).map_err(|fault| BodyFault::Bound { field, fault })
}
