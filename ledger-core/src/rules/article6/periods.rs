//! NDC periods, inventories, standings and years make sense.

use std::ops::RangeInclusive;

use ledger_format::body::article6::{InventoryStated, NdcPeriodDeclared, StandingStated};
use ledger_format::codes::{AdjustmentMethod, Metric};

use super::fault::{PeriodFault, StatementFault};
use super::refusal::Article6Refusal;
use crate::article6::{Measured, MetricName};
use crate::book::State;
use crate::rules::Case;

const PERIOD_YEARS: RangeInclusive<u16> = 2013..=2200;
const STATED_YEARS: RangeInclusive<u16> = 1990..=2200;

/// Whether a metric is named as R-163 has it: a non-GHG one, and GHG not.
pub(super) fn is_named_right(metric: Metric, non_ghg: &str) -> bool {
    non_ghg.is_empty() == (metric != Metric::NON_GHG)
}

fn lie_within(first: u16, last: u16, years: &RangeInclusive<u16>) -> bool {
    years.contains(&first) && years.contains(&last) && first <= last
}

///
pub(super) fn period_is_formed<S: State>(
    case: &Case<'_, '_, S>,
    body: &NdcPeriodDeclared,
) -> Result<(), Article6Refusal> {
    let (first, last, non_ghg) = (body.first_year, body.last_year, body.non_ghg_metric.as_str());
    let refuse = |fault| Err(Article6Refusal::Period(fault));
    if !lie_within(first, last, &PERIOD_YEARS) {
        return refuse(PeriodFault::Years);
    }
    if !is_named_right(body.metric, non_ghg) {
        return refuse(PeriodFault::MetricName);
    }
    let metric = MetricName { metric: body.metric, non_ghg: non_ghg.to_owned() };
    let of = Measured { party: body.party, metric };
    let earlier = case.state.article6().periods(&of).iter().map(|period| &period.terms);
    if let Some(other) =
        earlier.into_iter().find(|other| other.first_year <= last && first <= other.last_year)
    {
        return refuse(PeriodFault::Overlaps { first: other.first_year, last: other.last_year });
    }
    let years = body.values.iter().map(|value| value.year);
    let right = match body.method {
        AdjustmentMethod::AVERAGING => years.eq([]),
        AdjustmentMethod::TRAJECTORY => years.eq(first..=last),
        _ => years.eq([last]),
    };
    if right { Ok(()) } else { refuse(PeriodFault::Values) }
}

/// R-305 of years.
pub(super) fn years_are_right(first: u16, last: u16) -> Result<(), Article6Refusal> {
    if lie_within(first, last, &STATED_YEARS) {
        Ok(())
    } else {
        Err(Article6Refusal::Statement(StatementFault::Years))
    }
}

/// R-305 of an inventory.
pub(super) fn inventory_is_formed(body: &InventoryStated) -> Result<(), Article6Refusal> {
    years_are_right(body.year, body.year)?;
    if is_named_right(body.metric, body.non_ghg_metric.as_str()) {
        Ok(())
    } else {
        Err(Article6Refusal::Statement(StatementFault::MetricName))
    }
}

/// R-305 of a standing.
pub(super) fn standing_is_formed(body: &StandingStated) -> Result<(), Article6Refusal> {
    if body.value <= 1 {
        Ok(())
    } else {
        Err(Article6Refusal::Statement(StatementFault::Standing(body.value)))
    }
}
