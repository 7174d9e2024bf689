//! Parties, roles, keys.

use ledger_format::body::{KeyRegistered, KeyRevoked, KeyRotated, PartyDeclared, RoleOfKey, ThresholdSet};
use ledger_format::codes::Role;
use ledger_format::identifiers::{EntryIndex, KeyNumber, PartyCode};

use crate::finding::Rule;
use crate::rules::ask;
use crate::rules::state::State;
use crate::rules::state::keys::Line;
use crate::rules::state::roles::Seat;

pub fn ask_party(state: &State, declared: &PartyDeclared) -> Result<(), Rule> {
    ask(140, !state.parties.contains_key(&declared.party))
}

///
pub fn ask_declared(state: &State, index: EntryIndex, party: PartyCode) -> Result<(), Rule> {
    ask(141, state.is_declared_at(party, index))
}

pub fn ask_grant(state: &State, index: EntryIndex, role: &RoleOfKey) -> Result<(), Rule> {
    let line = ask_role_of_key(state, index, role)?;
    ask(152, !state.roles.holds_at(seat(role), line, index))
}

pub fn ask_withdrawal(state: &State, index: EntryIndex, role: &RoleOfKey) -> Result<(), Rule> {
    let line = ask_role_of_key(state, index, role)?;
    let seat = seat(role);
    ask(152, state.roles.holds_at(seat, line, index))?;
    let left = state.roles.holders_at(seat, index).saturating_sub(1);
    ask(153, can_be_met(state.roles.threshold_at(seat, index), left))
}

pub fn ask_threshold(state: &State, index: EntryIndex, set: &ThresholdSet) -> Result<(), Rule> {
    ask_seat(state, index, (set.role, set.party))?;
    ask(153, can_be_met(set.threshold, state.roles.holders_at((set.role, set.party), index)))
}

pub fn ask_registration(state: &State, key: &KeyRegistered) -> Result<(), Rule> {
    ask(150, state.keys.is_new(key.key, &key.public_key))
}

pub fn ask_rotation(state: &State, index: EntryIndex, rotated: &KeyRotated) -> Result<(), Rule> {
    ask(150, state.keys.is_new(rotated.new, &rotated.public_key))?;
    ask_key(state, index, rotated.old).map(drop)
}

pub fn ask_revocation(state: &State, index: EntryIndex, revoked: &KeyRevoked) -> Result<(), Rule> {
    ask_key(state, index, revoked.key).map(drop)
}

pub fn grant(state: &mut State, index: EntryIndex, role: &RoleOfKey) {
    if let Some(line) = line_to_change(state, index, role) {
        state.roles.grant(index, seat(role), line);
    }
}

pub fn withdraw(state: &mut State, index: EntryIndex, role: &RoleOfKey) {
    if let Some(line) = line_to_change(state, index, role) {
        state.roles.withdraw(index, seat(role), line);
    }
}

pub fn set_threshold(state: &mut State, index: EntryIndex, set: &ThresholdSet) {
    if exists(state, index, set.party) {
        state.roles.set_threshold(index, (set.role, set.party), set.threshold);
    }
}

fn seat(role: &RoleOfKey) -> Seat {
    (role.role, role.party)
}

fn can_be_met(threshold: u16, holders: u32) -> bool {
    (1..=holders).contains(&u32::from(threshold))
}

///
fn ask_seat(state: &State, index: EntryIndex, (role, party): Seat) -> Result<(), Rule> {
    let Some(party) = party else { return Ok(()) };
    ask_declared(state, index, party)?;
    ask(142, role == Role::AUTHORITY)
}

fn ask_role_of_key(state: &State, index: EntryIndex, role: &RoleOfKey) -> Result<Line, Rule> {
    ask_seat(state, index, seat(role))?;
    ask_key(state, index, role.key)
}

///
fn ask_key(state: &State, index: EntryIndex, key: KeyNumber) -> Result<Line, Rule> {
    state.keys.valid_at(key, index).map(|key| key.line).ok_or(Rule::R(151))
}

/// A role changes for a key that is known and valid and a Party that is declared.
fn line_to_change(state: &State, index: EntryIndex, role: &RoleOfKey) -> Option<Line> {
    let line = state.keys.valid_at(role.key, index)?.line;
    exists(state, index, role.party).then_some(line)
}

fn exists(state: &State, index: EntryIndex, party: Option<PartyCode>) -> bool {
    party.is_none_or(|party| state.is_declared_at(party, index))
}
