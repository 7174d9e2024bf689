//! The book: what the entries up to the durable head say, live in memory (decision D1).
//!
//! Invariants:
//! - Derived from the journal and nothing else; it may be thrown away and built again at any time.
//! - It stands at the durable head: an entry reaches it through a [`Draft`] that is merged once its batch is durable,
//!   or by [`Book::replay`] from the journal. Both run the same code; many entries at once go through `Replaying`, which
//!   ends in the same book.
//! - [`Book::check`] computes everything that can be derived from the runs again and compares.
//!
//! It does not know files or signatures; whoever shares it puts a lock around it.

mod account;
mod apply;
mod assembling;
mod check;
mod chunks;
mod custody;
mod draft;
mod holding;
mod holdings;
mod ids;
mod issued_serials;
mod key;
mod nodes;
mod options;
mod positions;
mod reading;
#[cfg(test)]
mod replay_tests;
mod replaying;
mod represented;
mod runs;
mod series;
mod snapshot;
mod state;
mod sweep;
mod swept;
#[cfg(test)]
mod tests;

use ledger_format::identifiers::{
    AccountNumber, EntryId, EntryIndex, KeyNumber, Origin, PartyCode, PublicKey, SeriesId, SpaceId, Timestamp,
};
use rustc_hash::{FxHashMap, FxHashSet};

pub use account::{Account, Standing};
pub(crate) use apply::{WholeRun, series_if_new};
pub use check::BookFault;
pub(crate) use custody::{Moved, SeriesOf, events as custody_events};
pub use draft::Draft;
pub use holding::{CustodyEvent, Holding, Piece};
use holdings::Holdings;
pub(crate) use ids::IdUse;
use ids::UnexpiredIds;
use issued_serials::IssuedSerials;
pub use key::{Key, RoleHolders, RoleOf};
pub use options::{Forbidden, Levies, LevyFirstTransfers, RuleOptions};
pub use replaying::Replaying;
use represented::Represented;
pub(crate) use runs::Run;
pub use series::{Series, Space};
pub(crate) use state::{State, StateMut};
pub(crate) use sweep::{Aged, RunList, newest};

use crate::article6::tables::{Tables, TablesMut};
use crate::holds;
use crate::notices;
use crate::origins;
use crate::rules::Candidate;

/// The live state of a ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    origin: Origin,
    entry_count: u64,
    recorded_at: Timestamp,
    options: RuleOptions,
    keys: FxHashMap<KeyNumber, Key>,
    roles: FxHashMap<RoleOf, RoleHolders>,
    parties: FxHashSet<PartyCode>,
    spaces: FxHashMap<SpaceId, Space>,
    series: FxHashMap<SeriesId, Series>,
    accounts: FxHashMap<AccountNumber, Account>,
    ids: UnexpiredIds,
    reversed: FxHashSet<EntryIndex>,
    holdings: Holdings,
    article6: Tables,
    origins: origins::tables::Tables,
    holds: holds::tables::Tables,
    notices: notices::tables::Tables,
    /// Which serials are issued, while the holdings are gathered in bulk; see [`Replaying`].
    issued_in_bulk: Option<Box<IssuedSerials>>,
    // Derived from the above.
    key_numbers: FxHashMap<PublicKey, KeyNumber>,
    space_names: FxHashMap<String, SpaceId>,
    labels: FxHashMap<(SpaceId, String), SeriesId>,
    represented: Represented,
}

