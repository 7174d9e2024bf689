//!

use ledger_format::body::{Body, ReversingMovement};
use ledger_format::codes::Action;
use ledger_format::identifiers::{AccountNumber, EntryIndex};

use super::stage::*;

fn reverse(body: ReversingMovement) -> Ask {
    ask(Body::Reversal(body), &[OPERATOR, AUTHORITY])
}

#[test]
fn r220_a_reversal_names_an_earlier_movement() {
    let mut stage = Stage::new();
    let moved = stage.record(ask(transfer(A, B, 1, 10), &[ALICE]));
    let good = reversal(&stage, moved);
    assert_eq!(stage.refused(reverse(ReversingMovement { reverses: EntryIndex(0), ..good.clone() })), 220);
    let later = EntryIndex(stage.book.entry_count());
    assert_eq!(stage.refused(reverse(ReversingMovement { reverses: later, ..good.clone() })), 220);
    stage.admitted(reverse(good));
}

#[test]
fn r221_a_movement_is_reversed_once() {
    let mut stage = Stage::new();
    let moved = stage.record(ask(transfer(A, B, 1, 10), &[ALICE]));
    let body = reversal(&stage, moved);
    let reversing = stage.record(reverse(body.clone()));
    assert_eq!(stage.refused(reverse(body.clone())), 221);
    let again = ReversingMovement { reverses: reversing, ..body };
    assert_eq!(stage.refused(reverse(again)), 220, "a reversal is not a movement");
}

#[test]
fn r222_a_reversal_is_whole() {
    let mut stage = Stage::new();
    let two = moves(Action::TRANSFER, &[(A, B, 1, 1, 10), (A, B, 1, 11, 20)]);
    let moved = stage.record(ask(two, &[ALICE]));
    let good = reversal(&stage, moved);
    let mut swapped = good.postings.to_vec();
    swapped.rotate_left(2);
    let swapped = ReversingMovement { postings: swapped.try_into().unwrap(), ..good.clone() };
    assert_eq!(stage.refused(reverse(swapped)), 222);
    let half = good.postings[..2].to_vec().try_into().unwrap();
    assert_eq!(stage.refused(reverse(ReversingMovement { postings: half, ..good.clone() })), 222);
    stage.admitted(reverse(good));
}

#[test]
fn r223_what_moved_on_is_not_taken_back() {
    let mut stage = Stage::new();
    let moved = stage.record(ask(transfer(A, B, 1, 10), &[ALICE]));
    let body = reversal(&stage, moved);
    let away = stage.record(ask(transfer(B, EMPTY, 3, 4), &[BOB]));
    let refused = stage.ask(reverse(body.clone())).unwrap_err();
    assert_eq!(refused.rule().number(), 223);
    assert_eq!(refused.serials().iter().map(ToString::to_string).collect::<Vec<_>>(), ["1:3-4"]);
    assert!(!refused.is_retryable());
    // Back at the same account, but not since that movement.
    let back = reversal(&stage, away);
    stage.record(reverse(back));
    assert_eq!(stage.refused(reverse(body)), 223);
}

#[test]
fn a_reversal_takes_units_from_terminal_accounts_and_back_to_the_source() {
    let mut stage = Stage::new();
    let used = stage.record(ask(moves(Action::USE_NDC, &[(A, USE_NDC, 1, 1, 100)]), &[ALICE]));
    stage.admitted(reverse(reversal(&stage, used)));
    let issued = stage.record(ask(moves(Action::ISSUE, &[(SOURCE[1], A, 1, 300, 310)]), &[AUTHORITY]));
    stage.record(reverse(reversal(&stage, issued)));
    assert_eq!(stage.book.check(), Ok(()));
    let held = stage.book.holdings_of_block(ledger_format::block::SerialBlock::new(
        ledger_format::identifiers::SpaceId(1),
        300,
        310,
    ));
    assert_eq!(held[0].holding.unwrap().account, AccountNumber(SOURCE[1]));
    // They were issued once.
    let again = ask(moves(Action::ISSUE, &[(SOURCE[1], A, 1, 300, 310)]), &[AUTHORITY]);
    assert_eq!(stage.refused(again), 210);
}
