//! Walks the journal's batches in order, every link checked, the hashing spread over all cores.
//!
//! Invariants
//! - A batch is handed out only when its header continues what is before it and its entries give its chain.
//! - What is handed out has a head frame behind it, except the last batch of the journal, which may lack one.
//! - A head frame states the count and chain before it, also one that belongs to a batch before the walk's beginning. Roots and
//!   signatures are for whoever has the tree and the keys to ask.
//! - The walk never goes past the limit it was given: that is how readers stop at the durable head.
//! - It never writes; the journal may grow meanwhile.

use std::{collections::VecDeque, sync::Arc};

use ledger_format::{
    digest::chain_start,
    frame::{BatchHeader, HeadFrame},
    head::Head,
    identifiers::{Digest, EntryIndex, Origin, Timestamp},
    limits::SEGMENT_HEADER_SIZE,
};
use rayon::prelude::*;

use super::{
    Corruption, JournalFault, Position,
    batch::SealedBatch,
    frames::{Frame, FrameReader},
    segments,
    tail::{self, Ending},
};
pub use super::{
    roots::grow_tree,
    start::{Depth, Start},
};
use crate::{error::Error, storage::Storage};

/// Bytes of payload that are read before their hashes are computed together.
const WINDOW_SIZE: usize = 4 * 1024 * 1024;

/// A batch with its place and, where one follows, its head frame.
#[derive(Debug, Clone)]
pub struct WalkedBatch {
    /// Where its frame begins.
    pub at: Position,
    /// The batch.
    pub batch: SealedBatch,
    /// The head frame behind it.
    pub head_frame: Option<HeadFrame>,
    /// Where the frame behind it, head frame included, begins.
    pub end: Position,
}

/// Whether the last batch has its head frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeadState {
    Present,
    /// The batch at this position, or before it, has none yet; the root that it is to state, where that is known.
    Owed(Position, Option<Digest>),
}

/// Where a walk cannot go on, and why.
type Stop = (Position, JournalFault);

/// Reads batches in order.
#[derive(Debug)]
pub struct Walk {
    storage: Arc<dyn Storage>,
    origin: Origin,
    depth: Depth,
    /// Segments not begun yet.
    segments: VecDeque<EntryIndex>,
    reader: Option<FrameReader>,
    begin: Option<Position>,
    entry_count: u64,
    chain: Digest,
    recorded_at: Timestamp,
    head_state: HeadState,
    /// A head frame that belongs to a batch before the walk's beginning.
    belated_head: Option<HeadFrame>,
    limit: u64,
    ending: Option<Ending>,
}

impl Walk {
    /// Walks from the first entry.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Missing`].
    pub fn from_genesis(storage: Arc<dyn Storage>, origin: Origin, depth: Depth) -> Result<Self, Error> {
        let start = Start {
            at: Position { segment: EntryIndex(0), offset: SEGMENT_HEADER_SIZE as u64 },
            entry_count: 0,
            chain: chain_start(&origin),
            recorded_at: Timestamp(0),
            head_is_owed: false,
        };
        Self::resume(storage, origin, depth, start)
    }

    /// Walks a segment from its first frame, taking its header's word for what is before.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Corrupt`].
    pub fn from_segment(
        storage: Arc<dyn Storage>,
        origin: Origin,
        depth: Depth,
        segment: EntryIndex,
    ) -> Result<Self, Error> {
        let (_, header) = segments::open(&*storage, segment, Some(&origin))?;
        let start = Start {
            at: Position { segment, offset: SEGMENT_HEADER_SIZE as u64 },
            entry_count: segment.0,
            chain: header.parent,
            recorded_at: Timestamp(0),
            head_is_owed: false,
        };
        Self::resume(storage, origin, depth, start)
    }

    /// Walks on from a known place.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Missing`] when the segment is not there.
    pub fn resume(
        storage: Arc<dyn Storage>,
        origin: Origin,
        depth: Depth,
        start: Start,
    ) -> Result<Self, Error> {
        let segments: VecDeque<_> =
            segments::list(&*storage)?.into_iter().filter(|first| *first >= start.at.segment).collect();
        if segments.front() != Some(&start.at.segment) {
            return Err(Error::Missing);
        }
        Ok(Self {
            storage,
            origin,
            depth,
            segments,
            reader: None,
            begin: Some(start.at),
            entry_count: start.entry_count,
            chain: start.chain,
            recorded_at: start.recorded_at,
            head_state: if start.head_is_owed { HeadState::Owed(start.at, None) } else { HeadState::Present },
            belated_head: None,
            limit: u64::MAX,
            ending: None,
        })
    }

    /// Stops the walk once `entry_count` entries were handed out or passed.
    #[must_use]
    pub fn up_to(mut self, entry_count: u64) -> Self {
        self.limit = entry_count;
        self
    }

    /// Says which root the head frame is to state that is still owed where the walk begins (J-110).
    #[must_use]
    pub fn with_root(mut self, root: Digest) -> Self {
        if let HeadState::Owed(_, expected) = &mut self.head_state {
            *expected = Some(root);
        }
        self
    }

