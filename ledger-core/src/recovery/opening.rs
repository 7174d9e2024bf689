//! Creating a ledger, and opening one: for writing, with recovery, or for reading only.
//!
//! Invariants
//! - `create` refuses where a ledger is, `open` where none is.
//! - Nothing is changed before the lock is held, the journal is read, and the given key is known to be an operator's.
//! - A valid last batch without its head frame is synced, then signed, before anything else is written.
//! - What is set aside is recorded by an entry before the handle is given out.

use std::{path::Path, sync::Arc};

use ledger_format::{
    body::{Body, Context},
    codes::Kind,
    entry::{EntryBytes, EntryFault, Statement},
    frame::BatchHeader,
    head::Head,
    identifiers::{Digest, EntryId, EntryIndex, Origin, Timestamp},
    limits::SEGMENT_HEADER_SIZE,
    signature::VerifyingKey,
    signed_range::statement_prefix,
};
use parking_lot::{Mutex, RwLock};

use super::{
    RecoveryReport, SetAsideTail, indexing,
    loading::{self, Loaded, Reach},
    set_aside,
};
use crate::{
    book::{Book, Replaying},
    clock::Timekeeper,
    commit::{
        CommitError,
        drafting::{Drafted, Ground},
        group::Group,
        sequencer::{Sequencer, seal},
        signatures::{Checked, check_one},
        submission::Submission,
    },
    error::{Doing, Error, Operation},
    history::{History, HistoryConfig},
    journal::{
        Position, batch::Reading, batch::SealedBatch, places::Places, segments, tail::Ending,
        writer::JournalWriter,
    },
    ledger::Ledger,
    live::{Live, Shared},
    options::OpenOptions,
    rules::{Refusal, SignatureVerdict},
    signer::{Signer, sign_statement},
    storage::{FileStorage, Storage, StorageLock},
    tree::Tree,
};

/// How long the entry that records a recovery may wait for its batch, in milliseconds.
const RECOVERY_VALID_FOR_MS: u64 = 60 * 60 * 1_000;

/// How often a reader looks again when it may have met the writer in the middle of a write.
const READ_ATTEMPTS: usize = 3;

pub(crate) fn create_directory(directory: &Path) -> Result<Arc<dyn Storage>, Error> {
    match FileStorage::create(directory) {
        Ok(storage) => Ok(Arc::new(storage)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::AlreadyExists),
        Err(error) => Err(error).doing(Operation::Create, &directory.display()),
    }
}

pub(crate) fn open_directory(directory: &Path) -> Result<Arc<dyn Storage>, Error> {
    match FileStorage::open(directory) {
        Ok(storage) => Ok(Arc::new(storage)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Error::Missing),
        Err(error) => Err(error).doing(Operation::Open, &directory.display()),
    }
}

