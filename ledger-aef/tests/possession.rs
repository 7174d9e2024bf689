//! A unit is in one place at a time, and a row is as its authorization says: each way to break that within one submission is found, and nothing
//! else with it.
//!
//! Controls: the sample breaks nothing; what is the same but for an order that its dates leave open is no fault; random years held against a walk unit by unit.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod sample;

use std::time::{Duration, Instant};

use ledger_aef::consistency::Verdict;
use ledger_aef::finding::Grade;
use ledger_aef::itmo_id::IdentifierForm;
use ledger_aef::moment::Timeframe;
use ledger_aef::options::CheckOptions;
use ledger_aef::submission::{Action, Submission};
use ledger_aef::values::ApproachId;
use ledger_aef::vocabulary::{ActionSubtype, ActionType};
use proptest::prelude::*;
use sample::{action, moment, party, submission, units};

/// Codes of faults and, with a question mark, of open questions; each once.
fn found(submission: &Submission) -> Vec<String> {
    let report = sample::report(submission, &CheckOptions::default());
    let mut codes: Vec<String> = Vec::new();
    for finding in report.findings.iter().filter(|it| it.grade != Grade::Note) {
        codes.push(format!("{}{}", finding.code, if finding.grade == Grade::Fault { "" } else { "?" }));
    }
    codes.dedup();
    codes
}

fn with(change: impl FnOnce(&mut Submission)) -> Vec<String> {
    let mut submission = submission();
    change(&mut submission);
    found(&submission)
}

fn transfer(to: &str, at: &str, first: u64, last: u64) -> Action {
    Action { acquiring_party: Some(party(to)), ..action(ActionType::Transfer, at, first, last) }
}

fn acquisition(from: &str, at: &str, first: u64, last: u64) -> Action {
    Action { transferring_party: Some(party(from)), ..action(ActionType::Acquisition, at, first, last) }
}

fn cancellation(at: &str, first: u64, last: u64) -> Action {
    action(ActionType::Cancellation, at, first, last)
}

const AUGUST: &str = "2026-08-01T10:00:00.000Z";

#[test]
fn units_are_given_away_once() {
    assert_eq!(with(|_| {}), Vec::<String>::new(), "the control");
    let twice = with(|it| it.actions.push(transfer("KOR", "2026-07-02T10:00:00.000Z", 11, 20)));
    assert_eq!(twice, ["not-in-hand"], "to Japan, and next day to Korea");
    assert_eq!(
        with(|it| it.actions.push(transfer("KOR", AUGUST, 400, 400))),
        ["not-in-hand"],
        "never came back"
    );
    assert_eq!(
        with(|it| it.actions.push(cancellation(AUGUST, 15, 15))),
        ["not-in-hand"],
        "cancelled behind that"
    );
    let others = |it: &mut Submission| {
        it.actions.push(Action { using_party: Some(party("JPN")), ..cancellation(AUGUST, 15, 15) });
    };
    assert_eq!(with(others), Vec::<String>::new(), "the one who took it may cancel it");
    let back = |it: &mut Submission| {
        it.actions.push(acquisition("JPN", "2026-07-02T10:00:00.000Z", 11, 20));
        it.actions.push(transfer("KOR", AUGUST, 11, 20));
    };
    assert_eq!(with(back), Vec::<String>::new(), "it came back between");
    let held = with(|it| {
        it.holdings.push(units(15, 16));
    });
    assert_eq!(held, ["ISC01"], "given away, and still held");
    assert_eq!(
        with(|it| it.holdings.push(units(100, 101))),
        ["ISC01"],
        "first transferred away, and still held"
    );
}

#[test]
fn nothing_happens_after_the_end() {
    assert_eq!(with(|it| it.actions.push(transfer("KOR", AUGUST, 550, 550))), ["moved-after-end"]);
    assert_eq!(with(|it| it.actions.push(acquisition("KOR", AUGUST, 550, 550))), ["moved-after-end"]);
    let early = with(|it| {
        it.actions.push(cancellation("2026-05-31T10:00:00.000Z", 1, 10));
        it.holdings.pop();
    });
    assert_eq!(
        early,
        ["not-in-hand", "moved-after-end"],
        "cancelled before it was acquired, while it was away"
    );
    let unseen = with(|it| {
        it.actions.remove(0);
        it.actions.push(cancellation("2026-05-31T10:00:00.000Z", 1, 10));
        it.holdings.pop();
    });
    assert_eq!(unseen, ["moved-after-end"], "cancelled before it was acquired");
    let by_first_transfer = |after: &[Action], held: bool| {
        with(|it| {
            it.authorizations[0].first_transfer_definition =
                Some(ledger_aef::vocabulary::FirstTransferDefinition::UseOrCancellation.into());
            it.actions[1].subtype = Some(ActionSubtype::UseOrCancellation.into());
            it.actions[1].moment = moment("2026-05-01T10:00:00.000Z");
            it.actions[2].units = units(501, 700);
            it.actions.extend_from_slice(after);
            if !held {
                it.holdings.remove(0);
            } else {
                it.actions.remove(2);
            }
        })
    };
    assert_eq!(by_first_transfer(&[], false), Vec::<String>::new(), "a first transfer by use, and the use");
    assert_eq!(by_first_transfer(&[transfer("KOR", AUGUST, 501, 501)], false), ["moved-after-end"]);
    assert_eq!(by_first_transfer(&[], true), ["inconsistent-block"]);
}

