//! The handle on an open ledger.
//!
//! Invariants
//! - Reads see one durable head at a time and do not wait for the writer.
//! - `close` leaves a signed head and a saved book. Dropping the handle instead loses no receipt: the next opening signs the
//!   head and replays what the last snapshot lacks.
//!
//! It may be shared between threads; wrap it in an `Arc` or lend it to scoped threads.

use std::{path::Path, sync::Arc};

use ledger_format::{
    entry::{CutFault, EntryBytes},
    head::Head,
    identifiers::{Digest, EntryIndex, Origin, Timestamp},
};
use parking_lot::{MappedRwLockReadGuard, RwLockReadGuard};

use crate::{
    book::Book,
    commit::{
        CommitError, CommitResult,
        group::{Group, call_helpers},
        publisher::Publisher,
        submission::Submission,
    },
    error::Error,
    history::{History, HistoryConfig},
    live::Shared,
    options::OpenOptions,
    recovery::{RecoveryReport, opening},
    rules::Refusal,
    signer::Signer,
    storage::{Storage, StorageLock},
    upkeep::{self, Upkeep},
};

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) shared: Arc<Shared>,
    upkeep: Option<Upkeep>,
    publisher: Option<Publisher>,
    /// Held by a writer until the handle goes.
    _lock: Option<Box<dyn StorageLock>>,
}

/// An entry as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEntry {
    /// Its place in the journal.
    pub index: EntryIndex,
    /// When its batch was recorded.
    pub recorded_at: Timestamp,
    /// BLAKE3 of its leaf.
    pub digest: Digest,
    /// Its exact bytes, signatures included.
    pub bytes: Vec<u8>,
}

impl Ledger {
    /// Creates a ledger in a directory that has none, from a genesis entry signed by every key in it. `signers` sign heads
    /// and what recovery records; the first that is an operator signs.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`], [`Error::GenesisRefused`], [`Error::WithoutRole`], and what the medium reports.
    pub fn create(
        directory: &Path,
        genesis: &[u8],
        signers: Vec<Arc<dyn Signer>>,
        options: OpenOptions,
    ) -> Result<Self, Error> {
        let storage = opening::create_directory(directory)?;
        let history = HistoryConfig::Sled(directory.join("history"));
        opening::create(storage, history, genesis, signers, options)
    }

    /// The same on any storage; the history is kept in memory.
    ///
    /// # Errors
    /// As [`Ledger::create`].
    pub fn create_in(
        storage: Arc<dyn Storage>,
        genesis: &[u8],
        signers: Vec<Arc<dyn Signer>>,
        options: OpenOptions,
    ) -> Result<Self, Error> {
        opening::create(storage, HistoryConfig::Memory, genesis, signers, options)
    }

