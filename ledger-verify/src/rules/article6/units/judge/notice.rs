//! Notices of what was done elsewhere, with remarks on first transfers; and R-371 of their
//! withdrawals.
//!
//! Invariant: a first transfer depends on the trigger alone, not on what the notice breaks.

use ledger_format::codes::Action;
use ledger_format::identifiers::{AccountNumber, EntryIndex, PartyCode};

use super::super::act::Moment;
use super::super::unit::{FirstTransfer, Unit};
use super::claim::Claim;
use crate::finding::Rule;
use crate::rules::article6::UnitSeries;
use crate::rules::ask as hold;
use crate::rules::state::State;

/// R-346 and up of a unit that an account is said to have given up elsewhere, then remarks.
///
/// # Errors
/// The first that is broken.
pub fn ask(claim: &Claim<'_>, account: AccountNumber) -> Result<(), Rule> {
    let (Claim { state, unit, .. }, Moment { entry, occurred_at }) = (claim, &claim.at);
    hold(346, !unit.holder.ends_at(state, *entry) && unit.noticed.is_none())?;
    let makes = makes_first_transfer(claim);
    let made = if makes { claim.ask_first_transfer() } else { Ok(()) };
    if let Err(rule) = made
        && !rule.is_remark()
    {
        return made;
    }
    claim.ask_use(makes)?;
    hold(369, claim.action == Action::CANCELLATION || !claim.is_restricted())?;
    let since = unit.holder.held_as_counterpart_since(account, state, *entry).ok_or(Rule::R(601))?;
    hold(602, since <= *occurred_at)?;
    made
}

/// Trigger 4.
pub fn makes_first_transfer(claim: &Claim<'_>) -> bool {
    !claim.unit.is_first_transferred()
        && claim.hosts_in_effect().is_some_and(|version| claim.is_first_transfer_under(version))
}

/// R-371 of a unit that a notice took effect for, which is withdrawn; and for which year whose use of it was posted.
///
/// # Errors
/// The rule, if it is broken.
pub fn ask_withdrawal(
    state: &State,
    at: Moment,
    unit: &Unit,
    series: &UnitSeries,
    (notice, used_for): (EntryIndex, Option<(PartyCode, u16)>),
) -> Result<(), Rule> {
    let is_final = |party, year| state.article6.parties.is_final_at(party, year, at.entry);
    let made_by_it = unit.first_transfer == FirstTransfer::Noticed(notice);
    let changes_addition = made_by_it && is_final(series.host, series.vintage);
    let changes_subtraction = used_for.is_some_and(|(party, year)| is_final(party, year));
    hold(371, !changes_addition && !changes_subtraction)
}
