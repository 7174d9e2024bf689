//! Reversing movements.

use ledger_format::codes::AccountKind;
use ledger_format::identifiers::EntryIndex;

use super::super::act::{Moment, Return};
use super::super::unit::{FirstTransfer, Unit};
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::ask as hold;
use crate::rules::state::State;

/// Asks of a unit that goes back; `reversed` is the movement, and the year for which it used units towards an NDC.
pub fn ask(
    state: &State,
    at: Moment,
    unit: &Unit,
    series: &UnitSeries,
    (kind, back): (AccountKind, &Return),
    (reverses, year_of_use): (EntryIndex, Option<u16>),
) -> Result<(), Rule> {
    hold(370, !back.leaves_registry)?;
    let is_final = |party, year| state.article6.parties.is_final_at(party, year, at.entry);
    let made_by_it = unit.first_transfer == FirstTransfer::Moved(reverses);
    let changes_addition = made_by_it && is_final(series.host, series.vintage);
    let used_for = back.given_by.zip(year_of_use);
    let changes_subtraction = used_for.is_some_and(|(party, year)| is_final(party, year));
    hold(371, !changes_addition && !changes_subtraction)?;
    hold(372, kind != AccountKind::SOURCE || !unit.is_first_transferred())
}
