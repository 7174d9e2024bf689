//! a genesis that is first and complete. (R-100 is decoding itself, R-101 in `codes`.)

use std::collections::HashSet;

use ledger_format::body::{Body, Genesis, Rulebook};
use ledger_format::codes::{Role, RuleOption};
use ledger_format::identifiers::{EntryIndex, KeyNumber};
use ledger_format::limits::FORMAT_VERSION;
use ledger_format::signature::VerifyingKey;

use super::Case;
use super::detail::GenesisFault;
use super::refusal::Refusal;
use crate::book::State;

/// Roles without which nobody could act.
const NEEDED_ROLES: [Role; 3] = [Role::OPERATOR, Role::AUTHORITY, Role::CHECKPOINT];

/// The first option that a rulebook sets a second time.
pub(super) fn option_set_twice(rulebook: &Rulebook) -> Option<RuleOption> {
    let mut seen = HashSet::new();
    rulebook.settings.iter().map(|setting| setting.option).find(|option| !seen.insert(*option))
}

///
pub(super) fn genesis_is_first<S: State>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    let candidate = case.candidate;
    let first = candidate.index == EntryIndex(0);
    let genesis = matches!(candidate.body, Body::Genesis(_));
    if first == genesis && (!first || candidate.alone_in_batch) {
        Ok(())
    } else {
        Err(Refusal::GenesisMisplaced)
    }
}

///
pub(super) fn genesis_is_complete<S: State>(case: &Case<'_, '_, S>) -> Result<(), Refusal> {
    let Body::Genesis(body) = case.candidate.body else { return Ok(()) };
    genesis_fault(case.state, body).map_or(Ok(()), |fault| Err(Refusal::GenesisIncomplete(fault)))
}

fn genesis_fault(state: &impl State, body: &Genesis) -> Option<GenesisFault> {
    if body.format_version != FORMAT_VERSION {
        return Some(GenesisFault::FormatVersion(body.format_version));
    }
    if body.origin != *state.origin() {
        return Some(GenesisFault::Origin);
    }
    let mut keys = HashSet::new();
    for (number, key) in (0..).map(KeyNumber).zip(body.keys.iter()) {
        if !keys.insert(key) {
            return Some(GenesisFault::KeyTwice(number));
        }
        if let Err(fault) = VerifyingKey::from_bytes(&key.0) {
            return Some(GenesisFault::KeyUnusable(number, fault));
        }
    }
    let mut roles = HashSet::new();
    for role in body.roles.iter() {
        if !roles.insert(role.role) {
            return Some(GenesisFault::RoleTwice(role.role));
        }
        let mut named = HashSet::new();
        let listed = |key: KeyNumber| usize::try_from(key.0).is_ok_and(|place| place < body.keys.len());
        if let Some(key) = role.keys.iter().find(|key| !named.insert(**key) || !listed(**key)) {
            return Some(GenesisFault::RoleKey(role.role, *key));
        }
        if !(1..=role.keys.len()).contains(&usize::from(role.threshold)) {
            return Some(GenesisFault::Threshold(role.role));
        }
    }
    if let Some(role) = NEEDED_ROLES.into_iter().find(|role| !roles.contains(role)) {
        return Some(GenesisFault::RoleMissing(role));
    }
    option_set_twice(&body.rulebook).map(GenesisFault::OptionTwice)
}
