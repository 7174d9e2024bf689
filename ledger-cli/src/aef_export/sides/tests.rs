//! Every case there is: whoever hosts, gives, takes, whatever is done. The rows of all Parties move each unit exactly as the ledger did.

use std::collections::BTreeMap;

use super::*;

const PARTIES: [&str; 3] = ["GHA", "CHE", "NOR"];

fn party(code: &str) -> PartyCode {
    code.parse().unwrap()
}

fn hand(code: &str, kind: AccountKind) -> Hand {
    Hand { party: party(code), registry: format!("{code}01").parse().ok(), kind }
}

/// What is done, and the kind of account it leads to.
const ACTIONS: [(Action, AccountKind); 10] = [
    (Action::TRANSFER, AccountKind::HOLDING),
    (Action::FIRST_TRANSFER, AccountKind::COUNTERPART),
    (Action::ACQUISITION, AccountKind::HOLDING),
    (Action::USE_NDC, AccountKind::USE_NDC),
    (Action::USE_OIMP, AccountKind::USE_OIMP),
    (Action::CANCELLATION, AccountKind::OTHER_CANCELLATION),
    (Action::VOLUNTARY_CANCELLATION, AccountKind::VOLUNTARY_CANCELLATION),
    (Action::OMGE_CANCELLATION, AccountKind::OMGE_CANCELLATION),
    (Action::ADAPTATION_FUND_CONTRIBUTION, AccountKind::ADAPTATION_FUND),
    (Action::DOMESTIC_USE, AccountKind::DOMESTIC_USE),
];

/// Every passage: units that are ITMOs already, and units that make their first transfer.
fn passages() -> Vec<Passage> {
    let mut all = Vec::new();
    for host in PARTIES {
        for regime in [Regime::ARTICLE_6_2, Regime::ARTICLE_6_4] {
            let base =
                Passage { host: party(host), regime, action: None, first: None, giver: None, taker: None };
            for taker in PARTIES {
                for trigger in [Trigger::Authorization, Trigger::Issuance, Trigger::Levy] {
                    for kind in
                        [AccountKind::HOLDING, AccountKind::ADAPTATION_FUND, AccountKind::OMGE_CANCELLATION]
                    {
                        // what is ended is authorized only where 6.4 levied it.
                        if kind.is_live() || regime == Regime::ARTICLE_6_4 {
                            all.push(Passage {
                                first: Some(trigger),
                                taker: Some(hand(taker, kind)),
                                ..base
                            });
                        }
                    }
                }
                for (giver, (action, kind)) in PARTIES.iter().flat_map(|giver| ACTIONS.map(|it| (*giver, it)))
                {
                    let moved = Passage {
                        action: Some(action),
                        giver: Some(hand(giver, AccountKind::HOLDING)),
                        taker: Some(hand(taker, kind)),
                        ..base
                    };
                    all.push(moved);
                    // What comes home does not cross.
                    if giver != taker && taker != host {
                        all.push(Passage { first: Some(Trigger::International), ..moved });
                    }
                    if kind.is_terminal() {
                        all.push(Passage { first: Some(Trigger::UseOrCancellation), ..moved });
                    }
                }
            }
        }
    }
    all
}

/// What rows bring into a Party's hands, less what they take out.
fn balance(me: PartyCode, rows: &[Said]) -> i32 {
    let of = |row: &Said| match row.action {
        ActionType::FirstTransfer => i32::from(row.acquiring.is_none()),
        ActionType::Acquisition => 1,
        ActionType::Transfer => -i32::from(row.acquiring != Some(me)),
        _ => -1,
    };
    rows.iter().map(of).sum()
}

