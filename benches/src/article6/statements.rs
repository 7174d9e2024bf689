//! What is stated before units are issued: approach, periods, authorizations, activities and their monitorings.

use ledger_format::amount::Amount;
use ledger_format::body::article6::{
    ApproachDeclared, AuthorizationStated, EntityStated, NdcPeriodDeclared, StandingStated,
};
use ledger_format::body::origins::{
    ActivityDeclared, Component, Deduction, LineName, MonitoringLine, MonitoringStated,
};
use ledger_format::body::{Article6, Body, Origins, SeriesOpened};
use ledger_format::bounded::{Bounded, Code};
use ledger_format::codes::{
    ActivityType, AdjustmentMethod, ApproachStatus, FirstTransferDefinition, GwpSet, LineKind, Metric,
    MitigationType, Purposes, Regime, RevocationTerms, Rounding, Sector, StandingItem,
};
use ledger_format::identifiers::{Commitment, ComponentNumber, Digest, Timestamp};

use super::layout::{
    APPROACH, COMPONENTS, PARTIES, UNITS, activity, authorization, entity, host_of, monitoring, party,
    series, source, space, vintage_of,
};
use crate::world::Plan;

/// Decimal places of the monitorings' amounts, and how many of those parts a unit has.
const SCALE: u8 = 3;
const PARTS: u64 = 1_000;
/// What is kept back of each line, in millionths.
const KEPT_BACK_MILLIONTHS: u32 = 20_000;

/// A document that nobody asks for.
pub const DOCUMENT: Digest = Digest([0xd0; 32]);

/// The approach of all Parties.
pub fn approach() -> Body {
    Body::Article6(Article6::ApproachDeclared(ApproachDeclared {
        approach: APPROACH,
        parties: Bounded::new((0..PARTIES).map(party).collect()).expect("few"),
        metrics: Bounded::new(vec![Metric::GHG]).expect("one"),
        status: ApproachStatus::ACTIVE,
    }))
}

/// How a Party adjusts from 2021 to 2030.
pub fn period(place: u64) -> Body {
    Body::Article6(Article6::NdcPeriodDeclared(NdcPeriodDeclared {
        party: party(place),
        first_year: 2021,
        last_year: 2030,
        method: AdjustmentMethod::AVERAGING,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        values: Bounded::default(),
    }))
}

/// That a Party submitted its initial report.
pub fn report(place: u64) -> Body {
    let party = party(place);
    let item = StandingItem::INITIAL_REPORT;
    Body::Article6(Article6::StandingStated(StandingStated { party, item, value: 1, document: DOCUMENT }))
}

/// An entity that may use units.
pub fn entity_stated(place: u64) -> Body {
    Body::Article6(Article6::EntityStated(EntityStated {
        party: party(place),
        approach: APPROACH,
        entity: entity(place),
        country: party(place),
        identification: Commitment::default(),
        conditions: Commitment::default(),
    }))
}

/// A Party's authorization: the first transfer is a use or cancellation by 1, the authorization by 2.
pub fn authorization_stated(place: u64, number: u64) -> Body {
    let first_transfer = if number == 1 {
        FirstTransferDefinition::USE_OR_CANCELLATION
    } else {
        FirstTransferDefinition::AUTHORIZATION
    };
    Body::Article6(Article6::AuthorizationStated(Box::new(AuthorizationStated {
        party: party(place),
        authorization: authorization(place, number),
        version: 1,
        mirrored: false,
        approach: APPROACH,
        from: Timestamp(0),
        until: Timestamp(0),
        cap: 0,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        gwp_set: GwpSet::AR5,
        sectors: Bounded::new(vec![Sector::ENERGY_GENERATION]).expect("one"),
        activity_types: Bounded::new(vec![ActivityType::SOLAR]).expect("one"),
        purposes: Purposes::ALL,
        oimp: Code::new("CORSIA").expect("a name"),
        first_transfer,
        parties: Bounded::new((0..PARTIES).map(party).collect()).expect("few"),
        entities: Bounded::new((0..PARTIES).map(entity).collect()).expect("few"),
        first_vintage: 2021,
        last_vintage: 2030,
        first_year_of_use: 2021,
        last_year_of_use: 2030,
        revocation: RevocationTerms::UNITS_STAY,
        terms: Commitment::default(),
        document: DOCUMENT,
    })))
}

