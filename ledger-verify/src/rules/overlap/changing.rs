//! What changes over a window in how many blocks lie over a block: counted in the order of entries.
//!
//! Invariants:
//! - All ends of blocks that change are known beforehand; a change and a question cost the logarithm of their number.

use ledger_format::block::SerialBlock;

use super::{Point, ends_of};

/// How many more lie over a block than at the beginning of the window.
#[derive(Debug)]
pub struct Changing {
    begun: Counts,
    ended: Counts,
}

impl Changing {
    /// Nothing changed yet; no other blocks than these will.
    pub fn new<'b>(blocks: impl Iterator<Item = &'b SerialBlock>) -> Self {
        let (begun, ended) = blocks.map(ends_of).map(|[a, b]| (a, b)).unzip();
        Self { begun: Counts::of(begun), ended: Counts::of(ended) }
    }

    /// One more, or one less.
    pub fn change(&mut self, block: &SerialBlock, by: i64) {
        let [first, behind] = ends_of(block);
        self.begun.change(first, by);
        self.ended.change(behind, by);
    }

    /// How many more lie over a block.
    pub fn over(&self, block: &SerialBlock) -> i64 {
        let [(space, first), behind] = ends_of(block);
        self.begun.before(behind) - self.ended.before((space, first.saturating_add(1)))
    }
}

/// Sums in a tree whose parents have the low bit of their place cleared or carried on.
#[derive(Debug)]
struct Counts {
    points: Vec<Point>,
    sums: Vec<i64>,
}

impl Counts {
    fn of(mut points: Vec<Point>) -> Self {
        points.sort_unstable();
        points.dedup();
        Self { sums: vec![0; points.len() + 1], points }
    }

    fn change(&mut self, point: Point, by: i64) {
        let mut place = self.points.partition_point(|each| *each < point) + 1;
        while let Some(sum) = self.sums.get_mut(place) {
            *sum += by;
            place += place & place.wrapping_neg();
        }
    }

    fn before(&self, point: Point) -> i64 {
        let mut place = self.points.partition_point(|each| *each < point);
        let mut count = 0;
        while place > 0 {
            count += self.sums.get(place).copied().unwrap_or_default();
            place &= place - 1;
        }
        count
    }
}
