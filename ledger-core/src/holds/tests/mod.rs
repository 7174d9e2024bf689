//! What holds units back, in the book: from proposal to acceptance, release and expiry; restrictions and their times; evidence that
//! follows the serials. What each rule says is in the vectors.

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{Evidence, HoldPlaced, HoldReleased, RestrictionLifted, RestrictionPlaced};
use ledger_format::body::{Body, Holds, Movement, ParticularValue, Rulebook};
use ledger_format::codes::{AccountKind, Action, EvidenceGrade, RestrictionReason};
use ledger_format::identifiers::{AccountNumber, Digest, EntryIndex, SeriesId, SpaceId, Timestamp};

use super::nouns::EvidenceSaid;
use crate::book::{Draft, State};
use crate::query::SerialsEvidence;
use crate::query::holds::{evidence_of, holds_in_force, restrictions_in_force};
use crate::query::select::select;
use crate::rules::tests::stage::*;
use crate::rules::{HoldsRefusal, Refusal};

mod same_book;

/// A registry without a ledger of ours.
const ABROAD: u64 = 210;

fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(1), first, last)
}

fn blocks<const MAX: usize>(of: &[(u64, u64)]) -> ledger_format::bounded::Bounded<SerialBlock, 0, MAX> {
    of.iter().map(|&(first, last)| block(first, last)).collect::<Vec<_>>().try_into().unwrap()
}

fn propose(from: u64, to: u64, of: &[(u64, u64)], expires: u64) -> Ask {
    let body = Holds::Placed(HoldPlaced {
        debited: AccountNumber(from),
        acquiring: AccountNumber(to),
        action: Action::TRANSFER,
        expires: Timestamp(expires),
        blocks: blocks(of),
    });
    ask(Body::Holds(body), &[OPERATOR]).on_behalf()
}

fn release(hold: EntryIndex) -> Ask {
    ask(Body::Holds(Holds::Released(HoldReleased { hold, reason: 1 })), &[OPERATOR]).on_behalf()
}

fn restrict(accounts: &[u64], of: &[(u64, u64)], from: u64, until: u64) -> Ask {
    let body = Holds::Restricted(Box::new(RestrictionPlaced {
        party: None,
        reason: RestrictionReason::COURT_ORDER,
        accounts: accounts.iter().copied().map(AccountNumber).collect::<Vec<_>>().try_into().unwrap(),
        blocks: blocks(of),
        from: Timestamp(from),
        until: Timestamp(until),
        document: Digest([5; 32]),
    }));
    ask(Body::Holds(body), &[AUTHORITY])
}

fn lift(restriction: EntryIndex) -> Ask {
    ask(Body::Holds(Holds::Lifted(RestrictionLifted { restriction, reason: 1 })), &[AUTHORITY])
}

fn with(body: Body, value: ParticularValue) -> Body {
    let Body::Movement(body) = body else { unreachable!() };
    Body::Movement(Movement { particulars: vec![value.into()].try_into().unwrap(), ..body })
}

fn accept(hold: EntryIndex, from: u64, to: u64, first: u64, last: u64) -> Body {
    with(transfer(from, to, first, last), ParticularValue::Hold(hold))
}

fn on_evidence(from: u64, to: u64, first: u64, last: u64, digest: u8) -> Ask {
    let evidence = Evidence { grade: EvidenceGrade::SIGNED_NOTICE, digest: Digest([digest; 32]) };
    ask(with(transfer(from, to, first, last), ParticularValue::Evidence(evidence)), &[OPERATOR]).on_behalf()
}

/// Serials 1 to 100 at A and 101 to 200 at B, under rulebook 4.
pub(crate) fn world() -> Stage {
    let mut stage = Stage::new();
    let rulebook = Rulebook { version: 4, settings: Default::default() };
    stage.record(ask(Body::RulebookAdopted(rulebook), &[OPERATOR, AUTHORITY]));
    stage.record(ask(Body::AccountOpened(account(ABROAD, AccountKind::COUNTERPART)), &[OPERATOR]));
    stage
}

fn chosen(stage: &Stage, account: u64, units: u64) -> Vec<SerialBlock> {
    select(&stage.book, AccountNumber(account), SeriesId(1), units).unwrap().blocks
}

/// Nothing is bound, and nothing waits for its end.
fn is_at_rest(stage: &Stage) -> bool {
    let tables = State::holds(&stage.book).back;
    tables.holds.len() == 0
        && tables.restricted_accounts.len() == 0
        && tables.bound.keys().next().is_none()
        && tables.lanes.len() == 0
        && tables.ends.is_empty()
}

