//! Writers that are wrong about what is told from elsewhere: each is caught by the finding meant for it.

use ledger_format::body::article6::{AdjustmentsFinal, Article6};
use ledger_format::body::holds::{Evidence, HoldPlaced, Holds};
use ledger_format::body::notices::NoticeGiven;
use ledger_format::body::{AccountOpened, Body};
use ledger_format::codes::{AccountKind, Action, EvidenceGrade, Metric};
use ledger_format::identifiers::{AccountNumber, Commitment, Digest, KeyNumber, Timestamp};
use ledger_tests::actors::{Actor, sign};
use ledger_tests::article6_world::{account_of, party};
use ledger_tests::notices_world::{
    AUTHORITY, BOTH, GHANA_ELSEWHERE, HOLDER, OPERATOR, SWITZERLAND, SWITZERLAND_ELSEWHERE, across,
    beginning, block, given, identify, registries, used_by_an_airline, used_by_switzerland, withdrawn, world,
};
use ledger_tests::origins_world::issue_to;
use ledger_tests::world::{BEGINNING_MS, World};

use crate::Writer;

/// Units lie where [`ledger_tests::notices_world`] says, and Switzerland's use of units 1 to 10 is noticed; by which entry.
fn at_work_in(world: World) -> (Writer, u64) {
    let mut writer = Writer::of(world);
    for (body, keys) in beginning() {
        writer.write(body, keys);
    }
    let noticed = writer.write(given(used_by_switzerland(1, 10)), OPERATOR);
    (writer, noticed)
}

/// Asserts that what a wrong writer wrote has exactly the finding meant for it, at the entry it wrote last.
fn caught_in(world: World, rule: &str, wrong: impl Fn(&mut Writer, u64)) {
    let (mut writer, noticed) = at_work_in(world);
    wrong(&mut writer, noticed);
    let last = writer.journal.entry_count() - 1;
    assert_eq!(writer.findings(), [format!("{rule}@{last}")]);
}

fn caught(rule: &str, wrong: impl Fn(&mut Writer, u64)) {
    caught_in(world(), rule, wrong);
}

fn used(change: impl Fn(&mut NoticeGiven)) -> Body {
    let mut notice = used_by_switzerland(11, 20);
    change(&mut notice);
    given(notice)
}

fn opened(registry: &str, metric: Metric) -> Body {
    Body::AccountOpened(AccountOpened {
        account: AccountNumber(5_000),
        kind: AccountKind::COUNTERPART,
        party: party("GHA"),
        registry: registry.parse().unwrap(),
        holder: Commitment([7; 32]),
        metric,
        representatives: vec![KeyNumber(10)].try_into().unwrap(),
        threshold: 1,
    })
}

#[test]
fn the_right_writer_yields_none() {
    let (mut writer, noticed) = at_work_in(world());
    writer.write(used(|_| {}), OPERATOR);
    writer.write(given(used_by_an_airline(41, 60)), OPERATOR);
    writer.write(withdrawn(noticed), BOTH);
    writer.write(across(Action::ACQUISITION, SWITZERLAND_ELSEWHERE, SWITZERLAND, 1, 10), HOLDER);
    writer.write(registries(&["GHA01"]), AUTHORITY);
    writer.write(Body::Article6(Article6::IdentifiersAssigned(identify(81, 90))), OPERATOR);
    writer.write(opened("AUS07", Metric::GHG), OPERATOR);
    writer.write(opened_for_mwh(), OPERATOR);
    assert_eq!(writer.findings(), Vec::<String>::new());
}

fn opened_for_mwh() -> Body {
    let Body::AccountOpened(body) = opened("GHA09", Metric::NON_GHG) else { unreachable!() };
    Body::AccountOpened(AccountOpened { account: AccountNumber(5_001), ..body })
}

#[test]
fn of_who_signs() {
    caught("R-113", |writer, _| {
        writer.write(used(|_| {}), AUTHORITY);
    });
    caught("R-113", |writer, noticed| {
        writer.write(withdrawn(noticed), OPERATOR);
    });
    caught("R-113", |writer, _| {
        writer.write(registries(&["GHA01"]), OPERATOR);
    });
}