    /// Opens a ledger for writing, after recovering it if need be (D10).
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Locked`], [`Error::Corrupt`], [`Error::DamagedTail`], [`Error::WithoutRole`], and what
    /// the medium reports.
    pub fn open(
        directory: &Path,
        signers: Vec<Arc<dyn Signer>>,
        options: OpenOptions,
    ) -> Result<(Self, RecoveryReport), Error> {
        let storage = opening::open_directory(directory)?;
        let history = HistoryConfig::Sled(directory.join("history"));
        opening::open(storage, history, signers, options)
    }

    /// The same on any storage; the history is rebuilt in memory.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_in(
        storage: Arc<dyn Storage>,
        signers: Vec<Arc<dyn Signer>>,
        options: OpenOptions,
    ) -> Result<(Self, RecoveryReport), Error> {
        opening::open(storage, HistoryConfig::Memory, signers, options)
    }

    /// Opens a ledger for reading only, also while another process writes it: needs no lock and changes nothing. It shows
    /// the last head that was signed when it was opened; see [`Ledger::refresh`].
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Corrupt`], and what the medium reports.
    pub fn open_read_only(directory: &Path) -> Result<Self, Error> {
        opening::open_read_only(opening::open_directory(directory)?)
    }

    /// The same on any storage.
    ///
    /// # Errors
    /// As [`Ledger::open_read_only`].
    pub fn open_read_only_in(storage: Arc<dyn Storage>) -> Result<Self, Error> {
        opening::open_read_only(storage)
    }

    pub(crate) fn new(shared: Shared, lock: Option<Box<dyn StorageLock>>, options: &OpenOptions) -> Self {
        let shared = Arc::new(shared);
        let starts = || Upkeep::start(Arc::clone(&shared), options.idle, options.snapshot_distance);
        let upkeep = shared.sequencer.is_some().then(starts);
        let publisher = shared.sequencer.is_some().then(|| Publisher::start(&shared));
        Self { shared, upkeep, publisher, _lock: lock }
    }

    /// Whose ledger it is.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.shared.origin
    }

    /// The head up to which everything is durable, and which reads show.
    #[must_use]
    pub fn durable_head(&self) -> Head {
        self.shared.live.read().head
    }

    /// When the last batch was recorded.
    #[must_use]
    pub fn recorded_at(&self) -> Timestamp {
        self.shared.live.read().recorded_at
    }

    /// The live state at the durable head. While the guard is held no batch becomes visible: look, and let go.
    pub fn book(&self) -> MappedRwLockReadGuard<'_, Book> {
        RwLockReadGuard::map(self.shared.live.read(), |live| &live.book)
    }

    /// What happened, indexed, up to the durable head at least. A handle that only reads makes it when it is first asked for:
    /// who asks for the head alone need not wait for the past.
    pub(crate) fn history(&self) -> Result<&History, Error> {
        if self.shared.sequencer.is_none() {
            opening::feed_history(&self.shared)?;
        }
        Ok(&self.shared.history)
    }

    /// An entry at or below the durable head; `None` beyond it.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when its batch is not what was written, and what the medium reports.
    pub fn entry(&self, index: EntryIndex) -> Result<Option<RecordedEntry>, Error> {
        if index.0 >= self.durable_head().entry_count {
            return Ok(None);
        }
        let Some(found) = self.shared.places.batch_of(index)? else { return Ok(None) };
        let place = found.place_of(index);
        Ok(place.and_then(|place| {
            let (sealed, entry) = (found.batch.entries.get(place)?, found.batch.entry(place)?);
            let recorded_at = found.batch.header.recorded_at;
            Some(RecordedEntry { index, recorded_at, digest: sealed.digest, bytes: entry.bytes().to_vec() })
        }))
    }

    /// Begins a batch: entries that are committed together or not at all.
    pub fn batch(&self) -> Batch<'_> {
        Batch { ledger: self, submission: Submission::default() }
    }

    /// Commits entries together or not at all; returns once they are durable. Threads that call this at the same time share
    /// signature checks and a sync.
    ///
    /// # Errors
    /// [`CommitError::Refused`] naming the entry, [`CommitError::Failed`].
    pub fn submit<E: AsRef<[u8]>>(&self, entries: &[E]) -> CommitResult {
        let mut batch = self.batch();
        batch.submission.reserve(entries.len(), entries.iter().map(|entry| entry.as_ref().len()).sum());
        for (place, entry) in entries.iter().enumerate() {
            let cut = batch.post(entry.as_ref());
            cut.map_err(|fault| CommitError::Refused { place, refusal: Refusal::uncut(fault) })?;
        }
        batch.commit()
    }

    /// Adds a signer, so that heads go on being signed after the operator's key is rotated.
    pub fn add_signer(&self, signer: Arc<dyn Signer>) {
        self.shared.signers.write().push(signer);
    }

    /// Signs the head now, instead of when the writer is idle.
    ///
    /// # Errors
    /// [`Error::ReadOnly`], [`Error::Poisoned`], [`Error::Signer`], and what the medium reports.
    pub fn sign_head(&self) -> Result<Head, Error> {
        let mut sequencer = self.shared.sequencer.as_ref().ok_or(Error::ReadOnly)?.lock();
        sequencer.settle_head(&self.shared)?;
        Ok(sequencer.head)
    }

    /// Signs the last head, saves the book, and gives the lock back.
    ///
    /// # Errors
    /// [`Error::Poisoned`] after an earlier failure, [`Error::Signer`], and what the medium reports. The handle is gone in
    /// any case; what was acknowledged is durable.
    pub fn close(mut self) -> Result<Head, Error> {
        self.upkeep = None;
        self.publisher = None;
        if let Some(sequencer) = &self.shared.sequencer {
            {
                let mut sequencer = sequencer.lock();
                sequencer.settle_head(&self.shared)?;
                sequencer.writer.close()?;
            }
            upkeep::save_book(&self.shared)?;
            self.shared.history.flush().map_err(|fault| Error::History(Arc::new(fault)))?;
        }
        Ok(self.durable_head())
    }

    fn commit(&self, submission: Submission) -> CommitResult {
        let shared = &*self.shared;
        let sequencer = shared.sequencer.as_ref().ok_or(Error::ReadOnly)?;
        let result = shared.queue.commit(submission, |submissions, hand_on| {
            let count = submissions.len();
            let group = match begin_checks(shared, submissions) {
                Ok(group) => group,
                Err(error) => return (0..count).map(|_| Err(error.clone().into())).collect(),
            };
            let mut sequencer = match sequencer.try_lock() {
                Some(free) => free,
                None => {
                    // Another group is being sequenced: rather check than wait.
                    group.help();
                    sequencer.lock()
                }
            };
            hand_on();
            sequencer.process(shared, &group)
        });
        if let (Ok(_), Some(upkeep)) = (&result, &self.upkeep) {
            upkeep.head_owed();
        }
        result
    }
}

