//! How many blocks of a changing multitude lie over a block: those that begin before its end, less those that end before its beginning.
//!
//! Invariants:
//! - A count costs a few searches, however many blocks lie over each other; a change costs as much as sorting it, and now and then a merge.
//! - What was added and taken away again is forgotten as runs are merged: memory is at most a few times what there was at once.

use ledger_format::block::SerialBlock;

use super::{Point, ends_of};

/// Blocks, any number of times each.
#[derive(Debug, Default)]
pub struct Cover {
    begun: Tally,
    ended: Tally,
}

impl Cover {
    /// How many lie over a block.
    pub fn over(&self, block: &SerialBlock) -> i64 {
        let [first, behind] = ends_of(block);
        // One that ends at a place begins the next one there.
        self.begun.before(behind) - self.ended.before((first.0, first.1.saturating_add(1)))
    }

    /// Adds and takes away.
    pub fn change<'b>(&mut self, changes: impl Iterator<Item = (&'b SerialBlock, i64)>) {
        let (begun, ended) =
            changes.map(|(block, by)| (ends_of(block), by)).map(|([a, b], by)| ((a, by), (b, by))).unzip();
        self.begun.change(begun);
        self.ended.change(ended);
    }
}

/// Points, counted: runs that are sorted, each at least twice as long as the next.
#[derive(Debug, Default)]
struct Tally {
    runs: Vec<Vec<Counted>>,
}

/// A point, and how many there are up to it, in its run.
type Counted = (Point, i64);

impl Tally {
    fn before(&self, point: Point) -> i64 {
        let of_run = |run: &Vec<Counted>| {
            let before = run.partition_point(|(each, _)| *each < point).checked_sub(1)?;
            run.get(before).map(|(_, sum)| *sum)
        };
        self.runs.iter().filter_map(of_run).sum()
    }

    fn change(&mut self, mut changes: Vec<(Point, i64)>) {
        condense(&mut changes);
        while let Some(before) = self.runs.pop() {
            if before.len() > 2 * changes.len() {
                self.runs.push(before);
                break;
            }
            let mut sum = 0;
            changes.extend(before.into_iter().map(|(point, upto)| {
                let by = upto - sum;
                sum = upto;
                (point, by)
            }));
            condense(&mut changes);
        }
        let mut sum = 0;
        for (_, by) in &mut changes {
            sum += *by;
            *by = sum;
        }
        if !changes.is_empty() {
            self.runs.push(changes);
        }
    }
}

/// Sorts, and adds up what belongs to one point.
fn condense(changes: &mut Vec<(Point, i64)>) {
    // Two runs that are sorted: the stable sort merges them.
    changes.sort_by_key(|(point, _)| *point);
    changes.dedup_by(|next, kept| {
        let is_one = next.0 == kept.0;
        if is_one {
            kept.1 += next.1;
        }
        is_one
    });
    changes.retain(|(_, by)| *by != 0);
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::SpaceId;
    use proptest::prelude::*;

    use super::*;

    fn block((space, first, more): (u32, u64, u64)) -> SerialBlock {
        SerialBlock::new(SpaceId(space), first, first + more)
    }

    proptest! {
        #[test]
        fn block_by_block_it_is_the_same(
            windows in prop::collection::vec(
                prop::collection::vec(((1..3_u32, 1..30_u64, 0..9_u64), any::<bool>()), 0..6), 1..12),
            asked in (1..3_u32, 1..30_u64, 0..9_u64),
        ) {
            let (mut cover, mut naive) = (Cover::default(), Vec::<SerialBlock>::new());
            for window in windows {
                let mut changes = Vec::new();
                for (given, adds) in window {
                    let given = block(given);
                    match naive.iter().position(|each| *each == given).filter(|_| !adds) {
                        Some(place) => {
                            naive.remove(place);
                            changes.push((given, -1));
                        }
                        None => {
                            naive.push(given);
                            changes.push((given, 1));
                        }
                    }
                }
                cover.change(changes.iter().map(|(block, by)| (block, *by)));
                let expected = naive.iter().filter(|each| each.overlaps(&block(asked))).count();
                prop_assert_eq!(cover.over(&block(asked)), i64::try_from(expected).unwrap());
            }
        }
    }

    #[test]
    fn what_was_taken_away_is_forgotten() {
        let mut cover = Cover::default();
        let blocks: Vec<_> = (1..1_000).map(|first| block((1, first, 3))).collect();
        blocks.iter().for_each(|block| cover.change([(block, 1)].into_iter()));
        blocks.iter().for_each(|block| cover.change([(block, -1)].into_iter()));
        let points: usize = cover.begun.runs.iter().map(Vec::len).sum();
        assert!(points < 500, "{points} points are left");
        assert_eq!(cover.over(&block((1, 1, 2_000))), 0);
    }
}
