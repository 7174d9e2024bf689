//!

use ledger_format::body::{
    Body, KeyRevoked, KeyRotated, Note, PartyDeclared, RepresentativesChanged, Rulebook,
};
use ledger_format::codes::{AccountKind, Action, Metric, Role};
use ledger_format::identifiers::{AccountNumber, Digest, EntryIndex, KeyNumber};

use super::stage::*;
use crate::rules::{Refusal, SignatureVerdict};

#[test]
fn r110_signers_are_known_and_valid() {
    let stage = Stage::new();
    let refused = |key| stage.ask(ask(register(20), &[OPERATOR, key]));
    assert_eq!(refused(99), Err(Refusal::SignerNotValid { key: KeyNumber(99), known: false }));
    assert_eq!(refused(REVOKED), Err(Refusal::SignerNotValid { key: KeyNumber(REVOKED), known: true }));
    assert_eq!(refused(ALICE), Ok(()));
}

#[test]
fn r111_signatures_are_valid() {
    let stage = Stage::new();
    let invalid = SignatureVerdict::Invalid(KeyNumber(OPERATOR));
    assert_eq!(stage.refused(Ask { verdict: invalid, ..ask(register(20), &[OPERATOR]) }), 111);
    stage.admitted(ask(register(20), &[OPERATOR]));
}

#[test]
fn r112_on_behalf_is_for_movements_by_the_operator() {
    let stage = Stage::new();
    assert_eq!(stage.refused(ask(register(20), &[OPERATOR]).on_behalf()), 112);
    assert_eq!(stage.refused(ask(transfer(A, B, 1, 2), &[ALICE]).on_behalf()), 112);
    stage.admitted(ask(transfer(A, B, 1, 2), &[OPERATOR]).on_behalf());
    assert_eq!(stage.refused(ask(transfer(A, B, 1, 2), &[OPERATOR])), 113);
}

type Signers<'s> = Vec<&'s [u32]>;

/// Every kind: who may sign, and who next to them may not.
#[test]
fn r113_the_table_of_signers() {
    let mut stage = Stage::new();
    stage.record(ask(Body::RoleGranted(role_of(Role::AUTHORITY, Some("CHE"), CAROL)), &[AUTHORITY]));
    let note = |of: Option<&str>| Note {
        party: of.map(party),
        document: Digest::default(),
        media_type: "application/pdf".try_into().unwrap(),
        document_size: 1,
        entries: Default::default(),
    };
    let rotated = KeyRotated { old: KeyNumber(BOB), new: KeyNumber(30), public_key: public_key(30) };
    let revoked = KeyRevoked { key: KeyNumber(BOB), reason: 1 };
    let represented =
        RepresentativesChanged { account: AccountNumber(A), representatives: keys(&[BOB]), threshold: 1 };
    let opened = series(9, 1, Metric::GHG);
    let (op, auth, rec, che) = (&[OPERATOR][..], &[AUTHORITY][..], &[RECOVERY][..], &[CAROL][..]);
    let (alice, bob) = (&[ALICE][..], &[BOB][..]);
    let granted = |of| Body::RoleGranted(role_of(Role::AUTHORITY, of, ALICE));
    let table: Vec<(Body, Signers<'_>, Signers<'_>)> = vec![
        (
            Body::RulebookAdopted(Rulebook { version: 1, settings: Default::default() }),
            vec![&[OPERATOR, AUTHORITY]],
            vec![op, auth, rec],
        ),
        (Body::Note(note(None)), vec![op, auth], vec![rec, che]),
        (Body::Note(note(Some("CHE"))), vec![op, che], vec![rec, auth]),
        (Body::Note(note(Some("GHA"))), vec![op, auth], vec![rec, che]),
        (Body::PartyDeclared(PartyDeclared { party: party("DEU") }), vec![auth], vec![op, rec, che]),
        (granted(None), vec![auth, rec], vec![op, che]),
        (granted(Some("CHE")), vec![che, rec], vec![op, auth]),
        (granted(Some("GHA")), vec![auth, rec], vec![op, che]),
        (register(20), vec![op, auth], vec![rec, che, alice]),
        (Body::KeyRotated(rotated), vec![bob, rec], vec![op, auth, alice]),
        (Body::KeyRevoked(revoked), vec![bob, rec, auth], vec![op, alice, che]),
        (space(9, "nine"), vec![auth], vec![op, rec, che]),
        (Body::SeriesOpened(opened), vec![che], vec![op, auth, rec]),
        (Body::AccountOpened(account(200, AccountKind::HOLDING)), vec![op], vec![auth, rec, che, alice]),
        (Body::AccountSuspended(standing(A)), vec![op, che], vec![auth, rec, alice]),
        (Body::AccountReinstated(standing(SUSPENDED)), vec![op, che], vec![auth, rec, alice]),
        (close(EMPTY), vec![op], vec![auth, rec, alice]),
        (Body::RepresentativesChanged(represented), vec![op], vec![auth, rec, alice]),
        (transfer(A, B, 1, 2), vec![alice], vec![op, auth, bob]),
        (moves(Action::ISSUE, &[(SOURCE[1], A, 1, 900, 901)]), vec![che], vec![op, auth, alice]),
        (
            Body::Reversal(reversal(&stage, EntryIndex(stage.book.entry_count() - 2))),
            vec![&[OPERATOR, AUTHORITY]],
            vec![op, auth, bob],
        ),
    ];
    for (body, may, may_not) in table {
        for signers in may {
            assert_eq!(stage.ask(ask(body.clone(), signers)), Ok(()), "{body:?} by {signers:?}");
        }
        for signers in may_not {
            assert_eq!(stage.refused(ask(body.clone(), signers)), 113, "{body:?} by {signers:?}");
        }
    }
}

