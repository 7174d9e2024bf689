//! What is taken back was not made, in no table of no year; what ends is reported, also where the format has no word for it.

use ledger_aef::submission::Action as Row;
use ledger_aef::vocabulary::{ActionSubtype, ActionType};
use ledger_format::body::Body;
use ledger_format::body::article6::{Article6, AuthorizationStated};
use ledger_format::codes::{AccountKind, Action, FirstTransferDefinition, Metric, Purposes, Sector};
use ledger_tests::article6_world::{attached, authorization, identified, period};
use ledger_tests::movements::{legs, reversal};

use super::filing::{BUYER, DEVELOPER, Desk, SPACE, day, held, of_kind, shown};

fn information(row: &Row) -> &str {
    row.information.as_ref().map_or("", |it| it.as_str())
}

/// The issue's own case: used in December, and taken back in February.
#[test]
fn a_use_that_is_taken_back_later_leaves_the_units_held() {
    let ndc = of_kind(1, AccountKind::USE_NDC);
    let mut desk = Desk::new();
    desk.moves(day(1), Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 100);
    let used = desk.moves(day(290), Action::USE_NDC, BUYER, ndc, 1, 40);
    let kept = desk.moves(day(291), Action::USE_NDC, BUYER, ndc, 41, 60);
    let before = desk.submission("CHE", 2025).unwrap();
    assert_eq!((shown(&before).len(), held(&before)), (3, vec![(5_061, 5_100)]), "until then it was used");
    desk.post(day(345), reversal(used.0, &legs(BUYER, ndc, SPACE, 1, 40)), &[0, 1]);
    let che = desk.submission("CHE", 2025).unwrap();
    assert_eq!(
        shown(&che),
        [(ActionType::Acquisition, None, 5_001, 5_100), (ActionType::Use, None, 5_041, 5_060)]
    );
    assert_eq!(information(&che.actions[1]), format!("entry {} of the ledger", kept.0));
    assert_eq!(held(&che), [(5_001, 5_040), (5_061, 5_100)]);
    let che = desk.submission("CHE", 2026).unwrap();
    assert!(shown(&che).is_empty());
    assert_eq!(held(&che), [(5_001, 5_040), (5_061, 5_100)]);
}

/// A first transfer that is taken back in the next year: neither side has seen it.
#[test]
fn a_first_transfer_that_is_taken_back_later_was_none() {
    // In one registry: a correction never crosses registries.
    const ABROAD_AT_HOME: u64 = 233;
    let mut desk = Desk::new();
    let moved = desk.moves(day(290), Action::FIRST_TRANSFER, DEVELOPER, ABROAD_AT_HOME, 1, 100);
    desk.moves(day(291), Action::FIRST_TRANSFER, DEVELOPER, ABROAD_AT_HOME, 101, 110);
    desk.post(day(345), reversal(moved.0, &legs(DEVELOPER, ABROAD_AT_HOME, SPACE, 1, 100)), &[0, 1]);
    for (code, year, rows, holdings) in [
        ("GHA", 2025, 1, vec![]),
        ("CHE", 2025, 1, vec![(5_101, 5_110)]),
        ("GHA", 2026, 0, vec![]),
        ("CHE", 2026, 0, vec![(5_101, 5_110)]),
    ] {
        let submission = desk.submission(code, year).unwrap();
        assert_eq!((shown(&submission).len(), held(&submission)), (rows, holdings), "{code} {year}");
    }
}

#[test]
fn domestic_use_of_itmos_leaves_a_trace() {
    let mut desk = Desk::new();
    desk.moves(day(1), Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 100);
    desk.moves(day(2), Action::DOMESTIC_USE, BUYER, of_kind(1, AccountKind::DOMESTIC_USE), 1, 20);
    // Of mitigation outcomes at home the format asks nothing.
    desk.moves(day(3), Action::DOMESTIC_USE, DEVELOPER, of_kind(0, AccountKind::DOMESTIC_USE), 101, 110);
    let che = desk.submission("CHE", 2025).unwrap();
    let row = &che.actions[1];
    assert_eq!(
        shown(&che)[1],
        (ActionType::Cancellation, Some(ActionSubtype::OtherCancellations), 5_001, 5_020)
    );
    assert!(information(row).ends_with("; domestic use"), "{}", information(row));
    assert_eq!(held(&che), [(5_021, 5_100)]);
    assert_eq!(shown(&desk.submission("GHA", 2025).unwrap()).len(), 1);
}

