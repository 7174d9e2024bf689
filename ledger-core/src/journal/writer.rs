//! Appends frames to the last segment and rolls over to new ones.
//!
//! Invariants
//! - [`JournalWriter::append`] returns only after the batch is on stable storage, and writes nothing before the call
//!   before it has returned: at most one batch is ever unsynced.
//! - A head frame stands directly behind its batch, in the same segment, and is synced before a later segment exists.
//! - A segment appears under its name only with a good header, already synced, and its folder is synced before anything
//!   in it is promised.
//! - After an error the writer must not be used again: what the medium holds is not known.
//!
//! It computes no hash and signs nothing.

use std::{io, sync::Arc};

use ledger_format::{
    frame::{BatchHeader, HeadFrame, SegmentHeader, segment_file_name},
    identifiers::{Digest, EntryIndex, Origin},
    limits::{HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE},
};

use super::{Position, segments};
use crate::{
    error::{Doing, Error, Operation},
    storage::{Access, FilePath, Folder, Storage, StorageFile},
};

/// Space set aside in one step for small batches, in bytes: a sync that does not change the file's size is cheaper (D10).
const FILL_SIZE: u64 = 1024 * 1024;

/// Larger batches are not worth setting space aside for: writing their bytes twice costs more.
const FILL_BELOW: u64 = 64 * 1024;

/// Ending of a segment's file name while its header is being made durable.
const UNFINISHED: &str = ".new";

/// The one writer of a journal.
#[derive(Debug)]
pub struct JournalWriter {
    storage: Arc<dyn Storage>,
    origin: Origin,
    segment_size: u64,
    file: Arc<dyn StorageFile>,
    segment: EntryIndex,
    /// Where the next frame goes.
    offset: u64,
    /// Where the file ends: 00 from `offset` on.
    filled_to: u64,
    buffer: Vec<u8>,
}

