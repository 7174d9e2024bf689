//! The lowest number wins, and every rule has its sentence.

use ledger_format::codes::Action;

use super::stage::*;
use crate::rules::{Rule, SignatureVerdict};
use ledger_format::identifiers::{EntryId, KeyNumber};

/// An entry that breaks many rules, mended one by one from the lowest.
#[test]
fn the_lowest_rule_is_the_answer() {
    let mut stage = Stage::new();
    let id = Some(EntryId([5; 16]));
    stage.record(Ask { id, ..ask(register(20), &[OPERATOR]) });
    let mut broken = Ask {
        id,
        verdict: SignatureVerdict::Invalid(KeyNumber(ALICE)),
        not_after: Some(NOW - 1),
        ..ask(moves(Action(99), &[(A, 999, 9, 0, 1)]), &[BOB, REVOKED]).at(NOW + 1)
    };
    let mut found = vec![stage.refused(broken.clone())];
    let mut mend = |broken: &Ask| found.push(stage.refused(broken.clone()));
    broken.body = moves(Action::TRANSFER, &[(A, 999, 9, 0, 1)]);
    mend(&broken);
    broken.signers = vec![BOB];
    mend(&broken);
    broken.verdict = SignatureVerdict::Valid;
    mend(&broken);
    broken.signers = vec![ALICE];
    mend(&broken);
    broken.occurred_at = NOW - 1;
    mend(&broken);
    broken.not_after = Some(NOW + 999 * DAY);
    mend(&broken);
    broken.not_after = None;
    mend(&broken);
    broken.id = None;
    mend(&broken);
    for (from, to, space, first, last) in [
        (A, 999, 9, 1, 2),
        (A, 999, 1, 1, 2),
        (A, CLOSED, 1, 1, 2),
        (A, A, 1, 1, 2),
        (A, PENDING, 1, 1, 2),
        (A, NON_GHG, 1, 200, 201),
        (A, NON_GHG, 1, 1, 2),
    ] {
        broken.body = moves(Action::TRANSFER, &[(from, to, space, first, last)]);
        mend(&broken);
    }
    broken.occurred_at = NOW;
    mend(&broken);
    assert_eq!(found, [101, 110, 111, 113, 120, 121, 122, 123, 201, 202, 203, 204, 206, 208, 211, 212, 213]);
}

#[test]
fn rules_ascend_and_are_those_of_the_spec() {
    assert!(Rule::ALL.windows(2).all(|pair| pair[0].number() < pair[1].number()));
    let spec = include_str!("../../../../spec/rules.md");
    let article6 = include_str!("../../../../spec/article6.md");
    let origins = include_str!("../../../../spec/origins.md");
    let holds = include_str!("../../../../spec/holds.md");
    // The page of rulebook 5 also says what of the rules before it is asked of a notice.
    let notices =
        include_str!("../../../../spec/notices.md").lines().filter(|line| line.starts_with("| R-6"));
    let rows = [spec, article6, origins, holds].into_iter().flat_map(str::lines).chain(notices);
    let rows = rows.filter_map(|line| line.strip_prefix("| R-")?.get(..3)?.parse::<u16>().ok());
    assert_eq!(rows.collect::<Vec<_>>(), Rule::ALL.iter().map(|rule| rule.number()).collect::<Vec<_>>());
    assert_eq!(Rule::Held.to_string(), "R-211");
}
