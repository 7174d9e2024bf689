//! Statements of Article 6 that are likely to be right: identifiers, authorizations and what is attached to them, all the rest.

use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::article6::{
    AdjustmentsFinal, AefFiled, ApproachDeclared, ApproachStatusChanged, Article6, AuthorizationEnded,
    AuthorizationStated, InventoryStated,
};
use ledger_format::codes::{
    ApproachStatus, FirstTransferDefinition, Metric, Purposes, RevocationTerms, Sector, StandingItem,
};
use ledger_format::identifiers::{ApproachNumber, Digest, Timestamp};

use super::Draw;
use crate::article6_world::{
    ENTITIES, attached, authorization, entity_stated, identified, party, period, standing,
};
use crate::model::article6::Facts;
use crate::model::{Model, UnitKey};

pub(super) fn identify(draw: &mut Draw<'_>) -> Body {
    let likely = |model: &Model, unit: &UnitKey, facts: &Facts| {
        facts.identifier.is_none()
            && model.article6_series(unit).is_some()
            && !model.is_ended_to_authorize(unit)
    };
    let (block, _) = draw.block(likely);
    identify_block(draw, block)
}

/// Identifiers of a block, with the first number that is free.
pub(crate) fn identify_block(draw: &mut Draw<'_>, block: SerialBlock) -> Body {
    let unit = (block.space.0, block.first);
    let mut body = identified(1, &[block]);
    if let Some(series) = draw.model.article6_series(&unit) {
        (body.first_transferring_party, body.vintage) = (series.host, series.vintage);
    }
    body.approach = draw.model.hosts_version(&unit).map_or(ApproachNumber(1), |version| version.approach);
    if draw.rarely(20) {
        body.approach = ApproachNumber(2);
    }
    let space = (body.approach.0, body.registry, body.first_transferring_party, body.vintage);
    let highest = draw.model.article6().highest_number(space);
    body.first_number = if draw.rarely(10) { u64::from(draw.of(12)) } else { highest + 1 };
    Body::Article6(Article6::IdentifiersAssigned(body))
}

fn known(draw: &mut Draw<'_>) -> Option<AuthorizationStated> {
    let all: Vec<_> = draw.model.article6().authorizations.values().collect();
    let open: Vec<_> = all.iter().copied().filter(|known| known.ended_from.is_none()).collect();
    let list = if open.is_empty() || draw.rarely(12) { all } else { open };
    (!list.is_empty()).then(|| list[draw.next() % list.len()].latest().clone())
}

pub(super) fn attach(draw: &mut Draw<'_>) -> Body {
    let Some(version) = known(draw) else { return authorize(draw) };
    let by_host = !draw.rarely(4);
    let (party, metric) = (version.party, version.metric);
    let likely = |model: &Model, unit: &UnitKey, facts: &Facts| {
        let series = model.article6_series(unit);
        let hosts = series.is_some_and(|series| series.host == party || !by_host);
        hosts
            && series.is_some_and(|series| series.metric == metric)
            && !model.is_ended_to_authorize(unit)
            && (facts.first_transfer.is_none() || !by_host)
            && facts.attached.get(&party).is_none_or(|(_, number)| *number != version.version)
    };
    let mut blocks = vec![draw.block(likely).0];
    if draw.rarely(4) {
        blocks.push(draw.block(likely).0);
    }
    let number = if draw.rarely(24) { version.version.saturating_sub(1) } else { version.version };
    Body::Article6(attached(party.as_str(), version.authorization.as_str(), number, &blocks))
}

pub(super) fn authorize(draw: &mut Draw<'_>) -> Body {
    let body = match known(draw) {
        Some(latest) if draw.rarely(2) => AuthorizationStated { version: latest.version + 1, ..latest },
        _ => first_version(draw, None),
    };
    vary(draw, body)
}

/// A first version of a Party's authorization.
pub(crate) fn authorize_by(draw: &mut Draw<'_>, code: &'static str) -> Body {
    let body = first_version(draw, Some(code));
    vary(draw, body)
}

fn first_version(draw: &mut Draw<'_>, code: Option<&'static str>) -> AuthorizationStated {
    let code = code.unwrap_or_else(|| draw.party());
    let name = format!("{code}-{}", draw.of(6));
    authorization(code, &name, Purposes::ALL, FirstTransferDefinition::NONE)
}