#[test]
fn of_what_a_notice_says() {
    caught("R-346", |writer, _| {
        writer.write(used(|body| body.blocks = vec![block(10, 11)].try_into().unwrap()), OPERATOR);
    });
    caught("R-346", |writer, _| {
        // It was used here.
        writer.write(across(Action::CANCELLATION, SWITZERLAND_ELSEWHERE, account_of(1, 7), 11, 20), HOLDER);
        writer.write(used(|_| {}), OPERATOR);
    });
    caught("R-360", |writer, _| {
        writer.write(used(|body| body.year = 0), OPERATOR);
    });
    caught("R-360", |writer, _| {
        let transferred = |body: &mut NoticeGiven| (body.action, body.year) = (Action::TRANSFER, 0);
        writer.write(used(transferred), OPERATOR);
    });
    caught("R-363", |writer, _| {
        writer.write(given(used_by_an_airline(80, 81)), OPERATOR);
    });
    caught("R-365", |writer, _| {
        let not_transferred = |body: &mut NoticeGiven| {
            body.account = AccountNumber(GHANA_ELSEWHERE);
            body.blocks = vec![block(41, 41)].try_into().unwrap();
        };
        writer.write(used(not_transferred), OPERATOR);
    });
    caught("R-367", |writer, _| {
        let notice = NoticeGiven { entity: Commitment([99; 32]), ..used_by_an_airline(41, 50) };
        writer.write(given(notice), OPERATOR);
    });
    caught("R-368", |writer, _| {
        writer.write(used(|body| body.year = 2031), OPERATOR);
    });
    caught("R-601", |writer, _| {
        writer.write(used(|body| body.account = AccountNumber(GHANA_ELSEWHERE)), OPERATOR);
    });
    caught("R-601", |writer, _| {
        writer.write(across(Action::ACQUISITION, SWITZERLAND_ELSEWHERE, SWITZERLAND, 11, 20), HOLDER);
        writer.write(used(|body| body.account = AccountNumber(SWITZERLAND)), OPERATOR);
    });
    caught("R-602", |writer, _| {
        let statement = writer.world.statement(5_000, BEGINNING_MS + 4, used(|_| {}));
        let entry = sign(&writer.world.origin, &statement, &[&Actor::new(0)]);
        writer.append(entry);
    });
    caught("R-604", |writer, _| {
        writer.write(used(|body| body.evidence.digest = Digest([0; 32])), OPERATOR);
    });
    caught("R-604", |writer, _| {
        let none = Evidence { grade: EvidenceGrade::NONE, digest: Digest([1; 32]) };
        writer.write(used(|body| body.evidence = none), OPERATOR);
    });
}

#[test]
fn of_what_comes_back() {
    caught("R-603", |writer, _| {
        writer.write(across(Action::ACQUISITION, SWITZERLAND_ELSEWHERE, SWITZERLAND, 10, 11), HOLDER);
    });
    caught("R-603", |writer, _| {
        let promised = HoldPlaced {
            debited: AccountNumber(SWITZERLAND_ELSEWHERE),
            acquiring: AccountNumber(SWITZERLAND),
            action: Action::ACQUISITION,
            expires: Timestamp(BEGINNING_MS + 1_000),
            blocks: vec![block(5, 15)].try_into().unwrap(),
        };
        writer.write(Body::Holds(Holds::Placed(promised)), HOLDER);
    });
    caught("R-605", |writer, noticed| {
        writer.write(withdrawn(noticed), BOTH);
        writer.write(withdrawn(noticed), BOTH);
    });
    caught("R-605", |writer, noticed| {
        writer.write(withdrawn(noticed - 1), BOTH);
    });
    caught("R-371", |writer, noticed| {
        let body = AdjustmentsFinal { party: party("CHE"), first_year: 2024, last_year: 2024 };
        writer.write(Body::Article6(Article6::AdjustmentsFinal(body)), AUTHORITY);
        writer.write(withdrawn(noticed), BOTH);
    });
}

#[test]
fn of_accounts_and_issues() {
    caught("R-606", |writer, _| {
        // The shares are right, and the rest goes to a holding account.
        let shares = [(account_of(2, 8), 5), (account_of(2, 6), 2), (account_of(2, 0), 93)];
        let history = ledger_format::body::ParticularValue::History(Digest([5; 32]));
        writer.write(issue_to(113, 4, 1, &shares, Some(history)), &[3]);
    });
    caught("R-607", |writer, _| {
        writer.write(opened("GHA09", Metric::GHG), OPERATOR);
    });
    caught("R-607", |writer, _| {
        writer.write(opened("CHE01", Metric::NON_GHG), OPERATOR);
    });
}

#[test]
fn of_registries() {
    caught("R-611", |writer, _| {
        writer.write(registries(&[]), AUTHORITY);
    });
    caught("R-611", |writer, _| {
        writer.write(registries(&["GHA01", "CHE01", "GHA01"]), AUTHORITY);
    });
    let identified_elsewhere = |writer: &mut Writer, _: u64| {
        writer.write(registries(&["CHE01"]), AUTHORITY);
        writer.write(Body::Article6(Article6::IdentifiersAssigned(identify(81, 90))), OPERATOR);
    };
    caught("N-304", identified_elsewhere);
    caught_in(World::of_notices([0; 3], [500, 200, 3, 1], 60_000, [1, 0]), "R-612", identified_elsewhere);
}
