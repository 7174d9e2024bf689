//! What a replay finds, in a form that can be held against a naive model, and against itself cut otherwise.

use ledger_format::block::SerialBlock;

use super::{Ledger, Replayed};

/// How many random ledgers a test takes: as many as usual, or as many as `LEDGER_TESTS_CASES` says.
pub fn cases(usual: u32) -> proptest::prelude::ProptestConfig {
    let said = std::env::var("LEDGER_TESTS_CASES").ok().and_then(|count| count.parse().ok());
    proptest::prelude::ProptestConfig::with_cases(said.unwrap_or(usual))
}

/// A finding: rule with its letter, entry, serials.
pub type Named = (String, u64, Vec<SerialBlock>);

/// A replay's findings with the letters of their rules.
pub fn named(replayed: &Replayed) -> Vec<Named> {
    let name = |finding: &crate::finding::Finding| {
        (finding.rule.to_string(), finding.entry.unwrap().0, finding.serials.clone())
    };
    replayed.findings.iter().map(name).collect()
}

/// What a ledger's replay finds, the same in windows of each of these sizes.
pub fn told_in_windows<const COUNT: usize>(ledger: &Ledger, sizes: [usize; COUNT]) -> Vec<Named> {
    let [told, others @ ..] = &sizes.map(|size| named(&ledger.replay(size)))[..] else { panic!("no sizes") };
    for other in others {
        assert_eq!(told, other, "windows change what is found");
    }
    told.clone()
}

/// What is found and not expected, and what is expected and not found; none if they agree.
pub fn disagreement(found: &[Named], expected: &[Named]) -> Option<String> {
    let only = |these: &[Named], others: &[Named]| -> Vec<Named> {
        these.iter().filter(|rule| !others.contains(rule)).cloned().collect()
    };
    let (more, less) = (only(found, expected), only(expected, found));
    (!more.is_empty() || !less.is_empty()).then(|| format!("found {more:?}, expected {less:?}"))
}

/// Asserts that one thread and five find the same.
pub fn threads_change_nothing_of(ledger: &Ledger) {
    let told = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| named(&ledger.replay(usize::MAX)))
    };
    assert_eq!(told(1), told(5));
}

#[test]
fn a_finding_too_many_or_too_few_is_a_disagreement() {
    let findings: [Named; 1] = [("R-211".to_owned(), 7, Vec::new())];
    assert_eq!(disagreement(&findings, &findings), None);
    assert!(disagreement(&findings, &[]).is_some());
    assert!(disagreement(&[], &findings).is_some());
}
