//! What goes wrong where two want the same units, each as a story: the writer refuses the mistake, and if another writer records
//! it all the same, the verifier finds that entry by that rule and nothing else.
//!
//! The controls: the story up to the mistake is right for both, and so is the same step taken rightly.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use ledger_core::storage::MemoryStorage;
use ledger_tests::auditor::Auditor;
use ledger_tests::holds_world::{
    AUTHORITY, FIRST, SECOND, SOURCE, SPACE, THIRD, accept, hold, lift, release, restrict, right_history,
};
use ledger_tests::journal::JournalBuilder;
use ledger_tests::movements::{issue, transfer};
use ledger_tests::registry::Registry;
use ledger_tests::story::Story;
use ledger_tests::world::{BEGINNING_MS, World};

/// When the stories' holds expire.
const EXPIRES_MS: u64 = BEGINNING_MS + 10_000;

fn begun() -> Story {
    let mut story = Story::of(World::of_holds());
    story.goes_on(0, issue(SOURCE, 1, SPACE, 1, 100), AUTHORITY);
    story
}

#[test]
fn a_block_that_is_promised_is_not_sold_twice() {
    let mut story = begun();
    let promised = story.goes_on(1, hold(1, 2, 1, 40, EXPIRES_MS), FIRST);
    story.but_not(2, hold(1, 3, 40, 60, EXPIRES_MS), FIRST, "R-505");
    story.but_not(2, transfer(1, 3, SPACE, 31, 50), FIRST, "R-508");
    story.but_not(2, accept(promised, 1, 2, 1, 39), SECOND, "R-507");
    story.but_not(2, accept(promised, 1, 3, 1, 40), SECOND, "R-507");
    story.but_not(2, accept(promised, 1, 2, 1, 40), FIRST, "R-113");
    story.goes_on(3, transfer(1, 3, SPACE, 41, 50), FIRST);
    story.goes_on(4, accept(promised, 1, 2, 1, 40), SECOND);
    story.goes_on(5, transfer(2, 3, SPACE, 1, 40), SECOND);
}

#[test]
fn what_expired_or_was_released_is_not_accepted() {
    let mut story = begun();
    let first = story.goes_on(1, hold(1, 2, 1, 40, EXPIRES_MS), FIRST);
    let second = story.goes_on(1, hold(1, 3, 41, 60, EXPIRES_MS), FIRST);
    let third = story.goes_on(1, hold(1, 3, 61, 70, EXPIRES_MS), FIRST);
    story.but_not(2, release(second), SECOND, "R-113");
    story.goes_on(2, release(second), THIRD);
    story.but_not(3, accept(second, 1, 3, 41, 60), THIRD, "R-506");
    story.but_not(3, release(second), THIRD, "R-506");
    story.goes_on(9_999, accept(third, 1, 3, 61, 70), THIRD);
    story.but_not(10_000, accept(first, 1, 2, 1, 40), SECOND, "R-506");
    story.goes_on(10_000, transfer(1, 3, SPACE, 1, 40), FIRST);
}

#[test]
fn a_restricted_account_does_not_pay() {
    let mut story = begun();
    let promised = story.goes_on(1, hold(1, 2, 1, 10, EXPIRES_MS), FIRST);
    let order = story.goes_on(1, restrict(1, BEGINNING_MS + 5), AUTHORITY);
    story.goes_on(4, transfer(1, 3, SPACE, 11, 20), FIRST);
    story.but_not(5, transfer(1, 3, SPACE, 21, 30), FIRST, "R-514");
    story.but_not(5, accept(promised, 1, 2, 1, 10), SECOND, "R-514");
    story.but_not(5, hold(1, 2, 21, 30, EXPIRES_MS), FIRST, "R-505");
    story.but_not(5, lift(order), FIRST, "R-113");
    story.goes_on(5, transfer(3, 1, SPACE, 11, 20), THIRD);
    story.goes_on(6, lift(order), AUTHORITY);
    story.goes_on(6, accept(promised, 1, 2, 1, 10), SECOND);
}

/// What the fuzz targets begin from.
#[test]
fn the_short_history_is_right() {
    let world = World::of_holds();
    let registry = Registry::with_world(&world, Arc::new(MemoryStorage::new()));
    let mut journal = JournalBuilder::with_world(world.clone());
    for (recorded_ms, entry) in right_history(&world) {
        registry.record(recorded_ms, std::slice::from_ref(&entry)).unwrap();
        journal.batch(recorded_ms, &[entry]);
    }
    let report = Auditor::with(&journal.trust(), journal.checkpoint()).report(journal.files());
    assert_eq!(report.findings, []);
}
