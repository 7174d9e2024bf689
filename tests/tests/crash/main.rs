//! A crash at any storage call, whatever it leaves of what was not synced: no receipt is lost, and the verifier is clean.
//!
//! The controls: a storage that ignores `sync` loses a receipt; a witness notices an entry that is not what was promised.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod life;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use ledger_core::storage::{CrashMode, Fault, FaultyStorage, MemoryStorage, Storage};
use ledger_core::{Error, OpenOptions, RecoveryReport};
use ledger_tests::model::Forget;
use ledger_tests::registry::Registry;
use ledger_tests::witness::{Answer, Broken, Witness};
use ledger_tests::world::{BEGINNING_MS, World};
use life::{LIFE, Step};

/// When everything is opened again after a crash.
const LATER_MS: u64 = BEGINNING_MS + 20_000;

/// How a life ended.
struct Lived {
    witness: Witness,
    /// What stopped it, if anything did.
    stopped: Option<Error>,
    /// The steps that were not begun.
    rest: &'static [Step],
    /// Snapshots that could not be read when it was opened again.
    skipped: usize,
    /// Batches that a rule refused.
    refused: usize,
}

/// Lives until the medium stops it.
fn live(storage: &FaultyStorage, idle: Duration) -> Result<Lived, Broken> {
    let world = World::default();
    let mut witness = Witness::new(world.clone());
    let shared: Arc<dyn Storage> = Arc::new(storage.clone());
    let open =
        |now_ms| Registry::open_with(&world, Arc::clone(&shared), now_ms, |options| options.idle = idle);
    let mut registry = match witness.create(Arc::clone(&shared)) {
        Ok(registry) => registry,
        Err(error) => {
            return Ok(Lived { witness, stopped: Some(error), rest: &LIFE, skipped: 0, refused: 0 });
        }
    };
    let (mut skipped, mut refused) = (0, 0);
    for (place, step) in LIFE.iter().enumerate() {
        let now_ms = BEGINNING_MS + place as u64 * 10;
        let stopped = match step {
            Step::Submit(batch) => match witness.submit(&registry, now_ms, batch)? {
                Answer::Failed(error) => {
                    // The caller tries it on the same handle: that is poisoned, or takes it.
                    let again = witness.post_again(&registry, now_ms)?;
                    if let Some(Answer::Refused(rule)) = again {
                        return Err(format!("R-{rule} for what failed before"));
                    }
                    Some(error)
                }
                Answer::Refused(_) => {
                    refused += 1;
                    None
                }
                Answer::Recorded(_) => None,
            },
            Step::SignHead => registry.ledger.sign_head().err(),
            Step::Reopen => match registry.ledger.close().and_then(|_| open(now_ms)) {
                Ok((opened, report)) => {
                    skipped += report.snapshots_skipped;
                    registry = opened;
                    None
                }
                Err(error) => {
                    return Ok(Lived {
                        witness,
                        stopped: Some(error),
                        rest: &LIFE[place + 1..],
                        skipped,
                        refused,
                    });
                }
            },
        };
        if stopped.is_some() {
            return Ok(Lived { witness, stopped, rest: &LIFE[place + 1..], skipped, refused });
        }
    }
    let stopped = registry.ledger.close().err();
    Ok(Lived { witness, stopped, rest: &[], skipped, refused })
}

/// Opens what a crash left; says whether the operator had to accept a damaged tail.
fn open(image: &Arc<dyn Storage>, mode: CrashMode) -> Result<(Registry, RecoveryReport, bool), Error> {
    let open = |accept| {
        let change = |options: &mut OpenOptions| options.accept_damaged_tail = accept;
        Registry::open_with(&World::default(), Arc::clone(image), LATER_MS, change)
    };
    match open(false) {
        // Sectors of one write in any order look like damage; what was acknowledged is never among them (D10).
        Err(Error::DamagedTail { .. }) if mode == CrashMode::Reordered => {
            let (registry, report) = open(true)?;
            assert!(report.set_aside.as_ref().is_some_and(|tail| tail.was_damaged), "{report}");
            Ok((registry, report, true))
        }
        other => other.map(|(registry, report)| (registry, report, false)),
    }
}

/// What was seen of survivors.
#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    /// Images that were opened, each of another content.
    images: usize,
    /// How many of them had a torn tail, and a damaged one that had to be accepted.
    torn: usize,
    accepted: usize,
    /// How many held the batch that had no answer, and how many did not.
    kept: usize,
    gone: usize,
}

