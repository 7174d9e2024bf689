//! Every single-bit flip, truncation, swap, duplication and replayed signature in a small ledger is found, and found where it is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use ledger_format::body::{Body, PartyDeclared, SpaceDeclared};
use ledger_format::codes::AccountKind;
use ledger_format::entry::{EntryBytes, assemble};
use ledger_format::frame::{BATCH_MAGIC, BatchHeader};
use ledger_format::identifiers::SpaceId;
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE};
use ledger_tests::actors::sign;
use ledger_tests::auditor::Auditor;
use ledger_tests::journal::{Files, JournalBuilder};
use ledger_tests::movements::{issue, transfer};
use ledger_tests::world::{BEGINNING_MS, World, account, series_opened};
use ledger_verify::Verdict;

/// A ledger as small as one with a double entry can be: two segments, four batches.
fn small_ledger() -> (Auditor, Files) {
    let world = World::default();
    let mut journal = JournalBuilder::new(world.clone());
    let by_authority =
        |number, body| sign(&world.origin, &world.statement(number, BEGINNING_MS, body), &[&world.authority]);
    let by_operator =
        |number, body| sign(&world.origin, &world.statement(number, BEGINNING_MS, body), &[&world.operator]);
    journal.batch(BEGINNING_MS, &[world.genesis()]);
    let space = SpaceDeclared { space: SpaceId(1), name: "GHA-A".try_into().unwrap() };
    journal.batch(
        BEGINNING_MS + 1,
        &[
            by_authority(1, Body::PartyDeclared(PartyDeclared { party: "GHA".parse().unwrap() })),
            by_authority(2, Body::SpaceDeclared(space)),
            by_authority(3, Body::SeriesOpened(series_opened(1, 1, 101))),
            by_operator(4, account(1, AccountKind::HOLDING, "GHA", vec![world.authority.number], 1)),
            by_operator(5, account(2, AccountKind::HOLDING, "GHA", vec![world.authority.number], 1)),
        ],
    );
    journal.begin_segment();
    journal.batch(BEGINNING_MS + 2, &[by_authority(6, issue(101, 1, 1, 1, 100))]);
    journal.batch(
        BEGINNING_MS + 3,
        &[by_authority(7, transfer(1, 2, 1, 1, 60)), by_authority(8, transfer(2, 1, 1, 11, 20))],
    );
    let auditor = Auditor {
        trust: Some(journal.trust().encode()),
        checkpoint: Some(journal.checkpoint()),
        ..Auditor::default()
    };
    (auditor, journal.files().clone())
}

/// Where the frames of a segment begin and end; the segment header is the first.
fn frames(segment: &[u8]) -> Vec<(usize, usize)> {
    let (mut found, mut at) = (vec![(0, SEGMENT_HEADER_SIZE)], SEGMENT_HEADER_SIZE);
    while at < segment.len() {
        let size = if segment[at..].starts_with(&BATCH_MAGIC) {
            BATCH_HEADER_SIZE + BatchHeader::decode(&segment[at..]).unwrap().payload_size_bytes()
        } else {
            HEAD_FRAME_SIZE
        };
        found.push((at, at + size));
        at += size;
    }
    found
}

#[test]
fn the_untouched_ledger_is_clean() {
    let (auditor, files) = small_ledger();
    let report = auditor.report(&files);
    assert_eq!(report.verdict(), Verdict::Clean, "{:?} {:?}", report.findings, report.undetermined);
}

#[test]
fn every_flipped_bit_is_found_in_its_frame() {
    let (auditor, files) = small_ledger();
    for (name, bytes) in &files {
        for (start, end) in frames(bytes) {
            for bit in start * 8..end * 8 {
                let mut copy = files.clone();
                copy.get_mut(name).unwrap()[bit / 8] ^= 1 << (bit % 8);
                let report = auditor.report(&copy);
                assert_eq!(report.verdict(), Verdict::Findings, "{name} bit {bit}");
                let located = report.findings.iter().filter_map(|finding| finding.place).any(|place| {
                    place.file_name() == *name && (start as u64..end as u64).contains(&place.offset)
                });
                // A changed genesis digest or origin also shows against what the auditor brought.
                assert!(located, "{name} bit {bit}: {:?}", report.findings);
            }
        }
    }
}

