//! What is known of a unit.
//!
//! Invariant: a unit is issued exactly if something is known of it, in a space where Article 6 units may lie.

use ledger_format::codes::AccountKind;
use ledger_format::identifiers::{AccountNumber, ApproachNumber, EntryIndex, PartyCode};

use super::attachments::Attachments;
use crate::rules::custody::SeriesMark;
use crate::rules::state::State;
use crate::rules::state::accounts::Account;

/// How a unit made its first transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FirstTransfer {
    /// It did not.
    #[default]
    None,
    /// When it was authorized.
    Authorized,
    /// By a movement.
    Moved(EntryIndex),
}

/// What is known of the account that holds a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// It was open when the unit came to it.
    Known {
        /// Its Party.
        party: PartyCode,
        /// Whether units that are credited to it are ended.
        ends: bool,
    },
    /// It was not known then; it may be opened yet.
    Unopened(AccountNumber),
}

impl Holder {
    /// The account that an entry credits.
    pub fn of(number: AccountNumber, account: Option<&Account>) -> Self {
        account.map_or(Self::Unopened(number), |account| Self::Known {
            party: account.party,
            ends: account.kind == AccountKind::SOURCE || account.kind.is_terminal(),
        })
    }

    /// What an entry knows of it by now.
    fn at(self, state: &State, entry: EntryIndex) -> Self {
        match self {
            Self::Known { .. } => self,
            Self::Unopened(number) => Self::of(number, state.accounts.known_at(number, entry)),
        }
    }

    /// Its Party, if the account is known to an entry.
    pub fn party_at(self, state: &State, entry: EntryIndex) -> Option<PartyCode> {
        match self.at(state, entry) {
            Self::Known { party, .. } => Some(party),
            Self::Unopened(_) => None,
        }
    }

    /// Whether what it holds is ended for an entry.
    pub fn ends_at(self, state: &State, entry: EntryIndex) -> bool {
        matches!(self.at(state, entry), Self::Known { ends: true, .. })
    }
}

/// What is known of an issued unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Its series.
    pub series: SeriesMark,
    /// Who holds it.
    pub holder: Holder,
    /// The approach that its identifier names, if it has one.
    pub identifier: Option<ApproachNumber>,
    /// Its first transfer.
    pub first_transfer: FirstTransfer,
    /// Its attachments.
    pub attachments: Attachments,
}

impl Unit {
    /// A unit of which nothing but its series and holder is known.
    pub fn issued(series: SeriesMark, holder: Holder) -> Self {
        Self {
            series,
            holder,
            identifier: None,
            first_transfer: FirstTransfer::None,
            attachments: Attachments::default(),
        }
    }

    /// Whether it made its first transfer.
    pub fn is_first_transferred(&self) -> bool {
        self.first_transfer != FirstTransfer::None
    }
}