#[test]
fn what_is_proposed_is_held_back_and_made_by_who_acquires() {
    let mut stage = world();
    let hold = stage.record(propose(A, B, &[(11, 15), (16, 20)], NOW + 100));
    assert_eq!(holds_in_force(&stage.book, Some(AccountNumber(B)), Timestamp(NOW)).len(), 1);
    assert_eq!(holds_in_force(&stage.book, Some(AccountNumber(JOINT)), Timestamp(NOW)), []);
    // Held back from every other movement and hold, and from who chooses units.
    let by_alice = |body| ask(body, &[ALICE]);
    let refused = stage.ask(by_alice(transfer(A, B, 1, 11))).unwrap_err();
    assert!(refused.is_retryable() && refused.rule().number() == 508);
    assert_eq!(refused.serials(), [block(1, 11)]);
    assert!(refused.to_string().contains("retry with other blocks"), "{refused}");
    assert_eq!(stage.refused(propose(A, JOINT, &[(20, 21)], NOW + 9)), 505);
    stage.admitted(by_alice(transfer(A, B, 1, 10)));
    assert_eq!(chosen(&stage, A, 20), [block(1, 10), block(21, 30)]);
    let shortage = select(&stage.book, AccountNumber(A), SeriesId(1), 91).unwrap_err();
    assert_eq!((shortage.available, shortage.withheld), (90, 10));
    // Accepted whole, as proposed, by who acquires: alone, and once.
    assert_eq!(stage.refused(by_alice(accept(hold, A, B, 11, 20))), 113);
    assert_eq!(stage.refused(ask(accept(hold, A, B, 11, 19), &[BOB])), 507);
    assert_eq!(stage.refused(ask(accept(hold, A, JOINT, 11, 20), &[BOB])), 507);
    let whole = ask(accept(hold, A, B, 11, 20), &[BOB]);
    let mut draft = Draft::default();
    for (ahead, rule) in [(0, None), (1, Some(211))] {
        let made = stage.make(whole.clone(), ahead);
        let candidate = stage.candidate(&made, stage.book.entry_count() + ahead);
        match draft.admit(&stage.book, &candidate) {
            Ok(admitted) => draft.apply(&stage.book, admitted),
            Err(refused) => assert_eq!(Some(refused.rule().number()), rule),
        }
    }
    assert_eq!(draft.entry_count(), 1);
    stage.record(whole.clone());
    assert!(is_at_rest(&stage));
    let over = Refusal::Holds(HoldsRefusal::HoldOver(hold));
    assert_eq!(stage.ask(release(hold)), Err(over.clone()));
    stage.record(ask(transfer(B, A, 11, 20), &[BOB]));
    assert_eq!(stage.ask(whole), Err(over));
    assert_eq!(
        stage.ask(release(EntryIndex(3))),
        Err(Refusal::Holds(HoldsRefusal::NoSuchHold(EntryIndex(3))))
    );
    // Who signs is asked of a hold that is over too.
    assert_eq!(stage.refused(ask(accept(hold, A, B, 11, 20), &[ALICE])), 113);
    assert_eq!(stage.book.check(), Ok(()));
}

#[test]
fn only_where_other_blocks_could_be_named_may_it_be_tried_again() {
    let mut stage = world();
    let moved = stage.record(ask(transfer(A, B, 1, 10), &[ALICE]));
    let back = |stage: &Stage| ask(Body::Reversal(reversal(stage, moved)), &[OPERATOR, AUTHORITY]);
    let refused = |stage: &Stage, wish: Ask| {
        let refused = stage.ask(wish).unwrap_err();
        (refused.rule().number(), refused.is_retryable(), refused.to_string().contains("with other blocks"))
    };
    // What is to be reversed is what was moved.
    let hold = stage.record(propose(B, A, &[(5, 6)], NOW + 100));
    assert_eq!(refused(&stage, back(&stage)), (508, false, false));
    assert_eq!(refused(&stage, ask(transfer(B, A, 5, 6), &[BOB])), (508, true, true));
    stage.record(release(hold));
    let proposed = stage.record(propose(B, A, &[(5, 6)], NOW + 100));
    let order = stage.record(restrict(&[], &[(5, 5)], NOW, 0));
    // What is accepted is what was proposed.
    let accepted = ask(accept(proposed, B, A, 5, 6), &[ALICE]);
    assert_eq!(refused(&stage, accepted.clone()), (514, false, false));
    stage.record(release(proposed));
    assert_eq!(refused(&stage, back(&stage)), (514, false, false));
    assert_eq!(refused(&stage, ask(transfer(B, A, 4, 5), &[BOB])), (514, true, true));
    // Control: it is the restriction that keeps them.
    stage.record(lift(order));
    stage.admitted(back(&stage));
}

