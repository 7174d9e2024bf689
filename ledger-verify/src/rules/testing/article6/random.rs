//! Random ledgers of Article 6 under rulebooks 2 and 5, right and wrong, against [`super::naive`]; in windows of every size, with one
//! thread and several.

#![allow(clippy::cast_possible_truncation)] // What dice show is small.

mod notices;

use ledger_format::body::article6::{AdjustmentsFinal, StandingStated};
use ledger_format::codes::StandingItem;
use proptest::prelude::*;

use super::naive::Naive;
use super::*;
use crate::rules::testing::random::Dice;

/// Highest serial that is moved about.
const SERIALS: u64 = 30;

/// Whose and which, with the approach.
const AUTHORIZATIONS: [(&str, &str, u16); 4] = [(GHA, "A", 1), (GHA, "B", 2), (CHE, "A", 1), (JPN, "C", 1)];

fn version(dice: &mut Dice, naive: &Naive, now: u64, under: u32) -> Body {
    let (of, id, approach) = dice.pick(&AUTHORIZATIONS);
    let latest = naive.latest(of, id).map_or(0, |latest| latest.version);
    let number = latest + dice.pick(&[1, 1, 1, 1, 1, 0, 2]);
    let purposes = dice.pick(&[1, 7, 7, 5, 2]);
    let definition = if purposes == 1 { 0 } else { dice.pick(&[1, 2, 3, 3]) };
    let later = now + dice.roll(20) * BATCH_MS;
    let mut said = authorization(of, id, number.max(1));
    said.approach = ApproachNumber(approach);
    said.from = Timestamp(if dice.roll(5) == 0 { later } else { 0 });
    said.until = Timestamp(if dice.roll(5) == 0 { later + BATCH_MS } else { 0 });
    said.cap = dice.pick(&[0, 5, 15, 30]);
    said.purposes = Purposes(purposes);
    said.first_transfer = FirstTransferDefinition(definition);
    if dice.roll(4) == 0 {
        said.parties = vec![party(dice.pick(&[CHE, JPN]))].try_into().unwrap();
    }
    if dice.roll(6) == 0 {
        (said.first_vintage, said.last_vintage) = dice.pick(&[(2022, 2022), (0, 2025), (2023, 0)]);
    }
    if dice.roll(6) == 0 {
        (said.first_year_of_use, said.last_year_of_use) = dice.pick(&[(2022, 2024), (2024, 0)]);
    }
    said.revocation = RevocationTerms(dice.pick(if under == 5 { &[1, 2, 3, 3] } else { &[1, 2][..] }));
    stated(said)
}

fn blocks(dice: &mut Dice) -> Vec<SerialBlock> {
    let count = 1 + dice.roll(4) / 2;
    let block = |dice: &mut Dice| {
        let (first, longest) = (1 + dice.roll(SERIALS), dice.pick(&[6, 6, 6, SERIALS]));
        block(1 + dice.roll(5) as u32 / 4, first, first + dice.roll(longest))
    };
    (0..count).map(|_| block(dice)).collect()
}

fn issue(dice: &mut Dice, under: u32) -> Body {
    if under == 5 && dice.roll(3) == 0 {
        let first = 1 + dice.roll(SERIALS);
        let taker = dice.pick(&[13, 13, 12, 12, 11, 2, 9]);
        return transfer(Action::ISSUE, 300, taker, block(2, first, first + dice.roll(12)));
    }
    let (source, space, takers): (u64, u32, &[u64]) =
        dice.pick(&[(100, 1, &[1, 1, 1, 10, 2][..]), (200, 1, &[1, 3]), (300, 2, &[2, 2, 1])]);
    let first = 1 + dice.roll(if under == 5 { 2 * SERIALS } else { SERIALS });
    transfer(Action::ISSUE, source, dice.pick(takers), block(space, first, first + dice.roll(12)))
}

