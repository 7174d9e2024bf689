//! Who holds what before the window: blocks in small sorted chunks, so that a window rewrites only what it touches.
//!
//! Invariants:
//! - Chunks are ascending by space and serial, their blocks disjoint and ascending; no chunk is empty.
//! - What a window writes side by side is joined where it can be; how blocks are cut has no bearing on any verdict.
//!
//! Nothing is judged here.

use ledger_format::identifiers::SpaceId;

use super::step::Holding;

/// Blocks in a full chunk; 48 bytes each. Few in tests, so that small ledgers have many chunks.
const CHUNK_SIZE: usize = if cfg!(test) { 3 } else { 128 };

/// Holdings of one space, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The number space.
    pub space: SpaceId,
    /// Its first serial, so that passing it by does not touch its blocks.
    first: u64,
    blocks: Vec<Holding>,
}

impl Chunk {
    /// The blocks, ascending.
    pub fn blocks(&self) -> &[Holding] {
        &self.blocks
    }
}

/// A place on the axis of all serials.
pub type Point = (SpaceId, u64);

/// All holdings.
#[derive(Debug, Default)]
pub struct Holdings {
    chunks: Vec<Chunk>,
}

impl Holdings {
    /// The chunks, ascending.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// Blocks of a space that have a serial between two, ascending.
    pub fn between(&self, space: SpaceId, first: u64, last: u64) -> impl Iterator<Item = &Holding> {
        let behind = self.chunks.partition_point(|chunk| (chunk.space, chunk.first) <= (space, first));
        let chunks = self.chunks.get(behind.saturating_sub(1)..).unwrap_or_default().iter();
        let reaching = chunks.take_while(move |chunk| (chunk.space, chunk.first) <= (space, last));
        let blocks = reaching.filter(move |chunk| chunk.space == space).flat_map(move |chunk| {
            let from = chunk.blocks.partition_point(|block| block.last < first);
            chunk.blocks.get(from..).unwrap_or_default()
        });
        blocks.take_while(move |block| block.first <= last)
    }

    /// Takes everything out, cut at ascending points: the chunks before the first, between the first and the second, and so on.
    pub fn take_cut(&mut self, cuts: &[Point]) -> Vec<Vec<Chunk>> {
        let mut parts: Vec<Vec<Chunk>> = Vec::with_capacity(cuts.len() + 1);
        let mut rest = std::mem::take(&mut self.chunks);
        for cut in cuts.iter().rev() {
            let whole_before = rest.partition_point(|chunk| (chunk.space, chunk.first) < *cut);
            let mut part = rest.split_off(whole_before);
            let behind =
                rest.last_mut().filter(|chunk| chunk.space == cut.0).and_then(|chunk| chunk.cut(cut.1));
            if let Some(behind) = behind {
                part.insert(0, behind);
            }
            parts.push(part);
        }
        parts.push(rest);
        parts.reverse();
        parts
    }

    /// Puts parts back in order, and joins what was cut.
    pub fn put_back(&mut self, parts: impl IntoIterator<Item = Vec<Chunk>>) {
        for part in parts {
            let mut part = part.into_iter();
            if let Some(next) = part.next() {
                self.append(next);
            }
            self.chunks.extend(part);
        }
    }

    fn append(&mut self, mut next: Chunk) {
        if let Some(last) = self.chunks.last_mut().filter(|last| last.space == next.space) {
            if let (Some(a), Some(b)) = (last.blocks.last_mut(), next.blocks.first())
                && a.continues_in(b)
            {
                a.last = b.last;
                next.blocks.remove(0);
            }
            if last.blocks.len() + next.blocks.len() <= CHUNK_SIZE {
                last.blocks.append(&mut next.blocks);
            }
        }
        if let Some(block) = next.blocks.first() {
            next.first = block.first;
            self.chunks.push(next);
        }
    }
}

impl Chunk {
    /// Cuts off what lies from `serial` on, if anything does.
    fn cut(&mut self, serial: u64) -> Option<Self> {
        let place = self.blocks.partition_point(|block| block.last < serial);
        let mut behind = self.blocks.split_off(place);
        if let Some(crossing) = behind.first_mut().filter(|block| block.first < serial) {
            self.blocks.push(Holding { last: serial - 1, ..*crossing });
            crossing.first = serial;
        }
        let first = behind.first()?.first;
        Some(Self { space: self.space, first, blocks: behind })
    }
}