#[test]
fn what_expired_or_was_released_is_free_and_let_go_of() {
    let mut stage = world();
    let released = stage.record(propose(A, B, &[(1, 10)], NOW + 100));
    let expiring = stage.record(propose(A, B, &[(11, 20)], NOW + 50));
    stage.record(release(released));
    stage.now += 49;
    assert_eq!(stage.refused(ask(transfer(A, B, 20, 21), &[ALICE])), 508);
    stage.now += 1;
    // In the batch that begins then it is over, and the book still has it.
    stage.admitted(ask(transfer(A, B, 20, 21), &[ALICE]));
    assert!(matches!(
        stage.ask(ask(accept(expiring, A, B, 11, 20), &[BOB])),
        Err(Refusal::Holds(HoldsRefusal::HoldExpired { .. }))
    ));
    stage.record(propose(A, B, &[(11, 12)], NOW + 60));
    assert_eq!(State::holds(&stage.book).back.lanes.iter().map(|(_, count)| *count).max(), Some(1));
    stage.now += 10;
    stage.record(ask(transfer(A, B, 11, 20), &[ALICE]));
    assert!(is_at_rest(&stage));
    assert_eq!(stage.book.check(), Ok(()));
    // Ten years of holds leave nothing behind.
    for _ in 0..200 {
        let hold = stage.record(propose(A, B, &[(31, 40)], stage.now + 5));
        if hold.0.is_multiple_of(2) {
            stage.record(release(hold));
        }
        stage.now += 5;
    }
    stage.record(ask(transfer(A, B, 31, 31), &[ALICE]));
    assert!(is_at_rest(&stage));
}

#[test]
fn what_is_restricted_stays_for_as_long_as_is_ordered() {
    let mut stage = world();
    let begun = stage.now;
    let first = stage.record(restrict(&[], &[(1, 50)], NOW + 10, NOW + 100));
    let second = stage.record(restrict(&[B], &[(41, 60)], NOW, 0));
    let moved = |first, last| ask(transfer(A, B, first, last), &[ALICE]);
    stage.admitted(moved(1, 40));
    let refused = stage.ask(moved(40, 41)).unwrap_err();
    assert!(refused.is_retryable() && refused.rule().number() == 514);
    let refused = stage.ask(ask(transfer(B, A, 101, 101), &[BOB])).unwrap_err();
    assert!(
        !refused.is_retryable() && refused.to_string().contains("once the restriction is lifted"),
        "{refused}"
    );
    assert_eq!(stage.refused(propose(B, A, &[(101, 101)], NOW + 9)), 505);
    assert_eq!(chosen(&stage, A, 50), [block(1, 40), block(61, 70)]);
    assert_eq!(select(&stage.book, AccountNumber(B), SeriesId(1), 1).unwrap_err().withheld, 100);
    stage.now += 10;
    assert_eq!(stage.refused(moved(1, 1)), 514);
    stage.record(lift(second));
    assert_eq!(stage.refused(lift(second)), 513);
    assert_eq!(stage.refused(moved(45, 45)), 514);
    stage.admitted(moved(51, 60));
    stage.now += 90;
    stage.admitted(moved(1, 60));
    stage.record(moved(1, 60));
    assert!(is_at_rest(&stage));
    // What is over may be lifted all the same, and past times can be asked.
    stage.record(lift(first));
    let at = |ms| {
        restrictions_in_force(&stage.book, Timestamp(begun + ms))
            .iter()
            .map(|of| of.placed)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (at(0), at(9), at(10), at(99), at(100)),
        (vec![second], vec![second], vec![first], vec![first], vec![])
    );
    assert_eq!(stage.book.check(), Ok(()));
}

#[test]
fn evidence_follows_the_serials() {
    let mut stage = world();
    let sent = stage.record(on_evidence(A, ABROAD, 1, 20, 1));
    assert_eq!(stage.refused(ask(transfer(ABROAD, A, 5, 9), &[OPERATOR]).on_behalf()), 521);
    let back = stage.record(on_evidence(ABROAD, A, 5, 9, 2));
    stage.record(ask(transfer(A, B, 7, 7), &[ALICE]));
    let said = |entry, digest, first, last| {
        let evidence = Evidence { grade: EvidenceGrade::SIGNED_NOTICE, digest: Digest([digest; 32]) };
        SerialsEvidence { block: block(first, last), said: EvidenceSaid { entry, evidence } }
    };
    let expected = [said(sent, 1, 3, 4), said(back, 2, 5, 9), said(sent, 1, 10, 20)];
    assert_eq!(evidence_of(&stage.book, block(3, 30)), expected);
    assert_eq!(evidence_of(&stage.book, block(3, 2)), []);
    // Only what holds units back is over some day.
    assert!(is_at_rest(&stage));
}

#[test]
fn check_notices_what_is_bound_by_nobody() {
    let mut stage = world();
    stage.record(propose(A, B, &[(11, 20)], NOW + 100));
    assert_eq!(stage.book.check(), Ok(()));
    let mut wrong = stage.book.clone();
    let mut tables = crate::book::StateMut::holds_mut(&mut wrong);
    tables.say_bound((super::binding::Binding::Hold, SpaceId(1), 0), 12, 12, None);
    assert_eq!(wrong.check(), Err(crate::book::BookFault::Holds));
    let mut wrong = stage.book.clone();
    crate::book::StateMut::holds_mut(&mut wrong).tables.put_account(AccountNumber(A), [EntryIndex(1)].into());
    assert_eq!(wrong.check(), Err(crate::book::BookFault::Holds));
}
