//! One batch: its payload cut into entries, its entries hashed for chain and tree.
//!
//! Invariants:
//! - No size in a header is believed: room is made for as many entries as the payload can hold.
//! - The chain is computed from the batch's own parent field (J-107), so batches can be hashed in any order.
//!
//! How batches follow on each other is not asked here.

use ledger_format::digest::{chain_next, leaf_hashes};
use ledger_format::entry::EntryBytes;
use ledger_format::frame::BatchHeader;
use ledger_format::identifiers::{Digest, EntryIndex};
use ledger_format::limits::{BATCH_HEADER_SIZE, ENTRY_SIZE_MIN};
use rayon::prelude::*;

use crate::finding::Place;
use crate::reading::Reading;
use crate::tree::{Subtree, subtrees};
use crate::window::{Batch, Entry};

/// Leaves hashed by one thread at a time where a batch has many.
const LEAVES_AT_A_TIME: usize = 1024;

/// A batch that was cut.
#[derive(Debug)]
pub struct CutBatch<'a> {
    /// Its header.
    pub header: BatchHeader,
    /// Its entries.
    pub batch: Batch<'a>,
    /// Whether the payload is exactly its entries (J-106).
    pub is_whole: bool,
}

/// What the leaves of a batch give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchHashes {
    /// The chain after its last entry, from its parent field.
    pub chain: Digest,
    /// Its part of the tree.
    pub subtrees: Vec<Subtree>,
}

impl<'a> CutBatch<'a> {
    /// Cuts and reads as many entries as can be cut; the first has index `first`.
    #[must_use]
    pub fn cut(header: BatchHeader, payload: &'a [u8], first: EntryIndex, place: Place) -> Self {
        let count = usize::try_from(header.entry_count).unwrap_or(usize::MAX);
        let mut entries = Vec::with_capacity(count.min(payload.len() / ENTRY_SIZE_MIN));
        let mut rest = payload;
        while entries.len() < count {
            let Ok((bytes, behind)) = EntryBytes::cut(rest) else { break };
            let offset = BATCH_HEADER_SIZE + (payload.len() - rest.len());
            // A batch is at most 8 MiB.
            let frame_offset = u32::try_from(offset).unwrap_or(u32::MAX);
            entries.push(Entry { bytes, frame_offset, reading: Reading::of(&bytes) });
            rest = behind;
        }
        let is_whole = entries.len() == count && rest.is_empty();
        Self { header, batch: Batch::new(first, header.recorded_at, place, entries), is_whole }
    }

    /// Hashes its leaves.
    #[must_use]
    pub fn hash(&self) -> BatchHashes {
        let (mut chain, mut leaves) = (self.header.parent, Vec::with_capacity(self.batch.entries.len()));
        self.each_leaf(|chain_leaf, tree_leaf| {
            chain = chain_next(&chain, &chain_leaf);
            leaves.push(tree_leaf);
        });
        BatchHashes { chain, subtrees: subtrees(self.batch.first.0, &mut leaves) }
    }

    /// The same for its first `count` entries only, where a checkpoint ends inside it.
    #[must_use]
    pub fn hash_first(&self, count: usize) -> BatchHashes {
        let (mut chain, mut leaves) = (self.header.parent, Vec::with_capacity(count));
        for entry in self.batch.entries.iter().take(count) {
            let (chain_leaf, tree_leaf) = leaf_hashes(self.batch.recorded_at, entry.bytes.bytes());
            chain = chain_next(&chain, &chain_leaf);
            leaves.push(tree_leaf);
        }
        BatchHashes { chain, subtrees: subtrees(self.batch.first.0, &mut leaves) }
    }

    /// Gives both hashes of each leaf in order; large batches are hashed by several threads.
    fn each_leaf(&self, mut take: impl FnMut(Digest, Digest)) {
        let hash = |entry: &Entry<'_>| leaf_hashes(self.batch.recorded_at, entry.bytes.bytes());
        if self.batch.entries.len() <= 2 * LEAVES_AT_A_TIME {
            for entry in &self.batch.entries {
                let (chain_leaf, tree_leaf) = hash(entry);
                take(chain_leaf, tree_leaf);
            }
            return;
        }
        let hashes: Vec<(Digest, Digest)> =
            self.batch.entries.par_iter().with_min_len(LEAVES_AT_A_TIME).map(hash).collect();
        for (chain_leaf, tree_leaf) in hashes {
            take(chain_leaf, tree_leaf);
        }
    }
}

/// Whether a payload is exactly its entries (J-106) and its chain field the one computed (J-107).
#[must_use]
pub fn payload_is_whole(header: &BatchHeader, payload: &[u8]) -> bool {
    let place = Place { segment: EntryIndex(0), offset: 0 };
    let cut = CutBatch::cut(*header, payload, header.first_entry, place);
    cut.is_whole && cut.hash().chain == header.chain
}