/// Opens what a crash left, holds it to what was promised, posts again what had no answer, goes on, and has it audited.
fn survives(image: &MemoryStorage, lived: &Lived, mode: CrashMode, seen: &mut Seen) -> Result<(), Broken> {
    let (mut witness, shared): (_, Arc<dyn Storage>) = (lived.witness.clone(), Arc::new(image.clone()));
    seen.images += 1;
    let registry = match open(&shared, mode) {
        Err(Error::Missing) if witness.model().entry_count() == 0 => {
            witness.create(shared).map_err(|error| format!("create again: {error}"))?
        }
        Err(error) => return Err(format!("open: {error}")),
        Ok((registry, report, accepted)) => {
            let was_in_flight = witness.is_waiting();
            witness.recovered(&registry)?;
            seen.accepted += usize::from(accepted);
            seen.torn += usize::from(report.set_aside.is_some() && !accepted);
            seen.gone += usize::from(witness.is_waiting());
            seen.kept += usize::from(was_in_flight && !witness.is_waiting());
            registry
        }
    };
    let rest = lived.rest.iter().filter_map(|step| match step {
        Step::Submit(batch) => Some(batch),
        Step::SignHead | Step::Reopen => None,
    });
    let mut answers = vec![witness.post_again(&registry, LATER_MS)?];
    for batch in rest {
        answers.push(Some(witness.submit(&registry, LATER_MS, batch)?));
    }
    if let Some(Answer::Failed(error)) =
        answers.into_iter().flatten().find(|answer| matches!(answer, Answer::Failed(_)))
    {
        return Err(format!("after the crash: {error}"));
    }
    witness.units_agree(&registry)?;
    witness.audited(registry, image)
}

/// Each mode with its seeds: what is drawn by lot is drawn more than once.
fn modes() -> impl Iterator<Item = (CrashMode, u64)> {
    let seeds = |mode| if matches!(mode, CrashMode::Lost | CrashMode::Kept) { 1 } else { 6 };
    CrashMode::ALL.into_iter().flat_map(move |mode| (0..seeds(mode)).map(move |seed| (mode, seed)))
}

/// Images that were seen before, by content and by what was promised: most calls change nothing.
#[derive(Default)]
struct Known(BTreeSet<[u8; 32]>);

impl Known {
    fn is_new(&mut self, image: &MemoryStorage, witness: &Witness, mode: CrashMode) -> bool {
        let mut hasher = blake3::Hasher::new();
        for (path, bytes) in image.files() {
            hasher.update(path.to_string().as_bytes()).update(blake3::hash(&bytes).as_bytes());
        }
        let accepts = mode == CrashMode::Reordered;
        hasher.update(&[u8::from(accepts), u8::from(witness.is_waiting())]);
        hasher.update(&witness.model().entry_count().to_le_bytes());
        self.0.insert(*hasher.finalize().as_bytes())
    }
}

/// Crashes a life at every call.
fn every_call(idle: Duration, stride: usize) -> Seen {
    let (mut seen, mut known) = (Seen::default(), Known::default());
    for call in (0..).step_by(stride) {
        let storage = FaultyStorage::new();
        storage.fault_at(call, Fault::Crash);
        let lived = live(&storage, idle).unwrap_or_else(|broken| panic!("call {call}: {broken}"));
        if !storage.fault_happened() {
            assert!(lived.stopped.is_none(), "{:?}", lived.stopped);
            break;
        }
        for (mode, seed) in modes() {
            let image = storage.crash_image(mode, call << 8 | seed);
            if known.is_new(&image, &lived.witness, mode) {
                let survived = survives(&image, &lived, mode, &mut seen);
                survived.unwrap_or_else(|broken| panic!("call {call}, {mode:?}, seed {seed}: {broken}"));
            }
        }
    }
    seen
}

/// The writer's own thread does nothing in the middle, so that the N-th call is the same each time.
const QUIET: Duration = Duration::from_secs(3_600);

#[test]
fn a_crash_at_any_call_loses_no_receipt() {
    let seen = every_call(QUIET, 1);
    println!("{seen:?}");
    assert!(seen.images > 100 && seen.torn > 10 && seen.accepted > 0, "{seen:?}");
    assert!(seen.kept > 10 && seen.gone > 10, "{seen:?}");
}

/// The writer's own thread signs heads and saves books all the time.
#[test]
fn nor_does_one_while_the_book_is_being_saved() {
    let seen = every_call(Duration::from_micros(50), 7);
    println!("{seen:?}");
    assert!(seen.images > 10, "{seen:?}");
}

#[test]
fn a_second_crash_while_recovering_loses_none_either() {
    let (mut seen, mut known, mut runs) = (Seen::default(), Known::default(), 0);
    for call in (3..).step_by(4) {
        let storage = FaultyStorage::new();
        storage.fault_at(call, Fault::Crash);
        let lived = live(&storage, QUIET).unwrap();
        if !storage.fault_happened() {
            break;
        }
        let image = storage.crash_image(CrashMode::Torn, call);
        if !known.is_new(&image, &lived.witness, CrashMode::Torn) {
            continue;
        }
        for second in (call % 5..).step_by(5) {
            let storage = FaultyStorage::with_files(image.files());
            storage.fault_at(second, Fault::Crash);
            let witness = recover_until_stopped(&storage, lived.witness.clone())
                .unwrap_or_else(|broken| panic!("calls {call} and {second}: {broken}"));
            if !storage.fault_happened() {
                break;
            }
            runs += 1;
            let mode = CrashMode::ALL[runs % 4];
            let after = storage.crash_image(mode, call << 8 | second);
            if known.is_new(&after, &witness, mode) {
                let lived = Lived { witness, stopped: None, rest: &[], skipped: 0, refused: 0 };
                survives(&after, &lived, mode, &mut seen)
                    .unwrap_or_else(|broken| panic!("calls {call} and {second}, {mode:?}: {broken}"));
            }
        }
    }
    println!("{runs} runs, {seen:?}");
    assert!(runs > 100 && seen.images > 50, "{runs} runs, {seen:?}");
}