/// A host's activity, with all its components.
pub fn activity_declared(host: u64) -> Body {
    let component = |number| Component { number: ComponentNumber(number), what: Commitment::default() };
    Body::Origins(Origins::ActivityDeclared(Box::new(ActivityDeclared {
        activity: activity(host),
        host: party(host),
        methodology: Code::new("AMS-I.D").expect("a name"),
        methodology_version: Code::new("18.0").expect("a version"),
        sector: Sector::ENERGY_GENERATION,
        activity_type: ActivityType::SOLAR,
        mitigation_type: MitigationType::REDUCTIONS,
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        quantum_digits: 1,
        quantum_scale: 0.try_into().expect("a scale"),
        from: begin(2021),
        until: begin(2031),
        components: Bounded::new((1..=COMPONENTS as u32).map(component).collect()).expect("few"),
    })))
}

/// What a series' activity achieved in the series' vintage: on each component more than there are units in all.
pub fn monitored(plan: &Plan, place: u64) -> Body {
    let year = vintage_of(place);
    let line = |component| {
        let gross = plan.blocks * UNITS * PARTS / 9 * 10 + 1_234;
        let kept_back = gross * u64::from(KEPT_BACK_MILLIONTHS) / 1_000_000;
        let deduction = Deduction {
            name: Code::new("uncertainty").expect("a name"),
            share_millionths: KEPT_BACK_MILLIONTHS,
            rounding: Rounding::DOWN,
            amount: kept_back,
        };
        MonitoringLine {
            name: LineName { year, component: ComponentNumber(component), kind: LineKind::REDUCTIONS },
            baseline: Amount::from(gross + 5_000),
            project: Amount::from(3_000),
            leakage: Amount::from(2_000),
            deductions: Bounded::new(vec![deduction]).expect("one"),
            rounding: Rounding::DOWN,
            verified: (gross - kept_back) / PARTS,
        }
    };
    Body::Origins(Origins::MonitoringStated(Box::new(MonitoringStated {
        monitoring: monitoring(place),
        activity: activity(host_of(place)),
        from: begin(year),
        until: begin(year + 1),
        report: DOCUMENT,
        scale: SCALE.try_into().expect("a scale"),
        lines: Bounded::new((1..=COMPONENTS as u32).map(line).collect()).expect("few"),
    })))
}

/// The series of a host and vintage.
pub fn series_opened(place: u64) -> Body {
    let host = host_of(place);
    Body::SeriesOpened(SeriesOpened {
        series: series(place),
        space: space(host),
        source: source(place),
        label: Code::new(vintage_of(place).to_string()).expect("a label"),
        host: party(host),
        activity: Code::new(activity(host).as_str()).expect("an id"),
        vintage: vintage_of(place),
        metric: Metric::GHG,
        non_ghg_metric: Code::default(),
        quantum_digits: 1,
        quantum_scale: 0.try_into().expect("a scale"),
        gwp_set: GwpSet::AR5,
        mitigation_type: MitigationType::REDUCTIONS,
        regime: Regime::ARTICLE_6_2,
    })
}

/// The first millisecond of a year after 1970.
fn begin(year: u16) -> Timestamp {
    let leap = |year: u16| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days: u64 = (1970..year).map(|year| 365 + u64::from(leap(year))).sum();
    Timestamp(days * 86_400_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_where_the_one_before_it_ends() {
        for year in 1971..2100 {
            let begin = begin(year).0;
            assert_eq!(
                [begin - 1, begin].map(|ms| Timestamp(ms).year()),
                [u64::from(year) - 1, u64::from(year)]
            );
        }
    }
}
