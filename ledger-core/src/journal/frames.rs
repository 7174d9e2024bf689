//! One segment, frame by frame, in order.
//!
//! Invariants
//! - Reads each byte once, in pieces; never holds more than one frame and one piece.
//! - Sees the file as long as it was when opened; what a writer adds meanwhile is for the next reading.
//! - A frame that is not good is returned as such, with its place: what it means is for [`super::tail`] to say.

use std::sync::Arc;

use ledger_format::{
    frame::{BATCH_MAGIC, BatchHeader, END_MAGIC, FrameFault, HEAD_MAGIC, HeadFrame},
    identifiers::EntryIndex,
    limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE},
};

use super::{Corruption, JournalFault, Position, segments};
use crate::{
    error::{Doing, Error, Operation},
    storage::StorageFile,
};

/// Bytes asked of the storage at once, when reading on and on.
const PIECE_SIZE: usize = 1024 * 1024;

/// Bytes asked of the storage at once, when looking something up.
const SMALL_PIECE_SIZE: usize = 64 * 1024;

/// What stands at a place of a segment.
#[derive(Debug)]
pub enum Frame {
    /// A batch: its header and payload.
    Batch(BatchHeader, Vec<u8>),
    /// An operator's signature over the head before it.
    Head(HeadFrame),
    /// The segment ends here; only 00 follow.
    End,
    /// Something else.
    Bad(JournalFault),
}

/// Reads one segment.
#[derive(Debug)]
pub struct FrameReader {
    file: Arc<dyn StorageFile>,
    segment: EntryIndex,
    size: u64,
    /// Bytes of the file from `offset` on.
    piece: Vec<u8>,
    /// How many of them are used up.
    used: usize,
    offset: u64,
    piece_size: usize,
}

