//! Values under ascending numbers, in two levels: what a balanced tree does, with one search in a short list and one in a chunk.
//!
//! Invariants:
//! - Keys ascend within a chunk and from chunk to chunk; no chunk is empty or holds more than [`CHUNK_SIZE`] keys.
//! - `firsts` holds the first key of each chunk: a search looks at nothing else, but for one chunk's keys and one value.
//! - A chunk that has become small is joined with a neighbour that has room, so that there are few small ones.
//! - It takes no more room than its keys and values, give or take a factor: a map of one key is small.
//!
//! A tree of the standard library descends twice for *the last key up to this one*, which is what everybody asks here: where Article 6
//! units move that was a tenth of all work (`benches/README.md`). The book's own index of holdings is one large map and has its
//! chunks in one piece ([`crate::book`]); here are many, and most of them small.

/// Most keys of a chunk; few in tests, so that they see chunks split and join.
const CHUNK_SIZE: usize = if cfg!(test) { 8 } else { 256 };
/// Fewer keys than this, and a chunk looks for a neighbour to join.
const CHUNK_SMALL: usize = CHUNK_SIZE / 4;

/// A map from numbers to values, in the order of the numbers.
#[derive(Debug, Clone)]
pub(crate) struct Ascending<T> {
    firsts: Vec<u64>,
    chunks: Vec<Chunk<T>>,
}

/// Apart, so that a search touches keys only.
#[derive(Debug, Clone)]
struct Chunk<T> {
    keys: Vec<u64>,
    values: Vec<T>,
}

/// A key's place; only of the map that gave it, and until that is changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    chunk: usize,
    slot: usize,
}

impl<T> Default for Ascending<T> {
    fn default() -> Self {
        Self { firsts: Vec::new(), chunks: Vec::new() }
    }
}

impl<T: PartialEq> PartialEq for Ascending<T> {
    /// Equal in what they hold, however it is cut into chunks.
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for Ascending<T> {}

impl<T> Chunk<T> {
    fn of(key: u64, value: T) -> Self {
        Self { keys: vec![key], values: vec![value] }
    }

    fn iter(&self, from: usize) -> impl Iterator<Item = (u64, &T)> {
        let keys = self.keys.get(from..).unwrap_or_default().iter().copied();
        keys.zip(self.values.get(from..).unwrap_or_default())
    }
}

impl<T> Ascending<T> {
    /// Every key, ascending, with its value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &T)> {
        self.chunks.iter().flat_map(|chunk| chunk.iter(0))
    }

    /// Whether it holds nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The chunk that has a key if any has, and otherwise would take it.
    fn chunk_of(&self, key: u64) -> usize {
        self.firsts.partition_point(|first| *first <= key).saturating_sub(1)
    }

    /// The place of the last key up to this one.
    pub(crate) fn at_or_before(&self, key: u64) -> Option<Place> {
        let chunk = self.chunk_of(key);
        let slot = self.chunks.get(chunk)?.keys.partition_point(|of| *of <= key).checked_sub(1)?;
        Some(Place { chunk, slot })
    }

    /// What stands at a place.
    pub(crate) fn at(&self, place: Place) -> Option<(u64, &T)> {
        let chunk = self.chunks.get(place.chunk)?;
        Some((*chunk.keys.get(place.slot)?, chunk.values.get(place.slot)?))
    }

    /// What stands from a place on, ascending; everything from none.
    pub(crate) fn from(&self, place: Option<Place>) -> impl Iterator<Item = (u64, &T)> {
        let Place { chunk, slot } = place.unwrap_or(Place { chunk: 0, slot: 0 });
        let within = self.chunks.get(chunk).into_iter().flat_map(move |of| of.iter(slot));
        let behind = self.chunks.get(chunk.saturating_add(1)..).unwrap_or_default();
        within.chain(behind.iter().flat_map(|of| of.iter(0)))
    }

    /// The value of a key, to be changed.
    pub(crate) fn get_mut(&mut self, key: u64) -> Option<&mut T> {
        let at = self.chunk_of(key);
        let chunk = self.chunks.get_mut(at)?;
        chunk.values.get_mut(chunk.keys.binary_search(&key).ok()?)
    }

