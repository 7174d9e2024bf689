//! What each account holds, by series: balances, and the first serials of its runs in order of age.
//!
//! Invariants:
//! - Derived from the runs and nothing else: `check` computes it again and compares.
//! - Units of a position are the sum of its runs; a position without units is not kept.
//!
//! Balances are `u128`: a series' serials number fewer than 2^63, but what has no series may lie in many spaces.

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId, SpaceId};
use rustc_hash::FxHashMap;

use super::runs::Run;

/// A run by its age: the entry that made it, then its space and first serial.
pub(crate) type RunAge = (EntryIndex, SpaceId, u64);

/// What an account holds of one series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Position {
    pub(crate) units: u128,
    pub(crate) runs: BTreeSet<RunAge>,
}

/// What one account holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct AccountPositions {
    pub(crate) units: u128,
    pub(crate) by_series: BTreeMap<Option<SeriesId>, Position>,
}

/// What every account holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Positions {
    accounts: FxHashMap<AccountNumber, AccountPositions>,
}

impl Positions {
    pub(crate) fn account(&self, account: AccountNumber) -> Option<&AccountPositions> {
        self.accounts.get(&account)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (AccountNumber, &AccountPositions)> {
        self.accounts.iter().map(|(&account, positions)| (account, positions))
    }

    pub(crate) fn add(&mut self, space: SpaceId, run: &Run) {
        let account = self.accounts.entry(run.holding.account).or_default();
        let position = account.by_series.entry(run.holding.series).or_default();
        let units = u128::from(run.count());
        account.units += units;
        position.units += units;
        position.runs.insert((run.holding.since, space, run.first));
    }

    pub(crate) fn remove(&mut self, space: SpaceId, run: &Run) {
        let Some(account) = self.accounts.get_mut(&run.holding.account) else { return };
        let Some(position) = account.by_series.get_mut(&run.holding.series) else { return };
        if !position.runs.remove(&(run.holding.since, space, run.first)) {
            return;
        }
        let units = u128::from(run.count());
        account.units -= units;
        position.units -= units;
        if position.units == 0 {
            account.by_series.remove(&run.holding.series);
        }
        if account.units == 0 {
            self.accounts.remove(&run.holding.account);
        }
    }
}

impl Positions {
    /// An account whose positions differ, if there is one.
    pub(crate) fn first_difference(&self, other: &Self) -> Option<AccountNumber> {
        let accounts = self.accounts.keys().chain(other.accounts.keys());
        accounts.copied().find(|account| self.accounts.get(account) != other.accounts.get(account))
    }
}
