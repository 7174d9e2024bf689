//! Walks a journal's segments frame by frame and hands out windows: runs of whole frames with the bytes they lie in.
//!
//! Invariants:
//! - A frame that is handed out is good by itself: magic, check, sizes, reserved bytes (J-103); a batch's payload lies in the
//!   window's bytes.
//! - Memory is bounded by [`WindowLimits`] plus one batch and one piece of reading; no size is believed before its check agreed
//!   and the file was seen to be that long.
//! - After an [`Ending`] there is nothing more.
//!
//! It does not look into payloads (but for one that zero fill makes doubtful), nor at how frames follow on each other.

use std::ops::Range;

use ledger_format::frame::{BATCH_MAGIC, BatchHeader, HEAD_MAGIC, HeadFrame, SegmentHeader};
use ledger_format::identifiers::{EntryIndex, Origin};
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE};

use super::source::{JournalSource, SegmentBytes};
use super::tail::{first_nonzero, is_torn_header, stripped_size};
use crate::batch::payload_is_whole;
use crate::error::Unreadable;
use crate::finding::{Finding, Place, Rule};

/// Bytes read at a time.
const READ_SIZE: usize = 1024 * 1024;

/// The first window is so many times smaller than the others.
const FIRST_WINDOW_ONE_IN: usize = 16;

/// When a window is full. A window has at least one frame, whatever the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowLimits {
    /// Bytes of frames.
    pub bytes: usize,
    /// Entries.
    pub entries: u64,
    /// Frames.
    pub frames: usize,
}

impl Default for WindowLimits {
    fn default() -> Self {
        Self { bytes: 32 * 1024 * 1024, entries: 128 * 1024, frames: 32 * 1024 }
    }
}

impl WindowLimits {
    /// Nothing can be checked while the first window is read: a small one.
    fn for_the_first(self) -> Self {
        let part = FIRST_WINDOW_ONE_IN;
        Self { bytes: self.bytes / part, entries: self.entries / part as u64, frames: self.frames / part }
    }
}

/// A part of the journal that is good by itself.
#[derive(Debug)]
pub enum Frame {
    /// A segment begins.
    Segment(SegmentHeader),
    /// A batch; its payload lies at this range of the window's bytes.
    Batch(BatchHeader, Range<usize>),
    /// A head signature.
    Head(Box<HeadFrame>),
}

/// A frame and where it begins.
#[derive(Debug)]
pub struct PlacedFrame {
    /// The frame.
    pub frame: Frame,
    /// Its first byte.
    pub place: Place,
}

/// How reading ended.
#[derive(Debug, Clone)]
pub enum Ending {
    /// At the end of the last segment.
    Complete,
    /// At a segment or frame that is not good (J-101, J-103).
    Damaged(Finding),
    /// At a torn frame (J-112).
    Torn {
        /// Where it begins.
        place: Place,
        /// Its bytes without the 00 behind them.
        size: u64,
    },
}

/// A run of frames.
#[derive(Debug, Default)]
pub struct Window {
    /// The frames in order.
    pub frames: Vec<PlacedFrame>,
    /// What payloads lie in; what lies outside of them is of no meaning.
    pub bytes: Vec<u8>,
    /// Set in the last window.
    pub ending: Option<Ending>,
}

/// A walk through a journal.
pub struct Walk<'s> {
    source: &'s dyn JournalSource,
    segments: std::iter::Peekable<std::vec::IntoIter<EntryIndex>>,
    /// Of the next window.
    limits: WindowLimits,
    /// Of those behind it.
    later: WindowLimits,
    origin: Option<Origin>,
    current: Option<Current>,
    /// Bytes of the current segment that were read but not yet walked.
    ahead: Vec<u8>,
    ended: bool,
}

/// The segment that is being walked.
struct Current {
    segment: EntryIndex,
    bytes: Box<dyn SegmentBytes>,
    is_last: bool,
    /// Offset of the next frame.
    at: u64,
}

impl Current {
    fn place(&self) -> Place {
        Place { segment: self.segment, offset: self.at }
    }

    fn remaining(&self) -> u64 {
        self.bytes.size().saturating_sub(self.at)
    }
}

