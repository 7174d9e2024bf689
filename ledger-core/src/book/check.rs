//! Computes what can be derived from the runs again and compares it with what the book keeps.

use ledger_format::identifiers::{AccountNumber, SeriesId, SpaceId};
use rustc_hash::FxHashMap;
use thiserror::Error;

use super::Book;
use super::positions::Positions;
use super::runs::RunMap;

/// The book disagrees with itself: delete its snapshots and let it be built from the journal again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BookFault {
    /// Runs that overlap, are out of order, or could be joined.
    #[error("holdings of space {0} are not disjoint runs; delete the folder book and open the ledger again")]
    Runs(SpaceId),
    /// A balance or list of holdings is not what the runs say.
    #[error(
        "the balance of account {0} is not the sum of its holdings; delete the folder book and open the ledger again"
    )]
    Position(AccountNumber),
    /// The accounts of a series do not sum to zero.
    #[error("the accounts of a series do not sum to zero; delete the folder book and open the ledger again")]
    Series,
    /// A name or number that is looked up is not the one declared.
    #[error(
        "a key, name or label is not found under what it was declared as; delete the folder book and open the ledger again"
    )]
    Names,
}

impl Book {
    /// Checks the book against itself, in time and memory of the order of its size.
    ///
    /// # Errors
    /// The first [`BookFault`] found.
    pub fn check(&self) -> Result<(), BookFault> {
        if let Some((space, _)) = self.runs.iter().find(|(_, runs)| !runs.is_canonical()) {
            return Err(BookFault::Runs(*space));
        }
        if let Some(account) = self.positions_of_runs().first_difference(&self.positions) {
            return Err(BookFault::Position(account));
        }
        if !self.series_sum_to_zero() {
            return Err(BookFault::Series);
        }
        if self.names_agree() { Ok(()) } else { Err(BookFault::Names) }
    }

    /// What every account holds, from the runs.
    pub(super) fn positions_of_runs(&self) -> Positions {
        let mut positions = Positions::default();
        for (&space, runs) in &self.runs {
            runs.iter().for_each(|run| positions.add(space, &run));
        }
        positions
    }

    /// Whether what the Source account of each series gave away is what all accounts hold of it.
    pub(super) fn series_sum_to_zero(&self) -> bool {
        let mut held: FxHashMap<Option<SeriesId>, u128> = FxHashMap::default();
        for run in self.runs.values().flat_map(RunMap::iter) {
            *held.entry(run.holding.series).or_default() += u128::from(run.count());
        }
        held == self.issued
    }

    fn names_agree(&self) -> bool {
        self.key_numbers.len() == self.keys.len()
            && self.key_numbers.iter().all(|(public_key, number)| {
                self.keys.get(number).is_some_and(|key| key.public_key.as_bytes() == &public_key.0)
            })
            && self.space_names.len() == self.spaces.len()
            && self
                .space_names
                .iter()
                .all(|(name, number)| self.spaces.get(number).is_some_and(|space| space.name == *name))
            && self.labels.len() == self.series.len()
            && self.labels.iter().all(|((space, label), number)| {
                self.series.get(number).is_some_and(|series| {
                    series.terms.space == *space && series.terms.label.as_str() == label
                })
            })
    }
}
