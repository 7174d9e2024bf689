//! The SHA-256 Merkle tree of RFC 6962 section 2.1, kept as its frontier: the roots of the full subtrees, largest first.
//!
//! Invariants
//! - There is one peak for each 1 in the binary form of the leaf count, the largest subtree first.
//! - Pushing a leaf costs two hashes on average; the root costs one hash a peak and changes nothing.
//! - A frontier that was encoded and decoded gives the same roots for ever after.
//!
//! It keeps no leaves and gives no proofs: those are made from the journal.

use ledger_format::{
    digest::{empty_root, node_hash},
    identifiers::Digest,
};

/// A growing tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    leaf_count: u64,
    peaks: Vec<Digest>,
}

impl Tree {
    /// The tree of no leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A tree from what [`Tree::leaf_count`] and [`Tree::peaks`] gave, or nothing if their numbers do not agree.
    #[must_use]
    pub fn from_peaks(leaf_count: u64, peaks: Vec<Digest>) -> Option<Self> {
        (u64::from(leaf_count.count_ones()) == peaks.len() as u64).then_some(Self { leaf_count, peaks })
    }

    /// How many leaves the tree has.
    #[must_use]
    pub fn leaf_count(&self) -> u64 {
        self.leaf_count
    }

    /// The roots of its full subtrees, the largest first.
    #[must_use]
    pub fn peaks(&self) -> &[Digest] {
        &self.peaks
    }

    /// Adds one leaf, given its hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut hash = leaf;
        for _ in 0..self.leaf_count.trailing_ones() {
            // One peak stands for each trailing 1, so the pop cannot come up empty.
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.leaf_count += 1;
    }

    /// Adds many leaves in order, given their hashes.
    pub fn extend(&mut self, leaves: &[Digest]) {
        for leaf in leaves {
            self.push(*leaf);
        }
    }

    /// The root over all leaves pushed so far.
    #[must_use]
    pub fn root(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => empty_root(),
            Some(smallest) => peaks.fold(*smallest, |right, left| node_hash(left, &right)),
        }
    }
}

#[cfg(test)]
mod tests {
    use ledger_format::{digest::leaf_hashes, identifiers::Timestamp};

    use super::*;

    /// The definition of RFC 6962, word for word.
    fn naive_root(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node_hash(&naive_root(&leaves[..split]), &naive_root(&leaves[split..]))
            }
        }
    }

    fn leaves(count: u32) -> Vec<Digest> {
        (0..count).map(|i| leaf_hashes(Timestamp(7), &i.to_le_bytes()).1).collect()
    }

    #[test]
    fn every_root_is_that_of_the_definition() {
        let leaves = leaves(300);
        let mut tree = Tree::new();
        for (count, leaf) in leaves.iter().enumerate() {
            assert_eq!(tree.root(), naive_root(&leaves[..count]), "{count} leaves");
            tree.push(*leaf);
        }
    }

    #[test]
    fn a_frontier_goes_on_where_it_was_left() {
        let leaves = leaves(1_000);
        for split in [0, 1, 2, 7, 8, 255, 256, 999] {
            let mut first = Tree::new();
            first.extend(&leaves[..split]);
            let mut second = Tree::from_peaks(first.leaf_count(), first.peaks().to_vec()).unwrap();
            second.extend(&leaves[split..]);
            assert_eq!(second.root(), naive_root(&leaves));
        }
        assert_eq!(Tree::from_peaks(3, vec![Digest([0; 32])]), None);
    }
}
