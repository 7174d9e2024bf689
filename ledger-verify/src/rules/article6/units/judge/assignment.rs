//! Identifiers, but for numbers that are assigned twice (`super::super::numbers`).

use super::super::act::{Moment, Numbering};
use super::super::unit::Unit;
use super::attachment::is_ended;
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::ask as hold;
use crate::rules::state::State;

/// Asks of a unit that gets a number, which is within its limits or not.
pub fn ask(
    state: &State,
    at: Moment,
    unit: &Unit,
    series: &UnitSeries,
    numbering: &Numbering,
    is_within_limits: bool,
) -> Result<(), Rule> {
    hold(346, !is_ended(state, at, unit, series))?;
    hold(350, (numbering.party, numbering.vintage) == (series.host, series.vintage))?;
    hold(351, unit.identifier.is_none())?;
    hold(352, is_within_limits)?;
    let attached = unit.attachments.of(series.host, &state.article6.authorizations);
    hold(353, attached.is_none_or(|(_, version)| version.approach == numbering.approach))
}
