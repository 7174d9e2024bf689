//! Random ledgers of rulebook 3, right and wrong, against [`super::naive`]; in windows of every size, with one thread and several.

#![allow(clippy::cast_possible_truncation)] // What dice show is small.

use ledger_format::body::Particular;
use ledger_format::body::origins::{LineName, MonitoringLine};
use ledger_format::codes::Rounding;
use proptest::prelude::*;

use super::naive::Naive;
use super::write::*;
use super::*;
use crate::rules::testing::random::Dice;

/// Highest serial that is issued.
const SERIALS: u64 = 60;
const QUARTER_MS: u64 = 90 * 86_400_000;
const ACTIVITIES: [&str; 4] = ["A1", "A1", "A2", "A3"];

fn a_line(dice: &mut Dice, naive: &Naive, of: &str) -> MonitoringLine {
    let mitigation = naive.activities.get(of).map_or(3, |activity| activity.mitigation_type.0);
    let kind = if mitigation == 3 || dice.roll(12) == 0 { 1 + dice.roll(2) as u16 } else { mitigation };
    let name = name(dice.pick(&[2021, 2022, 2022, 2022, 2023]), 1 + dice.roll(4) as u32, kind);
    let mut line = line(name, 1 + dice.roll(30));
    if dice.roll(6) == 0 {
        let rounding = 1 + dice.roll(3) as u16;
        let amount = dice.roll(5);
        line.deductions = vec![deduction(dice.pick(&[0, 200_000, 333_333, 1_000_001]), rounding, amount)]
            .try_into()
            .unwrap();
        line.verified = line.verified.saturating_sub(amount);
    }
    if dice.roll(25) == 0 {
        line.verified += 1;
    }
    if dice.roll(25) == 0 {
        line.rounding = Rounding::UP;
        line.leakage = ledger_format::amount::Amount::new(i128::from(dice.roll(60)) - 30).unwrap();
    }
    line
}

fn statement(dice: &mut Dice, naive: &Naive) -> Body {
    let of = if dice.roll(30) == 0 { "A4" } else { dice.pick(&ACTIVITIES) };
    let known = naive.monitorings.len() as u32;
    match dice.roll(20) {
        0 | 1 => {
            let components: &[u32] = dice.pick(&[&[1, 2, 3][..], &[1], &[2, 2], &[]]);
            let mut said = activity(of, 1 + dice.roll(3) as u16, dice.pick(&["", "hectare"]), components);
            said.quantum_digits = dice.pick(&[1, 1, 1, 2, 0]);
            if dice.roll(5) == 0 {
                said.until = said.from;
            }
            declared(said)
        }
        2..=10 => {
            let first = YEARS_MS[0] + dice.roll(11) * QUARTER_MS;
            let first = if dice.roll(20) == 0 { first - QUARTER_MS } else { first };
            let until = first + dice.pick(&[1, 1, 2, 4, 0]) * QUARTER_MS;
            let lines: Vec<_> = (0..1 + dice.roll(4)).map(|_| a_line(dice, naive, of)).collect();
            let year_of = |ms: u64| 2020 + YEARS_MS.iter().filter(|year| **year <= ms).count() as u16;
            let mut lines: Vec<_> = lines
                .into_iter()
                .map(|mut line| {
                    if dice.roll(12) > 0 {
                        let last = year_of(until - 1).max(year_of(first));
                        line.name.year = line.name.year.clamp(year_of(first), last);
                        line.name.component.0 = line.name.component.0.min(3);
                    }
                    line
                })
                .collect();
            if dice.roll(12) > 0 {
                lines.sort_by_key(|line| line.name);
                lines.dedup_by_key(|line| line.name);
            }
            let number = if dice.roll(12) == 0 { dice.roll(4) as u32 } else { known };
            monitored(monitoring(number, of, (first, until), lines))
        }
        11..=13 => withdrawn(dice.roll(u64::from(known) + 1) as u32),
        14..=16 => {
            let number = if dice.roll(8) == 0 { 0 } else { naive.losses.len() as u32 };
            lost(number, of, dice.pick(&[2022, 2022, 2022, 1989]), dice.pick(&[5, 10, 20, 0]))
        }
        17 => converted(dice.pick(&[2022, 2201]), dice.pick(&[7, 0])),
        _ => exempted(dice.roll(2) as u16),
    }
}

fn settings(dice: &mut Dice) -> Vec<(RuleOption, u64)> {
    let options: [(RuleOption, &[u64]); 4] = [
        (RuleOption::ADAPTATION_SHARE, &[0, 1_000, 5_000]),
        (RuleOption::OMGE_SHARE, &[0, 500, 2_000]),
        (RuleOption::LEVY_ROUNDING, &[1, 2, 3]),
        (RuleOption::EXEMPTION_COUNTS, &[0, 1, 1]),
    ];
    let set = options.into_iter().filter_map(|(option, values)| {
        let value = dice.pick(values);
        (dice.roll(2) == 0).then_some((option, value))
    });
    set.collect()
}

