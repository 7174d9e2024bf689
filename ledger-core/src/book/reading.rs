//! What can be read from the book, by users and by the rules.

use ledger_format::block::SerialBlock;
use ledger_format::codes::Role;
use ledger_format::identifiers::{
    AccountNumber, EntryId, EntryIndex, KeyNumber, Origin, PartyCode, PublicKey, SeriesId, SpaceId, Timestamp,
};
use ledger_format::signature::VerifyingKey;

use super::Book;
use super::account::Account;
use super::custody::{SeriesOf, series_by_holdings};
use super::holding::Piece;
use super::holdings::Holdings;
use super::ids::IdUse;
use super::key::{Key, RoleHolders, RoleOf};
use super::options::RuleOptions;
use super::series::{Series, Space};
use super::state::State;
use crate::article6::tables::View;
use crate::holds;
use crate::notices;
use crate::origins;

impl Book {
    /// Whose ledger it is.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// How many entries it has taken in: the index of the next one.
    #[must_use]
    pub fn entry_count(&self) -> u64 {
        self.entry_count
    }

    /// The time of the last batch.
    #[must_use]
    pub fn recorded_at(&self) -> Timestamp {
        self.recorded_at
    }

    /// The rulebook's options as they are now.
    #[must_use]
    pub fn options(&self) -> RuleOptions {
        self.options
    }

    /// The key ever registered under a number, ready to verify with; whether it is valid is R-110's business.
    #[must_use]
    pub fn public_key(&self, key: KeyNumber) -> Option<&VerifyingKey> {
        self.keys.get(&key).map(|key| &key.public_key)
    }

    /// The key ever registered under a number.
    #[must_use]
    pub fn key(&self, key: KeyNumber) -> Option<&Key> {
        self.keys.get(&key)
    }

    /// The number under which a public key was ever registered.
    #[must_use]
    pub fn key_number(&self, public_key: &PublicKey) -> Option<KeyNumber> {
        self.key_numbers.get(public_key).copied()
    }

    /// Whether a Party is declared.
    #[must_use]
    pub fn is_declared(&self, party: PartyCode) -> bool {
        self.parties.contains(&party)
    }

    /// Whether a valid key holds a role of the ledger.
    #[must_use]
    pub fn holds_role(&self, role: Role, key: KeyNumber) -> bool {
        self.holders(role, None).binary_search(&key).is_ok()
    }

    /// The keys that hold a role, and its threshold; none if it was never given to anybody.
    #[must_use]
    pub fn role(&self, role: Role, party: Option<PartyCode>) -> Option<&RoleHolders> {
        self.roles.get(&(role, party))
    }

    /// The entry that bears an id, where the id is still taken at that time.
    #[must_use]
    pub fn entry_with_id(&self, id: &EntryId, recorded_at: Timestamp) -> Option<EntryIndex> {
        self.ids.get(id).filter(|id_use| id_use.not_after >= recorded_at).map(|id_use| id_use.entry)
    }

    /// A number space.
    #[must_use]
    pub fn space(&self, space: SpaceId) -> Option<&Space> {
        self.spaces.get(&space)
    }

    /// The number space of a name.
    #[must_use]
    pub fn space_named(&self, name: &str) -> Option<SpaceId> {
        self.space_names.get(name).copied()
    }

    /// A series.
    #[must_use]
    pub fn series(&self, series: SeriesId) -> Option<&Series> {
        self.series.get(&series)
    }

    /// The series of a label in a space.
    #[must_use]
    pub fn series_labelled(&self, space: SpaceId, label: &str) -> Option<SeriesId> {
        self.labels.get(&(space, label.to_owned())).copied()
    }

    /// An account.
    #[must_use]
    pub fn account(&self, account: AccountNumber) -> Option<&Account> {
        self.accounts.get(&account)
    }

