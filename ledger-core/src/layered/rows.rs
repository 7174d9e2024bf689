//! Tables as rows in ascending order, for the book's snapshot, and back.
//!
//! Invariants:
//! - Equal tables give equal rows.
//! - Rows that are not what equal tables gave are refused; nothing panics on others.

use std::hash::Hash;
use std::sync::Arc;

use super::{Layer, Said};

/// What a key's numbers from first to last say.
pub(crate) type SaidRows<K, V> = Vec<(K, u64, u64, V)>;

/// What a layer holds, by key.
pub(crate) fn rows<K: Ord + Hash + Clone, V: Clone>(layer: &Layer<K, V>) -> Vec<(K, V)> {
    let mut rows: Vec<_> = layer.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    rows
}

/// The same of what is shared.
pub(crate) fn shared_rows<K: Ord + Hash + Clone, V: Clone>(layer: &Layer<K, Arc<V>>) -> Vec<(K, V)> {
    rows(layer).into_iter().map(|(key, value)| (key, V::clone(&value))).collect()
}

/// What is said of numbers, by key and number.
pub(crate) fn said_rows<K: Ord + Hash + Copy, V: Copy + PartialEq>(table: &Said<K, V>) -> SaidRows<K, V> {
    let mut keys: Vec<K> = table.keys().collect();
    keys.sort_unstable();
    let of = |key| table.of(key).map(move |said| (key, said.first, said.last, said.value));
    keys.into_iter().flat_map(of).collect()
}

/// Fills an empty layer.
pub(crate) fn take<K: Ord + Hash + Clone, V>(layer: &mut Layer<K, V>, rows: Vec<(K, V)>) -> Option<()> {
    let ascending = rows.windows(2).all(|pair| matches!(pair, [a, b] if a.0 < b.0));
    rows.into_iter().for_each(|(key, value)| layer.settle(key, value));
    ascending.then_some(())
}

/// The same with what is shared.
pub(crate) fn take_shared<K: Ord + Hash + Clone, V>(
    layer: &mut Layer<K, Arc<V>>,
    rows: Vec<(K, V)>,
) -> Option<()> {
    take(layer, rows.into_iter().map(|(key, value)| (key, Arc::new(value))).collect())
}

/// Fills an empty table of what is said.
pub(crate) fn take_said<K: Ord + Hash + Copy, V: Copy + PartialEq>(
    table: &mut Said<K, V>,
    rows: SaidRows<K, V>,
) -> Option<()> {
    let rises = |a: &(K, u64, u64, V), b: &(K, u64, u64, V)| a.0 < b.0 || (a.0 == b.0 && a.2 < b.1);
    let ascending = rows.windows(2).all(|pair| matches!(pair, [a, b] if rises(a, b)));
    if !ascending || rows.iter().any(|(_, first, last, _)| first > last) {
        return None;
    }
    let count = rows.len();
    rows.into_iter().for_each(|(key, first, last, value)| table.settle(key, first, last, Some(value)));
    // Rows that could be joined are not what tables gave.
    (table.keys().map(|key| table.of(key).count()).sum::<usize>() == count).then_some(())
}
