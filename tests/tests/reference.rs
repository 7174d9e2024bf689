//! Writer, verifier and the Python reference, three readings of one specification, say the same of random ledgers: verdict,
//! findings with cause, place and serials, head; and what the writer's own `check` finds first is the first of them.
//!
//! Skipped, with a printed reason, where `python3` lacks the packages of the reference.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;

use ledger_core::storage::{FilePath, MemoryStorage};
use ledger_core::{CheckFinding, Error, Ledger};
use ledger_format::frame::SegmentHeader;
use ledger_tests::article6_operations::{OPERATION_SIZE, article6_operations};
use ledger_tests::auditor::Auditor;
use ledger_tests::cdm;
use ledger_tests::journal::{Files, JournalBuilder, Mistake};
use ledger_tests::model::{Forget, Model};
use ledger_tests::operations::operations;
use ledger_tests::reference;
use ledger_tests::registry::{Registry, checkpoint, journal_files, trust};
use ledger_tests::world::{BEGINNING_MS, World};
use ledger_verify::Report;

fn random_bytes(seed: u64, size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    blake3::Hasher::new_keyed(&[7; 32]).update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}

/// Asserts that verifier and reference say the same; returns the verifier's report.
fn agree(files: &Files, auditor: &Auditor, what: &str) -> Option<Report> {
    let outcome = auditor.try_report(files);
    let (ours, theirs) = (reference::said(&outcome), reference::verdict(files, auditor));
    if ours != theirs {
        let text = |value| serde_json::to_string_pretty(value).unwrap();
        let (ours, theirs) = (text(&ours), text(&theirs));
        let pairs = ours.lines().zip(theirs.lines()).enumerate().filter(|(_, (a, b))| a != b);
        let lines: Vec<_> = pairs.take(12).map(|(at, (a, b))| format!("{at}: {a} | {b}")).collect();
        panic!("{what}: the verifier and the reference differ, first in\n{}", lines.join("\n"));
    }
    outcome.ok()
}

/// What the writer's own check finds must be the first that the verifier finds.
fn writer_agrees(files: &Files, report: &Report, what: &str) {
    let paths = files.iter().map(|(name, bytes)| (FilePath::journal(name.as_str()), bytes.clone()));
    let storage = Arc::new(MemoryStorage::with_files(paths));
    // An entry that cannot be read or that nobody knows yet is not replayed: the writer does not open such a ledger.
    let unread = || {
        report.findings.iter().any(|finding| finding.rule.to_string() == "R-100")
            || !report.undetermined.is_empty()
    };
    let ledger = match Ledger::open_read_only_in(storage) {
        Err(Error::Undetermined(_)) if unread() => return,
        other => other.unwrap_or_else(|error| panic!("{what}: {error}")),
    };
    // R-101 is no finding, but the writer refuses by it; a remark is one, and the writer does not.
    let rules = report.findings.iter().map(|finding| (finding.entry, finding.rule.to_string()));
    let named =
        rules.filter(|(_, rule)| !rule.starts_with('N')).filter_map(|(entry, rule)| Some((entry?, rule)));
    let open = report.undetermined.iter().filter_map(|open| Some((open.entry?, open.rule?.to_string())));
    let first = named.chain(open).min();
    match (ledger.check().unwrap().finding, first) {
        (None, None) => {}
        (Some(CheckFinding::Rule { entry, refusal }), Some(first)) => {
            assert_eq!((entry, refusal.rule().to_string()), first, "{what}: the writer's check");
        }
        (Some(CheckFinding::HeadSignature { .. }), _) => {}
        (found, first) => panic!("{what}: the writer's check finds {found:?}, the verifier {first:?}"),
    }
}

/// Random ledgers of the reference, right and wrong.
#[test]
fn of_ledgers_that_the_reference_wrote() {
    if !reference::is_there() {
        return;
    }
    let mut found = 0;
    for seed in 0..14 {
        let fault = (seed > 1).then_some("any");
        let (files, auditor) = reference::random_history(seed, 220, fault);
        let report = agree(&files, &auditor, &format!("seed {seed}")).unwrap();
        assert!(fault.is_some() || report.findings.is_empty(), "seed {seed}: {:?}", report.findings);
        writer_agrees(&files, &report, &format!("seed {seed}"));
        found += report.findings.len();
    }
    for (seed, fault) in (100..).zip(["J-104", "J-105", "J-107", "J-108", "J-109", "J-110", "J-111"]) {
        let (files, auditor) = reference::random_history(seed, 80, Some(fault));
        let report = agree(&files, &auditor, fault).unwrap();
        assert!(report.findings.iter().any(|finding| finding.rule.to_string() == fault), "{fault}");
    }
    assert!(found > 300, "{found} findings");
}

