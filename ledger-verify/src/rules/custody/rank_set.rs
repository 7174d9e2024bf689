//! A set of small numbers that tells neighbours: bitmaps over bitmaps, 64 to one.
//!
//! Invariants:
//! - A bit above the lowest level is set exactly when the word below it is not empty.
//! - Every question costs a few steps, one for each factor of 64 in the size; so a sweep over many overlapping blocks stays
//!   linear, however they lie.

/// Numbers below a size fixed at the start.
#[derive(Debug)]
pub struct RankSet {
    /// Lowest level first.
    levels: Vec<Vec<u64>>,
}

impl RankSet {
    /// An empty set for the numbers below `size`.
    pub fn new(size: usize) -> Self {
        let mut levels = Vec::new();
        let mut words = size;
        loop {
            words = words.div_ceil(64).max(1);
            levels.push(vec![0; words]);
            if words == 1 {
                return Self { levels };
            }
        }
    }

    /// Puts a number in.
    pub fn insert(&mut self, number: usize) {
        let mut place = number;
        for level in &mut self.levels {
            let Some(word) = level.get_mut(place / 64) else { return };
            let was_empty = *word == 0;
            *word |= 1 << (place % 64);
            if !was_empty {
                return;
            }
            place /= 64;
        }
    }

    /// Takes a number out.
    pub fn remove(&mut self, number: usize) {
        let mut place = number;
        for level in &mut self.levels {
            let Some(word) = level.get_mut(place / 64) else { return };
            *word &= !(1 << (place % 64));
            if *word != 0 {
                return;
            }
            place /= 64;
        }
    }

    /// The lowest number in the set.
    pub fn lowest(&self) -> Option<usize> {
        self.from(0)
    }

    /// The highest number in the set.
    pub fn highest(&self) -> Option<usize> {
        let (above, top) = (self.levels.len() - 1, self.levels.last()?.first()?);
        let bit = 63_u32.checked_sub(top.leading_zeros())?;
        Some(self.descend(above, bit as usize, false))
    }

    /// The highest number below `number`.
    pub fn below(&self, number: usize) -> Option<usize> {
        let mut end = number;
        for (height, level) in self.levels.iter().enumerate() {
            let bits = level.get(end / 64).copied().unwrap_or(0) & ((1_u64 << (end % 64)) - 1);
            if bits != 0 {
                return Some(self.descend(
                    height,
                    (end / 64) * 64 + 63 - bits.leading_zeros() as usize,
                    false,
                ));
            }
            end /= 64;
        }
        None
    }

    /// The lowest number from `number` on.
    pub fn from(&self, number: usize) -> Option<usize> {
        let mut start = number;
        for (height, level) in self.levels.iter().enumerate() {
            let bits = level.get(start / 64).copied().unwrap_or(0) & (u64::MAX << (start % 64));
            if bits != 0 {
                return Some(self.descend(height, (start / 64) * 64 + bits.trailing_zeros() as usize, true));
            }
            start = start / 64 + 1;
        }
        None
    }

    /// The lowest or highest number under a bit that is set.
    fn descend(&self, height: usize, bit: usize, lowest: bool) -> usize {
        self.levels.iter().take(height).rev().fold(bit, |place, level| {
            let word = level.get(place).copied().unwrap_or(1);
            let within = if lowest { word.trailing_zeros() } else { 63 - word.leading_zeros() };
            place * 64 + within as usize
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_does_what_a_tree_does(
            size in prop::sample::select(vec![1_usize, 63, 64, 65, 4096, 4097, 300_000]),
            steps in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..200),
        ) {
            let (mut set, mut tree) = (RankSet::new(size), BTreeSet::new());
            for (index, insert) in steps {
                let number = index.index(size);
                if insert {
                    set.insert(number);
                    tree.insert(number);
                } else {
                    set.remove(number);
                    tree.remove(&number);
                }
                prop_assert_eq!(set.below(number), tree.range(..number).next_back().copied());
                prop_assert_eq!(set.from(number + 1), tree.range(number + 1..).next().copied());
                prop_assert_eq!(set.lowest(), tree.first().copied());
                prop_assert_eq!(set.highest(), tree.last().copied());
            }
        }
    }
}
