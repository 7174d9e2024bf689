//! Entries that move no units, in order: each is judged by the state before it, then takes effect on the state.
//!
//! Invariants:
//! - An effect never depends on a finding, only on what `spec/rules.md` section 1 names (*After a finding*).
//! - Of an entry the first rule that it breaks is returned, in the order of their numbers; are asked elsewhere.

mod accounts;
mod codes;
mod documents;
mod genesis;
mod parties;
mod series;

use ledger_format::body::{Body, Context};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{EntryIndex, Timestamp};

use super::article6;
use super::ask;
use super::holds;
use super::notices;
use super::origins;
use super::signing::Signed;
use super::state::State;
use super::terms::Terms;
use super::time::ask_times;
use crate::finding::Rule;

pub use codes::{LATER_KIND, unknown_code};
pub use genesis::{ask_genesis, begin, own_keys, own_limit_ms};

/// A control entry where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Control<'e, 'a> {
    /// Its place.
    pub index: EntryIndex,
    /// The last entry of its batch: a rulebook binds behind that.
    pub batch_last: EntryIndex,
    /// When its batch was sealed.
    pub recorded_at: Timestamp,
    /// Its bytes.
    pub bytes: &'e EntryBytes<'a>,
    /// Provenance and approvals.
    pub context: &'e Context,
    /// What it says.
    pub body: &'e Body,
}

impl Control<'_, '_> {
    /// Judges the entry by the state before it. Not for a genesis entry that begins the journal.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn judge(&self, state: &State) -> Result<(), Rule> {
        let signed = Signed { state, index: self.index, bytes: self.bytes };
        ask(102, !matches!(self.body, Body::Genesis(_)))?;
        ask(110, signed.by_valid_keys())?;
        let on_behalf = self.context.on_behalf.is_some();
        if let Body::Holds(body) = self.body {
            holds::ask_signed(&signed, on_behalf, body)?;
        } else {
            ask(112, !on_behalf)?;
            ask(113, signed.as_asked_of(self.body))?;
        }
        ask_times(self.bytes, self.recorded_at, state.not_after_limit_ms.at(self.index))?;
        let index = self.index;
        match self.body {
            Body::Genesis(_) | Body::Recovery(_) | Body::Movement(_) | Body::Reversal(_) => Ok(()),
            Body::Notices(body) => notices::ask(state, index, body),
            Body::Holds(body) => holds::ask(state, index, body),
            Body::Article6(body) => article6::ask(state, index, body),
            Body::Origins(body) => origins::ask(state, index, self.bytes.occurred_at(), body),
            Body::RulebookAdopted(rulebook) => {
                ask(130, rulebook.version >= state.article6.terms.at(index).version)?;
                documents::ask_rulebook(rulebook, index == self.batch_last)
            }
            Body::Note(note) => documents::ask_note(state, index, note),
            Body::PartyDeclared(party) => parties::ask_party(state, party),
            Body::RoleGranted(role) => parties::ask_grant(state, index, role),
            Body::RoleWithdrawn(role) => parties::ask_withdrawal(state, index, role),
            Body::ThresholdSet(set) => parties::ask_threshold(state, index, set),
            Body::KeyRegistered(key) => parties::ask_registration(state, key),
            Body::KeyRotated(rotated) => parties::ask_rotation(state, index, rotated),
            Body::KeyRevoked(revoked) => parties::ask_revocation(state, index, revoked),
            Body::SpaceDeclared(space) => series::ask_space(state, space),
            Body::SeriesOpened(series) => series::ask_series(state, index, series),
            Body::AccountOpened(account) => accounts::ask_opening(state, index, account),
            Body::AccountSuspended(standing) => accounts::ask_suspension(state, index, standing.account),
            Body::AccountReinstated(standing) => accounts::ask_reinstatement(state, index, standing.account),
            Body::AccountClosed(closed) => accounts::ask_change(state, index, closed.account),
            Body::RepresentativesChanged(changed) => accounts::ask_representatives(state, index, changed),
        }
    }

    /// Lets the entry take effect, whatever rules it breaks.
    pub fn apply(&self, state: &mut State) {
        let index = self.index;
        match self.body {
            Body::Genesis(_) | Body::Recovery(_) | Body::Note(_) | Body::Movement(_) | Body::Reversal(_) => {}
            Body::Notices(body) => notices::apply(state, index, body),
            Body::Holds(body) => holds::apply(state, index, body),
            Body::Article6(body) => article6::apply(state, index, body),
            Body::Origins(body) => origins::apply(state, index, body),
            Body::RulebookAdopted(rulebook) => {
                state.not_after_limit_ms.set(self.batch_last, own_limit_ms(rulebook));
                state.adopt(self.batch_last, Terms::of(rulebook));
            }
            Body::PartyDeclared(declared) => {
                state.parties.entry(declared.party).or_insert(index);
            }
            Body::RoleGranted(role) => parties::grant(state, index, role),
            Body::RoleWithdrawn(role) => parties::withdraw(state, index, role),
            Body::ThresholdSet(set) => parties::set_threshold(state, index, set),
            Body::KeyRegistered(key) => {
                state.keys.register(index, key.key, &key.public_key, None);
            }
            Body::KeyRotated(rotated) => {
                state.keys.rotate(index, rotated.old, rotated.new, &rotated.public_key);
            }
            Body::KeyRevoked(revoked) => {
                if let Some(line) = state.keys.revoke(index, revoked.key) {
                    state.roles.end(index, line);
                }
            }
            Body::SpaceDeclared(space) => state.series.declare_space(index, space.space, space.name.as_str()),
            Body::SeriesOpened(series) => series::open(state, index, series),
            Body::AccountOpened(account) => accounts::open(state, index, account),
            Body::AccountSuspended(standing) => accounts::suspend(state, index, standing.account),
            Body::AccountReinstated(standing) => accounts::reinstate(state, index, standing.account),
            Body::AccountClosed(closed) => accounts::close(state, index, closed.account),
            Body::RepresentativesChanged(changed) => accounts::change_representatives(state, index, changed),
        }
    }
}