/// Random ledgers of the reference under a later rulebook, from the beginning and from somewhere on (`adopted`), right and wrong;
/// then some rules one by one, numbered from `first_seed` on. What is found is returned.
fn of_histories_under(
    rulebook: &str,
    adopted: &str,
    seeds: u64,
    (first_seed, faults): (u64, &[&str]),
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for seed in 0..seeds {
        let rulebook = if seed % 3 == 0 { adopted } else { rulebook };
        let fault = (seed > 1).then_some("any");
        let (files, auditor) = reference::random_history_under(rulebook, seed, 260, fault);
        let what = format!("rulebook {rulebook}, seed {seed}");
        let report = agree(&files, &auditor, &what).unwrap();
        let wrong = report.findings.iter().filter(|finding| !finding.rule.to_string().starts_with('N'));
        assert!(fault.is_some() || wrong.count() == 0, "{what}: {:?}", report.findings);
        writer_agrees(&files, &report, &what);
        found.extend(report.findings.iter().map(|finding| finding.rule.to_string()));
    }
    for (seed, fault) in (first_seed..).zip(faults) {
        let (files, auditor) = reference::random_history_under(rulebook, seed, 120, Some(fault));
        let report = agree(&files, &auditor, fault).unwrap();
        assert!(report.findings.iter().any(|finding| finding.rule.to_string() == *fault), "{fault}");
        writer_agrees(&files, &report, fault);
    }
    found
}

/// The same of Article 6, under rulebook 2.
#[test]
fn of_article6_histories_that_the_reference_wrote() {
    if !reference::is_there() {
        return;
    }
    let faults = ["R-341", "R-347", "R-352", "R-361", "R-365", "R-366"];
    let found = of_histories_under("2", "adopted", 12, (200, &faults));
    let of_article6 =
        found.iter().filter(|rule| matches!(rule.as_bytes(), [b'R' | b'N', b'-', b'3', ..])).count();
    assert!(of_article6 > 20, "{found:?}");
}

/// The same of where units come from, under rulebook 3.
#[test]
fn of_origins_histories_that_the_reference_wrote() {
    if !reference::is_there() {
        return;
    }
    let faults = ["R-404", "R-406", "R-407", "R-411", "R-414", "R-415", "R-416", "R-417"];
    let found = of_histories_under("3", "adopted-3", 10, (300, &faults));
    let of_origins = found.iter().filter(|rule| rule.starts_with("R-4")).count();
    assert!(of_origins > 8, "{found:?}");
}

/// The same of what holds units back, under rulebook 4; and each rule of it.
#[test]
fn of_holds_histories_that_the_reference_wrote() {
    if !reference::is_there() {
        return;
    }
    let faults = [
        "R-501", "R-502", "R-503", "R-504", "R-505", "R-506", "R-507", "R-508", "R-511", "R-512", "R-513",
        "R-514", "R-521",
    ];
    let found = of_histories_under("4", "adopted-4", 10, (400, &faults));
    let of_holds = found.iter().filter(|rule| rule.starts_with("R-5")).count();
    assert!(of_holds > 8, "{found:?}");
}

/// Operations of the tests' own generator, all recorded, whatever the rules say.
#[test]
fn of_whatever_was_asked_for_and_recorded() {
    if !reference::is_there() {
        return;
    }
    let mut followers = 0;
    for seed in 0..8 {
        let world = World::default();
        let mut journal = JournalBuilder::with_world(world.clone());
        let (mut batch, mut earlier) = (Vec::new(), std::collections::BTreeMap::new());
        for (number, operation) in (1_000..).zip(operations(&random_bytes(seed, 8 * 300))) {
            let index = journal.entry_count() + batch.len() as u64;
            let now_ms = BEGINNING_MS + number;
            let postings = |entry: ledger_format::identifiers::EntryIndex| earlier.get(&entry.0).cloned();
            let entry = operation.entry(&world, number, now_ms, index, postings);
            let decoded = ledger_format::entry::EntryBytes::whole(&entry).unwrap().decode();
            if let Ok(Some((_, ledger_format::body::Body::Movement(movement)))) = decoded {
                earlier.insert(index, movement.postings.to_vec());
            }
            batch.push(entry);
            if operation.ends_batch {
                journal.batch(now_ms, &batch);
                batch.clear();
                if number % 40 == 0 {
                    journal.begin_segment();
                }
            }
        }
        let auditor = Auditor::with(&journal.trust(), journal.checkpoint());
        let report = agree(journal.files(), &auditor, &format!("seed {seed}")).unwrap();
        writer_agrees(journal.files(), &report, &format!("seed {seed}"));
        followers += report.findings.iter().filter(|finding| finding.is_follower()).count();
    }
    assert!(followers > 100, "{followers} findings that follow from another");
}

