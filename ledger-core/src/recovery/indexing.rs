//! Feeds the history what it lacks of the journal.
//!
//! Invariants
//! - History is fed every batch once and in order; a store that belongs to another journal is emptied first.
//! - The book is at or past what is fed: the series of a serial never changes.

use std::{ops::ControlFlow, sync::Arc};

use ledger_format::{head::Head, identifiers::Timestamp};

use crate::{
    book::SeriesOf,
    error::Error,
    history::{DurableBatch, History},
    journal::{
        ahead::for_each_window,
        batch::{Reading, SealedBatch},
        places::Places,
        walk::{Depth, Start, Walk},
    },
};

/// Feeds everything up to a head; returns how many entries that was.
///
/// # Errors
/// [`Error::Corrupt`], [`Error::Storage`], [`Error::Undetermined`], [`Error::History`].
pub(crate) fn catch_up(
    history: &History,
    book: &impl SeriesOf,
    head: &Head,
    places: &Places,
) -> Result<u64, Error> {
    let (indexed, fed) = (history.indexed_up_to(), history.fed_up_to());
    if fed.0 == head.entry_count && (fed > indexed.next || indexed.chain == head.chain || fed.0 == 0) {
        return Ok(0);
    }
    // What this process fed came from this journal; what the store brought along may be another's.
    let (next, chain) = if fed > indexed.next { (fed, None) } else { (indexed.next, Some(indexed.chain)) };
    let mut start = None;
    if next.0 > 0 && next.0 < head.entry_count {
        start = places.batch_of(next)?.and_then(|found| {
            let header = &found.batch.header;
            let agrees = header.first_entry == next && chain.is_none_or(|chain| chain == header.parent);
            let (entry_count, chain, recorded_at) = (next.0, header.parent, Timestamp(0));
            agrees.then_some(Start { at: found.at, entry_count, chain, recorded_at, head_is_owed: false })
        });
    }
    if start.is_none() && next.0 > 0 {
        history.clear().map_err(|fault| Error::History(Arc::new(fault)))?;
    }
    let (storage, origin) = (Arc::clone(places.storage()), places.origin().clone());
    let walk = match start {
        Some(start) => Walk::resume(storage, origin, Depth::Entries, start)?,
        None => Walk::from_genesis(storage, origin, Depth::Entries)?,
    };
    let mut count = 0;
    for_each_window(&mut walk.up_to(head.entry_count), |window| {
        for walked in &window {
            count += walked.batch.entries.len() as u64;
            feed(history, book, &walked.batch)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(count)
}

/// Feeds one batch that the book has just taken in, if it is the next that the history lacks. A history that is ahead of the
/// book waits until the book has come so far; whether it is this journal's is seen then, or by [`catch_up`] at the end.
///
/// # Errors
/// [`Error::Undetermined`].
pub(crate) fn feed_next(history: &History, book: &impl SeriesOf, batch: &SealedBatch) -> Result<bool, Error> {
    let (fed, indexed) = (history.fed_up_to(), history.indexed_up_to());
    // What the store brought along may be another journal's.
    let agrees = fed.0 == 0 || fed > indexed.next || indexed.chain == batch.header.parent;
    let is_next = fed == batch.header.first_entry && agrees;
    if is_next {
        feed(history, book, batch)?;
    }
    Ok(is_next)
}

fn feed(history: &History, book: &impl SeriesOf, batch: &SealedBatch) -> Result<(), Error> {
    let mut read = Vec::with_capacity(batch.entries.len());
    for (index, entry, reading) in batch.read_entries() {
        let Reading::Known(_, body) = reading else { return Err(Error::Undetermined(index)) };
        read.push((entry.id(), entry.occurred_at(), body));
    }
    let header = &batch.header;
    let (first, recorded_at, chain) = (header.first_entry, header.recorded_at, header.chain);
    history.batch_durable(DurableBatch::with_series(book, first, recorded_at, chain, read.into_iter()));
    Ok(())
}
