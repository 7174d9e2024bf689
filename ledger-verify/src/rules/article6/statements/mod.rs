//! Statements of Article 6, in order: each is judged by the state before it, then takes effect (`spec/article6.md` sections 2, 4, 5).
//!
//! Invariants:
//! - Of an entry the first rule that it breaks is returned, in the order of their numbers, remarks last.
//! - What units authorized and identifiers assigned do to units, and the rules that ask about units, is the business of
//!   [`super::units`].

mod approaches;
mod authorizations;
mod filings;
mod metrics;
mod parties;
mod signers;

pub use authorizations::{ask_blocks, ask_spaces};
pub use signers::is_signed_as_asked;

use ledger_format::body::Article6;
use ledger_format::identifiers::EntryIndex;

use crate::finding::Rule;
use crate::rules::state::State;

/// R-141 and up, but for what units say; remarks too.
///
/// # Errors
/// The first rule that it breaks.
pub fn ask(state: &State, index: EntryIndex, body: &Article6) -> Result<(), Rule> {
    match body {
        Article6::ApproachDeclared(declared) => approaches::ask_declaration(state, index, declared),
        Article6::ApproachStatusChanged(changed) => approaches::ask_status(state, index, changed),
        Article6::NdcPeriodDeclared(period) => parties::ask_period(state, index, period),
        Article6::InventoryStated(inventory) => parties::ask_inventory(state, index, inventory),
        Article6::StandingStated(standing) => parties::ask_standing(state, index, standing),
        Article6::AuthorizationStated(stated) => authorizations::ask_version(state, index, stated),
        Article6::EntityStated(entity) => authorizations::ask_entity(state, index, entity),
        Article6::AuthorizationEnded(ended) => authorizations::ask_end(state, index, ended),
        Article6::UnitsAuthorized(units) => authorizations::ask_units(state, index, units),
        Article6::IdentifiersAssigned(assigned) => authorizations::ask_identifiers(state, index, assigned),
        Article6::AefFiled(filed) => filings::ask_filing(state, index, filed),
        Article6::AdjustmentsFinal(last) => parties::ask_final(state, index, last),
    }
}

/// Lets a statement take effect, whatever rules it breaks.
pub fn apply(state: &mut State, index: EntryIndex, body: &Article6) {
    let known = &mut state.article6;
    match body {
        Article6::ApproachDeclared(declared) => known.approaches.declare(index, declared),
        Article6::ApproachStatusChanged(changed) => {
            known.approaches.set_status(index, changed.approach, changed.status);
        }
        Article6::NdcPeriodDeclared(period) => {
            let measured = known.names.measured(period.metric, period.non_ghg_metric.as_str());
            known.parties.declare(index, period.party, measured, period.first_year, period.last_year);
        }
        Article6::StandingStated(standing) => {
            known.parties.state(index, standing.party, standing.item, standing.value);
        }
        Article6::AuthorizationStated(stated) => {
            let measured = known.names.measured(stated.metric, stated.non_ghg_metric.as_str());
            known.authorizations.state(index, stated, measured);
        }
        Article6::EntityStated(entity) => {
            known.entities.entry((entity.approach, entity.entity)).or_insert(index);
        }
        Article6::AuthorizationEnded(ended) => {
            known.authorizations.end(index, ended.party, &ended.authorization, ended.from);
        }
        Article6::AefFiled(filed) => filings::file(known, index, filed),
        Article6::AdjustmentsFinal(last) => {
            known.parties.finish(index, last.party, last.first_year, last.last_year);
        }
        Article6::InventoryStated(_) | Article6::UnitsAuthorized(_) | Article6::IdentifiersAssigned(_) => {}
    }
}

/// Whether each item stands once; lists have at most 64.
fn are_distinct<T: PartialEq>(items: &[T]) -> bool {
    items.iter().enumerate().all(|(place, item)| !items.iter().take(place).any(|before| before == item))
}
