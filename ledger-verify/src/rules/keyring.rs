//! What is known of keys when the signatures of a window are checked: who may have signed what.
//!
//! Invariants:
//! - An entry's keys are those of the state before it, a genesis entry's those that it brings.
//! - Where entry 0 is no genesis entry that can be read, no key is known.

use ledger_format::identifiers::{EntryIndex, KeyNumber};
use ledger_format::signature::VerifyingKey;

use super::number_map::NumberMap;
use super::portion::unknown;
use super::state::{OPERATOR, State};
use crate::reading::Reading;
use crate::window::Entry;

/// Keys of genesis entries that are out of place, by entry.
pub(super) type Strays = NumberMap<EntryIndex, Vec<Option<VerifyingKey>>>;

/// The keys as the control entries up to the end of a window say.
#[derive(Debug, Clone, Copy)]
pub struct Keyring<'r> {
    state: &'r State,
    /// Those of entry 0.
    own: Option<&'r [Option<VerifyingKey>]>,
    strays: &'r Strays,
}

impl<'r> Keyring<'r> {
    pub(super) fn new(state: &'r State, own: Option<&'r [Option<VerifyingKey>]>, strays: &'r Strays) -> Self {
        Self { state, own, strays }
    }

    /// Whether any key can be known.
    #[must_use]
    pub fn has_beginning(&self) -> bool {
        self.own.is_some()
    }

    /// The key of a number, if it is known and valid for an entry; a genesis entry brings its own.
    #[must_use]
    pub fn key_at(&self, key: KeyNumber, entry: EntryIndex) -> Option<&'r VerifyingKey> {
        let own = match self.own {
            Some(own) if entry.0 == 0 => Some(own),
            _ => self.strays.get(&entry).map(Vec::as_slice),
        };
        match own {
            Some(own) => own.get(key.0 as usize)?.as_ref(),
            None => self.state.keys.valid_at(key, entry).map(|key| &key.public),
        }
    }

    /// A key that is valid and an operator's in the state before an entry (J-111).
    #[must_use]
    pub fn operator_before(&self, key: KeyNumber, entry: EntryIndex) -> Option<&'r VerifyingKey> {
        let key = self.state.keys.valid_at(key, entry)?;
        self.state.roles.holds_at(OPERATOR, key.line, entry).then_some(&key.public)
    }

    /// Whether an entry is malformed, so that nothing is asked of its signatures; a kind that the rulebook in force does
    /// not know is not.
    #[must_use]
    pub fn is_malformed(&self, index: EntryIndex, entry: &Entry<'_>) -> bool {
        matches!(entry.reading, Reading::Malformed(_))
            && unknown(entry, self.state.article6.terms.at(index)).is_none()
    }
}
