//! What is told from elsewhere, in the book: a notice ends units, adjusts, and is withdrawn whole; levies; what rulebook 5 asks of
//! accounts, registries and later versions. What each rule says is in the vectors.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{AdjustmentsFinal, Article6, AuthorizationEnded};
use ledger_format::body::holds::{Evidence, HoldPlaced};
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven, NoticeWithdrawn};
use ledger_format::body::{AccountOpened, Body, Holds, Notices, ParticularValue, Rulebook, Setting};
use ledger_format::codes::{
    AccountKind, Action, EvidenceGrade, FirstTransferDefinition, Purposes, Regime, RevocationTerms,
    RuleOption,
};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, Commitment, Digest, EntryIndex, SeriesId, SpaceId, Timestamp,
};

use crate::article6::tests::{
    AIRLINE, G, attach, authorization, identify, moved, statement, use_ndc, world as article6_world,
};
use crate::article6::{AdjustmentAccount, AdjustmentSums, Trigger};
use crate::book::{Book, State};
use crate::query::select::select;
use crate::rules::tests::stage::*;

mod accounts_and_terms;
mod levies;
mod reports;
mod same_book;

/// Registries without a ledger of ours: of GHA, and of CHE, the host.
const ABROAD: u64 = 210;
const HOSTS: u64 = 211;
/// The series of regime 6.4 in space 1, its Source account, and the accounts that it issues to.
const MECHANISM: u32 = 4;
const SOURCE_64: u64 = 4;
const FUND: u64 = 220;
const OMGE: u64 = 221;

fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(1), first, last)
}

fn proof() -> Evidence {
    Evidence { grade: EvidenceGrade::SIGNED_NOTICE, digest: Digest([4; 32]) }
}

/// A movement from or to another registry.
fn sent(action: Action, from: u64, to: u64, first: u64, last: u64) -> Ask {
    moved(action, from, to, first, last, &[ParticularValue::Evidence(proof())])
}

fn notice(account: u64, first: u64, last: u64, action: Action) -> NoticeGiven {
    NoticeGiven {
        account: AccountNumber(account),
        blocks: vec![block(first, last)].try_into().unwrap(),
        action,
        party: party("GHA"),
        year: if action == Action::USE_NDC { 2025 } else { 0 },
        entity: if action == Action::USE_OIMP { AIRLINE } else { Commitment::default() },
        purpose: if action == Action::USE_OIMP { Purposes::IMP } else { Purposes(0) },
        evidence: proof(),
    }
}

fn given(notice: NoticeGiven) -> Ask {
    ask(Body::Notices(Notices::Given(Box::new(notice))), &[OPERATOR])
}

fn noticed(account: u64, first: u64, last: u64, action: Action) -> Ask {
    given(notice(account, first, last, action))
}

fn withdraw(notice: EntryIndex) -> Ask {
    let body = NoticeWithdrawn { notice, reason: 1, document: Digest([2; 32]) };
    ask(Body::Notices(Notices::Withdrawn(body)), &[OPERATOR, AUTHORITY])
}

fn registries(names: &[&str]) -> Ask {
    let registries: Vec<_> = names.iter().map(|name| name.parse().unwrap()).collect();
    let body =
        ApproachRegistriesStated { approach: ApproachNumber(1), registries: registries.try_into().unwrap() };
    ask(Body::Notices(Notices::RegistriesStated(body)), &[AUTHORITY])
}

fn rulebook(version: u32, settings: &[(RuleOption, u64)]) -> Ask {
    let settings: Vec<_> = settings.iter().map(|&(option, value)| Setting { option, value }).collect();
    let body = Rulebook { version, settings: settings.try_into().unwrap() };
    ask(Body::RulebookAdopted(body), &[OPERATOR, AUTHORITY])
}

fn counterpart(number: u64, of: &str, registry: &str) -> AccountOpened {
    AccountOpened {
        party: party(of),
        registry: registry.parse().unwrap(),
        ..account(number, AccountKind::COUNTERPART)
    }
}

fn open(body: AccountOpened) -> Ask {
    ask(Body::AccountOpened(body), &[OPERATOR])
}

