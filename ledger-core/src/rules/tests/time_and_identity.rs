//!

use ledger_format::body::{Body, Note, Rulebook, Setting};
use ledger_format::codes::RuleOption;
use ledger_format::identifiers::{Digest, EntryId, EntryIndex, Timestamp};

use super::stage::*;
use crate::rules::Refusal;

#[test]
fn r120_nothing_is_recorded_before_it_happens() {
    let stage = Stage::new();
    assert_eq!(stage.refused(ask(register(20), &[OPERATOR]).at(NOW + 1)), 120);
    stage.admitted(ask(register(20), &[OPERATOR]).at(NOW));
}

#[test]
fn r121_r122_not_after_is_neither_past_nor_far() {
    let stage = Stage::new();
    let until = |not_after| Ask { not_after: Some(not_after), ..ask(register(20), &[OPERATOR]) };
    assert_eq!(stage.refused(until(NOW - 1)), 121);
    stage.admitted(until(NOW));
    stage.admitted(until(NOW + 180 * DAY));
    assert_eq!(
        stage.ask(until(NOW + 180 * DAY + 1)),
        Err(Refusal::NotAfterTooFar {
            not_after: Timestamp(NOW + 180 * DAY + 1),
            latest: Timestamp(NOW + 180 * DAY)
        })
    );
}

#[test]
fn r122_goes_by_the_rulebook() {
    let mut stage = Stage::new();
    let settings = vec![Setting { option: RuleOption::NOT_AFTER_LIMIT_MS, value: 5 }].try_into().unwrap();
    let adopted = Body::RulebookAdopted(Rulebook { version: 1, settings });
    stage.record(ask(adopted, &[OPERATOR, AUTHORITY]));
    let until = |not_after| Ask { not_after: Some(not_after), ..ask(register(20), &[OPERATOR]) };
    assert_eq!(stage.refused(until(NOW + 6)), 122);
    stage.admitted(until(NOW + 5));
}

#[test]
fn r123_an_id_is_taken_until_it_expires() {
    let mut stage = Stage::new();
    let id = EntryId([5; 16]);
    let with_id = |key| Ask { id: Some(id), not_after: Some(NOW + 9), ..ask(register(key), &[OPERATOR]) };
    let recorded = stage.record(with_id(20));
    assert_eq!(stage.ask(with_id(21)), Err(Refusal::IdTaken { recorded }));
    assert_eq!(stage.book.entry_with_id(&id, Timestamp(NOW + 9)), Some(recorded));
    stage.now = NOW + 9;
    assert_eq!(stage.refused(with_id(21)), 123);
    stage.now = NOW + 10;
    stage.admitted(Ask { not_after: None, ..with_id(21) });
    assert_eq!(stage.book.entry_with_id(&id, Timestamp(NOW + 10)), None);
}

#[test]
fn r130_a_rulebook_is_last_and_names_options_once() {
    let stage = Stage::new();
    let one = Setting { option: RuleOption::NOT_AFTER_LIMIT_MS, value: 5 };
    let adopt = |settings: Vec<Setting>| {
        let settings = settings.try_into().unwrap();
        ask(Body::RulebookAdopted(Rulebook { version: 1, settings }), &[OPERATOR, AUTHORITY])
    };
    assert_eq!(stage.refused(adopt(vec![one, one])), 130);
    assert_eq!(stage.refused(Ask { last_in_batch: false, ..adopt(vec![one]) }), 130);
    stage.admitted(adopt(vec![one]));
    stage.admitted(Ask { last_in_batch: false, ..ask(register(20), &[OPERATOR]) });
}

#[test]
fn r131_a_note_names_earlier_entries() {
    let stage = Stage::new();
    let note = |entry| {
        let note = Note {
            party: None,
            document: Digest::default(),
            media_type: "text/plain".try_into().unwrap(),
            document_size: 1,
            entries: vec![EntryIndex(0), EntryIndex(entry)].try_into().unwrap(),
        };
        ask(Body::Note(note), &[OPERATOR])
    };
    assert_eq!(stage.refused(note(stage.book.entry_count())), 131);
    stage.admitted(note(stage.book.entry_count() - 1));
}
