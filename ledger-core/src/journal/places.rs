//! Finds the batch that holds an entry, without reading the journal from its start.
//!
//! Invariants
//! - Per segment it keeps one mark for about every 64 KiB, made by hopping from header to header the first time
//!   that somebody asks; memory grows by 16 bytes a mark.
//! - A batch is handed out only when its entries give its chain.
//!
//! It does not know where the durable head is: callers ask for entries below it only.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use ledger_format::{
    digest::{chain_next, chain_start},
    frame::HeadFrame,
    identifiers::{Digest, EntryIndex, Origin},
    limits::SEGMENT_HEADER_SIZE,
};
use parking_lot::Mutex;

use super::{
    JournalFault, Position,
    batch::SealedBatch,
    frames::{Frame, FrameReader},
    segments,
};
use crate::{error::Error, storage::Storage};

/// Distance between two marks of a segment, in bytes.
const MARK_DISTANCE: u64 = 64 * 1024;

/// Batches kept in memory for callers who ask for one neighbour after another.
const KEPT_BATCHES: usize = 4;

/// A batch read back from the journal.
#[derive(Debug, Clone)]
pub struct FoundBatch {
    /// Where its frame begins.
    pub at: Position,
    /// The batch, hashed and read.
    pub batch: SealedBatch,
    /// The head frame behind it, if it is written by now.
    pub head_frame: Option<HeadFrame>,
}

/// Looks batches up by entry.
#[derive(Debug)]
pub struct Places {
    storage: Arc<dyn Storage>,
    origin: Origin,
    segments: Mutex<BTreeMap<EntryIndex, Marks>>,
    kept: Mutex<VecDeque<Arc<FoundBatch>>>,
}

/// What is known of one segment.
#[derive(Debug, Default)]
struct Marks {
    /// First entry and offset of some batches, rising.
    marks: Vec<(u64, u64)>,
    /// Entries and bytes up to where headers were read.
    entry_count: u64,
    offset: u64,
}

impl Places {
    /// Looks into this storage's journal.
    #[must_use]
    pub fn new(storage: Arc<dyn Storage>, origin: Origin) -> Self {
        Self { storage, origin, segments: Mutex::default(), kept: Mutex::default() }
    }

    /// The storage that is looked into.
    pub(crate) fn storage(&self) -> &Arc<dyn Storage> {
        &self.storage
    }

    /// Whose journal it is.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The batch that holds an entry; `None` if the journal does not have it.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Corrupt`] when the batch is not what was written.
    pub fn batch_of(&self, entry: EntryIndex) -> Result<Option<Arc<FoundBatch>>, Error> {
        // A batch kept without its head frame is read again: the frame may be there by now.
        let complete = |found: &&Arc<FoundBatch>| found.holds(entry) && found.head_frame.is_some();
        if let Some(found) = self.kept.lock().iter().find(complete) {
            return Ok(Some(Arc::clone(found)));
        }
        let Some(at) = self.position_of(entry)? else { return Ok(None) };
        let found = Arc::new(self.read(at)?);
        let mut kept = self.kept.lock();
        kept.retain(|old| !old.holds(entry));
        if kept.len() == KEPT_BATCHES {
            kept.pop_front();
        }
        kept.push_back(Arc::clone(&found));
        Ok(Some(found))
    }

    /// The chain after so many entries; `None` if the journal has fewer.
    ///
    /// # Errors
    /// As [`Places::batch_of`].
    pub fn chain_at(&self, entry_count: u64) -> Result<Option<Digest>, Error> {
        let Some(last) = entry_count.checked_sub(1).map(EntryIndex) else {
            return Ok(Some(chain_start(&self.origin)));
        };
        let found = self.batch_of(last)?;
        Ok(found.and_then(|found| {
            let entries = found.batch.entries.get(..=found.place_of(last)?)?;
            let parent = found.batch.header.parent;
            Some(entries.iter().fold(parent, |chain, entry| chain_next(&chain, &entry.digest)))
        }))
    }

    /// Where the batch begins that holds an entry; `None` if the journal does not have it.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Corrupt`].
    pub fn position_of(&self, entry: EntryIndex) -> Result<Option<Position>, Error> {
        let mut segments = self.segments.lock();
        let mut segment = segment_of(&segments, entry);
        // The entry may lie in a segment that was begun since the folder was last listed.
        if segment.is_none_or(|(_, is_last)| is_last) {
            for first in segments::list(&*self.storage)? {
                segments.entry(first).or_insert_with(|| Marks {
                    marks: Vec::new(),
                    entry_count: first.0,
                    offset: SEGMENT_HEADER_SIZE as u64,
                });
            }
            segment = segment_of(&segments, entry);
        }
        let Some((segment, _)) = segment else { return Ok(None) };
        match segments.get_mut(&segment) {
            Some(marks) => self.find(segment, marks, entry),
            None => Ok(None),
        }
    }

