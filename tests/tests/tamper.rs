//! Every single-bit flip, truncation, swap, duplication and replayed signature in a small ledger is found, and found where it is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::ops::Range;
use std::thread;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::Article6;
use ledger_format::body::holds::{HoldPlaced, Holds};
use ledger_format::body::notices::NoticeGiven;
use ledger_format::body::origins::Origins;
use ledger_format::body::{
    AccountOpened, Body, Movement, ParticularValue, PartyDeclared, Rulebook, SeriesOpened, SpaceDeclared,
};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{AccountKind, Action, LineKind};
use ledger_format::entry::{EntryBytes, assemble};
use ledger_format::frame::{BATCH_MAGIC, BatchHeader};
use ledger_format::identifiers::{AccountNumber, EntryIndex, SpaceId, Timestamp};
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE};
use ledger_tests::actors::{Actor, sign};
use ledger_tests::article6_world::{approach, registry_elsewhere};
use ledger_tests::auditor::Auditor;
use ledger_tests::holds_world::{lift, release, restrict};
use ledger_tests::journal::{Files, JournalBuilder};
use ledger_tests::movements::{issue, legs, transfer};
use ledger_tests::notices_world::{across, given, registries, used_by_switzerland, withdrawn};
use ledger_tests::origins_world::{
    ACTIVITIES, DAY_MS, YEAR_2022_MS, activity, conversion, for_underlying, issue_to, line, line_name, loss,
    monitoring, on, stated, statement, withdrawn as withdrawn_monitoring,
};
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