    /// Every account, in no order.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = (AccountNumber, &Account)> {
        self.accounts.iter().map(|(&number, account)| (number, account))
    }

    /// Every series, in no order.
    pub fn all_series(&self) -> impl ExactSizeIterator<Item = (SeriesId, &Series)> {
        self.series.iter().map(|(&number, series)| (number, series))
    }

    /// Every number space, in no order.
    pub fn spaces(&self) -> impl ExactSizeIterator<Item = (SpaceId, &Space)> {
        self.spaces.iter().map(|(&number, space)| (number, space))
    }

    /// Every key ever registered, in no order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = (KeyNumber, &Key)> {
        self.keys.iter().map(|(&number, key)| (number, key))
    }

    /// Every Party, in no order.
    pub fn parties(&self) -> impl ExactSizeIterator<Item = PartyCode> + '_ {
        self.parties.iter().copied()
    }

    /// Units ever issued of a series.
    #[must_use]
    pub fn issued(&self, series: SeriesId) -> u128 {
        self.holdings.issued().get(&Some(series)).copied().unwrap_or_default()
    }

    /// Units issued by movements that debited several Source accounts, which have no series.
    pub(crate) fn issued_without_series(&self) -> u128 {
        self.holdings.issued().get(&None).copied().unwrap_or_default()
    }

    /// How many ids are taken: what memory grows with beside the holdings.
    #[must_use]
    pub fn id_count(&self) -> usize {
        self.ids.len()
    }

    /// How many runs of serials with one holding there are: what memory and snapshots grow with.
    #[must_use]
    pub fn holding_count(&self) -> usize {
        self.holdings.spaces().map(|space| self.holdings.run_count(space)).sum()
    }

    /// The block cut into pieces of one holding, or none, each; ascending. None of a block that is not well formed.
    #[must_use]
    pub fn holdings_of_block(&self, block: SerialBlock) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if block.is_well_formed() {
            self.pieces(block, |piece| pieces.push(piece));
        }
        pieces
    }

    /// Whether a movement was reversed.
    #[must_use]
    pub fn is_reversed(&self, movement: EntryIndex) -> bool {
        self.reversed.contains(&movement)
    }

    pub(crate) fn holdings(&self) -> &Holdings {
        &self.holdings
    }
}

impl State for Book {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn options(&self) -> RuleOptions {
        self.options
    }

    fn key(&self, key: KeyNumber) -> Option<&Key> {
        self.keys.get(&key)
    }

    fn key_number(&self, public_key: &PublicKey) -> Option<KeyNumber> {
        self.key_numbers.get(public_key).copied()
    }

    fn role(&self, of: RoleOf) -> Option<&RoleHolders> {
        self.roles.get(&of)
    }

    fn roles_held_by(&self, key: KeyNumber) -> Vec<RoleOf> {
        let held = self.roles.iter().filter(|(_, holders)| holders.keys.binary_search(&key).is_ok());
        held.map(|(of, _)| *of).collect()
    }

    fn is_declared(&self, party: PartyCode) -> bool {
        self.parties.contains(&party)
    }

    fn space(&self, space: SpaceId) -> Option<&Space> {
        self.spaces.get(&space)
    }

    fn space_named(&self, name: &str) -> Option<SpaceId> {
        self.space_names.get(name).copied()
    }

    fn series(&self, series: SeriesId) -> Option<&Series> {
        self.series.get(&series)
    }

    fn series_labelled(&self, space: SpaceId, label: &str) -> Option<SeriesId> {
        self.labels.get(&(space, label.to_owned())).copied()
    }

    fn account(&self, account: AccountNumber) -> Option<&Account> {
        self.accounts.get(&account)
    }

    fn accounts_represented_by(&self, key: KeyNumber) -> Vec<AccountNumber> {
        self.represented.accounts_of(key).collect()
    }

    fn units_held(&self, account: AccountNumber) -> u128 {
        self.holdings.positions().units_held(account)
    }

    fn id_use(&self, id: &EntryId) -> Option<IdUse> {
        self.ids.get(id)
    }

    fn is_reversed(&self, movement: EntryIndex) -> bool {
        self.reversed.contains(&movement)
    }

    fn pieces(&self, block: SerialBlock, each: impl FnMut(Piece)) {
        self.holdings.pieces(block, each);
    }

    fn series_parts(&self, block: SerialBlock, each: impl FnMut(u64, u64, Option<SeriesId>)) {
        match &self.issued_in_bulk {
            Some(issued) => issued.series_of(block, each),
            None => series_by_holdings(self, block, each),
        }
    }

    fn article6(&self) -> View<'_> {
        View::of_book(&self.article6)
    }

    fn origins(&self) -> origins::tables::View<'_> {
        origins::tables::View::of_book(&self.origins)
    }

    fn holds(&self) -> holds::tables::View<'_> {
        holds::tables::View::of_book(&self.holds)
    }

    fn notices(&self) -> notices::tables::View<'_> {
        notices::tables::View::of_book(&self.notices)
    }
}
