//!

use ledger_format::body::{Particular, Rulebook, Setting};
use ledger_format::codes::{AccountKind, Action, Metric, Role, RuleOption};

use super::stage::*;
use crate::rules::{GenesisFault, Refusal, UnknownCode};
use ledger_format::body::Body;

#[test]
fn r101_codes_are_known() {
    let stage = Stage::new();
    let mut opened = account(200, AccountKind::HOLDING);
    opened.metric = Metric(7);
    assert_eq!(
        stage.ask(ask(Body::AccountOpened(opened), &[OPERATOR])),
        Err(Refusal::UnknownCode(UnknownCode::Metric(Metric(7))))
    );
    assert_eq!(stage.refused(ask(moves(Action(99), &[(A, B, 1, 1, 2)]), &[ALICE])), 101);
    let Body::Movement(mut moved) = transfer(A, B, 1, 2) else { unreachable!() };
    moved.particulars = vec![Particular { tag: 1, value: Default::default() }].try_into().unwrap();
    assert_eq!(stage.refused(ask(Body::Movement(moved), &[ALICE])), 101);
    let rulebook = |version, option| {
        let settings = vec![Setting { option: RuleOption(option), value: 1 }].try_into().unwrap();
        ask(Body::RulebookAdopted(Rulebook { version, settings }), &[OPERATOR, AUTHORITY])
    };
    assert_eq!(stage.refused(rulebook(6, 1)), 101);
    assert_eq!(stage.refused(rulebook(5, 12)), 101);
    assert_eq!(stage.refused(rulebook(4, 10)), 101);
    assert_eq!(stage.refused(rulebook(3, 9)), 101);
    assert_eq!(stage.refused(rulebook(1, 5)), 101);
    assert_eq!(stage.refused(rulebook(1, 2)), 101);
    assert_eq!(stage.refused(rulebook(2, 5)), 101);
    stage.admitted(rulebook(1, 1));
    stage.admitted(rulebook(2, 2));
    stage.admitted(rulebook(3, 8));
    stage.admitted(rulebook(5, 10));
    stage.admitted(rulebook(4, 9));
    assert_eq!(stage.refused(ask(Body::RoleGranted(role_of(Role(9), None, ALICE)), &[AUTHORITY])), 101);
    let mut opened = series(9, 1, Metric::GHG);
    opened.regime.0 = 4;
    assert_eq!(stage.refused(ask(Body::SeriesOpened(opened), &[AUTHORITY])), 101);
}

#[test]
fn r102_genesis_stands_first_and_alone() {
    let stage = Stage::bare();
    assert_eq!(stage.refused(genesis_ask()), 102);
    let before = Stage { book: crate::book::Book::new(genesis().origin), ..stage.clone() };
    before.admitted(genesis_ask());
    assert_eq!(before.refused(Ask { alone_in_batch: false, ..genesis_ask() }), 102);
    assert_eq!(before.refused(ask(register(20), &[OPERATOR])), 102);
    stage.admitted(ask(register(20), &[OPERATOR]));
}

#[test]
fn r103_genesis_is_complete() {
    let stage = Stage::bare();
    let before = Stage { book: crate::book::Book::new(genesis().origin), ..stage };
    let fault = |change: &dyn Fn(&mut ledger_format::body::Genesis)| {
        let mut changed = genesis();
        change(&mut changed);
        let signers: Vec<u32> = (0..u32::try_from(changed.keys.len()).unwrap()).collect();
        match before.ask(Ask { alone_in_batch: true, ..ask(Body::Genesis(changed), &signers) }) {
            Err(Refusal::GenesisIncomplete(fault)) => fault,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(fault(&|g| g.format_version = 2), GenesisFault::FormatVersion(2));
    assert_eq!(fault(&|g| g.origin = "other.example".parse().unwrap()), GenesisFault::Origin);
    let with_key = |g: &mut ledger_format::body::Genesis, key| {
        let mut keys = g.keys.to_vec();
        keys.push(key);
        g.keys = keys.try_into().unwrap();
    };
    assert!(matches!(fault(&|g| with_key(g, public_key(0))), GenesisFault::KeyTwice(_)));
    let zero = ledger_format::identifiers::PublicKey([0; 32]);
    assert!(matches!(fault(&|g| with_key(g, zero)), GenesisFault::KeyUnusable(..)));
    let with_roles = |g: &mut ledger_format::body::Genesis,
                      change: &dyn Fn(&mut Vec<ledger_format::body::RoleKeys>)| {
        let mut roles = g.roles.to_vec();
        change(&mut roles);
        g.roles = roles.try_into().unwrap();
    };
    assert!(matches!(fault(&|g| with_roles(g, &|r| r[3].role = Role::OPERATOR)), GenesisFault::RoleTwice(_)));
    assert!(matches!(
        fault(&|g| with_roles(g, &|r| drop(r.remove(2)))),
        GenesisFault::RoleMissing(Role::CHECKPOINT)
    ));
    assert!(matches!(fault(&|g| with_roles(g, &|r| r[0].keys = keys(&[4]))), GenesisFault::RoleKey(..)));
    assert!(matches!(fault(&|g| with_roles(g, &|r| r[0].keys = keys(&[0, 0]))), GenesisFault::RoleKey(..)));
    assert!(matches!(fault(&|g| with_roles(g, &|r| r[0].threshold = 0)), GenesisFault::Threshold(_)));
    assert!(matches!(fault(&|g| with_roles(g, &|r| r[0].threshold = 2)), GenesisFault::Threshold(_)));
    let twice = Setting { option: RuleOption::NOT_AFTER_LIMIT_MS, value: 1 };
    assert!(matches!(
        fault(&|g| g.rulebook.settings = vec![twice, twice].try_into().unwrap()),
        GenesisFault::OptionTwice(_)
    ));
}