/// A line of what is known, mostly one that the series can draw on.
fn a_basis(dice: &mut Dice, naive: &Naive, series: &Opened) -> (u32, LineName) {
    let all = naive.monitorings.iter().flat_map(|(number, (stated, stands))| {
        stated.lines.iter().map(move |line| (*number, stated.activity.as_str(), line.name, *stands))
    });
    let all: Vec<_> = all.collect();
    let fitting: Vec<_> = all
        .iter()
        .filter(|(_, of, name, stands)| *stands && *of == series.activity && name.year == series.vintage)
        .collect();
    match dice.roll(10) {
        0 => (dice.roll(9) as u32, name(2022, 1, 3)),
        1 if !all.is_empty() => {
            let (number, _, name, _) = dice.pick(&all);
            (number, name)
        }
        _ if !fitting.is_empty() => {
            let (number, _, name, _) = dice.pick(&fitting);
            (*number, *name)
        }
        _ => (0, name(2022, 1, 1)),
    }
}

/// Some fit each other, some do not, and in two a digit touches the number.
const SPACES: [(&str, &str, &str); 12] = [
    ("VCS", "P", "-X"),
    ("VCS", "P", "-X"),
    ("VCS", "P", "-X"),
    ("VCS", "Q", "-X"),
    ("vcs", "P", "-X"),
    ("VCS", "P-1-", "-X"),
    ("VCS", "P-12-", "-X"),
    ("VCS", "P", "-2-X"),
    ("VCS", "P-1-", "-2-X"),
    ("GS", "P-1-", "-3"),
    ("VCS", "P3", "-X"),
    ("VCS", "P", "5-X"),
];

fn particulars(dice: &mut Dice, naive: &Naive, series: &Opened) -> Vec<Particular> {
    let (number, line) = a_basis(dice, naive, series);
    let on = on(number, line);
    let first = dice.pick(&[1, 2, 5, 9, 15, 22, 30, 40, 50, 60, 0, (1 << 63) - 3, u64::MAX]);
    let under = underlying_of(dice.pick(&SPACES), first);
    match dice.roll(24) {
        0 => Vec::new(),
        1 => vec![on, under],
        2 => vec![on.clone(), on],
        3 => vec![under, history()],
        4 => vec![Particular { tag: 4, value: vec![1; 11].try_into().unwrap() }],
        5..=7 => vec![history()],
        8..=14 => vec![under],
        _ => vec![on],
    }
}

fn issue(dice: &mut Dice, naive: &Naive) -> Body {
    let place = dice.roll(6);
    let series = SERIES[place as usize];
    let first = 1 + dice.roll(SERIALS);
    let last = first + dice.roll(12);
    let free = |serial: &u64| !naive.units.contains_key(&(series.space, *serial));
    let last = (first..=last).take_while(free).last().unwrap_or(last);
    let whole = block(series.space, first, last);
    let mut postings = vec![debit((place + 1) * 100, whole)];
    let (mut rest, live) = (whole, if series.space == 1 { 1 } else { 3 });
    let is_levied = series.regime == Regime::ARTICLE_6_4 && dice.roll(8) > 0;
    if series.space == 1 && (is_levied || dice.roll(12) == 0) {
        let option = |option, otherwise| {
            naive.settings.iter().find(|(set, _)| *set == option).map_or(otherwise, |(_, value)| *value)
        };
        for (account, share) in
            [(5, option(RuleOption::ADAPTATION_SHARE, 500)), (6, option(RuleOption::OMGE_SHARE, 200))]
        {
            let units = match option(RuleOption::LEVY_ROUNDING, 3) {
                1 => whole.count() * share / 10_000,
                2 => (whole.count() * share + 5_000) / 10_000,
                _ => (whole.count() * share).div_ceil(10_000),
            };
            let units = (units + dice.pick(&[0, 0, 0, 0, 1])).min(rest.count());
            if units > 0 && units < rest.count() {
                postings.push(credit(account, block(1, rest.first, rest.first + units - 1)));
                rest.first += units;
            }
        }
    }
    postings.push(credit(live, rest));
    telling(Action::ISSUE, particulars(dice, naive, &series), postings)
}

/// A transfer, or a cancellation that may settle a loss.
fn movement(dice: &mut Dice, naive: &Naive) -> Body {
    let live: Vec<_> =
        naive.units.iter().filter(|(_, held)| held.account <= 4).map(|(unit, _)| *unit).collect();
    let (space, first) = if live.is_empty() { (1, 1) } else { dice.pick(&live) };
    let held = |serial: u64| naive.units.get(&(space, serial)).map(|held| held.account);
    let holder = held(first).filter(|holder| *holder <= 4 && dice.roll(12) > 0);
    let giver = holder.unwrap_or(if space == 1 { 1 } else { 3 });
    let longest = first + dice.roll(8);
    let last = (first..=longest).take_while(|serial| held(*serial) == Some(giver)).last().unwrap_or(first);
    let whole = block(space, first, last);
    if dice.roll(2) == 0 {
        let taker = match giver {
            1 => 2,
            2 => 1,
            3 => 4,
            _ => 3,
        };
        let wrong = if dice.roll(12) == 0 { vec![settles(0)] } else { Vec::new() };
        return telling(Action::TRANSFER, wrong, vec![debit(giver, whole), credit(taker, whole)]);
    }
    let losses = naive.losses.len() as u64;
    let settling = match dice.roll(8) {
        0 => Vec::new(),
        1 => vec![settles(9)],
        _ => vec![settles(dice.roll(losses.max(1)) as u32)],
    };
    let taker = if space == 1 { 7 } else { 8 };
    telling(Action::CANCELLATION, settling, vec![debit(giver, whole), credit(taker, whole)])
}

