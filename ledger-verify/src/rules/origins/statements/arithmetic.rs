//! whether a line of a monitoring adds up.
//!
//! Invariant: exact; amounts are below 2^64 and shares are looked at before they are multiplied, so nothing overflows.

use ledger_format::body::origins::{Deduction, MonitoringLine};
use ledger_format::codes::LineKind;

/// A share of the whole, in millionths.
const WHOLE: u32 = 1_000_000;

/// Whether gross and net are not below 0, and shares and the verified amount are what the line's own words make them.
pub fn adds_up(line: &MonitoringLine, scale: u8) -> bool {
    let [baseline, project, leakage] =
        [line.baseline, line.project, line.leakage].map(|amount| amount.value());
    let mitigated =
        if line.name.kind == LineKind::REMOVALS { project - baseline } else { baseline - project };
    let Ok(gross) = u128::try_from(mitigated - leakage) else { return false };
    let deducted: u128 = line.deductions.iter().map(|deduction| u128::from(deduction.amount)).sum();
    let Some(net) = gross.checked_sub(deducted) else { return false };
    line.deductions.iter().all(|deduction| is_its_share(deduction, gross))
        && line.rounding.divide(net, 10_u128.pow(scale.into())) == Some(line.verified.into())
}

/// A fixed amount is any.
fn is_its_share(deduction: &Deduction, gross: u128) -> bool {
    let share = deduction.share_millionths;
    let of_gross = || deduction.rounding.divide(gross * u128::from(share), WHOLE.into());
    share == 0 || (share <= WHOLE && of_gross() == Some(deduction.amount.into()))
}

#[cfg(test)]
mod tests {
    use ledger_format::amount::Amount;
    use ledger_format::body::origins::LineName;
    use ledger_format::bounded::Code;
    use ledger_format::codes::Rounding;
    use ledger_format::identifiers::ComponentNumber;

    use super::*;

    fn line(kind: LineKind, amounts: [i128; 3], shares: &[(u32, u16, u64)], verified: u64) -> MonitoringLine {
        let [baseline, project, leakage] = amounts.map(|amount| Amount::new(amount).unwrap());
        let deduction = |(share_millionths, rounding, amount): &(u32, u16, u64)| Deduction {
            name: Code::new("buffer").unwrap(),
            share_millionths: *share_millionths,
            rounding: Rounding(*rounding),
            amount: *amount,
        };
        MonitoringLine {
            name: LineName { year: 2024, component: ComponentNumber(1), kind },
            baseline,
            project,
            leakage,
            deductions: shares.iter().map(deduction).collect::<Vec<_>>().try_into().unwrap(),
            rounding: Rounding::DOWN,
            verified,
        }
    }

    #[test]
    fn a_line_is_checked_to_the_last_unit() {
        let (down, up) = (LineKind::REDUCTIONS, LineKind::REMOVALS);
        let holds = [
            (line(down, [1_000, 200, 50], &[], 750), 0),
            (line(up, [200, 1_000, 50], &[], 750), 0),
            (line(up, [-10, 5, 0], &[], 15), 0),
            (line(down, [1_009, 0, 0], &[], 1), 3),
            // 12.5 % of 1001 is 125.125; a fixed amount beside it.
            (line(down, [1_001, 0, 0], &[(125_000, 3, 126), (0, 1, 5)], 870), 0),
            (line(down, [1_001, 0, 0], &[(125_000, 2, 125), (125_000, 1, 125)], 751), 0),
            (line(down, [i128::from(u64::MAX), 0, 0], &[(1_000_000, 1, u64::MAX)], 0), 6),
        ];
        for (line, scale) in holds {
            assert!(adds_up(&line, scale), "{line:?}");
        }
        let breaks = [
            (line(down, [1_000, 200, 50], &[], 751), 0),
            (line(down, [1_000, 200, 50], &[], 750), 1),
            (line(up, [1_000, 200, 0], &[], 800), 0),
            (line(down, [5, 6, 0], &[], 0), 0),
            (line(down, [1_001, 0, 0], &[(125_000, 3, 125)], 876), 0),
            (line(down, [10, 0, 0], &[(1_000_001, 1, 10)], 0), 0),
            (line(down, [10, 0, 0], &[(0, 1, 11)], 0), 0),
            (line(down, [10, 0, 0], &[(0, 1, u64::MAX); 16], 0), 0),
        ];
        for (line, scale) in breaks {
            assert!(!adds_up(&line, scale), "{line:?}");
        }
    }
}
