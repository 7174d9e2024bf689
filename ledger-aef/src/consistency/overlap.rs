//! Finds blocks that share units and say different things, in one sweep along the numbers of each space.
//!
//! - Sorting apart, each block is looked at once: hostile rows that all overlap cost no more than others.
//! - Of several partners a block is paired with the one that reaches furthest: every block that clashes with an earlier one is found, not every pair.

use crate::itmo_id::{ItmoBlock, ItmoSpace};

/// A run of numbers that says something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'a, V> {
    space: &'a ItmoSpace,
    first: u64,
    last: u64,
    /// What it says.
    pub(crate) value: V,
    /// Which row it is of.
    pub(crate) row: usize,
}

impl<'a, V> Run<'a, V> {
    pub(crate) fn new(block: &'a ItmoBlock, value: V, row: usize) -> Self {
        Self { space: block.space(), first: block.first_number(), last: block.last_number(), value, row }
    }
}

/// Pairs of rows whose runs share numbers and say different things; the row that starts earlier first.
pub(crate) fn clashes<V: PartialEq>(mut runs: Vec<Run<'_, V>>) -> Vec<(usize, usize)> {
    runs.sort_by(|a, b| (a.space, a.first, a.last, a.row).cmp(&(b.space, b.first, b.last, b.row)));
    let mut found = Vec::new();
    // Of what came before in this space: the run that reaches furthest, and the one that does so among those that say otherwise.
    let mut widest: Option<&Run<'_, V>> = None;
    let mut other: Option<&Run<'_, V>> = None;
    for run in &runs {
        if widest.is_some_and(|before| before.space != run.space) {
            (widest, other) = (None, None);
        }
        let against = [widest, other].into_iter().flatten().find(|before| before.value != run.value);
        if let Some(before) = against.filter(|before| before.last >= run.first) {
            found.push((before.row, run.row));
        }
        match widest {
            Some(before) if before.value == run.value => {
                if run.last > before.last {
                    widest = Some(run);
                }
            }
            Some(before) if run.last > before.last => {
                other = widest;
                widest = Some(run);
            }
            Some(_) => {
                if other.is_none_or(|before| run.last > before.last) {
                    other = Some(run);
                }
            }
            None => widest = Some(run),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::itmo_id::ItmoId;

    fn block(first: u64, last: u64) -> ItmoBlock {
        let id = |number: u64| ItmoId::read(&format!("CA0001-CHE01-GHA-{number}-2023")).unwrap();
        ItmoBlock::new(id(first), &id(last)).unwrap()
    }

    proptest! {
        /// Held against comparing every pair: a row clashes with an earlier one exactly if the sweep pairs it.
        #[test]
        fn the_sweep_finds_each_block_that_clashes(rows in prop::collection::vec((1_u64..30, 0_u64..8, 0_u8..3), 0..25)) {
            let blocks: Vec<(ItmoBlock, u8)> =
                rows.iter().map(|(first, length, value)| (block(*first, first + length), *value)).collect();
            let runs = |(row, (block, value)): (usize, &(ItmoBlock, u8))| Run::new(&blocks[row].0, *value, row).also(block);
            let found = clashes(blocks.iter().enumerate().map(runs).collect());
            let order = |row: usize| (blocks[row].0.first_number(), blocks[row].0.last_number(), row);
            for later in 0..blocks.len() {
                let clashes = |earlier: &usize| {
                    order(*earlier) < order(later)
                        && blocks[*earlier].1 != blocks[later].1
                        && blocks[*earlier].0.overlaps(&blocks[later].0)
                };
                let expected = (0..blocks.len()).any(|earlier| clashes(&earlier));
                let pair = found.iter().find(|(_, row)| *row == later);
                prop_assert_eq!(pair.is_some(), expected);
                prop_assert!(pair.is_none_or(|(earlier, _)| clashes(earlier)));
            }
        }
    }

    impl<V> Run<'_, V> {
        fn also(self, block: &ItmoBlock) -> Self {
            assert_eq!((self.first, self.last), (block.first_number(), block.last_number()));
            self
        }
    }

    #[test]
    fn spaces_are_apart_and_a_hundred_thousand_overlaps_are_quick() {
        let one = block(1, 10);
        let two = ItmoBlock::new(
            ItmoId::read("CA0001-CHE01-GHA-1-2024").unwrap(),
            &ItmoId::read("CA0001-CHE01-GHA-10-2024").unwrap(),
        )
        .unwrap();
        assert!(clashes(vec![Run::new(&one, 0, 0), Run::new(&two, 1, 1)]).is_empty());
        let many: Vec<_> = (0..100_000).map(|row| Run::new(&one, row, row)).collect();
        assert_eq!(clashes(many).len(), 99_999);
    }
}
