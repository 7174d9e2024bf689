//! What rulebook 5 asks beside notices: one account for what a registry holds, registries of an approach, terms that bind what is
//! unused; and that older rulebooks know nothing of it.

use super::*;

#[test]
fn one_account_stands_for_what_one_registry_holds() {
    let mut stage = world(&[]);
    assert_eq!(stage.refused(open(counterpart(212, "GHA", "GHA01"))), 607);
    assert_eq!(stage.refused(open(counterpart(212, "GHA", "CHE01"))), 607);
    stage.admitted(open(counterpart(212, "CHE", "GHA01")));
    stage.admitted(open(AccountOpened {
        metric: ledger_format::codes::Metric::NON_GHG,
        ..counterpart(212, "GHA", "GHA01")
    }));
    stage.admitted(open(AccountOpened {
        registry: "CHE01".parse().unwrap(),
        ..account(212, AccountKind::HOLDING)
    }));
    // Suspended it stands there all the same; closed it does not.
    stage.record(ask(Body::AccountSuspended(standing(ABROAD)), &[OPERATOR]));
    assert_eq!(stage.refused(open(counterpart(212, "GHA", "GHA01"))), 607);
    stage.record(ask(close(ABROAD), &[OPERATOR]));
    stage.record(open(counterpart(212, "GHA", "GHA01")));
    assert_eq!(stage.refused(open(counterpart(213, "GHA", "GHA01"))), 607);
    assert_eq!(stage.book.check(), Ok(()));
}

#[test]
fn an_approach_may_be_bound_to_its_registries() {
    let mut stage = world(&[(RuleOption::APPROACH_REGISTRIES_BIND, 1)]);
    assert_eq!(stage.refused(registries(&[])), 611);
    assert_eq!(stage.refused(registries(&["CHE01", "CHE01"])), 611);
    stage.admitted(identify(1, 2, 500));
    stage.record(registries(&["SGP01", "GHA01"]));
    assert_eq!(stage.refused(identify(1, 2, 500)), 612);
    stage.record(registries(&["SGP01", "CHE01"]));
    stage.record(identify(1, 2, 500));
    // Control: without the option nothing is bound.
    stage.record(registries(&["SGP01"]));
    assert_eq!(stage.refused(identify(3, 4, 502)), 612);
    stage.record(rulebook(5, &[]));
    stage.admitted(identify(3, 4, 502));
}

#[test]
fn terms_may_bind_what_is_unused_to_a_later_version() {
    let version = |number: u32, terms, from: u64| {
        let Ask { body: Body::Article6(Article6::AuthorizationStated(mut body)), .. } =
            authorization("n", number, 0, Purposes::NDC, FirstTransferDefinition::NONE)
        else {
            unreachable!()
        };
        body.revocation = terms;
        body.from = Timestamp(from);
        statement(Article6::AuthorizationStated(body))
    };
    use RevocationTerms as T;
    let ready = |terms| {
        let mut stage = world(&[]);
        stage.record(version(1, terms, 0));
        stage.record(attach("n", 1, 1, 20));
        stage.record(identify(1, 20, 500));
        stage.record(moved(Action::FIRST_TRANSFER, A, G, 1, 10, &[]));
        stage
    };
    let mut stage = ready(T::UNUSED_RESTRICTED_ON_CHANGE);
    stage.record(version(2, T::UNITS_STAY, NOW));
    assert_eq!(stage.refused(use_ndc(1, 3)), 369);
    assert_eq!(stage.refused(moved(Action::TRANSFER, G, G, 1, 3, &[])), 206);
    stage.admitted(moved(Action::TRANSFER, G, A, 1, 3, &[]));
    // A version that is to be in effect later binds later.
    let mut stage = ready(T::UNUSED_RESTRICTED_ON_CHANGE);
    stage.record(version(2, T::UNITS_STAY, NOW + 5));
    stage.admitted(use_ndc(1, 3));
    stage.now += 5;
    assert_eq!(stage.refused(use_ndc(1, 3).at(NOW + 5)), 369);
    stage.record(version(3, T::UNITS_STAY, NOW + 3));
    assert_eq!(stage.refused(use_ndc(1, 3).at(NOW + 4)), 369);
    stage.admitted(use_ndc(1, 3).at(NOW + 2));
    assert_eq!(stage.book.check(), Ok(()));
    // Control: terms 2 ask for an end; terms 3 contain them.
    for (terms, after_change, after_end) in [
        (T::UNITS_STAY, None, None),
        (T::UNUSED_RESTRICTED, None, Some(369)),
        (T::UNUSED_RESTRICTED_ON_CHANGE, Some(369), Some(369)),
    ] {
        let refused = |stage: &Stage| stage.ask(use_ndc(1, 3)).err().map(|refused| refused.rule().number());
        let mut stage = ready(terms);
        stage.record(version(2, T::UNITS_STAY, 0));
        assert_eq!(refused(&stage), after_change);
        let mut stage = ready(terms);
        let authorization = "n".try_into().unwrap();
        let ended = AuthorizationEnded { party: party("CHE"), authorization, from: Timestamp(NOW - 1) };
        stage.record(statement(Article6::AuthorizationEnded(ended)));
        assert_eq!(refused(&stage), after_end);
    }
    // Terms 3 and what tells of elsewhere are of rulebook 5.
    let mut stage = article6_world();
    stage.record(rulebook(4, &[]));
    for unknown in [
        version(1, T::UNUSED_RESTRICTED_ON_CHANGE, 0),
        noticed(HOSTS, 1, 2, Action::DOMESTIC_USE),
        withdraw(EntryIndex(3)),
        registries(&["CHE01"]),
        rulebook(4, &[(RuleOption::LEVY_FIRST_TRANSFERS, 0)]),
        rulebook(4, &[(RuleOption::APPROACH_REGISTRIES_BIND, 0)]),
        rulebook(5, &[(RuleOption::LEVY_FIRST_TRANSFERS, 4)]),
        rulebook(5, &[(RuleOption::APPROACH_REGISTRIES_BIND, 2)]),
        rulebook(6, &[]),
    ] {
        assert_eq!(stage.refused(unknown), 101);
    }
}
