//! Writers that are wrong about where units come from: each is caught by the finding meant for it.

use ledger_format::amount::Amount;
use ledger_format::body::origins::{
    ActivityDeclared, Deduction, LossStated, MonitoringLine, MonitoringStated, Origins,
};
use ledger_format::body::{Body, Movement, ParticularValue};
use ledger_format::codes::{Action, LineKind, Rounding, StandingItem};
use ledger_format::identifiers::{Digest, Timestamp};
use ledger_tests::article6_world::{party, standing};
use ledger_tests::movements::{legs, movement, reversal};
use ledger_tests::origins_world::{
    ACTIVITIES, DAY_MS, YEAR_2022_MS, YEAR_2023_MS, activity, conversion, for_underlying, issue_to, line,
    line_name, loss, monitoring, on, settling, stated, statement, withdrawn,
};
use ledger_tests::world::{BEGINNING_MS, World};

use crate::Writer;

/// Ghana's accounts: holding, other cancellation, voluntary cancellation. Norway's: holding, cancellation for
/// OMGE, other cancellation, Adaptation Fund.
const HOST: u64 = 200;
const HOST_CANCELLED: u64 = 207;
const HOST_VOLUNTARY: u64 = 205;
const SIXFOUR: u64 = 240;
const OMGE: u64 = 246;
const SIXFOUR_CANCELLED: u64 = 247;
const FUND: u64 = 248;
/// Source accounts of Ghana (2022 and 2023), of Norway (6.4), of Ghana in plain units.
const SOURCE: u64 = 111;
const SOURCE_2023: u64 = 112;
const SOURCE_64: u64 = 113;
const SOURCE_PLAIN: u64 = 115;
/// Ghana's authority is the ledger's; Norway's is a key of its own.
const AUTHORITY: &[u32] = &[1];
const NORWAY: &[u32] = &[3];
const HOLDER: &[u32] = &[10];
const YEAR: (u64, u64) = (YEAR_2022_MS, YEAR_2023_MS);

fn stoves(component: u32) -> ledger_format::body::origins::LineName {
    line_name(2022, component, LineKind::REDUCTIONS)
}

fn peat() -> ledger_format::body::origins::LineName {
    line_name(2022, 1, LineKind::REMOVALS)
}

/// Monitoring 1: 50 units of Ghana's stoves in 2022, of which 20 are issued as 1 to 20 of space 3; monitoring 2: 200 units of
/// Norway's peat in 2022, of which 100 are issued as 1 to 100 of space 4; loss 1: of 10 units of peat. Says which entry made
/// the first issue.
fn at_work() -> (Writer, u64) {
    let mut writer = Writer::of(World::of_origins([0; 3], [500, 200, 3, 1]));
    writer.write(stated(monitoring(1, ACTIVITIES[0], YEAR, vec![line(stoves(1), 50)])), AUTHORITY);
    let issued = writer.write(drawn(1, 20), AUTHORITY);
    writer.write(stated(monitoring(2, ACTIVITIES[1], YEAR, vec![line(peat(), 200)])), NORWAY);
    writer.write(levied(1, [(FUND, 5), (OMGE, 2), (SIXFOUR, 93)]), NORWAY);
    writer.write(statement(Origins::LossStated(loss(1, ACTIVITIES[1], 10))), NORWAY);
    (writer, issued)
}

/// Ghana's units from a serial on, drawn from monitoring 1.
fn drawn(first: u64, count: u64) -> Body {
    issue_to(SOURCE, 3, first, &[(HOST, count)], Some(on(1, stoves(1))))
}

/// Norway's units from a serial on, drawn from monitoring 2.
fn levied(first: u64, shares: [(u64, u64); 3]) -> Body {
    issue_to(SOURCE_64, 4, first, &shares, Some(on(2, peat())))
}

fn declared(body: ActivityDeclared) -> Body {
    statement(Origins::ActivityDeclared(Box::new(body)))
}

/// A monitoring of stove 2, right as it stands.
fn of_stove_2() -> MonitoringStated {
    monitoring(3, ACTIVITIES[0], YEAR, vec![line(stoves(2), 30)])
}

fn with_line(line: MonitoringLine) -> Body {
    stated(MonitoringStated { lines: vec![line].try_into().unwrap(), ..of_stove_2() })
}

/// Asserts that what a wrong writer wrote has exactly the finding meant for it, at the entry it wrote last.
fn caught(rule: &str, wrong: impl Fn(&mut Writer, u64)) {
    let (mut writer, issued) = at_work();
    wrong(&mut writer, issued);
    let last = writer.journal.entry_count() - 1;
    assert_eq!(writer.findings(), [format!("{rule}@{last}")]);
}