fn vary(draw: &mut Draw<'_>, mut body: AuthorizationStated) -> Body {
    body.purposes = Purposes(draw.one(&[1, 1, 3, 7, 7, 5, 2, 6]));
    let definitions = [
        FirstTransferDefinition::USE_OR_CANCELLATION,
        FirstTransferDefinition::AUTHORIZATION,
        FirstTransferDefinition::ISSUANCE,
    ];
    body.first_transfer =
        if body.purposes == Purposes::NDC { FirstTransferDefinition::NONE } else { draw.one(&definitions) };
    if draw.rarely(5) {
        (body.metric, body.non_ghg_metric) = (Metric::NON_GHG, "MWh".try_into().unwrap_or_default());
    }
    body.from = Timestamp(if draw.rarely(12) { draw.now_ms + 40 } else { 0 });
    body.until = Timestamp(if draw.rarely(6) { draw.now_ms + 50 } else { 0 });
    body.cap = draw.one(&[0, 0, 0, 8, 20, 40]);
    body.parties = match draw.of(6) {
        0 => vec![party("CHE")].try_into().unwrap_or_default(),
        1 => vec![party("NOR"), party("SGP")].try_into().unwrap_or_default(),
        _ => Default::default(),
    };
    body.entities =
        if draw.rarely(6) { vec![ENTITIES[0]].try_into().unwrap_or_default() } else { Default::default() };
    body.first_vintage = draw.one(&[0, 0, 0, 2025]);
    (body.first_year_of_use, body.last_year_of_use) = draw.one(&[(0, 0), (0, 0), (2024, 2024), (0, 2023)]);
    let terms = [
        RevocationTerms::UNITS_STAY,
        RevocationTerms::UNUSED_RESTRICTED,
        RevocationTerms::UNUSED_RESTRICTED_ON_CHANGE,
        RevocationTerms::UNITS_STAY,
    ];
    let known = if draw.model.rulebook() >= 5 { 4 } else { 2 };
    body.revocation = draw.one(&terms[..known]);
    // Table 2 of the agreed electronic format wants one; no rule does.
    body.sectors = vec![Sector::ENERGY_GENERATION].try_into().unwrap_or_default();
    body.mirrored = if body.version == 1 { draw.rarely(8) } else { body.mirrored };
    if body.version == 1 {
        body.approach = ApproachNumber(draw.one(&[1, 1, 1, 1, 2]));
    }
    Body::Article6(Article6::AuthorizationStated(Box::new(body)))
}

pub(super) fn state(draw: &mut Draw<'_>, what: u8) -> Article6 {
    let code = draw.party();
    let year = draw.one(&[2024, 2025, 2030, 1980]);
    match what {
        56 => {
            let ended = known(draw);
            let id = ended.as_ref().map_or("none", |known| known.authorization.as_str());
            Article6::AuthorizationEnded(AuthorizationEnded {
                party: ended.as_ref().map_or(party(code), |known| known.party),
                authorization: id.try_into().expect("an id"),
                from: Timestamp((draw.now_ms + 20).saturating_sub(u64::from(draw.of(3)) * 20)),
            })
        }
        57 => {
            let value = draw.one(&[1, 1, 0, 2]);
            let item = draw.one(&[StandingItem::INITIAL_REPORT, StandingItem::ELIGIBLE]);
            Article6::StandingStated(standing(code, item, value))
        }
        58 => Article6::ApproachStatusChanged(ApproachStatusChanged {
            approach: ApproachNumber(draw.one(&[1, 2, 2, 3, 4, 5])),
            status: draw.one(&[ApproachStatus::ACTIVE, ApproachStatus::COMPLETED, ApproachStatus::REVOKED]),
        }),
        59 => Article6::ApproachDeclared(ApproachDeclared {
            approach: ApproachNumber(u16::from(draw.of(8))),
            parties: vec![party(code); 1 + usize::from(draw.rarely(8))].try_into().unwrap_or_default(),
            metrics: vec![Metric::GHG].try_into().unwrap_or_default(),
            status: draw.one(&[ApproachStatus::DRAFT, ApproachStatus::ACTIVE]),
        }),
        60 => {
            let (first, last) = draw.one(&[(2026, 2030), (2021, 2025), (2012, 2020), (2031, 2035)]);
            Article6::NdcPeriodDeclared(period(code, first, last, Metric::GHG, ""))
        }
        61 if draw.rarely(2) => Article6::InventoryStated(InventoryStated {
            party: party(code),
            year,
            metric: Metric::GHG,
            non_ghg_metric: Default::default(),
            total: 1_000.into(),
            document: Digest::default(),
        }),
        61 => Article6::EntityStated(entity_stated(code, draw.one(&ENTITIES))),
        62 => {
            let heads: Vec<_> = draw.model.chains().iter().map(|(count, chain)| (*count, *chain)).collect();
            let (mut entry_count, chain) = heads[draw.next() % heads.len()];
            if draw.rarely(6) {
                entry_count += 1;
            }
            let (major, minor) = (draw.one(&[1, 1, 2, 0]), u16::from(draw.of(3)));
            let (party, workbook) = (party(code), Digest::default());
            Article6::AefFiled(AefFiled { party, year, major, minor, workbook, entry_count, chain })
        }
        _ => {
            let years = draw.one(&[(2023, 2023), (2025, 2024), (2026, 2026), (2025, 2025)]);
            Article6::AdjustmentsFinal(AdjustmentsFinal {
                party: party(code),
                first_year: years.0,
                last_year: years.1,
            })
        }
    }
}