/// A movement of what somebody holds, or nearly; and a lower rule that it breaks on purpose.
fn movement(dice: &mut Dice, naive: &Naive, under: u32) -> (Body, Option<u16>) {
    let (mut action, mut takers): (Action, &[u64]) = dice.pick(&[
        (Action::FIRST_TRANSFER, &[2, 3, 10][..]),
        (Action::FIRST_TRANSFER, &[2, 3, 2]),
        (Action::TRANSFER, &[1, 2, 3, 10]),
        (Action::TRANSFER, &[1, 2, 3]),
        (Action::USE_NDC, &[4, 4, 5]),
        (Action::USE_OIMP, &[6]),
        (Action::CANCELLATION, &[7]),
        (Action::VOLUNTARY_CANCELLATION, &[8]),
        (Action::ADAPTATION_FUND_CONTRIBUTION, &[9]),
    ]);
    if under == 5 && dice.roll(3) == 0 {
        (action, takers) = dice.pick(&[
            (Action::TRANSFER, &[10, 11, 11][..]),
            (Action::FIRST_TRANSFER, &[11]),
            (Action::OMGE_CANCELLATION, &[12]),
            (Action::ACQUISITION, &[1, 2]),
        ]);
    }
    let year = ParticularValue::YearOfUse(dice.pick(&[2021, 2022, 2024, 2024, 2025, 2027]));
    let entity = ParticularValue::Entity(dice.pick(&[airline(), airline(), Commitment([6; 32])]));
    let purpose = ParticularValue::Purpose(Purposes(dice.pick(&[2, 2, 4])));
    let claims = match action {
        Action::USE_NDC => vec![year.clone()],
        Action::USE_OIMP => vec![entity, purpose],
        Action::CANCELLATION | Action::VOLUNTARY_CANCELLATION | Action::OMGE_CANCELLATION => {
            let both = [entity, purpose];
            dice.pick(&[&[][..], &[0], &[1], &[0, 1]]).iter().map(|at| both[*at].clone()).collect()
        }
        _ => Vec::new(),
    };
    let space = 1 + dice.roll(6) as u32 / 5;
    let live: Vec<u64> = (1..2 * SERIALS)
        .filter(|serial| naive.units.get(&(space, *serial)).is_some_and(|known| is_live(known.account)))
        .collect();
    let first = if live.is_empty() || dice.roll(12) == 0 { 1 + dice.roll(SERIALS) } else { dice.pick(&live) };
    let holder = naive.units.get(&(space, first)).map(|known| known.account);
    let giver = holder.filter(|holder| *holder < 100 && dice.roll(15) > 0).unwrap_or(1 + dice.roll(3));
    if action == Action::ACQUISITION && ![10, 11].contains(&giver) {
        action = Action::TRANSFER;
    }
    let held = |serial: &u64| naive.units.get(&(space, *serial)).is_some_and(|known| known.account == giver);
    let longest = first + dice.roll(14);
    let last = (first..=longest).take_while(held).last().unwrap_or(first);
    let mut taker = dice.pick(takers);
    if taker == giver {
        match takers.iter().copied().find(|taker| *taker != giver) {
            Some(other) => taker = other,
            None => (action, taker) = (Action::TRANSFER, 3),
        }
    }
    // What is given must not go back to whom it came from, and must be somebody's.
    let whole = block(space, first, last);
    let mut postings = vec![debit(giver, whole), credit(taker, whole)];
    if action == Action::TRANSFER && first < last && dice.roll(4) == 0 {
        let middle = first + (last - first) / 2;
        let other = [1, 2, 3].into_iter().find(|other| *other != giver && *other != taker).unwrap();
        postings = vec![
            debit(giver, whole),
            credit(other, block(space, middle + 1, last)),
            credit(taker, block(space, first, middle)),
        ];
    }
    match dice.roll(25) {
        0 => (claiming(action, &[year.clone(), year], postings), Some(360)),
        1 => (claiming(action, &claims, postings), Some(113)),
        _ => (claiming(action, &claims, postings), None),
    }
}

/// Whether units in an account may still move.
fn is_live(account: u64) -> bool {
    account < 100 && ACCOUNTS[account as usize - 1].0.is_live()
}

fn reversal(dice: &mut Dice, naive: &Naive) -> Option<Body> {
    let known: Vec<u64> = naive.movements.keys().copied().collect();
    let at = known.len().checked_sub(1 + dice.roll(known.len().clamp(1, 5) as u64) as usize)?;
    let movement = &naive.movements[&known[at]];
    let is_known =
        |posting: &Posting| naive.units.contains_key(&(posting.block.space.0, posting.block.first));
    movement
        .postings
        .iter()
        .all(is_known)
        .then(|| reversing(EntryIndex(known[at]), &Body::Movement(movement.clone())))
}

