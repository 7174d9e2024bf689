//! Submissions from small journals: whose side is reported, what is held at the end of the year, what is left out.

use ledger_aef::vocabulary::{ActionSubtype, ActionType};
use ledger_format::codes::{Action, FirstTransferDefinition, Purposes};

use super::*;
use crate::article6::tests::{ABROAD, AIRLINE, BUYER, DEVELOPER, OMGE, USED_NDC, USED_OIMP, World};
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