impl FrameReader {
    /// Reads from an offset where a frame begins.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn new(file: Arc<dyn StorageFile>, start: Position) -> Result<Self, Error> {
        let size = file.size().doing(Operation::Read, &segments::path(start.segment))?;
        Ok(Self {
            file,
            segment: start.segment,
            size,
            piece: Vec::new(),
            used: 0,
            offset: start.offset,
            piece_size: PIECE_SIZE,
        })
    }

    /// The same for whoever reads one batch and not the rest.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn for_lookup(file: Arc<dyn StorageFile>, start: Position) -> Result<Self, Error> {
        Ok(Self { piece_size: SMALL_PIECE_SIZE, ..Self::new(file, start)? })
    }

    /// Where the next frame begins.
    #[must_use]
    pub fn position(&self) -> Position {
        Position { segment: self.segment, offset: self.offset + self.used as u64 }
    }

    /// The file that is read.
    #[must_use]
    pub fn file(&self) -> &Arc<dyn StorageFile> {
        &self.file
    }

    /// Names the damage at a place of this segment.
    #[must_use]
    pub fn corruption(&self, at: Position, fault: JournalFault) -> Corruption {
        Corruption { file: segments::path(at.segment), offset: at.offset, fault }
    }

    /// Whether a head frame begins here.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn head_follows(&mut self) -> Result<bool, Error> {
        Ok(self.peek(4)?.starts_with(&HEAD_MAGIC))
    }

    /// Passes the next frame and returns it; stays in place before the end and before what is bad.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn next_frame(&mut self) -> Result<Frame, Error> {
        let magic = self.peek(4)?;
        if magic.starts_with(&BATCH_MAGIC) {
            self.batch()
        } else if magic.starts_with(&HEAD_MAGIC) {
            match HeadFrame::decode(self.peek(HEAD_FRAME_SIZE)?) {
                Ok(frame) => {
                    self.used += HEAD_FRAME_SIZE;
                    Ok(Frame::Head(frame))
                }
                Err(fault) => Ok(Frame::Bad(self.fault(fault, HEAD_FRAME_SIZE as u64))),
            }
        } else if magic.iter().all(|byte| *byte == 0) {
            let only_zeros = self.only_zeros_follow()?;
            Ok(if only_zeros { Frame::End } else { Frame::Bad(JournalFault::BehindEnd) })
        } else if let Ok(magic) = magic.try_into() {
            Ok(Frame::Bad(JournalFault::Magic(magic)))
        } else {
            Ok(Frame::Bad(self.fault(FrameFault::Short, END_MAGIC.len() as u64)))
        }
    }

    /// Passes the next batch without its payload; `None` where no good batch header stands.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn skip_batch(&mut self) -> Result<Option<BatchHeader>, Error> {
        let Ok(header) = BatchHeader::decode(self.peek(BATCH_HEADER_SIZE)?) else { return Ok(None) };
        self.skip(header.frame_size());
        Ok(Some(header))
    }

    fn batch(&mut self) -> Result<Frame, Error> {
        let header = match BatchHeader::decode(self.peek(BATCH_HEADER_SIZE)?) {
            Ok(header) => header,
            Err(fault) => return Ok(Frame::Bad(self.fault(fault, BATCH_HEADER_SIZE as u64))),
        };
        let left = self.left();
        if left < header.frame_size() {
            return Ok(Frame::Bad(JournalFault::FileEnds { expected: header.frame_size(), found: left }));
        }
        let size = BATCH_HEADER_SIZE + header.payload_size_bytes();
        let payload = self.peek(size)?.get(BATCH_HEADER_SIZE..).unwrap_or_default().to_vec();
        if payload.len() != header.payload_size_bytes() {
            return Ok(Frame::Bad(JournalFault::FileEnds { expected: header.frame_size(), found: left }));
        }
        self.used += size;
        Ok(Frame::Batch(header, payload))
    }

    fn fault(&self, fault: FrameFault, expected: u64) -> JournalFault {
        match fault {
            FrameFault::Short => JournalFault::FileEnds { expected, found: self.left() },
            other => JournalFault::Frame(other),
        }
    }

    fn left(&self) -> u64 {
        self.size.saturating_sub(self.position().offset)
    }

    fn skip(&mut self, size: u64) {
        match usize::try_from(size).ok().filter(|size| *size <= self.piece.len() - self.used) {
            Some(size) => self.used += size,
            None => {
                self.offset = self.position().offset.saturating_add(size);
                self.piece.clear();
                self.used = 0;
            }
        }
    }

    /// The next `size` bytes, or fewer at the file's end.
    fn peek(&mut self, size: usize) -> Result<&[u8], Error> {
        if self.piece.len() - self.used < size {
            self.piece.drain(..self.used);
            self.offset += self.used as u64;
            self.used = 0;
            let held = self.piece.len();
            let at = self.offset + held as u64;
            let wanted = size.max(self.piece_size) - held;
            let wanted = wanted.min(usize::try_from(self.size.saturating_sub(at)).unwrap_or(wanted));
            self.piece.resize(held + wanted, 0);
            let read = match self.piece.get_mut(held..) {
                Some(space) if wanted > 0 => {
                    self.file.read_at(at, space).doing(Operation::Read, &segments::path(self.segment))?
                }
                _ => 0,
            };
            self.piece.truncate(held + read);
        }
        let rest = self.piece.get(self.used..).unwrap_or_default();
        Ok(rest.get(..size).unwrap_or(rest))
    }

    fn only_zeros_follow(&self) -> Result<bool, Error> {
        let held = self.piece.get(self.used..).unwrap_or_default();
        if held.iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
        let mut at = self.offset + self.piece.len() as u64;
        let mut buffer = vec![0; PIECE_SIZE];
        while at < self.size {
            let read =
                self.file.read_at(at, &mut buffer).doing(Operation::Read, &segments::path(self.segment))?;
            if read == 0 {
                break;
            }
            if buffer.get(..read).unwrap_or_default().iter().any(|byte| *byte != 0) {
                return Ok(false);
            }
            at += read as u64;
        }
        Ok(true)
    }
}
