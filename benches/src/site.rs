//! Folders that a run writes to, below `target/`, and the writer opened in them.
//!
//! Journals are kept from run to run, by what they hold; everything else is removed at the end.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger_core::clock::Clock;
use ledger_core::{Ledger, MemorySigner, OpenOptions, RecoveryReport, Signer};
use ledger_format::identifiers::{KeyNumber, Timestamp};
use tempfile::TempDir;

use crate::workload::Work;
use crate::world::{BEGINNING_MS, OPERATOR};

/// Bytes of entries that are submitted together before the movements.
const SUBMITTED_SIZE: usize = 4 * 1024 * 1024;

/// The workspace's `target/`, or what cargo was told to use instead.
#[must_use]
pub fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from)
}

/// What runs keep.
///
/// # Panics
/// If it cannot be made.
#[must_use]
pub fn kept_folder() -> PathBuf {
    let folder = target_folder().join("bench");
    fs::create_dir_all(&folder).expect("target/bench can be made");
    folder
}

/// A folder that goes with the handle, on the same disk.
///
/// # Panics
/// If it cannot be made.
#[must_use]
pub fn scratch() -> TempDir {
    tempfile::tempdir_in(kept_folder()).expect("a folder in target/bench")
}

/// Copies the files of one folder into another, which is made.
///
/// # Panics
/// If something cannot be read or written.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for item in fs::read_dir(from).expect("a folder") {
        let path = item.expect("a file").path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            fs::copy(&path, to.join(name)).expect("room for a copy");
        }
    }
}

/// Bytes of the files below a folder; 0 if there is none.
#[must_use]
pub fn size_of(folder: &Path) -> u64 {
    let Ok(items) = fs::read_dir(folder) else { return 0 };
    items
        .flatten()
        .map(|item| match item.metadata() {
            Ok(about) if about.is_dir() => size_of(&item.path()),
            Ok(about) => about.len(),
            Err(_) => 0,
        })
        .sum()
}

/// A clock that is set by what is submitted: movements are recorded when they take place.
#[derive(Debug)]
pub struct WorkloadClock(AtomicU64);

impl WorkloadClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(ms: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(ms)))
    }

    /// Moves on to a time, never back.
    pub fn reach(&self, ms: u64) {
        self.0.fetch_max(ms, Ordering::Relaxed);
    }
}

impl Clock for WorkloadClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn steady_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

fn operators(workload: &dyn Work) -> Vec<Arc<dyn Signer>> {
    vec![Arc::new(MemorySigner::new(KeyNumber(OPERATOR), workload.actors().key(OPERATOR).clone()))]
}

fn options(clock: &Arc<WorkloadClock>) -> OpenOptions {
    OpenOptions {
        clock: Arc::<WorkloadClock>::clone(clock),
        accept_clock_jump: true,
        ..OpenOptions::default()
    }
}

/// Creates a ledger with everything before the first movement.
///
/// # Panics
/// If the writer refuses.
#[must_use]
pub fn create(folder: &Path, workload: &dyn Work, clock: &Arc<WorkloadClock>) -> Ledger {
    clock.reach(BEGINNING_MS);
    let genesis = workload.genesis();
    let ledger = Ledger::create(folder, &genesis, operators(workload), options(clock)).expect("a new ledger");
    let (mut waiting, mut size) = (Vec::new(), 0);
    for entry in workload.opening() {
        size += entry.len();
        waiting.push(entry);
        if size > SUBMITTED_SIZE {
            ledger.submit(&waiting).expect("right entries");
            (waiting, size) = (Vec::new(), 0);
        }
    }
    ledger.submit(&waiting).expect("right entries");
    assert_eq!(
        ledger.durable_head().entry_count,
        workload.opening_count(),
        "entries before the first movement"
    );
    ledger
}

/// Opens a ledger for writing.
///
/// # Panics
/// If the writer refuses.
pub fn open(folder: &Path, workload: &dyn Work, clock: &Arc<WorkloadClock>) -> (Ledger, RecoveryReport) {
    Ledger::open(folder, operators(workload), options(clock)).expect("a ledger that can be opened")
}

/// A figure of this process's status, in bytes: `VmHWM` is the most memory that it ever had.
#[must_use]
pub fn memory_size(field: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
