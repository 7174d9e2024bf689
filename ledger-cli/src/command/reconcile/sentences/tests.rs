//! Nothing that differs, and nothing that was not compared, is left unsaid.

use ledger_aef::reconcile::{Line, Statement, reconcile};

use super::*;

fn line(holder: &str, first: u64, last: u64, kind: &str) -> Line {
    Line {
        holder: holder.to_owned(),
        registry: "CHE01".to_owned(),
        block: Block { space: "CA".to_owned(), first, last },
        attributes: [("mitigation type".to_owned(), kind.to_owned())].into(),
    }
}

fn said(ours: Vec<Line>, theirs: Vec<Line>) -> Vec<String> {
    let side = |lines| Statement { lines, trail: Some(Vec::new()) };
    of(&reconcile(&side(ours), &side(theirs)), &Ours::default(), true)
}

#[test]
fn what_differs_is_named_with_both_values() {
    let lines = said(vec![line("CHE", 1, 9, "Removals")], vec![line("CHE", 1, 9, "Emission reductions")]);
    assert_eq!(lines[0], "CA 1-9: mitigation type here Removals, there Emission reductions");
    let lines = said(vec![line("CHE", 1, 9, "Removals")], vec![line("NOR", 1, 9, "Removals")]);
    assert_eq!(lines[2], "CA 1-9: holder here CHE, there NOR");
    let lines = said(vec![line("CHE", 1, 9, "Removals")], vec![]);
    assert_eq!(lines[1], "CA 1-9: here CHE in CHE01, there not held");
    let twice = vec![line("CHE", 1, 9, "Removals"), line("NOR", 1, 9, "Removals")];
    let lines = said(twice, vec![]);
    assert_eq!(lines[2], "CA 1-9: here named 2 times (CHE in CHE01, NOR in CHE01), there not held");
}

#[test]
fn what_was_not_compared_is_said() {
    let lines = said(vec![line("CHE", 9, 1, "")], vec![line("CHE", 9, 1, "")]);
    assert_eq!(lines, ["2 lines hold nothing and were left out"]);
    let mut found = reconcile(&Statement::default(), &Statement::default());
    found.trail_cut = true;
    let lines = of(&found, &Ours::default(), true);
    assert_eq!(lines, ["the trail was cut: the sides differ in too many places to tell every story"]);
    let held = |lines| Statement { lines, trail: None };
    let found = reconcile(&held(vec![line("CHE", 1, 9, "")]), &held(Vec::new()));
    assert_eq!(of(&found, &Ours::default(), false)[2], "no trail: the statement tells no actions");
}
