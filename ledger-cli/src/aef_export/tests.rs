//! Submissions from small journals: whose side is reported, what is held at the end of the year, what is left out.

use ledger_aef::consistency::Verdict;
use ledger_aef::json::{read_json, write_json};
use ledger_aef::limits::Limits;
use ledger_aef::options::CheckOptions;
use ledger_aef::report::check;
use ledger_aef::rows::WriteOptions;
use ledger_aef::syntax::read_submission;
use ledger_aef::vocabulary::{ActionSubtype, ActionType};
use ledger_aef::workbook_read::read_workbook;
use ledger_aef::workbook_write::write_workbook;
use ledger_format::codes::{Action, FirstTransferDefinition, Purposes};

use super::*;
use crate::article6::tests::{ABROAD, AIRLINE, BUYER, DEVELOPER, OMGE, SPACE, USED_NDC, USED_OIMP, World};
use ledger_format::body::ParticularValue;

/// 1 March 2025 and the days behind it.
fn day(number: u64) -> u64 {
    1_740_787_200_000 + number * 86_400_000
}

fn play(moment: Option<Timestamp>) -> World {
    let mut world = World::new(moment);
    world.period("GHA", ledger_format::codes::AdjustmentMethod::AVERAGING, &[]);
    world.period("CHE", ledger_format::codes::AdjustmentMethod::AVERAGING, &[]);
    world.authorize(FirstTransferDefinition::USE_OR_CANCELLATION, Purposes(3), &[(1, 900)]);
    world.moves(day(1), Action::FIRST_TRANSFER, DEVELOPER, ABROAD, 1, 500, &[]);
    world.moves(day(2), Action::ACQUISITION, ABROAD, BUYER, 1, 500, &[]);
    world.moves(day(3), Action::TRANSFER, DEVELOPER, AIRLINE, 501, 700, &[]);
    let purpose = ParticularValue::Purpose(Purposes::IMP);
    world.moves(day(4), Action::USE_OIMP, AIRLINE, USED_OIMP, 501, 650, &[purpose]);
    world.moves(day(5), Action::OMGE_CANCELLATION, BUYER, OMGE, 491, 500, &[]);
    // The year after.
    world.moves(day(400), Action::USE_NDC, BUYER, USED_NDC, 1, 400, &[ParticularValue::YearOfUse(2025)]);
    world
}

fn submission(party: &str, year: u16) -> Result<Submission, Unfit> {
    let (_, end) = bounds(year)?;
    let (journal, at_end) = (play(None), play(Some(end)));
    Report {
        journal: &journal.replay,
        at_end: &at_end.replay,
        party: party.parse().unwrap(),
        year,
        version: SubmissionVersion::read("1.0").unwrap(),
        submitted: Date::new(2026, 4, 15).unwrap(),
        text: &|_| None,
    }
    .submission()
}

/// Type, subtype, first and last number, units.
fn shown(submission: &Submission) -> Vec<(ActionType, Option<ActionSubtype>, u64, u64)> {
    let row = |it: &ledger_aef::submission::Action| {
        let block = &it.units.block;
        assert_eq!(it.units.quantity.whole(), Some(block.count()));
        (
            it.action.value(),
            it.subtype.as_ref().map(|it| it.value()),
            block.first_number(),
            block.last_number(),
        )
    };
    submission.actions.iter().map(row).collect()
}

fn held(submission: &Submission) -> Vec<(u64, u64)> {
    submission.holdings.iter().map(|it| (it.block.first_number(), it.block.last_number())).collect()
}

#[test]
fn each_party_reports_its_own_side() {
    let gha = submission("GHA", 2025).unwrap();
    assert_eq!(
        shown(&gha),
        [
            (ActionType::FirstTransfer, Some(ActionSubtype::International), 5_001, 5_500),
            (ActionType::FirstTransfer, Some(ActionSubtype::UseOrCancellation), 5_501, 5_650),
            (ActionType::Use, None, 5_501, 5_650),
        ],
        "what moved at home and is no ITMO is not reported"
    );
    assert_eq!(gha.actions[0].acquiring_party.as_ref().map(|it| it.as_str()), Some("CHE"));
    assert_eq!(gha.actions[0].units.registry.as_str(), "GHA01");
    assert_eq!(gha.actions[2].purpose.as_ref().map(|it| it.as_str()), Some("IMP"));
    assert!(held(&gha).is_empty());
    assert_eq!(gha.authorizations.len(), 1);

    let che = submission("CHE", 2025).unwrap();
    assert_eq!(
        shown(&che),
        [
            (ActionType::Acquisition, None, 5_001, 5_500),
            (ActionType::VoluntaryCancellation, Some(ActionSubtype::VoluntaryOmge), 5_491, 5_500),
        ],
        "acquired once: from its counterpart account to its own the Party does not change"
    );
    assert_eq!(held(&che), [(5_001, 5_490)], "what is used in 2026 was held at the end of 2025");
    assert_eq!(che.authorizations.len(), 1, "the host's, which the rows cite");
}

