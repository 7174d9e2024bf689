//! What history's feeder, its writing thread and its readers share: chapters on their way from memory to the store.
//!
//! Invariants:
//! - A chapter is in memory until the store has it durably: a reader that sees it in neither does not exist.
//! - The contents row of a chapter is put after a flush of all its other rows, and flushed itself.
//! - A store with rows of another version is emptied before anything is read from it.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use ledger_format::encoding::encode;
use ledger_format::identifiers::{Digest, EntryIndex};
use parking_lot::{Condvar, Mutex, RwLock};

use super::chapter::{Chapter, Contents, VERSION};
use super::durable_batch::DurableBatch;
use super::fault::HistoryFault;
use super::reading::read;
use super::rows::sealed;
use super::store::{HistoryStore, StoreFault};
use super::{Indexed, key};

/// Complete chapters that may be on their way to the store before the feeder waits: one is written, one is complete behind it.
const WAITING_CHAPTERS: usize = 2;

/// Everything that is told by more than one thread.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) store: Box<dyn HistoryStore>,
    pub(super) chapters: RwLock<Chapters>,
    state: Mutex<WriterState>,
    changed: Condvar,
}

/// The chapters, by where they are.
#[derive(Debug, Default)]
pub(super) struct Chapters {
    /// In the store.
    pub(super) stored: Vec<Arc<Contents>>,
    /// Complete, on their way.
    pub(super) waiting: VecDeque<Arc<Chapter>>,
    /// Still growing.
    pub(super) growing: Chapter,
    /// Nothing more is taken in.
    pub(super) stopped: bool,
}

#[derive(Debug, Default)]
struct WriterState {
    waiting: usize,
    stop: bool,
    failed: bool,
}

impl Chapters {
    fn indexed_up_to(&self) -> Indexed {
        match self.stored.last() {
            Some(contents) => Indexed { next: contents.next_entry, chain: contents.chain },
            None => Indexed { next: EntryIndex(0), chain: Digest::default() },
        }
    }
}

impl Shared {
    pub(super) fn open(store: Box<dyn HistoryStore>) -> Result<Self, HistoryFault> {
        if !matches!(read::<u32>(store.as_ref(), key::VERSION), Ok(Some(VERSION))) {
            begin(store.as_ref())?;
        }
        let mut stored: Vec<Arc<Contents>> = Vec::new();
        let mut next_entry = EntryIndex(0);
        for chapter in 0.. {
            // A contents row that cannot be read ends what is there: the rest is fed again and written over.
            let Ok(Some(contents)) = read::<Contents>(store.as_ref(), &key::contents(chapter)) else { break };
            if contents.first_entry != next_entry || contents.next_entry <= next_entry {
                break;
            }
            next_entry = contents.next_entry;
            stored.push(Arc::new(contents));
        }
        let growing = Chapter::starting_at(next_entry);
        Ok(Self {
            store,
            chapters: RwLock::new(Chapters { stored, growing, ..Chapters::default() }),
            state: Mutex::default(),
            changed: Condvar::new(),
        })
    }

    pub(super) fn indexed_up_to(&self) -> Indexed {
        self.chapters.read().indexed_up_to()
    }

    pub(super) fn fed_up_to(&self) -> EntryIndex {
        self.chapters.read().growing.next_entry()
    }

    pub(super) fn clear(&self) -> Result<(), HistoryFault> {
        // What waits is written first: then the writing thread has nothing in hand.
        let settled = self.settle();
        let mut chapters = self.chapters.write();
        begin(self.store.as_ref())?;
        *chapters = Chapters { stopped: settled.is_err(), ..Chapters::default() };
        settled
    }

    pub(super) fn feed(&self, batch: DurableBatch) {
        let mut chapters = self.chapters.write();
        let next = chapters.growing.next_entry();
        if chapters.stopped || batch.next_entry() <= next {
            return;
        }
        if batch.first_entry != next {
            chapters.stopped = true;
            return;
        }
        chapters.growing.push(batch);
        if !chapters.growing.is_full() {
            return;
        }
        let behind = Chapter::starting_at(chapters.growing.next_entry());
        let full = std::mem::replace(&mut chapters.growing, behind);
        chapters.waiting.push_back(Arc::new(full));
        drop(chapters);
        let mut state = self.state.lock();
        state.waiting += 1;
        self.changed.notify_all();
        while state.waiting > WAITING_CHAPTERS && !state.failed && !state.stop {
            self.changed.wait(&mut state);
        }
    }

    pub(super) fn settle(&self) -> Result<(), HistoryFault> {
        let mut state = self.state.lock();
        while state.waiting > 0 && !state.failed && !state.stop {
            self.changed.wait(&mut state);
        }
        if state.failed { Err(HistoryFault::Stopped) } else { Ok(()) }
    }

    pub(super) fn stop(&self) {
        self.state.lock().stop = true;
        self.changed.notify_all();
    }

    /// Writes chapters as they come, until it is told to stop.
    fn run(&self) {
        loop {
            let mut state = self.state.lock();
            while state.waiting == 0 && !state.stop {
                self.changed.wait(&mut state);
            }
            if state.stop {
                return;
            }
            drop(state);
            let (chapter, number) = {
                let chapters = self.chapters.read();
                (chapters.waiting.front().cloned(), chapters.stored.len())
            };
            let written = match (chapter, u32::try_from(number)) {
                (Some(chapter), Ok(number)) => self.write(&chapter, number),
                _ => Err(StoreFault::Panicked),
            };
            let mut chapters = self.chapters.write();
            let mut state = self.state.lock();
            match written {
                Ok(contents) => {
                    chapters.waiting.pop_front();
                    chapters.stored.push(Arc::new(contents));
                    state.waiting = state.waiting.saturating_sub(1);
                }
                Err(_) => {
                    // Memory stays bounded: what cannot be written is let go, and queries say why.
                    chapters.stopped = true;
                    chapters.waiting.clear();
                    chapters.growing = Chapter::starting_at(chapters.growing.next_entry());
                    state.failed = true;
                }
            }
            let failed = state.failed;
            drop(state);
            self.changed.notify_all();
            if failed {
                return;
            }
        }
    }

    fn write(&self, chapter: &Chapter, number: u32) -> Result<Contents, StoreFault> {
        let mut rows = chapter.rows(number);
        let contents = rows.split_off(rows.len().saturating_sub(1));
        self.store.put(rows)?;
        self.store.flush()?;
        self.store.put(contents)?;
        self.store.flush()?;
        match read::<Contents>(self.store.as_ref(), &key::contents(number)) {
            Ok(Some(contents)) => Ok(contents),
            _ => Err(StoreFault::Panicked),
        }
    }
}

/// Empties a store, and says which rows it will have.
fn begin(store: &dyn HistoryStore) -> Result<(), StoreFault> {
    store.clear()?;
    let value = sealed(key::VERSION, encode(&VERSION).unwrap_or_default());
    store.put(vec![(key::VERSION.to_vec(), value)])?;
    store.flush()
}

/// Starts the writing thread.
pub(super) fn start(shared: Arc<Shared>) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("history".to_owned()).spawn(move || shared.run())
}
