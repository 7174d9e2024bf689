//! One thread and many, small windows and large: the same report, byte for byte.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use ledger_tests::article6_operations::{OPERATION_SIZE, article6_operations};
use ledger_tests::auditor::Auditor;
use ledger_tests::journal::JournalBuilder;
use ledger_tests::model::{Forget, Model};
use ledger_tests::operations::operations;
use ledger_tests::world::{BEGINNING_MS, World};
use ledger_verify::report::{csv, json, text};

/// A journal full of right and wrong operations, all recorded, in batches of any size and several segments.
fn eventful_journal(seed: u8) -> JournalBuilder {
    let world = World::default();
    let mut journal = JournalBuilder::with_world(world.clone());
    let mut bytes = vec![0; 8 * 600];
    blake3::Hasher::new_keyed(&[seed; 32]).finalize_xof().fill(&mut bytes);
    let mut batch = Vec::new();
    let mut earlier = std::collections::BTreeMap::new();
    for (number, operation) in (1_000..).zip(operations(&bytes)) {
        let index = journal.entry_count() + batch.len() as u64;
        let now_ms = BEGINNING_MS + number;
        let entry = operation.entry(&world, number, now_ms, index, |entry| earlier.get(&entry.0).cloned());
        if let Ok(Some((_, ledger_format::body::Body::Movement(movement)))) =
            ledger_format::entry::EntryBytes::whole(&entry).unwrap().decode()
        {
            earlier.insert(index, movement.postings.to_vec());
        }
        batch.push(entry);
        if operation.ends_batch {
            journal.batch(now_ms, &batch);
            batch.clear();
            if number % 50 == 0 {
                journal.begin_segment();
            }
        }
    }
    journal
}

/// The same of operations under rulebook 5: holds, notices, and all that came before them.
fn eventful_journal_of_every_rulebook(seed: u8) -> JournalBuilder {
    let world = World::of_notices([0; 3], [500, 200, 3, 1], 60_000, [0, 3]);
    let mut journal = JournalBuilder::with_world(world.clone());
    let mut model = Model::new(world.clone(), Forget::Nothing);
    model.apply(&world.genesis());
    world.declarations().iter().for_each(|entry| model.apply(entry));
    let mut bytes = vec![0; OPERATION_SIZE * 500];
    blake3::Hasher::new_keyed(&[seed; 32]).finalize_xof().fill(&mut bytes);
    let mut batch = Vec::new();
    for (number, operation) in (1_000..).zip(article6_operations(&bytes)) {
        let now_ms = BEGINNING_MS + number;
        let entry = operation.entry(&world, &model, number, now_ms);
        // What is wrong is recorded too; operations go on from what is right.
        if model.judge(&entry, now_ms).is_none() {
            model.apply(&entry);
        }
        batch.push(entry);
        if operation.ends_batch() {
            journal.batch(now_ms, &batch);
            batch.clear();
            if number % 50 == 0 {
                journal.begin_segment();
            }
        }
    }
    journal
}

fn reports(auditor: &Auditor, journal: &JournalBuilder) -> Vec<u8> {
    let report = auditor.report(journal.files());
    let mut out = Vec::new();
    text::write(&report, &mut out).unwrap();
    json::write(&report, &mut out).unwrap();
    csv::write(&report, &mut out).unwrap();
    out
}

#[test]
fn threads_and_windows_do_not_show() {
    let plain = (0..3).map(|seed| (eventful_journal(seed), ["R-211", "R-211"]));
    let later = (0..2).map(|seed| (eventful_journal_of_every_rulebook(seed), ["R-506", "R-605"]));
    for (journal, rules) in plain.chain(later) {
        let auditor = |threads, window_entries| Auditor {
            trust: Some(journal.trust().encode()),
            checkpoint: Some(journal.checkpoint()),
            threads,
            window_entries,
        };
        let one = reports(&auditor(1, None), &journal);
        let text = String::from_utf8_lossy(&one);
        assert!(rules.iter().all(|rule| text.contains(rule)), "an eventful journal has {rules:?}");
        for (threads, window) in [(2, None), (5, None), (1, Some(1)), (2, Some(7)), (2, Some(64))] {
            assert_eq!(
                reports(&auditor(threads, window), &journal),
                one,
                "{threads} threads, window {window:?}"
            );
        }
    }
}

/// The control: another journal has another report, so equal bytes mean something.
#[test]
fn another_journal_has_another_report() {
    let (a, b) = (eventful_journal(1), eventful_journal(2));
    let plain = Auditor::default();
    assert_ne!(reports(&plain, &a), reports(&plain, &b));
}