#[test]
fn the_right_writer_yields_none() {
    let (mut writer, issued) = at_work();
    writer.write(stated(of_stove_2()), AUTHORITY);
    writer.write(withdrawn(3), AUTHORITY);
    writer.write(reversal(issued, &legs(SOURCE, HOST, 3, 1, 20)), &[0, 1]);
    writer.write(drawn(21, 50), AUTHORITY);
    writer.write(settling(1, legs(SIXFOUR, SIXFOUR_CANCELLED, 4, 8, 17)), HOLDER);
    // Who is exempt pays nothing to the fund, and OMGE may always be more.
    let exempt = standing("NOR", StandingItem::EXEMPT_FROM_ADAPTATION_SHARE, 1);
    writer.write(Body::Article6(ledger_format::body::article6::Article6::StandingStated(exempt)), AUTHORITY);
    writer.write(levied(101, [(FUND, 0), (OMGE, 3), (SIXFOUR, 97)]), NORWAY);
    writer.write(issue_to(SOURCE, 3, 71, &[(HOST, 9)], Some(for_underlying("A", 1))), AUTHORITY);
    writer.write(issue_to(SOURCE_2023, 3, 80, &[(HOST, 9)], Some(for_underlying("B", 1))), AUTHORITY);
    writer.write(issue_to(SOURCE_PLAIN, 6, 1, &[(HOST, 5)], None), AUTHORITY);
    assert_eq!(writer.findings(), Vec::<String>::new());
}

#[test]
fn of_activities() {
    let other = || activity("wind-1", "GHA");
    caught("R-401", |writer, _| {
        writer.write(declared(activity(ACTIVITIES[0], "GHA")), AUTHORITY);
    });
    caught("R-401", |writer, _| {
        writer.write(declared(ActivityDeclared { until: other().from, ..other() }), AUTHORITY);
    });
    caught("R-401", |writer, _| {
        writer.write(declared(ActivityDeclared { quantum_digits: 2, ..other() }), AUTHORITY);
    });
    caught("R-113", |writer, _| {
        writer.write(declared(activity("bog-1", "NOR")), AUTHORITY);
    });
    caught("R-402", |writer, _| {
        writer.write(stated(monitoring(3, "wind-1", YEAR, vec![line(stoves(1), 1)])), AUTHORITY);
    });
}

#[test]
fn of_monitorings() {
    caught("R-113", |writer, _| {
        writer.write(stated(of_stove_2()), &[0]);
    });
    caught("R-403", |writer, _| {
        let body = monitoring(1, ACTIVITIES[0], YEAR, vec![line(stoves(2), 30)]);
        writer.write(stated(body), AUTHORITY);
    });
    caught("R-404", |writer, _| {
        let ahead = Timestamp(BEGINNING_MS + DAY_MS);
        writer.write(stated(MonitoringStated { until: ahead, ..of_stove_2() }), AUTHORITY);
    });
    caught("R-405", |writer, _| {
        writer.write(with_line(line(line_name(2023, 2, LineKind::REDUCTIONS), 30)), AUTHORITY);
    });
    caught("R-405", |writer, _| {
        writer.write(with_line(line(line_name(2022, 2, LineKind::REMOVALS), 30)), AUTHORITY);
    });
    caught("R-406", |writer, _| {
        let again = monitoring(3, ACTIVITIES[0], (YEAR.1 - 1, YEAR.1 + DAY_MS), vec![line(stoves(1), 30)]);
        writer.write(stated(again), AUTHORITY);
    });
    caught("R-407", |writer, _| {
        writer.write(with_line(MonitoringLine { verified: 31, ..line(stoves(2), 30) }), AUTHORITY);
    });
    caught("R-407", |writer, _| {
        // 2 % of 30 units is 0.6: 1, rounded as it says, and not 0.
        let name = "uncertainty".try_into().unwrap();
        let deduction =
            Deduction { name, share_millionths: 20_000, rounding: Rounding::HALF_AWAY, amount: 0 };
        let deductions = vec![deduction].try_into().unwrap();
        writer.write(with_line(MonitoringLine { deductions, ..line(stoves(2), 30) }), AUTHORITY);
    });
    caught("R-407", |writer, _| {
        writer.write(
            with_line(MonitoringLine { leakage: Amount::from(31), verified: 0, ..line(stoves(2), 30) }),
            AUTHORITY,
        );
    });
    caught("R-409", |writer, _| {
        writer.write(withdrawn(1), AUTHORITY);
    });
    caught("R-409", |writer, _| {
        writer.write(stated(of_stove_2()), AUTHORITY);
        writer.write(withdrawn(3), AUTHORITY);
        writer.write(withdrawn(3), AUTHORITY);
    });
}