#[test]
fn r113_thresholds_of_accounts() {
    let mut stage = Stage::new();
    stage.record(ask(transfer(A, JOINT, 1, 10), &[ALICE]));
    stage.record(ask(transfer(A, KEYLESS, 11, 20), &[ALICE]));
    assert_eq!(stage.refused(ask(transfer(JOINT, B, 1, 2), &[ALICE])), 113);
    stage.admitted(ask(transfer(JOINT, B, 1, 2), &[ALICE, CAROL]));
    assert_eq!(stage.refused(ask(transfer(KEYLESS, B, 11, 12), &[ALICE, BOB])), 113);
    stage.admitted(ask(transfer(KEYLESS, B, 11, 12), &[OPERATOR]).on_behalf());
    let both = moves(Action::TRANSFER, &[(A, EMPTY, 1, 30, 31), (B, EMPTY, 1, 130, 131)]);
    assert_eq!(stage.refused(ask(both.clone(), &[ALICE])), 113);
    stage.admitted(ask(both, &[ALICE, BOB]));
}

#[test]
fn r113_leaves_what_is_not_known_to_its_own_rule() {
    let stage = Stage::new();
    assert_eq!(stage.refused(ask(Body::AccountSuspended(standing(999)), &[ALICE])), 171);
    assert_eq!(stage.refused(ask(transfer(999, B, 1, 2), &[ALICE])), 203);
    let revoked = KeyRevoked { key: KeyNumber(99), reason: 1 };
    assert_eq!(stage.refused(ask(Body::KeyRevoked(revoked), &[ALICE])), 151);
    let granted = Body::RoleGranted(role_of(Role::AUTHORITY, Some("DEU"), ALICE));
    assert_eq!(stage.refused(ask(granted, &[ALICE])), 141);
    assert_eq!(stage.refused(ask(close(999), &[ALICE])), 113);
}

#[test]
fn a_rotated_key_hands_over_and_a_revoked_one_loses() {
    let mut stage = Stage::new();
    let rotated = KeyRotated { old: KeyNumber(ALICE), new: KeyNumber(30), public_key: public_key(30) };
    stage.record(ask(Body::KeyRotated(rotated), &[ALICE]));
    assert_eq!(stage.refused(ask(transfer(A, B, 1, 2), &[ALICE])), 110);
    stage.admitted(ask(transfer(A, B, 1, 2), &[30]));
    let rotated = KeyRotated { old: KeyNumber(OPERATOR), new: KeyNumber(31), public_key: public_key(31) };
    stage.record(ask(Body::KeyRotated(rotated), &[RECOVERY]));
    stage.admitted(ask(register(20), &[31]));
    let revoked = KeyRevoked { key: KeyNumber(30), reason: 1 };
    stage.record(ask(Body::KeyRevoked(revoked), &[AUTHORITY]));
    assert_eq!(stage.refused(ask(transfer(A, B, 1, 2), &[30])), 110);
    assert_eq!(stage.refused(ask(transfer(A, B, 1, 2), &[BOB])), 113);
}