/// What stands at an offset.
enum Step {
    Frame(Frame, u64),
    EndOfSegment,
    Ending(Ending),
}

impl<'s> Walk<'s> {
    /// Begins at the first segment.
    ///
    /// # Errors
    /// [`Unreadable`] when the folder cannot be listed or has no segment.
    pub fn new(source: &'s dyn JournalSource, limits: WindowLimits) -> Result<Self, Unreadable> {
        let segments = source.segments().map_err(|source| Unreadable::Folder { source })?;
        if segments.is_empty() {
            return Err(Unreadable::NoSegment);
        }
        let segments = segments.into_iter().peekable();
        Ok(Self {
            source,
            segments,
            limits: limits.for_the_first(),
            later: limits,
            origin: None,
            current: None,
            ahead: Vec::new(),
            ended: false,
        })
    }

    /// The origin of the first segment, once it was walked and is good.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The next window; `None` after the last. `recycled` is the memory of an earlier one.
    ///
    /// # Errors
    /// [`Unreadable`] when a file cannot be read.
    pub fn next_window(&mut self, recycled: Window) -> Result<Option<Window>, Unreadable> {
        if self.ended {
            return Ok(None);
        }
        let Window { mut frames, bytes, .. } = recycled;
        frames.clear();
        let mut view = View { bytes, start: 0, end: 0 };
        view.begin_with(&self.ahead);
        self.ahead.clear();
        let mut entries: u64 = 0;
        let ending = loop {
            let full = view.start >= self.limits.bytes
                || entries >= self.limits.entries
                || frames.len() >= self.limits.frames;
            if full && !frames.is_empty() {
                break None;
            }
            let Some(current) = &mut self.current else {
                match self.open_segment()? {
                    Ok(Some(frame)) => frames.push(frame),
                    Ok(None) => break Some(Ending::Complete),
                    Err(finding) => break Some(Ending::Damaged(finding)),
                }
                continue;
            };
            match step(current, &mut view).map_err(Unreadable::segment(current.segment))? {
                Step::Frame(frame, size) => {
                    if let Frame::Batch(header, _) = &frame {
                        entries = entries.saturating_add(u64::from(header.entry_count));
                    }
                    frames.push(PlacedFrame { frame, place: current.place() });
                    current.at = current.at.saturating_add(size);
                    view.consume(size);
                }
                Step::EndOfSegment => {
                    self.current = None;
                    view.forget_rest();
                }
                Step::Ending(ending) => break Some(ending),
            }
        };
        self.ended = ending.is_some();
        self.limits = self.later;
        self.ahead.extend_from_slice(view.rest());
        Ok(Some(Window { frames, bytes: view.bytes, ending }))
    }

    /// Opens the next segment, if there is one, and reads its header (J-101).
    fn open_segment(&mut self) -> Result<Result<Option<PlacedFrame>, Finding>, Unreadable> {
        let Some(segment) = self.segments.next() else { return Ok(Ok(None)) };
        let bytes = self.source.open(segment).map_err(Unreadable::segment(segment))?;
        let place = Place { segment, offset: 0 };
        let damaged = Ok(Err(Finding::of_journal(Rule::J(101), place)));
        if bytes.size() < SEGMENT_HEADER_SIZE as u64 {
            return damaged;
        }
        let mut header = [0; SEGMENT_HEADER_SIZE];
        bytes.read_exact_at(0, &mut header).map_err(Unreadable::segment(segment))?;
        let Ok(header) = SegmentHeader::decode(&header) else { return damaged };
        // The first segment is entry 0's.
        let is_expected = match &self.origin {
            None => segment == EntryIndex(0),
            Some(origin) => *origin == header.origin,
        };
        if header.first_entry != segment || !is_expected {
            return damaged;
        }
        self.origin.get_or_insert_with(|| header.origin.clone());
        let is_last = self.segments.peek().is_none();
        self.current = Some(Current { segment, bytes, is_last, at: SEGMENT_HEADER_SIZE as u64 });
        Ok(Ok(Some(PlacedFrame { frame: Frame::Segment(header), place })))
    }
}

