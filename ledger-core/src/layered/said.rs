//! What is said of numbers in a row, key by key: an interval map a key, in the book or in a draft in front of it.
//!
//! Invariants:
//! - In front, *nothing any more* is a value like others, so that a draft can take back what the book says.
//! - In the book there is no such value: what is taken back is gone, and equal contents have one form.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::View;
use super::intervals::{Change, Interval, Intervals};

/// Interval maps by key.
#[derive(Debug, Clone)]
pub(crate) struct Said<K, V> {
    maps: FxHashMap<K, Intervals<Option<V>>>,
    undo: Vec<(K, Change<Option<V>>)>,
}

impl<K, V> Default for Said<K, V> {
    fn default() -> Self {
        Self { maps: FxHashMap::default(), undo: Vec::new() }
    }
}

impl<K: Hash + Eq, V: PartialEq> PartialEq for Said<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.maps == other.maps
    }
}

impl<K: Hash + Eq + Copy, V: Copy + PartialEq> Said<K, V> {
    /// In a draft: says `value` of the numbers of `key`, so that it can be taken back.
    pub(crate) fn say(&mut self, key: K, first: u64, last: u64, value: Option<V>) {
        let undo = &mut self.undo;
        let map = self.maps.entry(key).or_default();
        map.set(first, last, Some(value), |change| undo.push((key, change)));
    }

    /// In the book: says `value` for good.
    pub(crate) fn settle(&mut self, key: K, first: u64, last: u64, value: Option<V>) {
        let map = self.maps.entry(key).or_default();
        map.set(first, last, value.map(Some), |_| {});
        if map.is_empty() {
            self.maps.remove(&key);
        }
    }

    pub(crate) fn savepoint(&mut self) {
        self.undo.clear();
    }

    pub(crate) fn rollback(&mut self) {
        while let Some((key, change)) = self.undo.pop() {
            self.maps.entry(key).or_default().undo(change);
        }
    }

    /// Takes over what a draft says.
    pub(crate) fn merge(&mut self, front: Self) {
        for (key, map) in front.maps {
            for Interval { first, last, value } in map.iter() {
                self.settle(key, first, last, value);
            }
        }
    }

    /// Whether nothing is said of any key, not even that nothing is said any more.
    pub(crate) fn is_empty(&self) -> bool {
        self.maps.is_empty()
    }

    /// The keys of which something is said, in no order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = K> + '_ {
        self.maps.keys().copied()
    }

    /// Everything that is said of a key's numbers, ascending.
    pub(crate) fn of(&self, key: K) -> impl Iterator<Item = Interval<V>> + '_ {
        self.maps.get(&key).into_iter().flat_map(Intervals::iter).filter_map(|interval| {
            interval.value.map(|value| Interval { first: interval.first, last: interval.last, value })
        })
    }

    pub(crate) fn is_canonical(&self) -> bool {
        self.maps.values().all(|map| {
            !map.is_empty() && map.is_canonical() && map.iter().all(|interval| interval.value.is_some())
        })
    }
}

/// A table of the book, and of the draft in front of it if there is one.
#[derive(Debug)]
pub(crate) struct SaidView<'a, K, V> {
    back: &'a Said<K, V>,
    front: Option<&'a Said<K, V>>,
}

impl<'a, K, V> SaidView<'a, K, V> {
    /// A table of the book alone.
    pub(crate) fn of_book(back: &'a Said<K, V>) -> Self {
        Self { back, front: None }
    }

    /// One of a subject's tables.
    pub(crate) fn of<T>(tables: View<'a, T>, said: impl Fn(&'a T) -> &'a Said<K, V>) -> Self {
        Self { back: said(tables.back), front: tables.front.map(said) }
    }
}

impl<K: Hash + Eq + Copy, V: Copy + PartialEq> SaidView<'_, K, V> {
    /// Calls `each` with the numbers from `first` to `last` in pieces of which the same, or nothing, is said; ascending.
    pub(crate) fn pieces(&self, key: K, first: u64, last: u64, mut each: impl FnMut(Interval<Option<V>>)) {
        let back = self.back.maps.get(&key);
        let behind = |first, last, each: &mut dyn FnMut(Interval<Option<V>>)| match back {
            None => each(Interval { first, last, value: None }),
            Some(map) => map.pieces(first, last, |piece| {
                each(Interval { first: piece.first, last: piece.last, value: piece.value.flatten() });
            }),
        };
        match self.front.and_then(|front| front.maps.get(&key)) {
            None => behind(first, last, &mut each),
            Some(front) => front.pieces(first, last, |piece| match piece.value {
                Some(value) => each(Interval { first: piece.first, last: piece.last, value }),
                None => behind(piece.first, piece.last, &mut each),
            }),
        }
    }
}
