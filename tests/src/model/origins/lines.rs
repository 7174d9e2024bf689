//! The arithmetic of a monitoring's lines, as R-407 has it.

use ledger_format::body::origins::{Deduction, MonitoringLine};
use ledger_format::codes::{LineKind, Rounding};

/// Rounds a quotient of what is not negative.
pub(super) fn rounded(numerator: i128, denominator: i128, rounding: Rounding) -> Option<i128> {
    Some(match rounding {
        Rounding::DOWN => numerator / denominator,
        Rounding::HALF_AWAY => (2 * numerator + denominator) / (2 * denominator),
        Rounding::UP => (numerator + denominator - 1) / denominator,
        _ => return None,
    })
}

/// Before deductions.
fn gross(line: &MonitoringLine) -> i128 {
    let (baseline, project) = (line.baseline.value(), line.project.value());
    let mitigated =
        if line.name.kind == LineKind::REMOVALS { project - baseline } else { baseline - project };
    mitigated - line.leakage.value()
}

fn is_right_deduction(deduction: &Deduction, gross: i128) -> bool {
    let share = i128::from(deduction.share_millionths);
    let amount = rounded(gross * share, 1_000_000, deduction.rounding);
    share == 0 || (share <= 1_000_000 && amount == Some(i128::from(deduction.amount)))
}

/// Whether a line's sum is right, its amounts divided by 10^`scale`.
pub(super) fn is_right_line(line: &MonitoringLine, scale: u8) -> bool {
    let gross = gross(line);
    let deducted: i128 = line.deductions.iter().map(|deduction| i128::from(deduction.amount)).sum();
    let (net, units) = (gross - deducted, 10_i128.pow(u32::from(scale)));
    gross >= 0
        && net >= 0
        && line.deductions.iter().all(|deduction| is_right_deduction(deduction, gross))
        && rounded(net, units, line.rounding) == Some(i128::from(line.verified))
}
