//! What goes wrong where units are used in another registry, each as a story: see [`ledger_tests::story`].

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use ledger_format::body::Body;
use ledger_format::body::article6::{AdjustmentsFinal, Article6};
use ledger_format::body::holds::{HoldPlaced, Holds};
use ledger_format::codes::Action;
use ledger_format::identifiers::{AccountNumber, PartyCode, Timestamp};
use ledger_tests::article6_answers::adjustment_sums;
use ledger_tests::article6_world::party;
use ledger_tests::auditor::Auditor;
use ledger_tests::journal::JournalBuilder;
use ledger_tests::movements::reversal;
use ledger_tests::notices_world::{
    AUTHORITY, BOTH, GHANA_ELSEWHERE, HOLDER, HOME, OPERATOR, SWITZERLAND, SWITZERLAND_ELSEWHERE, across,
    beginning, block, given, right_history, used_by_an_airline, used_by_switzerland, withdrawn, world,
};
use ledger_tests::story::Story;
use ledger_tests::world::BEGINNING_MS;

/// Units lie where [`ledger_tests::notices_world`] says.
fn begun() -> Story {
    let mut story = Story::of(world());
    for (body, keys) in beginning() {
        story.goes_on(0, body, keys);
    }
    story
}

/// Units first transferred, and units used, by Party and year, of Ghana's series of 2022.
fn adjusted(story: &Story) -> BTreeMap<(PartyCode, u16, u32), (i128, i128)> {
    adjustment_sums(&story.registry.ledger)
}

const GHANAS_SERIES: u32 = 11;

fn of_ghana(units: i128) -> ((PartyCode, u16, u32), (i128, i128)) {
    ((party("GHA"), 2022, GHANAS_SERIES), (units, 0))
}

fn of_switzerland(units: i128) -> ((PartyCode, u16, u32), (i128, i128)) {
    ((party("CHE"), 2024, GHANAS_SERIES), (0, units))
}

fn is_final(code: &str, year: u16) -> Body {
    let body = AdjustmentsFinal { party: party(code), first_year: year, last_year: year };
    Body::Article6(Article6::AdjustmentsFinal(body))
}

#[test]
fn a_remote_use_is_not_noticed_twice() {
    let mut story = begun();
    let first = story.goes_on(1, given(used_by_switzerland(1, 20)), OPERATOR);
    assert_eq!(adjusted(&story), BTreeMap::from([of_ghana(40), of_switzerland(20)]));
    story.but_not(2, given(used_by_switzerland(20, 30)), OPERATOR, "R-346");
    story.but_not(2, given(used_by_switzerland(1, 20)), OPERATOR, "R-346");
    story.goes_on(2, given(used_by_switzerland(21, 30)), OPERATOR);
    assert_eq!(adjusted(&story), BTreeMap::from([of_ghana(40), of_switzerland(30)]));
    // What was said in error can be said rightly.
    story.goes_on(3, withdrawn(first), BOTH);
    story.but_not(3, withdrawn(first), BOTH, "R-605");
    assert_eq!(adjusted(&story), BTreeMap::from([of_ghana(40), of_switzerland(10)]));
    story.goes_on(4, given(used_by_switzerland(1, 15)), OPERATOR);
    assert_eq!(adjusted(&story), BTreeMap::from([of_ghana(40), of_switzerland(25)]));
}

#[test]
fn a_noticed_unit_does_not_come_back() {
    let mut story = begun();
    let back = |first, last| across(Action::ACQUISITION, SWITZERLAND_ELSEWHERE, SWITZERLAND, first, last);
    let notice = story.goes_on(1, given(used_by_switzerland(1, 20)), OPERATOR);
    story.but_not(2, back(20, 25), HOLDER, "R-603");
    story.but_not(2, across(Action::TRANSFER, SWITZERLAND_ELSEWHERE, GHANA_ELSEWHERE, 1, 1), HOLDER, "R-603");
    let promised = Body::Holds(Holds::Placed(HoldPlaced {
        debited: AccountNumber(SWITZERLAND_ELSEWHERE),
        acquiring: AccountNumber(SWITZERLAND),
        action: Action::ACQUISITION,
        expires: Timestamp(BEGINNING_MS + 100),
        blocks: vec![block(15, 25)].try_into().unwrap(),
    }));
    story.but_not(2, promised, HOLDER, "R-603");
    // Nor by taking back the movement that sent them away, which crosses registries.
    let sent = notice - 2;
    let postings = ledger_tests::movements::legs(HOME, SWITZERLAND_ELSEWHERE, 3, 1, 40);
    story.but_not(2, reversal(sent, &postings), BOTH, "R-370");
    story.goes_on(2, back(21, 25), HOLDER);
    story.goes_on(3, withdrawn(notice), BOTH);
    story.goes_on(4, back(20, 20), HOLDER);
    // And what is not there any more is not noticed.
    story.but_not(5, given(used_by_switzerland(19, 20)), OPERATOR, "R-601");
}

#[test]
fn a_use_elsewhere_for_oimp_is_the_first_transfer_and_the_host_adjusts() {
    let mut story = begun();
    assert_eq!(adjusted(&story), BTreeMap::from([of_ghana(40)]));
    story.but_not(1, given(used_by_an_airline(80, 81)), OPERATOR, "R-363");
    let notice = story.goes_on(1, given(used_by_an_airline(41, 60)), OPERATOR);
    assert_eq!(adjusted(&story), BTreeMap::from([of_ghana(60)]));
    story.goes_on(2, withdrawn(notice), BOTH);
    assert_eq!(adjusted(&story), BTreeMap::from([of_ghana(40)]));
    story.goes_on(3, given(used_by_an_airline(51, 80)), OPERATOR);
    assert_eq!(adjusted(&story), BTreeMap::from([of_ghana(70)]));
}

#[test]
fn a_notice_is_not_withdrawn_after_the_year_is_final() {
    let mut story = begun();
    let used = story.goes_on(1, given(used_by_switzerland(1, 20)), OPERATOR);
    let claimed = story.goes_on(1, given(used_by_an_airline(41, 60)), OPERATOR);
    story.goes_on(2, is_final("CHE", 2024), AUTHORITY);
    story.but_not(3, withdrawn(used), BOTH, "R-371");
    // The first transfer of what Switzerland used was made before, by a movement: Ghana's year is none of its notice's business.
    story.goes_on(3, withdrawn(claimed), BOTH);
    let claimed = story.goes_on(4, given(used_by_an_airline(61, 70)), OPERATOR);
    story.goes_on(5, is_final("GHA", 2022), AUTHORITY);
    story.but_not(6, withdrawn(claimed), BOTH, "R-371");
    assert_eq!(adjusted(&story), BTreeMap::from([of_ghana(50), of_switzerland(20)]));
}

/// What the fuzz targets begin from.
#[test]
fn the_short_history_is_right() {
    let mut journal = JournalBuilder::with_world(world());
    for (recorded_ms, entry) in right_history(&world()) {
        journal.batch(recorded_ms, &[entry]);
    }
    let report = Auditor::with(&journal.trust(), journal.checkpoint()).report(journal.files());
    assert_eq!(report.findings, []);
}
