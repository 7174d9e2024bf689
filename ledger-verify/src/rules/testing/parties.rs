//! Parties, roles, keys; and what rotation and revocation hand on.

use ledger_format::body::{
    Body, KeyRegistered, KeyRevoked, KeyRotated, PartyDeclared, RepresentativesChanged, RoleOfKey,
    ThresholdSet,
};
use ledger_format::codes::{Action, Role};
use ledger_format::identifiers::{Commitment, KeyNumber, PartyCode};

use super::*;

fn adding(bodies: Vec<Body>) -> impl Fn(&mut Ledger) {
    move |ledger| bodies.iter().for_each(|body| ledger.put(body.clone()))
}

fn party(code: &str) -> PartyCode {
    code.parse().unwrap()
}

fn declared(code: &str) -> Body {
    Body::PartyDeclared(PartyDeclared { party: party(code) })
}

fn role(role: Role, code: Option<&str>, key: u32) -> RoleOfKey {
    RoleOfKey { role, party: code.map(party), key: KeyNumber(key) }
}

fn registered(number: u32, key: PublicKey) -> Body {
    Body::KeyRegistered(KeyRegistered {
        key: KeyNumber(number),
        public_key: key,
        owner: Commitment::default(),
    })
}

fn rotated(old: u32, new: u32, key: u8) -> Body {
    Body::KeyRotated(KeyRotated { old: KeyNumber(old), new: KeyNumber(new), public_key: public_key(key) })
}

fn revoked(key: u32) -> Body {
    Body::KeyRevoked(KeyRevoked { key: KeyNumber(key), reason: 1 })
}

fn threshold(role: Role, threshold: u16) -> Body {
    Body::ThresholdSet(ThresholdSet { role, party: None, threshold })
}

#[test]
fn r_140_to_r_142_parties() {
    case(140, adding(vec![declared("CHE")]), adding(vec![declared("GHA")]));
    let granted = |code| Body::RoleGranted(role(Role::AUTHORITY, Some(code), BEARER));
    case(141, adding(vec![granted("GHA")]), adding(vec![declared("GHA"), granted("GHA")]));
    let operator = |code| Body::RoleGranted(role(Role::OPERATOR, code, BEARER));
    case(142, adding(vec![operator(Some("CHE"))]), adding(vec![operator(None)]));
}

#[test]
fn r_150_keys_are_new_and_valid() {
    case(150, adding(vec![registered(BEARER, public_key(7))]), adding(vec![registered(11, public_key(7))]));
    case(150, adding(vec![registered(11, public_key(100))]), adding(vec![rotated(BEARER, 11, 7)]));
    case(150, adding(vec![registered(11, PublicKey([0; 32]))]), |_| {});
    case(150, adding(vec![rotated(BEARER, 0, 7)]), |_| {});
}

#[test]
fn r_151_to_r_153_roles_go_to_living_keys() {
    let granted = |key| Body::RoleGranted(role(Role::OPERATOR, None, key));
    let withdrawn = |key| Body::RoleWithdrawn(role(Role::OPERATOR, None, key));
    case(151, adding(vec![granted(11)]), adding(vec![granted(BEARER)]));
    case(152, adding(vec![granted(OPERATOR)]), adding(vec![granted(AUTHORITY)]));
    case(152, adding(vec![withdrawn(BEARER)]), adding(vec![granted(BEARER), withdrawn(BEARER)]));
    case(153, adding(vec![withdrawn(OPERATOR)]), adding(vec![granted(BEARER), withdrawn(OPERATOR)]));
    case(
        153,
        adding(vec![threshold(Role::OPERATOR, 2)]),
        adding(vec![granted(BEARER), threshold(Role::OPERATOR, 2)]),
    );
    case(153, adding(vec![threshold(Role::OPERATOR, 0)]), |_| {});
}

#[test]
fn a_threshold_counts_distinct_keys() {
    let two_operators = |keys: &'static [u32]| {
        move |ledger: &mut Ledger| {
            ledger.add(Body::RoleGranted(role(Role::OPERATOR, None, BEARER)));
            ledger.add(threshold(Role::OPERATOR, 2));
            ledger.add(Draft { keys: keys.to_vec(), ..Draft::from(registered(11, public_key(7))) });
        }
    };
    case(113, two_operators(&[OPERATOR, CHECKPOINT]), two_operators(&[OPERATOR, BEARER]));
}

#[test]
fn a_rotated_key_hands_over_roles_and_representation_and_signs_no_more() {
    let after_rotation = |keys: &'static [u32]| {
        move |ledger: &mut Ledger| {
            ledger.add(transfer(Action::ISSUE, 100, 1, block(1, 1, 5)));
            ledger.add(rotated(BEARER, 11, 7));
            let moved = transfer(Action::TRANSFER, 1, 2, block(1, 1, 5));
            ledger.add(Draft { keys: keys.to_vec(), ..Draft::from(moved) });
        }
    };
    case(110, after_rotation(&[BEARER]), after_rotation(&[11]));
    case(113, after_rotation(&[OPERATOR]), after_rotation(&[11]));
    let role_of_rotated = |keys: &'static [u32]| {
        move |ledger: &mut Ledger| {
            ledger.add(rotated(OPERATOR, 11, 7));
            ledger.add(Draft { keys: keys.to_vec(), ..Draft::from(registered(12, public_key(8))) });
        }
    };
    case(113, role_of_rotated(&[BEARER]), role_of_rotated(&[11]));
}

#[test]
fn a_revoked_key_leaves_its_roles_and_accounts() {
    // The entry that ends a key may still be signed by it.
    let revoke = Draft { keys: vec![BEARER], ..Draft::from(revoked(BEARER)) };
    let moved = |revoke: Option<Draft>, keys: &'static [u32]| {
        move |ledger: &mut Ledger| {
            ledger.add(transfer(Action::ISSUE, 100, 1, block(1, 1, 5)));
            revoke.clone().map(|revoke| ledger.add(revoke));
            let moved = transfer(Action::TRANSFER, 1, 2, block(1, 1, 5));
            ledger.add(Draft { keys: keys.to_vec(), ..Draft::from(moved) });
        }
    };
    case(110, moved(Some(revoke.clone()), &[BEARER]), moved(None, &[BEARER]));
    case(113, moved(Some(revoke), &[OPERATOR]), moved(None, &[BEARER]));
    let twice = Draft { keys: vec![AUTHORITY], ..Draft::from(revoked(BEARER)) };
    let once = twice.clone();
    let revoke_twice = move |ledger: &mut Ledger| {
        ledger.add(twice.clone());
        ledger.add(twice.clone());
    };
    case(151, revoke_twice, move |ledger| ledger.put(once.clone()));
}

#[test]
fn representatives_stand_as_written() {
    // Key 11 is named before it is known, and signs once it is.
    let named = RepresentativesChanged {
        account: account(1),
        representatives: vec![KeyNumber(11)].try_into().unwrap(),
        threshold: 1,
    };
    let mut ledger = Ledger::stage();
    ledger.add(transfer(Action::ISSUE, 100, 1, block(1, 1, 5)));
    let early = ledger.add(Body::RepresentativesChanged(named)).0;
    let by_11 = |body| Draft { keys: vec![11], ..Draft::from(body) };
    ledger.add(registered(11, public_key(7)));
    ledger.add(by_11(transfer(Action::TRANSFER, 1, 2, block(1, 1, 5))));
    assert_eq!(ledger.told(), [(175, early, vec![], early)]);
}