/// Opens, posts again and closes, until the medium stops it.
fn recover_until_stopped(storage: &FaultyStorage, mut witness: Witness) -> Result<Witness, Broken> {
    let shared: Arc<dyn Storage> = Arc::new(storage.clone());
    match open(&shared, CrashMode::Torn) {
        Ok((registry, ..)) => {
            // A promise cannot be read while the power is away.
            match witness.recovered(&registry) {
                Err(broken) if !storage.fault_happened() => return Err(broken),
                Err(_) => return Ok(witness),
                Ok(()) => {}
            }
            witness.post_again(&registry, LATER_MS)?;
            let _closed = registry.ledger.close();
        }
        Err(Error::Missing) => {
            let _created = witness.create(shared);
        }
        Err(_) if storage.fault_happened() => {}
        Err(error) => return Err(format!("open: {error}")),
    }
    Ok(witness)
}

#[test]
fn an_error_of_the_medium_is_reported_and_loses_nothing() {
    let (mut seen, mut known, mut silent) = (Seen::default(), Known::default(), Vec::new());
    for fault in [Fault::Fail, Fault::ShortWrite, Fault::DiskFull] {
        for call in 0.. {
            let storage = FaultyStorage::new();
            storage.fault_at(call, fault);
            let lived =
                live(&storage, QUIET).unwrap_or_else(|broken| panic!("call {call}, {fault:?}: {broken}"));
            if !storage.fault_happened() {
                break;
            }
            // A snapshot that cannot be read is skipped, and the report says so: the journal has everything.
            if lived.stopped.is_none() && lived.skipped == 0 {
                silent.push((fault, call));
            }
            for mode in [CrashMode::Kept, CrashMode::Lost] {
                let image = storage.crash_image(mode, 0);
                if known.is_new(&image, &lived.witness, mode) {
                    survives(&image, &lived, mode, &mut seen)
                        .unwrap_or_else(|broken| panic!("call {call}, {fault:?}, {mode:?}: {broken}"));
                }
            }
        }
    }
    println!("{seen:?}");
    assert_eq!(silent, [], "nobody was told");
    assert!(seen.images > 50, "{seen:?}");
}

/// The control: on a storage that ignores `sync`, receipts are lost, and that is noticed.
#[test]
fn without_syncs_receipts_are_lost() {
    let (mut lost, mut runs) = (0, 0);
    for call in (20..).step_by(20) {
        let storage = FaultyStorage::new();
        storage.ignore_syncs();
        storage.fault_at(call, Fault::Crash);
        let lived = live(&storage, QUIET).unwrap();
        if !storage.fault_happened() {
            break;
        }
        for (mode, seed) in modes() {
            runs += 1;
            let image = storage.crash_image(mode, seed);
            let survived = survives(&image, &lived, CrashMode::Reordered, &mut Seen::default());
            lost += usize::from(survived.is_err());
            assert!(mode != CrashMode::Kept || survived.is_ok(), "nothing was lost: {survived:?}");
        }
    }
    assert!(lost > runs / 4, "{lost} of {runs} runs lost something");
}

/// The controls: a witness notices what a ledger knows that it should not, here a first transfer taken back, a hold that was
/// accepted, a notice withdrawn.
#[test]
fn a_witness_that_forgets_something_disagrees() {
    let mistakes = [Forget::TakingBack, Forget::AcceptanceEndsAHold, Forget::WithdrawalTakesBack];
    for forget in [Forget::Nothing].into_iter().chain(mistakes) {
        let mut witness = Witness::forgetting(World::default(), forget);
        let registry = witness.create(Arc::new(MemoryStorage::new())).unwrap();
        let batches = LIFE.iter().filter_map(|step| match step {
            Step::Submit(batch) => Some(batch),
            Step::SignHead | Step::Reopen => None,
        });
        let mut answers = batches.map(|batch| witness.submit(&registry, BEGINNING_MS, batch));
        let agrees = answers.all(|answer| answer.is_ok()) && witness.units_agree(&registry).is_ok();
        assert_eq!(agrees, forget == Forget::Nothing, "{forget:?}");
    }
}

/// A life in which nothing crashes has entries of every rulebook, all but the three batches that are wrong on purpose.
#[test]
fn the_life_is_whole() {
    let lived = live(&FaultyStorage::new(), QUIET).unwrap();
    assert!(lived.stopped.is_none());
    let model = lived.witness.model();
    let (origins, holds, notices) = (model.origins(), model.holds(), model.notices());
    assert_eq!((model.rulebook(), lived.refused), (5, 3));
    assert!(origins.lines().any(|line| origins.drawn(line) > 0) && origins.taken().count() > 0);
    assert_eq!((holds.holds.len(), holds.restrictions.len()), (3, 1));
    assert_eq!((notices.notices.len(), notices.noticed.len()), (2, 4));
}