/// Ledgers of the writer, from operations of which it refuses what is wrong.
#[test]
fn of_ledgers_that_the_writer_wrote() {
    if !reference::is_there() {
        return;
    }
    for seed in 20..24 {
        let (world, storage) = (World::default(), MemoryStorage::new());
        let registry = Registry::with_world(&world, Arc::new(storage.clone()));
        for (number, operation) in (1_000..).zip(operations(&random_bytes(seed, 8 * 600))) {
            let next = registry.ledger.durable_head().entry_count;
            let now_ms = BEGINNING_MS + number;
            let _answer = registry.record(now_ms, &[operation.entry(&world, number, now_ms, next, |_| None)]);
        }
        let auditor = Auditor::with(&trust(&registry.ledger), checkpoint(&registry.ledger));
        let head = registry.ledger.close().unwrap();
        let files = journal_files(&storage);
        let report = agree(&files, &auditor, &format!("seed {seed}")).unwrap();
        assert!(head.entry_count > 50, "{head:?}");
        assert_eq!((report.findings.len(), report.head.whole()), (0, Some(head)), "seed {seed}");
        writer_agrees(&files, &report, &format!("seed {seed}"));
    }
}

/// Article 6 histories of the writer, out of operations of which it refuses what is wrong.
#[test]
fn of_article6_ledgers_that_the_writer_wrote() {
    if !reference::is_there() {
        return;
    }
    for seed in 30..33 {
        let world = World::of_article6([0, 0, 4]);
        let storage = MemoryStorage::new();
        let registry = Registry::with_world(&world, Arc::new(storage.clone()));
        let mut model = Model::new(world.clone(), Forget::Nothing);
        model.apply(&world.genesis());
        world.declarations().iter().for_each(|entry| model.apply(entry));
        for (number, operation) in
            (1_000..).zip(article6_operations(&random_bytes(seed, OPERATION_SIZE * 500)))
        {
            let now_ms = BEGINNING_MS + number;
            let entry = operation.entry(&world, &model, number, now_ms);
            if registry.record(now_ms, std::slice::from_ref(&entry)).is_ok() {
                model.apply(&entry);
                let head = registry.ledger.durable_head();
                model.note_chain(head.entry_count, head.chain);
            }
        }
        let auditor = Auditor::with(&trust(&registry.ledger), checkpoint(&registry.ledger));
        let head = registry.ledger.close().unwrap();
        let files = journal_files(&storage);
        let report = agree(&files, &auditor, &format!("seed {seed}")).unwrap();
        let only_remarks = report.findings.iter().all(|finding| finding.rule.to_string().starts_with('N'));
        assert!(only_remarks && head.entry_count > 250, "seed {seed}: {head:?} {:?}", report.findings);
        writer_agrees(&files, &report, &format!("seed {seed}"));
    }
}

/// Histories under rulebook 3 that the plain model takes for right, each with one entry behind it that it does not: the
/// reference finds that one, by the same rule, and nothing else.
#[test]
fn of_what_the_model_says_of_where_units_come_from() {
    if !reference::is_there() {
        return;
    }
    let mut found = std::collections::BTreeMap::<_, usize>::new();
    for seed in 0..24_u64 {
        let world = World::of_origins([0; 3], [500, 200, 1 + seed % 3, seed % 2]);
        let mut model = Model::new(world.clone(), Forget::Nothing);
        let mut journal = JournalBuilder::with_world(world.clone());
        model.apply(&world.genesis());
        world.declarations().iter().for_each(|entry| model.apply(entry));
        let operations = article6_operations(&random_bytes(seed, OPERATION_SIZE * 400));
        let mut refused = Vec::new();
        for (number, operation) in (1_000..).zip(operations) {
            let now_ms = BEGINNING_MS + number;
            let entry = operation.entry(&world, &model, number, now_ms);
            match model.judge(&entry, now_ms) {
                Some(rule) => refused.push((rule, now_ms, entry, journal.clone())),
                None => {
                    model.apply(&entry);
                    journal.batch(now_ms, &[entry]);
                }
            }
            model.note_chain(journal.entry_count(), journal.head().chain);
        }
        // The rarest so far.
        let rarest = refused.into_iter().rev().min_by_key(|(rule, ..)| {
            let is_of_origins = (400..500).contains(rule);
            (!is_of_origins, found.get(rule).copied().unwrap_or(0))
        });
        let (rule, now_ms, entry, mut journal) = rarest.unwrap();
        let last = journal.entry_count();
        journal.batch(now_ms, &[entry]);
        let said =
            reference::verdict(journal.files(), &Auditor::with(&journal.trust(), journal.checkpoint()));
        let findings: Vec<_> = said["findings"].as_array().unwrap().iter().collect();
        let wrong = findings.iter().filter(|finding| !finding["rule"].as_str().unwrap().starts_with('N'));
        let wrong: Vec<_> =
            wrong.map(|finding| (finding["rule"].clone(), finding["entry"].clone())).collect();
        assert_eq!(wrong, [(format!("R-{rule}").into(), last.into())], "seed {seed}");
        *found.entry(rule).or_default() += 1;
    }
    println!("{found:?}");
    assert!(found.keys().filter(|rule| **rule > 400).count() > 12, "{found:?}");
}

