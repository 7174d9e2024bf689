//! Keys over the course of the journal: registered, rotated, revoked (`spec/rules.md` section 1).
//!
//! Invariants:
//! - A key is valid for the entries behind its registration, up to and including the one that ends it.
//! - The keys that were rotated into one another are one *line*; at most the last of a line is still valid.
//!
//! What a key may do is the business of [`super::roles`].

use ledger_format::identifiers::{EntryIndex, KeyNumber, PublicKey};
use ledger_format::signature::VerifyingKey;

use crate::rules::number_map::{NumberMap, NumberSet};

/// Keys rotated into one another, by number of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Line(u32);

/// A registered key.
#[derive(Debug)]
pub struct Key {
    /// The key, checked when it was registered.
    pub public: VerifyingKey,
    /// The line that it belongs to.
    pub line: Line,
    number: KeyNumber,
    registered: EntryIndex,
    end: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    Rotated(EntryIndex),
    Revoked(EntryIndex),
}

impl Key {
    fn is_known_at(&self, entry: EntryIndex) -> bool {
        self.registered < entry
    }

    fn is_valid_at(&self, entry: EntryIndex) -> bool {
        self.is_known_at(entry) && self.ended().is_none_or(|ended| entry <= ended)
    }

    fn ended(&self) -> Option<EntryIndex> {
        match self.end {
            End::Open => None,
            End::Rotated(at) | End::Revoked(at) => Some(at),
        }
    }
}

/// All keys that were ever registered.
#[derive(Debug, Default)]
pub struct Keys {
    places: NumberMap<KeyNumber, usize>,
    keys: Vec<Key>,
    public: NumberSet<PublicKey>,
    /// The keys of each line, by place, in order of registration.
    lines: Vec<Vec<usize>>,
}

impl Keys {
    /// The key of a number, if it was registered before `entry` and is valid for it.
    pub fn valid_at(&self, number: KeyNumber, entry: EntryIndex) -> Option<&Key> {
        self.key(number).filter(|key| key.is_valid_at(entry))
    }

    /// Whether a number was given to a key before `entry`, valid or not.
    pub fn is_known_at(&self, number: KeyNumber, entry: EntryIndex) -> bool {
        self.key(number).is_some_and(|key| key.is_known_at(entry))
    }