pub(crate) fn create(
    storage: Arc<dyn Storage>,
    history: HistoryConfig,
    genesis: &[u8],
    signers: Vec<Arc<dyn Signer>>,
    options: OpenOptions,
) -> Result<Ledger, Error> {
    let lock = lock(&*storage)?;
    if !segments::list(&*storage)?.is_empty() {
        return Err(Error::AlreadyExists);
    }
    let (origin, submission, verdict) = read_genesis(genesis)?;
    let mut timekeeper = Timekeeper::new(Timestamp(0), true);
    let recorded_at = timekeeper.stamp(&*options.clock)?;
    let (book, head) = (Book::new(origin.clone()), Head::empty(&origin));
    let places = Places::new(Arc::clone(&storage), origin.clone());
    let prefix = statement_prefix(&origin);
    let ground = Ground { book: &book, places: &places, statement_prefix: &prefix, head, recorded_at };
    let checked = |_, _| Checked::Verdict(verdict);
    let Drafted { draft, payload, entries, answers, .. } = Drafted::draft(&ground, &[submission], checked);
    for answer in answers {
        answer.map_err(|error| match error {
            CommitError::Refused { refusal, .. } => Error::GenesisRefused(Box::new(refusal)),
            CommitError::Failed(error) => error,
        })?;
    }
    let header = BatchHeader {
        payload_size: u32::try_from(payload.len()).unwrap_or(u32::MAX),
        first_entry: EntryIndex(0),
        entry_count: 1,
        recorded_at,
        parent: head.chain,
        chain: Digest::default(),
    };
    let (mut batch, mut tree) = (SealedBatch { header, payload, entries, readings: Vec::new() }, Tree::new());
    let head = seal(&mut batch, &mut tree, true);
    let live = Live {
        book,
        head: Head::empty(&origin),
        recorded_at,
        end: Position { segment: EntryIndex(0), offset: SEGMENT_HEADER_SIZE as u64 },
        head_is_owed: false,
        tree: Tree::new(),
        appended_size: 0,
        is_broken: false,
    };
    // Whoever gives a key that cannot sign heads must hear it before there is a ledger.
    batch.read();
    let mut after_genesis = Replaying::nothing(origin.clone());
    loading::replay_batch(&mut after_genesis, &batch)?;
    let operator = operator_among(&signers, &after_genesis.finish())?;

    let (size, header) = (options.segment_size, &batch.header);
    let writer = JournalWriter::create(Arc::clone(&storage), origin.clone(), size, header, &batch.payload)?;
    // Only now: a history without a journal would be in the way of the next attempt, a journal without a history is not.
    let history = open_history(history)?;
    let owes_head = Some(operator);
    let sequencer = Sequencer { writer, timekeeper, head, tree, owes_head, failed: false, publisher: None };
    let shared = shared(storage, origin, live, history, signers, &options, Some(sequencer));
    if let Some(sequencer) = &shared.sequencer {
        let mut sequencer = sequencer.lock();
        sequencer.publish(&shared, draft, &batch)?;
        sequencer.settle_head(&shared)?;
    }
    Ok(Ledger::new(shared, Some(lock), &options))
}

pub(crate) fn open(
    storage: Arc<dyn Storage>,
    history: HistoryConfig,
    signers: Vec<Arc<dyn Signer>>,
    options: OpenOptions,
) -> Result<(Ledger, RecoveryReport), Error> {
    let lock = lock(&*storage)?;
    let origin = segments::origin(&*storage)?;
    let history = open_history(history)?;
    let places = Places::new(Arc::clone(&storage), origin.clone());
    let loaded = loading::load(&places, Reach::WholeBatches, Some(&history))?;
    let operator = operator_among(&signers, &loaded.book)?;
    let timekeeper = Timekeeper::new(loaded.recorded_at, options.accept_clock_jump);
    let tail = match &loaded.ending {
        Ending::Clean => None,
        Ending::Torn(tail) => Some((tail, false)),
        Ending::Damaged(tail) if options.accept_damaged_tail => Some((tail, true)),
        Ending::Damaged(tail) => {
            let corruption = Box::new(tail.corruption.clone());
            return Err(Error::DamagedTail { corruption, size: tail.bytes.len() as u64 });
        }
    };
    let tail = match tail {
        Some((tail, was_damaged)) => {
            // It is recorded by an entry: where its time needs the operator's word (D13), they are asked before anything is cut.
            let size = tail.bytes.len() as u64;
            timekeeper.look(&*options.clock).map_err(|error| for_recovery(error, size))?;
            Some(set_aside::set_aside(&*storage, tail, was_damaged)?)
        }
        None => None,
    };
    let writer =
        JournalWriter::resume(Arc::clone(&storage), origin.clone(), options.segment_size, loaded.end)?;
    writer.sync()?;
    let mut report = RecoveryReport {
        head: loaded.head,
        snapshot_entry_count: loaded.snapshot_entry_count,
        snapshots_skipped: loaded.snapshots_skipped,
        replayed_count: loaded.replayed_count,
        indexed_count: loaded.indexed_count,
        head_signed: loaded.head_is_owed,
        set_aside: tail,
        recovery_entry: None,
    };
    let sequencer = Sequencer {
        writer,
        timekeeper,
        head: loaded.head,
        tree: loaded.tree.clone(),
        owes_head: loaded.head_is_owed.then_some(operator),
        failed: false,
        publisher: None,
    };
    let recoveries = loaded.recoveries.clone();
    let shared = shared(storage, origin, live(loaded), history, signers, &options, Some(sequencer));
    if let Some(sequencer) = &shared.sequencer {
        let mut sequencer = sequencer.lock();
        sequencer.settle_head(&shared)?;
        record_tails(&shared, &mut sequencer, &recoveries, &mut report)?;
    }
    Ok((Ledger::new(shared, Some(lock), &options), report))
}

