//! The statements of the story, in as few words as they need.

use ledger_format::amount::Amount;
use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{
    ApproachDeclared, Article6, AuthorizationStated, EntityStated, IdentifiersAssigned, InventoryStated,
    NdcPeriodDeclared, StandingStated, UnitsAuthorized, YearValue,
};
use ledger_format::body::holds::Evidence;
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven, Notices};
use ledger_format::body::origins::{
    ActivityDeclared, AmountScale, Component, LineName, MonitoringLine, MonitoringStated, Origins,
};
use ledger_format::body::{
    AccountOpened, Body, KeyRegistered, Movement, ParticularValue, Posting, QuantumScale, SeriesOpened,
    SpaceDeclared,
};
use ledger_format::bounded::{Bounded, Code};
use ledger_format::codes::{
    AccountKind, Action, ActivityType, AdjustmentMethod, ApproachStatus, EvidenceGrade,
    FirstTransferDefinition, GwpSet, LineKind, Metric, MitigationType, Purposes, Regime, RevocationTerms,
    Rounding, Sector, Side, StandingItem,
};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, Commitment, ComponentNumber, Digest, KeyNumber, MonitoringNumber,
    SeriesId, SpaceId, Timestamp,
};

use crate::registry::{Fault, at, public_key};

/// The approach of the story: CA0012, between Ghana and Switzerland.
pub const APPROACH: ApproachNumber = ApproachNumber(12);
/// The number space of the story.
pub const SPACE: SpaceId = SpaceId(1);
/// The series' Source account.
pub const SOURCE: u64 = 100;
/// The activity of the story.
const ACTIVITY: &str = "GHA-COOKSTOVES-1";
/// The vintage of the story.
pub const VINTAGE: u16 = 2024;

/// A new key.
#[must_use]
pub fn key(number: u32) -> Body {
    let owner = Commitment::default();
    Body::KeyRegistered(KeyRegistered { key: KeyNumber(number), public_key: public_key(number), owner })
}

/// A new account; with a key that signs for it, or none.
///
/// # Errors
/// When a code is none.
pub fn account(number: u64, kind: AccountKind, party: &str, key: Option<u32>) -> Result<Body, Fault> {
    let representatives: Vec<KeyNumber> = key.into_iter().map(KeyNumber).collect();
    Ok(Body::AccountOpened(AccountOpened {
        account: AccountNumber(number),
        kind,
        party: party.parse()?,
        registry: format!("{party}01").parse()?,
        holder: Commitment::default(),
        metric: Metric::GHG,
        threshold: u16::from(key.is_some()),
        representatives: Bounded::new(representatives)?,
    }))
}

/// The number space of Ghana's units of 2024.
///
/// # Errors
/// Never: its name is short enough.
pub fn space() -> Result<Body, Fault> {
    Ok(Body::SpaceDeclared(SpaceDeclared { space: SPACE, name: Code::new("GHA01 2024")? }))
}

/// The series: cookstoves in Ghana, 2024, tonnes of CO2 equivalent.
///
/// # Errors
/// Never: its texts are short enough.
pub fn series() -> Result<Body, Fault> {
    Ok(Body::SeriesOpened(SeriesOpened {
        series: SeriesId(1),
        space: SPACE,
        source: AccountNumber(SOURCE),
        label: Code::new("cookstoves 2024")?,
        host: "GHA".parse()?,
        activity: Code::new(ACTIVITY)?,
        vintage: VINTAGE,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        quantum_digits: 1,
        quantum_scale: QuantumScale::default(),
        gwp_set: GwpSet::AR5,
        mitigation_type: MitigationType::REDUCTIONS,
        regime: Regime::ARTICLE_6_2,
    }))
}

/// The cooperative approach.
///
/// # Errors
/// Never: its codes are codes.
pub fn approach() -> Result<Body, Fault> {
    Ok(Body::Article6(Article6::ApproachDeclared(ApproachDeclared {
        approach: APPROACH,
        parties: Bounded::new(vec!["CHE".parse()?, "GHA".parse()?])?,
        metrics: Bounded::new(vec![Metric::GHG])?,
        status: ApproachStatus::ACTIVE,
    })))
}

/// The registries that carry it out.
///
/// # Errors
/// Never: its codes are codes.
pub fn registries() -> Result<Body, Fault> {
    Ok(Body::Notices(Notices::RegistriesStated(ApproachRegistriesStated {
        approach: APPROACH,
        registries: Bounded::new(vec!["CHE01".parse()?, "GHA01".parse()?])?,
    })))
}