    /// The head frame that was still owed where the walk began, once it was passed; told once.
    pub(crate) fn take_belated_head(&mut self) -> Option<HeadFrame> {
        self.belated_head.take()
    }

    /// Moves the limit further, for whoever follows a journal that grows. What was not in the files yet when the walk met
    /// their end is read now. `root` is that of the tree over the entries passed.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::Corrupt`].
    pub(crate) fn set_limit(&mut self, entry_count: u64, root: Digest) -> Result<(), Error> {
        self.limit = entry_count;
        if let Some(at) = self.position() {
            let start = Start {
                at,
                entry_count: self.entry_count,
                chain: self.chain,
                recorded_at: self.recorded_at,
                head_is_owed: self.head_is_owed(),
            };
            let (storage, origin) = (Arc::clone(&self.storage), self.origin.clone());
            *self = Self::resume(storage, origin, self.depth, start)?.with_root(root).up_to(entry_count);
        }
        Ok(())
    }

    /// What is wrong with the tail, where the walk ended at one.
    pub(crate) fn tail_corruption(&self) -> Option<Corruption> {
        match &self.ending {
            Some(Ending::Torn(tail) | Ending::Damaged(tail)) => Some(tail.corruption.clone()),
            _ => None,
        }
    }

    /// Where the walk stands: what is after the last batch handed out. `None` before the first window.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.reader.as_ref().map(FrameReader::position)
    }

    /// Entries passed so far.
    #[must_use]
    pub fn entry_count(&self) -> u64 {
        self.entry_count
    }

    /// The chain after the entries passed so far.
    #[must_use]
    pub fn chain(&self) -> Digest {
        self.chain
    }

    /// When the last batch was recorded.
    #[must_use]
    pub fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// Whether the last batch passed has no head frame.
    #[must_use]
    pub fn head_is_owed(&self) -> bool {
        self.head_state != HeadState::Present
    }

    /// How the journal ends; `None` while there may be more, or when the limit ended the walk.
    #[must_use]
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// The next batches, about 4 MiB of them; none at the end.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for damage that cannot be a tail, [`Error::Storage`].
    pub fn next_window(&mut self) -> Result<Vec<WalkedBatch>, Error> {
        if self.ending.is_some() {
            return Ok(Vec::new());
        }
        let begin = (self.entry_count, self.chain, self.recorded_at, self.head_state);
        let (mut window, mut stop) = self.collect()?;
        window.par_iter_mut().for_each(|walked| match self.depth {
            Depth::Entries => walked.batch.read(),
            Depth::Hashes => {
                let SealedBatch { header, payload, entries, .. } = &mut walked.batch;
                SealedBatch::hash(payload, header.recorded_at, entries, true);
            }
        });
        for (place, walked) in window.iter().enumerate() {
            let computed = walked.batch.computed_chain();
            if computed != walked.batch.header.chain {
                let fault = JournalFault::Chain { expected: computed, found: walked.batch.header.chain };
                stop = Some((walked.at, fault));
                window.truncate(place);
                self.step_back_to(window.last(), begin);
                break;
            }
        }
        if let Some((at, fault)) = stop {
            self.stop(at, fault)?;
        }
        Ok(window)
    }

    /// Stands again where it stood behind a batch of the window, or before the window.
    fn step_back_to(&mut self, last: Option<&WalkedBatch>, begin: (u64, Digest, Timestamp, HeadState)) {
        (self.entry_count, self.chain, self.recorded_at, self.head_state) = match last {
            None => begin,
            Some(walked) => {
                let (batch, header) = (&walked.batch, &walked.batch.header);
                let head_state =
                    walked.head_frame.map_or(HeadState::Owed(walked.at, None), |_| HeadState::Present);
                (batch.entry_count_after(), header.chain, header.recorded_at, head_state)
            }
        };
    }

    /// Collects the raw batches of a window; also says where, and why, it cannot go on.
    fn collect(&mut self) -> Result<(Vec<WalkedBatch>, Option<Stop>), Error> {
        let (mut window, mut size) = (Vec::new(), 0);
        while size < WINDOW_SIZE && self.entry_count < self.limit {
            if self.reader.is_none() && !self.next_segment()? {
                break;
            }
            let Some(reader) = self.reader.as_mut() else { break };
            let at = reader.position();
            match reader.next_frame()? {
                Frame::Batch(header, payload) => {
                    if let HeadState::Owed(batch, _) = self.head_state {
                        return Err(reader.corruption(batch, JournalFault::HeadMissing).into());
                    }
                    size += payload.len();
                    match self.continues(&header).and_then(|()| SealedBatch::cut(header, payload)) {
                        Ok(batch) => window.push(self.pass(at, batch)),
                        Err(fault) => return Ok((window, Some((at, fault)))),
                    }
                    if let Some(stop) = self.take_head(&mut window)? {
                        return Ok((window, Some(stop)));
                    }
                }
                Frame::Head(frame) => match self.head_state {
                    // Only where the walk began between a batch and its head frame.
                    HeadState::Owed(..) if self.agrees(&frame) => {
                        (self.head_state, self.belated_head) = (HeadState::Present, Some(frame));
                    }
                    HeadState::Owed(..) => return Ok((window, Some((at, self.wrong_head(&frame))))),
                    HeadState::Present => return Ok((window, Some((at, JournalFault::HeadMisplaced)))),
                },
                Frame::End if self.segments.is_empty() => {
                    self.ending = Some(Ending::Clean);
                    break;
                }
                Frame::End => self.reader = None,
                Frame::Bad(fault) => return Ok((window, Some((at, fault)))),
            }
        }
        Ok((window, None))
    }

    /// Reads the head frame that follows on the last batch of the window, if one does.
    fn take_head(&mut self, window: &mut [WalkedBatch]) -> Result<Option<Stop>, Error> {
        let (Some(reader), Some(walked)) = (self.reader.as_mut(), window.last_mut()) else { return Ok(None) };
        if !reader.head_follows()? {
            walked.end = reader.position();
            return Ok(None);
        }
        let at = reader.position();
        match reader.next_frame()? {
            Frame::Head(frame) => {
                walked.end = reader.position();
                if !self.agrees(&frame) {
                    return Ok(Some((at, self.wrong_head(&frame))));
                }
                walked.head_frame = Some(frame);
                self.head_state = HeadState::Present;
                Ok(None)
            }
            Frame::Bad(fault) => {
                walked.end = at;
                Ok(Some((at, fault)))
            }
            // The magic said that a head frame stands here.
            Frame::Batch(..) | Frame::End => Ok(Some((at, JournalFault::HeadMisplaced))),
        }
    }

    /// The root that the next head frame is to state, as far as that is known here.
    fn owed_root(&self, frame: &HeadFrame) -> Digest {
        match self.head_state {
            HeadState::Owed(_, Some(root)) => root,
            _ => frame.head.root,
        }
    }

    fn agrees(&self, frame: &HeadFrame) -> bool {
        let Head { entry_count, chain, root } = frame.head;
        entry_count == self.entry_count && chain == self.chain && root == self.owed_root(frame)
    }

    fn wrong_head(&self, frame: &HeadFrame) -> JournalFault {
        let root = self.owed_root(frame);
        let expected = Head { entry_count: self.entry_count, chain: self.chain, root };
        JournalFault::Head { expected: Box::new(expected), found: Box::new(frame.head) }
    }

    /// Checks that a header links to what is before it (J-104, J-105, J-108), and genesis.
    fn continues(&self, header: &BatchHeader) -> Result<(), JournalFault> {
        let expected = EntryIndex(self.entry_count);
        if header.first_entry != expected {
            return Err(JournalFault::FirstEntry { expected, found: header.first_entry });
        }
        if header.parent != self.chain {
            return Err(JournalFault::Parent { expected: self.chain, found: header.parent });
        }
        if header.recorded_at < self.recorded_at {
            return Err(JournalFault::RecordedAt { before: self.recorded_at, found: header.recorded_at });
        }
        if self.entry_count == 0 && header.entry_count != 1 {
            return Err(JournalFault::Genesis);
        }
        Ok(())
    }

    fn pass(&mut self, at: Position, batch: SealedBatch) -> WalkedBatch {
        self.entry_count = batch.entry_count_after();
        self.chain = batch.header.chain;
        self.recorded_at = batch.header.recorded_at;
        self.head_state = HeadState::Owed(at, None);
        WalkedBatch { at, end: at, batch, head_frame: None }
    }

    /// Opens the next segment; checks that it begins where the one before ended (J-102).
    fn next_segment(&mut self) -> Result<bool, Error> {
        let Some(first) = self.segments.pop_front() else { return Ok(false) };
        let (file, header) = segments::open(&*self.storage, first, Some(&self.origin))?;
        let corrupt = |fault| Corruption { file: segments::path(first), offset: 0, fault };
        let start = match self.begin.take() {
            Some(at) => at,
            None => {
                if let HeadState::Owed(batch, _) = self.head_state {
                    let file = segments::path(batch.segment);
                    let fault = JournalFault::HeadMissing;
                    return Err(Corruption { file, offset: batch.offset, fault }.into());
                }
                let expected = EntryIndex(self.entry_count);
                if first != expected {
                    return Err(corrupt(JournalFault::FirstEntry { expected, found: first }).into());
                }
                if header.parent != self.chain {
                    let fault = JournalFault::Parent { expected: self.chain, found: header.parent };
                    return Err(corrupt(fault).into());
                }
                Position { segment: first, offset: SEGMENT_HEADER_SIZE as u64 }
            }
        };
        self.reader = Some(FrameReader::new(file, start)?);
        Ok(true)
    }

    /// Ends the walk at what is not a good frame: a tail, if there is no later segment and no later record.
    fn stop(&mut self, at: Position, fault: JournalFault) -> Result<(), Error> {
        let Some(reader) = &self.reader else { return Ok(()) };
        let corruption = reader.corruption(at, fault);
        if !self.segments.is_empty() || self.entry_count == 0 {
            return Err(corruption.into());
        }
        self.ending = Some(tail::classify(reader.file(), at, self.entry_count, corruption)?);
        Ok(())
    }
}