/// To an account of the Fund, of one's own Party and of another.
#[test]
fn a_contribution_to_the_fund_of_another_party_keeps_its_subtype() {
    let mut desk = Desk::new();
    let fund = |place| of_kind(place, AccountKind::ADAPTATION_FUND);
    desk.moves(day(1), Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 100);
    desk.moves(day(2), Action::ADAPTATION_FUND_CONTRIBUTION, BUYER, fund(1), 1, 10);
    desk.moves(day(3), Action::ADAPTATION_FUND_CONTRIBUTION, BUYER, fund(2), 11, 20);
    let che = desk.submission("CHE", 2025).unwrap();
    // The format's own subtype is of A6.4ERs.
    let subtype = Some(ActionSubtype::NotYetDefined);
    assert_eq!(
        shown(&che)[1..],
        [(ActionType::Transfer, subtype, 5_001, 5_010), (ActionType::Transfer, subtype, 5_011, 5_020)]
    );
    let acquiring: Vec<_> = che.actions.iter().map(|it| it.acquiring_party.as_ref()).collect();
    assert_eq!(acquiring.iter().flatten().map(|it| it.as_str()).collect::<Vec<_>>(), ["CHE", "NOR"]);
    assert!(che.actions[1..].iter().all(|it| information(it).contains("Adaptation Fund")));
    assert_eq!(held(&che), [(5_001, 5_010), (5_021, 5_100)], "the Fund's account is one of the Party's");
    desk.post(
        day(4),
        Body::Article6(Article6::NdcPeriodDeclared(period("NOR", 2026, 2030, Metric::GHG, ""))),
        &[3],
    );
    let nor = desk.submission("NOR", 2025).unwrap();
    assert_eq!((shown(&nor).len(), held(&nor)), (1, vec![(5_011, 5_020)]));
}

/// Authorized for CORSIA alone: abroad they are no ITMOs until they are used there.
#[test]
fn what_becomes_an_itmo_in_other_hands_is_acquired_then() {
    let oimp = of_kind(1, AccountKind::USE_OIMP);
    let mut desk = Desk::new();
    let blocks =
        [ledger_format::block::SerialBlock::new(ledger_format::identifiers::SpaceId(SPACE), 901, 1_000)];
    let stated = AuthorizationStated {
        sectors: vec![Sector::ENERGY_GENERATION].try_into().unwrap(),
        ..authorization("GHA", "C", Purposes::IMP, FirstTransferDefinition::USE_OR_CANCELLATION)
    };
    desk.post(day(0), Body::Article6(Article6::AuthorizationStated(Box::new(stated))), &[1]);
    desk.post(day(0), Body::Article6(Article6::IdentifiersAssigned(identified(8_001, &blocks))), &[0]);
    desk.post(day(0), Body::Article6(attached("GHA", "C", 1, &blocks)), &[1]);
    desk.moves(day(1), Action::TRANSFER, DEVELOPER, BUYER, 901, 1_000);
    desk.moves(day(2), Action::USE_OIMP, BUYER, oimp, 901, 930);
    let gha = desk.submission("GHA", 2025).unwrap();
    let by_use = Some(ActionSubtype::UseOrCancellation);
    assert_eq!(shown(&gha), [(ActionType::FirstTransfer, by_use, 8_001, 8_030)]);
    let row = &gha.actions[0];
    assert_eq!(row.acquiring_party.as_ref().map(|it| it.as_str()), Some("CHE"));
    // None of Ghana's accounts took part: the registry is that of the identifier, not that of the account which gave.
    assert_eq!(row.units.registry.as_str(), "GHA01");
    let che = desk.submission("CHE", 2025).unwrap();
    assert_eq!(
        shown(&che),
        [(ActionType::Acquisition, None, 8_001, 8_030), (ActionType::Use, None, 8_001, 8_030)]
    );
    assert_eq!(che.actions[0].transferring_party.as_ref().map(|it| it.as_str()), Some("GHA"));
    assert_eq!(che.actions[1].units.registry.as_str(), "CHE01");
    assert!(held(&che).is_empty());
}