/// What mitigates: the cookstoves of the series.
///
/// # Errors
/// Never: its texts are short enough.
pub fn activity() -> Result<Body, Fault> {
    Ok(Body::Origins(Origins::ActivityDeclared(Box::new(ActivityDeclared {
        activity: Code::new(ACTIVITY)?,
        host: "GHA".parse()?,
        methodology: Code::new("VMR0006")?,
        methodology_version: Code::new("1.2")?,
        sector: Sector::ENERGY_GENERATION,
        activity_type: ActivityType::ENERGY_EFFICIENCY_HOUSEHOLDS,
        mitigation_type: MitigationType::REDUCTIONS,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        quantum_digits: 1,
        quantum_scale: QuantumScale::default(),
        from: at("2021-01-01")?,
        until: at("2031-01-01")?,
        components: Bounded::new(vec![Component {
            number: ComponentNumber(1),
            what: Commitment::default(),
        }])?,
    }))))
}

/// What was verified of it in 2024: 1,400 tonnes without the stoves, 380 with them, 20 of leakage.
///
/// # Errors
/// Never: its texts are short enough.
pub fn monitoring(verified: u64) -> Result<Body, Fault> {
    let line = MonitoringLine {
        name: line_of_2024(),
        baseline: Amount::from(1_400),
        project: Amount::from(380),
        leakage: Amount::from(20),
        deductions: Bounded::default(),
        rounding: Rounding::DOWN,
        verified,
    };
    Ok(Body::Origins(Origins::MonitoringStated(Box::new(MonitoringStated {
        monitoring: MonitoringNumber(1),
        activity: Code::new(ACTIVITY)?,
        from: at("2024-01-01")?,
        until: at("2025-01-01")?,
        report: document(),
        scale: AmountScale::default(),
        lines: Bounded::new(vec![line])?,
    }))))
}

fn line_of_2024() -> LineName {
    LineName { year: VINTAGE, component: ComponentNumber(1), kind: LineKind::REDUCTIONS }
}

/// That units are drawn from what was verified.
#[must_use]
pub fn drawn() -> ParticularValue {
    ParticularValue::Monitoring(MonitoringNumber(1), line_of_2024())
}

/// That units came with a history, which a letter tells.
#[must_use]
pub fn history() -> ParticularValue {
    ParticularValue::History(document())
}

/// On what word another registry gave or took units.
#[must_use]
pub fn evidence(grade: EvidenceGrade) -> ParticularValue {
    ParticularValue::Evidence(Evidence { grade, digest: document() })
}

/// Switzerland's notice of what it did with units in its registry.
///
/// # Errors
/// Never: its codes are codes.
pub fn notice(account: u64, action: Action, (first, last): (u64, u64), year: u16) -> Result<Body, Fault> {
    Ok(Body::Notices(Notices::Given(Box::new(NoticeGiven {
        account: AccountNumber(account),
        blocks: Bounded::new(vec![SerialBlock::new(SPACE, first, last)])?,
        action,
        party: "CHE".parse()?,
        year,
        entity: Commitment::default(),
        purpose: Purposes(0),
        evidence: Evidence { grade: EvidenceGrade::SIGNED_NOTICE, digest: document() },
    }))))
}

/// That a Party submitted its initial report.
///
/// # Errors
/// When the code is none.
pub fn initial_report(party: &str) -> Result<Body, Fault> {
    let (item, value, document) = (StandingItem::INITIAL_REPORT, 1, document());
    let party = party.parse()?;
    Ok(Body::Article6(Article6::StandingStated(StandingStated { party, item, value, document })))
}

/// The NDC period 2021 to 2030 of a Party.
///
/// # Errors
/// When the code is none.
pub fn period(party: &str, method: AdjustmentMethod, budget: Option<i128>) -> Result<Body, Fault> {
    let value = |value| Amount::new(value).map(|value| YearValue { year: 2030, value });
    Ok(Body::Article6(Article6::NdcPeriodDeclared(NdcPeriodDeclared {
        party: party.parse()?,
        first_year: 2021,
        last_year: 2030,
        method,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        values: Bounded::new(budget.and_then(value).into_iter().collect())?,
    })))
}

/// A Party's inventory.
///
/// # Errors
/// When the code is none.
pub fn inventory(party: &str, year: u16, total: u64) -> Result<Body, Fault> {
    Ok(Body::Article6(Article6::InventoryStated(InventoryStated {
        party: party.parse()?,
        year,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        total: Amount::from(total),
        document: document(),
    })))
}

