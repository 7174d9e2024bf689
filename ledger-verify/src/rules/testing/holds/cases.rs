//! What random ledgers seldom come to: many holds under one movement, many movements over one serial, rulebook 4 adopted midway.

use ledger_format::body::holds::RestrictionPlaced;

use super::write::*;
use super::*;

fn put(ledger: &mut Ledger, body: Body) -> EntryIndex {
    let on_behalf = matches!(&body, Body::Movement(_));
    ledger.add(Draft { keys: vec![OPERATOR, AUTHORITY, BEARER, BROKER], on_behalf, ..Draft::from(body) })
}

fn issued(ledger: &mut Ledger, to: u64, block: SerialBlock) {
    put(ledger, transfer(Action::ISSUE, 100, to, block));
}

fn rules(ledger: &Ledger) -> Vec<(String, u64)> {
    told(ledger).into_iter().map(|(rule, entry, _)| (rule, entry)).collect()
}

fn hour_from(ledger: &Ledger) -> u64 {
    ledger.next_recorded_at_ms() + 3_600_000
}

#[test]
fn findings_over_many_holds_do_not_multiply() {
    let mut ledger = stage(&[]);
    let whole = block(1, 1, 400);
    issued(&mut ledger, 1, whole);
    let expires = hour_from(&ledger);
    for serial in (2..=400).step_by(2) {
        put(&mut ledger, placed(hold(&[block(1, serial, serial)], expires)));
    }
    let first = ledger.next();
    for _ in 0..20 {
        put(&mut ledger, transfer(Action::TRANSFER, 1, 2, whole));
        put(&mut ledger, transfer(Action::TRANSFER, 2, 1, whole));
    }
    let told = told(&ledger);
    assert_eq!(told.len(), 40);
    for ((rule, entry, serials), expected) in told.iter().zip(first.0..) {
        assert_eq!((rule.as_str(), *entry, serials.as_slice()), ("R-508", expected, &[whole][..]));
    }
    // And over many holders.
    let mut ledger = stage(&[]);
    for serial in 1..=200 {
        issued(&mut ledger, 1 + serial % 2, block(1, serial, serial));
    }
    for _ in 0..5 {
        put(&mut ledger, placed(hold(&[block(1, 1, 199), block(1, 200, 200)], expires)));
    }
    let serials: Vec<_> =
        super::told(&ledger).into_iter().map(|(rule, _, serials)| (rule, serials)).collect();
    // The last serial is held by account 1.
    assert_eq!(serials, vec![("R-504".to_owned(), vec![block(1, 1, 199)]); 5]);
}

#[test]
fn of_many_holds_over_one_serial_one_is_accepted_when_the_others_are_gone() {
    let mut ledger = stage(&[]);
    let whole = block(1, 1, 9);
    issued(&mut ledger, 1, whole);
    let expires = hour_from(&ledger);
    let holds: Vec<EntryIndex> = (0..5).map(|_| put(&mut ledger, placed(hold(&[whole], expires)))).collect();
    let accept = |hold: EntryIndex| {
        telling(Action::TRANSFER, vec![accepting(hold.0)], vec![debit(1, whole), credit(2, whole)])
    };
    let mut expected: Vec<_> = holds[1..].iter().map(|hold| ("R-505".to_owned(), hold.0)).collect();
    expected.push(("R-508".to_owned(), put(&mut ledger, accept(holds[0])).0));
    put(&mut ledger, transfer(Action::TRANSFER, 2, 1, whole));
    expected.push(("R-508".to_owned(), ledger.next().0 - 1));
    for hold in &holds[1..4] {
        put(&mut ledger, released(hold.0));
    }
    put(&mut ledger, accept(holds[4]));
    expected.push(("R-506".to_owned(), put(&mut ledger, accept(holds[4])).0));
    assert_eq!(rules(&ledger)[..expected.len() - 1], expected[..expected.len() - 1]);
    // What was accepted twice is not held by account 1 either, which is said first.
    assert_eq!(rules(&ledger).last(), Some(&("R-211".to_owned(), ledger.next().0 - 1)));
}

#[test]
fn a_restriction_binds_from_its_time_to_its_time() {
    let mut ledger = stage(&[]);
    let whole = block(1, 1, 9);
    issued(&mut ledger, 1, whole);
    let now = ledger.next_recorded_at_ms();
    let (from, until) = (Timestamp(now + 3 * BATCH_MS), Timestamp(now + 6 * BATCH_MS));
    let first =
        put(&mut ledger, restricted(RestrictionPlaced { from, until, ..restriction(&[1, 2], &[]) })).0;
    for place in 0..7 {
        let (from, to) = if place % 2 == 0 { (1, 2) } else { (2, 1) };
        put(&mut ledger, transfer(Action::TRANSFER, from, to, whole));
    }
    let expected: Vec<_> = (first + 3..first + 6).map(|entry| ("R-514".to_owned(), entry)).collect();
    assert_eq!(rules(&ledger), expected);
}

#[test]
fn what_was_placed_under_4_binds_under_4_again() {
    let mut ledger = stage(&[]);
    let whole = block(1, 1, 9);
    issued(&mut ledger, 1, whole);
    let expires = hour_from(&ledger);
    let hold = put(&mut ledger, placed(hold(&[whole], expires)));
    let adopted = |version| Body::RulebookAdopted(rulebook(version, &[]));
    let back = put(&mut ledger, adopted(3));
    put(&mut ledger, transfer(Action::TRANSFER, 1, 2, whole));
    put(&mut ledger, released(hold.0));
    put(&mut ledger, adopted(4));
    put(&mut ledger, transfer(Action::TRANSFER, 2, 1, whole));
    let expected = [("R-130".to_owned(), back.0), ("R-508".to_owned(), ledger.next().0 - 1)];
    assert_eq!(rules(&ledger), expected);
    assert_eq!(ledger.replay(2).undetermined.len(), 1, "a release is not known to rulebook 3");
}
