//! Writers that are wrong about what holds units back: each is caught by the finding meant for it.

use ledger_format::body::holds::{Evidence, HoldPlaced, Holds, RestrictionPlaced};
use ledger_format::body::{Body, ParticularValue};
use ledger_format::codes::{Action, EvidenceGrade};
use ledger_format::identifiers::{AccountNumber, Digest, Timestamp};
use ledger_tests::article6_world::{account_of, party};
use ledger_tests::holds_world::{
    AUTHORITY, FIRST, SECOND, SOURCE, SPACE, THIRD, accept, block, hold, lift, release, restrict,
    transfer_with,
};
use ledger_tests::movements::{issue, legs, movement, reversal, transfer};
use ledger_tests::world::{BEGINNING_MS, World};

use crate::Writer;

/// When holds expire; a writer records at 10 ms after the beginning.
const EXPIRES_MS: u64 = BEGINNING_MS + 10_000;
/// The most that the rulebook lets a hold last, 90 days.
const LIMIT_MS: u64 = 90 * 24 * 60 * 60 * 1_000;

/// Account 1 has units 1 to 100, of which 1 to 40 are promised to account 2, and 91 to 100 went on to account 3, which an
/// order restricts. Says which entries placed the hold and the restriction, and moved the units.
fn at_work() -> (Writer, [u64; 3]) {
    let mut writer = Writer::of(World::of_holds());
    writer.write(issue(SOURCE, 1, SPACE, 1, 100), AUTHORITY);
    let promised = writer.write(hold(1, 2, 1, 40, EXPIRES_MS), FIRST);
    let moved = writer.write(transfer(1, 3, SPACE, 91, 100), FIRST);
    let order = writer.write(restrict(3, BEGINNING_MS), AUTHORITY);
    (writer, [promised, order, moved])
}

/// Asserts that what a wrong writer wrote has exactly the finding meant for it, at the entry it wrote last.
fn caught(rule: &str, wrong: impl Fn(&mut Writer, [u64; 3])) {
    let (mut writer, entries) = at_work();
    wrong(&mut writer, entries);
    let last = writer.journal.entry_count() - 1;
    assert_eq!(writer.findings(), [format!("{rule}@{last}")]);
}

fn placed(change: impl Fn(&mut HoldPlaced)) -> Body {
    let Body::Holds(Holds::Placed(mut body)) = hold(1, 2, 41, 50, EXPIRES_MS) else { unreachable!() };
    change(&mut body);
    Body::Holds(Holds::Placed(body))
}

fn restricted(change: impl Fn(&mut RestrictionPlaced)) -> Body {
    let Body::Holds(Holds::Restricted(mut body)) = restrict(1, BEGINNING_MS) else { unreachable!() };
    change(&mut body);
    Body::Holds(Holds::Restricted(body))
}

fn evidence(grade: EvidenceGrade, digest: u8) -> ParticularValue {
    ParticularValue::Evidence(Evidence { grade, digest: Digest([digest; 32]) })
}

#[test]
fn the_right_writer_yields_none() {
    let (mut writer, [promised, order, _]) = at_work();
    writer.write(placed(|body| body.expires = Timestamp(BEGINNING_MS + 10 + LIMIT_MS)), FIRST);
    writer.write(accept(promised, 1, 2, 1, 40), SECOND);
    writer.write(lift(order), AUTHORITY);
    writer.write(transfer(3, 1, SPACE, 91, 100), THIRD);
    writer.write(transfer_with(1, account_of(1, 11), 91, 95, evidence(EvidenceGrade::NONE, 0)), FIRST);
    assert_eq!(writer.findings(), Vec::<String>::new());
}

#[test]
fn of_holds() {
    caught("R-113", |writer, _| {
        writer.write(placed(|_| {}), SECOND);
    });
    caught("R-501", |writer, _| {
        writer.write(
            placed(|body| body.blocks = vec![block(41, 50), block(50, 60)].try_into().unwrap()),
            FIRST,
        );
    });
    caught("R-502", |writer, _| {
        writer.write(placed(|body| body.expires = Timestamp(BEGINNING_MS + 11 + LIMIT_MS)), FIRST);
    });
    caught("R-502", |writer, _| {
        writer.write(placed(|body| body.expires = Timestamp(BEGINNING_MS + 10)), FIRST);
    });
    caught("R-502", |writer, _| {
        writer.write(placed(|body| body.acquiring = AccountNumber(1)), FIRST);
    });
    caught("R-503", |writer, _| {
        writer.write(placed(|body| body.action = Action::USE_NDC), FIRST);
    });
    caught("R-504", |writer, _| {
        writer.write(placed(|body| body.blocks = vec![block(90, 91)].try_into().unwrap()), FIRST);
    });
    caught("R-505", |writer, _| {
        writer.write(placed(|body| body.blocks = vec![block(40, 50)].try_into().unwrap()), FIRST);
    });
}

