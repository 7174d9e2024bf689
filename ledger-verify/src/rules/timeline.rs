//! A value over the course of the journal: what it was for a given entry.
//!
//! Invariants:
//! - Changes are kept by rising entry; an entry's change holds for the entries behind it.
//!
//! A timeline knows nothing of what its value means.

use ledger_format::identifiers::EntryIndex;

/// A value and all its changes.
#[derive(Debug, Clone, Default)]
pub struct Timeline<T> {
    start: T,
    changes: Vec<(EntryIndex, T)>,
}

impl<T: Copy> Timeline<T> {
    /// A value that never changed.
    pub fn new(start: T) -> Self {
        Self { start, changes: Vec::new() }
    }

    /// The value is another one for the entries behind `entry`. Entries come in order; the last word of one counts.
    pub fn set(&mut self, entry: EntryIndex, value: T) {
        match self.changes.last_mut() {
            Some((last, kept)) if *last == entry => *kept = value,
            _ => self.changes.push((entry, value)),
        }
    }

    /// The value that an entry finds.
    #[inline]
    pub fn at(&self, entry: EntryIndex) -> T {
        *self.found_by(entry)
    }

    /// The same, where it stands.
    #[inline]
    pub fn found_by(&self, entry: EntryIndex) -> &T {
        match self.changes.last() {
            None => &self.start,
            Some((since, value)) if *since < entry => value,
            Some(_) => {
                let behind = self.changes.partition_point(|(since, _)| *since < entry);
                let before = behind.checked_sub(1).and_then(|before| self.changes.get(before));
                before.map_or(&self.start, |(_, value)| value)
            }
        }
    }

    /// The value behind the last change.
    pub fn last(&self) -> T {
        self.changes.last().map_or(self.start, |(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_holds_behind_its_entry() {
        let mut value = Timeline::new('a');
        value.set(EntryIndex(5), 'b');
        value.set(EntryIndex(7), 'x');
        value.set(EntryIndex(7), 'c');
        let seen: String = (4..10).map(|entry| value.at(EntryIndex(entry))).collect();
        assert_eq!(seen, "aabbcc");
        assert_eq!(value.last(), 'c');
    }
}