impl JournalWriter {
    /// Begins a journal with its genesis batch; all of it becomes visible and durable in one step.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn create(
        storage: Arc<dyn Storage>,
        origin: Origin,
        segment_size: u64,
        header: &BatchHeader,
        payload: &[u8],
    ) -> Result<Self, Error> {
        let frame = [&header.encode(), payload].concat();
        let file = new_segment(&*storage, &origin, EntryIndex(0), header.parent, &frame)?;
        let offset = (SEGMENT_HEADER_SIZE + frame.len()) as u64;
        let buffer = Vec::new();
        Ok(Self {
            storage,
            origin,
            segment_size,
            file,
            segment: EntryIndex(0),
            offset,
            filled_to: offset,
            buffer,
        })
    }

    /// Goes on behind the last good frame of the last segment. Everything behind it must be 00 or nothing.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn resume(
        storage: Arc<dyn Storage>,
        origin: Origin,
        segment_size: u64,
        end: Position,
    ) -> Result<Self, Error> {
        let path = segments::path(end.segment);
        let file = storage.open(&path, Access::ReadWrite).doing(Operation::Open, &path)?;
        let filled_to = file.size().doing(Operation::Read, &path)?;
        let (segment, offset, buffer) = (end.segment, end.offset, Vec::new());
        Ok(Self { storage, origin, segment_size, file, segment, offset, filled_to, buffer })
    }

    /// Where the next frame goes.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { segment: self.segment, offset: self.offset }
    }

    /// Makes what was read durable, before anything is promised about it.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn sync(&self) -> Result<(), Error> {
        self.file.sync().doing(Operation::Sync, &segments::path(self.segment))
    }

    /// Appends the signature over the head before, if it is still owed, and a batch, and syncs once. Returns
    /// where the batch's frame begins.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn append(
        &mut self,
        owed_head: Option<&HeadFrame>,
        header: &BatchHeader,
        payload: &[u8],
    ) -> Result<Position, Error> {
        let head_size = owed_head.map_or(0, |_| HEAD_FRAME_SIZE as u64);
        let begin = self.offset + head_size;
        self.buffer.clear();
        if let Some(frame) = owed_head {
            self.buffer.extend_from_slice(&frame.encode());
        }
        let is_empty = begin == SEGMENT_HEADER_SIZE as u64;
        if begin + header.frame_size() > self.segment_size && !is_empty {
            self.roll_over(header)?;
        }
        let at = Position { segment: self.segment, offset: self.offset + self.buffer.len() as u64 };
        self.buffer.extend_from_slice(&header.encode());
        self.buffer.extend_from_slice(payload);
        self.set_space_aside();
        let frames_end = at.offset + header.frame_size();
        self.write_out(frames_end)?;
        Ok(at)
    }

    /// Appends the signature over the head before, and syncs.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn append_head(&mut self, frame: &HeadFrame) -> Result<(), Error> {
        self.buffer.clear();
        self.buffer.extend_from_slice(&frame.encode());
        self.write_out(self.offset + HEAD_FRAME_SIZE as u64)
    }

    /// Gives back the space that was set aside; the journal stays as it is.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn close(&mut self) -> Result<(), Error> {
        self.trim()?;
        self.filled_to = self.offset;
        Ok(())
    }

    /// Fills the buffer with 00 where the file would otherwise grow with every small batch.
    fn set_space_aside(&mut self) {
        let size = self.buffer.len() as u64;
        let end = self.offset + size;
        if end > self.filled_to && size < FILL_BELOW {
            let fill_to = (end + FILL_SIZE).min(self.segment_size).max(end);
            let fill = usize::try_from(fill_to - self.offset).unwrap_or(self.buffer.len());
            self.buffer.resize(fill, 0);
        }
    }

    /// Writes the buffer at the end and syncs; frames end at `frames_end`.
    fn write_out(&mut self, frames_end: u64) -> Result<(), Error> {
        let path = segments::path(self.segment);
        self.file.write_at(self.offset, &self.buffer).doing(Operation::Write, &path)?;
        self.file.sync().doing(Operation::Sync, &path)?;
        self.filled_to = self.filled_to.max(self.offset + self.buffer.len() as u64);
        self.offset = frames_end;
        Ok(())
    }

    /// Ends the segment with what the buffer holds, and begins the one that `header`'s batch opens.
    fn roll_over(&mut self, header: &BatchHeader) -> Result<(), Error> {
        if !self.buffer.is_empty() {
            self.write_out(self.offset + self.buffer.len() as u64)?;
            self.buffer.clear();
        }
        self.trim()?;
        self.file = new_segment(&*self.storage, &self.origin, header.first_entry, header.parent, &[])?;
        self.segment = header.first_entry;
        self.offset = SEGMENT_HEADER_SIZE as u64;
        self.filled_to = self.offset;
        Ok(())
    }

    fn trim(&self) -> Result<(), Error> {
        if self.filled_to > self.offset {
            let path = segments::path(self.segment);
            self.file.truncate(self.offset).doing(Operation::Truncate, &path)?;
            self.file.sync().doing(Operation::Sync, &path)?;
        }
        Ok(())
    }
}

/// Makes a segment under another name, syncs it, then gives it its own: a crash leaves all of its header or no segment.
fn new_segment(
    storage: &dyn Storage,
    origin: &Origin,
    first_entry: EntryIndex,
    parent: Digest,
    frames: &[u8],
) -> Result<Arc<dyn StorageFile>, Error> {
    let name = segment_file_name(first_entry);
    let unfinished = FilePath::journal(format!("{name}{UNFINISHED}"));
    match storage.remove(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).doing(Operation::Remove, &unfinished);
        }
        // A creation that a crash cut short may have left one.
        _ => {}
    }
    let header = SegmentHeader { first_entry, parent, origin: origin.clone() };
    let file = storage.create(&unfinished).doing(Operation::Create, &unfinished)?;
    let bytes = [&header.encode(), frames].concat();
    file.write_at(0, &bytes).doing(Operation::Write, &unfinished)?;
    file.sync().doing(Operation::Sync, &unfinished)?;
    storage.rename(&unfinished, &name).doing(Operation::Rename, &unfinished)?;
    storage.sync_folder(Folder::Journal).doing(Operation::Sync, &Folder::Journal.name())?;
    Ok(file)
}
