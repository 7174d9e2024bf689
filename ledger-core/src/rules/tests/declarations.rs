//!

use ledger_format::body::{
    Body, KeyRegistered, KeyRevoked, KeyRotated, PartyDeclared, SeriesOpened, ThresholdSet,
};
use ledger_format::codes::{Metric, Regime, Role};
use ledger_format::identifiers::{AccountNumber, Commitment, KeyNumber, PublicKey, SeriesId, SpaceId};

use super::stage::*;

#[test]
fn r140_a_party_is_declared_once() {
    let stage = Stage::new();
    let declare = |code| ask(Body::PartyDeclared(PartyDeclared { party: party(code) }), &[AUTHORITY]);
    assert_eq!(stage.refused(declare("CHE")), 140);
    stage.admitted(declare("DEU"));
}

#[test]
fn r141_a_party_that_is_named_is_declared() {
    let stage = Stage::new();
    let open = |code| {
        let mut opened = account(200, ledger_format::codes::AccountKind::HOLDING);
        opened.party = party(code);
        ask(Body::AccountOpened(opened), &[OPERATOR])
    };
    assert_eq!(stage.refused(open("DEU")), 141);
    stage.admitted(open("GHA"));
    let opened = |code| {
        ask(Body::SeriesOpened(SeriesOpened { host: party(code), ..series(9, 1, Metric::GHG) }), &[AUTHORITY])
    };
    assert_eq!(stage.refused(opened("DEU")), 141);
    stage.admitted(opened("GHA"));
}

#[test]
fn r142_parties_have_authorities_only() {
    let stage = Stage::new();
    let grant = |role, of| ask(Body::RoleGranted(role_of(role, of, ALICE)), &[AUTHORITY]);
    assert_eq!(stage.refused(grant(Role::OPERATOR, Some("CHE"))), 142);
    stage.admitted(grant(Role::AUTHORITY, Some("CHE")));
    stage.admitted(grant(Role::OPERATOR, None));
}

#[test]
fn r150_a_new_key_is_new_and_valid() {
    let stage = Stage::new();
    let with = |number, public_key| {
        let key = KeyRegistered { key: KeyNumber(number), public_key, owner: Commitment::default() };
        ask(Body::KeyRegistered(key), &[OPERATOR])
    };
    assert_eq!(stage.refused(with(ALICE, public_key(20))), 150);
    assert_eq!(stage.refused(with(REVOKED, public_key(20))), 150, "not even a dead one's number");
    assert_eq!(stage.refused(with(20, public_key(ALICE))), 150);
    assert_eq!(stage.refused(with(20, PublicKey([0; 32]))), 150, "of small order");
    stage.admitted(with(20, public_key(20)));
    let rotate = |new, public_key| {
        let rotated = KeyRotated { old: KeyNumber(BOB), new: KeyNumber(new), public_key };
        ask(Body::KeyRotated(rotated), &[BOB])
    };
    assert_eq!(stage.refused(rotate(ALICE, public_key(20))), 150);
    stage.admitted(rotate(20, public_key(20)));
}

#[test]
fn r151_a_key_that_is_named_is_valid() {
    let stage = Stage::new();
    let revoke = |key| ask(Body::KeyRevoked(KeyRevoked { key: KeyNumber(key), reason: 1 }), &[AUTHORITY]);
    assert_eq!(stage.refused(revoke(99)), 151);
    assert_eq!(stage.refused(revoke(REVOKED)), 151);
    stage.admitted(revoke(BOB));
    let grant = |key| ask(Body::RoleGranted(role_of(Role::OPERATOR, None, key)), &[AUTHORITY]);
    assert_eq!(stage.refused(grant(REVOKED)), 151);
    stage.admitted(grant(BOB));
    let rotated = KeyRotated { old: KeyNumber(REVOKED), new: KeyNumber(20), public_key: public_key(20) };
    assert_eq!(stage.refused(ask(Body::KeyRotated(rotated), &[RECOVERY])), 151);
}

