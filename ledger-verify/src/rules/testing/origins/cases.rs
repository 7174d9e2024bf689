//! What random ledgers seldom come to: nested underlying ranges, many series under one block, rulebook 3 adopted midway.

use super::write::*;
use super::*;

fn issued(series: u64, block: SerialBlock, basis: ledger_format::body::Particular) -> Body {
    let (source, taker) = (series * 100, if block.space == SpaceId(1) { 1 } else { 3 });
    telling(Action::ISSUE, vec![basis], vec![debit(source, block), credit(taker, block)])
}

fn rules(ledger: &Ledger) -> Vec<(String, u64)> {
    told(ledger).into_iter().map(|(rule, entry, _)| (rule, entry)).collect()
}

fn add(ledger: &mut Ledger, bodies: Vec<Body>) {
    for body in bodies {
        ledger.put(Draft { on_behalf: matches!(body, Body::Movement(_)), ..Draft::from(body) });
    }
}

#[test]
fn r_415_numbers_are_free_again_whoever_else_took_them() {
    let mut ledger = stage(&[]);
    let first = ledger.next();
    let (a, b) =
        (issued(1, block(1, 1, 10), underlying("P", 5)), issued(1, block(1, 11, 14), underlying("P", 8)));
    add(&mut ledger, vec![a.clone(), b]);
    assert_eq!(rules(&ledger), [("R-415".to_owned(), first.0 + 1)]);
    // 5 to 14 are free, although the second issue stands on 8 to 11.
    add(&mut ledger, vec![reversing(first, &a), issued(1, block(1, 21, 30), underlying("P", 5))]);
    assert_eq!(rules(&ledger).len(), 1);
    // Reversed a second time, it gives nothing back.
    add(&mut ledger, vec![reversing(first, &a), issued(1, block(1, 31, 31), underlying("P", 14))]);
    let told = rules(&ledger);
    assert_eq!(told[1..], [("R-221".to_owned(), first.0 + 4), ("R-415".to_owned(), first.0 + 5)]);
}

#[test]
fn a_movement_gives_back_what_it_drew_when_it_was_made() {
    let (year, line_name) = ((YEARS_MS[1], YEARS_MS[2]), name(2022, 1, 1));
    let mut ledger = stage(&[]);
    let early = issued(1, block(1, 1, 10), on(7, line_name));
    add(&mut ledger, vec![declared(activity("A1", 3, "", &[1]))]);
    let first = ledger.next();
    // The monitoring is not known yet: nothing is drawn, and nothing given back.
    add(&mut ledger, vec![early.clone(), monitored(monitoring(7, "A1", year, vec![line(line_name, 10)]))]);
    add(&mut ledger, vec![issued(1, block(1, 11, 20), on(7, line_name)), reversing(first, &early)]);
    add(&mut ledger, vec![issued(1, block(1, 21, 21), on(7, line_name))]);
    let expected = [("R-412", first.0), ("R-414", first.0 + 4)];
    assert_eq!(rules(&ledger), expected.map(|(rule, entry)| (rule.to_owned(), entry)));
    // The same of a loss.
    let cancelled = |first, last| {
        let whole = block(1, first, last);
        telling(Action::CANCELLATION, vec![settles(3)], vec![debit(1, whole), credit(7, whole)])
    };
    let mut ledger = stage(&[]);
    add(&mut ledger, vec![declared(activity("A1", 3, "", &[1])), issued(1, block(1, 1, 30), history())]);
    let first = ledger.next();
    add(&mut ledger, vec![cancelled(1, 10), lost(3, "A1", 2023, 10), cancelled(11, 20)]);
    add(&mut ledger, vec![reversing(first, &cancelled(1, 10)), cancelled(21, 21)]);
    let expected = [("R-417", first.0), ("R-417", first.0 + 4)];
    assert_eq!(rules(&ledger), expected.map(|(rule, entry)| (rule.to_owned(), entry)));
}

