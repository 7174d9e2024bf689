//! Each refusal is asked the short way (one block, two postings) and the long way where both can break it.

use ledger_format::codes::{AccountKind as K, Action, Side};
use ledger_format::limits::SERIAL_MAX;

use super::stage::*;
use crate::rules::Refusal;

#[track_caller]
fn serials(refusal: Result<(), Refusal>) -> (u16, String) {
    let refusal = refusal.expect_err("a rule should say no");
    let blocks: Vec<String> = refusal.serials().iter().map(ToString::to_string).collect();
    (refusal.rule().number(), blocks.join(" "))
}

fn by_alice(body: ledger_format::body::Body) -> Ask {
    ask(body, &[ALICE])
}

/// A postings list that is the transfer of 1 to 100 from A to B in two halves.
fn halves(from: u64, to: u64) -> ledger_format::body::Body {
    moves(Action::TRANSFER, &[(from, to, 1, 1, 50), (from, to, 1, 51, 100)])
}

#[test]
fn r201_movements_are_well_formed() {
    let stage = Stage::new();
    let transfer_of = |first, last| by_alice(transfer(A, B, first, last));
    for (first, last) in [(0, 5), (5, 4), (1, SERIAL_MAX + 1), (0, 0)] {
        assert_eq!(stage.refused(transfer_of(first, last)), 201, "{first}-{last}");
    }
    stage.admitted(transfer_of(5, 5));
    assert_eq!(stage.refused(by_alice(movement(Action::TRANSFER, Vec::new()))), 201);
    let debit = posting(A, Side::Debit, 1, 1, 2);
    assert_eq!(stage.refused(by_alice(movement(Action::TRANSFER, vec![debit]))), 201);
    assert_eq!(stage.refused(by_alice(movement(Action::TRANSFER, vec![debit, debit]))), 201);
    let credit = posting(B, Side::Credit, 1, 1, 2);
    assert_eq!(stage.refused(ask(movement(Action::TRANSFER, vec![credit]), &[OPERATOR]).on_behalf()), 201);
    let all = |space| (A, B, space, 1, SERIAL_MAX);
    assert_eq!(serials(stage.ask(by_alice(moves(Action::TRANSFER, &[all(1)])))).0, 211);
    assert_eq!(stage.refused(by_alice(moves(Action::TRANSFER, &[all(1), all(2)]))), 201, "2^64 - 2 units");
}

#[test]
fn r202_r203_r204_spaces_and_accounts() {
    let stage = Stage::new();
    assert_eq!(stage.refused(by_alice(moves(Action::TRANSFER, &[(A, B, 9, 1, 2)]))), 202);
    assert_eq!(stage.refused(by_alice(transfer(A, 999, 1, 2))), 203);
    for (from, to) in [(A, SUSPENDED), (A, CLOSED), (SUSPENDED, A), (CLOSED, A)] {
        assert_eq!(stage.refused(by_alice(transfer(from, to, 1, 2))), 204);
    }
    stage.admitted(by_alice(transfer(A, B, 1, 2)));
}

#[test]
fn r205_every_serial_is_debited_once_and_credited_once() {
    let stage = Stage::new();
    let unbalanced = |legs: &[(u64, Side, u64, u64)]| {
        let legs = legs.iter().map(|&(account, side, first, last)| posting(account, side, 1, first, last));
        stage.ask(by_alice(movement(Action::TRANSFER, legs.collect())))
    };
    let (d, c) = (Side::Debit, Side::Credit);
    let wrong = |legs: &[(u64, Side, u64, u64)], blocks: &str| {
        assert_eq!(serials(unbalanced(legs)), (205, blocks.to_owned()));
    };
    wrong(&[(A, d, 1, 10), (B, c, 1, 9)], "1:10-10");
    wrong(&[(A, d, 1, 10), (B, c, 2, 11)], "1:1-1 1:11-11");
    wrong(&[(A, d, 1, 10), (A, d, 5, 6), (B, c, 1, 10)], "1:5-6");
    wrong(&[(A, d, 1, 10), (B, c, 1, 6), (EMPTY, c, 6, 10)], "1:6-6");
    assert_eq!(unbalanced(&[(A, d, 1, 10), (B, c, 1, 4), (EMPTY, c, 5, 10)]), Ok(()));
    assert_eq!(unbalanced(&[(B, c, 3, 10), (A, d, 1, 7), (EMPTY, c, 1, 2), (A, d, 8, 10)]), Ok(()));
}

