//! Authorizations, entities, and what names units, with of them, and remarks.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{
    AuthorizationEnded, AuthorizationId, AuthorizationStated, EntityStated, IdentifiersAssigned,
    UnitsAuthorized,
};
use ledger_format::codes::{FirstTransferDefinition, Purposes};
use ledger_format::identifiers::{ApproachNumber, EntryIndex, PartyCode};
use ledger_format::limits::UNITS_LIMIT;

use super::approaches::ask_known;
use super::are_distinct;
use super::metrics::is_named;
use super::parties::ask_declared;
use crate::finding::Rule;
use crate::rules::article6::admission::Admission;
use crate::rules::article6::state::authorizations::{AuthorizationPlace, Version};
use crate::rules::ask;
use crate::rules::notices::ask_registry;
use crate::rules::state::State;
use crate::rules::terms::Deed;

pub fn ask_version(state: &State, index: EntryIndex, stated: &AuthorizationStated) -> Result<(), Rule> {
    ask_declared(state, index, stated.party)?;
    ask_known(state, index, stated.approach)?;
    ask(340, can_be_carried_out(stated))?;
    ask(342, follows(state, index, stated))?;
    let approach = state.article6.approaches.known_at(stated.approach, index).ok_or(Rule::R(302))?;
    let takes_part = approach.parties.contains(&stated.party) && approach.metrics.contains(&stated.metric);
    ask(343, takes_part)?;
    ask_admission(state, index, Deed::Stating, stated.approach, stated.party)
}

pub fn ask_entity(state: &State, index: EntryIndex, entity: &EntityStated) -> Result<(), Rule> {
    ask_declared(state, index, entity.party)?;
    ask_known(state, index, entity.approach)?;
    let approach = state.article6.approaches.known_at(entity.approach, index).ok_or(Rule::R(302))?;
    ask(343, approach.parties.contains(&entity.party))
}

pub fn ask_end(state: &State, index: EntryIndex, ended: &AuthorizationEnded) -> Result<(), Rule> {
    ask_declared(state, index, ended.party)?;
    ask_open(state, index, ended.party, &ended.authorization).map(drop)
}

pub fn ask_units(state: &State, index: EntryIndex, units: &UnitsAuthorized) -> Result<(), Rule> {
    ask_declared(state, index, units.party)?;
    ask_spaces(state, index, &units.blocks)?;
    let (_, latest) = ask_open(state, index, units.party, &units.authorization)?;
    ask(341, latest.number == units.version)?;
    // A version that is the latest is the one that is used; its remarks come behind R-345.
    let admission = ask_admission(state, index, Deed::Authorizing, latest.approach, units.party);
    if admission == Err(Rule::R(344)) {
        return admission;
    }
    ask_blocks(&units.blocks)?;
    admission
}

pub fn ask_identifiers(state: &State, index: EntryIndex, assigned: &IdentifiersAssigned) -> Result<(), Rule> {
    ask_spaces(state, index, &assigned.blocks)?;
    ask_known(state, index, assigned.approach)?;
    ask_blocks(&assigned.blocks)?;
    // It comes behind all that is asked of units.
    ask_registry(state, index, assigned.approach, assigned.registry)
}

///
fn can_be_carried_out(stated: &AuthorizationStated) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b" -/.".contains(&byte);
    let in_order = |first: u16, last: u16| first == 0 || last == 0 || first <= last;
    let has_definition = stated.first_transfer != FirstTransferDefinition::NONE;
    stated.authorization.as_str().bytes().all(is_allowed)
        && (stated.until.0 == 0 || stated.from < stated.until)
        && stated.purposes.is_known()
        && has_definition == (stated.purposes != Purposes::NDC)
        && is_named(stated.metric, stated.non_ghg_metric.as_str())
        && in_order(stated.first_vintage, stated.last_vintage)
        && in_order(stated.first_year_of_use, stated.last_year_of_use)
        && are_distinct(&stated.sectors)
        && are_distinct(&stated.activity_types)
        && are_distinct(&stated.parties)
        && are_distinct(&stated.entities)
}

///
fn follows(state: &State, index: EntryIndex, stated: &AuthorizationStated) -> bool {
    let authorizations = &state.article6.authorizations;
    let known = authorizations.known_at(stated.party, &stated.authorization, index);
    let latest = known.and_then(|place| Some((place, authorizations.latest_at(place, index)?)));
    match latest {
        None => stated.version == 1,
        Some((place, latest)) => {
            latest.number.checked_add(1) == Some(stated.version)
                && authorizations.ended_from_at(place, index).is_none()
                && (latest.approach, latest.mirrored) == (stated.approach, stated.mirrored)
        }
    }
}

/// R-341 but for the number of the version: the authorization is stated, and no earlier entry has ended it.
fn ask_open<'s>(
    state: &'s State,
    index: EntryIndex,
    party: PartyCode,
    id: &AuthorizationId,
) -> Result<(AuthorizationPlace, &'s Version), Rule> {
    let authorizations = &state.article6.authorizations;
    let place = authorizations.known_at(party, id, index).ok_or(Rule::R(341))?;
    let latest = authorizations.latest_at(place, index).ok_or(Rule::R(341))?;
    ask(341, authorizations.ended_from_at(place, index).is_none())?;
    Ok((place, latest))
}

/// R-344 and remarks.
fn ask_admission(
    state: &State,
    entry: EntryIndex,
    deed: Deed,
    approach: ApproachNumber,
    party: PartyCode,
) -> Result<(), Rule> {
    let terms = state.article6.terms.at(entry);
    Admission { state: &state.article6, terms, entry, deed }.ask(approach, party, Rule::R(344))
}

///
pub fn ask_spaces(state: &State, index: EntryIndex, blocks: &[SerialBlock]) -> Result<(), Rule> {
    ask(202, blocks.iter().all(|block| state.series.is_declared_at(block.space, index)))
}

///
pub fn ask_blocks(blocks: &[SerialBlock]) -> Result<(), Rule> {
    let mut sorted = blocks.to_vec();
    sorted.sort_unstable();
    let are_disjoint = sorted.windows(2).all(|pair| !matches!(pair, [a, b] if a.overlaps(b)));
    let units: u128 = blocks.iter().map(|block| u128::from(block.count())).sum();
    let is_sound = !blocks.is_empty()
        && blocks.iter().all(SerialBlock::is_well_formed)
        && are_disjoint
        && units < u128::from(UNITS_LIMIT);
    ask(345, is_sound)
}