    /// Puts a value under a key, in the place of the one that was there.
    pub(crate) fn insert(&mut self, key: u64, value: T) {
        let mut at = self.chunk_of(key);
        let Some(chunk) = self.chunks.get_mut(at) else {
            self.firsts.push(key);
            return self.chunks.push(Chunk::of(key, value));
        };
        let slot = match chunk.keys.binary_search(&key) {
            Ok(slot) => {
                if let Some(known) = chunk.values.get_mut(slot) {
                    *known = value;
                }
                return;
            }
            Err(slot) => slot,
        };
        if chunk.keys.len() < CHUNK_SIZE {
            chunk.keys.insert(slot, key);
            chunk.values.insert(slot, value);
            return self.note_first(at);
        }
        if slot == CHUNK_SIZE {
            // Keys that come in their order fill their chunks.
            self.firsts.insert(at + 1, key);
            return self.chunks.insert(at + 1, Chunk::of(key, value));
        }
        let half = CHUNK_SIZE / 2;
        let behind = Chunk { keys: chunk.keys.split_off(half), values: chunk.values.split_off(half) };
        let into = if slot > half { slot - half } else { slot };
        self.firsts.insert(at + 1, behind.keys.first().copied().unwrap_or(key));
        self.chunks.insert(at + 1, behind);
        at += usize::from(slot > half);
        if let Some(chunk) = self.chunks.get_mut(at) {
            chunk.keys.insert(into, key);
            chunk.values.insert(into, value);
        }
        self.note_first(at);
    }

    /// Takes a key out.
    pub(crate) fn remove(&mut self, key: u64) {
        let at = self.chunk_of(key);
        let Some(chunk) = self.chunks.get_mut(at) else { return };
        let Ok(slot) = chunk.keys.binary_search(&key) else { return };
        chunk.keys.remove(slot);
        chunk.values.remove(slot);
        let left = chunk.keys.len();
        if left == 0 {
            self.chunks.remove(at);
            self.firsts.remove(at);
            return;
        }
        self.note_first(at);
        if left < CHUNK_SMALL && !self.join(at) && at > 0 {
            self.join(at - 1);
        }
    }

    /// Joins a chunk with the one behind it, if both have room in one; says whether it did.
    fn join(&mut self, at: usize) -> bool {
        let size = |at: usize| self.chunks.get(at).map(|chunk| chunk.keys.len());
        let fits = size(at).zip(size(at + 1)).is_some_and(|(one, other)| one + other <= CHUNK_SIZE * 3 / 4);
        if fits {
            let Chunk { mut keys, mut values } = self.chunks.remove(at + 1);
            self.firsts.remove(at + 1);
            if let Some(chunk) = self.chunks.get_mut(at) {
                chunk.keys.append(&mut keys);
                chunk.values.append(&mut values);
            }
        }
        fits
    }

    fn note_first(&mut self, at: usize) {
        let first = self.chunks.get(at).and_then(|chunk| chunk.keys.first());
        if let (Some(noted), Some(first)) = (self.firsts.get_mut(at), first) {
            *noted = *first;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn is_formed(map: &Ascending<u32>) -> bool {
        let firsts = map.chunks.iter().map(|chunk| chunk.keys[0]);
        map.chunks.iter().all(|chunk| {
            (1..=CHUNK_SIZE).contains(&chunk.keys.len()) && chunk.keys.len() == chunk.values.len()
        }) && firsts.eq(map.firsts.iter().copied())
            && map.iter().map(|(key, _)| key).is_sorted_by(|a, b| a < b)
    }

    proptest! {
        /// Against a tree of the standard library.
        #[test]
        fn it_holds_what_a_tree_holds(
            steps in prop::collection::vec((0_u64..120, prop::option::weighted(0.6, any::<u32>())), 0..400),
            asked in 0_u64..130,
        ) {
            let (mut map, mut tree) = (Ascending::default(), BTreeMap::new());
            for (key, value) in steps {
                match value {
                    Some(value) => {
                        map.insert(key, value);
                        tree.insert(key, value);
                    }
                    None => {
                        map.remove(key);
                        tree.remove(&key);
                    }
                }
                prop_assert!(is_formed(&map));
            }
            prop_assert!(map.iter().eq(tree.iter().map(|(key, value)| (*key, value))));
            prop_assert_eq!(map.is_empty(), tree.is_empty());
            let place = map.at_or_before(asked);
            let before = tree.range(..=asked).next_back().map(|(key, value)| (*key, value));
            prop_assert_eq!(place.and_then(|place| map.at(place)), before);
            let from = before.map_or(0, |(key, _)| key);
            prop_assert!(map.from(place).eq(tree.range(from..).map(|(key, value)| (*key, value))));
            prop_assert_eq!(map.get_mut(asked), tree.get_mut(&asked));
        }
    }

    #[test]
    fn keys_in_their_order_fill_their_chunks_and_what_is_left_of_many_is_joined() {
        let mut map = Ascending::default();
        (0..100 * CHUNK_SIZE as u64).for_each(|key| map.insert(key, 0));
        assert_eq!(map.chunks.len(), 100);
        (0..100 * CHUNK_SIZE as u64)
            .filter(|key| key % CHUNK_SIZE as u64 != 3)
            .for_each(|key| map.remove(key));
        assert!(is_formed(&map));
        assert_eq!(map.iter().count(), 100);
        assert!(map.chunks.len() <= 100 / CHUNK_SMALL, "{}", map.chunks.len());
    }
}
