//! One table of a draft: what it changes over the same table of the book, and how to take the last changes back.
//!
//! Invariants:
//! - Nothing is ever deleted by a draft (numbers are used once), so a layer in front only sets.
//! - What is settled cannot be taken back: so stands the book's own table where book and draft share a type.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, Hash};

use rustc_hash::FxBuildHasher;

/// Values that stand in front of a table's.
pub(crate) struct Layer<K, V, S = FxBuildHasher> {
    values: HashMap<K, V, S>,
    /// What stood in this layer before each change since the savepoint.
    undo: Vec<(K, Option<V>)>,
}

impl<K: fmt::Debug, V: fmt::Debug, S> fmt::Debug for Layer<K, V, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.values).finish()
    }
}

impl<K, V, S: Default> Default for Layer<K, V, S> {
    fn default() -> Self {
        Self { values: HashMap::default(), undo: Vec::new() }
    }
}

impl<K: Clone, V: Clone, S: Clone> Clone for Layer<K, V, S> {
    fn clone(&self) -> Self {
        Self { values: self.values.clone(), undo: self.undo.clone() }
    }
}

impl<K: Hash + Eq, V: PartialEq, S: BuildHasher> PartialEq for Layer<K, V, S> {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl<K: Hash + Eq + Clone, V, S: BuildHasher> Layer<K, V, S> {
    pub(crate) fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        // Most drafts touch few tables: an empty one costs no hash.
        if self.values.is_empty() { None } else { self.values.get(key) }
    }

    pub(crate) fn set(&mut self, key: K, value: V) {
        let before = self.values.insert(key.clone(), value);
        self.undo.push((key, before));
    }

    /// Sets for good.
    pub(crate) fn settle(&mut self, key: K, value: V) {
        self.values.insert(key, value);
    }

    /// Forgets for good, where a table of the book lets go of what cannot matter any more.
    pub(crate) fn forget(&mut self, key: &K) -> Option<V> {
        self.values.remove(key)
    }

    /// Takes over what a draft set.
    pub(crate) fn merge(&mut self, front: Self) {
        self.values.extend(front.values);
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.values.iter()
    }

    pub(crate) fn into_values(self) -> HashMap<K, V, S> {
        self.values
    }

    /// From here on changes can be taken back.
    pub(crate) fn savepoint(&mut self) {
        self.undo.clear();
    }

    /// Takes back what changed since the savepoint.
    pub(crate) fn rollback(&mut self) {
        while let Some((key, before)) = self.undo.pop() {
            match before {
                Some(value) => self.values.insert(key, value),
                None => self.values.remove(&key),
            };
        }
    }
}
