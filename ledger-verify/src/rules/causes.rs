//! Which finding explains another (`spec/rules.md` section 1, *Cause*).
//!
//! All findings are known before the first is told its cause, and so are the ends of all blocks that they speak of. Between two of
//! these ends every serial has the same taint; the runs of serials are the leaves of a tree of minima.
//!
//! Invariants:
//! - Findings are told by rising entry; a serial has one taint, the lowest it ever got.
//! - A block costs the depth of the tree, however many taints lie within it: blocks may overlap as they like.
//!
//! It looks at findings only: a movement without one leaves taints as they are.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{EntryIndex, SpaceId};

/// The first rule whose findings may have a cause other than themselves.
const FIRST_CAUSED_RULE: u16 = 210;
/// Not tainted.
const NONE: u64 = u64::MAX;

/// Taints of serials.
#[derive(Debug)]
pub struct Taints {
    /// Where runs of serials begin, ascending.
    starts: Vec<(SpaceId, u64)>,
    /// A node's children are at twice its place and behind; the leaves are the last half.
    nodes: Vec<Node>,
}

/// Some runs of serials.
#[derive(Debug, Clone, Copy)]
struct Node {
    /// What all of them got at once.
    whole: u64,
    /// The lowest that any of them got, with those above left out of account.
    lowest: u64,
}

impl Taints {
    /// No taints yet. No other blocks than these will be spoken of.
    pub fn new<'b>(blocks: impl Iterator<Item = &'b SerialBlock>) -> Self {
        let mut starts: Vec<_> =
            blocks.flat_map(|block| [(block.space, block.first), (block.space, behind(block))]).collect();
        starts.sort_unstable();
        starts.dedup();
        let nodes = vec![Node { whole: NONE, lowest: NONE }; 2 * starts.len()];
        Self { starts, nodes }
    }

    /// The cause of a finding, which taints what its movement credits.
    pub fn cause(
        &mut self,
        entry: EntryIndex,
        rule_number: u16,
        serials: &[SerialBlock],
        credited: &[SerialBlock],
    ) -> EntryIndex {
        let caused = rule_number >= FIRST_CAUSED_RULE;
        let lowest = serials.iter().filter(|_| caused).map(|block| self.lowest(block)).min();
        let cause = lowest.filter(|cause| *cause < entry.0).unwrap_or(entry.0);
        for block in credited {
            self.taint(block, cause);
        }
        EntryIndex(cause)
    }

    fn lowest(&self, block: &SerialBlock) -> u64 {
        let (mut from, mut to) = self.leaves(block);
        let (first, last) = (from, to);
        let mut lowest = NONE;
        let low = |place: usize| self.nodes.get(place).map_or(NONE, |node| node.lowest);
        while from < to {
            if from % 2 == 1 {
                lowest = lowest.min(low(from));
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                lowest = lowest.min(low(to));
            }
            (from, to) = (from / 2, to / 2);
        }
        // What was given to larger parts at once stands above.
        for mut place in if first < last { [first, last - 1] } else { [0, 0] } {
            while place > 1 {
                place /= 2;
                lowest = lowest.min(self.nodes.get(place).map_or(NONE, |node| node.whole));
            }
        }
        lowest
    }

    fn taint(&mut self, block: &SerialBlock, cause: u64) {
        let (mut from, mut to) = self.leaves(block);
        let (first, last) = (from, to);
        while from < to {
            if from % 2 == 1 {
                self.lower(from, cause);
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                self.lower(to, cause);
            }
            (from, to) = (from / 2, to / 2);
        }
        for mut place in if first < last { [first, last - 1] } else { [0, 0] } {
            while place > 1 {
                place /= 2;
                if let Some(node) = self.nodes.get_mut(place) {
                    node.lowest = node.lowest.min(cause);
                }
            }
        }
    }

    fn lower(&mut self, place: usize, cause: u64) {
        if let Some(node) = self.nodes.get_mut(place) {
            *node = Node { whole: node.whole.min(cause), lowest: node.lowest.min(cause) };
        }
    }

    /// The leaves of a block: the first, and the one behind the last.
    fn leaves(&self, block: &SerialBlock) -> (usize, usize) {
        let leaf =
            |serial| self.starts.len() + self.starts.partition_point(|start| *start < (block.space, serial));
        (leaf(block.first), leaf(behind(block)))
    }
}

fn behind(block: &SerialBlock) -> u64 {
    block.last.saturating_add(1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn serial_by_serial_it_is_the_same(
            findings in prop::collection::vec((1..30_u64, 0..9_u64, 1..30_u64, 0..9_u64, any::<bool>()), 1..30),
        ) {
            let block = |first, more| SerialBlock::new(SpaceId(3), first, first + more);
            let blocks = findings.iter().flat_map(|(broken, more, credited, more_credited, _)| {
                [block(*broken, *more), block(*credited, *more_credited)]
            });
            let (mut taints, mut naive) = (Taints::new(blocks.collect::<Vec<_>>().iter()), BTreeMap::<u64, u64>::new());
            for (entry, (broken, more, credited, more_credited, caused)) in (100..).zip(findings) {
                let (serials, credits) = (block(broken, more), block(credited, more_credited));
                let lowest = (serials.first..=serials.last).filter_map(|n| naive.get(&n)).min().copied();
                let expected = lowest.filter(|_| caused).unwrap_or(entry);
                for serial in credits.first..=credits.last {
                    let taint = naive.entry(serial).or_insert(expected);
                    *taint = expected.min(*taint);
                }
                let rule = if caused { 211 } else { 205 };
                let cause = taints.cause(EntryIndex(entry), rule, &[serials], &[credits]);
                prop_assert_eq!(cause, EntryIndex(expected));
            }
        }
    }
}
