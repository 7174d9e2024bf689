//! Where randomness comes from: coefficients of batch checks, ids of the entries that the ledger itself writes.

use crate::error::Error;

/// A source of randomness that nobody can foretell.
pub trait Entropy: Send + Sync + std::fmt::Debug {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// [`Error::Randomness`] when the source has none.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;
}

/// The operating system's.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(Error::Randomness)
    }
}
