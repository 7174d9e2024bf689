//! What random ledgers of rulebook 5 seldom come to: movements over many notices, notices under older rulebooks, accounts opened late, and
//! who may have a Counterpart account.

use ledger_format::body::notices::{NoticeGiven, NoticeWithdrawn};
use ledger_format::body::{AccountClosed, Notices};

use super::*;

/// The Counterpart account that holds everything here, and its Party.
const ABROAD: u64 = 11;

fn noticed(blocks: &[SerialBlock]) -> Body {
    Body::Notices(Notices::Given(Box::new(NoticeGiven {
        account: AccountNumber(ABROAD),
        blocks: blocks.to_vec().try_into().unwrap(),
        action: Action::CANCELLATION,
        party: party(CHE),
        year: 0,
        entity: Commitment::default(),
        purpose: Purposes(0),
        evidence: Evidence { grade: EvidenceGrade::NONE, digest: Digest([0; 32]) },
    })))
}

fn withdrawn(notice: EntryIndex) -> Body {
    let document = Digest([2; 32]);
    Body::Notices(Notices::Withdrawn(NoticeWithdrawn { notice, reason: 1, document }))
}

fn put(ledger: &mut Ledger, body: Body) -> EntryIndex {
    let on_behalf = matches!(&body, Body::Movement(_));
    ledger.add(Draft { on_behalf, ..Draft::from(told_why(body)) })
}

/// Under rulebook 5, units of series 3 (its host is [`ABROAD`]'s Party), issued to that account.
fn issued(last: u64) -> Ledger {
    let mut ledger = stage_under(5, &[(RuleOption::ADAPTATION_SHARE, 0), (RuleOption::OMGE_SHARE, 0)]);
    put(&mut ledger, transfer(Action::ISSUE, 300, ABROAD, block(2, 1, last)));
    ledger
}

fn told(ledger: &Ledger) -> Vec<Named> {
    told_in_windows(ledger, [1, 3, usize::MAX])
}

fn rules(ledger: &Ledger) -> Vec<(String, u64)> {
    told(ledger).into_iter().map(|(rule, entry, _)| (rule, entry)).collect()
}

#[test]
fn findings_over_many_notices_do_not_multiply() {
    let mut ledger = issued(400);
    let notices: Vec<EntryIndex> =
        (2..=400).step_by(2).map(|serial| put(&mut ledger, noticed(&[block(2, serial, serial)]))).collect();
    let whole = block(2, 1, 400);
    let first = ledger.next();
    for _ in 0..10 {
        put(&mut ledger, transfer(Action::ACQUISITION, ABROAD, 2, whole));
        put(&mut ledger, transfer(Action::TRANSFER, 2, ABROAD, whole));
    }
    let told = told(&ledger);
    assert_eq!(told.len(), 20);
    for ((rule, entry, serials), expected) in told.iter().zip(first.0..) {
        assert_eq!((rule.as_str(), *entry, serials.as_slice()), ("R-603", expected, &[whole][..]));
    }
    // Withdrawn, all of them move again.
    for notice in notices {
        put(&mut ledger, withdrawn(notice));
    }
    put(&mut ledger, transfer(Action::ACQUISITION, ABROAD, 2, whole));
    assert_eq!(named(&ledger.replay(9)).len(), 20);
}

#[test]
fn what_is_noticed_under_5_binds_under_5_again() {
    let mut ledger = issued(9);
    let (some, rest) = (block(2, 1, 4), block(2, 5, 9));
    put(&mut ledger, noticed(&[some]));
    let shares = [(RuleOption::ADAPTATION_SHARE, 0), (RuleOption::OMGE_SHARE, 0)];
    let back = put(&mut ledger, Body::RulebookAdopted(rulebook(4, &shares)));
    put(&mut ledger, transfer(Action::ACQUISITION, ABROAD, 2, some));
    put(&mut ledger, transfer(Action::TRANSFER, 2, ABROAD, some));
    let unknown = put(&mut ledger, noticed(&[rest]));
    put(&mut ledger, Body::RulebookAdopted(rulebook(5, &shares)));
    put(&mut ledger, transfer(Action::ACQUISITION, ABROAD, 2, rest));
    let moved = put(&mut ledger, transfer(Action::ACQUISITION, ABROAD, 2, some));
    assert_eq!(rules(&ledger), [("R-130".to_owned(), back.0), ("R-603".to_owned(), moved.0)]);
    let undetermined: Vec<_> = ledger.replay(2).undetermined.iter().filter_map(|each| each.entry).collect();
    assert_eq!(undetermined, [unknown]);
    // The same bytes spoilt: under 5 they are malformed.
    let mut bytes = ledger.entries[usize::try_from(unknown.0).unwrap()].clone();
    bytes[36] = 2;
    bytes[4] ^= 1;
    let malformed = ledger.add_bytes(bytes);
    assert_eq!(rules(&ledger)[2..], [("R-100".to_owned(), malformed.0)]);
}

