//! Any bytes as a journal into the verifier: a report, whatever they are, and the same on one thread.
//!
//! Random bytes rarely pass a check, so what comes in is laid over a good journal: a place, then bytes from there on.

#![no_main]

use std::sync::LazyLock;

use ledger_tests::actors::{Actor, sign};
use ledger_tests::article6_operations::right_history;
use ledger_tests::auditor::Auditor;
use ledger_tests::journal::{Files, JournalBuilder};
use ledger_tests::movements::{issue, transfer};
use ledger_tests::world::{BEGINNING_MS, World};
use ledger_tests::{holds_world, notices_world};
use libfuzzer_sys::fuzz_target;

static GOOD: LazyLock<[(Auditor, Files); 7]> = LazyLock::new(|| {
    let article6 = history(World::of_article6([0; 3]));
    let origins = history(World::of_origins([0; 3], [500, 200, 3, 1]));
    let of_holds = history(World::of_holds_with([0; 3], [500, 200, 3, 1], 60_000));
    let of_notices = history(World::of_notices([0; 3], [500, 200, 3, 1], 60_000, [0, 3]));
    [plain(), article6, origins, holds(), notices(), of_holds, of_notices]
});

fn plain() -> (Auditor, Files) {
    let world = World::default();
    let mut journal = JournalBuilder::with_world(world.clone());
    for (number, key, body) in [(900, 1, issue(101, 1, 1, 1, 50)), (901, 10, transfer(1, 2, 1, 1, 20))] {
        let statement = world.statement(number, BEGINNING_MS, body);
        journal.batch(BEGINNING_MS + number, &[sign(&world.origin, &statement, &[&Actor::new(key)])]);
        journal.begin_segment();
    }
    (Auditor::with(&journal.trust(), journal.checkpoint()), journal.files().clone())
}

/// A history under rulebook 2, 3, 4 or 5.
fn history(world: World) -> (Auditor, Files) {
    let bytes: Vec<u8> = (0..3_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 21) as u8).collect();
    recorded(&world, right_history(&world, &bytes))
}

/// A short one under rulebook 4.
fn holds() -> (Auditor, Files) {
    let world = World::of_holds();
    recorded(&world, holds_world::right_history(&world))
}

/// A short one under rulebook 5.
fn notices() -> (Auditor, Files) {
    let world = notices_world::world();
    recorded(&world, notices_world::right_history(&world))
}

fn recorded(world: &World, entries: Vec<(u64, Vec<u8>)>) -> (Auditor, Files) {
    let mut journal = JournalBuilder::with_world(world.clone());
    for (place, (recorded_ms, entry)) in entries.into_iter().enumerate() {
        if place % 30 == 0 {
            journal.begin_segment();
        }
        journal.batch(recorded_ms, &[entry]);
    }
    (Auditor::with(&journal.trust(), journal.checkpoint()), journal.files().clone())
}

fuzz_target!(|bytes: &[u8]| {
    let [which, a, b, rest @ ..] = bytes else { return };
    let (auditor, good) = &GOOD[usize::from(which >> 4 & 7) % GOOD.len()];
    let mut files = good.clone();
    let Some(segment) = files.values_mut().nth(usize::from(*which) % good.len()) else { return };
    let place = usize::from(u16::from_le_bytes([*a, *b])) % (segment.len() + 1);
    if which & 0x80 == 0 {
        // Over what is there, or behind it.
        let end = (place + rest.len()).min(segment.len());
        segment.splice(place..end, rest.iter().copied());
    } else {
        segment.truncate(place);
    }
    let report = auditor.report(&files);
    let one = Auditor { threads: 1, ..auditor.clone() }.report(&files);
    assert_eq!(report.findings, one.findings);
});
