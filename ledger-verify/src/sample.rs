//! Draws the batches whose signatures are checked.
//!
//! Invariants:
//! - The draw depends on the seed and on how many batches there are, on nothing else; each is drawn at most once.

use std::collections::BTreeSet;

/// The batches that were drawn, by their place in the journal, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    batches: BTreeSet<u64>,
    of: u64,
}

impl Drawn {
    /// Draws `count` of `of` batches, or all if they are fewer.
    #[must_use]
    pub fn draw(count: u64, of: u64, seed: u64) -> Self {
        let mut stream = blake3::Hasher::new_derive_key("itmo-ledger verifier sample of batches")
            .update(&seed.to_le_bytes())
            .finalize_xof();
        let mut batches = BTreeSet::new();
        // Floyd's way: each step adds one, taking the newest number where the one drawn was drawn before.
        for newest in of.saturating_sub(count)..of {
            let mut bytes = [0; 8];
            stream.fill(&mut bytes);
            // The high half of a product is uniform below `newest + 1`, but for 2^-64 of it.
            let product = u128::from(u64::from_le_bytes(bytes)) * (u128::from(newest) + 1);
            let drawn = u64::try_from(product >> 64).unwrap_or(newest);
            if !batches.insert(drawn) {
                batches.insert(newest);
            }
        }
        Self { batches, of }
    }

    /// Whether the batch at this place is to be checked: it was drawn, or was not there yet when the draw was made. A writer
    /// may add batches meanwhile; with all others drawn, nothing would say that these were left out.
    #[must_use]
    pub fn contains(&self, batch: u64) -> bool {
        batch >= self.of || self.batches.contains(&batch)
    }

    /// How many were drawn.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.batches.len() as u64
    }

    /// Out of how many.
    #[must_use]
    pub fn of(&self) -> u64 {
        self.of
    }

    /// Whether every batch was drawn.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.count() == self.of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_as_many_as_asked_each_once_by_seed() {
        let drawn = Drawn::draw(100, 1_000, 7);
        assert_eq!(drawn, Drawn::draw(100, 1_000, 7));
        assert_ne!(drawn, Drawn::draw(100, 1_000, 8));
        assert_eq!((drawn.count(), drawn.is_all()), (100, false));
        assert!(drawn.batches.iter().all(|batch| *batch < 1_000));
        assert!(Drawn::draw(u64::MAX, 3, 1).is_all());
        assert_eq!(Drawn::draw(5, 0, 1).count(), 0);
        assert!(drawn.contains(1_000), "it came after the draw");
        // Over many seeds every batch comes up.
        let all: BTreeSet<u64> = (0..200).flat_map(|seed| Drawn::draw(2, 10, seed).batches).collect();
        assert_eq!(all.len(), 10);
    }
}