/// [`article6_world`] under rulebook 5, with serials 101 to 200 of regime 6.4 at FUND (101 to 105), OMGE (106 and 107) and PENDING.
fn world(settings: &[(RuleOption, u64)]) -> Stage {
    let mut stage = article6_world();
    stage.record(rulebook(4, &[]));
    stage.record(open(counterpart(ABROAD, "GHA", "GHA01")));
    stage.record(open(counterpart(HOSTS, "CHE", "ITL01")));
    stage.record(open(account(FUND, AccountKind::ADAPTATION_FUND)));
    stage.record(open(account(OMGE, AccountKind::OMGE_CANCELLATION)));
    let mechanism = ledger_format::body::SeriesOpened {
        source: AccountNumber(SOURCE_64),
        regime: Regime::ARTICLE_6_4,
        ..series(MECHANISM, 1, ledger_format::codes::Metric::GHG)
    };
    stage.record(ask(Body::SeriesOpened(mechanism), &[AUTHORITY]));
    // What was levied before rulebook 5 is levied.
    stage.record(issue(&[(FUND, 101, 105), (OMGE, 106, 107), (PENDING, 108, 200)]));
    stage.record(rulebook(5, settings));
    stage
}

fn issue(to: &[(u64, u64, u64)]) -> Ask {
    let blocks: Vec<_> =
        to.iter().map(|&(account, first, last)| (SOURCE_64, account, 1, first, last)).collect();
    let Body::Movement(mut body) = moves(Action::ISSUE, &blocks) else { unreachable!() };
    let mut particulars = vec![ParticularValue::History(Digest([6; 32])).into()];
    if to.iter().any(|(account, ..)| [ABROAD, HOSTS].contains(account)) {
        particulars.push(ParticularValue::Evidence(proof()).into());
    }
    body.particulars = particulars.try_into().unwrap();
    ask(Body::Movement(body), &[AUTHORITY]).at(NOW - DAY)
}

/// With serials 1 to 20 authorized for every purpose, first transferred by use or cancellation where they do not cross, identified,
/// and given away: 1 to 10 to HOSTS, 11 to 20 to ABROAD.
fn sent_away() -> Stage {
    let mut stage = world(&[]);
    stage.record(authorization("b", 1, 0, Purposes::ALL, FirstTransferDefinition::USE_OR_CANCELLATION));
    stage.record(attach("b", 1, 1, 20));
    stage.record(identify(1, 20, 500));
    stage.record(sent(Action::TRANSFER, A, HOSTS, 1, 10));
    stage.record(sent(Action::FIRST_TRANSFER, A, ABROAD, 11, 20));
    stage
}

fn sums(book: &Book, of: &str, year: u16, series: u32) -> (u128, u128) {
    let account = AdjustmentAccount { party: party(of), year, series: SeriesId(series) };
    let AdjustmentSums { first_transferred, used } = book.article6().adjustment(account);
    (first_transferred, used)
}

fn reversed(stage: &Stage, entry: EntryIndex) -> Ask {
    ask(Body::Reversal(reversal(stage, entry)), &[OPERATOR, AUTHORITY])
}

fn finals(of: &str) -> Ask {
    statement(Article6::AdjustmentsFinal(AdjustmentsFinal {
        party: party(of),
        first_year: 2021,
        last_year: 2025,
    }))
}

#[test]
fn what_was_used_elsewhere_is_adjusted_for_and_does_not_come_back() {
    let mut stage = sent_away();
    assert_eq!(sums(&stage.book, "CHE", 2024, 1), (10, 0));
    let for_oimp = stage.record(noticed(HOSTS, 1, 4, Action::USE_OIMP));
    assert_eq!(sums(&stage.book, "CHE", 2024, 1), (14, 0));
    let for_ndc = stage.record(noticed(ABROAD, 11, 13, Action::USE_NDC));
    assert_eq!((sums(&stage.book, "CHE", 2024, 1), sums(&stage.book, "GHA", 2025, 1)), ((14, 0), (0, 3)));
    // They stay where they are, and stay there.
    assert_eq!(stage.book.units_held(AccountNumber(HOSTS)), 10);
    let refused = stage.ask(sent(Action::ACQUISITION, HOSTS, A, 4, 5)).unwrap_err();
    assert_eq!(
        (refused.rule().number(), refused.serials(), refused.is_retryable()),
        (603, &[block(4, 5)][..], true)
    );
    assert!(refused.to_string().contains("retry with other blocks"), "{refused}");
    stage.admitted(sent(Action::ACQUISITION, HOSTS, A, 5, 6));
    let hold = Holds::Placed(HoldPlaced {
        debited: AccountNumber(HOSTS),
        acquiring: AccountNumber(A),
        action: Action::ACQUISITION,
        expires: Timestamp(NOW + 9),
        blocks: vec![block(4, 5)].try_into().unwrap(),
    });
    assert_eq!(stage.refused(ask(Body::Holds(hold), &[OPERATOR]).on_behalf()), 603);
    let chosen = |units| select(&stage.book, AccountNumber(HOSTS), SeriesId(1), units);
    assert_eq!(chosen(6).unwrap().blocks, [block(5, 10)]);
    assert_eq!(chosen(7).unwrap_err().withheld, 4);
    // Nothing is used twice, authorized or identified afterwards.
    for again in [
        noticed(HOSTS, 4, 5, Action::CANCELLATION),
        noticed(ABROAD, 13, 14, Action::USE_NDC),
        identify(4, 5, 600),
        attach("b", 1, 4, 5),
    ] {
        assert_eq!(stage.refused(again), 346);
    }
    assert_eq!(stage.book.check(), Ok(()));
    // Withdrawn, they are as they were.
    assert_eq!(stage.refused(withdraw(EntryIndex(3))), 605);
    let withdrawn = stage.record(withdraw(for_oimp));
    let notice = stage.book.notices().notice(for_oimp).unwrap();
    assert_eq!(notice.withdrawn, Some(withdrawn));
    assert_eq!(sums(&stage.book, "CHE", 2024, 1), (10, 0));
    assert_eq!(stage.refused(withdraw(for_oimp)), 605);
    stage.admitted(sent(Action::ACQUISITION, HOSTS, A, 4, 5));
    stage.record(noticed(HOSTS, 1, 10, Action::DOMESTIC_USE));
    assert_eq!(sums(&stage.book, "CHE", 2024, 1), (10, 0));
    // A year that is final stays as it is.
    stage.record(finals("GHA"));
    let refused = stage.ask(withdraw(for_ndc)).unwrap_err();
    assert_eq!((refused.rule().number(), refused.serials()), (371, &[block(11, 13)][..]));
    assert_eq!(stage.book.check(), Ok(()));
}