/// A ledger with an entry of every kind that rulebooks 3 to 5 add, and each of their particulars, a segment for each rulebook.
fn later_ledger() -> (Auditor, Files) {
    let rulebook = Rulebook { version: 5, settings: Bounded::default() };
    let world = World { rulebook, ..World::default() };
    let mut journal = JournalBuilder::new(world.clone());
    journal.batch(BEGINNING_MS, &[world.genesis()]);
    let number = std::cell::Cell::new(0);
    let signed = |body: Body, by: &[&Actor]| {
        number.set(number.get() + 1);
        sign(&world.origin, &world.statement(number.get(), BEGINNING_MS, body), by)
    };
    let (operator, authority) = (&[&world.operator][..], &[&world.authority][..]);
    let keys = || vec![world.authority.number];
    let space = SpaceDeclared { space: SpaceId(3), name: "GHA-A".try_into().unwrap() };
    let series = SeriesOpened { vintage: 2022, ..series_opened(1, 3, 111) };
    let Body::AccountOpened(counterpart) = account(211, AccountKind::COUNTERPART, "GHA", keys(), 1) else {
        unreachable!()
    };
    let counterpart = AccountOpened { registry: registry_elsewhere("GHA"), ..counterpart };
    let name = line_name(2022, 1, LineKind::REDUCTIONS);
    let period = (YEAR_2022_MS, YEAR_2022_MS + 300 * DAY_MS);
    let declared = [
        (Body::PartyDeclared(PartyDeclared { party: "GHA".parse().unwrap() }), authority),
        (Body::SpaceDeclared(space), authority),
        (Body::SeriesOpened(series), authority),
        (account(1, AccountKind::HOLDING, "GHA", keys(), 1), operator),
        (account(2, AccountKind::HOLDING, "GHA", keys(), 1), operator),
        (Body::AccountOpened(counterpart), operator),
        (Body::Article6(Article6::ApproachDeclared(approach(1, &["GHA"]))), authority),
        (registries(&["GHA01"]), authority),
        (statement(Origins::ActivityDeclared(Box::new(activity(ACTIVITIES[0], "GHA")))), authority),
        (stated(monitoring(1, ACTIVITIES[0], period, vec![line(name, 50)])), authority),
        (
            stated(monitoring(
                2,
                ACTIVITIES[0],
                (YEAR_2022_MS + 301 * DAY_MS, period.1 + 2 * DAY_MS),
                vec![line(name, 1)],
            )),
            authority,
        ),
        (withdrawn_monitoring(2), authority),
        (statement(Origins::LossStated(loss(1, ACTIVITIES[0], 5))), authority),
        (statement(Origins::ConversionStated(conversion("GHA".parse().unwrap(), 2022, 400))), authority),
    ];
    let declared: Vec<_> = declared.into_iter().map(|(body, by)| signed(body, by)).collect();
    journal.batch(BEGINNING_MS + 1, &declared);
    journal.begin_segment();
    let first = journal.entry_count();
    let units = |first, last| vec![SerialBlock::new(SpaceId(3), first, last)].try_into().unwrap();
    let terms = HoldPlaced {
        debited: AccountNumber(1),
        acquiring: AccountNumber(2),
        action: Action::TRANSFER,
        expires: Timestamp(BEGINNING_MS + 1_000),
        blocks: units(1, 10),
    };
    let placed =
        |first, last| Body::Holds(Holds::Placed(HoldPlaced { blocks: units(first, last), ..terms.clone() }));
    let accepted = Body::Movement(Movement {
        action: Action::TRANSFER,
        particulars: vec![ParticularValue::Hold(EntryIndex(first + 2)).into()].try_into().unwrap(),
        postings: legs(1, 2, 3, 1, 10).try_into().unwrap(),
    });
    let notice = NoticeGiven {
        action: Action::CANCELLATION,
        party: "GHA".parse().unwrap(),
        year: 0,
        account: AccountNumber(211),
        ..used_by_switzerland(21, 30)
    };
    let moved = [
        (issue_to(111, 3, 1, &[(1, 40)], Some(on(1, name))), authority),
        (issue_to(111, 3, 41, &[(1, 10)], Some(for_underlying("VCS-1-", 1))), authority),
        (placed(1, 10), authority),
        (placed(11, 20), authority),
        (accepted, authority),
        (release(first + 3), authority),
        (restrict(2, BEGINNING_MS), authority),
        (lift(first + 6), authority),
        (across(Action::TRANSFER, 1, 211, 21, 40), authority),
        (given(notice), operator),
        (withdrawn(first + 9), &[&world.operator, &world.authority]),
    ];
    let moved: Vec<_> = moved.into_iter().map(|(body, by)| signed(body, by)).collect();
    journal.batch(BEGINNING_MS + 2, &moved);
    (Auditor::with(&journal.trust(), journal.checkpoint()), journal.files().clone())
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
fn the_untouched_ledgers_are_clean() {
    for (auditor, files) in [small_ledger(), later_ledger()] {
        let report = auditor.report(&files);
        assert_eq!(report.verdict(), Verdict::Clean, "{:?} {:?}", report.findings, report.undetermined);
    }
}

/// Flips bits one by one; each must be found, and found in its frame.
fn flips_are_found((auditor, files): (Auditor, Files), is_flipped: impl Fn(usize) -> bool + Sync) {
    let auditor = Auditor { threads: 1, ..auditor };
    let mut flips = Vec::new();
    for (name, bytes) in &files {
        for (start, end) in frames(bytes) {
            let bits = (start * 8..end * 8).filter(|bit| is_flipped(*bit));
            flips.extend(bits.map(|bit| (name, start as u64..end as u64, bit)));
        }
    }
    let found = |flips: &[(&String, Range<u64>, usize)]| {
        let mut copy = files.clone();
        for (name, frame, bit) in flips {
            let flip = |copy: &mut Files| copy.get_mut(*name).unwrap()[bit / 8] ^= 1 << (bit % 8);
            flip(&mut copy);
            let report = auditor.report(&copy);
            flip(&mut copy);
            assert_eq!(report.verdict(), Verdict::Findings, "{name} bit {bit}");
            let places = report.findings.iter().filter_map(|finding| finding.place);
            let mut places = places.filter(|place| place.file_name() == **name);
            // A changed genesis digest or origin also shows against what the auditor brought.
            let located = places.any(|place| frame.contains(&place.offset));
            assert!(located, "{name} bit {bit}: {:?}", report.findings);
        }
    };
    // One report after another wants one core: there are more.
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for part in flips.chunks(flips.len().div_ceil(workers)) {
            scope.spawn(|| found(part));
        }
    });
}

#[test]
fn every_flipped_bit_is_found_in_its_frame() {
    flips_are_found(small_ledger(), |_| true);
}

/// Of the entries that the later rulebooks add, one bit of every byte.
#[test]
fn a_flipped_bit_of_every_byte_is_found_in_its_frame() {
    flips_are_found(later_ledger(), |bit| bit % 8 == bit / 8 % 8);
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
    let auditor = Auditor { threads: 1, ..auditor };
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
