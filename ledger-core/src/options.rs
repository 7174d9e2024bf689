//! What an embedder may choose when creating or opening a ledger.

use std::{sync::Arc, time::Duration};

use ledger_format::limits::SEGMENT_SIZE_DEFAULT;

use crate::{
    clock::{Clock, SystemClock},
    entropy::{Entropy, SystemEntropy},
};

/// Choices for `create` and `open`, each with its default.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Size at which a segment is sealed and the next begun, in bytes; 64 MiB unless chosen.
    pub segment_size: u64,
    /// The operator's word that the clock is right although it is more than 24 hours past the last batch (D13).
    pub accept_clock_jump: bool,
    /// The operator's consent to set a tail aside that a power cut alone does not explain (D10).
    pub accept_damaged_tail: bool,
    /// How long the writer waits for more before it signs the last head by itself, instead of with what follows.
    pub idle: Duration,
    /// Bytes of batches after which the book is saved while the ledger is open; the larger of this and the last snapshot's
    /// own size counts, so that saving stays a fixed share of the work.
    pub snapshot_distance: u64,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            segment_size: SEGMENT_SIZE_DEFAULT,
            accept_clock_jump: false,
            accept_damaged_tail: false,
            idle: Duration::from_millis(50),
            snapshot_distance: 256 * 1024 * 1024,
            clock: Arc::new(SystemClock::new()),
            entropy: Arc::new(SystemEntropy),
        }
    }
}
