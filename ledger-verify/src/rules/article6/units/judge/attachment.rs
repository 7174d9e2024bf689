//! Units authorized, and what a first transfer by authorization needs (R-363, R-364, remarks).
//!
//! The cap is settled in [`super::super::caps`].

use ledger_format::codes::FirstTransferDefinition as Definition;

use super::super::act::Act;
use super::super::unit::Unit;
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::article6::admission::Admission;
use crate::rules::article6::state::authorizations::{Version, VersionPlace, lies_between};
use crate::rules::article6::terms::Deed;
use crate::rules::ask as hold;
use crate::rules::state::State;

/// Asks of a unit that is attached to a version.
pub fn ask(
    state: &State,
    act: &Act,
    unit: &Unit,
    series: &UnitSeries,
    (place, version): (VersionPlace, &Version),
) -> Result<(), Rule> {
    hold(346, !unit.holder.ends_at(state, act.entry))?;
    let known = &state.article6;
    let in_effect = known.authorizations.is_in_effect_at(version, act.entry, act.occurred_at);
    let fits = version.measured == series.measured && lies_between(series.vintage, version.vintages);
    hold(347, in_effect && fits)?;
    let by_host = version.party == series.host;
    let again = unit.attachments.of(version.party, &known.authorizations).is_some_and(|(at, _)| at == place);
    hold(348, !again)?;
    hold(348, !by_host || !unit.is_first_transferred())?;
    hold(353, !by_host || unit.identifier.is_none_or(|approach| approach == version.approach))?;
    if !makes_first_transfer(state, act, unit, series, version) {
        return Ok(());
    }
    hold(363, unit.identifier.is_some())?;
    let admission = Admission { state: known, terms: act.terms, entry: act.entry, deed: Deed::FirstTransfer };
    admission.ask(version.approach, series.host, Rule::R(364))
}

/// Triggers 2 and 3.
pub fn makes_first_transfer(
    state: &State,
    act: &Act,
    unit: &Unit,
    series: &UnitSeries,
    version: &Version,
) -> bool {
    version.party == series.host
        && matches!(version.definition, Definition::AUTHORIZATION | Definition::ISSUANCE)
        && !unit.is_first_transferred()
        && state.article6.authorizations.is_in_effect_at(version, act.entry, act.occurred_at)
}
