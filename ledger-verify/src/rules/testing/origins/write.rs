//! Bodies and particulars of rulebook 3, right in all that is not given.

use ledger_format::amount::Amount;
use ledger_format::body::article6::StandingStated;
use ledger_format::body::origins::{
    ActivityDeclared, Component, ConversionStated, Deduction, LineName, LossStated, MonitoringLine,
    MonitoringStated, MonitoringWithdrawn,
};
use ledger_format::body::{Article6, Origins, Particular, ParticularValue, UnderlyingSpace};
use ledger_format::codes::{ActivityType, LineKind, Rounding, Sector, StandingItem};
use ledger_format::identifiers::{ComponentNumber, LossNumber, MonitoringNumber};

use super::*;

pub fn said(body: Origins) -> Body {
    Body::Origins(body)
}

/// An activity over 2021 to 2023.
pub fn activity(id: &str, mitigation: u16, metric: &str, components: &[u32]) -> ActivityDeclared {
    let component =
        |number: &u32| Component { number: ComponentNumber(*number), what: Commitment::default() };
    ActivityDeclared {
        activity: Code::new(id).unwrap(),
        host: party(GHA),
        methodology: Code::new("AM0001").unwrap(),
        methodology_version: Code::new("1").unwrap(),
        sector: Sector::FORESTRY_AND_LAND_USE,
        activity_type: ActivityType::AFFORESTATION,
        mitigation_type: MitigationType(mitigation),
        metric: if metric.is_empty() { Metric::GHG } else { Metric::NON_GHG },
        non_ghg_metric: Code::new(metric).unwrap(),
        quantum_digits: 1,
        quantum_scale: 0.try_into().unwrap(),
        from: Timestamp(YEARS_MS[0]),
        until: Timestamp(YEARS_MS[3]),
        components: components.iter().map(component).collect::<Vec<_>>().try_into().unwrap(),
    }
}

pub fn declared(activity: ActivityDeclared) -> Body {
    said(Origins::ActivityDeclared(Box::new(activity)))
}

pub fn name(year: u16, component: u32, kind: u16) -> LineName {
    LineName { year, component: ComponentNumber(component), kind: LineKind(kind) }
}

/// A line of so many whole units.
pub fn line(name: LineName, verified: u64) -> MonitoringLine {
    let (more, none) = (Amount::from(verified + 7), Amount::from(7));
    let (baseline, project) = if name.kind == LineKind::REMOVALS { (none, more) } else { (more, none) };
    MonitoringLine {
        name,
        baseline,
        project,
        leakage: Amount::default(),
        deductions: Vec::new().try_into().unwrap(),
        rounding: Rounding::DOWN,
        verified,
    }
}

pub fn deduction(share_millionths: u32, rounding: u16, amount: u64) -> Deduction {
    let name = Code::new("buffer").unwrap();
    Deduction { name, share_millionths, rounding: Rounding(rounding), amount }
}

pub fn monitoring(
    number: u32,
    of: &str,
    (from, until): (u64, u64),
    lines: Vec<MonitoringLine>,
) -> MonitoringStated {
    MonitoringStated {
        monitoring: MonitoringNumber(number),
        activity: Code::new(of).unwrap(),
        from: Timestamp(from),
        until: Timestamp(until),
        report: Digest([1; 32]),
        scale: 0.try_into().unwrap(),
        lines: lines.try_into().unwrap(),
    }
}

pub fn monitored(monitoring: MonitoringStated) -> Body {
    said(Origins::MonitoringStated(Box::new(monitoring)))
}

pub fn withdrawn(number: u32) -> Body {
    said(Origins::MonitoringWithdrawn(MonitoringWithdrawn {
        monitoring: MonitoringNumber(number),
        reason: 1,
    }))
}

pub fn lost(number: u32, of: &str, year: u16, units: u64) -> Body {
    let (loss, activity) = (LossNumber(number), Code::new(of).unwrap());
    said(Origins::LossStated(LossStated { loss, activity, year, units, document: Digest([2; 32]) }))
}

pub fn converted(year: u16, factor_digits: u64) -> Body {
    said(Origins::ConversionStated(ConversionStated {
        party: party(GHA),
        year,
        non_ghg_metric: Code::new("hectare").unwrap(),
        factor_digits,
        factor_scale: 2.try_into().unwrap(),
        document: Digest([3; 32]),
    }))
}

/// Whether the host is freed from the share for adaptation.
pub fn exempted(value: u16) -> Body {
    Body::Article6(Article6::StandingStated(StandingStated {
        party: party(GHA),
        item: StandingItem::EXEMPT_FROM_ADAPTATION_SHARE,
        value,
        document: Digest([0; 32]),
    }))
}

pub fn on(number: u32, line: LineName) -> Particular {
    ParticularValue::Monitoring(MonitoringNumber(number), line).into()
}

pub fn underlying(prefix: &str, first_number: u64) -> Particular {
    underlying_of(("VCS", prefix, "-X"), first_number)
}

pub fn underlying_of((registry, prefix, suffix): (&str, &str, &str), first_number: u64) -> Particular {
    let space = UnderlyingSpace {
        registry: Code::new(registry).unwrap(),
        prefix: Code::new(prefix).unwrap(),
        suffix: Code::new(suffix).unwrap(),
    };
    ParticularValue::UnderlyingUnits { space, first_number, evidence: Digest([4; 32]) }.into()
}

pub fn history() -> Particular {
    ParticularValue::History(Digest([5; 32])).into()
}

pub fn settles(number: u32) -> Particular {
    ParticularValue::LossSettled(LossNumber(number)).into()
}

pub fn telling(action: Action, particulars: Vec<Particular>, postings: Vec<Posting>) -> Body {
    Body::Movement(Movement {
        action,
        particulars: particulars.try_into().unwrap(),
        postings: postings.try_into().unwrap(),
    })
}
