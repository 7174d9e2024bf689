//! Units by runs of which the same is known, in small sorted chunks, so that a window rewrites only what it touches.
//!
//! Invariants:
//! - Chunks are ascending by space and serial, their runs disjoint and ascending; no chunk is empty, and none spans two spaces.
//! - How runs are cut has no bearing on any verdict.

use ledger_format::identifiers::SpaceId;

use super::unit::Unit;

/// Runs in a full chunk. Few in tests, so that small ledgers have many chunks.
const CHUNK_SIZE: usize = if cfg!(test) { 3 } else { 64 };

/// Runs that are looked at one by one before they are searched.
const NEAR: usize = if cfg!(test) { 1 } else { 4 };

/// A place on the axis of all serials.
pub type Point = (SpaceId, u64);

/// Serials of which the same is known.
#[derive(Debug, Clone)]
pub struct Run {
    /// The space.
    pub space: SpaceId,
    /// Lowest serial.
    pub first: u64,
    /// Highest serial.
    pub last: u64,
    /// What is known.
    pub unit: Unit,
}

impl Run {
    fn point(&self) -> Point {
        (self.space, self.first)
    }

    fn end(&self) -> Point {
        (self.space, self.last)
    }

    fn continues_in(&self, next: &Self) -> bool {
        self.space == next.space && self.last + 1 == next.first && self.unit == next.unit
    }
}

/// Appends a run, joined with the one before where the same is known of both.
pub fn push_joined(runs: &mut Vec<Run>, run: Run) {
    match runs.last_mut().filter(|before| before.continues_in(&run)) {
        Some(before) => before.last = run.last,
        None => runs.push(run),
    }
}

/// Runs of one space.
#[derive(Debug)]
pub struct Chunk {
    first: Point,
    runs: Vec<Run>,
}

impl Chunk {
    fn of(runs: Vec<Run>) -> Option<Self> {
        Some(Self { first: runs.first()?.point(), runs })
    }
}

/// All runs.
#[derive(Debug, Default)]
pub struct Runs {
    chunks: Vec<Chunk>,
}

impl Runs {
    /// Adds the runs of a space that had none, ascending.
    pub fn add_space(&mut self, runs: Vec<Run>) {
        let Some(space) = runs.first().map(|run| run.space) else { return };
        let mut joined: Vec<Run> = Vec::new();
        runs.into_iter().for_each(|run| push_joined(&mut joined, run));
        let at = self.chunks.partition_point(|chunk| chunk.first.0 < space);
        let chunks: Vec<Chunk> =
            joined.chunks(CHUNK_SIZE).filter_map(|runs| Chunk::of(runs.to_vec())).collect();
        self.chunks.splice(at..at, chunks);
    }

    /// Takes everything out, cut at ascending points: what lies before the first, between the first and the second, and so on.
    pub fn take_cut(&mut self, cuts: &[Point]) -> Vec<Vec<Chunk>> {
        let mut parts = Vec::with_capacity(cuts.len() + 1);
        let mut rest = std::mem::take(&mut self.chunks);
        for cut in cuts.iter().rev() {
            let mut part = rest.split_off(rest.partition_point(|chunk| chunk.first < *cut));
            if let Some(crossing) = rest.last_mut() {
                let behind = split_at(&mut crossing.runs, *cut);
                if let Some(behind) = Chunk::of(behind) {
                    part.insert(0, behind);
                }
            }
            parts.push(part);
        }
        parts.push(rest);
        parts.reverse();
        parts
    }

    /// Puts parts back in their order, and joins what was cut.
    pub fn put_back(&mut self, parts: impl IntoIterator<Item = Vec<Chunk>>) {
        for part in parts {
            let mut part = part.into_iter();
            if let Some(next) = part.next() {
                self.append(next);
            }
            self.chunks.extend(part);
        }
    }

    fn append(&mut self, next: Chunk) {
        let fits = |last: &&mut Chunk| {
            last.first.0 == next.first.0 && last.runs.len() + next.runs.len() <= CHUNK_SIZE
        };
        match self.chunks.last_mut().filter(fits) {
            Some(last) => next.runs.into_iter().for_each(|run| push_joined(&mut last.runs, run)),
            None => self.chunks.push(next),
        }
    }
}

/// Cuts off what lies from a point on.
fn split_at(runs: &mut Vec<Run>, cut: Point) -> Vec<Run> {
    let at = runs.partition_point(|run| run.end() < cut);
    let mut behind = runs.split_off(at);
    if let Some(crossing) = behind.first_mut().filter(|run| run.point() < cut) {
        runs.push(Run { last: cut.1 - 1, ..crossing.clone() });
        crossing.first = cut.1;
    }
    behind
}

