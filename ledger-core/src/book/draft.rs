//! What a batch that is not durable yet changes, in front of the book that it will change.
//!
//! Invariants:
//! - One draft is one sealed batch: all its entries have one time of recording.
//! - The book behind it does not change while the draft grows; readers of the book see the durable head only (D12).
//! - [`Draft::rollback`] restores exactly the state at the last [`Draft::savepoint`]: a caller's batch is atomic (D9).
//! - Runs in a draft are made by its own entries; what they leave of the book's runs is not copied.

use std::ops::Deref;

use std::hash::RandomState;

use ledger_format::block::SerialBlock;
use ledger_format::codes::{Action, Kind, Role};
use ledger_format::identifiers::{
    AccountNumber, Digest, EntryId, EntryIndex, KeyNumber, Origin, PartyCode, PublicKey, SeriesId, SpaceId,
    Timestamp,
};
use ledger_format::signature::VerifyingKey;
use rustc_hash::FxHashMap;

use super::Book;
use super::account::Account;
use super::apply;
use super::holding::{CustodyEvent, Piece};
use super::ids::IdUse;
use super::key::{Key, RoleHolders, RoleOf};
use super::options::RuleOptions;
use super::represented::{Gained, gained};
use super::runs::{Run, RunChange, RunMap};
use super::series::{Series, Space};
use super::state::{State, StateMut};
use crate::article6::tables::{Tables, TablesMut, View};
use crate::history::DurableBatch;
use crate::holds;
use crate::layered::{Front, Layer};
use crate::notices;
use crate::origins;
use crate::rules::{self, Admitted, Candidate, Refusal};

macro_rules! draft {
    ($($layer:ident: $type:ty,)*) => {
        /// Entries admitted and not durable yet.
        #[derive(Debug, Default)]
        pub struct Draft {
            $(pub(super) $layer: $type,)*
            pub(super) runs: FxHashMap<SpaceId, RunMap>,
            run_undo: Vec<(SpaceId, RunChange)>,
            custody: Vec<CustodyEvent>,
            ids_in_order: Vec<EntryId>,
            pub(super) recorded_at: Timestamp,
            at_savepoint: AtSavepoint,
        }

        impl Draft {
            /// From here on changes can be taken back, up to the next savepoint.
            pub fn savepoint(&mut self) {
                $(self.$layer.savepoint();)*
                self.run_undo.clear();
                self.at_savepoint = AtSavepoint {
                    events: self.custody.len(),
                    entries: self.ids_in_order.len(),
                    recorded_at: self.recorded_at,
                };
            }

            /// Takes back everything since the last savepoint, or since the beginning.
            pub fn rollback(&mut self) {
                $(self.$layer.rollback();)*
                while let Some((space, change)) = self.run_undo.pop() {
                    self.runs.entry(space).or_default().undo(change);
                }
                self.custody.truncate(self.at_savepoint.events);
                self.ids_in_order.truncate(self.at_savepoint.entries);
                self.recorded_at = self.at_savepoint.recorded_at;
            }
        }
    };
}

draft! {
    options: Layer<(), RuleOptions>,
    keys: Layer<KeyNumber, Key>,
    key_numbers: Layer<PublicKey, KeyNumber>,
    roles: Layer<RoleOf, RoleHolders>,
    parties: Layer<PartyCode, ()>,
    spaces: Layer<SpaceId, Space>,
    space_names: Layer<String, SpaceId>,
    series: Layer<SeriesId, Series>,
    labels: Layer<(SpaceId, String), SeriesId>,
    accounts: Layer<AccountNumber, Account>,
    gained: Gained,
    // Units that each account gained or lost.
    units: Layer<AccountNumber, i128>,
    ids: Layer<EntryId, IdUse, RandomState>,
    reversed: Layer<EntryIndex, ()>,
    article6: Front<Tables>,
    origins: Front<origins::tables::Tables>,
    holds: Front<holds::tables::Tables>,
    notices: Front<notices::tables::Tables>,
}

#[derive(Debug, Default)]
struct AtSavepoint {
    events: usize,
    entries: usize,
    recorded_at: Timestamp,
}