#[test]
fn the_year_after_is_a_report_of_its_own() {
    let che = submission("CHE", 2026).unwrap();
    assert_eq!(shown(&che), [(ActionType::Use, None, 5_001, 5_400)]);
    assert_eq!(che.actions[0].use_year.map(|it| it.number()), Some(2025));
    assert_eq!(held(&che), [(5_401, 5_490)]);
    assert!(shown(&submission("GHA", 2026).unwrap()).is_empty(), "an empty table is a statement, too");
    assert!(matches!(submission("GHA", 2031), Err(Unfit::NoPeriod { year: 2031, .. })));
}

#[test]
fn a_year_ends_with_its_last_millisecond() {
    let (begin, end) = bounds(2025).unwrap();
    assert_eq!((begin.0, end.0), (1_735_689_600_000, 1_767_225_599_999));
    assert!(bounds(0).is_err() || bounds(0).is_ok_and(|(begin, end)| begin < end));
    assert!(bounds(u16::MAX).is_err());
}

/// A year of random movements of authorized units, up to a moment.
fn random_year(seed: u64, moment: Option<Timestamp>) -> World {
    let mut state = seed;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    // What moves is chosen on a whole journal, so that the one that ends early tells the same story.
    let mut whole = World::new(None);
    let mut world = World::new(moment);
    for each in [&mut whole, &mut world] {
        each.period("GHA", ledger_format::codes::AdjustmentMethod::AVERAGING, &[]);
        each.period("CHE", ledger_format::codes::AdjustmentMethod::AVERAGING, &[]);
        each.authorize(FirstTransferDefinition::USE_OR_CANCELLATION, Purposes(3), &[(1, 900)]);
    }
    for number in 1..60 {
        let first = 1 + random(900);
        let last = (first + random(80)).min(900);
        let units = &whole.replay.units[&SPACE];
        let (_, last, facts) = units.within(first, last).next().unwrap();
        let (from, is_itmo) = (facts.held.unwrap().0.0, facts.first_transfer.is_some());
        let abroad = [ABROAD, BUYER].contains(&from);
        let (action, to, particular) = match random(5) {
            _ if ![DEVELOPER, AIRLINE, ABROAD, BUYER].contains(&from) => continue,
            0 if abroad => (Action::USE_NDC, USED_NDC, Some(ParticularValue::YearOfUse(2025))),
            0 => (Action::USE_OIMP, USED_OIMP, Some(ParticularValue::Purpose(Purposes::IMP))),
            1 if abroad => (Action::OMGE_CANCELLATION, OMGE, None),
            2 if !abroad && !is_itmo => (Action::FIRST_TRANSFER, BUYER, None),
            3 if abroad && from != BUYER => (Action::TRANSFER, BUYER, None),
            _ if !abroad && from != AIRLINE => (Action::TRANSFER, AIRLINE, None),
            _ => continue,
        };
        let particulars: Vec<ParticularValue> = particular.into_iter().collect();
        for each in [&mut whole, &mut world] {
            each.moves(day(number * 10), action, from, to, first, last, &particulars);
        }
    }
    world
}

/// Export, read back, and the same tables come out; the checks that anybody can make find nothing; what came in is used, cancelled or held.
#[test]
fn generated_years_come_back_and_pass_the_checks() {
    let (write, limits) = (WriteOptions::default(), Limits::default());
    let (_, end) = bounds(2025).unwrap();
    let mut rows = 0;
    for seed in 0..12 {
        let (journal, at_end) = (random_year(seed, None), random_year(seed, Some(end)));
        for party in ["GHA", "CHE"] {
            let submission = Report {
                journal: &journal.replay,
                at_end: &at_end.replay,
                party: party.parse().unwrap(),
                year: 2025,
                version: SubmissionVersion::read("1.0").unwrap(),
                submitted: Date::new(2026, 4, 15).unwrap(),
                text: &|_| None,
            }
            .submission()
            .unwrap();
            let raw = read_json(write_json(&submission, &write).as_bytes(), &limits).unwrap();
            assert_eq!(
                read_submission(&raw, &CheckOptions::default()).unwrap(),
                submission,
                "{seed} {party}"
            );
            let workbook = write_workbook(&submission, &write).unwrap();
            let raw = read_workbook(&workbook, &limits).unwrap();
            assert_eq!(
                read_submission(&raw, &CheckOptions::default()).unwrap(),
                submission,
                "{seed} {party}"
            );
            let report = check(&raw, &CheckOptions::default(), &limits);
            assert!(report.verdict != Verdict::Fail, "{seed} {party}: {}", report.text(9));
            rows += submission.actions.len() + submission.holdings.len();
            if party == "CHE" {
                let sum = |of: &[ActionType]| -> u64 {
                    let wanted = submission.actions.iter().filter(|it| of.contains(&it.action.value()));
                    wanted.map(|it| it.units.block.count()).sum()
                };
                let held: u64 = submission.holdings.iter().map(|it| it.block.count()).sum();
                let gone = sum(&[ActionType::Use, ActionType::VoluntaryCancellation]);
                assert_eq!(sum(&[ActionType::Acquisition]), gone + held, "{seed}");
            }
        }
    }
    assert!(rows > 120, "{rows} rows: the worlds are too quiet to show anything");
}
