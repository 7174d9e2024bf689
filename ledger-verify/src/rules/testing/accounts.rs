//! Spaces, series, accounts.

use ledger_format::body::{
    AccountClosed, AccountOpened, AccountStanding, Body, RepresentativesChanged, SeriesOpened, SpaceDeclared,
};
use ledger_format::bounded::Code;
use ledger_format::codes::{AccountKind, Action, Metric, Regime};
use ledger_format::identifiers::{KeyNumber, SpaceId};

use super::*;

fn adding(bodies: Vec<Body>) -> impl Fn(&mut Ledger) {
    move |ledger| bodies.iter().for_each(|body| ledger.put(body.clone()))
}

fn space(number: u32, name: &str) -> Body {
    Body::SpaceDeclared(SpaceDeclared { space: SpaceId(number), name: Code::new(name).unwrap() })
}

fn series_with(change: impl Fn(&mut SeriesOpened)) -> impl Fn(&mut Ledger) {
    let mut opened = series(9, 1, 900, Metric::GHG);
    change(&mut opened);
    adding(vec![Body::SeriesOpened(opened)])
}

fn opened(change: impl Fn(&mut AccountOpened)) -> Body {
    let mut opened = opening(9, AccountKind::HOLDING, Metric::GHG);
    change(&mut opened);
    Body::AccountOpened(opened)
}

fn suspended(number: u64) -> Body {
    Body::AccountSuspended(AccountStanding { account: account(number), reason: 1 })
}

fn reinstated(number: u64) -> Body {
    Body::AccountReinstated(AccountStanding { account: account(number), reason: 1 })
}

fn closed(number: u64) -> Body {
    Body::AccountClosed(AccountClosed { account: account(number) })
}

fn represented(number: u64, keys: &[u32], threshold: u16) -> Body {
    let representatives = keys.iter().copied().map(KeyNumber).collect::<Vec<_>>().try_into().unwrap();
    Body::RepresentativesChanged(RepresentativesChanged {
        account: account(number),
        representatives,
        threshold,
    })
}

#[test]
fn r_160_spaces_are_new() {
    case(160, adding(vec![space(1, "other")]), adding(vec![space(3, "other")]));
    case(160, adding(vec![space(3, "space 1")]), adding(vec![space(3, "Space 1")]));
}

#[test]
fn r_161_and_r_162_series_are_new_in_a_known_space() {
    case(161, series_with(|series| series.space = SpaceId(7)), series_with(|_| {}));
    case(162, series_with(|series| series.series = SeriesId(1)), series_with(|_| {}));
    let labelled = |space| {
        series_with(move |series| {
            (series.label, series.space) = (Code::new("S-1").unwrap(), SpaceId(space));
        })
    };
    case(162, labelled(1), labelled(2));
}

#[test]
fn r_163_metric_quantum_and_vintage_fit() {
    let non_ghg = |name: &'static str, digits| {
        series_with(move |series| {
            series.metric = Metric::NON_GHG;
            series.non_ghg_metric = Code::new(name).unwrap();
            series.quantum_digits = digits;
        })
    };
    case(163, non_ghg("", 1), non_ghg("kWh", 1));
    case(163, non_ghg("kWh", 0), non_ghg("kWh", 1_000));
    case(163, series_with(|series| series.quantum_digits = 2), series_with(|_| {}));
    case(163, series_with(|series| series.quantum_scale = 1.try_into().unwrap()), series_with(|_| {}));
    let vintage =
        |regime, vintage| series_with(move |series| (series.regime, series.vintage) = (regime, vintage));
    case(163, vintage(Regime::ARTICLE_6_2, 2020), vintage(Regime::ARTICLE_6_2, 2021));
    case(163, vintage(Regime::ARTICLE_6_4, 0), vintage(Regime::PLAIN, 0));
    case(163, vintage(Regime::PLAIN, 1989), vintage(Regime::PLAIN, 1990));
    case(163, vintage(Regime::PLAIN, 2201), vintage(Regime::PLAIN, 2200));
}

#[test]
fn r_170_account_numbers_are_used_once() {
    let number = |number| move |opened: &mut AccountOpened| opened.account = account(number);
    case(170, adding(vec![opened(number(1))]), adding(vec![opened(number(7))]));
    case(170, adding(vec![opened(number(100))]), |_| {});
    case(170, series_with(|series| series.source = account(1)), series_with(|_| {}));
}

#[test]
fn r_171_and_r_172_accounts_change_as_their_standing_lets_them() {
    case(171, adding(vec![suspended(9)]), adding(vec![suspended(1)]));
    case(
        172,
        adding(vec![suspended(1), suspended(1)]),
        adding(vec![suspended(1), reinstated(1), suspended(1)]),
    );
    case(172, adding(vec![reinstated(1)]), |_| {});
    case(172, adding(vec![closed(1), closed(1)]), adding(vec![suspended(1), closed(1)]));
    case(172, adding(vec![closed(100)]), |_| {});
    case(172, adding(vec![closed(1), represented(1, &[], 0)]), adding(vec![represented(1, &[], 0)]));
}

#[test]
fn r_173_a_closed_account_holds_nothing() {
    let issue = transfer(Action::ISSUE, 100, 1, block(1, 1, 5));
    let moved = transfer(Action::TRANSFER, 1, 2, block(1, 1, 5));
    let part = transfer(Action::TRANSFER, 1, 2, block(1, 1, 4));
    case(173, adding(vec![issue.clone(), closed(1)]), adding(vec![issue.clone(), closed(2)]));
    case(173, adding(vec![issue.clone(), part, closed(1)]), adding(vec![issue, moved, closed(1)]));
}

#[test]
fn r_174_and_r_175_openings() {
    case(
        174,
        adding(vec![opened(|account| account.kind = AccountKind::SOURCE)]),
        adding(vec![opened(|_| {})]),
    );
    for (keys, threshold, right) in [
        (&[BEARER, BEARER][..], 1, &[BEARER, OPERATOR][..]),
        (&[77], 1, &[BEARER]),
        (&[BEARER], 2, &[BEARER, OPERATOR]),
    ] {
        case(
            175,
            adding(vec![represented(1, keys, threshold)]),
            adding(vec![represented(1, right, threshold)]),
        );
    }
    case(175, adding(vec![represented(1, &[], 1)]), adding(vec![represented(1, &[], 0)]));
    case(175, adding(vec![represented(1, &[BEARER], 0)]), |_| {});
}

#[test]
fn r_204_only_active_accounts_move() {
    let issue = transfer(Action::ISSUE, 100, 1, block(1, 1, 5));
    case(204, adding(vec![suspended(1), issue.clone()]), adding(vec![suspended(1), reinstated(1), issue]));
}
