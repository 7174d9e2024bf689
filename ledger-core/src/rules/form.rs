//! known codes, and a genesis that is first and complete. (R-100 is decoding itself.)

use std::collections::HashSet;

use ledger_format::body::{Body, Genesis, Rulebook};
use ledger_format::codes::{Role, RuleOption};
use ledger_format::identifiers::{EntryIndex, KeyNumber};
use ledger_format::limits::FORMAT_VERSION;
use ledger_format::signature::VerifyingKey;

use super::Case;
use super::detail::{GenesisFault, UnknownCode};
use super::refusal::Refusal;
use crate::book::State;

/// Roles without which nobody could act.
const NEEDED_ROLES: [Role; 3] = [Role::OPERATOR, Role::AUTHORITY, Role::CHECKPOINT];

///
pub(super) fn codes_are_known(body: &Body) -> Result<(), Refusal> {
    unknown_code(body).map_or(Ok(()), |code| Err(Refusal::UnknownCode(code)))
}

fn unknown_code(body: &Body) -> Option<UnknownCode> {
    let role = |role: Role| (!role.is_known()).then_some(UnknownCode::Role(role));
    match body {
        Body::Genesis(body) => {
            body.roles.iter().find_map(|keys| role(keys.role)).or_else(|| unknown_in_rulebook(&body.rulebook))
        }
        Body::RulebookAdopted(body) => unknown_in_rulebook(body),
        Body::RoleGranted(body) | Body::RoleWithdrawn(body) => role(body.role),
        Body::ThresholdSet(body) => role(body.role),
        Body::SeriesOpened(body) => None
            .or_else(|| (!body.metric.is_known()).then_some(UnknownCode::Metric(body.metric)))
            .or_else(|| (!body.gwp_set.is_known()).then_some(UnknownCode::GwpSet(body.gwp_set)))
            .or_else(|| {
                (!body.mitigation_type.is_known())
                    .then_some(UnknownCode::MitigationType(body.mitigation_type))
            })
            .or_else(|| (!body.regime.is_known()).then_some(UnknownCode::Regime(body.regime))),
        Body::AccountOpened(body) => None
            .or_else(|| (!body.kind.is_known()).then_some(UnknownCode::AccountKind(body.kind)))
            .or_else(|| (!body.metric.is_known()).then_some(UnknownCode::Metric(body.metric))),
        Body::Movement(body) => None
            .or_else(|| (!body.action.is_known()).then_some(UnknownCode::Action(body.action)))
            .or_else(|| body.particulars.first().map(|particular| UnknownCode::Particular(particular.tag))),
        Body::Article6(body) => Some(UnknownCode::Kind(body.kind())),
        _ => None,
    }
}

fn unknown_in_rulebook(rulebook: &Rulebook) -> Option<UnknownCode> {
    if rulebook.version != 1 {
        return Some(UnknownCode::RulebookVersion(rulebook.version));
    }
    rulebook
        .settings
        .iter()
        .find(|setting| setting.option != RuleOption::NOT_AFTER_LIMIT_MS)
        .map(|setting| UnknownCode::Option(setting.option))
}

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
