//! Brings the book from a snapshot, or from nothing, to the end of the journal.
//!
//! Invariants
//! - Every header is checked, the whole last segment, and everything behind the snapshot: frames, links, chain, roots.
//! - Entries are replayed by the code that commit uses; rules and signatures are not asked again (`check` does).
//! - Nothing is written here.

use std::{ops::ControlFlow, sync::Arc};

use ledger_format::{
    body::{Body, Recovery},
    head::Head,
    identifiers::{Origin, Timestamp},
    limits::SEGMENT_HEADER_SIZE,
};

use super::{
    indexing,
    snapshot::{self, Snapshot},
};
use crate::{
    book::{Book, Replaying},
    error::Error,
    history::History,
    journal::{
        Corruption, JournalFault, Position,
        ahead::for_each_window,
        batch::{Reading, SealedBatch},
        places::Places,
        segments,
        tail::Ending,
        walk::{Depth, Start, Walk, WalkedBatch, grow_tree},
    },
    live::Live,
    rules::{Candidate, SignatureVerdict},
    storage::Storage,
    tree::Tree,
};

/// The state at the journal's end, and how that end looks.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub book: Book,
    pub tree: Tree,
    pub head: Head,
    pub recorded_at: Timestamp,
    /// Behind the last good frame.
    pub end: Position,
    pub ending: Ending,
    /// Whether the last batch has no head frame.
    pub head_is_owed: bool,
    /// Recovery entries of the part that was read: the last segment at least.
    pub recoveries: Vec<Recovery>,
    pub snapshot_entry_count: Option<u64>,
    pub snapshots_skipped: usize,
    pub replayed_count: u64,
    /// Entries fed to the history.
    pub indexed_count: u64,
}

/// How far to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the end: who holds the writer's lock may sync what is there and sign it.
    WholeBatches,
    /// To the last head that is signed: the batch behind it may not be durable yet, for all a reader knows.
    SignedHeads,
}

/// Loads the ledger's state. A history that is given is fed on the way: what is before the snapshot first, then each batch as
/// it is replayed.
///
/// # Errors
/// [`Error::Missing`], [`Error::Corrupt`], [`Error::Storage`], [`Error::Undetermined`], [`Error::History`].
pub(crate) fn load(places: &Places, reach: Reach, history: Option<&History>) -> Result<Loaded, Error> {
    let (storage, origin) = (places.storage(), places.origin());
    let segments = segments::check_headers(&**storage, origin)?;
    let (snapshot, snapshots_skipped) = snapshot::newest(&**storage, origin)?;
    let (mut loaded, mut book) = match snapshot {
        Some(snapshot) => {
            let recoveries = match segments.last() {
                Some(last) if *last == snapshot.end.segment => verify_up_to(storage, origin, &snapshot)?,
                _ => Vec::new(),
            };
            Loaded::from_snapshot(snapshot, origin, recoveries)
        }
        None => (Loaded::empty(origin), Replaying::nothing(origin.clone())),
    };
    loaded.snapshots_skipped = snapshots_skipped;
    if let Some(history) = history.filter(|history| history.fed_up_to().0 <= loaded.head.entry_count) {
        loaded.indexed_count = indexing::catch_up(history, &book, &loaded.head, places)?;
    }
    loaded.replay_to_end(&mut book, places, reach, history)?;
    if let Some(history) = history {
        // Nothing, but where history had more than this journal, or another one.
        loaded.indexed_count += indexing::catch_up(history, &book, &loaded.head, places)?;
    }
    loaded.book = book.finish();
    Ok(loaded)
}

impl Loaded {
    fn empty(origin: &Origin) -> Self {
        let end = Position {
            segment: ledger_format::identifiers::EntryIndex(0),
            offset: SEGMENT_HEADER_SIZE as u64,
        };
        Self {
            book: Book::new(origin.clone()),
            tree: Tree::new(),
            head: Head::empty(origin),
            recorded_at: Timestamp(0),
            end,
            ending: Ending::Clean,
            head_is_owed: false,
            recoveries: Vec::new(),
            snapshot_entry_count: None,
            snapshots_skipped: 0,
            replayed_count: 0,
            indexed_count: 0,
        }
    }

    /// All but the book, which stands beside it until everything is replayed.
    fn from_snapshot(snapshot: Snapshot, origin: &Origin, recoveries: Vec<Recovery>) -> (Self, Replaying) {
        let loaded = Self {
            snapshot_entry_count: Some(snapshot.head.entry_count),
            book: Book::new(origin.clone()),
            tree: snapshot.tree,
            head: snapshot.head,
            recorded_at: snapshot.recorded_at,
            end: snapshot.end,
            ending: Ending::Clean,
            head_is_owed: snapshot.head_is_owed,
            recoveries,
            snapshots_skipped: 0,
            replayed_count: 0,
            indexed_count: 0,
        };
        (loaded, snapshot.book)
    }

    /// Takes the live state of a reader, to read on from it.
    pub fn going_on(live: &mut Live, origin: &Origin) -> Self {
        Self {
            book: std::mem::replace(&mut live.book, Book::new(origin.clone())),
            tree: std::mem::take(&mut live.tree),
            head: live.head,
            recorded_at: live.recorded_at,
            end: live.end,
            head_is_owed: live.head_is_owed,
            ..Self::empty(origin)
        }
    }

    /// Gives the live state back, as far as it came.
    pub fn give_back(self, live: &mut Live) {
        live.book = self.book;
        live.tree = self.tree;
        live.head = self.head;
        live.recorded_at = self.recorded_at;
        live.end = self.end;
        live.head_is_owed = self.head_is_owed;
    }