#[test]
fn r206_a_movement_moves() {
    let stage = Stage::new();
    assert_eq!(serials(stage.ask(by_alice(transfer(A, A, 1, 2)))), (206, "1:1-2".to_owned()));
    let partly = vec![
        posting(A, Side::Debit, 1, 1, 10),
        posting(B, Side::Credit, 1, 1, 7),
        posting(A, Side::Credit, 1, 8, 10),
    ];
    assert_eq!(serials(stage.ask(by_alice(movement(Action::TRANSFER, partly)))), (206, "1:8-10".to_owned()));
}

#[test]
fn r207_what_is_used_stays_used() {
    let mut stage = Stage::new();
    stage.record(by_alice(moves(Action::USE_NDC, &[(A, USE_NDC, 1, 1, 10)])));
    assert_eq!(stage.refused(by_alice(transfer(USE_NDC, A, 1, 2))), 207);
}

/// The whole table of actions and kinds, against the spec's rows.
#[test]
fn r208_kinds_fit_the_action() {
    let live =
        [K::PENDING, K::HOLDING, K::ADAPTATION_FUND, K::REVERSAL_BUFFER, K::IN_TRANSIT, K::COUNTERPART];
    let table: &[(Action, &[K], &[K])] = &[
        (Action::ISSUE, &[K::SOURCE], &[K::PENDING, K::HOLDING]),
        (Action::TRANSFER, &live, &[K::HOLDING, K::REVERSAL_BUFFER, K::IN_TRANSIT, K::COUNTERPART]),
        (Action::FIRST_TRANSFER, &live, &[K::HOLDING, K::IN_TRANSIT, K::COUNTERPART]),
        (Action::ACQUISITION, &[K::IN_TRANSIT, K::COUNTERPART], &[K::HOLDING]),
        (Action::USE_NDC, &live, &[K::USE_NDC]),
        (Action::USE_OIMP, &live, &[K::USE_OIMP]),
        (Action::CANCELLATION, &live, &[K::OTHER_CANCELLATION]),
        (Action::VOLUNTARY_CANCELLATION, &live, &[K::VOLUNTARY_CANCELLATION]),
        (Action::OMGE_CANCELLATION, &live, &[K::OMGE_CANCELLATION]),
        (Action::ADAPTATION_FUND_CONTRIBUTION, &live, &[K::ADAPTATION_FUND]),
        (Action::DOMESTIC_USE, &live, &[K::DOMESTIC_USE]),
    ];
    let mut stage = Stage::new();
    // An account of each kind, and a second one so that a kind can give to itself.
    for kind in K::ALL.iter().filter(|kind| **kind != K::SOURCE) {
        for number in [1_000, 2_000] {
            let opened = account(number + u64::from(kind.0), *kind);
            stage.record(ask(ledger_format::body::Body::AccountOpened(opened), &[OPERATOR]));
        }
    }
    for (action, gives, takes) in table {
        for giver in K::ALL {
            for taker in K::ALL {
                let from = if *giver == K::SOURCE { SOURCE[1] } else { 1_000 + u64::from(giver.0) };
                let to = if *taker == K::SOURCE { SOURCE[2] } else { 2_000 + u64::from(taker.0) };
                let body = moves(*action, &[(from, to, 1, 500, 501)]);
                let rule = stage
                    .ask(ask(body, &[OPERATOR, AUTHORITY]).on_behalf())
                    .map_or_else(|refusal| refusal.rule().number(), |()| 0);
                let expected = match (giver.is_terminal(), gives.contains(giver) && takes.contains(taker)) {
                    (true, _) => 207,
                    (false, false) => 208,
                    // Never issued: nobody holds it, and the Source may issue it.
                    (false, true) if *action == Action::ISSUE => 0,
                    (false, true) => 211,
                };
                assert_eq!(rule, expected, "{action}: {giver} to {taker}");
            }
        }
    }
}