#[test]
fn rows_move_units_as_the_ledger_does() {
    let mut quiet = 0;
    for passage in passages() {
        let taker = passage.taker.unwrap();
        for me in PARTIES.map(party) {
            let rows = passage.rows_of(me).unwrap();
            // Before: ITMOs in the giver's hands, unless they become that now.
            let held = |hand: Option<Hand>| i32::from(hand.is_some_and(|it| it.party == me));
            let before = if passage.first.is_some() { 0 } else { held(passage.giver) };
            let after = if taker.kind.is_live() { held(passage.taker) } else { 0 };
            assert_eq!(balance(me, &rows), after - before, "{me}: {passage:?}\n{rows:?}");
            quiet += usize::from(rows.is_empty());
            let mut kinds = BTreeMap::new();
            rows.iter().for_each(|row| *kinds.entry(row.action).or_insert(0) += 1);
            assert!(kinds.values().all(|count| *count == 1), "a kind of action stands once: {rows:?}");
            for row in &rows {
                let allowed = row.action.subtypes();
                assert!(row.subtype.is_none_or(|it| allowed.contains(&it)), "{row:?}");
            }
        }
    }
    assert!(quiet > 0, "a Party that had no part in it reports nothing");
}

/// Whatever ends is somebody's use or cancellation: no code of an action is passed over.
#[test]
fn whatever_ends_units_is_reported() {
    let base = Passage {
        host: party("GHA"),
        regime: Regime::ARTICLE_6_2,
        action: None,
        first: None,
        giver: Some(hand("CHE", AccountKind::HOLDING)),
        taker: None,
    };
    for (action, kind) in ACTIONS {
        let passage = Passage { action: Some(action), taker: Some(hand("CHE", kind)), ..base };
        let rows = passage.rows_of(party("CHE")).unwrap();
        let is_final = rows.iter().any(|row| row.action.is_final());
        assert_eq!(is_final, kind.is_terminal(), "{action}");
    }
    let domestic = Passage {
        action: Some(Action::DOMESTIC_USE),
        taker: Some(hand("CHE", AccountKind::DOMESTIC_USE)),
        ..base
    };
    let row = domestic.rows_of(party("CHE")).unwrap()[0];
    assert_eq!(
        (row.action, row.subtype, row.note),
        (ActionType::Cancellation, Some(ActionSubtype::OtherCancellations), Some(DOMESTIC_USE))
    );
    let unknown = Passage { action: Some(Action(99)), taker: domestic.taker, ..base };
    assert!(matches!(unknown.rows_of(party("CHE")), Err(Unfit::Value { what: "the action", .. })));
}

/// What 6.4 levied, when its first transfer is made (3/CMA.3 66, 67), and contributions to the Fund.
#[test]
fn the_funds_share_and_the_cancelled_share_have_subtypes_of_their_own() {
    use ActionSubtype as S;
    let kinds = |passage: &Passage, me: &str| -> Vec<(ActionType, Option<S>)> {
        passage.rows_of(party(me)).unwrap().iter().map(|row| (row.action, row.subtype)).collect()
    };
    let levy = |kind| Passage {
        host: party("NOR"),
        regime: Regime::ARTICLE_6_4,
        action: None,
        first: Some(Trigger::Levy),
        giver: None,
        taker: Some(hand("NOR", kind)),
    };
    assert_eq!(
        kinds(&levy(AccountKind::OMGE_CANCELLATION), "NOR"),
        [
            (ActionType::FirstTransfer, Some(S::MandatoryOmge)),
            (ActionType::Cancellation, Some(S::MandatoryOmge)),
        ]
    );
    assert_eq!(
        kinds(&levy(AccountKind::ADAPTATION_FUND), "NOR"),
        [
            (ActionType::FirstTransfer, Some(S::NotYetDefined)),
            (ActionType::Transfer, Some(S::MandatoryAdaptationFund)),
        ]
    );
    // A contribution keeps its subtype, at home and abroad.
    for (regime, subtype) in
        [(Regime::ARTICLE_6_4, S::VoluntaryAdaptationFund), (Regime::ARTICLE_6_2, S::NotYetDefined)]
    {
        for fund in ["CHE", "NOR"] {
            let given = Passage {
                host: party("GHA"),
                regime,
                action: Some(Action::ADAPTATION_FUND_CONTRIBUTION),
                first: None,
                giver: Some(hand("CHE", AccountKind::HOLDING)),
                taker: Some(hand(fund, AccountKind::ADAPTATION_FUND)),
            };
            assert_eq!(kinds(&given, "CHE"), [(ActionType::Transfer, Some(subtype))], "{fund}");
        }
    }
}
