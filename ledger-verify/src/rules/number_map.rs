//! Hash maps whose keys come from the journal: fast, and with a secret so that nobody can choose numbers that collide.
//!
//! Invariants:
//! - No result depends on the secret: these maps are never iterated for output.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};

/// A map from numbers or short codes.
pub type NumberMap<K, V> = HashMap<K, V, Secret>;
/// A set of numbers or short codes.
pub type NumberSet<K> = HashSet<K, Secret>;

/// The secret of this process's maps.
#[derive(Debug, Clone, Copy)]
pub struct Secret {
    start: u64,
    factor: u64,
}

impl Default for Secret {
    fn default() -> Self {
        // The standard library's random state is secret and needs no error path.
        let random = std::hash::RandomState::new();
        Self { start: random.hash_one(1_u8), factor: random.hash_one(2_u8) | 1 }
    }
}

impl BuildHasher for Secret {
    type Hasher = Folding;

    fn build_hasher(&self) -> Folding {
        Folding { state: self.start, factor: self.factor }
    }
}

/// Multiplies to 128 bits and folds the halves, word by word.
#[derive(Debug, Clone, Copy)]
pub struct Folding {
    state: u64,
    factor: u64,
}

impl Folding {
    #[inline]
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.state ^ word) * u128::from(self.factor);
        let [low, high] = [product, product >> 64].map(|half| u64::try_from(half & u128::from(u64::MAX)));
        self.state = low.unwrap_or_default() ^ high.unwrap_or_default();
    }
}

impl Hasher for Folding {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            for (place, byte) in word.iter_mut().zip(chunk) {
                *place = *byte;
            }
            self.fold(u64::from_le_bytes(word));
        }
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.fold(number.into());
    }

    #[inline]
    fn write_u16(&mut self, number: u16) {
        self.fold(number.into());
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.fold(number.into());
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.fold(number);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.fold(number as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_fill_a_map() {
        let map: NumberMap<u64, u64> = (0..10_000).map(|number| (number, number + 1)).collect();
        assert!((0..10_000).all(|number| map.get(&number) == Some(&(number + 1))));
        assert!(!map.contains_key(&10_000));
    }

    #[test]
    fn the_secret_differs_between_maps() {
        assert_ne!(Secret::default().hash_one(7_u64), Secret::default().hash_one(7_u64));
    }
}