#[test]
fn of_a_line_that_stands_twice_the_first_counts() {
    let twice = [5, 9].map(|verified| line(name(2022, 1, 1), verified)).to_vec();
    let mut ledger = stage(&[]);
    add(&mut ledger, vec![declared(activity("A1", 3, "", &[1]))]);
    let first = ledger.next().0;
    add(
        &mut ledger,
        vec![
            monitored(monitoring(1, "A1", (YEARS_MS[1], YEARS_MS[2]), twice)),
            issued(1, block(1, 1, 5), on(1, name(2022, 1, 1))),
            issued(1, block(1, 6, 6), on(1, name(2022, 1, 1))),
        ],
    );
    assert_eq!(rules(&ledger), [("R-405".to_owned(), first), ("R-414".to_owned(), first + 2)]);
}

#[test]
fn r_417_looks_at_every_series_under_a_block() {
    let activities =
        [("A2", "hectare"), ("A3", "kWh")].map(|(id, metric)| declared(activity(id, 3, metric, &[1])));
    let cancelled = |number, first, last| {
        let whole = block(2, first, last);
        telling(Action::CANCELLATION, vec![settles(number)], vec![debit(3, whole), credit(8, whole)])
    };
    let mut ledger = stage(&[]);
    add(&mut ledger, activities.to_vec());
    add(&mut ledger, vec![lost(1, "A2", 2023, 100), lost(2, "A3", 2023, 100)]);
    for first in (1..40).step_by(4) {
        add(
            &mut ledger,
            vec![
                issued(5, block(2, first, first + 1), history()),
                issued(6, block(2, first + 2, first + 3), history()),
            ],
        );
    }
    let next = ledger.next().0;
    add(&mut ledger, vec![cancelled(1, 1, 2), cancelled(2, 3, 4), cancelled(2, 7, 7), cancelled(1, 9, 10)]);
    assert_eq!(rules(&ledger), []);
    add(
        &mut ledger,
        vec![cancelled(1, 13, 20), cancelled(1, 23, 23), cancelled(2, 24, 25), cancelled(3, 29, 30)],
    );
    let expected = [4, 5, 6, 7].map(|more| ("R-417".to_owned(), next + more));
    assert_eq!(rules(&ledger), expected);
}

#[test]
fn units_of_rulebook_2_have_no_basis_and_a_kind_of_rulebook_3_is_unknown_there() {
    let mut ledger = Ledger::default();
    ledger.add(Body::Genesis(Genesis { rulebook: rulebook(2, &[]), ..genesis() }));
    let staged = stage(&[]);
    for bytes in &staged.entries[1..] {
        ledger.add_bytes(bytes.clone());
    }
    let plain = |first| transfer(Action::ISSUE, 100, 1, block(1, first, first + 4));
    let unknown = ledger.next();
    add(
        &mut ledger,
        vec![
            declared(activity("A1", 3, "", &[1])),
            exempted(1),
            plain(1),
            issued(1, block(1, 6, 9), history()),
            adopted(3, &[]),
        ],
    );
    assert_eq!(rules(&ledger), []);
    let undetermined: Vec<_> = ledger.replay(2).undetermined.iter().filter_map(|each| each.entry).collect();
    assert_eq!(undetermined, [0, 1, 3].map(|more| EntryIndex(unknown.0 + more)));
    let next = ledger.next().0;
    add(
        &mut ledger,
        vec![plain(11), declared(activity("A1", 3, "", &[1])), issued(1, block(1, 6, 9), history())],
    );
    assert_eq!(rules(&ledger), [("R-411".to_owned(), next)]);
    assert_eq!(ledger.replay(1).rulebooks, [(2, unknown.0 + 5), (3, 3)]);
}

#[test]
fn an_option_of_rulebook_3_has_the_values_that_it_knows() {
    for (option, known, unknown) in [
        (RuleOption::ADAPTATION_SHARE, 10_000, 10_001),
        (RuleOption::OMGE_SHARE, 0, 10_001),
        (RuleOption::LEVY_ROUNDING, 3, 0),
        (RuleOption::LEVY_ROUNDING, 1, 4),
        (RuleOption::EXEMPTION_COUNTS, 1, 2),
    ] {
        for (version, value, is_known) in [(3, known, true), (3, unknown, false), (2, known, false)] {
            let mut ledger = stage(&[]);
            ledger.put(adopted(version, &[(option, value)]));
            let undetermined = ledger.replay(1).undetermined.len();
            assert_eq!(undetermined, usize::from(!is_known), "{option} {value} of {version}");
        }
    }
}
