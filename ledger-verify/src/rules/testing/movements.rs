//! Movements and reversals. Random ones are in [`super::random`]; these show each rule by itself.

use ledger_format::body::Body;
use ledger_format::codes::Action;
use ledger_format::identifiers::EntryIndex;

use super::*;

/// Issues serials 1 to 10 of space 1 to account 1, then adds `bodies`.
fn issued_then(bodies: Vec<Body>) -> impl Fn(&mut Ledger) {
    move |ledger| {
        ledger.add(transfer(Action::ISSUE, 100, 1, block(1, 1, 10)));
        bodies.iter().for_each(|body| ledger.put(body.clone()));
    }
}

fn give(from: u64, to: u64, first: u64, last: u64) -> Body {
    transfer(Action::TRANSFER, from, to, block(1, first, last))
}

#[test]
fn r_201_to_r_203_form() {
    let issue = |first, last| issued_then(vec![transfer(Action::ISSUE, 100, 1, block(1, first, last))]);
    case(201, issue(0, 5), issue(11, 12));
    case(201, issue(12, 11), issue(11, 11));
    case(201, issue(11, u64::MAX), issue(11, (1 << 63) - 1));
    case(201, issued_then(vec![moving(Action::TRANSFER, vec![debit(1, block(1, 1, 5))])]), |_| {});
    let half = (1 << 62) + 1;
    let huge = |space| {
        let blocks = [block(1, 11, half + 10), block(space, half + 11, 2 * half)];
        let legs = blocks.iter().flat_map(|block| [debit(100, *block), credit(1, *block)]);
        issued_then(vec![moving(Action::ISSUE, legs.collect())])
    };
    case(201, huge(1), issue(11, half));
    let in_space = |space| issued_then(vec![transfer(Action::ISSUE, 300, 1, block(space, 1, 5))]);
    case(202, in_space(3), in_space(2));
    case(203, issued_then(vec![give(1, 9, 1, 10)]), issued_then(vec![give(1, 2, 1, 10)]));
}

#[test]
fn r_205_and_r_206_double_entry() {
    let legs = |postings| issued_then(vec![moving(Action::TRANSFER, postings)]);
    let split = vec![debit(1, block(1, 1, 10)), credit(2, block(1, 1, 4)), credit(2, block(1, 5, 10))];
    case(205, legs(vec![debit(1, block(1, 1, 10)), credit(2, block(1, 1, 4))]), legs(split.clone()));
    case(205, legs(vec![debit(1, block(1, 1, 4)), credit(2, block(1, 1, 10))]), legs(split.clone()));
    let back = vec![debit(1, block(1, 1, 10)), credit(2, block(1, 1, 4)), credit(1, block(1, 5, 10))];
    case(206, legs(back), legs(split));
}

#[test]
fn r_207_to_r_209_kinds() {
    let used = transfer(Action::USE_NDC, 1, 4, block(1, 1, 10));
    case(207, issued_then(vec![used.clone(), give(4, 1, 1, 10)]), issued_then(vec![used]));
    case(208, issued_then(vec![give(1, 4, 1, 10)]), issued_then(vec![give(1, 6, 1, 10)]));
    case(208, issued_then(vec![give(100, 1, 11, 12)]), |_| {});
    let issue = |space| issued_then(vec![transfer(Action::ISSUE, 100, 1, block(space, 11, 12))]);
    case(209, issue(2), issue(1));
    let both = |other| {
        let (a, b) = (block(1, 11, 12), block(1, 21, 22));
        moving(Action::ISSUE, vec![debit(100, a), credit(1, a), debit(other, b), credit(1, b)])
    };
    case(209, issued_then(vec![both(200)]), issued_then(vec![both(100)]));
}

#[test]
fn r_210_to_r_213_custody() {
    let issue = |source, to, first| transfer(Action::ISSUE, source, to, block(1, first, 20));
    case(210, issued_then(vec![issue(100, 1, 10)]), issued_then(vec![issue(100, 1, 11)]));
    case(211, issued_then(vec![give(2, 1, 1, 10)]), issued_then(vec![give(1, 2, 1, 10)]));
    case(211, issued_then(vec![give(1, 2, 1, 11)]), issued_then(vec![give(1, 2, 2, 9)]));
    let late = |back| {
        move |ledger: &mut Ledger| {
            issued_then(vec![])(ledger);
            let occurred_at_ms = Some(ledger.next_recorded_at_ms() - back);
            ledger.add(Draft { occurred_at_ms, ..Draft::from(give(1, 2, 1, 10)) });
        }
    };
    case(212, late(BATCH_MS + 1), late(BATCH_MS));
    case(213, issued_then(vec![give(1, 3, 1, 10)]), issued_then(vec![issue(200, 3, 11)]));
    case(213, issued_then(vec![issue(200, 1, 11)]), issued_then(vec![issue(100, 1, 11)]));
}

