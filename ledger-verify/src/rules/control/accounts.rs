//! Accounts, with of an opening.
//!
//! That a closed account holds no units is the business of `custody`.

use ledger_format::body::{AccountOpened, RepresentativesChanged};
use ledger_format::codes::AccountKind;
use ledger_format::identifiers::{AccountNumber, EntryIndex, KeyNumber};

use super::parties::ask_declared;
use crate::finding::Rule;
use crate::rules::ask;
use crate::rules::state::State;
use crate::rules::state::accounts::{Opening, Status};

pub fn ask_opening(state: &State, index: EntryIndex, account: &AccountOpened) -> Result<(), Rule> {
    ask_declared(state, index, account.party)?;
    ask(170, !state.accounts.is_taken(account.account))?;
    ask(174, account.kind != AccountKind::SOURCE)?;
    ask_group(state, index, &account.representatives, account.threshold)?;
    let asks_for_one =
        state.article6.terms.at(index).knows_notices() && account.kind == AccountKind::COUNTERPART;
    ask(607, !asks_for_one || is_one_of_its_kind(state, account))
}

/// of a registry that is not served here, the only one of its Party and metric that is not closed.
fn is_one_of_its_kind(state: &State, account: &AccountOpened) -> bool {
    !state.registries.contains(&account.registry)
        && !state.accounts.has_counterpart(account.registry, account.party, account.metric)
}

pub fn ask_suspension(state: &State, index: EntryIndex, account: AccountNumber) -> Result<(), Rule> {
    ask(172, ask_known(state, index, account)? == Some(Status::Active))
}

pub fn ask_reinstatement(state: &State, index: EntryIndex, account: AccountNumber) -> Result<(), Rule> {
    ask(172, ask_known(state, index, account)? == Some(Status::Suspended))
}

/// of an account that is closed, or whose representatives change.
pub fn ask_change(state: &State, index: EntryIndex, account: AccountNumber) -> Result<(), Rule> {
    let status = ask_known(state, index, account)?;
    ask(172, matches!(status, Some(Status::Active | Status::Suspended)))
}

pub fn ask_representatives(
    state: &State,
    index: EntryIndex,
    changed: &RepresentativesChanged,
) -> Result<(), Rule> {
    ask_change(state, index, changed.account)?;
    ask_group(state, index, &changed.representatives, changed.threshold)
}

/// R-171; the status of an account that may change at all, none for a Source account.
fn ask_known(state: &State, index: EntryIndex, number: AccountNumber) -> Result<Option<Status>, Rule> {
    let account = state.accounts.known_at(number, index).ok_or(Rule::R(171))?;
    let status = state.accounts.status_at(number, account, index);
    Ok((account.kind != AccountKind::SOURCE).then_some(status))
}

///
fn ask_group(state: &State, index: EntryIndex, named: &[KeyNumber], threshold: u16) -> Result<(), Rule> {
    let mut distinct = named.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let all_valid = named.iter().all(|key| state.keys.valid_at(*key, index).is_some());
    let lowest = usize::from(!named.is_empty());
    let can_be_met = (lowest..=named.len()).contains(&usize::from(threshold));
    ask(175, distinct.len() == named.len() && all_valid && can_be_met)
}

pub fn open(state: &mut State, index: EntryIndex, account: &AccountOpened) {
    let opening = Opening {
        kind: account.kind,
        metric: account.metric,
        party: account.party,
        registry: Some(account.registry),
        series: None,
        representatives: &account.representatives,
        threshold: account.threshold,
    };
    state.accounts.open(index, account.account, opening);
}

pub fn suspend(state: &mut State, index: EntryIndex, account: AccountNumber) {
    state.accounts.set_status(index, account, Status::Suspended);
}

pub fn reinstate(state: &mut State, index: EntryIndex, account: AccountNumber) {
    state.accounts.set_status(index, account, Status::Active);
}

pub fn close(state: &mut State, index: EntryIndex, account: AccountNumber) {
    state.accounts.set_status(index, account, Status::Closed);
}

pub fn change_representatives(state: &mut State, index: EntryIndex, changed: &RepresentativesChanged) {
    state.accounts.set_representatives(index, changed.account, &changed.representatives, changed.threshold);
}