    fn walk_on(&self, places: &Places) -> Result<Walk, Error> {
        let (storage, origin) = (Arc::clone(places.storage()), places.origin().clone());
        if self.head.entry_count == 0 {
            return Walk::from_genesis(storage, origin, Depth::Entries);
        }
        let start = Start {
            at: self.end,
            entry_count: self.head.entry_count,
            chain: self.head.chain,
            recorded_at: self.recorded_at,
            head_is_owed: self.head_is_owed,
        };
        match Walk::resume(storage, origin, Depth::Entries, start) {
            Err(Error::Missing) => Err(shortened(self.end, self.head.entry_count, 0)),
            other => other.map(|walk| walk.with_root(self.head.root)),
        }
    }

    /// Reads on from where it stands, to the last head that is signed; readers do so from time to time.
    pub fn read_on(&mut self, places: &Places) -> Result<(), Error> {
        let mut book = Replaying::of(std::mem::replace(&mut self.book, Book::new(places.origin().clone())));
        let result = self.replay_to_end(&mut book, places, Reach::SignedHeads, None);
        // What was read before an error is as good as ever: every batch was checked before it was applied.
        self.book = book.finish();
        result
    }

    fn replay_to_end(
        &mut self,
        book: &mut Replaying,
        places: &Places,
        reach: Reach,
        history: Option<&History>,
    ) -> Result<(), Error> {
        let mut walk = self.walk_on(places)?;
        let mut stopped = false;
        for_each_window(&mut walk, |window| {
            for walked in &window {
                if reach == Reach::SignedHeads && walked.head_frame.is_none() {
                    // Only the last batch may lack one.
                    (self.end, self.head_is_owed, stopped) = (walked.at, false, true);
                    return Ok(ControlFlow::Break(()));
                }
                self.replay(book, walked)?;
                if let Some(history) = history
                    && indexing::feed_next(history, book, &walked.batch)?
                {
                    self.indexed_count += walked.batch.entries.len() as u64;
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if stopped {
            return Ok(());
        }
        self.ending = walk.ending().cloned().unwrap_or(Ending::Clean);
        self.end = match &self.ending {
            Ending::Clean => walk.position().unwrap_or(self.end),
            Ending::Torn(tail) | Ending::Damaged(tail) => tail.at,
        };
        self.head_is_owed = walk.head_is_owed();
        Ok(())
    }

    /// Applies one batch.
    fn replay(&mut self, book: &mut Replaying, walked: &WalkedBatch) -> Result<(), Error> {
        let (entry_count, chain) = (walked.batch.entry_count_after(), walked.batch.header.chain);
        let root = grow_tree(&mut self.tree, walked)?;
        replay_batch(book, &walked.batch)?;
        self.recoveries.extend(recoveries_in(&walked.batch));
        self.replayed_count += walked.batch.entries.len() as u64;
        self.head = Head { entry_count, chain, root };
        self.recorded_at = walked.batch.header.recorded_at;
        self.end = walked.end;
        self.head_is_owed = walked.head_frame.is_none();
        Ok(())
    }
}

/// Replays a batch into the book, with no rule asked.
///
/// # Errors
/// [`Error::Undetermined`] for an entry that this version cannot read.
pub(crate) fn replay_batch(book: &mut Replaying, batch: &SealedBatch) -> Result<(), Error> {
    for candidate in candidates(batch) {
        book.replay(&candidate?);
    }
    Ok(())
}

/// A batch's entries, to be replayed; [`Error::Undetermined`] for one that this version cannot read.
pub(crate) fn candidates(batch: &SealedBatch) -> impl Iterator<Item = Result<Candidate<'_>, Error>> {
    let count = batch.entries.len();
    batch.read_entries().enumerate().map(move |(place, (index, entry, reading))| {
        let Reading::Known(context, body) = reading else { return Err(Error::Undetermined(index)) };
        // Before there is a rulebook these kinds are not known; later `check` says so.
        if matches!(body, Body::Article6(_) | Body::Origins(_) | Body::Holds(_) | Body::Notices(_))
            && index.0 == 0
        {
            return Err(Error::Undetermined(index));
        }
        Ok(Candidate {
            entry,
            context,
            body,
            index,
            recorded_at: batch.header.recorded_at,
            signatures: SignatureVerdict::Assumed,
            last_in_batch: place + 1 == count,
            alone_in_batch: count == 1,
            reversed: None,
            named_hold: None,
            chain_at_count: None,
        })
    })
}

/// Reads the snapshot's segment up to the snapshot, and holds the one against the other.
fn verify_up_to(
    storage: &Arc<dyn Storage>,
    origin: &Origin,
    snapshot: &Snapshot,
) -> Result<Vec<Recovery>, Error> {
    let (end, count) = (snapshot.end, snapshot.head.entry_count);
    let walk = Walk::from_segment(Arc::clone(storage), origin.clone(), Depth::Entries, end.segment)?;
    let mut walk = walk.up_to(count);
    let mut recoveries = Vec::new();
    loop {
        let window = walk.next_window()?;
        if window.is_empty() {
            break;
        }
        recoveries.extend(window.iter().flat_map(|walked| recoveries_in(&walked.batch)));
    }
    if walk.entry_count() != count || walk.chain() != snapshot.head.chain {
        return Err(shortened(end, count, walk.entry_count().min(count)));
    }
    Ok(recoveries)
}

fn recoveries_in(batch: &SealedBatch) -> Vec<Recovery> {
    let recovery = |reading: &Reading| match reading {
        Reading::Known(_, Body::Recovery(recovery)) => Some(*recovery),
        _ => None,
    };
    batch.readings.iter().filter_map(recovery).collect()
}

fn shortened(at: Position, expected: u64, found: u64) -> Error {
    let fault = JournalFault::Shortened { expected, found };
    Corruption { file: segments::path(at.segment), offset: at.offset, fault }.into()
}
