//! Which accounts a key represents, so that the end of a key costs what it changes and not all accounts.
//!
//! Invariants:
//! - [`Represented`] is what the accounts say, no more and no less: [`super::Book::check`] computes it again.
//! - [`Gained`] only says where to look: an account that a draft gave to a key may have been given on since.

use std::collections::BTreeSet;

use ledger_format::identifiers::{AccountNumber, KeyNumber};
use rustc_hash::FxHashMap;

use super::account::Account;

/// The keys that represent an account after a change and did not before.
pub(super) fn gained<'a>(
    before: Option<&'a Account>,
    after: &'a Account,
) -> impl Iterator<Item = KeyNumber> + 'a {
    let before = before.map_or(&[][..], |account| &account.representatives);
    after.representatives.iter().filter(move |key| before.binary_search(key).is_err()).copied()
}

/// The accounts of each key, of a whole book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Represented {
    // None is empty.
    accounts: FxHashMap<KeyNumber, BTreeSet<AccountNumber>>,
}

impl Represented {
    /// What the accounts say.
    pub(super) fn of<'a>(accounts: impl IntoIterator<Item = (&'a AccountNumber, &'a Account)>) -> Self {
        let mut represented = Self::default();
        accounts.into_iter().for_each(|(number, account)| represented.change(*number, None, account));
        represented
    }

    /// Takes in what became of an account.
    pub(super) fn change(&mut self, number: AccountNumber, before: Option<&Account>, after: &Account) {
        for key in gained(before, after) {
            self.accounts.entry(key).or_default().insert(number);
        }
        for key in before.into_iter().flat_map(|before| gained(Some(after), before)) {
            if let Some(accounts) = self.accounts.get_mut(&key) {
                accounts.remove(&number);
                if accounts.is_empty() {
                    self.accounts.remove(&key);
                }
            }
        }
    }

    /// The accounts of a key, ascending.
    pub(super) fn accounts_of(&self, key: KeyNumber) -> impl Iterator<Item = AccountNumber> + '_ {
        self.accounts.get(&key).into_iter().flatten().copied()
    }
}

/// The accounts that keys gained in a draft.
#[derive(Debug, Default)]
pub(super) struct Gained {
    accounts: FxHashMap<KeyNumber, Vec<AccountNumber>>,
    /// The keys that gained something since the savepoint.
    undo: Vec<KeyNumber>,
}

impl Gained {
    pub(super) fn push(&mut self, key: KeyNumber, number: AccountNumber) {
        self.accounts.entry(key).or_default().push(number);
        self.undo.push(key);
    }

    /// The accounts that a key gained, in no order, perhaps more than once each.
    pub(super) fn accounts_of(&self, key: KeyNumber) -> &[AccountNumber] {
        self.accounts.get(&key).map_or(&[], Vec::as_slice)
    }

    /// From here on changes can be taken back.
    pub(super) fn savepoint(&mut self) {
        self.undo.clear();
    }

    /// Takes back what changed since the savepoint.
    pub(super) fn rollback(&mut self) {
        while let Some(key) = self.undo.pop() {
            if let Some(accounts) = self.accounts.get_mut(&key) {
                accounts.pop();
            }
        }
    }
}
