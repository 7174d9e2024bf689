//!

use ledger_format::body::{Body, RepresentativesChanged};
use ledger_format::codes::AccountKind;
use ledger_format::identifiers::AccountNumber;

use super::stage::*;
use crate::rules::Refusal;

fn open(number: u64, kind: AccountKind, representatives: &[u32], threshold: u16) -> Ask {
    let mut opened = account(number, kind);
    opened.representatives = keys(representatives);
    opened.threshold = threshold;
    ask(Body::AccountOpened(opened), &[OPERATOR])
}

#[test]
fn r170_r174_accounts_are_opened_once_and_sources_by_series() {
    let stage = Stage::new();
    for taken in [A, CLOSED, SOURCE[1]] {
        assert_eq!(stage.refused(open(taken, AccountKind::HOLDING, &[ALICE], 1)), 170);
    }
    assert_eq!(stage.refused(open(200, AccountKind::SOURCE, &[ALICE], 1)), 174);
    stage.admitted(open(200, AccountKind::COUNTERPART, &[ALICE], 1));
}

#[test]
fn r171_r172_changes_fit_the_standing() {
    let stage = Stage::new();
    let suspend = |account| ask(Body::AccountSuspended(standing(account)), &[OPERATOR]);
    let reinstate = |account| ask(Body::AccountReinstated(standing(account)), &[OPERATOR]);
    let change = |account| {
        let body = RepresentativesChanged {
            account: AccountNumber(account),
            representatives: keys(&[BOB]),
            threshold: 1,
        };
        ask(Body::RepresentativesChanged(body), &[OPERATOR])
    };
    let closing = |account| ask(close(account), &[OPERATOR]);
    for refused in [suspend(999), reinstate(999), change(999), closing(999)] {
        assert_eq!(stage.refused(refused), 171);
    }
    for refused in [
        suspend(SUSPENDED),
        suspend(CLOSED),
        reinstate(A),
        reinstate(CLOSED),
        change(CLOSED),
        closing(CLOSED),
        suspend(SOURCE[1]),
        reinstate(SOURCE[1]),
        change(SOURCE[1]),
        closing(SOURCE[1]),
    ] {
        assert_eq!(stage.refused(refused), 172);
    }
    for admitted in [suspend(A), reinstate(SUSPENDED), change(A), change(SUSPENDED), closing(SUSPENDED)] {
        stage.admitted(admitted);
    }
}

#[test]
fn r173_an_account_is_closed_empty() {
    let mut stage = Stage::new();
    assert_eq!(
        stage.ask(ask(close(A), &[OPERATOR])),
        Err(Refusal::AccountNotEmpty { account: AccountNumber(A), units: 100 })
    );
    stage.record(ask(transfer(A, B, 1, 99), &[ALICE]));
    assert_eq!(stage.refused(ask(close(A), &[OPERATOR])), 173);
    stage.record(ask(transfer(A, B, 100, 100), &[ALICE]));
    stage.admitted(ask(close(A), &[OPERATOR]));
}

#[test]
fn r175_representatives_are_valid_and_within_reach() {
    let stage = Stage::new();
    for (representatives, threshold) in
        [(&[ALICE, ALICE][..], 1), (&[99], 1), (&[REVOKED], 1), (&[ALICE], 0), (&[ALICE], 2), (&[], 1)]
    {
        let refused = open(200, AccountKind::HOLDING, representatives, threshold);
        assert_eq!(stage.refused(refused), 175, "{representatives:?} {threshold}");
    }
    for (representatives, threshold) in [(&[ALICE, BOB][..], 2), (&[ALICE, BOB], 1), (&[], 0)] {
        stage.admitted(open(200, AccountKind::HOLDING, representatives, threshold));
    }
}
