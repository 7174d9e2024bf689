//! What goes wrong with where units come from, each as a story through the public API.
//!
//! The controls: the same story, told to a stand-in that has exactly that mistake, fails.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use ledger_format::amount::Amount;
use ledger_format::body::Body;
use ledger_format::body::origins::{Deduction, LineName, MonitoringLine, MonitoringStated, Origins};
use ledger_format::codes::{LineKind, Rounding};
use ledger_tests::desk::{Desk, check, told};
use ledger_tests::model::Forget;
use ledger_tests::movements::{legs, reversal};
use ledger_tests::origins_answers::{of_ledger, of_model};
use ledger_tests::origins_world::{
    ACTIVITIES, DAY_MS, YEAR_2022_MS, YEAR_2023_MS, for_underlying, issue_to, line, line_name, loss,
    monitoring, on, settling, stated, statement, withdrawn,
};
use ledger_tests::world::World;

/// Ghana's holding account; Norway's holding account, and those for OMGE, other cancellation and the Adaptation Fund.
const HOST: u64 = 200;
const PEAT: u64 = 240;
const OMGE: u64 = 246;
const PEAT_CANCELLED: u64 = 247;
const FUND: u64 = 248;
/// The keys of Ghana's authority, of Norway's, of every account.
const AUTHORITY: &[u32] = &[1];
const NORWAY: &[u32] = &[3];
const HOLDER: &[u32] = &[10];
const YEAR: (u64, u64) = (YEAR_2022_MS, YEAR_2023_MS);

fn desk(mistake: Forget) -> Desk {
    Desk::of(&World::of_origins([0; 3], [500, 200, 3, 0]), mistake)
}

fn stoves() -> LineName {
    line_name(2022, 1, LineKind::REDUCTIONS)
}

fn peat() -> LineName {
    line_name(2022, 1, LineKind::REMOVALS)
}

/// Units of Ghana's stoves on a monitoring.
fn issue(first: u64, count: u64, monitoring: u32) -> Body {
    issue_to(111, 3, first, &[(HOST, count)], Some(on(monitoring, stoves())))
}

/// Units of Norway's peat, with what the mechanism takes.
fn levied(first: u64, fund: u64, omge: u64, rest: u64) -> Body {
    issue_to(113, 4, first, &[(FUND, fund), (OMGE, omge), (PEAT, rest)], Some(on(1, peat())))
}

/// Verified, drawn and left of a line.
fn line_of(desk: &Desk, monitoring: u32, name: LineName) -> (u64, u64, u64) {
    let origins = match desk {
        Desk::Ledger(registry, _) => of_ledger(&registry.ledger),
        Desk::StandIn(model, _) => of_model(model),
    };
    origins.lines[&(monitoring, name)]
}

#[test]
fn more_is_not_issued_than_was_verified() {
    told(Forget::Rule(414), |mistake| {
        let mut desk = desk(mistake);
        desk.must(stated(monitoring(1, ACTIVITIES[0], YEAR, vec![line(stoves(), 50)])), AUTHORITY)?;
        desk.must(issue(1, 30, 1), AUTHORITY)?;
        check(desk.post(issue(31, 21, 1), AUTHORITY) == Some(414), "the 51st of 50 was issued")?;
        desk.must(issue(31, 20, 1), AUTHORITY)?;
        check(line_of(&desk, 1, stoves()) == (50, 50, 0), "not all is drawn")?;
        check(desk.post(issue(51, 1, 1), AUTHORITY) == Some(414), "the 51st of 50 was issued")
    });
}

/// Verified again under another number, in part or as a whole, and issued again.
#[test]
fn one_period_is_not_drawn_twice_through_two_monitorings() {
    told(Forget::Rule(406), |mistake| {
        let mut desk = desk(mistake);
        desk.must(stated(monitoring(1, ACTIVITIES[0], YEAR, vec![line(stoves(), 50)])), AUTHORITY)?;
        desk.must(issue(1, 50, 1), AUTHORITY)?;
        let overlapping = (YEAR.1 - DAY_MS, YEAR.1 + DAY_MS);
        for period in [YEAR, overlapping] {
            let again = stated(monitoring(2, ACTIVITIES[0], period, vec![line(stoves(), 50)]));
            check(desk.post(again, AUTHORITY) == Some(406), "a day was monitored twice")?;
        }
        // What follows on the first is another thing; and what units stand on is not withdrawn to make room.
        check(desk.post(withdrawn(1), AUTHORITY) == Some(409), "what units stand on was withdrawn")?;
        let next = line(line_name(2023, 1, LineKind::REDUCTIONS), 5);
        desk.must(stated(monitoring(2, ACTIVITIES[0], (YEAR.1, YEAR.1 + DAY_MS), vec![next])), AUTHORITY)
    });
}

