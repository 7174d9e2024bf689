//! What is known of the account that holds a unit.
//!
//! Invariant: only of Counterpart accounts their number is known, and since when: others are alike if their Party and standing are,
//! so that neighbours that they hold are one run.

use ledger_format::codes::AccountKind;
use ledger_format::identifiers::{AccountNumber, EntryIndex, PartyCode, Timestamp};

use crate::rules::state::State;
use crate::rules::state::accounts::Account;

/// What is known of the account that holds a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// It was open when the unit came to it.
    Known {
        /// Its Party.
        party: PartyCode,
        /// What it means for the unit.
        standing: Standing,
    },
    /// A Counterpart account that was open when the unit came to it.
    Counterpart {
        /// Its Party.
        party: PartyCode,
        /// Which.
        account: AccountNumber,
        /// When the unit came to it.
        occurred_at: Timestamp,
    },
    /// It was not known then; it may be opened yet.
    Unopened {
        /// Which.
        account: AccountNumber,
        /// When the unit came to it.
        occurred_at: Timestamp,
    },
}

/// What an account means for the units in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// They may move.
    Live,
    /// They are ended.
    Ended,
    /// They may move, and were a share of the mechanism if the account took them at issuance.
    AdaptationFund,
    /// They are ended, as a share of the mechanism if the account took them at issuance.
    OmgeCancellation,
}

impl Standing {
    fn of(kind: AccountKind) -> Self {
        match kind {
            AccountKind::ADAPTATION_FUND => Self::AdaptationFund,
            AccountKind::OMGE_CANCELLATION => Self::OmgeCancellation,
            AccountKind::SOURCE => Self::Ended,
            kind if kind.is_terminal() => Self::Ended,
            _ => Self::Live,
        }
    }
}

impl Holder {
    /// The account that an entry credits, which occurred then.
    pub fn of(number: AccountNumber, known: Option<&Account>, occurred_at: Timestamp) -> Self {
        match known {
            None => Self::Unopened { account: number, occurred_at },
            Some(known) if known.kind == AccountKind::COUNTERPART => {
                Self::Counterpart { party: known.party, account: number, occurred_at }
            }
            Some(known) => Self::known(known.party, known.kind),
        }
    }

    /// An account that is known and no Counterpart.
    pub fn known(party: PartyCode, kind: AccountKind) -> Self {
        Self::Known { party, standing: Standing::of(kind) }
    }

    /// What an entry knows of it by now.
    fn at(self, state: &State, entry: EntryIndex) -> Self {
        match self {
            Self::Known { .. } | Self::Counterpart { .. } => self,
            Self::Unopened { account, occurred_at } => {
                Self::of(account, state.accounts.known_at(account, entry), occurred_at)
            }
        }
    }

    /// Its Party, if the account is known to an entry.
    pub fn party_at(self, state: &State, entry: EntryIndex) -> Option<PartyCode> {
        match self.at(state, entry) {
            Self::Known { party, .. } | Self::Counterpart { party, .. } => Some(party),
            Self::Unopened { .. } => None,
        }
    }

    /// What it means for the units in it, as an entry knows.
    pub fn standing_at(self, state: &State, entry: EntryIndex) -> Standing {
        match self.at(state, entry) {
            Self::Known { standing, .. } => standing,
            Self::Counterpart { .. } | Self::Unopened { .. } => Standing::Live,
        }
    }

    /// Whether what it holds is ended for an entry.
    pub fn ends_at(self, state: &State, entry: EntryIndex) -> bool {
        matches!(self.standing_at(state, entry), Standing::Ended | Standing::OmgeCancellation)
    }

    /// Since when it holds the unit, if it is this Counterpart account.
    pub fn held_as_counterpart_since(
        self,
        account: AccountNumber,
        state: &State,
        entry: EntryIndex,
    ) -> Option<Timestamp> {
        match self.at(state, entry) {
            Self::Counterpart { account: holder, occurred_at, .. } if holder == account => Some(occurred_at),
            _ => None,
        }
    }
}
