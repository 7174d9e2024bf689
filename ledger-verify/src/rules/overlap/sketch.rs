//! Where blocks of a changing multitude may lie: of most blocks it tells in a few looks that none lies over them.
//!
//! Serials are marked by buckets, whose size goes by that of the block; buckets share cells as their hashes have it. A block that was
//! marked is always found; that one may lie somewhere is only a reason to count ([`super::Cover`], [`super::Changing`]).
//!
//! Invariants:
//! - Which cells buckets share has no bearing on any verdict.
//! - A block has at most 64 marks, most fewer than 17, so a change costs the same however large it is; a question costs as much for each
//!   size in use.
//! - What is taken away was added before.

use std::hash::{BuildHasher, Hasher};

use ledger_format::block::SerialBlock;

use crate::rules::number_map::Secret;

/// Buckets that a block is marked in at most.
const MARKS_MOST: u64 = 16;
/// The smallest buckets have two to the power of so many serials; each next size 16 times as many, up to all serials.
const SMALLEST: u32 = if cfg!(test) { 1 } else { 5 };
/// The largest have 2^57 serials and more, so that all serials are in a few.
const SIZES: usize = 15;
/// Cells of an empty sketch: a power of two. Few in tests, so that some are shared.
const CELLS_FEWEST: usize = if cfg!(test) { 8 } else { 4_096 };

/// Where blocks may lie.
#[derive(Debug)]
pub struct Sketch {
    secret: Secret,
    /// How many marks each has; one that is full stays so. Their number is a power of two.
    cells: Vec<u16>,
    marks: usize,
    /// How many blocks have marks of each size.
    sizes: [u64; SIZES],
}

impl Default for Sketch {
    fn default() -> Self {
        Self::with_cells(CELLS_FEWEST)
    }
}

impl Sketch {
    fn with_cells(count: usize) -> Self {
        Self { secret: Secret::default(), cells: vec![0; count], marks: 0, sizes: [0; SIZES] }
    }

    /// Whether so many cells are marked that it tells little; then [`Sketch::larger`] is worth its cost.
    pub fn is_crowded(&self) -> bool {
        self.marks > self.cells.len() / 8
    }

    /// The same blocks, with four times as many cells.
    pub fn larger<'b>(&self, blocks: impl Iterator<Item = &'b SerialBlock>) -> Self {
        Self::of(self.cells.len().saturating_mul(4), blocks)
    }

    /// Whether it has too few cells to tell of a part of what another has: few of those that lie there over time lie there at once.
    pub fn is_too_small_beside(&self, other: &Self) -> bool {
        self.cells.len() < other.cells.len() / 4
    }

    /// The same blocks, with enough cells to tell of a part of what another has.
    pub fn larger_beside<'b>(&self, other: &Self, blocks: impl Iterator<Item = &'b SerialBlock>) -> Self {
        Self::of(self.cells.len().max(other.cells.len() / 4), blocks)
    }

    fn of<'b>(cells: usize, blocks: impl Iterator<Item = &'b SerialBlock>) -> Self {
        let mut sketch = Self::with_cells(cells);
        blocks.for_each(|block| sketch.add(block));
        sketch
    }

    /// One block more; it is well formed.
    pub fn add(&mut self, block: &SerialBlock) {
        let (size, shift) = size_of(block);
        if let Some(count) = self.sizes.get_mut(size) {
            *count += 1;
        }
        for bucket in buckets(block, shift) {
            let place = self.place(block, shift, bucket);
            if let Some(cell) = self.cells.get_mut(place) {
                *cell = cell.saturating_add(1);
            }
            self.marks += 1;
        }
    }

    /// One block less, that was added.
    pub fn remove(&mut self, block: &SerialBlock) {
        let (size, shift) = size_of(block);
        if let Some(count) = self.sizes.get_mut(size) {
            *count -= 1;
        }
        for bucket in buckets(block, shift) {
            let place = self.place(block, shift, bucket);
            if let Some(cell) = self.cells.get_mut(place).filter(|cell| **cell < u16::MAX) {
                *cell -= 1;
            }
            self.marks -= 1;
        }
    }

    /// False if none lies over a block; true if one may.
    #[inline]
    pub fn may_lie_over(&self, block: &SerialBlock) -> bool {
        self.marks > 0
            && (SMALLEST..)
                .step_by(4)
                .zip(&self.sizes)
                .any(|(shift, count)| *count > 0 && self.is_marked(block, shift))
    }

    fn is_marked(&self, block: &SerialBlock, shift: u32) -> bool {
        // Of one that is much larger than what is marked, the answer would cost more than counting.
        let buckets = buckets(block, shift);
        buckets.end() - buckets.start() >= 2 * MARKS_MOST
            || buckets.into_iter().any(|bucket| {
                let cell = self.cells.get(self.place(block, shift, bucket));
                cell.is_some_and(|cell| *cell > 0)
            })
    }

    fn place(&self, block: &SerialBlock, shift: u32, bucket: u64) -> usize {
        let mut hasher = self.secret.build_hasher();
        hasher.write_u64(u64::from(block.space.0) << 8 | u64::from(shift));
        hasher.write_u64(bucket);
        let mask = self.cells.len() as u64 - 1;
        usize::try_from(hasher.finish() & mask).unwrap_or_default()
    }
}

