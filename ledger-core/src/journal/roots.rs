//! Holds the tree that the journal's leaves give against the roots that its head frames state (J-110).

use ledger_format::{head::Head, identifiers::Digest, limits::HEAD_FRAME_SIZE};

use super::{Corruption, JournalFault, segments, walk::WalkedBatch};
use crate::{error::Error, tree::Tree};

/// Continues a tree with a batch's leaves, and compares its root with the one that the head frame states (J-110).
/// Returns the root.
///
/// # Errors
/// [`Error::Corrupt`].
pub fn grow_tree(tree: &mut Tree, walked: &WalkedBatch) -> Result<Digest, Error> {
    for entry in &walked.batch.entries {
        tree.push(entry.tree_leaf);
    }
    let root = tree.root();
    let Some(frame) = walked.head_frame.as_ref().filter(|frame| frame.head.root != root) else {
        return Ok(root);
    };
    let expected = Box::new(Head { root, ..frame.head });
    let fault = JournalFault::Head { expected, found: Box::new(frame.head) };
    let offset = walked.end.offset.saturating_sub(HEAD_FRAME_SIZE as u64);
    Err(Corruption { file: segments::path(walked.at.segment), offset, fault }.into())
}