/// The control: a flip in a copy that nobody reads changes nothing.
#[test]
fn a_flip_in_a_file_that_is_not_read_stays_clean() {
    let (auditor, mut files) = small_ledger();
    let mut copy = files.values().next().unwrap().clone();
    copy[300] ^= 1;
    files.insert("00000000000000000000.seg.bak".to_owned(), copy);
    assert_eq!(auditor.report(&files).verdict(), Verdict::Clean);
}

#[test]
fn every_truncation_is_found() {
    let (auditor, files) = small_ledger();
    for (name, bytes) in &files {
        let last_segment = files.keys().next_back() == Some(name);
        let last_batch_end = bytes.len() - HEAD_FRAME_SIZE;
        for size in 0..bytes.len() {
            let mut copy = files.clone();
            copy.get_mut(name).unwrap().truncate(size);
            let verdict = auditor.report(&copy).verdict();
            if last_segment && size == last_batch_end {
                // Only the last head's signature is gone: no entry is, and the checkpoint says so.
                assert_eq!(verdict, Verdict::Clean);
            } else if last_segment && size > last_batch_end {
                assert_eq!(verdict, Verdict::Undetermined, "{name} cut to {size}");
            } else {
                assert_eq!(verdict, Verdict::Findings, "{name} cut to {size}");
            }
        }
    }
}

#[test]
fn a_missing_segment_is_found() {
    let (auditor, files) = small_ledger();
    for name in files.keys() {
        let mut copy = files.clone();
        copy.remove(name);
        assert_eq!(auditor.report(&copy).verdict(), Verdict::Findings, "without {name}");
    }
}

#[test]
fn swapped_and_duplicated_frames_are_found() {
    let (auditor, files) = small_ledger();
    for (name, bytes) in &files {
        let all = frames(bytes);
        let frames = &all[1..];
        let with_frames = |order: &[(usize, usize)]| {
            let mut out = bytes[..SEGMENT_HEADER_SIZE].to_vec();
            order.iter().for_each(|(start, end)| out.extend_from_slice(&bytes[*start..*end]));
            let mut copy = files.clone();
            copy.insert(name.clone(), out);
            auditor.report(&copy).verdict()
        };
        for a in 0..frames.len() {
            let mut doubled = frames.to_vec();
            doubled.insert(a, frames[a]);
            assert_eq!(with_frames(&doubled), Verdict::Findings, "{name}: frame {a} twice");
            for b in a + 1..frames.len() {
                let mut swapped = frames.to_vec();
                swapped.swap(a, b);
                assert_eq!(with_frames(&swapped), Verdict::Findings, "{name}: frames {a} and {b} swapped");
            }
        }
    }
}

/// The operator rewrites the whole journal, chain and heads included, but cannot sign for others.
#[test]
fn a_replayed_signature_is_found_in_a_rewritten_journal() {
    let world = World::default();
    let mut journal = JournalBuilder::with_world(world.clone());
    let signed = |number, body| {
        let statement = world.statement(number, BEGINNING_MS + 1, body);
        sign(&world.origin, &statement, &[&world.authority])
    };
    let honest = signed(50, issue(101, 1, 1, 1, 100));
    let forged = world.statement(51, BEGINNING_MS + 1, issue(101, 1, 1, 101, 999)).encode().unwrap();
    let signatures: Vec<_> = EntryBytes::whole(&honest).unwrap().signatures().collect();
    journal.batch(BEGINNING_MS + 1, &[honest.clone(), assemble(&forged, &signatures).unwrap()]);
    let index = journal.entry_count() - 1;
    let auditor = Auditor { trust: Some(journal.trust().encode()), ..Auditor::default() };
    let report = auditor.report(journal.files());
    let found: Vec<_> = report.findings.iter().map(|f| (f.rule.to_string(), f.entry.unwrap().0)).collect();
    assert_eq!(found, [("R-111".to_owned(), index)]);
    // The same entry once more is no new authority either.
    let mut again = JournalBuilder::with_world(world);
    again.batch(BEGINNING_MS + 1, &[honest.clone(), honest]);
    let report = auditor.report(again.files());
    let found: Vec<_> = report.findings.iter().map(|f| f.rule.to_string()).collect();
    assert_eq!(found, ["R-123"]);
}