#[test]
fn a_reversal_that_names_a_notice_undoes_nothing() {
    let mut ledger = issued(9);
    let whole = block(2, 1, 9);
    let notice = put(&mut ledger, noticed(&[whole]));
    let named = put(&mut ledger, reversing(notice, &transfer(Action::ACQUISITION, ABROAD, 11, whole)));
    let again = put(&mut ledger, noticed(&[whole]));
    let twice = put(&mut ledger, withdrawn(notice));
    let third = put(&mut ledger, withdrawn(notice));
    put(&mut ledger, withdrawn(again));
    put(&mut ledger, noticed(&[whole]));
    let told = rules(&ledger);
    assert_eq!(told[0].1, named.0);
    assert_eq!(told[1..], [("R-346".to_owned(), again.0), ("R-605".to_owned(), third.0)], "{twice:?}");
}

#[test]
fn an_account_that_is_opened_late_holds_what_came_to_it_before() {
    let mut ledger = issued(9);
    let whole = block(2, 1, 9);
    let unknown = put(&mut ledger, transfer(Action::ACQUISITION, ABROAD, 50, whole));
    let opened = AccountOpened {
        party: party(JPN),
        registry: "THA01".parse().unwrap(),
        ..opening(50, AccountKind::COUNTERPART, Metric::GHG)
    };
    let Body::Notices(Notices::Given(given)) = noticed(&[whole]) else { panic!("it is one") };
    let by_50 = Body::Notices(Notices::Given(Box::new(NoticeGiven { account: AccountNumber(50), ..*given })));
    let mut early = ledger.clone();
    let too_early = put(&mut early, by_50.clone());
    assert_eq!(rules(&early), [("R-203".to_owned(), unknown.0), ("R-203".to_owned(), too_early.0)]);
    put(&mut ledger, Body::AccountOpened(opened));
    put(&mut ledger, by_50);
    assert_eq!(rules(&ledger), [("R-203".to_owned(), unknown.0)]);
}

#[test]
fn r_607_one_counterpart_account_for_each_registry_party_and_metric() {
    let mut ledger = issued(9);
    let opened = |number: u64, of: &str, registry: &str, metric: Metric| {
        let (party, registry) = (party(of), registry.parse().unwrap());
        let opened = opening(number, AccountKind::COUNTERPART, metric);
        Body::AccountOpened(AccountOpened { party, registry, ..opened })
    };
    let mut expected = Vec::new();
    for (number, of, registry, metric, is_right) in [
        (50, JPN, "KOR01", Metric::GHG, true),
        (51, CHE, "KOR01", Metric::NON_GHG, true),
        (52, CHE, "THA01", Metric::GHG, true),
        (53, CHE, "KOR01", Metric::GHG, false),
        // The ledger serves it.
        (54, JPN, "CHE01", Metric::GHG, false),
    ] {
        let entry = put(&mut ledger, opened(number, of, registry, metric));
        expected.extend((!is_right).then(|| ("R-607".to_owned(), entry.0)));
    }
    // Two of one kind are there, the second by a finding: both must be closed before a third.
    let closed = |number| Body::AccountClosed(AccountClosed { account: AccountNumber(number) });
    put(&mut ledger, transfer(Action::ACQUISITION, ABROAD, 2, block(2, 1, 9)));
    put(&mut ledger, closed(ABROAD));
    let third = put(&mut ledger, opened(55, CHE, "KOR01", Metric::GHG));
    expected.push(("R-607".to_owned(), third.0));
    put(&mut ledger, closed(53));
    put(&mut ledger, closed(55));
    put(&mut ledger, opened(56, CHE, "KOR01", Metric::GHG));
    assert_eq!(rules(&ledger), expected);
}