/// One credit of another registry, converted into units of two number spaces.
#[test]
fn one_underlying_range_is_not_converted_in_two_spaces() {
    told(Forget::Rule(415), |mistake| {
        let mut desk = desk(mistake);
        desk.must(issue_to(111, 3, 1, &[(HOST, 10)], Some(for_underlying("VCS-1-", 101))), AUTHORITY)?;
        let again = |first| issue_to(115, 6, 1, &[(HOST, 10)], Some(for_underlying("VCS-1-", first)));
        check(desk.post(again(110), AUTHORITY) == Some(415), "credit 110 stands behind two units")?;
        check(desk.post(again(92), AUTHORITY) == Some(415), "credit 101 stands behind two units")?;
        desk.must(again(111), AUTHORITY)?;
        // What a reversal gives back may be converted again.
        let entry = desk.entry_count() - 2;
        desk.must(reversal(entry, &legs(111, HOST, 3, 1, 10)), &[0, 1])?;
        desk.must(issue_to(111, 3, 11, &[(HOST, 10)], Some(for_underlying("VCS-1-", 101))), AUTHORITY)
    });
}

#[test]
fn the_levy_is_not_forgotten() {
    told(Forget::Rule(416), |mistake| {
        let mut desk = desk(mistake);
        desk.must(stated(monitoring(1, ACTIVITIES[1], YEAR, vec![line(peat(), 100)])), NORWAY)?;
        let wrong = desk.post(issue_to(113, 4, 1, &[(PEAT, 50)], Some(on(1, peat()))), NORWAY);
        check(wrong == Some(416), "nothing was taken")
    });
}

#[test]
fn the_levy_is_not_rounded_down() {
    told(Forget::LevyIsRoundedUp, |mistake| {
        let mut desk = desk(mistake);
        desk.must(stated(monitoring(1, ACTIVITIES[1], YEAR, vec![line(peat(), 100)])), NORWAY)?;
        // 5 % of 50 is 2.5, and 2 % is 1.
        check(desk.post(levied(1, 2, 1, 47), NORWAY) == Some(416), "2 of 2.5 were taken")?;
        desk.must(levied(1, 3, 1, 46), NORWAY)
    });
}

#[test]
fn a_report_whose_sum_is_wrong_is_not_taken() {
    told(Forget::Rule(407), |mistake| {
        let mut desk = desk(mistake);
        for verified in [899, 901, 928] {
            let wrong = MonitoringLine { verified, ..figure() };
            check(desk.post(of_figure(wrong), NORWAY) == Some(407), format!("{verified} were verified"))?;
        }
        desk.must(of_figure(figure()), NORWAY)
    });
}

/// 1,250.40 t taken up with the activity, 310.15 without it, 12.50 leak elsewhere: 927.75 gross. Less 2 % for uncertainty,
/// rounded up: 18.56; less 9.00 for a correction of the samples: 900.19 net, 900 units.
fn figure() -> MonitoringLine {
    let deduction = |name: &str, share_millionths, amount| Deduction {
        name: name.try_into().unwrap(),
        share_millionths,
        rounding: Rounding::UP,
        amount,
    };
    MonitoringLine {
        name: peat(),
        baseline: Amount::from(31_015),
        project: Amount::from(125_040),
        leakage: Amount::from(1_250),
        deductions: vec![deduction("uncertainty", 20_000, 1_856), deduction("samples", 0, 900)]
            .try_into()
            .unwrap(),
        rounding: Rounding::DOWN,
        verified: 900,
    }
}

fn of_figure(line: MonitoringLine) -> Body {
    let body = monitoring(1, ACTIVITIES[1], YEAR, vec![line]);
    stated(MonitoringStated { scale: 2.try_into().unwrap(), ..body })
}

/// The figure of `docs/origins.md`: what is verified, issued, taken by the mechanism, left, and settled.
#[test]
fn the_figure_of_the_guide() {
    let mut desk = desk(Forget::Nothing);
    desk.must(of_figure(figure()), NORWAY).unwrap();
    // 5 % of 333 is 16.65, 2 % is 6.66: both rounded up, of each issue by itself.
    desk.must(levied(1, 17, 7, 309), NORWAY).unwrap();
    assert_eq!(line_of(&desk, 1, peat()), (900, 333, 567));
    assert_eq!(desk.post(levied(334, 29, 12, 527), NORWAY), Some(414));
    desk.must(levied(334, 29, 12, 526), NORWAY).unwrap();
    assert_eq!(line_of(&desk, 1, peat()), (900, 900, 0));
    // 40 units are lost, and 40 of the activity's are cancelled for them, no more.
    desk.must(statement(Origins::LossStated(loss(1, ACTIVITIES[1], 40))), NORWAY).unwrap();
    desk.must(settling(1, legs(PEAT, PEAT_CANCELLED, 4, 25, 64)), HOLDER).unwrap();
    assert_eq!(desk.post(settling(1, legs(PEAT, PEAT_CANCELLED, 4, 65, 65)), HOLDER), Some(417));
}