#[test]
fn serials_are_told_exactly() {
    let mut ledger = Ledger::stage();
    issued_then(vec![give(1, 2, 4, 6)])(&mut ledger);
    let entry = ledger.add(give(1, 2, 3, 12)).0;
    assert_eq!(ledger.told(), [(211, entry, vec![block(1, 4, 6), block(1, 11, 12)], entry)]);
}

#[test]
fn a_wrong_metric_is_told_by_whole_credited_blocks() {
    let mut ledger = Ledger::stage();
    issued_then(vec![])(&mut ledger);
    ledger.add(transfer(Action::ISSUE, 200, 3, block(1, 11, 20)));
    // Nothing here says which serials of a block are the wrong ones: with many series that would be a list for each movement.
    let mixed = moving(
        Action::TRANSFER,
        vec![
            debit(1, block(1, 1, 10)),
            debit(3, block(1, 11, 20)),
            credit(2, block(1, 1, 4)),
            credit(2, block(1, 5, 12)),
            credit(2, block(1, 13, 19)),
            credit(1, block(1, 20, 20)),
        ],
    );
    let entry = ledger.add(mixed).0;
    assert_eq!(ledger.told(), [(213, entry, vec![block(1, 5, 20)], entry)]);
}

/// Were each run of serials told, findings would be as many blocks as movements times series.
#[test]
fn findings_over_many_series_do_not_multiply() {
    const SERIES: u64 = 200;
    let mut ledger = Ledger::stage();
    for first in (0..SERIES).map(|each| 1 + 2 * each) {
        ledger.add(transfer(Action::ISSUE, 100, 1, block(1, first, first)));
        ledger.add(transfer(Action::ISSUE, 200, 3, block(1, first + 1, first + 1)));
    }
    let all = block(1, 1, 2 * SERIES);
    let gather = (0..2 * SERIES).map(|each| debit(1 + 2 * (each % 2), block(1, each + 1, each + 1)));
    ledger.add(moving(Action::TRANSFER, gather.chain([credit(2, all)]).collect()));
    for (giver, taker) in [(2, 1), (1, 2)].into_iter().cycle().take(50) {
        ledger.add(give(giver, taker, 1, 2 * SERIES));
    }
    let told = ledger.told();
    assert_eq!(told.len(), 51);
    assert!(
        told.iter().all(|(rule, _, serials, _)| (*rule, serials.as_slice()) == (213, &[all])),
        "{told:?}"
    );
}

#[test]
fn what_follows_from_a_finding_has_it_as_its_cause() {
    let mut ledger = Ledger::stage();
    issued_then(vec![])(&mut ledger);
    let first = ledger.add(give(2, 1, 1, 10)).0;
    ledger.add(give(1, 2, 1, 3));
    let second = ledger.add(give(1, 2, 3, 5)).0;
    let third = ledger.add(give(1, 2, 50, 50)).0;
    let serials = |first, last| vec![block(1, first, last)];
    assert_eq!(
        ledger.told(),
        [
            (211, first, serials(1, 10), first),
            (211, second, serials(3, 3), first),
            (211, third, serials(50, 50), third)
        ]
    );
}

#[test]
fn r_220_to_r_223_reversals() {
    let moved = give(1, 2, 1, 10);
    let after_move = |bodies: &'static dyn Fn(EntryIndex, &Body) -> Vec<Body>| {
        let moved = moved.clone();
        move |ledger: &mut Ledger| {
            issued_then(vec![])(ledger);
            let entry = ledger.add(moved.clone());
            bodies(entry, &moved).into_iter().for_each(|body| ledger.put(body));
        }
    };
    let right = after_move(&|entry, moved| vec![reversing(entry, moved)]);
    case(220, after_move(&|_, moved| vec![reversing(EntryIndex(3), moved)]), &right);
    case(220, after_move(&|entry, moved| vec![reversing(EntryIndex(entry.0 + 1), moved)]), &right);
    // Taken back, given again, and then the first gift taken back once more.
    let twice = &|entry, moved: &Body| vec![reversing(entry, moved), moved.clone(), reversing(entry, moved)];
    case(221, after_move(twice), &right);
    case(222, after_move(&|entry, _| vec![reversing(entry, &give(1, 2, 1, 9))]), &right);
    let there_and_back =
        &|entry, moved: &Body| vec![give(2, 1, 1, 10), give(1, 2, 1, 10), reversing(entry, moved)];
    case(223, after_move(there_and_back), &right);
}

#[test]
fn a_reversed_issue_goes_back_to_its_source_and_stays_there() {
    let mut ledger = Ledger::stage();
    let issue = transfer(Action::ISSUE, 100, 1, block(1, 1, 10));
    let entry = ledger.add(issue.clone());
    ledger.add(reversing(entry, &issue));
    let again = ledger.add(issue).0;
    assert_eq!(ledger.told(), [(210, again, vec![block(1, 1, 10)], again)]);
}
