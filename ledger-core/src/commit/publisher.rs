//! A thread that merges large batches into the book, so that their caller can go on as soon as they are durable.
//!
//! Invariants
//! - It is given only what is durable, one batch at a time, and holds the live state before the caller is answered: whoever
//!   asks after that waits until the batch is in.
//! - If merging dies of a bug, the handle takes nothing more.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
};

use ledger_format::{head::Head, identifiers::Timestamp};

use crate::{
    book::Draft,
    journal::Position,
    live::{Live, Shared},
    tree::Tree,
};

/// Batches of fewer entries are merged by whoever sealed them: waking another thread would take longer.
pub(crate) const APART_FROM: usize = 256;

/// What a durable batch changes for readers.
#[derive(Debug)]
pub(crate) struct Publication {
    pub draft: Draft,
    pub head: Head,
    pub recorded_at: Timestamp,
    /// Where the journal ends.
    pub end: Position,
    pub tree: Tree,
    /// Bytes that the batch takes in the journal.
    pub frame_size: u64,
}

impl Publication {
    /// Lets readers see it.
    pub fn show(self, live: &mut Live) {
        live.book.merge(self.draft);
        live.head = self.head;
        live.recorded_at = self.recorded_at;
        live.end = self.end;
        live.head_is_owed = true;
        live.tree = self.tree;
        live.appended_size += self.frame_size;
    }
}

/// The way to the thread.
#[derive(Debug)]
pub(crate) struct ToPublisher {
    publications: SyncSender<Publication>,
    taken: Receiver<()>,
}

impl ToPublisher {
    /// Returns once the thread holds the live state; the publication again if there is no thread any more.
    pub fn publish(&self, publication: Publication) -> Result<(), Box<Publication>> {
        self.publications.send(publication).map_err(|unsent| Box::new(unsent.0))?;
        // Without an answer the thread died before it changed anything that readers see; it does not come back.
        let _ = self.taken.recv();
        Ok(())
    }
}

/// The thread's handle; dropping it ends the thread once what it was given is merged.
#[derive(Debug)]
pub(crate) struct Publisher {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Publisher {
    /// Starts the thread and tells the sequencer of it.
    pub fn start(shared: &Arc<Shared>) -> Self {
        let (publications, to_show) = sync_channel(1);
        let (tell_taken, taken) = sync_channel(1);
        let worker = Arc::clone(shared);
        let work = move || run(&worker, &to_show, &tell_taken);
        // Without a thread the sequencer merges by itself.
        let thread = thread::Builder::new().name("ledger-publish".into()).spawn(work);
        match (&thread, &shared.sequencer) {
            (Ok(_), Some(sequencer)) => {
                sequencer.lock().publisher = Some(ToPublisher { publications, taken })
            }
            (Err(error), _) => tracing::warn!(%error, "no thread for publishing"),
            _ => {}
        }
        Self { shared: Arc::clone(shared), thread: thread.ok() }
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        if let Some(sequencer) = &self.shared.sequencer {
            sequencer.lock().publisher = None;
        }
        if let Some(thread) = self.thread.take() {
            // A panic in there was a bug, and has been printed; the journal is unharmed.
            let _ = thread.join();
        }
    }
}

fn run(shared: &Shared, publications: &Receiver<Publication>, taken: &SyncSender<()>) {
    while let Ok(publication) = publications.recv() {
        let mut live = shared.live.write();
        let told = taken.send(());
        let shown = catch_unwind(AssertUnwindSafe(|| publication.show(&mut live)));
        if shown.is_err() {
            live.is_broken = true;
        }
        if told.is_err() || shown.is_err() {
            return;
        }
    }
}