/// The airline, authorized by Ghana.
///
/// # Errors
/// Never: its codes are codes.
pub fn entity(entity: Commitment) -> Result<Body, Fault> {
    Ok(Body::Article6(Article6::EntityStated(EntityStated {
        party: "GHA".parse()?,
        approach: APPROACH,
        entity,
        country: "CHE".parse()?,
        identification: Commitment::default(),
        conditions: Commitment::default(),
    })))
}

/// Ghana's authorization: for Switzerland's NDC and for CORSIA by the airline, at most 900 units.
///
/// # Errors
/// Never: its texts are short enough.
pub fn ghana_authorizes(from: Timestamp, entities: Vec<Commitment>, mirrored: bool) -> Result<Body, Fault> {
    Ok(Body::Article6(Article6::AuthorizationStated(Box::new(AuthorizationStated {
        party: "GHA".parse()?,
        authorization: Code::new("GHA-2025-1")?,
        mirrored,
        from,
        cap: 900,
        purposes: Purposes::NDC.and(Purposes::IMP),
        oimp: Code::new("CORSIA")?,
        first_transfer: FirstTransferDefinition::USE_OR_CANCELLATION,
        entities: Bounded::new(entities)?,
        first_vintage: 2021,
        last_vintage: 2030,
        ..switzerlands(from)?
    }))))
}

/// Switzerland's authorization: the use of the same units towards its NDC, in words of its own.
///
/// # Errors
/// Never: its texts are short enough.
pub fn switzerland_authorizes(from: Timestamp) -> Result<Body, Fault> {
    Ok(Body::Article6(Article6::AuthorizationStated(Box::new(switzerlands(from)?))))
}

fn switzerlands(from: Timestamp) -> Result<AuthorizationStated, Fault> {
    Ok(AuthorizationStated {
        party: "CHE".parse()?,
        authorization: Code::new("CHE-2025-7")?,
        version: 1,
        mirrored: false,
        approach: APPROACH,
        from,
        until: Timestamp(0),
        cap: 0,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        gwp_set: GwpSet::AR5,
        sectors: Bounded::new(vec![Sector::ENERGY_GENERATION])?,
        activity_types: Bounded::new(vec![ActivityType::ENERGY_EFFICIENCY_HOUSEHOLDS])?,
        purposes: Purposes::NDC,
        oimp: Code::default(),
        first_transfer: FirstTransferDefinition::NONE,
        parties: Bounded::new(vec!["CHE".parse()?])?,
        entities: Bounded::default(),
        first_vintage: 0,
        last_vintage: 0,
        first_year_of_use: 2021,
        last_year_of_use: 2030,
        revocation: RevocationTerms::UNITS_STAY,
        terms: Commitment::default(),
        document: document(),
    })
}

/// Serials attached to an authorization.
///
/// # Errors
/// When the code or the name is none.
pub fn units(party: &str, authorization: &str, first: u64, last: u64) -> Result<Body, Fault> {
    Ok(Body::Article6(Article6::UnitsAuthorized(UnitsAuthorized {
        party: party.parse()?,
        authorization: Code::new(authorization)?,
        version: 1,
        blocks: Bounded::new(vec![SerialBlock::new(SPACE, first, last)])?,
    })))
}

/// Identifiers from 1 on for serials from 1 on.
///
/// # Errors
/// Never: its codes are codes.
pub fn identifiers(last: u64) -> Result<Body, Fault> {
    Ok(Body::Article6(Article6::IdentifiersAssigned(IdentifiersAssigned {
        approach: APPROACH,
        registry: "GHA01".parse()?,
        first_transferring_party: "GHA".parse()?,
        vintage: VINTAGE,
        first_number: 1,
        blocks: Bounded::new(vec![SerialBlock::new(SPACE, 1, last)])?,
    })))
}

/// A movement of serials from one account to another.
///
/// # Errors
/// Never: two postings are not too many.
pub fn movement(
    action: Action,
    (from, to): (u64, u64),
    (first, last): (u64, u64),
    particulars: &[ParticularValue],
) -> Result<Body, Fault> {
    let block = SerialBlock::new(SPACE, first, last);
    let leg = |account, side| Posting { account: AccountNumber(account), side, block };
    let particulars = particulars.iter().map(|it| it.clone().into()).collect();
    Ok(Body::Movement(Movement {
        action,
        particulars: Bounded::new(particulars)?,
        postings: Bounded::new(vec![leg(from, Side::Debit), leg(to, Side::Credit)])?,
    }))
}

/// The digest of a document that nobody wrote.
fn document() -> Digest {
    Digest([0xd0; 32])
}