#[test]
fn a_notice_is_what_was_given_to_that_registry_in_time_and_on_evidence() {
    let stage = sent_away();
    let good = notice(HOSTS, 1, 4, Action::USE_OIMP);
    stage.admitted(given(good.clone()));
    assert_eq!(stage.refused(Ask { signers: vec![AUTHORITY], ..given(good.clone()) }), 113);
    for (rule, with) in [
        (141, NoticeGiven { party: party("SGP"), ..good.clone() }),
        (
            202,
            NoticeGiven {
                blocks: vec![SerialBlock::new(SpaceId(9), 1, 1)].try_into().unwrap(),
                ..good.clone()
            },
        ),
        (203, NoticeGiven { account: AccountNumber(999), ..good.clone() }),
        (345, NoticeGiven { blocks: Default::default(), ..good.clone() }),
        (346, NoticeGiven { blocks: vec![block(60, 61)].try_into().unwrap(), ..good.clone() }),
        (360, NoticeGiven { year: 2025, ..good.clone() }),
        (360, NoticeGiven { entity: Commitment::default(), ..good.clone() }),
        (
            360,
            NoticeGiven {
                action: Action::TRANSFER,
                entity: Commitment::default(),
                purpose: Purposes(0),
                ..good.clone()
            },
        ),
        (
            366,
            NoticeGiven {
                blocks: vec![block(30, 30)].try_into().unwrap(),
                action: Action::CANCELLATION,
                ..good.clone()
            },
        ),
        (367, NoticeGiven { entity: Commitment([8; 32]), ..good.clone() }),
        (601, NoticeGiven { account: AccountNumber(A), ..good.clone() }),
        (601, NoticeGiven { blocks: vec![block(9, 11)].try_into().unwrap(), ..good.clone() }),
        (604, NoticeGiven { evidence: Evidence { grade: EvidenceGrade::NONE, ..proof() }, ..good.clone() }),
        (604, NoticeGiven { evidence: Evidence { digest: Digest([0; 32]), ..proof() }, ..good.clone() }),
        (101, NoticeGiven { purpose: Purposes::NDC, ..good.clone() }),
        (101, NoticeGiven { evidence: Evidence { grade: EvidenceGrade(5), ..proof() }, ..good.clone() }),
    ] {
        assert_eq!(stage.refused(given(with.clone())), rule, "{with:?}");
    }
    // Of what another holds these serials; of an account that is none of another registry's all.
    let refused = stage.ask(noticed(HOSTS, 9, 11, Action::DOMESTIC_USE)).unwrap_err();
    assert_eq!(refused.serials(), [block(11, 11)]);
    let refused = stage.ask(noticed(A, 9, 11, Action::DOMESTIC_USE)).unwrap_err();
    assert_eq!(refused.serials(), [block(9, 11)]);
    assert_eq!(stage.refused(given(good).at(NOW - DAY)), 602);
    assert_eq!(stage.refused(noticed(ABROAD, 11, 11, Action::USE_NDC).at(NOW - DAY)), 602);
    // Not first transferred, and not by a use towards an NDC: no Party has adjusted.
    assert_eq!(stage.refused(noticed(HOSTS, 1, 1, Action::USE_NDC)), 365);
    let year = NoticeGiven { year: 2035, ..notice(ABROAD, 11, 11, Action::USE_NDC) };
    assert_eq!(stage.refused(given(year)), 368);
}

