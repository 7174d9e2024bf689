//! an activity is declared once, with all that is needed to issue for it.

use ledger_format::body::origins::{ActivityDeclared, ActivityId};

use super::fault::ActivityFault;
use super::refusal::OriginsRefusal;
use crate::book::State;
use crate::origins::Activity;
use crate::rules::Case;
use crate::rules::spaces_and_series::is_measured_right;

///
pub(super) fn activity_is_formed<S: State>(
    case: &Case<'_, '_, S>,
    body: &ActivityDeclared,
) -> Result<(), OriginsRefusal> {
    let mut numbers: Vec<_> = body.components.iter().map(|component| component.number).collect();
    numbers.sort_unstable();
    let twice = numbers.windows(2).find_map(|pair| match pair {
        [a, b] if a == b => Some(*a),
        _ => None,
    });
    let fault = if case.state.origins().activity_number(body.activity.as_str()).is_some() {
        ActivityFault::Taken
    } else if body.from >= body.until {
        ActivityFault::Period
    } else if !is_measured_right(
        body.metric,
        body.non_ghg_metric.as_str(),
        body.quantum_digits,
        body.quantum_scale,
    ) {
        ActivityFault::Measure
    } else if numbers.is_empty() {
        ActivityFault::NoComponent
    } else if let Some(component) = twice {
        ActivityFault::ComponentTwice(component)
    } else {
        return Ok(());
    };
    Err(OriginsRefusal::Activity(fault))
}

///
pub(super) fn activity_is_declared<'s, S: State>(
    case: &Case<'s, '_, S>,
    id: &ActivityId,
) -> Result<&'s Activity, OriginsRefusal> {
    let known = case.state.origins().activity_named(id.as_str());
    known.map(AsRef::as_ref).ok_or_else(|| OriginsRefusal::ActivityUnknown(id.clone()))
}
