//! Cooperative approaches, with R-141 of their Parties.

use ledger_format::body::article6::{ApproachDeclared, ApproachStatusChanged};
use ledger_format::codes::ApproachStatus as Status;
use ledger_format::identifiers::{ApproachNumber, EntryIndex};

use super::are_distinct;
use crate::finding::Rule;
use crate::rules::ask;
use crate::rules::state::State;

/// Numbers that have four digits as text.
const NUMBERS: std::ops::RangeInclusive<u16> = 1..=9999;

pub fn ask_declaration(state: &State, index: EntryIndex, declared: &ApproachDeclared) -> Result<(), Rule> {
    ask(141, declared.parties.iter().all(|party| state.is_declared_at(*party, index)))?;
    let is_new = state.article6.approaches.known_at(declared.approach, index).is_none();
    let lists = !declared.parties.is_empty()
        && !declared.metrics.is_empty()
        && are_distinct(&declared.parties)
        && are_distinct(&declared.metrics);
    ask(301, NUMBERS.contains(&declared.approach.0) && is_new && lists)
}

pub fn ask_status(state: &State, index: EntryIndex, changed: &ApproachStatusChanged) -> Result<(), Rule> {
    let status = state.article6.approaches.status_at(changed.approach, index).ok_or(Rule::R(302))?;
    let goes_on = matches!(
        (status, changed.status),
        (Status::DRAFT, Status::ACTIVE | Status::REVOKED)
            | (Status::ACTIVE, Status::COMPLETED | Status::REVOKED)
    );
    ask(303, goes_on)
}

///
pub fn ask_known(state: &State, index: EntryIndex, approach: ApproachNumber) -> Result<(), Rule> {
    ask(302, state.article6.approaches.known_at(approach, index).is_some())
}
