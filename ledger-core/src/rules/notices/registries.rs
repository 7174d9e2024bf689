//! which registries serve an approach.

use std::collections::HashSet;

use ledger_format::body::article6::IdentifiersAssigned;
use ledger_format::body::notices::ApproachRegistriesStated;

use super::refusal::{NoticesRefusal, RegistriesFault};
use crate::book::State;
use crate::rules::Case;

///
pub(super) fn registries_are_formed(body: &ApproachRegistriesStated) -> Result<(), NoticesRefusal> {
    if body.registries.is_empty() {
        return Err(NoticesRefusal::Registries(RegistriesFault::None));
    }
    let mut seen = HashSet::new();
    let twice = body.registries.iter().find(|registry| !seen.insert(**registry));
    twice.map_or(Ok(()), |registry| Err(NoticesRefusal::Registries(RegistriesFault::Twice(*registry))))
}

///
pub(super) fn registry_is_stated<S: State>(
    case: &Case<'_, '_, S>,
    body: &IdentifiersAssigned,
) -> Result<(), NoticesRefusal> {
    if !case.state.options().approach_registries_bind {
        return Ok(());
    }
    let (approach, registry) = (body.approach, body.registry);
    let stated = case.state.notices().registries_of(approach);
    if stated.is_empty() || stated.binary_search(&registry).is_ok() {
        Ok(())
    } else {
        Err(NoticesRefusal::RegistryNotStated { approach, registry })
    }
}