    fn find(
        &self,
        segment: EntryIndex,
        marks: &mut Marks,
        entry: EntryIndex,
    ) -> Result<Option<Position>, Error> {
        let (file, _) = segments::open(&*self.storage, segment, Some(&self.origin))?;
        if entry.0 >= marks.entry_count {
            let start = Position { segment, offset: marks.offset };
            let mut reader = FrameReader::new(Arc::clone(&file), start)?;
            while entry.0 >= marks.entry_count {
                let Some((entries, offset)) = next_header(&mut reader)? else { return Ok(None) };
                if marks.marks.last().is_none_or(|(_, last)| offset >= last + MARK_DISTANCE) {
                    marks.marks.push((marks.entry_count, offset));
                }
                marks.entry_count = marks.entry_count.saturating_add(u64::from(entries));
                marks.offset = reader.position().offset;
            }
        }
        let behind = marks.marks.partition_point(|(first, _)| *first <= entry.0);
        let Some((first, offset)) = behind.checked_sub(1).and_then(|place| marks.marks.get(place)) else {
            return Ok(None);
        };
        let (mut reader, mut count) =
            (FrameReader::for_lookup(file, Position { segment, offset: *offset })?, *first);
        loop {
            let Some((entries, offset)) = next_header(&mut reader)? else { return Ok(None) };
            count = count.saturating_add(u64::from(entries));
            if entry.0 < count {
                return Ok(Some(Position { segment, offset }));
            }
        }
    }

    fn read(&self, at: Position) -> Result<FoundBatch, Error> {
        let (file, _) = segments::open(&*self.storage, at.segment, Some(&self.origin))?;
        let mut reader = FrameReader::for_lookup(file, at)?;
        let corrupt = |fault| reader_corruption(at, fault);
        let (header, payload) = match reader.next_frame()? {
            Frame::Batch(header, payload) => (header, payload),
            Frame::Bad(fault) => return Err(corrupt(fault)),
            Frame::Head(_) | Frame::End => return Err(corrupt(JournalFault::HeadMisplaced)),
        };
        let mut batch = SealedBatch::cut(header, payload).map_err(corrupt)?;
        batch.read();
        let expected = batch.computed_chain();
        if expected != header.chain {
            return Err(corrupt(JournalFault::Chain { expected, found: header.chain }));
        }
        let head_frame = match reader.head_follows()?.then(|| reader.next_frame()).transpose()? {
            Some(Frame::Head(frame)) => Some(frame),
            _ => None,
        };
        Ok(FoundBatch { at, batch, head_frame })
    }
}

impl FoundBatch {
    fn holds(&self, entry: EntryIndex) -> bool {
        (self.batch.header.first_entry.0..self.batch.entry_count_after()).contains(&entry.0)
    }

    /// The entry's place in the batch.
    #[must_use]
    pub fn place_of(&self, entry: EntryIndex) -> Option<usize> {
        usize::try_from(entry.0.checked_sub(self.batch.header.first_entry.0)?).ok()
    }
}

/// The segment that would hold an entry, and whether it is the last one known.
fn segment_of(segments: &BTreeMap<EntryIndex, Marks>, entry: EntryIndex) -> Option<(EntryIndex, bool)> {
    let (segment, _) = segments.range(..=entry).next_back()?;
    let is_last = segments.last_key_value().is_some_and(|(last, _)| last == segment);
    Some((*segment, is_last))
}

/// Passes head frames and one batch; returns its entry count and offset.
fn next_header(reader: &mut FrameReader) -> Result<Option<(u32, u64)>, Error> {
    while reader.head_follows()? {
        if !matches!(reader.next_frame()?, Frame::Head(_)) {
            return Ok(None);
        }
    }
    let offset = reader.position().offset;
    Ok(reader.skip_batch()?.map(|header| (header.entry_count, offset)))
}

fn reader_corruption(at: Position, fault: JournalFault) -> Error {
    super::Corruption { file: segments::path(at.segment), offset: at.offset, fault }.into()
}