impl Draft {
    /// Asks every rule of a candidate, in order.
    ///
    /// # Errors
    /// The lowest rule that says no.
    pub fn admit<'a>(&self, book: &Book, candidate: &Candidate<'a>) -> Result<Admitted<'a>, Refusal> {
        rules::admit(&Drafted { book, draft: self }, candidate)
    }

    /// Takes an admitted entry in. It was admitted by this draft, and nothing was applied since.
    pub fn apply(&mut self, book: &Book, admitted: Admitted<'_>) {
        let candidate = admitted.candidate();
        self.recorded_at = candidate.recorded_at;
        self.ids_in_order.push(candidate.entry.id());
        apply::apply(&mut Drafted { book, draft: self }, candidate, admitted.whole_run());
    }

    /// Whether the rulebook in force knows a kind of entry.
    #[must_use]
    pub fn knows(&self, book: &Book, kind: Kind) -> bool {
        Drafted { book, draft: self }.options().knows(kind)
    }

    /// Whether a hold that an entry placed is known without looking into the journal: nobody accepted or released it.
    pub(crate) fn knows_hold(&self, book: &Book, hold: EntryIndex) -> bool {
        Drafted { book, draft: self }.holds().hold(hold).is_some()
    }

    /// How many entries it holds.
    #[must_use]
    pub fn entry_count(&self) -> u64 {
        self.ids_in_order.len() as u64
    }

    /// The key ever registered under a number; whether it is valid is R-110's business.
    #[must_use]
    pub fn public_key<'a>(&'a self, book: &'a Book, key: KeyNumber) -> Option<&'a VerifyingKey> {
        self.keys.get(&key).map(|key| &key.public_key).or_else(|| book.public_key(key))
    }

    /// Whether a valid key holds a role of the ledger.
    #[must_use]
    pub fn holds_role(&self, book: &Book, role: Role, key: KeyNumber) -> bool {
        Drafted { book, draft: self }.holders(role, None).binary_search(&key).is_ok()
    }

    /// The entry that bears an id, where the id is still taken at that time.
    #[must_use]
    pub fn entry_with_id(&self, book: &Book, id: &EntryId, recorded_at: Timestamp) -> Option<EntryIndex> {
        let id_use = Drafted { book, draft: self }.id_use(id)?;
        (id_use.not_after >= recorded_at).then_some(id_use.entry)
    }

    /// What history is to be fed with once the batch is durable; `chain` is the chain after its last entry.
    #[must_use]
    pub fn durable_batch(&mut self, book: &Book, chain: Digest) -> DurableBatch {
        DurableBatch {
            first_entry: EntryIndex(book.entry_count()),
            recorded_at: self.recorded_at,
            chain,
            ids: self.ids_in_order.clone(),
            custody: std::mem::take(&mut self.custody),
        }
    }
}

/// The book as it will be once the draft is merged; `D` is the draft, to read or to change.
pub(super) struct Drafted<'b, D> {
    pub(super) book: &'b Book,
    pub(super) draft: D,
}

impl<D: Deref<Target = Draft>> State for Drafted<'_, D> {
    fn origin(&self) -> &Origin {
        self.book.origin()
    }

    fn options(&self) -> RuleOptions {
        self.draft.options.get(&()).copied().unwrap_or_else(|| State::options(self.book))
    }

    fn key(&self, key: KeyNumber) -> Option<&Key> {
        self.draft.keys.get(&key).or_else(|| State::key(self.book, key))
    }

    fn key_number(&self, public_key: &PublicKey) -> Option<KeyNumber> {
        self.draft.key_numbers.get(public_key).copied().or_else(|| self.book.key_number(public_key))
    }

    fn role(&self, of: RoleOf) -> Option<&RoleHolders> {
        self.draft.roles.get(&of).or_else(|| State::role(self.book, of))
    }

    fn roles_held_by(&self, key: KeyNumber) -> Vec<RoleOf> {
        let mut roles = self.book.roles_held_by(key);
        roles.retain(|of| self.draft.roles.get(of).is_none());
        let drafted = self.draft.roles.iter().filter(|(_, holders)| holders.keys.binary_search(&key).is_ok());
        roles.extend(drafted.map(|(of, _)| *of));
        roles
    }

    fn is_declared(&self, party: PartyCode) -> bool {
        self.draft.parties.get(&party).is_some() || self.book.is_declared(party)
    }

    fn space(&self, space: SpaceId) -> Option<&Space> {
        self.draft.spaces.get(&space).or_else(|| State::space(self.book, space))
    }

    fn space_named(&self, name: &str) -> Option<SpaceId> {
        self.draft.space_names.get(name).copied().or_else(|| self.book.space_named(name))
    }

    fn series(&self, series: SeriesId) -> Option<&Series> {
        self.draft.series.get(&series).or_else(|| State::series(self.book, series))
    }

    fn series_labelled(&self, space: SpaceId, label: &str) -> Option<SeriesId> {
        self.draft
            .labels
            .get(&(space, label.to_owned()))
            .copied()
            .or_else(|| self.book.series_labelled(space, label))
    }

    fn account(&self, account: AccountNumber) -> Option<&Account> {
        self.draft.accounts.get(&account).or_else(|| State::account(self.book, account))
    }

    fn accounts_represented_by(&self, key: KeyNumber) -> Vec<AccountNumber> {
        let mut accounts = self.book.accounts_represented_by(key);
        accounts.extend_from_slice(self.draft.gained.accounts_of(key));
        accounts.sort_unstable();
        accounts.dedup();
        let represents = |account: &Account| account.representatives.binary_search(&key).is_ok();
        accounts.retain(|number| State::account(self, *number).is_some_and(represents));
        accounts
    }

    fn units_held(&self, account: AccountNumber) -> u128 {
        let gained = self.draft.units.get(&account).copied().unwrap_or_default();
        self.book.units_held(account).saturating_add_signed(gained)
    }

    fn id_use(&self, id: &EntryId) -> Option<IdUse> {
        self.draft.ids.get(id).copied().or_else(|| self.book.id_use(id))
    }

    fn is_reversed(&self, movement: EntryIndex) -> bool {
        self.draft.reversed.get(&movement).is_some() || self.book.is_reversed(movement)
    }

    fn pieces(&self, block: SerialBlock, mut each: impl FnMut(Piece)) {
        let Some(drafted) = self.draft.runs.get(&block.space) else {
            return self.book.pieces(block, each);
        };
        drafted.pieces(block.first, block.last, |piece| match piece.holding {
            Some(_) => each(piece),
            None => self.book.pieces(SerialBlock::new(block.space, piece.first, piece.last), &mut each),
        });
    }

    fn article6(&self) -> View<'_> {
        self.draft.article6.over(&self.book.article6)
    }

    fn origins(&self) -> origins::tables::View<'_> {
        self.draft.origins.over(&self.book.origins)
    }

    fn holds(&self) -> holds::tables::View<'_> {
        self.draft.holds.over(&self.book.holds)
    }

    fn notices(&self) -> notices::tables::View<'_> {
        self.draft.notices.over(&self.book.notices)
    }
}

