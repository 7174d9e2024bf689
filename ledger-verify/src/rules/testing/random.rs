//! Random ledgers, right and wrong, against [`super::naive`]; in windows of every size, and with one thread or several.

#![allow(clippy::cast_possible_truncation)] // What dice show is small.

use ledger_format::body::{AccountClosed, AccountStanding, Body, Posting, ReversingMovement};
use ledger_format::codes::Action;
use ledger_format::identifiers::EntryIndex;
use proptest::prelude::*;

use super::comparison::cases;
use super::naive::Naive;
use super::{Draft, Ledger, account, block, credit, debit, moving, reversing, tell};

/// Highest serial that is moved about.
const SERIALS: u64 = 24;

/// Draws numbers from one seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.roll(items.len() as u64) as usize]
    }
}

/// A movement that is likely to be right, as far as the state allows; wrong in one of many ways otherwise.
fn movement(dice: &mut Dice, naive: &Naive) -> Body {
    let mut postings = Vec::new();
    let issues = dice.roll(4) == 0;
    let action = if issues {
        Action::ISSUE
    } else {
        dice.pick(&[Action::TRANSFER, Action::TRANSFER, Action::USE_NDC])
    };
    for _ in 0..=dice.roll(3) / 2 {
        let space = 1 + dice.roll(4) as u32 / 3;
        let first = 1 + dice.roll(SERIALS);
        let longest = if dice.roll(3) == 0 { SERIALS } else { 3 };
        let last = first + dice.roll(longest);
        let holder = naive.held.get(&(space, first)).map(|held| held.account);
        let giver = match holder {
            _ if issues => {
                if space == 2 {
                    300
                } else {
                    dice.pick(&[100, 100, 200])
                }
            }
            Some(holder) if dice.roll(8) > 0 => holder,
            _ => dice.pick(&[1, 2, 3, 4, 5, 6, 9, 100]),
        };
        // The run of serials that the giver really holds.
        let held = |serial: &u64| {
            let holder = naive.held.get(&(space, *serial)).map(|held| held.account);
            if issues { holder.is_none() } else { holder == Some(giver) }
        };
        let reach = (first..=last).take_while(held).last();
        let last = if dice.roll(8) == 0 { last } else { reach.unwrap_or(last) };
        let taker = match action {
            Action::USE_NDC => 4,
            Action::ISSUE => dice.pick(if giver == 200 { &[3] } else { &[1, 2, 5] }),
            _ => dice.pick(&[1, 2, 1, 2, 3, 6]),
        };
        let whole = block(space, first, last);
        postings.push(debit(giver, whole));
        if dice.roll(4) == 0 && first < last {
            let middle = first + (last - first) / 2;
            postings.push(credit(taker, block(space, first, middle)));
            postings.push(credit(dice.pick(&[1, 2]), block(space, middle + 1, last)));
        } else {
            postings.push(credit(taker, whole));
        }
    }
    if dice.roll(12) == 0 {
        spoil(dice, &mut postings);
    }
    let action = if dice.roll(30) == 0 { Action::ACQUISITION } else { action };
    moving(action, postings)
}

fn spoil(dice: &mut Dice, postings: &mut Vec<Posting>) {
    let at = dice.roll(postings.len() as u64) as usize;
    match dice.roll(6) {
        0 => drop(postings.remove(at)),
        1 => postings.push(postings[at]),
        2 => postings[at].block.space.0 = 1 + dice.roll(3) as u32,
        3 => postings[at].block.last = postings[at].block.first.wrapping_sub(dice.roll(2)),
        4 => postings[at].account = account(dice.pick(&[1, 2, 9, 200])),
        _ => postings[at] = postings[at].reversed(),
    }
}

