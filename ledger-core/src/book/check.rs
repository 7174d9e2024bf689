//! Computes what can be derived from the runs again and compares it with what the book keeps.

use ledger_format::identifiers::{AccountNumber, SeriesId, SpaceId};
use rustc_hash::FxHashMap;
use thiserror::Error;

use super::Book;
use super::represented::Represented;

type Units = FxHashMap<Option<SeriesId>, u128>;

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
    /// What is derived from what is known of Article 6 units is not what they say.
    #[error(
        "sums or numbers of Article 6 units are not those of their serials; delete the folder book and open the ledger again"
    )]
    Article6,
    /// What is derived from what is known of where units come from is not what it says.
    #[error(
        "what is drawn, taken or settled is not what the serials say; delete the folder book and open the ledger again"
    )]
    Origins,
    /// What is bound is not what the holds and restrictions name.
    #[error(
        "what is held back or restricted is not what the holds and restrictions say; delete the folder book and open the ledger again"
    )]
    Holds,
    /// What is noticed, levied or counted of Counterpart accounts is not what notices and accounts say.
    #[error(
        "what is noticed or levied is not what the notices and accounts say; delete the folder book and open the ledger again"
    )]
    Notices,
}

impl Book {
    /// Checks the book against itself, in time and memory of the order of its size.
    ///
    /// # Errors
    /// The first [`BookFault`] found.
    pub fn check(&self) -> Result<(), BookFault> {
        if let Some(space) = self.holdings.first_space_not_canonical() {
            return Err(BookFault::Runs(space));
        }
        if let Some((account, _)) = self.holdings.first_list_broken() {
            return Err(BookFault::Position(account));
        }
        let (mut held, mut by_position) = (Units::default(), FxHashMap::default());
        for run in self.holdings.spaces().flat_map(|space| self.holdings.runs(space)) {
            let units = u128::from(run.count());
            *held.entry(run.holding.series).or_default() += units;
            *by_position.entry((run.holding.account, run.holding.series)).or_default() += units;
        }
        let kept: FxHashMap<_, u128> =
            self.holdings.positions().iter().map(|(of, position)| (of, position.units)).collect();
        let all = by_position.keys().chain(kept.keys());
        if let Some((account, _)) = all.into_iter().find(|of| by_position.get(of) != kept.get(of)) {
            return Err(BookFault::Position(*account));
        }
        // What its Source account gave away, and what all accounts hold: equal, so that together they have nothing.
        if held != *self.holdings.issued() {
            return Err(BookFault::Series);
        }
        if !self.names_agree() {
            return Err(BookFault::Names);
        }
        if !self.article6.agree(self) {
            return Err(BookFault::Article6);
        }
        if !self.origins.agree() {
            return Err(BookFault::Origins);
        }
        if !self.holds.agree(self.recorded_at) {
            return Err(BookFault::Holds);
        }
        let series = self.series.values().map(|series| &series.terms);
        let spaces = self.spaces.keys().copied();
        let notices = self.notices.agree(self, self.accounts.values(), series, spaces);
        if notices { Ok(()) } else { Err(BookFault::Notices) }
    }

    fn names_agree(&self) -> bool {
        self.represented == Represented::of(&self.accounts)
            && self.key_numbers.len() == self.keys.len()
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