/// Passes once over chunks, from low to high, and replaces what it is told to.
#[derive(Debug)]
pub struct Pass {
    ahead: std::iter::Peekable<std::vec::IntoIter<Chunk>>,
    current: Vec<Run>,
    at: usize,
    done: Vec<Chunk>,
}

impl Pass {
    /// A pass over ascending chunks.
    pub fn new(chunks: Vec<Chunk>) -> Self {
        Self {
            done: Vec::with_capacity(chunks.len()),
            ahead: chunks.into_iter().peekable(),
            current: Vec::new(),
            at: 0,
        }
    }

    /// The unit of a run that is exactly this block, to be changed in place.
    pub fn exactly(&mut self, space: SpaceId, first: u64, last: u64) -> Option<&mut Unit> {
        self.seek((space, first));
        let run = self.current.get_mut(self.at)?;
        (run.point() == (space, first) && run.last == last).then_some(&mut run.unit)
    }

    /// Takes out what lies in a block; what reaches beyond stays. [`Pass::put`] follows.
    pub fn take(&mut self, space: SpaceId, first: u64, last: u64) -> Vec<Run> {
        self.seek((space, first));
        let mut taken: Vec<Run> = Vec::new();
        loop {
            let rest = self.current.get(self.at..).unwrap_or_default();
            let count = rest.partition_point(|run| run.point() <= (space, last));
            let is_whole_rest = count == rest.len();
            taken.extend(self.current.drain(self.at..self.at + count));
            if !is_whole_rest || self.ahead.peek().is_none_or(|next| next.first > (space, last)) {
                break;
            }
            self.step();
        }
        if let Some(run) = taken.first_mut().filter(|run| run.first < first) {
            self.current.insert(self.at, Run { last: first - 1, ..run.clone() });
            self.at += 1;
            run.first = first;
        }
        if let Some(run) = taken.last_mut().filter(|run| run.last > last) {
            self.current.insert(self.at, Run { first: last + 1, ..run.clone() });
            run.last = last;
        }
        taken
    }

    /// Puts ascending runs into the place that [`Pass::take`] made free.
    pub fn put(&mut self, runs: Vec<Run>) {
        for run in runs {
            let before = self.at.checked_sub(1).and_then(|before| self.current.get_mut(before));
            if let Some(before) = before.filter(|before| before.continues_in(&run)) {
                before.last = run.last;
                continue;
            }
            // What is behind the place is at most a chunk: an insertion moves no more than that.
            if self.at > CHUNK_SIZE {
                let rest = self.current.split_off(self.at);
                let full = std::mem::replace(&mut self.current, rest);
                self.keep(full);
                self.at = 0;
            }
            self.current.insert(self.at, run);
            self.at += 1;
        }
    }

    /// The chunks as they are now.
    pub fn finish(mut self) -> Vec<Chunk> {
        let last = std::mem::take(&mut self.current);
        self.keep(last);
        self.done.extend(self.ahead);
        self.done
    }

    /// Goes to the first run that does not end before a point.
    fn seek(&mut self, point: Point) {
        while self.ahead.peek().is_some_and(|next| next.first <= point) {
            self.step();
        }
        let rest = self.current.get(self.at..).unwrap_or_default();
        // Usually it is the next or the one behind it.
        let near = rest.get(..NEAR).unwrap_or(rest);
        self.at += match near.iter().position(|run| run.end() >= point) {
            Some(at) => at,
            None => rest.partition_point(|run| run.end() < point),
        };
    }

    fn step(&mut self) {
        let Some(next) = self.ahead.next() else { return };
        let passed = std::mem::replace(&mut self.current, next.runs);
        self.at = 0;
        self.keep(passed);
    }

    /// Chunks never span two spaces, and are not much longer than they should be.
    fn keep(&mut self, runs: Vec<Run>) {
        let is_fine = runs.len() <= 2 * CHUNK_SIZE
            && runs.first().map(|run| run.space) == runs.last().map(|run| run.space);
        if is_fine {
            self.done.extend(Chunk::of(runs));
            return;
        }
        for of_space in runs.chunk_by(|a, b| a.space == b.space) {
            self.done.extend(of_space.chunks(CHUNK_SIZE).filter_map(|runs| Chunk::of(runs.to_vec())));
        }
    }
}
