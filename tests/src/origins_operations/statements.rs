//! Activities and monitorings that are likely to be right, and how they are spoilt.

use ledger_format::amount::Amount;
use ledger_format::body::Body;
use ledger_format::body::origins::{Deduction, MonitoringLine, MonitoringStated, Origins};
use ledger_format::codes::{LineKind, Metric, MitigationType, Rounding};
use ledger_format::identifiers::Timestamp;

use crate::article6_operations::Draw;
use crate::article6_world::party;
use crate::origins_world::{
    ACTIVITIES, DAY_MS, YEAR_2022_MS, YEAR_2023_MS, activity, line, line_name, monitoring, stated, statement,
};

/// A name that is mostly declared.
pub(super) fn known_activity(draw: &mut Draw<'_>) -> String {
    let known: Vec<String> = draw.model.origins().activities.keys().cloned().collect();
    if known.is_empty() || draw.rarely(16) {
        return "nowhere".to_owned();
    }
    // Mostly those on whose lines series issue.
    let usual = ACTIVITIES[draw.next() % ACTIVITIES.len()].to_owned();
    if draw.rarely(6) { known[draw.next() % known.len()].clone() } else { usual }
}

pub(super) fn declare(draw: &mut Draw<'_>) -> Body {
    let id = format!("activity-{}", draw.of(6));
    let code = draw.party();
    let mut body = activity(&id, if draw.rarely(8) { "ZZZ" } else { code });
    match draw.of(8) {
        0 => body.until = body.from,
        1 => body.components = vec![body.components[0]; 2].try_into().expect("two"),
        2 => body.quantum_digits = 2,
        3 => body.metric = Metric::NON_GHG,
        4 => body.components = Default::default(),
        5 => body.mitigation_type = MitigationType::REMOVALS,
        _ => {}
    }
    statement(Origins::ActivityDeclared(Box::new(body)))
}

fn rounding(draw: &mut Draw<'_>) -> Rounding {
    draw.one(&[Rounding::DOWN, Rounding::HALF_AWAY, Rounding::UP])
}

fn rounded(numerator: u64, denominator: u64, rounding: Rounding) -> u64 {
    let quotient = rounding.divide(u128::from(numerator), u128::from(denominator)).unwrap_or(0);
    u64::try_from(quotient).unwrap_or(0)
}

/// A line with deductions whose sum is right.
fn summed(draw: &mut Draw<'_>, year: u16, component: u32, kind: LineKind, scale: u8) -> MonitoringLine {
    let unit = 10_u64.pow(u32::from(scale));
    let gross = u64::from(draw.of(40)) * unit + u64::from(draw.of(10)) * unit / 10;
    let mut line = line(line_name(year, component, kind), gross);
    let leakage = u64::from(draw.of(3));
    // Leakage comes on top of what was achieved without it.
    line.leakage = Amount::from(leakage);
    if kind == LineKind::REMOVALS {
        line.project = Amount::from(gross + 5 + leakage);
    } else {
        line.baseline = Amount::from(gross + 5 + leakage);
    }
    let mut left = gross;
    let mut deductions = Vec::new();
    for _ in 0..draw.of(3) {
        let (share, rounding) = (draw.one(&[0, 10_000, 20_000, 333_333]), rounding(draw));
        let amount = if share == 0 { 1 } else { rounded(gross * u64::from(share), 1_000_000, rounding) };
        if amount <= left {
            left -= amount;
            let name = "buffer".try_into().expect("a name");
            deductions.push(Deduction { name, share_millionths: share, rounding, amount });
        }
    }
    line.deductions = deductions.try_into().expect("few");
    line.rounding = rounding(draw);
    line.verified = rounded(left, unit, line.rounding);
    line
}

pub(super) fn monitor(draw: &mut Draw<'_>) -> Body {
    let id = known_activity(draw);
    let state = draw.model.origins();
    let number = state.monitorings.keys().max().unwrap_or(&0) + 1 - u32::from(draw.rarely(16));
    let standing = state.monitorings.values().filter(|known| known.stands);
    let of_activity = standing.filter(|known| known.stated.activity.as_str() == id);
    let ended = of_activity.map(|known| known.stated.until.0).max().unwrap_or(YEAR_2022_MS);
    let from = match draw.of(8) {
        0 => YEAR_2022_MS + u64::from(draw.of(22)) * 30 * DAY_MS,
        1 => ended - DAY_MS,
        _ => ended,
    };
    let until = from + (1 + u64::from(draw.of(3))) * 20 * DAY_MS - u64::from(draw.of(2));
    let scale = draw.of(3);
    let kinds = match draw.model.origins().activities.get(&id).map(|known| known.mitigation_type) {
        Some(MitigationType::BOTH) => vec![LineKind::REMOVALS, LineKind::REDUCTIONS],
        Some(MitigationType::REMOVALS) => vec![LineKind::REMOVALS],
        _ => vec![LineKind::REDUCTIONS],
    };
    let component = if id == ACTIVITIES[1] { 1 } else { 1 + u32::from(draw.of(2)) };
    let year = |ms| if ms < YEAR_2023_MS { 2022 } else { 2023 };
    let mut lines = Vec::new();
    for year in year(from)..=year(until - 1) {
        for kind in &kinds[..=usize::from(draw.of(2)).min(kinds.len() - 1)] {
            lines.push(summed(draw, year, component, *kind, scale));
        }
    }
    if draw.rarely(4) && id != ACTIVITIES[1] {
        lines.push(summed(draw, year(from), 3 - component, kinds[0], scale));
    }
    let body = monitoring(number, &id, (from, until), lines);
    stated(MonitoringStated { scale: scale.try_into().expect("at most 2"), ..body })
}

/// Makes a right statement a wrong one, mostly.
pub(crate) fn spoil(draw: &mut Draw<'_>, body: &mut Origins) {
    match body {
        Origins::ActivityDeclared(body) => body.host = party("ZZZ"),
        Origins::MonitoringStated(body) => {
            let mut lines = body.lines.to_vec();
            let Some(line) = lines.first_mut() else { return };
            match draw.of(10) {
                0 => line.verified += 1,
                1 => line.rounding = Rounding(1 + line.rounding.0 % 3),
                2 => line.leakage = Amount::from(100_000),
                3 => line.name.year += 2,
                4 => line.name.component.0 = 7,
                5 => line.name.kind = LineKind(3 - line.name.kind.0),
                6 => body.until = body.from,
                7 => body.until = Timestamp(draw.now_ms + 1),
                8 => {
                    let mut deductions = line.deductions.to_vec();
                    if let Some(deduction) = deductions.first_mut() {
                        deduction.amount += 1;
                    }
                    line.deductions = deductions.try_into().unwrap_or_default();
                }
                _ => {
                    let again = line.clone();
                    lines.push(again);
                }
            }
            body.lines = lines.try_into().unwrap_or_default();
        }
        Origins::LossStated(body) => body.year = 1980,
        Origins::ConversionStated(body) => body.factor_digits = 0,
        Origins::MonitoringWithdrawn(body) => body.monitoring.0 += 1,
    }
}