fn other(dice: &mut Dice, naive: &Naive, now: u64, under: u32) -> Body {
    let of = party(dice.pick(&[GHA, GHA, CHE]));
    match dice.roll(10) {
        0..=2 => said(Article6::StandingStated(StandingStated {
            party: of,
            item: StandingItem(1 + dice.roll(2) as u16),
            value: dice.pick(&[1, 1, 1, 0]),
            document: Digest([0; 32]),
        })),
        3 | 4 => {
            let first_year = dice.pick(&[2021, 2022, 2024]);
            said(Article6::AdjustmentsFinal(AdjustmentsFinal {
                party: of,
                first_year,
                last_year: first_year,
            }))
        }
        5 | 6 => {
            let (of, id, _) = dice.pick(&AUTHORIZATIONS);
            ended(of, id, now + dice.roll(4) * BATCH_MS)
        }
        7 if naive.version == under && dice.roll(2) == 0 => {
            let older = if under == 5 { settings(dice, 4) } else { Vec::new() };
            Body::RulebookAdopted(rulebook(under - 1, &older))
        }
        _ => Body::RulebookAdopted(rulebook(under, &settings(dice, under))),
    }
}

fn settings(dice: &mut Dice, version: u32) -> Vec<(RuleOption, u64)> {
    let options = [
        RuleOption::DRAFT_APPROACH_FORBIDS,
        RuleOption::NO_INITIAL_REPORT_FORBIDS,
        RuleOption::INELIGIBLE_FORBIDS,
    ];
    let mut set = Vec::new();
    for option in options {
        if dice.roll(4) == 0 {
            set.push((option, dice.roll(8)));
        }
    }
    if version >= 4 {
        // What the mechanism takes is the business of other tests.
        set.extend([(RuleOption::ADAPTATION_SHARE, 0), (RuleOption::OMGE_SHARE, 0)]);
    }
    if version == 5 {
        set.push((RuleOption::APPROACH_REGISTRIES_BIND, dice.roll(2)));
        set.push((RuleOption::LEVY_FIRST_TRANSFERS, dice.roll(4)));
    }
    set
}

/// Units that are issued, authorized for everything, and mostly numbered.
fn begun(dice: &mut Dice, under: u32) -> Vec<Body> {
    let report = |code: &str| {
        said(Article6::StandingStated(StandingStated {
            party: party(code),
            item: StandingItem::INITIAL_REPORT,
            value: 1,
            document: Digest([0; 32]),
        }))
    };
    let allowing = |of: &str, revocation, definition| {
        let mut said = authorization(of, "A", 1);
        (said.purposes, said.first_transfer) = (Purposes::ALL, FirstTransferDefinition(definition));
        said.revocation = RevocationTerms(revocation);
        stated(said)
    };
    let (issued, named) = (block(1, 1, SERIALS), block(1, 1, 10 + dice.roll(SERIALS - 10)));
    let terms: &[u16] = if under == 5 { &[1, 2, 3, 3] } else { &[1, 2] };
    let (revocation, definition) = (dice.pick(terms), dice.pick(&[1, 3, 3]));
    vec![
        report(GHA),
        report(CHE),
        transfer(Action::ISSUE, 100, 1, issued),
        allowing(GHA, revocation, definition),
        allowing(CHE, 1, 3),
        assigned(1, GHA, 2022, 10, vec![named]),
        attached(GHA, "A", 1, vec![named]),
    ]
}