fn reversal(dice: &mut Dice, naive: &Naive) -> Option<Body> {
    let known: Vec<u64> = naive.movements.keys().copied().collect();
    let at = known.len().checked_sub(1 + dice.roll(known.len().clamp(1, 8) as u64) as usize)?;
    Some(reversing(EntryIndex(known[at]), &Body::Movement(naive.movements[&known[at]].clone())))
}

/// Activities, and a monitoring of most of them.
fn begun(dice: &mut Dice) -> Vec<Body> {
    let year = (YEARS_MS[1], YEARS_MS[2]);
    let verified = 10 + dice.roll(30);
    let lines = |kinds: &[u16]| {
        kinds.iter().flat_map(|kind| [1, 2].map(|of| line(name(2022, of, *kind), verified))).collect()
    };
    vec![
        declared(activity("A1", 3, "", &[1, 2, 3])),
        declared(activity("A2", 2, "hectare", &[1, 2])),
        declared(activity("A3", 1, "kWh", &[1, 2])),
        monitored(monitoring(0, "A1", year, lines(&[1, 2]))),
        monitored(monitoring(1, "A2", year, lines(&[2]))),
        lost(0, "A1", 2023, 15),
        lost(1, "A2", 2023, 9),
    ]
}

/// A random ledger, and what is wrong with it.
fn random_ledger(seed: u64, length: u64) -> (Ledger, Naive) {
    let mut dice = Dice(seed);
    let first = settings(&mut dice);
    let (mut ledger, mut naive) = (stage(&first), Naive::default());
    (naive.version, naive.settings) = (3, first);
    for body in if dice.roll(6) > 0 { begun(&mut dice) } else { Vec::new() } {
        naive.replay(ledger.next().0, ledger.next_recorded_at_ms(), &body, None);
        ledger.put(body);
    }
    for _ in 0..length {
        let now = ledger.next_recorded_at_ms();
        let body = match dice.roll(40) {
            0..=8 => statement(&mut dice, &naive),
            9 => match (naive.version, dice.roll(3)) {
                (3, 0) => adopted(2, &[]),
                _ => adopted(3, &settings(&mut dice)),
            },
            10..=15 => match reversal(&mut dice, &naive) {
                Some(body) => body,
                None => issue(&mut dice, &naive),
            },
            16..=27 => issue(&mut dice, &naive),
            _ => movement(&mut dice, &naive),
        };
        let is_unsigned = matches!(body, Body::Movement(_)) && dice.roll(30) == 0;
        let keys = if is_unsigned { vec![RECOVERY] } else { vec![OPERATOR, AUTHORITY, BEARER] };
        let on_behalf = !is_unsigned && matches!(body, Body::Movement(_));
        naive.replay(ledger.next().0, now, &body, is_unsigned.then_some(113));
        ledger.add(Draft { keys, on_behalf, ..Draft::from(body) });
    }
    (ledger, naive)
}

proptest! {
    #![proptest_config(cases(250))]

    #[test]
    fn sorting_and_settling_finds_what_one_by_one_is_wrong(seed in any::<u64>(), length in 1..120_u64) {
        let (ledger, naive) = random_ledger(seed, length);
        let told = told(&ledger);
        prop_assert_eq!(disagreement(&told, &naive.told), None);
    }
}

#[test]
fn random_ledgers_break_every_rule_of_where_units_come_from() {
    let mut seen = std::collections::BTreeMap::<String, u32>::new();
    let mut sound = 0;
    for seed in 0..150 {
        let (ledger, naive) = random_ledger(seed, 100);
        sound += ledger.entries.len() - naive.told.len();
        naive.told.into_iter().for_each(|(rule, ..)| *seen.entry(rule).or_default() += 1);
    }
    let numbers = (401..=409).chain(411..=417).chain([130, 208, 210, 211, 221, 223, 360]);
    let missing: Vec<u32> =
        numbers.filter(|number| seen.get(&format!("R-{number}")).is_none_or(|count| *count < 5)).collect();
    assert!(missing.is_empty(), "{missing:?} of {seen:?}");
    assert!(sound > 5_000, "{sound} sound entries, {seen:?}");
}

#[test]
fn threads_change_nothing() {
    for seed in 0..10 {
        threads_change_nothing_of(&random_ledger(seed, 100).0);
    }
}
