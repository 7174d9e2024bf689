//! Held against a plain comparison unit by unit, and story by story.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn line(holder: &str, first: u64, last: u64) -> Line {
    let block = Block { space: "CA0012".to_owned(), first, last };
    Line { holder: holder.to_owned(), registry: "CHE01".to_owned(), block, attributes: BTreeMap::new() }
}

fn held(lines: Vec<Line>) -> Statement {
    Statement { lines, trail: None }
}

fn with(mut line: Line, name: &str, value: &str) -> Line {
    line.attributes.insert(name.to_owned(), value.to_owned());
    line
}

#[test]
fn how_blocks_are_cut_does_not_matter() {
    let result = reconcile(&held(vec![line("A", 1, 100)]), &held(vec![line("A", 51, 100), line("A", 1, 50)]));
    assert_eq!((result.verdict, result.blocks.len(), result.trail), (Verdict::Pass, 0, None));
}

#[test]
fn equal_totals_of_other_units_are_found() {
    let result = reconcile(&held(vec![line("A", 1, 10)]), &held(vec![line("A", 2, 11)]));
    assert!(result.totals.is_empty());
    let found: Vec<_> = result
        .blocks
        .iter()
        .map(|it| (it.block.first, it.block.last, it.ours.len(), it.theirs.len()))
        .collect();
    assert_eq!((result.verdict, found), (Verdict::Fail, vec![(1, 1, 1, 0), (11, 11, 0, 1)]));
}

#[test]
fn holders_attributes_and_doubles() {
    let moved = reconcile(&held(vec![line("A", 1, 10)]), &held(vec![line("A", 1, 5), line("B", 6, 10)]));
    assert_eq!(moved.totals.len(), 2);
    assert_eq!(moved.blocks.iter().map(|it| it.block.first).collect::<Vec<_>>(), [6]);

    let vintage = |year| with(line("A", 1, 10), "vintage", year);
    let other = reconcile(&held(vec![vintage("2023")]), &held(vec![vintage("2024")]));
    assert_eq!((other.totals.len(), other.blocks.len()), (0, 1));
    // What only one side says is not compared.
    let unsaid = reconcile(&held(vec![vintage("2023")]), &held(vec![line("A", 1, 10)]));
    assert_eq!(unsaid.verdict, Verdict::Pass);

    let twice = reconcile(
        &held(vec![line("A", 1, 10), line("A", 5, 6)]),
        &held(vec![line("A", 1, 10), line("A", 5, 6)]),
    );
    assert_eq!(twice.blocks.iter().map(|it| (it.block.first, it.block.last)).collect::<Vec<_>>(), [(5, 6)]);
}

#[test]
fn nothing_to_compare_is_no_pass() {
    assert_eq!(reconcile(&held(vec![]), &held(vec![])).verdict, Verdict::Undetermined);
    let empty = reconcile(&held(vec![line("A", 2, 1), line("A", 3, 4)]), &held(vec![line("A", 3, 4)]));
    assert_eq!((empty.verdict, empty.empty_line_count), (Verdict::Undetermined, 1));
    let last = reconcile(&held(vec![line("A", 1, u64::MAX)]), &held(vec![line("A", 1, u64::MAX - 1)]));
    assert_eq!(
        last.blocks.iter().map(|it| (it.block.first, it.block.last)).collect::<Vec<_>>(),
        [(u64::MAX, u64::MAX)]
    );
}

#[test]
fn the_trail_shows_where_the_stories_part() {
    let step = |at: &str, what: &str, first, last| Step {
        at: at.to_owned(),
        what: what.to_owned(),
        block: Block { space: "CA0012".to_owned(), first, last },
    };
    let first = step("2026-01-01", "first transfer GHA to CHE", 1, 10);
    let cancelled = step("2026-02-01", "cancellation CHE", 6, 10);
    let ours = Statement { lines: vec![line("A", 1, 10)], trail: Some(vec![first.clone()]) };
    let theirs = Statement { lines: vec![line("A", 1, 5)], trail: Some(vec![cancelled.clone(), first]) };
    let result = reconcile(&ours, &theirs);
    let trail = result.trail.unwrap();
    assert_eq!(trail.len(), 1);
    let part = &trail[0];
    assert_eq!((part.block.first, part.alike_count), (6, 1));
    assert_eq!((&part.ours, &part.theirs), (&None, &Some(cancelled)));
}

proptest! {
    /// Unit by unit: the sweep names exactly the units of which the sides say different things, or which a side names twice.
    #[test]
    fn the_sweep_finds_each_unit_that_differs(
        ours in prop::collection::vec((0_usize..2, 1_u64..25, 0_u64..8), 0..8),
        theirs in prop::collection::vec((0_usize..2, 1_u64..25, 0_u64..8), 0..8),
    ) {
        let lines = |side: &[(usize, u64, u64)]| -> Vec<Line> {
            side.iter().map(|(holder, first, more)| line(["A", "B"][*holder], *first, first + more)).collect()
        };
        let (ours, theirs) = (lines(&ours), lines(&theirs));
        let result = reconcile(&held(ours.clone()), &held(theirs.clone()));
        let holders = |side: &[Line], unit: u64| -> Vec<String> {
            let mut all: Vec<String> = side
                .iter()
                .filter(|line| (line.block.first..=line.block.last).contains(&unit))
                .map(|line| line.holder.clone())
                .collect();
            all.sort();
            all
        };
        for unit in 0..40 {
            let (left, right) = (holders(&ours, unit), holders(&theirs, unit));
            let alike = left == right && left.len() <= 1;
            let named = result.blocks.iter().filter(|it| (it.block.first..=it.block.last).contains(&unit)).count();
            prop_assert_eq!(named, usize::from(!alike), "unit {}", unit);
        }
    }
}