/// The window's bytes: what was walked, from `start` to `end` what was read of the current segment but not walked, and behind it what
/// the memory held before.
struct View {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

impl View {
    /// Of a view without bytes.
    fn begin_with(&mut self, read: &[u8]) {
        self.room(read.len()).copy_from_slice(read);
        self.end = read.len();
    }

    /// The place for so many bytes behind those that were read.
    fn room(&mut self, size: usize) -> &mut [u8] {
        let end = self.end.saturating_add(size);
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes.get_mut(self.end..end).unwrap_or_default()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// At least the next `size` bytes, or all that the segment has left if they are fewer.
    fn ahead(&mut self, current: &Current, size: usize) -> std::io::Result<&[u8]> {
        let have = self.rest().len();
        let remaining = usize::try_from(current.remaining()).unwrap_or(usize::MAX);
        if have < size.min(remaining) {
            let want = size.max(READ_SIZE).min(remaining);
            let missing = want - have;
            current.bytes.read_exact_at(current.at + have as u64, self.room(missing))?;
            self.end += missing;
        }
        Ok(self.rest())
    }

    fn consume(&mut self, size: u64) {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        self.start = self.start.saturating_add(size).min(self.end);
    }

    fn forget_rest(&mut self) {
        self.end = self.start;
    }
}

/// Says what stands at the current offset.
fn step(current: &Current, view: &mut View) -> std::io::Result<Step> {
    let remaining = current.remaining();
    let ahead = view.ahead(current, HEAD_FRAME_SIZE)?;
    let start: [u8; 4] = match ahead.first_chunk() {
        Some(start) => *start,
        // Too short for a magic; where all are 00 it is the end of the segment.
        None => std::array::from_fn(|at| ahead.get(at).copied().unwrap_or(0)),
    };
    if start == [0; 4] {
        return Ok(match first_nonzero(current.bytes.as_ref(), current.at)? {
            None => Step::EndOfSegment,
            Some(_) => Step::Ending(damaged(current)),
        });
    }
    if start == BATCH_MAGIC
        && let Ok(header) = BatchHeader::decode(ahead)
    {
        if header.frame_size() <= remaining {
            return batch(current, view, header);
        }
        return Ok(Step::Ending(match current.is_last {
            true => torn(current)?,
            false => damaged(current),
        }));
    }
    if start == HEAD_MAGIC
        && let Ok(head) = HeadFrame::decode(ahead)
    {
        return Ok(Step::Frame(Frame::Head(Box::new(head)), HEAD_FRAME_SIZE as u64));
    }
    let is_torn =
        current.is_last && is_torn_header(&start, stripped_size(current.bytes.as_ref(), current.at)?);
    Ok(Step::Ending(if is_torn { torn(current)? } else { damaged(current) }))
}

/// A batch whose header is good and whose payload lies within the file.
fn batch(current: &Current, view: &mut View, header: BatchHeader) -> std::io::Result<Step> {
    let from = view.start.saturating_add(BATCH_HEADER_SIZE);
    let payload = from..from.saturating_add(header.payload_size_bytes());
    view.ahead(current, BATCH_HEADER_SIZE.saturating_add(header.payload_size_bytes()))?;
    // Zero fill behind a payload that ends in 00 hides where it was cut (format.md 3.3).
    let bytes = view.bytes.get(payload.clone()).unwrap_or_default();
    let behind = current.at.saturating_add(header.frame_size());
    if current.is_last
        && bytes.last() == Some(&0)
        && first_nonzero(current.bytes.as_ref(), behind)?.is_none()
        && !payload_is_whole(&header, bytes)
    {
        return Ok(Step::Ending(torn(current)?));
    }
    Ok(Step::Frame(Frame::Batch(header, payload), header.frame_size()))
}

fn damaged(current: &Current) -> Ending {
    Ending::Damaged(Finding::of_journal(Rule::J(103), current.place()))
}

fn torn(current: &Current) -> std::io::Result<Ending> {
    let size = stripped_size(current.bytes.as_ref(), current.at)?;
    Ok(Ending::Torn { place: current.place(), size })
}
