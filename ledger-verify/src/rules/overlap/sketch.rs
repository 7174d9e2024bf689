//! Where blocks of a changing multitude may lie: of most blocks it tells in a look or two that none lies over them.
//!
//! Serials are marked by buckets, whose size goes by that of the block; neighbouring buckets stand in one line. A block that was marked
//! is always found; that one may lie somewhere is only a reason to look closer ([`super::Cover`], [`super::Changing`]).
//!
//! Invariants:
//! - A block has at most 32 marks in at most two lines, so a change costs the same however large it is; a question costs a look or two
//!   for each size in use.
//! - What is taken away was added before; of what is, nothing is left. Only where 255 blocks lay over each other a mark stays.

use std::ops::RangeInclusive;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::SpaceId;

use crate::rules::number_map::NumberMap;

/// Buckets that a block is marked in at most.
const MARKS_MOST: u64 = 32;
/// The smallest buckets have two to the power of so many serials; each next size 16 times as many, up to all serials.
const SMALLEST: u32 = 2;
/// The largest have 2^62 serials, so that all serials are in two.
const SIZES: usize = u16::BITS as usize;
/// Buckets in a line: two to the power of so many.
const LINE: u32 = 5;

/// A space with a size of buckets, and a line of these: two words, because they are hashed for every block that moves.
type Name = (u64, u64);
/// How many blocks mark each bucket; what is full stays so.
type Line = [u8; 1 << LINE];

/// Where blocks may lie.
#[derive(Debug, Default)]
pub struct Sketch {
    lines: NumberMap<Name, Line>,
    /// How many blocks have marks of each size.
    sizes: [u64; SIZES],
    /// The sizes of which there are any, a bit each.
    used: u16,
}

impl Sketch {
    /// One block more; it is well formed.
    pub fn add(&mut self, block: &SerialBlock) {
        let (size, shift) = size_of(block);
        if let Some(count) = self.sizes.get_mut(size) {
            *count += 1;
            self.used |= 1 << size;
        }
        for (line, cells) in lines(block, shift) {
            let line = self.lines.entry(name(block.space, shift, line)).or_default();
            for cell in line.get_mut(cells).unwrap_or_default() {
                *cell = cell.saturating_add(1);
            }
        }
    }

    /// One block less, that was added.
    pub fn remove(&mut self, block: &SerialBlock) {
        let (size, shift) = size_of(block);
        if let Some(count) = self.sizes.get_mut(size) {
            *count -= 1;
            self.used &= !(u16::from(*count == 0) << size);
        }
        for (line, cells) in lines(block, shift) {
            let name = name(block.space, shift, line);
            let Some(line) = self.lines.get_mut(&name) else { continue };
            for cell in line.get_mut(cells).unwrap_or_default().iter_mut().filter(|cell| **cell < u8::MAX) {
                *cell -= 1;
            }
            if line.iter().all(|cell| *cell == 0) {
                self.lines.remove(&name);
            }
        }
    }

    /// False if none lies over a block; true if one may.
    #[inline]
    pub fn may_lie_over(&self, block: &SerialBlock) -> bool {
        let mut used = self.used;
        while used != 0 {
            if self.is_marked(block, shift_of(used.trailing_zeros())) {
                return true;
            }
            used &= used - 1;
        }
        false
    }

    fn is_marked(&self, block: &SerialBlock, shift: u32) -> bool {
        // Of one that is much larger than what is marked, the answer would cost more than looking closer.
        let buckets = buckets(block, shift);
        buckets.end() - buckets.start() >= 2 * MARKS_MOST
            || lines(block, shift).any(|(line, cells)| {
                let line = self.lines.get(&name(block.space, shift, line));
                line.and_then(|line| line.get(cells)).is_some_and(|cells| cells.iter().any(|cell| *cell > 0))
            })
    }
}

fn name(space: SpaceId, shift: u32, line: u64) -> Name {
    (u64::from(space.0) << 8 | u64::from(shift), line)
}

/// The power of two of a size.
fn shift_of(size: u32) -> u32 {
    SMALLEST + 4 * size
}

/// The size of buckets that a block is marked in, by its place and by its power of two.
fn size_of(block: &SerialBlock) -> (usize, u32) {
    let fits = |(_, shift): &(usize, u32)| {
        let buckets = buckets(block, *shift);
        buckets.end() - buckets.start() < MARKS_MOST
    };
    (0..SIZES).zip((0..).map(shift_of)).find(fits).unwrap_or((0, SMALLEST))
}

/// Serials begin at 1, and so do blocks of round numbers of them.
fn buckets(block: &SerialBlock, shift: u32) -> RangeInclusive<u64> {
    block.first.saturating_sub(1) >> shift..=block.last.saturating_sub(1) >> shift
}

/// The lines in which a block has buckets, and which of theirs.
fn lines(block: &SerialBlock, shift: u32) -> impl Iterator<Item = (u64, RangeInclusive<usize>)> {
    let (first, last) = buckets(block, shift).into_inner();
    (first >> LINE..=last >> LINE).map(move |line| {
        let begin = line << LINE;
        let end = begin | ((1 << LINE) - 1);
        let cell = |bucket: u64| usize::try_from(bucket - begin).unwrap_or_default();
        (line, cell(first.max(begin))..=cell(last.min(end)))
    })
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
                for asked in asked.iter().copied().map(block) {
                    let lies = naive.iter().any(|each| each.overlaps(&asked));
                    prop_assert!(!lies || sketch.may_lie_over(&asked), "{asked:?} in {naive:?}");
                }
            }
            naive.iter().for_each(|block| sketch.remove(block));
            prop_assert!(asked.into_iter().all(|asked| !sketch.may_lie_over(&block(asked))));
            prop_assert!(sketch.lines.is_empty() && sketch.used == 0);
        }
    }

    #[test]
    fn of_most_blocks_it_tells_that_none_lies_over_them() {
        let blocks: Vec<_> = (0..1_000).map(|place| block((1, 1 + 40 * place, 9))).collect();
        let mut sketch = Sketch::default();
        blocks.iter().for_each(|block| sketch.add(block));
        let free = (0..1_000).map(|place| block((1, 21 + 40 * place, 9)));
        let doubtful = free.filter(|block| sketch.may_lie_over(block)).count();
        assert!(doubtful == 0, "{doubtful} of 1,000 are doubtful");
    }
}