pub(crate) fn open_read_only(storage: Arc<dyn Storage>) -> Result<Ledger, Error> {
    let origin = segments::origin(&*storage)?;
    let places = Places::new(Arc::clone(&storage), origin.clone());
    let loaded = patiently(|| loading::load(&places, Reach::SignedHeads, None))?;
    let history = open_history(HistoryConfig::Memory)?;
    let options = OpenOptions::default();
    let shared = shared(storage, origin, live(loaded), history, Vec::new(), &options, None);
    Ok(Ledger::new(shared, None, &options))
}

/// Brings a reader up to the last signed head.
pub(crate) fn refresh(shared: &Shared) -> Result<(), Error> {
    patiently(|| {
        let mut live = shared.live.write();
        let mut loaded = Loaded::going_on(&mut live, &shared.origin);
        let result = loaded.read_on(&shared.places);
        loaded.give_back(&mut live);
        result
    })
}

fn patiently<T>(mut attempt: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    for _ in 1..READ_ATTEMPTS {
        match attempt() {
            Err(Error::Corrupt(_)) => {}
            other => return other,
        }
    }
    attempt()
}

fn lock(storage: &dyn Storage) -> Result<Box<dyn StorageLock>, Error> {
    match storage.lock() {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Err(Error::Locked),
        other => other.doing(Operation::Lock, &"LOCK"),
    }
}

fn open_history(config: HistoryConfig) -> Result<History, Error> {
    History::open(config).map_err(|fault| Error::History(Arc::new(fault)))
}

/// Brings the history up to the durable head; returns how many entries it lacked.
pub(crate) fn feed_history(shared: &Shared) -> Result<u64, Error> {
    let _one_at_a_time = shared.feeding.lock();
    let live = shared.live.read();
    indexing::catch_up(&shared.history, &live.book, &live.head, &shared.places)
}

fn live(loaded: Loaded) -> Live {
    Live {
        appended_size: 0,
        is_broken: false,
        book: loaded.book,
        head: loaded.head,
        recorded_at: loaded.recorded_at,
        end: loaded.end,
        head_is_owed: loaded.head_is_owed,
        tree: loaded.tree,
    }
}

fn shared(
    storage: Arc<dyn Storage>,
    origin: Origin,
    live: Live,
    history: History,
    signers: Vec<Arc<dyn Signer>>,
    options: &OpenOptions,
    sequencer: Option<Sequencer>,
) -> Shared {
    Shared {
        statement_prefix: statement_prefix(&origin),
        places: Places::new(Arc::clone(&storage), origin.clone()),
        storage,
        origin,
        live: RwLock::new(live),
        history,
        clock: Arc::clone(&options.clock),
        entropy: Arc::clone(&options.entropy),
        signers: RwLock::new(signers),
        queue: Default::default(),
        known_keys: Default::default(),
        pace: Default::default(),
        feeding: Mutex::new(()),
        sequencer: sequencer.map(Mutex::new),
    }
}

/// The origin that a genesis entry names, and the entry with its signatures checked against its own keys.
fn read_genesis(genesis: &[u8]) -> Result<(Origin, Submission, SignatureVerdict), Error> {
    let refused = |refusal| Error::GenesisRefused(Box::new(refusal));
    let mut submission = Submission::default();
    submission.push(genesis).map_err(|fault| refused(Refusal::uncut(fault)))?;
    submission.read().map_err(|error| match error {
        CommitError::Refused { refusal, .. } => refused(refusal),
        CommitError::Failed(error) => error,
    })?;
    let body = match submission.readings.first() {
        Some(Reading::Known(_, Body::Genesis(body))) => body,
        // No rulebook is in force yet, so that their kind is not known.
        Some(Reading::Known(
            _,
            body @ (Body::Article6(_) | Body::Origins(_) | Body::Holds(_) | Body::Notices(_)),
        )) => return Err(refused(Refusal::unknown_kind(body.kind()))),
        Some(Reading::Malformed(fault)) => {
            let kind = submission.iter().next().map_or(Kind(0), |entry| entry.kind());
            return Err(refused(Refusal::undecoded(*fault, kind, false)));
        }
        _ => return Err(refused(Refusal::GenesisMisplaced)),
    };
    let origin = body.origin.clone();
    let keys: Vec<_> = body.keys.iter().map(|key| VerifyingKey::from_bytes(&key.0).ok()).collect();
    let key = |number: ledger_format::identifiers::KeyNumber| {
        keys.get(usize::try_from(number.0).ok()?).and_then(Option::as_ref)
    };
    let entry = EntryBytes::whole(genesis).map_err(|_| refused(Refusal::malformed(EntryFault::Body)))?;
    let verdict = check_one(&entry, &statement_prefix(&origin), key);
    Ok((origin, submission, verdict))
}