impl StateMut for Drafted<'_, &mut Draft> {
    fn set_options(&mut self, options: RuleOptions) {
        self.draft.options.set((), options);
    }

    fn set_key(&mut self, number: KeyNumber, key: Key) {
        self.draft.key_numbers.set(PublicKey(*key.public_key.as_bytes()), number);
        self.draft.keys.set(number, key);
    }

    fn set_role(&mut self, of: RoleOf, holders: RoleHolders) {
        self.draft.roles.set(of, holders);
    }

    fn declare(&mut self, party: PartyCode) {
        self.draft.parties.set(party, ());
    }

    fn set_space(&mut self, number: SpaceId, space: Space) {
        self.draft.space_names.set(space.name.clone(), number);
        self.draft.spaces.set(number, space);
    }

    fn set_series(&mut self, series: Series) {
        let terms = &series.terms;
        self.draft.labels.set((terms.space, terms.label.as_str().to_owned()), terms.series);
        self.draft.series.set(terms.series, series);
    }

    fn set_account(&mut self, number: AccountNumber, account: Account) {
        let before = self.draft.accounts.get(&number).or_else(|| State::account(self.book, number));
        gained(before, &account).for_each(|key| self.draft.gained.push(key, number));
        self.draft.accounts.set(number, account);
    }

    fn set_id_use(&mut self, id: EntryId, id_use: IdUse) {
        self.draft.ids.set(id, id_use);
    }

    fn set_reversed(&mut self, movement: EntryIndex) {
        self.draft.reversed.set(movement, ());
    }

    fn put_run(&mut self, space: SpaceId, run: Run, join: bool) {
        let undo = &mut self.draft.run_undo;
        self.draft.runs.entry(space).or_default().put(run, join, |change| undo.push((space, change)));
    }

    fn moved(&mut self, event: CustodyEvent) {
        let units = i128::from(event.block.count());
        let draft = &mut *self.draft;
        let mut gain = |account, units: i128| {
            let before = draft.units.get(&account).copied().unwrap_or_default();
            draft.units.set(account, before.saturating_add(units));
        };
        // Nobody held what is issued.
        if event.action != Some(Action::ISSUE) {
            gain(event.transferring, -units);
        }
        gain(event.acquiring, units);
        self.draft.custody.push(event);
    }

    fn wants_custody(&self) -> bool {
        true
    }

    fn article6_mut(&mut self) -> TablesMut<'_> {
        self.draft.article6.change(&self.book.article6)
    }

    fn origins_mut(&mut self) -> origins::tables::TablesMut<'_> {
        self.draft.origins.change(&self.book.origins)
    }

    fn holds_mut(&mut self) -> holds::tables::TablesMut<'_> {
        self.draft.holds.change(&self.book.holds)
    }

    fn notices_mut(&mut self) -> notices::tables::TablesMut<'_> {
        self.draft.notices.change(&self.book.notices)
    }
}