/// Bytes changed, cut, doubled and left out anywhere in a journal.
#[test]
fn of_damaged_journals() {
    if !reference::is_there() {
        return;
    }
    let (good, auditor) = reference::random_history(7, 70, None);
    assert!(good.len() > 1);
    for seed in 0..48u64 {
        let mut files = good.clone();
        let random = random_bytes(1_000 + seed, 16);
        let number = |at: usize| usize::from(u16::from_le_bytes([random[at], random[at + 1]]));
        let segment = files.values_mut().nth(number(0) % good.len()).unwrap();
        let (place, size) = (number(2) * 7 % segment.len(), 1 + number(4) % 300);
        let end = (place + size).min(segment.len());
        match seed % 6 {
            0 | 1 => segment[place] ^= 1 << (random[6] % 8),
            2 => segment.truncate(place),
            3 => segment[place..end].fill(0),
            4 => drop(segment.drain(place..end)),
            _ => {
                let again = segment[place..end].to_vec();
                segment.splice(place..place, again);
            }
        }
        agree(&files, &auditor, &format!("damage {seed}"));
    }
    let mut without = good.clone();
    without.pop_first();
    agree(&without, &auditor, "without the first segment");
    agree(&Files::new(), &auditor, "without any");
}

/// Frames that a wrong writer wrote, and headers that name another ledger.
#[test]
fn of_wrong_frames() {
    if !reference::is_there() {
        return;
    }
    let mistakes = [
        Mistake::None,
        Mistake::BrokenLink,
        Mistake::WrongChain,
        Mistake::SkippedIndex,
        Mistake::ClockTurnedBack,
        Mistake::WrongRoot,
        Mistake::WrongHeadSigned,
        Mistake::WrongHeadKey,
        Mistake::NoHead,
    ];
    for mistake in mistakes {
        let world = World::default();
        let mut journal = JournalBuilder::with_world(world.clone());
        let entry = |id, body| ledger_tests::movements::signed(id, body, &[1]);
        let issue = |first| ledger_tests::movements::issue(101, 1, 1, first, first + 9);
        journal.batch_with(BEGINNING_MS + 5, &[entry(500, issue(1))], mistake);
        journal.begin_segment();
        journal.batch(BEGINNING_MS + 6, &[entry(501, issue(11)), entry(502, issue(5))]);
        let auditor = Auditor::with(&journal.trust(), journal.checkpoint());
        agree(journal.files(), &auditor, &format!("{mistake:?}"));
        let mut other = journal.files().clone();
        let bytes = other.values_mut().next_back().unwrap();
        let mut header = SegmentHeader::decode(bytes).unwrap();
        header.origin = World::new("other.example/ledger").origin;
        let encoded = header.encode();
        bytes[..encoded.len()].copy_from_slice(&encoded);
        agree(&other, &auditor, &format!("{mistake:?}, another origin"));
    }
}

/// The control: a report of one ledger is not taken for that of another.
#[test]
fn another_ledger_is_another_report() {
    if !reference::is_there() {
        return;
    }
    let (files, auditor) = reference::random_history(3, 60, None);
    let (other, _) = reference::random_history(4, 60, None);
    assert_ne!(reference::said(&auditor.try_report(&other)), reference::verdict(&files, &auditor));
}

/// The real history of the CDM registry, where its files are.
#[test]
fn of_real_history() {
    let (Some(data), true) = (cdm::folder(), reference::is_there()) else { return };
    let temporary = tempfile::tempdir().unwrap();
    let directory = temporary.path().join("cdm");
    let session = cdm::session(&directory);
    let report = cdm::import_into(&session, &data, &temporary.path().join("rejects.csv"));
    assert_eq!(report.posted, 40_314);
    let (trust, checkpoint) = cdm::outside(&session.ledger);
    session.close().unwrap();
    let auditor = Auditor::with(&trust, checkpoint);
    let ours = reference::said(&Ok(auditor.report_on(&directory)));
    assert_eq!(ours["verdict"], "clean");
    assert_eq!(ours, reference::verdict_on(&directory, &auditor));
}