#[test]
fn r209_r210_issues() {
    let stage = Stage::new();
    let issue = |legs: &[(u64, u64, u32, u64, u64)]| stage.ask(ask(moves(Action::ISSUE, legs), &[AUTHORITY]));
    assert_eq!(serials(issue(&[(SOURCE[1], A, 2, 1, 5)])), (209, "2:1-5".to_owned()));
    assert_eq!(issue(&[(SOURCE[3], A, 2, 1, 5)]), Ok(()));
    let two_sources = [(SOURCE[1], A, 1, 300, 305), (SOURCE[2], A, 1, 306, 310)];
    assert_eq!(serials(issue(&two_sources)), (209, "1:300-310".to_owned()));
    assert_eq!(serials(issue(&[(SOURCE[1], A, 1, 200, 205)])), (210, "1:200-200".to_owned()));
    assert_eq!(issue(&[(SOURCE[1], A, 1, 201, 205)]), Ok(()));
    let several = [(SOURCE[1], A, 1, 300, 310), (SOURCE[1], B, 1, 90, 110), (SOURCE[1], B, 1, 400, 401)];
    assert_eq!(serials(issue(&several)), (210, "1:90-110".to_owned()));
}

#[test]
fn r211_one_holder_and_a_lost_race_may_be_retried() {
    let stage = Stage::new();
    let refused = stage.ask(by_alice(transfer(A, B, 91, 110))).unwrap_err();
    assert!(refused.is_retryable());
    assert_eq!(serials(Err(refused)), (211, "1:101-110".to_owned()));
    assert_eq!(serials(stage.ask(by_alice(transfer(A, EMPTY, 250, 260)))), (211, "1:250-260".to_owned()));
    let mixed = moves(Action::TRANSFER, &[(A, EMPTY, 1, 95, 105), (A, EMPTY, 1, 1, 2), (A, B, 1, 199, 203)]);
    assert_eq!(serials(stage.ask(by_alice(mixed))), (211, "1:101-105 1:199-203".to_owned()));
    stage.admitted(by_alice(halves(A, B)));
    assert!(!stage.ask(by_alice(transfer(A, A, 1, 2))).unwrap_err().is_retryable());
}

#[test]
fn r212_a_history_runs_forward() {
    let mut stage = Stage::new();
    stage.record(by_alice(transfer(A, EMPTY, 1, 50)));
    assert_eq!(
        serials(stage.ask(by_alice(transfer(EMPTY, A, 1, 50)).at(NOW - 1))),
        (212, "1:1-50".to_owned())
    );
    stage.admitted(by_alice(transfer(EMPTY, A, 1, 50)).at(NOW));
    stage.now += 10;
    stage.record(by_alice(transfer(EMPTY, A, 10, 20)).at(NOW + 5));
    assert_eq!(
        serials(stage.ask(by_alice(transfer(A, B, 10, 100)).at(NOW + 4))),
        (211, "1:21-50".to_owned())
    );
    let legs = moves(Action::TRANSFER, &[(A, B, 1, 10, 20), (A, B, 1, 51, 100)]);
    assert_eq!(serials(stage.ask(by_alice(legs.clone()).at(NOW + 4))), (212, "1:10-20".to_owned()));
    stage.admitted(by_alice(legs).at(NOW + 5));
}

#[test]
fn r213_accounts_take_their_metric() {
    let mut stage = Stage::new();
    assert_eq!(serials(stage.ask(by_alice(transfer(A, NON_GHG, 1, 9)))), (213, "1:1-9".to_owned()));
    let issue = |to| ask(moves(Action::ISSUE, &[(SOURCE[2], to, 1, 300, 310)]), &[AUTHORITY]);
    assert_eq!(serials(stage.ask(issue(A))), (213, "1:300-310".to_owned()));
    let halves = moves(Action::ISSUE, &[(SOURCE[2], A, 1, 300, 305), (SOURCE[2], NON_GHG, 1, 306, 310)]);
    assert_eq!(serials(stage.ask(ask(halves, &[AUTHORITY]))), (213, "1:300-305".to_owned()));
    stage.record(issue(NON_GHG));
    let mixed = moves(Action::TRANSFER, &[(A, B, 1, 1, 5), (NON_GHG, B, 1, 302, 303)]);
    assert_eq!(serials(stage.ask(by_alice(mixed))), (213, "1:302-303".to_owned()));
}
