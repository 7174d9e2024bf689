//! A ledger's head: how many entries, the chain after the last, the root over all.

use serde::{Deserialize, Serialize};

use crate::digest::{chain_start, empty_root};
use crate::identifiers::{Digest, Origin};

/// The state of a journal at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Head {
    /// How many entries.
    pub entry_count: u64,
    /// The chain after the last of them.
    pub chain: Digest,
    /// The tree root over all of them.
    pub root: Digest,
}

impl Head {
    /// The head of a ledger without entries.
    #[must_use]
    pub fn empty(origin: &Origin) -> Self {
        Self { entry_count: 0, chain: chain_start(origin), root: empty_root() }
    }
}