/// Has the signatures of a group checked, with the keys that the book knows now; returns at once.
fn begin_checks(shared: &Shared, submissions: Vec<Submission>) -> Result<Arc<Group>, Error> {
    let signatures = submissions.iter().flat_map(Submission::iter).flat_map(|entry| entry.signatures());
    let keys = shared.known_keys.find(signatures.map(|signature| signature.key), &shared.live);
    let threads = rayon::current_num_threads();
    let (prefix, entropy) = (&shared.statement_prefix, &*shared.entropy);
    let group = Arc::new(Group::new(submissions, keys, prefix, entropy, threads, &shared.pace)?);
    call_helpers(&group, threads);
    Ok(group)
}

/// Entries on their way to be committed together; dropping it leaves no trace.
#[derive(Debug)]
#[must_use = "a batch that is not committed leaves no trace"]
pub struct Batch<'l> {
    ledger: &'l Ledger,
    submission: Submission,
}

impl Batch<'_> {
    /// Adds an entry: a statement and its signature block, as [`ledger_format::entry::assemble`] joins them.
    ///
    /// # Errors
    /// [`CutFault`] when the bytes are not one entry's.
    pub fn post(&mut self, entry: &[u8]) -> Result<(), CutFault> {
        self.submission.push(entry)
    }

    /// How many entries were posted.
    #[must_use]
    pub fn entry_count(&self) -> usize {
        self.submission.entries.len()
    }

    /// The entries posted so far, as bytes.
    pub fn entries(&self) -> impl Iterator<Item = EntryBytes<'_>> {
        self.submission.iter()
    }

    /// Commits the batch: durable, as a whole, when this returns. One receipt an entry, in order.
    ///
    /// # Errors
    /// [`CommitError::Refused`] naming the entry, [`CommitError::Failed`].
    pub fn commit(mut self) -> CommitResult {
        if self.submission.entries.is_empty() {
            return Ok(Vec::new());
        }
        self.submission.read()?;
        self.ledger.commit(self.submission)
    }
}

impl Ledger {
    /// Brings a handle that only reads up to the last signed head.
    ///
    /// # Errors
    /// [`Error::Corrupt`], and what the medium reports; the handle then stays as it was.
    pub fn refresh(&self) -> Result<Head, Error> {
        if self.shared.sequencer.is_none() {
            opening::refresh(&self.shared)?;
        }
        Ok(self.durable_head())
    }
}