#[test]
fn of_what_becomes_of_holds() {
    caught("R-113", |writer, [promised, ..]| {
        writer.write(accept(promised, 1, 2, 1, 40), FIRST);
    });
    caught("R-506", |writer, [promised, ..]| {
        writer.write(release(promised), SECOND);
        writer.write(accept(promised, 1, 2, 1, 40), SECOND);
    });
    caught("R-506", |writer, [promised, ..]| {
        writer.write(accept(promised, 1, 2, 1, 40), SECOND);
        writer.write(release(promised), SECOND);
    });
    caught("R-507", |writer, [promised, ..]| {
        writer.write(accept(promised, 1, 2, 1, 39), SECOND);
    });
    caught("R-508", |writer, _| {
        writer.write(transfer(1, 3, SPACE, 40, 41), FIRST);
    });
    caught("R-508", |writer, _| {
        // The issue cannot be taken back from under a promise: the units did not move since.
        writer.write(issue(SOURCE, 1, SPACE, 101, 110), AUTHORITY);
        let issued = writer.journal.entry_count() - 1;
        writer.write(placed(|body| body.blocks = vec![block(101, 101)].try_into().unwrap()), FIRST);
        writer.write(reversal(issued, &legs(SOURCE, 1, SPACE, 101, 110)), &[0, 1]);
    });
}

#[test]
fn of_restrictions() {
    caught("R-113", |writer, _| {
        writer.write(restricted(|_| {}), FIRST);
    });
    caught("R-511", |writer, _| {
        writer.write(restricted(|body| body.accounts = Vec::new().try_into().unwrap()), AUTHORITY);
    });
    caught("R-511", |writer, _| {
        writer.write(restricted(|body| body.until = body.from), AUTHORITY);
    });
    caught("R-512", |writer, _| {
        let by_ghana = |body: &mut RestrictionPlaced| {
            body.party = Some(party("GHA"));
            body.blocks = vec![block(1, 1)].try_into().unwrap();
        };
        writer.write(restricted(by_ghana), AUTHORITY);
    });
    caught("R-513", |writer, [_, order, _]| {
        writer.write(lift(order), AUTHORITY);
        writer.write(lift(order), AUTHORITY);
    });
    caught("R-514", |writer, _| {
        writer.write(transfer(3, 1, SPACE, 91, 91), THIRD);
    });
    caught("R-514", |writer, [_, _, moved]| {
        writer.write(reversal(moved, &legs(1, 3, SPACE, 91, 100)), &[0, 1]);
    });
    caught("R-514", |writer, _| {
        let of_units = |body: &mut RestrictionPlaced| {
            body.accounts = Vec::new().try_into().unwrap();
            body.blocks = vec![block(60, 70)].try_into().unwrap();
        };
        writer.write(restricted(of_units), AUTHORITY);
        writer.write(transfer(1, 2, SPACE, 70, 71), FIRST);
    });
}

#[test]
fn of_evidence() {
    let abroad = || account_of(1, 11);
    caught("R-521", |writer, _| {
        writer.write(movement(Action::TRANSFER, legs(1, abroad(), SPACE, 41, 50)), FIRST);
    });
    caught("R-521", |writer, _| {
        writer.write(transfer_with(1, 2, 41, 50, evidence(EvidenceGrade::PROOF, 1)), FIRST);
    });
    caught("R-521", |writer, _| {
        writer.write(transfer_with(1, abroad(), 41, 50, evidence(EvidenceGrade::PROOF, 0)), FIRST);
    });
    caught("R-360", |writer, _| {
        writer.write(transfer_with(1, abroad(), 41, 50, evidence(EvidenceGrade(5), 1)), FIRST);
    });
}
