//! The Merkle tree of RFC 6962, put together from perfect subtrees that may be hashed anywhere.
//!
//! Invariants:
//! - A [`Frontier`] of `size` leaves has one peak for each bit that is set in `size`, the largest first.
//! - Its root is that of section 2.1 of the RFC over the same leaves, however they were cut into runs.
//!
//! It keeps no leaf and no proof.

use ledger_format::digest::{empty_root, node_hash};
use ledger_format::identifiers::Digest;

/// A perfect subtree of 2^`level` leaves, at an index that is a multiple of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subtree {
    level: u32,
    hash: Digest,
}

/// Cuts a run of leaf hashes, the first of which has index `first`, into the fewest perfect subtrees, in order.
///
/// `leaves` is used as scratch and left empty.
#[must_use]
pub fn subtrees(first: u64, leaves: &mut Vec<Digest>) -> Vec<Subtree> {
    let mut out = Vec::new();
    let mut start = 0_usize;
    let mut index = first;
    while start < leaves.len() {
        let rest = leaves.len() - start;
        // As large as its place allows and as the run is long.
        let level = index.trailing_zeros().min(rest.ilog2());
        let size = 1_usize << level;
        let end = start + size;
        out.push(Subtree { level, hash: perfect_root(leaves.get_mut(start..end).unwrap_or_default()) });
        start = end;
        index = index.saturating_add(size as u64);
    }
    leaves.clear();
    out
}

/// The root over 2^k leaves, level by level in their own place.
fn perfect_root(leaves: &mut [Digest]) -> Digest {
    let mut size = leaves.len();
    while size > 1 {
        size /= 2;
        for at in 0..size {
            if let Some([left, right]) = leaves.get(2 * at..).and_then(<[Digest]>::first_chunk) {
                let parent = node_hash(left, right);
                if let Some(place) = leaves.get_mut(at) {
                    *place = parent;
                }
            }
        }
    }
    leaves.first().copied().unwrap_or_else(empty_root)
}

/// The right edge of a tree: all that its root, and the trees it grows into, depend on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Subtree>,
}

impl Frontier {
    /// How many leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends the next subtree of [`subtrees`].
    pub fn push(&mut self, subtree: Subtree) {
        let Subtree { mut level, mut hash } = subtree;
        while let Some(last) = self.peaks.pop_if(|last| last.level == level) {
            hash = node_hash(&last.hash, &hash);
            level += 1;
        }
        self.peaks.push(Subtree { level, hash });
        self.size = self.size.saturating_add(1_u64.checked_shl(subtree.level).unwrap_or(u64::MAX));
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Digest {
        let joined =
            self.peaks.iter().map(|peak| peak.hash).rev().reduce(|right, left| node_hash(&left, &right));
        joined.unwrap_or_else(empty_root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The RFC's own definition.
    fn defined_root(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(1 << (leaves.len() - 1).ilog2());
                node_hash(&defined_root(left), &defined_root(right))
            }
        }
    }

    #[test]
    fn any_cut_gives_the_root_that_is_defined() {
        let leaves: Vec<Digest> = (0..200_u8).map(|n| Digest([n; 32])).collect();
        for runs in [vec![1; 200], vec![200], vec![7; 28], vec![3, 64, 1, 1, 100, 31], vec![199, 1]] {
            let mut frontier = Frontier::default();
            for run in runs {
                let first = frontier.size();
                let from = usize::try_from(first).unwrap();
                for subtree in subtrees(first, &mut leaves[from..from + run].to_vec()) {
                    frontier.push(subtree);
                }
                assert_eq!(frontier.size(), first + run as u64);
                assert_eq!(frontier.root(), defined_root(&leaves[..from + run]));
                assert_eq!(frontier.peaks.len(), frontier.size().count_ones() as usize);
            }
        }
        assert_eq!(Frontier::default().root(), empty_root());
    }
}