#[test]
fn r152_r153_roles_change_and_nobody_is_locked_out() {
    let mut stage = Stage::new();
    let grant = |key| ask(Body::RoleGranted(role_of(Role::OPERATOR, None, key)), &[AUTHORITY]);
    let withdraw = |key| ask(Body::RoleWithdrawn(role_of(Role::OPERATOR, None, key)), &[AUTHORITY]);
    let threshold = |threshold| {
        let set = ThresholdSet { role: Role::OPERATOR, party: None, threshold };
        ask(Body::ThresholdSet(set), &[AUTHORITY])
    };
    assert_eq!(stage.refused(grant(OPERATOR)), 152);
    assert_eq!(stage.refused(withdraw(ALICE)), 152);
    assert_eq!(stage.refused(withdraw(OPERATOR)), 153, "nobody would be left");
    assert_eq!(stage.refused(threshold(0)), 153);
    assert_eq!(stage.refused(threshold(2)), 153);
    stage.record(grant(ALICE));
    stage.record(threshold(2));
    assert_eq!(stage.refused(withdraw(ALICE)), 153);
    assert_eq!(stage.refused(ask(register(20), &[OPERATOR])), 113, "four eyes");
    stage.admitted(ask(register(20), &[OPERATOR, ALICE]));
    stage.record(threshold(1));
    stage.admitted(withdraw(OPERATOR));
}

#[test]
fn r160_r161_spaces_are_declared_once_before_they_are_used() {
    let stage = Stage::new();
    assert_eq!(stage.refused(ask(space(1, "nine"), &[AUTHORITY])), 160);
    assert_eq!(stage.refused(ask(space(9, "one"), &[AUTHORITY])), 160);
    stage.admitted(ask(space(9, "nine"), &[AUTHORITY]));
    assert_eq!(stage.refused(ask(Body::SeriesOpened(series(9, 9, Metric::GHG)), &[AUTHORITY])), 161);
    stage.admitted(ask(Body::SeriesOpened(series(9, 2, Metric::GHG)), &[AUTHORITY]));
}

#[test]
fn r162_r170_series_labels_and_source_accounts_are_new() {
    let stage = Stage::new();
    let open = |series| ask(Body::SeriesOpened(series), &[AUTHORITY]);
    let new = series(9, 1, Metric::GHG);
    assert_eq!(stage.refused(open(SeriesOpened { series: SeriesId(1), ..new.clone() })), 162);
    let label = || "series 1".try_into().unwrap();
    assert_eq!(stage.refused(open(SeriesOpened { label: label(), ..new.clone() })), 162);
    stage.admitted(open(SeriesOpened { label: label(), space: SpaceId(2), ..new.clone() }));
    assert_eq!(stage.refused(open(SeriesOpened { source: AccountNumber(A), ..new.clone() })), 170);
    stage.admitted(open(new));
}

#[test]
fn r163_a_series_makes_sense() {
    let stage = Stage::new();
    let refused = |metric, change: &dyn Fn(&mut SeriesOpened)| {
        let mut changed = series(9, 1, metric);
        change(&mut changed);
        stage.ask(ask(Body::SeriesOpened(changed), &[AUTHORITY])).map_err(|refusal| refusal.rule().number())
    };
    let (ghg, other) = (Metric::GHG, Metric::NON_GHG);
    assert_eq!(refused(ghg, &|s| s.non_ghg_metric = "ha".try_into().unwrap()), Err(163));
    assert_eq!(refused(ghg, &|s| s.quantum_digits = 2), Err(163));
    assert_eq!(refused(ghg, &|s| s.quantum_scale = 1.try_into().unwrap()), Err(163));
    assert_eq!(refused(other, &|s| s.non_ghg_metric = "".try_into().unwrap()), Err(163));
    assert_eq!(refused(other, &|s| s.quantum_digits = 0), Err(163));
    assert_eq!(refused(other, &|s| s.quantum_digits = 25), Ok(()));
    for (regime, vintage, expected) in [
        (Regime::PLAIN, 0, Ok(())),
        (Regime::PLAIN, 1989, Err(163)),
        (Regime::PLAIN, 1990, Ok(())),
        (Regime::PLAIN, 2201, Err(163)),
        (Regime::ARTICLE_6_2, 2020, Err(163)),
        (Regime::ARTICLE_6_4, 0, Err(163)),
        (Regime::ARTICLE_6_4, 2021, Ok(())),
        (Regime::ARTICLE_6_2, 2200, Ok(())),
    ] {
        assert_eq!(refused(ghg, &|s| (s.regime, s.vintage) = (regime, vintage)), expected, "{vintage}");
    }
}
