//! NDC periods, inventories, standings, final adjustments, with R-141 of their Party.

use ledger_format::body::article6::{AdjustmentsFinal, InventoryStated, NdcPeriodDeclared, StandingStated};
use ledger_format::codes::AdjustmentMethod as Method;
use ledger_format::identifiers::{EntryIndex, PartyCode};

use super::metrics::is_named;
use crate::finding::Rule;
use crate::rules::ask;
use crate::rules::state::State;

/// Years in which an NDC period lies.
const PERIOD_YEARS: std::ops::RangeInclusive<u16> = 2013..=2200;
/// Years of which anything is stated.
const STATED_YEARS: std::ops::RangeInclusive<u16> = 1990..=2200;

///
pub fn ask_declared(state: &State, index: EntryIndex, party: PartyCode) -> Result<(), Rule> {
    ask(141, state.is_declared_at(party, index))
}

pub fn ask_period(state: &State, index: EntryIndex, period: &NdcPeriodDeclared) -> Result<(), Rule> {
    ask_declared(state, index, period.party)?;
    let (first, last) = (period.first_year, period.last_year);
    let name = period.non_ghg_metric.as_str();
    let lies_right = first <= last && PERIOD_YEARS.contains(&first) && PERIOD_YEARS.contains(&last);
    let known = &state.article6;
    let is_free = known
        .names
        .find(period.metric, name)
        .is_none_or(|measured| !known.parties.has_period_in(period.party, measured, first, last));
    ask(304, lies_right && is_free && is_named(period.metric, name) && has_its_values(period))
}

/// For averaging none, for a trajectory every year, for a budget exactly the last.
fn has_its_values(period: &NdcPeriodDeclared) -> bool {
    let years = period.values.iter().map(|value| value.year);
    match period.method {
        Method::AVERAGING => period.values.is_empty(),
        Method::TRAJECTORY => years.eq(period.first_year..=period.last_year),
        Method::BUDGET => years.eq([period.last_year]),
        _ => false,
    }
}

pub fn ask_inventory(state: &State, index: EntryIndex, inventory: &InventoryStated) -> Result<(), Rule> {
    ask_declared(state, index, inventory.party)?;
    ask_year(inventory.year)?;
    ask(305, is_named(inventory.metric, inventory.non_ghg_metric.as_str()))
}

pub fn ask_standing(state: &State, index: EntryIndex, standing: &StandingStated) -> Result<(), Rule> {
    ask_declared(state, index, standing.party)?;
    ask(305, standing.value <= 1)
}

pub fn ask_final(state: &State, index: EntryIndex, last: &AdjustmentsFinal) -> Result<(), Rule> {
    ask_declared(state, index, last.party)?;
    ask_year(last.first_year)?;
    ask_year(last.last_year)?;
    ask(305, last.first_year <= last.last_year)
}

/// R-305 of a year.
pub fn ask_year(year: u16) -> Result<(), Rule> {
    ask(305, STATED_YEARS.contains(&year))
}