/// A random ledger that begins under rulebook 2 or 5, and what is wrong with it.
fn random_ledger(seed: u64, length: u64, under: u32) -> (Ledger, Naive) {
    let mut dice = Dice(seed);
    let first = settings(&mut dice, under);
    let (mut ledger, mut naive) = (stage_under(under, &first), Naive::default());
    (naive.version, naive.settings) = (under, first);
    let told_why = |body| if under == 5 { told_why(body) } else { body };
    let mut first_bodies = if dice.roll(5) > 0 { begun(&mut dice, under) } else { Vec::new() };
    if under == 5 && dice.roll(4) == 0 {
        first_bodies.insert(0, notices::registries(&mut dice));
    }
    for body in first_bodies {
        let body = told_why(body);
        naive.replay(ledger.next().0, ledger.next_recorded_at_ms(), &body, None);
        ledger.add(Draft { on_behalf: matches!(body, Body::Movement(_)), ..Draft::from(body) });
    }
    for _ in 0..length {
        let now = ledger.next_recorded_at_ms();
        let (index, mut before) = (ledger.next().0, 0);
        let (body, lower) = match dice.roll(if under == 5 { 62 } else { 40 }) {
            0..=3 => (version(&mut dice, &naive, now, under), None),
            4..=6 => (other(&mut dice, &naive, now, under), None),
            7..=10 => {
                let (of, id, _) = dice.pick(&AUTHORIZATIONS);
                let latest = naive.latest(of, id).map_or(1, |latest| latest.version);
                let number = if dice.roll(9) == 0 { latest.saturating_sub(1) } else { latest };
                (attached(of, id, number, blocks(&mut dice)), None)
            }
            11..=14 => {
                let approach = dice.pick(&[1, 1, 1, 2]);
                let (of, vintage) = dice.pick(&[(GHA, 2022), (GHA, 2022), (GHA, 2022), (CHE, 2027)]);
                let first = dice.pick(&[dice_number(seed, ledger.next().0), 0, u64::MAX >> 1, 7]);
                (assigned(approach, of, vintage, first, blocks(&mut dice)), None)
            }
            15..=18 => (issue(&mut dice, under), None),
            19..=22 => match reversal(&mut dice, &naive) {
                Some(body) => (body, None),
                None => (issue(&mut dice, under), None),
            },
            40..=47 => {
                let (body, early) = notices::notice(&mut dice, &naive);
                before = early;
                (body, None)
            }
            48..=51 => (notices::withdrawal(&mut dice, &naive, index), None),
            52 | 53 => (notices::registries(&mut dice), None),
            54 | 55 => (notices::proposal(&mut dice, &naive, now), None),
            _ => movement(&mut dice, &naive, under),
        };
        let body = told_why(body);
        let keys = if lower == Some(113) { vec![RECOVERY] } else { vec![OPERATOR, AUTHORITY, BEARER] };
        // On behalf of all, unless the wrong ones sign: nobody but the operator speaks for accounts here.
        let on_behalf = lower != Some(113) && matches!(body, Body::Movement(_));
        let is_unsigned = lower == Some(113);
        let lower = if is_unsigned && !matches!(body, Body::Movement(_)) { None } else { lower };
        let occurred_at_ms = now - before;
        naive.replay(index, occurred_at_ms, &body, lower);
        ledger.add(Draft { keys, on_behalf, occurred_at_ms: Some(occurred_at_ms), ..Draft::from(body) });
    }
    (ledger, naive)
}

/// Numbers that are mostly free.
fn dice_number(seed: u64, entry: u64) -> u64 {
    10 + (seed % 5) + entry * 40
}

fn told(ledger: &Ledger) -> Vec<Named> {
    told_in_windows(ledger, [1, 5, usize::MAX])
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn sweeping_finds_what_unit_by_unit_is_wrong(seed in any::<u64>(), length in 1..120_u64) {
        let (ledger, naive) = random_ledger(seed, length, 2);
        let told = told(&ledger);
        prop_assert_eq!(disagreement(&told, &naive.told), None);
    }

    #[test]
    fn so_it_does_of_what_is_told_from_elsewhere(seed in any::<u64>(), length in 1..120_u64) {
        let (ledger, naive) = random_ledger(seed, length, 5);
        let told = told(&ledger);
        prop_assert_eq!(disagreement(&told, &naive.told), None);
    }
}

#[test]
fn random_ledgers_break_every_rule_that_asks_about_units() {
    let numbers = (344..=353).chain(360..=372);
    every_rule_is_broken(2, 150, numbers, 301..=303);
    let numbers = (344..=353).chain(360..=372).chain([504, 601, 602, 603, 604, 605, 606, 611, 612]);
    every_rule_is_broken(5, 500, numbers, 301..=304);
}

fn every_rule_is_broken(
    under: u32,
    seeds: u64,
    rules: impl Iterator<Item = u16>,
    remarks: impl Iterator<Item = u16>,
) {
    let mut seen = std::collections::BTreeMap::<String, u32>::new();
    for seed in 0..seeds {
        let told = random_ledger(seed, 100, under).1.told;
        told.into_iter().for_each(|(rule, ..)| *seen.entry(rule).or_default() += 1);
    }
    let rules = rules.map(|number| format!("R-{number}"));
    let all = rules.chain(remarks.map(|number| format!("N-{number}")));
    let missing: Vec<String> = all.filter(|rule| seen.get(rule).is_none_or(|count| *count < 3)).collect();
    assert!(missing.is_empty(), "{missing:?} of {seen:?}");
}

#[test]
fn threads_change_nothing() {
    for seed in 0..10 {
        threads_change_nothing_of(&random_ledger(seed, 100, 2).0);
        threads_change_nothing_of(&random_ledger(seed, 100, 5).0);
    }
}
