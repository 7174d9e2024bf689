//! A thread that does what no caller should wait for: signs the head when the writer is idle, and saves the book.
//!
//! Invariants
//! - It takes the sequencer only when a head is owed, no batch came for the idle time and none is on its way, so that it rarely makes
//!   anybody wait: who finds the sequencer taken checks all signatures before any rule is asked.
//! - The book is encoded under the readers' lock, in memory; the file is written with no lock held.
//! - What it fails to do is logged, and done by the next opening at the latest.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use parking_lot::{Condvar, Mutex};

use crate::{error::Error, live::Shared, recovery::snapshot};

/// The thread's handle; dropping it stops the thread.
#[derive(Debug)]
pub(crate) struct Upkeep {
    bell: Arc<Bell>,
    thread: Option<JoinHandle<()>>,
}

/// Wakes the thread when there is something to do, without troubling it while it is awake.
#[derive(Debug, Default)]
struct Bell {
    asleep: AtomicBool,
    stopping: Mutex<bool>,
    rung: Condvar,
}

impl Upkeep {
    /// Starts the thread.
    pub fn start(shared: Arc<Shared>, idle: Duration, snapshot_distance: u64) -> Self {
        let bell = Arc::new(Bell::default());
        let heard = Arc::clone(&bell);
        let work = move || {
            let mut worker = Worker { shared, bell: heard, idle, snapshot_distance, last_snapshot_size: 0 };
            worker.run();
        };
        // Without a thread the same work is done by commits and by `close`.
        let thread = thread::Builder::new().name("ledger-upkeep".into()).spawn(work);
        if let Err(error) = &thread {
            tracing::warn!(%error, "no thread for upkeep");
        }
        Self { bell, thread: thread.ok() }
    }

    /// Says that a head is owed.
    pub fn head_owed(&self) {
        if self.bell.asleep.swap(false, Ordering::AcqRel) {
            let _stopping = self.bell.stopping.lock();
            self.bell.rung.notify_one();
        }
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        *self.bell.stopping.lock() = true;
        self.bell.rung.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic in there was a bug, and has been printed; the journal is unharmed.
            let _ = thread.join();
        }
    }
}

struct Worker {
    shared: Arc<Shared>,
    bell: Arc<Bell>,
    idle: Duration,
    snapshot_distance: u64,
    last_snapshot_size: u64,
}

impl Worker {
    fn run(&mut self) {
        let mut seen = self.shared.live.read().head.entry_count;
        while self.wait() {
            let now = {
                let live = self.shared.live.read();
                if !live.head_is_owed {
                    self.bell.asleep.store(true, Ordering::Release);
                }
                live.head.entry_count
            };
            if now == seen {
                self.log("sign the last head", settle_head(&self.shared));
            }
            seen = now;
            let saved = self.save_if_due();
            self.log("save the book", saved);
        }
    }

    /// Waits for the idle time, or for the bell when nothing is owed. False when it is time to stop.
    fn wait(&self) -> bool {
        let mut stopping = self.bell.stopping.lock();
        if *stopping {
            return false;
        }
        if self.bell.asleep.load(Ordering::Acquire) {
            self.bell.rung.wait(&mut stopping);
        } else {
            self.bell.rung.wait_for(&mut stopping, self.idle);
        }
        !*stopping
    }

    fn save_if_due(&mut self) -> Result<(), Error> {
        let due = self.snapshot_distance.max(self.last_snapshot_size);
        if self.shared.live.read().appended_size < due {
            return Ok(());
        }
        self.last_snapshot_size = save_book(&self.shared)?;
        Ok(())
    }

    fn log(&self, what: &str, result: Result<(), Error>) {
        if let Err(error) = result {
            tracing::warn!(%error, "could not {what}; the next opening makes up for it");
        }
    }
}

/// Signs the head if it is owed and the writer is idle; a large batch may take longer than the idle time.
fn settle_head(shared: &Shared) -> Result<(), Error> {
    if !shared.live.read().head_is_owed {
        return Ok(());
    }
    match shared.sequencer.as_ref().and_then(|sequencer| sequencer.try_lock()) {
        Some(mut sequencer) => sequencer.settle_head(shared),
        // Not idle: the batch on its way signs the head, or the next look at it does.
        None => Ok(()),
    }
}

/// Saves the book as of the durable head; returns the snapshot's size in bytes.
pub(crate) fn save_book(shared: &Shared) -> Result<u64, Error> {
    let (entry_count, bytes) = {
        let live = shared.live.read();
        (live.head.entry_count, snapshot::encode(&live, &shared.origin)?)
    };
    snapshot::save(&*shared.storage, entry_count, &bytes)?;
    shared.live.write().appended_size = 0;
    Ok(bytes.len() as u64)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::{Ledger, OpenOptions, fixture::Registry, storage::MemoryStorage};

    #[test]
    fn a_batch_on_its_way_does_not_wait_behind_who_signs_the_head() {
        let registry = Registry::new();
        let options = OpenOptions { idle: Duration::from_secs(3_600), ..registry.options() };
        let storage = Arc::new(MemoryStorage::new());
        let ledger = Ledger::create_in(storage, &registry.genesis(), Registry::operators(), options).unwrap();
        ledger.submit(&registry.setup(1)).unwrap();
        let (tell, told) = channel();
        let settle = || {
            let (shared, tell) = (Arc::clone(&ledger.shared), tell.clone());
            thread::spawn(move || tell.send(settle_head(&shared).is_ok()));
            told.recv_timeout(Duration::from_secs(60))
        };
        {
            let _batch = ledger.shared.sequencer.as_ref().unwrap().lock();
            assert_eq!(settle(), Ok(true));
            assert!(ledger.shared.live.read().head_is_owed);
        }
        assert_eq!(settle(), Ok(true));
        assert!(!ledger.shared.live.read().head_is_owed);
    }
}
