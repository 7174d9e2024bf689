//! The writer as a registry embeds it: the test world's ledger on any storage, under a clock set by hand.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use ledger_core::clock::Clock;
use ledger_core::query::AsAt;
use ledger_core::storage::{FilePath, Folder, MemoryStorage, Storage};
use ledger_core::{CommitError, Error, Ledger, MemorySigner, OpenOptions, Receipt, RecoveryReport, Signer};
use ledger_format::identifiers::{EntryIndex, Timestamp};
use ledger_format::trust::Trust;

use crate::journal::Files;
use crate::model::Unit;
use crate::world::{BEGINNING_MS, World};

/// A clock that shows what it was set to.
#[derive(Debug, Default)]
pub struct HandClock(AtomicU64);

impl HandClock {
    /// Sets the time, in milliseconds.
    pub fn set(&self, now_ms: u64) {
        self.0.store(now_ms, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn steady_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// An open ledger of the test world.
#[derive(Debug)]
pub struct Registry {
    /// The handle.
    pub ledger: Ledger,
    /// Its clock.
    pub clock: Arc<HandClock>,
}

/// Options of tests: small segments, a clock set by hand, heads signed with what follows or on close.
#[must_use]
pub fn options(clock: &Arc<HandClock>) -> OpenOptions {
    OpenOptions {
        segment_size: 4_096,
        snapshot_distance: 2_048,
        idle: Duration::from_secs(3_600),
        clock: Arc::<HandClock>::clone(clock),
        ..OpenOptions::default()
    }
}

/// The operator's key as the writer uses it.
#[must_use]
pub fn signers(world: &World) -> Vec<Arc<dyn Signer>> {
    vec![Arc::new(MemorySigner::new(world.operator.number, world.operator.signing_key().clone()))]
}

impl Registry {
    /// A new ledger with genesis alone.
    ///
    /// # Errors
    /// As [`Ledger::create_in`].
    pub fn create(world: &World, storage: Arc<dyn Storage>) -> Result<Self, Error> {
        let clock = Arc::new(HandClock::default());
        clock.set(BEGINNING_MS);
        let ledger = Ledger::create_in(storage, &world.genesis(), signers(world), options(&clock))?;
        Ok(Self { ledger, clock })
    }

    /// A new ledger with the world's declarations.
    ///
    /// # Panics
    /// If they are refused.
    #[must_use]
    pub fn with_world(world: &World, storage: Arc<dyn Storage>) -> Self {
        let registry = Self::create(world, storage).expect("a new ledger");
        let _receipts = registry.record(BEGINNING_MS, &world.declarations()).expect("the world is declared");
        registry
    }

    /// A ledger that is there, recovered if need be, at a time.
    ///
    /// # Errors
    /// As [`Ledger::open_in`].
    pub fn open(
        world: &World,
        storage: Arc<dyn Storage>,
        now_ms: u64,
    ) -> Result<(Self, RecoveryReport), Error> {
        Self::open_with(world, storage, now_ms, |_| {})
    }

    /// The same with options of one's own.
    ///
    /// # Errors
    /// As [`Ledger::open_in`].
    pub fn open_with(
        world: &World,
        storage: Arc<dyn Storage>,
        now_ms: u64,
        change: impl FnOnce(&mut OpenOptions),
    ) -> Result<(Self, RecoveryReport), Error> {
        let clock = Arc::new(HandClock::default());
        clock.set(now_ms);
        let mut options = options(&clock);
        change(&mut options);
        let (ledger, report) = Ledger::open_in(storage, signers(world), options)?;
        Ok((Self { ledger, clock }, report))
    }

    /// A new ledger with genesis alone, in real files.
    ///
    /// # Errors
    /// As [`Ledger::create`].
    pub fn create_directory(
        world: &World,
        directory: &Path,
        change: impl FnOnce(&mut OpenOptions),
    ) -> Result<Self, Error> {
        let clock = Arc::new(HandClock::default());
        clock.set(BEGINNING_MS);
        let mut options = options(&clock);
        change(&mut options);
        let ledger = Ledger::create(directory, &world.genesis(), signers(world), options)?;
        Ok(Self { ledger, clock })
    }

    /// A ledger that is there, in real files.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_directory(
        world: &World,
        directory: &Path,
        now_ms: u64,
        change: impl FnOnce(&mut OpenOptions),
    ) -> Result<(Self, RecoveryReport), Error> {
        let clock = Arc::new(HandClock::default());
        clock.set(now_ms);
        let mut options = options(&clock);
        change(&mut options);
        let (ledger, report) = Ledger::open(directory, signers(world), options)?;
        Ok((Self { ledger, clock }, report))
    }

    /// Commits a caller's batch at a time.
    ///
    /// # Errors
    /// As [`Ledger::submit`].
    pub fn record(&self, now_ms: u64, entries: &[Vec<u8>]) -> Result<Vec<Receipt>, CommitError> {
        self.clock.set(now_ms);
        self.ledger.submit(entries)
    }

    /// Every unit with its state, as the ledger answers.
    ///
    /// # Panics
    /// If the query fails.
    #[must_use]
    pub fn units(&self, as_at: AsAt) -> BTreeMap<(u32, u64), Unit> {
        let mut units = BTreeMap::new();
        for held in self.ledger.holdings(as_at).expect("holdings") {
            for serial in held.block.first..=held.block.last {
                let unit = Unit {
                    account: held.holding.account.0,
                    since: held.holding.since.0,
                    occurred_ms: held.holding.occurred_at.0,
                };
                assert_eq!(units.insert((held.block.space.0, serial), unit), None, "one holder");
            }
        }
        units
    }
}

/// What an auditor of this ledger is given from outside: the genesis digest.
///
/// # Panics
/// If entry 0 cannot be read.
#[must_use]
pub fn trust(ledger: &Ledger) -> Trust {
    let genesis = ledger.entry(EntryIndex(0)).expect("entry 0").expect("a genesis").digest;
    Trust { origin: ledger.origin().clone(), genesis: vec![genesis], keys: Vec::new() }
}

/// A checkpoint of the durable head, signed by the test world's key.
///
/// # Panics
/// If the ledger does not give one.
#[must_use]
pub fn checkpoint(ledger: &Ledger) -> String {
    let key = World::default().checkpoint;
    let signer = MemorySigner::new(key.number, key.signing_key().clone());
    ledger.checkpoint(&[&signer]).expect("a checkpoint").encode()
}

/// The journal's files, as an auditor would be handed them.
#[must_use]
pub fn journal_files(storage: &MemoryStorage) -> Files {
    let journal = |(path, bytes): (FilePath, Vec<u8>)| {
        (path.folder == Folder::Journal).then(|| (path.name.into_string(), bytes))
    };
    storage.files().into_iter().filter_map(journal).collect()
}