#[test]
fn what_comes_in_stays_leaves_or_ends() {
    assert_eq!(with(|it| it.holdings[1] = units(1, 9)), ["ISC01"], "acquired, not moved, not held");
    assert_eq!(with(|it| it.holdings[0] = units(601, 699)), ["ISC01"], "issued, not moved, not held");
    assert_eq!(with(|it| it.actions.push(acquisition("KOR", AUGUST, 5, 5))), ["acquired-twice"]);
    assert_eq!(with(|it| it.actions.push(acquisition("KOR", AUGUST, 650, 650))), ["acquired-twice"]);
    let own = with(|it| it.actions.push(acquisition("GHA", AUGUST, 5, 5)));
    assert_eq!(own, ["other-party"], "from oneself");
    assert_eq!(with(|it| it.actions.push(transfer("GHA", AUGUST, 5, 5))), ["other-party"], "to oneself");
    let to_the_fund =
        Action { subtype: Some(ActionSubtype::NotYetDefined.into()), ..transfer("GHA", AUGUST, 5, 5) };
    assert_eq!(with(|it| it.actions.push(to_the_fund)), Vec::<String>::new(), "its own account of the Fund");
    let unknown = with(|it| it.holdings.push(units(9_001, 9_002)));
    assert_eq!(unknown, Vec::<String>::new(), "held since the year before");
}

/// The same rows with dates that do not say which came first are right in some order.
#[test]
fn no_fault_where_an_order_would_be_right() {
    for at in ["2026-06-01T10:00:00.000Z", "01/06/2026"] {
        let same = with(|it| it.actions[4].moment = moment(at));
        assert_eq!(same, Vec::<String>::new(), "acquired and given away at one time");
    }
    let three = |days: [&str; 3]| {
        with(|it| {
            it.actions.push(acquisition("JPN", days[0], 11, 20));
            it.actions.push(transfer("KOR", days[1], 11, 20));
            it.actions.push(acquisition("KOR", days[2], 11, 20));
            it.holdings.push(units(11, 20));
        })
    };
    assert_eq!(three(["02/08/2026"; 3]), ["II02?"], "of one day, in any order");
    let early = "2026-08-02T09:00:00.000Z";
    assert_eq!(three(["02/08/2026", "2026-08-02T10:00:00.000Z", early]), Vec::<String>::new());
    assert_eq!(three(["2026-08-02T10:00:00.000Z", early, "03/08/2026"]), ["acquired-twice", "not-in-hand"]);
}

#[test]
fn rows_keep_to_their_authorization() {
    assert_eq!(
        with(|it| it.authorizations[0].date = jiff::civil::Date::new(2026, 3, 2).unwrap()),
        ["before-authorization"]
    );
    let in_time = with(|it| it.authorizations[0].date = jiff::civil::Date::new(2026, 3, 1).unwrap());
    assert_eq!(in_time, Vec::<String>::new(), "of the same day");
    let other = with(|it| it.authorizations[0].approach = ApproachId::read("CA0013").unwrap());
    assert_eq!(other, ["authorization-terms"], "another cooperative approach");
    for (frame, expected) in [
        ("2021 - 2030", &[][..]),
        ("2024 - 2030", &["authorization-terms"]),
        ("2021 - 2025", &["authorization-terms"]),
        ("Occurred: from 06/2023 to 2023. Use: from 2026 to 2026", &[]),
        ("Occurred: from 2024 to 2025", &["authorization-terms"]),
        ("Use: from 2027 to 2030", &["authorization-terms"]),
        ("Use: from 31/12/2026 to 2030", &[]),
    ] {
        let codes = with(|it| it.authorizations[0].timeframe = Timeframe::read(frame));
        assert_eq!(codes, expected, "{frame}");
    }
    let later = with(|it| {
        it.authorizations[0].timeframe = Timeframe::read("2024 - 2030");
        let mut version = it.authorizations[0].clone();
        (version.version, version.timeframe) = (2, None);
        it.authorizations.push(version);
    });
    assert_eq!(later, Vec::<String>::new(), "one version that fits is enough");
}