impl Book {
    /// The book of a ledger without entries.
    #[must_use]
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            entry_count: 0,
            recorded_at: Timestamp(0),
            options: RuleOptions::default(),
            keys: FxHashMap::default(),
            roles: FxHashMap::default(),
            parties: FxHashSet::default(),
            spaces: FxHashMap::default(),
            series: FxHashMap::default(),
            accounts: FxHashMap::default(),
            ids: UnexpiredIds::default(),
            reversed: FxHashSet::default(),
            holdings: Holdings::default(),
            article6: Tables::default(),
            origins: Default::default(),
            holds: Default::default(),
            notices: Default::default(),
            issued_in_bulk: None,
            key_numbers: FxHashMap::default(),
            space_names: FxHashMap::default(),
            labels: FxHashMap::default(),
            represented: Represented::default(),
        }
    }

    /// Takes in a draft whose batch is durable.
    pub fn merge(&mut self, draft: Draft) {
        self.entry_count += draft.entry_count();
        self.recorded_at = self.recorded_at.max(draft.recorded_at);
        let mut runs: Vec<(SpaceId, Run)> = Vec::new();
        for (space, of_space) in &draft.runs {
            runs.extend(of_space.iter().map(|run| (*space, run)));
        }
        // In the order of the entries, as they are listed by account.
        runs.sort_unstable_by_key(|(space, run)| (run.holding.since, *space, run.first));
        for (space, run) in runs {
            // What an earlier entry made cannot have the same holding, and what one entry made is joined: nothing to join.
            self.put_run(space, run, false);
        }
        draft.keys.into_values().into_iter().for_each(|(number, key)| self.set_key(number, key));
        draft.roles.into_values().into_iter().for_each(|(of, holders)| self.set_role(of, holders));
        draft.parties.into_values().into_keys().for_each(|party| self.declare(party));
        draft.spaces.into_values().into_iter().for_each(|(number, space)| self.set_space(number, space));
        draft.series.into_values().into_values().for_each(|series| self.set_series(series));
        draft
            .accounts
            .into_values()
            .into_iter()
            .for_each(|(number, account)| self.set_account(number, account));
        draft.options.into_values().into_values().for_each(|options| self.set_options(options));
        draft.ids.into_values().into_iter().for_each(|(id, id_use)| self.set_id_use(id, id_use));
        self.reversed.extend(draft.reversed.into_values().into_keys());
        draft.article6.settle_in(&mut self.article6);
        draft.origins.settle_in(&mut self.origins);
        draft.holds.settle_in(&mut self.holds);
        draft.notices.settle_in(&mut self.notices);
        self.holds.expire(self.recorded_at);
        self.ids.expire(self.recorded_at);
    }

    /// Takes in an entry that was admitted when it was written: no rule is asked, no signature checked.
    pub fn replay(&mut self, candidate: &Candidate<'_>) {
        self.enter(candidate.recorded_at);
        apply::apply(self, candidate, None);
    }

    /// Counts an entry that is about to be replayed.
    fn enter(&mut self, recorded_at: Timestamp) {
        if recorded_at > self.recorded_at {
            self.recorded_at = recorded_at;
            self.ids.expire(recorded_at);
            self.holds.expire(recorded_at);
        }
        self.entry_count += 1;
    }
}

impl StateMut for Book {
    fn set_options(&mut self, options: RuleOptions) {
        self.options = options;
    }

    fn set_key(&mut self, number: KeyNumber, key: Key) {
        self.key_numbers.insert(PublicKey(*key.public_key.as_bytes()), number);
        self.keys.insert(number, key);
    }

    fn set_role(&mut self, of: RoleOf, holders: RoleHolders) {
        self.roles.insert(of, holders);
    }

    fn declare(&mut self, party: PartyCode) {
        self.parties.insert(party);
    }

    fn set_space(&mut self, number: SpaceId, space: Space) {
        self.space_names.insert(space.name.clone(), number);
        self.spaces.insert(number, space);
    }

    fn set_series(&mut self, series: Series) {
        let terms = &series.terms;
        self.labels.insert((terms.space, terms.label.as_str().to_owned()), terms.series);
        self.series.insert(terms.series, series);
    }

    fn set_account(&mut self, number: AccountNumber, account: Account) {
        self.represented.change(number, self.accounts.get(&number), &account);
        self.accounts.insert(number, account);
    }

    fn set_id_use(&mut self, id: EntryId, id_use: IdUse) {
        self.ids.insert(id, id_use);
    }

    fn set_reversed(&mut self, movement: EntryIndex) {
        self.reversed.insert(movement);
    }

    fn put_run(&mut self, space: SpaceId, run: Run, join: bool) {
        self.holdings.put(space, run, join);
    }

    fn moved(&mut self, _: CustodyEvent) {}

    fn wants_custody(&self) -> bool {
        false
    }

    fn article6_mut(&mut self) -> TablesMut<'_> {
        TablesMut::of_book(&mut self.article6)
    }

    fn origins_mut(&mut self) -> origins::tables::TablesMut<'_> {
        origins::tables::TablesMut::of_book(&mut self.origins)
    }

    fn holds_mut(&mut self) -> holds::tables::TablesMut<'_> {
        holds::tables::TablesMut::of_book(&mut self.holds)
    }

    fn notices_mut(&mut self) -> notices::tables::TablesMut<'_> {
        notices::tables::TablesMut::of_book(&mut self.notices)
    }
}