/// Passes once over the holdings of one space, from low to high, and replaces what it is told to.
#[derive(Debug)]
pub struct Pass {
    space: SpaceId,
    ahead: std::iter::Peekable<std::vec::IntoIter<Chunk>>,
    current: Vec<Holding>,
    at: usize,
    done: Vec<Chunk>,
}

impl Pass {
    /// A pass over the chunks of a space.
    pub fn new(space: SpaceId, chunks: Vec<Chunk>) -> Self {
        let done = Vec::with_capacity(chunks.len());
        Self { space, ahead: chunks.into_iter().peekable(), current: Vec::new(), at: 0, done }
    }

    /// Goes to the first block that does not end before `serial`, and returns it.
    pub fn seek(&mut self, serial: u64) -> Option<&mut Holding> {
        while let Some(next) = self.ahead.peek()
            && (next.first <= serial || self.current.is_empty())
        {
            self.step();
        }
        let rest = self.current.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|block| block.last < serial);
        if self.at == self.current.len() && self.ahead.peek().is_some() {
            self.step();
        }
        self.current.get_mut(self.at)
    }

    /// After `seek(first)`: takes out all that lies from `first` to `last`; what reaches beyond stays.
    pub fn take(&mut self, first: u64, last: u64) -> Vec<Holding> {
        let mut taken = Vec::new();
        loop {
            let rest = self.current.get(self.at..).unwrap_or_default();
            let count = rest.partition_point(|block| block.first <= last);
            let reached_end = count == rest.len();
            let (mut before, mut behind) = (None, None);
            for block in self.current.drain(self.at..self.at + count) {
                if block.first < first {
                    before = Some(Holding { last: first - 1, ..block });
                }
                if block.last > last {
                    behind = Some(Holding { first: last + 1, ..block });
                }
                taken.push(Holding { first: block.first.max(first), last: block.last.min(last), ..block });
            }
            if let Some(before) = before {
                self.current.insert(self.at, before);
                self.at += 1;
            }
            if let Some(behind) = behind {
                self.current.insert(self.at, behind);
                return taken;
            }
            if !reached_end || self.ahead.peek().is_none_or(|next| next.first > last) {
                return taken;
            }
            self.step();
        }
    }

    /// After `take`: puts blocks into the place that is free now. They are ascending.
    pub fn put(&mut self, blocks: impl IntoIterator<Item = Holding>) {
        for block in blocks {
            let before = self.at.checked_sub(1).and_then(|before| self.current.get_mut(before));
            if let Some(before) = before.filter(|before| before.continues_in(&block)) {
                before.last = block.last;
                continue;
            }
            // The place may have been left by a longer run: a single insertion moves at most a chunk.
            if self.at > CHUNK_SIZE {
                let rest = self.current.split_off(self.at);
                let full = std::mem::replace(&mut self.current, rest);
                self.finish_chunk(full);
                self.at = 0;
            }
            self.current.insert(self.at, block);
            self.at += 1;
        }
    }

    /// The chunks as they are now.
    pub fn finish(mut self) -> Vec<Chunk> {
        let last = std::mem::take(&mut self.current);
        self.finish_chunk(last);
        self.done.extend(self.ahead);
        self.done
    }

    fn step(&mut self) {
        let Some(next) = self.ahead.next() else { return };
        let passed = std::mem::replace(&mut self.current, next.blocks);
        self.at = 0;
        self.finish_chunk(passed);
    }

    fn finish_chunk(&mut self, blocks: Vec<Holding>) {
        if blocks.len() > 2 * CHUNK_SIZE {
            blocks.chunks(CHUNK_SIZE).for_each(|part| self.push(part.to_vec()));
        } else {
            self.push(blocks);
        }
    }

    fn push(&mut self, mut blocks: Vec<Holding>) {
        if let Some(first) = blocks.first().map(|block| block.first) {
            if blocks.capacity() > blocks.len() + blocks.len() / 4 {
                blocks.shrink_to_fit();
            }
            self.done.push(Chunk { space: self.space, first, blocks });
        }
    }
}