/// Says of a clock that jumped why opening asks for the time.
fn for_recovery(error: Error, size: u64) -> Error {
    match error {
        Error::ClockJump { last, now, .. } => Error::ClockJump { last, now, torn_size: Some(size) },
        other => other,
    }
}

/// Records tails that were set aside, now or by an opening that a crash cut short.
fn record_tails(
    shared: &Shared,
    sequencer: &mut Sequencer,
    recorded: &[ledger_format::body::Recovery],
    report: &mut RecoveryReport,
) -> Result<(), Error> {
    while let Some(mut tail) = set_aside::unrecorded(&*shared.storage, recorded)? {
        if let Some(now) = report.set_aside.as_ref().filter(|now| now.file == tail.file) {
            tail.was_damaged = now.was_damaged;
        }
        report.recovery_entry = Some(record(shared, sequencer, &tail)?);
        tail.file = set_aside::mark_recorded(&*shared.storage, &tail)?;
        report.set_aside = Some(tail);
    }
    Ok(())
}

/// Commits the recovery entry, signed by every signer that was given.
fn record(shared: &Shared, sequencer: &mut Sequencer, tail: &SetAsideTail) -> Result<EntryIndex, Error> {
    let mut id = [0; 16];
    shared.entropy.fill(&mut id)?;
    let now = shared.clock.now();
    let statement = Statement {
        id: EntryId(id),
        occurred_at: now,
        not_after: Timestamp(
            now.0.max(shared.live.read().recorded_at.0).saturating_add(RECOVERY_VALID_FOR_MS),
        ),
        context: Context::default(),
        body: Body::Recovery(tail.recovery()),
    };
    let signers = operators_among(&shared.signers.read(), &shared.live.read().book);
    let signers: Vec<_> = signers.iter().map(|signer| &**signer).collect();
    let entry = sign_statement(&shared.origin, &statement, &signers)?;
    let mut submission = Submission::default();
    let uncut = |fault| Error::RecoveryRefused(Box::new(Refusal::uncut(fault)));
    submission.push(&entry).map_err(uncut)?;
    let refused = |error| match error {
        CommitError::Refused { refusal, .. } => Error::RecoveryRefused(Box::new(refusal)),
        CommitError::Failed(error) => for_recovery(error, tail.size),
    };
    submission.read().map_err(refused)?;
    let group = Group::unchecked(vec![submission], &shared.statement_prefix);
    let results = sequencer.process(shared, &group);
    let receipts = results.into_iter().next().unwrap_or(Err(Error::Poisoned.into())).map_err(refused)?;
    receipts.first().map(|receipt| receipt.entry).ok_or(Error::Poisoned)
}

/// The signers whose keys are operators' in this book.
pub(crate) fn operators_among(signers: &[Arc<dyn Signer>], book: &Book) -> Vec<Arc<dyn Signer>> {
    let is_operator = |signer: &&Arc<dyn Signer>| {
        let (key, public) = (signer.key_number(), signer.public_key());
        book.holds_role(ledger_format::codes::Role::OPERATOR, key)
            && book.public_key(key).is_some_and(|known| *known.as_bytes() == public.0)
    };
    signers.iter().filter(is_operator).cloned().collect()
}

/// The first signer whose key is an operator's in this book.
///
/// # Errors
/// [`Error::WithoutRole`], [`Error::NoOperator`].
pub(crate) fn operator_among(signers: &[Arc<dyn Signer>], book: &Book) -> Result<Arc<dyn Signer>, Error> {
    let role = ledger_format::codes::Role::OPERATOR;
    operators_among(signers, book).into_iter().next().ok_or_else(|| match signers.first() {
        Some(signer) => Error::WithoutRole { key: signer.key_number(), role },
        None => Error::NoOperator,
    })
}
