//! a monitoring states, of a time and of components that nobody stated before, what adds up; and it
//! is withdrawn only while nothing stands on it.

use ledger_format::body::origins::{LineName, MonitoringLine, MonitoringStated, MonitoringWithdrawn};
use ledger_format::codes::{LineKind, MitigationType};

use super::activities::activity_is_declared;
use super::fault::{ArithmeticFault, LineFault, PeriodEndFault};
use super::refusal::OriginsRefusal;
use crate::book::State;
use crate::origins::Activity;
use crate::origins::effects::components_of;
use crate::rules::Case;

/// Millionths of the whole.
const WHOLE: u32 = 1_000_000;

///
pub(super) fn monitoring_is_admitted<S: State>(
    case: &Case<'_, '_, S>,
    body: &MonitoringStated,
) -> Result<(), OriginsRefusal> {
    let activity = activity_is_declared(case, &body.activity)?;
    let view = case.state.origins();
    //
    if view.monitoring(body.monitoring).is_some() {
        return Err(OriginsRefusal::MonitoringTaken(body.monitoring));
    }
    period_is_over(case, body, activity)?;
    lines_are_formed(body, activity)?;
    // R-406; R-404 has seen to it that the period is not empty.
    let number = view.activity_number(body.activity.as_str());
    for component in components_of(body) {
        let mut other = None;
        let last = body.until.0.saturating_sub(1);
        if let Some(number) = number {
            view.monitored().pieces((number, component), body.from.0, last, |piece| {
                other = other.or(piece.value);
            });
        }
        if let Some(by) = other {
            return Err(OriginsRefusal::MonitoredBefore { component, by });
        }
    }
    //
    let wrong = |line: &MonitoringLine| Some((line.name, arithmetic_fault(line, body.scale.into())?));
    match body.lines.iter().find_map(wrong) {
        Some((line, fault)) => Err(OriginsRefusal::Arithmetic { line, fault }),
        None => Ok(()),
    }
}

///
fn period_is_over<S: State>(
    case: &Case<'_, '_, S>,
    body: &MonitoringStated,
    activity: &Activity,
) -> Result<(), OriginsRefusal> {
    let (from, until) = (activity.terms.from, activity.terms.until);
    let occurred_at = case.candidate.entry.occurred_at();
    let fault = if body.from >= body.until {
        PeriodEndFault::Empty
    } else if body.from < from || body.until > until {
        PeriodEndFault::OutsideCrediting { from, until }
    } else if body.until > occurred_at {
        PeriodEndFault::NotOver { until: body.until, occurred_at }
    } else {
        return Ok(());
    };
    Err(OriginsRefusal::Period(fault))
}

/// R-405; the period is not empty.
fn lines_are_formed(body: &MonitoringStated, activity: &Activity) -> Result<(), OriginsRefusal> {
    let mut names: Vec<LineName> = body.lines.iter().map(|line| line.name).collect();
    names.sort_unstable();
    let twice = names.windows(2).find_map(|pair| match pair {
        [a, b] if a == b => Some(*a),
        _ => None,
    });
    let last = ledger_format::identifiers::Timestamp(body.until.0.saturating_sub(1));
    let years = body.from.year()..=last.year();
    let wrong = |line: &&LineName| {
        let known = activity.terms.components.iter().any(|component| component.number == line.component);
        !known || !counts(activity.terms.mitigation_type, line.kind) || !years.contains(&u64::from(line.year))
    };
    let fault = if names.is_empty() {
        LineFault::None
    } else if let Some(line) = twice {
        LineFault::Twice(line)
    } else if let Some(line) = names.iter().find(wrong) {
        LineFault::Unfit(*line)
    } else {
        return Ok(());
    };
    Err(OriginsRefusal::Lines(fault))
}

/// Whether an activity of this type achieves what a line counts.
fn counts(activity: MitigationType, line: LineKind) -> bool {
    activity == MitigationType::BOTH || activity.0 == line.0
}

/// R-407 of a line; its codes are known.
fn arithmetic_fault(line: &MonitoringLine, scale: u8) -> Option<ArithmeticFault> {
    let (baseline, project, leakage) = (line.baseline.value(), line.project.value(), line.leakage.value());
    let gained = if line.name.kind == LineKind::REMOVALS { project - baseline } else { baseline - project };
    let Ok(gross) = u128::try_from(gained - leakage) else { return Some(ArithmeticFault::GrossNegative) };
    for (place, deduction) in line.deductions.iter().enumerate() {
        if deduction.share_millionths > WHOLE {
            return Some(ArithmeticFault::ShareAboveAll { place });
        }
        // Gross is below 2^66, a share below 2^20. A share of 0 is a fixed amount.
        let share = gross.saturating_mul(u128::from(deduction.share_millionths));
        let expected = deduction.rounding.divide(share, u128::from(WHOLE)).unwrap_or_default();
        if deduction.share_millionths > 0 && expected != u128::from(deduction.amount) {
            return Some(ArithmeticFault::Deduction { place, expected });
        }
    }
    let deducted: u128 = line.deductions.iter().map(|deduction| u128::from(deduction.amount)).sum();
    let Some(net) = gross.checked_sub(deducted) else { return Some(ArithmeticFault::NetNegative) };
    let divisor = 10_u128.saturating_pow(u32::from(scale));
    let expected = line.rounding.divide(net, divisor).unwrap_or_default();
    (expected != u128::from(line.verified)).then_some(ArithmeticFault::Verified { expected })
}

///
pub(super) fn withdrawal_is_admitted<S: State>(
    case: &Case<'_, '_, S>,
    body: &MonitoringWithdrawn,
) -> Result<(), OriginsRefusal> {
    let (view, number) = (case.state.origins(), body.monitoring);
    let Some(known) = view.monitoring(number) else {
        return Err(OriginsRefusal::WithdrawnUnknown(number));
    };
    if let Some(by) = view.withdrawn(number) {
        return Err(OriginsRefusal::WithdrawnBefore { monitoring: number, by });
    }
    let drawn = known.terms.lines.iter().map(|line| (line.name, view.drawn_from((number, line.name))));
    match drawn.into_iter().find(|(_, units)| *units > 0) {
        Some((line, units)) => Err(OriginsRefusal::DrawnFrom { line, units }),
        None => Ok(()),
    }
}
