//! Operations from bytes into the writer, with a crash at some storage call: what it answers is what the model says, and
//! after opening again every receipt is there and every unit where the model has it.

#![no_main]

use std::sync::Arc;

use ledger_core::storage::{CrashMode, Fault, FaultyStorage, Storage};
use ledger_tests::article6_operations::article6_operations;
use ledger_tests::operations::operations;
use ledger_tests::registry::Registry;
use ledger_tests::witness::{Answer, Witness};
use ledger_tests::world::{BEGINNING_MS, World};
use libfuzzer_sys::fuzz_target;

fn write_plain(witness: &mut Witness, registry: &Registry, world: &World, bytes: &[u8]) {
    let mut batch = Vec::new();
    for (number, operation) in (1_000..).zip(operations(bytes)) {
        let (now_ms, model) = (BEGINNING_MS + number * 10, witness.model());
        let next = model.entry_count() + batch.len() as u64;
        batch.push(operation.entry(world, number, now_ms, next, |index| model.postings(index)));
        if (operation.ends_batch || number % 4 == 3) && !goes_on(witness, registry, now_ms, &mut batch) {
            return;
        }
    }
}

fn write_article6(witness: &mut Witness, registry: &Registry, world: &World, bytes: &[u8]) {
    let mut batch = Vec::new();
    for (number, operation) in (1_000..).zip(article6_operations(bytes)) {
        let now_ms = BEGINNING_MS + number * 10;
        batch.push(operation.entry(world, witness.model(), number, now_ms));
        if (operation.ends_batch() || number % 4 == 3) && !goes_on(witness, registry, now_ms, &mut batch) {
            return;
        }
    }
}

/// Submits; whether the medium still works.
fn goes_on(witness: &mut Witness, registry: &Registry, now_ms: u64, batch: &mut Vec<Vec<u8>>) -> bool {
    let answer = witness.submit(registry, now_ms, batch).expect("writer and model agree");
    batch.clear();
    !matches!(answer, Answer::Failed(_))
}

fuzz_target!(|bytes: &[u8]| {
    let [mode, a, b, seed, rest @ ..] = bytes else { return };
    // Most histories are of Article 6, as many under each of rulebooks 2 to 5.
    let (forbid, levy) = ([0, 0, 4], [500, 200, 3, 1]);
    let world = match mode >> 5 {
        0..=2 => World::default(),
        3 => World::of_article6(forbid),
        4 => World::of_origins(forbid, levy),
        5 => World::of_holds_with(forbid, levy, 60_000),
        registries_bind => World::of_notices(forbid, levy, 60_000, [u64::from(registries_bind & 1), 3]),
    };
    let is_article6 = world.rulebook.version > 1;
    let storage = FaultyStorage::new();
    let mut witness = Witness::new(world.clone());
    let registry = witness.create(Arc::new(storage.clone())).expect("no fault is set yet");
    witness.submit(&registry, BEGINNING_MS, &world.declarations()).expect("the world is declared");
    let calls = u64::from(u16::from_le_bytes([*a, *b])) % 400;
    storage.fault_at(storage.counts().all + calls, Fault::Crash);
    let write = if is_article6 { write_article6 } else { write_plain };
    write(&mut witness, &registry, &world, rest);
    drop(registry);
    let mode = CrashMode::ALL[usize::from(*mode) % CrashMode::ALL.len()];
    let image: Arc<dyn Storage> = Arc::new(storage.crash_image(mode, u64::from(*seed)));
    let open = |accept| {
        Registry::open_with(&world, Arc::clone(&image), BEGINNING_MS + 10_000_000, |options| {
            options.accept_damaged_tail = accept;
        })
    };
    let (again, _) = open(mode == CrashMode::Reordered).expect("a crash leaves what can be opened");
    witness.recovered(&again).expect("every promise is kept");
});
