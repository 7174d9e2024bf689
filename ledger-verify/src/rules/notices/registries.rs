//! R-612 and N-304: identifiers name a registry of their approach, where any were stated.

use ledger_format::identifiers::{ApproachNumber, EntryIndex, RegistryId};

use crate::finding::Rule;
use crate::rules::state::State;

/// Asks of identifiers that an entry assigns; the state is that before the entry.
///
/// # Errors
/// R-612 where option 10 says that registries bind, else N-304.
pub fn ask_registry(
    state: &State,
    entry: EntryIndex,
    approach: ApproachNumber,
    registry: RegistryId,
) -> Result<(), Rule> {
    let terms = state.article6.terms.at(entry);
    let stated = state.notices.registries_of(approach);
    if !terms.knows_notices() || stated.is_empty() || stated.contains(&registry) {
        return Ok(());
    }
    Err(if terms.registries_bind { Rule::R(612) } else { Rule::N(304) })
}