/// What was left out might explain it; that something follows its end nothing explains.
#[test]
fn unseen_rows_leave_it_open() {
    let lost = |change: &dyn Fn(&mut Submission)| {
        with(|it| {
            change(it);
            let mut lost = it.actions[4].clone();
            lost.using_party = Some(party("CHE"));
            it.actions.push(lost);
        })
    };
    assert_eq!(lost(&|it| it.actions.push(transfer("KOR", AUGUST, 11, 20))), ["not-applicable"]);
    assert_eq!(lost(&|it| it.holdings[1] = units(1, 9)), ["not-applicable"]);
    let moved = lost(&|it| it.actions.push(transfer("KOR", AUGUST, 550, 550)));
    assert_eq!(moved, ["not-applicable", "moved-after-end"]);
    // Numbers alone may be those of units that two registries assigned.
    let mut twice = submission();
    twice.actions.push(acquisition("KOR", AUGUST, 5, 5));
    let options = CheckOptions { identifiers: IdentifierForm::NumberOnly, ..CheckOptions::default() };
    let report = sample::report(&twice, &options);
    assert_eq!(
        (report.verdict, report.fault_count, report.undetermined_count),
        (Verdict::Undetermined, 0, 1)
    );
}

/// Everything overlaps everything: bounded work, and no pass.
#[test]
fn hostile_overlaps_are_bounded() {
    let mut hostile = submission();
    for number in 0..6_000 {
        let (first, last) =
            if number < 3_000 { (2 * number + 1, 2 * number + 1) } else { (1, 100_000 - number) };
        let at = format!("2026-{:02}-{:02}T00:00:00.{:03}Z", 9, 1 + number / 1_000, number % 1_000);
        hostile.actions.push(acquisition("CHE", &at, first, last));
    }
    let started = Instant::now();
    let report = sample::report(&hostile, &CheckOptions::default());
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    let of = |code: &str| report.checks.iter().find(|it| it.code.text() == code).unwrap().verdict;
    assert_eq!(of("ISC01"), Verdict::Undetermined);
    assert_eq!((report.verdict, report.fault_count), (Verdict::Undetermined, 0));
}

#[derive(Debug, Clone, Copy)]
enum Step {
    In,
    Out,
    End,
}

prop_compose! {
    fn step()(step in prop::sample::select(vec![Step::In, Step::In, Step::Out, Step::Out, Step::End]), first in 1_u64..7, length in 0_u64..4) -> (Step, u64, u64) {
        (step, first, first + length)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Each row at a time of its own: held against a walk unit by unit.
    #[test]
    fn the_sweep_is_the_walk(steps in prop::collection::vec(step(), 0..9), held in prop::collection::vec(any::<bool>(), 10)) {
        let mut it = submission();
        (it.actions, it.holdings) = (Vec::new(), Vec::new());
        for (day, (step, first, last)) in steps.iter().enumerate() {
            let at = format!("2026-09-{:02}T10:00:00.000Z", day + 1);
            it.actions.push(match step {
                Step::In => acquisition("CHE", &at, *first, *last),
                Step::Out => transfer("CHE", &at, *first, *last),
                Step::End => cancellation(&at, *first, *last),
            });
        }
        for (unit, _) in (1_u64..).zip(&held).filter(|(_, held)| **held) {
            it.holdings.push(units(unit, unit));
        }
        let mut expected = std::collections::BTreeSet::new();
        for (unit, is_held) in (1_u64..).zip(&held) {
            let (mut in_hand, mut ended) = (None, false);
            for (step, _, _) in steps.iter().filter(|(_, first, last)| (*first..=*last).contains(&unit)) {
                match step {
                    Step::In | Step::Out if ended => { expected.insert("moved-after-end"); }
                    Step::In => {
                        if in_hand == Some(true) { expected.insert("acquired-twice"); }
                        in_hand = Some(true);
                    }
                    Step::Out => {
                        if in_hand == Some(false) { expected.insert("not-in-hand"); }
                        in_hand = Some(false);
                    }
                    Step::End if ended => { expected.insert("used-twice"); }
                    Step::End => {
                        if in_hand == Some(false) { expected.insert("not-in-hand"); }
                        ended = true;
                    }
                }
            }
            if ended && *is_held { expected.insert("inconsistent-block"); }
            if !ended && in_hand == Some(!*is_held) { expected.insert("ISC01"); }
        }
        let report = sample::report(&it, &CheckOptions::default());
        let codes: std::collections::BTreeSet<_> = report.findings.iter().filter(|it| it.grade == Grade::Fault).map(|it| it.code.text()).collect();
        prop_assert_eq!(codes, expected, "{}", report.text(50));
    }
}