#[test]
fn of_losses_and_conversions() {
    caught("R-402", |writer, _| {
        writer.write(statement(Origins::LossStated(loss(2, "wind-1", 1))), AUTHORITY);
    });
    caught("R-403", |writer, _| {
        writer.write(statement(Origins::LossStated(loss(1, ACTIVITIES[1], 1))), NORWAY);
    });
    caught("R-408", |writer, _| {
        let body = LossStated { year: 1989, ..loss(2, ACTIVITIES[1], 1) };
        writer.write(statement(Origins::LossStated(body)), NORWAY);
    });
    caught("R-408", |writer, _| {
        writer.write(statement(Origins::ConversionStated(conversion(party("GHA"), 2022, 0))), AUTHORITY);
    });
}

#[test]
fn of_what_issues_stand_on() {
    caught("R-411", |writer, _| {
        writer.write(issue_to(SOURCE, 3, 21, &[(HOST, 5)], None), AUTHORITY);
    });
    caught("R-411", |writer, _| {
        let Body::Movement(body) = drawn(21, 5) else { unreachable!() };
        let mut particulars = body.particulars.to_vec();
        particulars.push(ParticularValue::History(Digest::default()).into());
        let particulars = particulars.try_into().unwrap();
        writer.write(Body::Movement(Movement { particulars, ..body }), AUTHORITY);
    });
    caught("R-412", |writer, _| {
        writer.write(issue_to(SOURCE, 3, 21, &[(HOST, 5)], Some(on(1, stoves(2)))), AUTHORITY);
    });
    caught("R-412", |writer, _| {
        writer.write(stated(of_stove_2()), AUTHORITY);
        writer.write(withdrawn(3), AUTHORITY);
        writer.write(issue_to(SOURCE, 3, 21, &[(HOST, 5)], Some(on(3, stoves(2)))), AUTHORITY);
    });
    caught("R-413", |writer, _| {
        writer.write(issue_to(SOURCE_2023, 3, 21, &[(HOST, 5)], Some(on(1, stoves(1)))), AUTHORITY);
    });
    caught("R-414", |writer, _| {
        writer.write(drawn(21, 31), AUTHORITY);
    });
    caught("R-415", |writer, _| {
        writer.write(issue_to(SOURCE, 3, 21, &[(HOST, 5)], Some(for_underlying("A", 10))), AUTHORITY);
        writer.write(issue_to(SOURCE_PLAIN, 6, 1, &[(HOST, 5)], Some(for_underlying("A", 14))), AUTHORITY);
    });
}

#[test]
fn of_levies() {
    for shares in [
        // Forgotten; rounded down; a share for adaptation that is too high; too little for OMGE.
        [(FUND, 0), (OMGE, 0), (SIXFOUR, 30)],
        [(FUND, 1), (OMGE, 1), (SIXFOUR, 28)],
        [(FUND, 3), (OMGE, 1), (SIXFOUR, 26)],
        [(FUND, 2), (OMGE, 0), (SIXFOUR, 28)],
    ] {
        caught("R-416", |writer, _| {
            writer.write(levied(101, shares), NORWAY);
        });
    }
    caught("R-416", |writer, _| {
        let shares = [(208, 1), (HOST, 4)];
        writer.write(issue_to(SOURCE_PLAIN, 6, 1, &shares, None), AUTHORITY);
    });
}

#[test]
fn of_settlements() {
    caught("R-417", |writer, _| {
        writer.write(settling(2, legs(SIXFOUR, SIXFOUR_CANCELLED, 4, 8, 9)), HOLDER);
    });
    caught("R-417", |writer, _| {
        writer.write(settling(1, legs(SIXFOUR, SIXFOUR_CANCELLED, 4, 8, 13)), HOLDER);
        writer.write(settling(1, legs(SIXFOUR, SIXFOUR_CANCELLED, 4, 14, 18)), HOLDER);
    });
    caught("R-360", |writer, _| {
        let Body::Movement(body) = settling(1, legs(HOST, HOST_VOLUNTARY, 3, 1, 2)) else { unreachable!() };
        writer.write(Body::Movement(Movement { action: Action::VOLUNTARY_CANCELLATION, ..body }), HOLDER);
    });
}

/// What a reversal gives back can be drawn again, and once only.
#[test]
fn of_what_was_given_back() {
    caught("R-414", |writer, issued| {
        writer.write(reversal(issued, &legs(SOURCE, HOST, 3, 1, 20)), &[0, 1]);
        writer.write(drawn(21, 50), AUTHORITY);
        writer.write(drawn(71, 1), AUTHORITY);
    });
    caught("R-223", |writer, issued| {
        writer.write(movement(Action::CANCELLATION, legs(HOST, HOST_CANCELLED, 3, 1, 20)), HOLDER);
        writer.write(reversal(issued, &legs(SOURCE, HOST, 3, 1, 20)), &[0, 1]);
    });
}
