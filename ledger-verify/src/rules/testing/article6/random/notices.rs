//! What random ledgers under rulebook 5 have more: bases and evidence, notices and their withdrawals, registries, proposals.

#![allow(clippy::cast_possible_truncation)] // What dice show is small.

use ledger_format::body::holds::{Evidence, HoldPlaced};
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven, NoticeWithdrawn};
use ledger_format::body::{Holds, Notices};
use ledger_format::codes::EvidenceGrade;

use super::*;

const COUNTERPARTS: [u64; 2] = [10, 11];

/// A block of one holder, one of these if there is one, or nearly; and who holds it.
fn held(dice: &mut Dice, naive: &Naive, holders: &[u64]) -> (u64, SerialBlock) {
    let of = |holder: u64| holders.contains(&holder);
    let all: Vec<_> =
        naive.units.iter().filter(|(_, known)| of(known.account)).map(|(unit, _)| *unit).collect();
    let (space, first) =
        if all.is_empty() || dice.roll(15) == 0 { (1, 1 + dice.roll(SERIALS)) } else { dice.pick(&all) };
    let holder = |serial| naive.units.get(&(space, serial)).map(|known| known.account);
    let giver = holder(first).filter(|holder| *holder < 100).unwrap_or(dice.pick(holders));
    let longest = first + dice.roll(9);
    let is_same = |serial: &u64| holder(*serial) == Some(giver) || dice.0.is_multiple_of(17);
    (giver, block(space, first, (first..=longest).take_while(is_same).last().unwrap_or(first)))
}

/// A notice, and how long before its recording it occurred.
pub fn notice(dice: &mut Dice, naive: &Naive) -> (Body, u64) {
    let (mut account, first) = held(dice, naive, &COUNTERPARTS);
    let mut blocks = vec![first];
    if dice.roll(4) == 0 {
        let (other, more) = held(dice, naive, &COUNTERPARTS);
        if other == account || dice.roll(6) == 0 {
            blocks.push(more);
        }
    }
    if dice.roll(12) == 0 {
        account = dice.pick(&[1, 2, 10, 11, 12]);
    }
    let action = dice.pick(&[5, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 9, 9, 11, 2]);
    let (year, entity, purpose) = match action {
        5 => (dice.pick(&[2021, 2022, 2024, 2024, 2025, 2027]), false, 0),
        6 => (0, true, dice.pick(&[2, 2, 4])),
        7..=9 => dice.pick(&[(0, false, 0), (0, true, 0), (0, false, 2), (0, true, 4)]),
        _ => (0, false, 0),
    };
    let (year, entity, purpose) = if dice.roll(20) == 0 {
        dice.pick(&[(2024, true, 2), (0, false, 0)])
    } else {
        (year, entity, purpose)
    };
    let named = dice.pick(&[airline(), airline(), airline(), Commitment([6; 32])]);
    let (grade, digest) = dice.pick(&[(1, 1), (2, 9), (3, 1), (4, 0)]);
    let digest = if dice.roll(25) == 0 { 1 - u8::from(digest > 0) } else { digest };
    let given = NoticeGiven {
        account: AccountNumber(account),
        blocks: blocks.try_into().unwrap(),
        action: Action(action),
        party: party(dice.pick(&[GHA, CHE, CHE, JPN])),
        year,
        entity: if entity { named } else { Commitment::default() },
        purpose: Purposes(purpose),
        evidence: Evidence { grade: EvidenceGrade(grade), digest: Digest([digest; 32]) },
    };
    let before = if dice.roll(5) == 0 { dice.roll(12) * BATCH_MS } else { 0 };
    (Body::Notices(Notices::Given(Box::new(given))), before)
}

pub fn withdrawal(dice: &mut Dice, naive: &Naive, index: u64) -> Body {
    let standing: Vec<u64> =
        naive.notices.iter().filter(|(_, (_, withdrawn))| !withdrawn).map(|(name, _)| *name).collect();
    let notice =
        if standing.is_empty() || dice.roll(8) == 0 { dice.roll(index + 2) } else { dice.pick(&standing) };
    let notice = EntryIndex(notice);
    Body::Notices(Notices::Withdrawn(NoticeWithdrawn { notice, reason: 1, document: Digest([2; 32]) }))
}

pub fn registries(dice: &mut Dice) -> Body {
    let named: &[&str] =
        dice.pick(&[&["GHA01"][..], &["CHE01"], &["CHE01"], &["CHE01", "GHA01"], &["GHA01", "GHA01"], &[]]);
    let registries: Vec<_> = named.iter().map(|name| name.parse().unwrap()).collect();
    Body::Notices(Notices::RegistriesStated(ApproachRegistriesStated {
        approach: ApproachNumber(dice.pick(&[1, 1, 2, 3])),
        registries: registries.try_into().unwrap(),
    }))
}

/// A hold that expires before the next batch: it binds nothing.
pub fn proposal(dice: &mut Dice, naive: &Naive, now: u64) -> Body {
    let (debited, whole) = held(dice, naive, &[1, 2, 3, 10, 11]);
    let debited = if is_live(debited) { debited } else { 1 };
    Body::Holds(Holds::Placed(HoldPlaced {
        debited: AccountNumber(debited),
        acquiring: AccountNumber(if debited == 1 { 2 } else { 1 }),
        action: Action::TRANSFER,
        expires: Timestamp(now + 1),
        blocks: vec![whole].try_into().unwrap(),
    }))
}