#[test]
fn a_reversal_takes_back_neither_a_notice_nor_its_units() {
    let mut stage = world(&[]);
    stage.record(authorization("b", 1, 0, Purposes::ALL, FirstTransferDefinition::USE_OR_CANCELLATION));
    stage.record(attach("b", 1, 1, 20));
    stage.record(identify(1, 20, 500));
    let away = stage.record(sent(Action::TRANSFER, A, HOSTS, 1, 10));
    let told = stage.record(noticed(HOSTS, 3, 3, Action::CANCELLATION));
    // The account is of another registry too: asked before.
    assert_eq!(stage.refused(reversed(&stage, away)), 370);
    assert_eq!(sums(&stage.book, "CHE", 2024, 1), (1, 0));
    // Whoever replays a reversing movement that names the notice finds nothing of it undone.
    let mut body = reversal(&stage, away);
    body.reverses = told;
    let made = stage.make(ask(Body::Reversal(body), &[OPERATOR, AUTHORITY]), 0);
    let mut book = stage.book.clone();
    book.replay(&stage.candidate(&made, stage.book.entry_count()));
    assert_eq!(sums(&book, "CHE", 2024, 1), (1, 0));
    assert_eq!(book.check(), Ok(()));
    // Control: withdrawn it is.
    stage.record(withdraw(told));
    assert_eq!(sums(&stage.book, "CHE", 2024, 1), (0, 0));
}

/// What an authorization's host made stays, whatever a reversing movement names (`spec/article6.md` section 5).
#[test]
fn a_reversal_that_names_no_movement_undoes_nothing() {
    let mut stage = world(&[]);
    stage.record(identify(1, 20, 500));
    stage.record(authorization("o", 1, 0, Purposes::IMP, FirstTransferDefinition::AUTHORIZATION));
    let attached = stage.record(attach("o", 1, 1, 20));
    let away = stage.record(moved(Action::TRANSFER, A, B, 1, 5, &[]));
    assert_eq!(sums(&stage.book, "CHE", 2024, 1), (20, 0));
    let mut body = reversal(&stage, away);
    body.reverses = attached;
    let made = stage.make(ask(Body::Reversal(body), &[OPERATOR, AUTHORITY]), 0);
    let mut book = stage.book.clone();
    book.replay(&stage.candidate(&made, stage.book.entry_count()));
    assert_eq!(sums(&book, "CHE", 2024, 1), (20, 0));
}

#[test]
fn check_notices_what_is_not_what_the_notices_say() {
    let mut stage = sent_away();
    let told = stage.record(noticed(HOSTS, 1, 4, Action::USE_OIMP));
    let good = stage.book.notices().back.clone();
    let agrees = |tables: &super::tables::Tables| {
        let accounts: Vec<_> = stage.book.accounts().map(|(_, account)| account.clone()).collect();
        let series = stage.book.all_series().map(|(_, series)| &series.terms);
        tables.agree(&stage.book, accounts.iter(), series, [SpaceId(1), SpaceId(2)].into_iter())
    };
    assert!(agrees(&good));
    let broken = |with: &dyn Fn(&mut super::tables::TablesMut<'_>)| {
        let mut tables = good.clone();
        with(&mut super::tables::TablesMut::of_book(&mut tables));
        !agrees(&tables)
    };
    assert!(broken(&|tables| tables.noticed(SpaceId(1), 5, 5, Some(told))));
    assert!(broken(&|tables| tables.noticed(SpaceId(1), 4, 4, Some(EntryIndex(2)))));
    assert!(broken(&|tables| tables.levied(SpaceId(1), 103, 103, None)));
    assert!(broken(&|tables| tables.levied(SpaceId(1), 150, 150, Some(AccountNumber(FUND)))));
    assert!(broken(&|tables| tables
        .counterparts(("XYZ01".parse().unwrap(), party("GHA"), ledger_format::codes::Metric::GHG), 1)));
    // A table that forgot that something may be levied.
    let mut tables = super::tables::Tables { levying: crate::layered::Layer::default(), ..good.clone() };
    assert!(!agrees(&tables));
    super::tables::TablesMut::of_book(&mut tables).levying((), ());
    assert!(agrees(&tables));
    // What is said of others is of no account for levies, or not of regime 6.4.
    assert!(!broken(&|tables| tables.levied(SpaceId(1), 30, 30, Some(AccountNumber(FUND)))));
}