fn reversal(dice: &mut Dice, naive: &Naive) -> Option<Body> {
    let known: Vec<u64> = naive.movements.keys().copied().collect();
    let reverses = known.len().checked_sub(1 + dice.roll(known.len().clamp(1, 6) as u64) as usize)?;
    let (reverses, mut postings) = (known[reverses], naive.movements[&known[reverses]].clone());
    let original = moving(Action::ISSUE, postings.clone());
    if dice.roll(6) > 0 {
        return Some(reversing(EntryIndex(reverses), &original));
    }
    let other = if dice.roll(2) == 0 { dice.roll(16) } else { dice.pick(&known) };
    let reverses = EntryIndex(if dice.roll(2) == 0 { other } else { reverses });
    if reverses.0 != other || dice.roll(2) == 0 {
        spoil(dice, &mut postings);
    }
    let postings = postings.into_iter().map(Posting::reversed).collect::<Vec<_>>();
    Some(Body::Reversal(ReversingMovement { reverses, reason: 1, postings: postings.try_into().unwrap() }))
}

/// A random ledger, and what is wrong with it.
fn random_ledger(seed: u64, length: u64) -> (Ledger, Naive) {
    let (mut dice, mut ledger, mut naive) = (Dice(seed), Ledger::stage(), Naive::stage());
    for _ in 0..length {
        let body = match dice.roll(60) {
            0 => Body::AccountSuspended(AccountStanding { account: account(1 + dice.roll(6)), reason: 1 }),
            1 => Body::AccountClosed(AccountClosed { account: account(1 + dice.roll(6)) }),
            2..=6 => {
                let idle = naive.idle_account().filter(|_| dice.roll(5) > 0);
                let account = account(idle.unwrap_or_else(|| 1 + dice.roll(6)));
                Body::AccountReinstated(AccountStanding { account, reason: 1 })
            }
            7..=18 => reversal(&mut dice, &naive).unwrap_or_else(|| movement(&mut dice, &naive)),
            _ => movement(&mut dice, &naive),
        };
        let opens_batch = dice.roll(3) > 0;
        let recorded = ledger.next_recorded_at_ms() - if opens_batch { 0 } else { 20 * super::BATCH_MS };
        let late = if dice.roll(10) == 0 { dice.roll(30) * super::BATCH_MS } else { 0 };
        let occurred = recorded - late;
        // On behalf of all: who signs is not what these tests are about.
        let on_behalf = matches!(body, Body::Movement(_));
        naive.replay(ledger.next().0, occurred, &body);
        let draft = Draft { occurred_at_ms: Some(occurred), on_behalf, ..Draft::from(body) };
        if opens_batch {
            ledger.add(draft)
        } else {
            ledger.join(draft)
        };
    }
    (ledger, naive)
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn sweeping_finds_what_serial_by_serial_is_wrong(seed in any::<u64>(), length in 1..90_u64) {
        let (ledger, naive) = random_ledger(seed, length);
        prop_assert_eq!(ledger.told(), naive.told);
    }
}

#[test]
fn random_ledgers_break_every_rule_of_custody() {
    let mut seen = std::collections::BTreeMap::<u16, u32>::new();
    let (mut clean, mut followers) = (0, 0);
    for seed in 0..150 {
        let told = random_ledger(seed, 60).1.told;
        clean += 60 - told.len();
        followers += told.iter().filter(|(_, entry, _, cause)| entry != cause).count();
        told.iter().for_each(|(rule, ..)| *seen.entry(*rule).or_default() += 1);
    }
    let rules =
        [172, 173, 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213, 220, 221, 222, 223];
    assert!(rules.iter().all(|rule| seen.get(rule).is_some_and(|count| *count > 5)), "{seen:?}");
    assert!(clean > 1_000 && followers > 500, "{clean} entries without a finding, {followers} with a cause");
}

#[test]
fn threads_change_nothing() {
    for seed in 0..20 {
        let ledger = random_ledger(seed, 80).0;
        let told = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| tell(&ledger.replay(usize::MAX)))
        };
        assert_eq!(told(1), told(5));
    }
}
