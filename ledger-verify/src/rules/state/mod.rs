//! Everything but custody: keys, roles, Parties, spaces, series, accounts, rulebook, each over the course of the journal.
//!
//! Invariants:
//! - What an entry finds depends on the entries before it only; asking later gives the same answer (for accounts: until the
//!   window is settled).
//!
//! Nothing is judged here, and nothing is refused for breaking a rule: effects are those of `spec/rules.md` section 1.

pub mod accounts;
pub mod keys;
pub mod roles;
pub mod series;

use ledger_format::codes::Role;
use ledger_format::identifiers::{EntryIndex, KeyNumber, PartyCode, RegistryId};
use ledger_format::limits::NOT_AFTER_LIMIT_DEFAULT_MS;

use self::accounts::Accounts;
use self::keys::Keys;
use self::roles::{Roles, Seat};
use self::series::SpacesAndSeries;
use super::article6::Article6State;
use super::holds::HoldsState;
use super::notices::NoticesState;
use super::number_map::NumberMap;
use super::origins::OriginsState;
use super::terms::Terms;
use super::timeline::Timeline;

/// The ledger's operator.
pub const OPERATOR: Seat = (Role::OPERATOR, None);
/// The ledger's authority.
pub const AUTHORITY: Seat = (Role::AUTHORITY, None);
/// Who acts when others cannot.
pub const RECOVERY: Seat = (Role::RECOVERY, None);

/// What the entries before say.
#[derive(Debug)]
pub struct State {
    /// Keys.
    pub keys: Keys,
    /// Roles and thresholds.
    pub roles: Roles,
    /// Parties, with the entry that declares each.
    pub parties: NumberMap<PartyCode, EntryIndex>,
    /// Number spaces and series.
    pub series: SpacesAndSeries,
    /// Accounts.
    pub accounts: Accounts,
    /// Rulebook option 1, in ms: how far `not_after` may lie past recording.
    pub not_after_limit_ms: Timeline<u64>,
    /// What is declared about Article 6.
    pub article6: Article6State,
    /// What is stated about where units come from.
    pub origins: OriginsState,
    /// What is stated about holds and restrictions.
    pub holds: HoldsState,
    /// What is stated about units elsewhere.
    pub notices: NoticesState,
    /// The registries that this ledger serves.
    pub registries: Vec<RegistryId>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            keys: Keys::default(),
            roles: Roles::default(),
            parties: NumberMap::default(),
            series: SpacesAndSeries::default(),
            accounts: Accounts::default(),
            not_after_limit_ms: Timeline::new(NOT_AFTER_LIMIT_DEFAULT_MS),
            article6: Article6State::default(),
            origins: OriginsState::default(),
            holds: HoldsState::default(),
            notices: NoticesState::default(),
            registries: Vec::new(),
        }
    }
}

impl State {
    /// The terms of the rulebook are others from behind `entry` on.
    pub fn adopt(&mut self, entry: EntryIndex, terms: Terms) {
        self.article6.adopt(entry, terms);
        self.origins.is_known |= terms.knows_origins();
        self.holds.is_known |= terms.knows_holds();
    }

    /// Whether a Party was declared before an entry.
    pub fn is_declared_at(&self, party: PartyCode, entry: EntryIndex) -> bool {
        self.parties.get(&party).is_some_and(|declared| *declared < entry)
    }

    /// Whether, of the keys that signed and are valid, at least the threshold hold the role.
    pub fn is_satisfied(
        &self,
        seat: Seat,
        signers: impl Iterator<Item = KeyNumber>,
        entry: EntryIndex,
    ) -> bool {
        let holds = |signer: &KeyNumber| {
            let key = self.keys.valid_at(*signer, entry);
            key.is_some_and(|key| self.roles.holds_at(seat, key.line, entry))
        };
        signers.filter(holds).count() >= usize::from(self.roles.threshold_at(seat, entry))
    }

    /// The role that speaks for a Party: its authority, or while no key holds that, the ledger's.
    pub fn authority_of(&self, party: Option<PartyCode>, entry: EntryIndex) -> Seat {
        let own = (Role::AUTHORITY, party);
        if party.is_some() && self.roles.holders_at(own, entry) > 0 { own } else { AUTHORITY }
    }
}