/// The size of buckets that a block is marked in, by its place and by its power of two.
fn size_of(block: &SerialBlock) -> (usize, u32) {
    let fits = |(_, shift): &(usize, u32)| (block.last >> shift) - (block.first >> shift) < MARKS_MOST;
    let sizes = (0..SIZES).zip((SMALLEST..).step_by(4));
    sizes.clone().find(fits).or(sizes.last()).unwrap_or((0, SMALLEST))
}

fn buckets(block: &SerialBlock, shift: u32) -> std::ops::RangeInclusive<u64> {
    block.first >> shift..=block.last >> shift
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::SpaceId;
    use ledger_format::limits::SERIAL_MAX;
    use proptest::prelude::*;

    use super::*;

    fn block((space, first, more): (u32, u64, u64)) -> SerialBlock {
        SerialBlock::new(SpaceId(space), first, first.saturating_add(more).min(SERIAL_MAX))
    }

    fn blocks() -> impl Strategy<Value = (u32, u64, u64)> {
        let small = || (1..3_u32, 1..300_u64, 0..9_u64);
        let firsts = prop_oneof![1..300_u64, 1..=SERIAL_MAX];
        prop_oneof![3 => small(), 1 => (1..3_u32, firsts, prop_oneof![0..3_000_u64, 0..=SERIAL_MAX])]
    }

    proptest! {
        #[test]
        fn what_lies_over_a_block_is_found(
            steps in prop::collection::vec((blocks(), any::<bool>()), 0..30),
            asked in prop::collection::vec(blocks(), 1..10),
        ) {
            let (mut sketch, mut naive) = (Sketch::default(), Vec::<SerialBlock>::new());
            for (given, adds) in steps {
                let last = if adds { None } else { naive.pop() };
                match last {
                    Some(last) => sketch.remove(&last),
                    None => {
                        sketch.add(&block(given));
                        naive.push(block(given));
                    }
                }
                let turned = usize::from(naive.len() > 2);
                naive.rotate_right(turned);
                if sketch.is_crowded() {
                    sketch = sketch.larger(naive.iter());
                }
                for asked in asked.iter().copied().map(block) {
                    let lies = naive.iter().any(|each| each.overlaps(&asked));
                    prop_assert!(!lies || sketch.may_lie_over(&asked), "{asked:?} in {naive:?}");
                }
            }
            naive.iter().for_each(|block| sketch.remove(block));
            prop_assert!(asked.into_iter().all(|asked| !sketch.may_lie_over(&block(asked))));
        }
    }

    #[test]
    fn of_most_blocks_it_tells_that_none_lies_over_them() {
        let mut sketch = Sketch::default();
        let blocks: Vec<_> = (0..1_000).map(|place| block((1, 1 + 40 * place, 9))).collect();
        for (count, block) in (1..).zip(&blocks) {
            sketch.add(block);
            if sketch.is_crowded() {
                sketch = sketch.larger(blocks.iter().take(count));
            }
        }
        let free = (0..1_000).map(|place| block((1, 21 + 40 * place, 9)));
        let doubtful = free.filter(|block| sketch.may_lie_over(block)).count();
        assert!(doubtful < 800, "{doubtful} of 1,000 are doubtful");
    }
}
