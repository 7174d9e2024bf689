//! What the rules ask and what an entry changes, whether it stands in the book or in a draft in front of it.
//!
//! Invariant: admission and effects are written once, against these two traits; committing (draft, then merge) and
//! recovery (straight onto the book) run the same code.

use ledger_format::block::SerialBlock;
use ledger_format::codes::Role;
use ledger_format::identifiers::{
    AccountNumber, EntryId, EntryIndex, KeyNumber, Origin, PartyCode, PublicKey, SeriesId, SpaceId,
};

use super::account::Account;
use super::custody;
use super::holding::{CustodyEvent, Piece};
use super::ids::IdUse;
use super::key::{Key, RoleHolders, RoleOf};
use super::options::RuleOptions;
use super::runs::Run;
use super::series::{Series, Space};
use crate::article6::tables::{TablesMut, View};
use crate::holds;
use crate::notices;
use crate::origins;

/// The state that entries are judged against (`spec/rules.md` section 1).
pub(crate) trait State {
    fn origin(&self) -> &Origin;
    fn options(&self) -> RuleOptions;
    fn key(&self, key: KeyNumber) -> Option<&Key>;
    /// The number under which these bytes were ever registered.
    fn key_number(&self, public_key: &PublicKey) -> Option<KeyNumber>;
    fn role(&self, of: RoleOf) -> Option<&RoleHolders>;
    /// The roles that a key holds.
    fn roles_held_by(&self, key: KeyNumber) -> Vec<RoleOf>;
    fn is_declared(&self, party: PartyCode) -> bool;
    fn space(&self, space: SpaceId) -> Option<&Space>;
    fn space_named(&self, name: &str) -> Option<SpaceId>;
    fn series(&self, series: SeriesId) -> Option<&Series>;
    fn series_labelled(&self, space: SpaceId, label: &str) -> Option<SeriesId>;
    fn account(&self, account: AccountNumber) -> Option<&Account>;
    /// The accounts that a key represents.
    fn accounts_represented_by(&self, key: KeyNumber) -> Vec<AccountNumber>;
    /// How many units an account holds.
    fn units_held(&self, account: AccountNumber) -> u128;
    fn id_use(&self, id: &EntryId) -> Option<IdUse>;
    fn is_reversed(&self, movement: EntryIndex) -> bool;
    /// The block cut into pieces of one holding, or none, each; ascending. The block is well formed.
    fn pieces(&self, block: SerialBlock, each: impl FnMut(Piece));
    /// What is known of Article 6.
    fn article6(&self) -> View<'_>;
    /// What is known of where units come from.
    fn origins(&self) -> origins::tables::View<'_>;
    /// What is known of what holds units back.
    fn holds(&self) -> holds::tables::View<'_>;
    /// What is known of what is told from elsewhere.
    fn notices(&self) -> notices::tables::View<'_>;

    /// The block cut where its series changes, ascending; what is not issued has none.
    fn series_parts(&self, block: SerialBlock, each: impl FnMut(u64, u64, Option<SeriesId>))
    where
        Self: Sized,
    {
        custody::series_by_holdings(self, block, each);
    }

    /// Whether a key is known, and not revoked or rotated away.
    fn is_valid_key(&self, key: KeyNumber) -> bool {
        self.key(key).is_some_and(|key| key.valid)
    }

    /// The keys that hold a role, ascending.
    fn holders(&self, role: Role, party: Option<PartyCode>) -> &[KeyNumber] {
        self.role((role, party)).map_or(&[], |role| role.keys.as_slice())
    }

    /// A role's threshold: 1 where none was set.
    fn threshold(&self, role: Role, party: Option<PartyCode>) -> u16 {
        self.role((role, party)).map_or(1, |role| role.threshold)
    }
}

/// The state, to be changed.
pub(crate) trait StateMut: State {
    fn set_options(&mut self, options: RuleOptions);
    fn set_key(&mut self, number: KeyNumber, key: Key);
    fn set_role(&mut self, of: RoleOf, holders: RoleHolders);
    fn declare(&mut self, party: PartyCode);
    fn set_space(&mut self, number: SpaceId, space: Space);
    fn set_series(&mut self, series: Series);
    fn set_account(&mut self, number: AccountNumber, account: Account);
    fn set_id_use(&mut self, id: EntryId, id_use: IdUse);
    fn set_reversed(&mut self, movement: EntryIndex);
    /// Gives the serials of the run its holding; `join` where the same entry may have given a neighbour the same one.
    fn put_run(&mut self, space: SpaceId, run: Run, join: bool);
    /// Takes note that a block changed hands.
    fn moved(&mut self, event: CustodyEvent);
    /// Whether anybody listens to [`StateMut::moved`].
    fn wants_custody(&self) -> bool;
    /// What is known of Article 6, to be changed.
    fn article6_mut(&mut self) -> TablesMut<'_>;
    /// What is known of where units come from, to be changed.
    fn origins_mut(&mut self) -> origins::tables::TablesMut<'_>;
    /// What is known of what holds units back, to be changed.
    fn holds_mut(&mut self) -> holds::tables::TablesMut<'_>;
    /// What is known of what is told from elsewhere, to be changed.
    fn notices_mut(&mut self) -> notices::tables::TablesMut<'_>;
}
