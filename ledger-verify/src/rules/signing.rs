//! Who must have signed, with the table of `spec/rules.md` section 2.
//!
//! Invariants:
//! - A key counts once, and only if it is valid for the entry.
//! - Whether a signature is right is never asked here: it changes no other answer.

use ledger_format::body::{Body, Genesis};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{AccountNumber, EntryIndex, KeyNumber, PartyCode};

use super::article6;
use super::notices;
use super::origins;
use super::state::roles::Seat;
use super::state::{AUTHORITY, OPERATOR, RECOVERY, State};

/// The keys that an entry says signed it.
pub fn signers(entry: &EntryBytes<'_>) -> impl ExactSizeIterator<Item = KeyNumber> + Clone {
    entry.signatures().map(|signature| signature.key)
}

/// An entry's signers before the state that it finds.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'s, 'a> {
    /// The state.
    pub state: &'s State,
    /// The entry's place.
    pub index: EntryIndex,
    /// The entry.
    pub bytes: &'s EntryBytes<'a>,
}

impl Signed<'_, '_> {
    /// every key that signs is known and valid at this entry.
    pub fn by_valid_keys(&self) -> bool {
        signers(self.bytes).all(|signer| self.state.keys.valid_at(signer, self.index).is_some())
    }

    /// R-110 for a genesis entry, which brings its keys.
    pub fn by_keys_of(&self, genesis: &Genesis) -> bool {
        signers(self.bytes).all(|signer| (signer.0 as usize) < genesis.keys.len())
    }

    /// Whether enough of a role's keys signed.
    pub fn by(&self, seat: Seat) -> bool {
        self.state.is_satisfied(seat, signers(self.bytes), self.index)
    }

    /// Whether the authority of a Party signed.
    pub fn by_authority_of(&self, party: PartyCode) -> bool {
        self.by(self.state.authority_of(Some(party), self.index))
    }

    /// R-113 for everything that moves no units.
    pub fn as_asked_of(&self, body: &Body) -> bool {
        match body {
            // Whether they are of its list was R-110's question, and each key signs once.
            Body::Genesis(genesis) => signers(self.bytes).len() == genesis.keys.len(),
            Body::RulebookAdopted(_) => self.by(OPERATOR) && self.by(AUTHORITY),
            Body::Recovery(_)
            | Body::AccountOpened(_)
            | Body::AccountClosed(_)
            | Body::RepresentativesChanged(_) => self.by(OPERATOR),
            Body::Note(note) => {
                self.left_to_its_rule(note.party) || self.by(OPERATOR) || self.by_speaker(note.party)
            }
            Body::PartyDeclared(_) | Body::SpaceDeclared(_) => self.by(AUTHORITY),
            Body::RoleGranted(role) | Body::RoleWithdrawn(role) => self.may_change_roles(role.party),
            Body::ThresholdSet(set) => self.may_change_roles(set.party),
            Body::KeyRegistered(_) => self.by(OPERATOR) || self.by(AUTHORITY),
            Body::KeyRotated(rotated) => {
                !self.is_known(rotated.old) || self.by_key(rotated.old) || self.by(RECOVERY)
            }
            Body::KeyRevoked(revoked) => {
                let key = revoked.key;
                !self.is_known(key) || self.by_key(key) || self.by(AUTHORITY) || self.by(RECOVERY)
            }
            Body::SeriesOpened(series) => {
                self.left_to_its_rule(Some(series.host)) || self.by_authority_of(series.host)
            }
            Body::AccountSuspended(standing) | Body::AccountReinstated(standing) => {
                self.may_change_standing(standing.account)
            }
            // The rules of movements and of holds ask that themselves.
            Body::Movement(_) | Body::Reversal(_) | Body::Holds(_) => true,
            Body::Article6(body) => article6::is_signed_as_asked(self, body),
            Body::Origins(body) => origins::is_signed_as_asked(self, body),
            Body::Notices(body) => notices::is_signed_as_asked(self, body),
        }
    }

    /// A Party that is named and not declared is left to R-141.
    fn left_to_its_rule(&self, party: Option<PartyCode>) -> bool {
        party.is_some_and(|party| !self.state.is_declared_at(party, self.index))
    }

    fn by_speaker(&self, party: Option<PartyCode>) -> bool {
        self.by(self.state.authority_of(party, self.index))
    }

    fn may_change_roles(&self, party: Option<PartyCode>) -> bool {
        self.left_to_its_rule(party) || self.by_speaker(party) || self.by(RECOVERY)
    }

    fn may_change_standing(&self, account: AccountNumber) -> bool {
        match self.state.accounts.known_at(account, self.index) {
            Some(known) => self.by(OPERATOR) || self.by_authority_of(known.party),
            None => true,
        }
    }

    fn is_known(&self, key: KeyNumber) -> bool {
        self.state.keys.is_known_at(key, self.index)
    }

    /// Whether enough representatives of an account signed; none if it is not known.
    pub fn by_account(&self, number: AccountNumber) -> Option<bool> {
        let (accounts, keys) = (&self.state.accounts, &self.state.keys);
        let account = accounts.known_at(number, self.index)?;
        Some(accounts.is_represented(number, account, signers(self.bytes), keys, self.index))
    }

    fn by_key(&self, key: KeyNumber) -> bool {
        signers(self.bytes).any(|signer| signer == key) && self.state.keys.valid_at(key, self.index).is_some()
    }
}