    /// The keys that are valid for an entry, in order of registration.
    pub fn all_valid_at(&self, entry: EntryIndex) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.is_valid_at(entry))
    }

    /// Whether number and key were never used, and the key is a valid one.
    pub fn is_new(&self, number: KeyNumber, public: &PublicKey) -> bool {
        self.can_register(number, public).is_some() && !self.public.contains(public)
    }

    /// Registers a key as a line of its own, or as the next of `line`. False, and no change, where the number is taken or the
    /// key is not a valid one.
    pub fn register(
        &mut self,
        entry: EntryIndex,
        number: KeyNumber,
        public: &PublicKey,
        line: Option<Line>,
    ) -> bool {
        let Some(checked) = self.can_register(number, public) else { return false };
        let place = self.keys.len();
        let line = line.unwrap_or_else(|| {
            self.lines.push(Vec::new());
            Line(u32::try_from(self.lines.len() - 1).unwrap_or(u32::MAX))
        });
        if let Some(line) = self.lines.get_mut(line.0 as usize) {
            line.push(place);
        }
        self.places.insert(number, place);
        self.public.insert(*public);
        self.keys.push(Key { public: checked, line, number, registered: entry, end: End::Open });
        true
    }

    /// Hands over from a valid key to a new one of the same line. False, and no change, where either is not so.
    pub fn rotate(&mut self, entry: EntryIndex, old: KeyNumber, new: KeyNumber, public: &PublicKey) -> bool {
        let Some(line) = self.valid_at(old, entry).map(|key| key.line) else { return false };
        self.register(entry, new, public, Some(line)) && self.end(old, End::Rotated(entry))
    }

    /// Ends a valid key; returns its line.
    pub fn revoke(&mut self, entry: EntryIndex, number: KeyNumber) -> Option<Line> {
        let line = self.valid_at(number, entry)?.line;
        self.end(number, End::Revoked(entry)).then_some(line)
    }

    /// Who stands in an entry's place for a key that was named at `since`: itself, the key it was rotated into after that, or
    /// nobody where it was revoked after that. A key that was not known or not valid then stands as it was written.
    pub fn successor_at(&self, named: KeyNumber, since: EntryIndex, entry: EntryIndex) -> Option<KeyNumber> {
        let stood = self.key(named).filter(|key| key.ended().is_some_and(|end| since < end && end < entry));
        let Some(named_key) = stood else { return Some(named) };
        let line = self.lines.get(named_key.line.0 as usize)?;
        let behind =
            line.partition_point(|place| self.keys.get(*place).is_some_and(|key| key.is_known_at(entry)));
        let last = self.keys.get(*line.get(behind.checked_sub(1)?)?)?;
        match last.end {
            End::Revoked(at) if at < entry => None,
            _ => Some(last.number),
        }
    }

    fn key(&self, number: KeyNumber) -> Option<&Key> {
        self.keys.get(*self.places.get(&number)?)
    }

    fn can_register(&self, number: KeyNumber, public: &PublicKey) -> Option<VerifyingKey> {
        let checked = VerifyingKey::from_bytes(&public.0).ok()?;
        (!self.places.contains_key(&number)).then_some(checked)
    }

    fn end(&mut self, number: KeyNumber, end: End) -> bool {
        let key = self.places.get(&number).and_then(|place| self.keys.get_mut(*place));
        key.map(|key| key.end = end).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::public_key;

    const fn at(entry: u64) -> EntryIndex {
        EntryIndex(entry)
    }

    fn rotated_twice_then_revoked() -> Keys {
        let mut keys = Keys::default();
        assert!(keys.register(at(0), KeyNumber(1), &public_key(1), None));
        assert!(keys.rotate(at(10), KeyNumber(1), KeyNumber(2), &public_key(2)));
        assert!(keys.rotate(at(20), KeyNumber(2), KeyNumber(3), &public_key(3)));
        assert!(keys.revoke(at(30), KeyNumber(3)).is_some());
        keys
    }

    #[test]
    fn a_key_is_valid_behind_its_registration_up_to_its_end() {
        let keys = rotated_twice_then_revoked();
        let valid = |number, entry| keys.valid_at(KeyNumber(number), at(entry)).is_some();
        assert!(!valid(1, 0) && valid(1, 1) && valid(1, 10) && !valid(1, 11));
        assert!(!valid(2, 10) && valid(2, 11));
        assert!(valid(3, 30) && !valid(3, 31));
    }

    #[test]
    fn who_was_named_is_followed_through_rotations() {
        let keys = rotated_twice_then_revoked();
        let successor = |since, entry| keys.successor_at(KeyNumber(1), at(since), at(entry));
        assert_eq!(successor(5, 10), Some(KeyNumber(1)));
        assert_eq!(successor(5, 11), Some(KeyNumber(2)));
        assert_eq!(successor(5, 25), Some(KeyNumber(3)));
        assert_eq!(successor(5, 31), None);
        assert_eq!(successor(12, 25), Some(KeyNumber(1)), "named when it was over already");
        assert_eq!(keys.successor_at(KeyNumber(9), at(5), at(31)), Some(KeyNumber(9)), "never known");
    }

    #[test]
    fn numbers_and_keys_are_used_once() {
        let mut keys = rotated_twice_then_revoked();
        assert!(!keys.register(at(40), KeyNumber(3), &public_key(9), None));
        assert!(!keys.is_new(KeyNumber(4), &public_key(3)));
        assert!(!keys.is_new(KeyNumber(4), &PublicKey([0; 32])));
        assert!(keys.is_new(KeyNumber(4), &public_key(4)));
        assert!(!keys.rotate(at(41), KeyNumber(3), KeyNumber(4), &public_key(4)), "the old key is over");
    }
}
