//! What is measured: the rows, their sizes, and where files may be put.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::workload::{self, Movement};

/// Each movement a transaction of its own, durable when the call returns.
pub const ALONE: &str = "append one by one, durable";
/// Batches of [`BATCH`], each durable when the call returns.
pub const BATCHED: &str = "append in batches of 1,000, durable";
/// One by one, lost with the process.
pub const ALONE_IN_MEMORY: &str = "append one by one, in memory";
/// Batches of [`BATCH`], lost with the process.
pub const BATCHED_IN_MEMORY: &str = "append in batches of 1,000, in memory";
/// Everything that was written is read and checked again.
pub const VERIFY: &str = "verify";

/// Movements in a batch.
pub const BATCH: usize = 1_000;

/// The sizes of a run.
pub struct Plan {
    /// Movements in the rows that post one by one.
    pub alone: usize,
    /// Movements in the other rows, one run for each size.
    pub sizes: Vec<usize>,
    target: PathBuf,
}

impl Plan {
    /// Files go below `target`: durable rows must write to a real disk, and the system's temporary folder is often memory.
    pub fn new(smoke: bool, target: &Path) -> Self {
        let (alone, sizes) = if smoke { (200, vec![2_000]) } else { (20_000, vec![100_000, 1_000_000]) };
        Self { alone, sizes, target: target.to_owned() }
    }

    /// The rows that append durably: name, movements, movements in a batch.
    pub fn durable_rows(&self) -> Vec<(&'static str, usize, usize)> {
        let batched = self.sizes.iter().map(|n| (BATCHED, *n, BATCH));
        std::iter::once((ALONE, self.alone, 1)).chain(batched).collect()
    }

    /// The movements of a row, and the digest of balances that every peer must come to.
    pub fn drawn(n: usize) -> (Vec<Movement>, String) {
        let movements = workload::movements(n);
        let digest = workload::digest(&workload::balances(&movements));
        (movements, digest)
    }

    /// An empty folder that goes when it is dropped.
    pub fn folder(&self) -> Outcome<tempfile::TempDir> {
        Ok(tempfile::tempdir_in(&self.target)?)
    }
}
