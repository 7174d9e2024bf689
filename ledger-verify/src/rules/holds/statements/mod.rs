//! Statements of rulebook 4, in order: each is judged by the state before it, then takes effect (`spec/holds.md` sections 2, 4, 5).
//!
//! Invariants:
//! - Of an entry the first rule that it breaks is returned, in the order of their numbers.
//! - Every list is sorted before it is searched: an entry costs no more than sorting what it says.
//!
//! Whether the serials of a hold are held is the business of [`super::holders`], whether anything is in force
//! of [`super::bars`].

mod signers;

pub use signers::ask_signed;

use ledger_format::block::SerialBlock;
use ledger_format::body::Holds;
use ledger_format::body::holds::{HoldPlaced, RestrictionLifted, RestrictionPlaced};
use ledger_format::codes::Action;
use ledger_format::identifiers::{AccountNumber, EntryIndex, PartyCode};
use ledger_format::limits::UNITS_LIMIT;

use crate::finding::Rule;
use crate::rules::ask as hold;
use crate::rules::movement::kinds_fit;
use crate::rules::state::State;
use crate::rules::state::accounts::{Account, Status};

/// R-141 and up, but for.
///
/// # Errors
/// The first rule that it breaks.
pub fn ask(state: &State, index: EntryIndex, body: &Holds) -> Result<(), Rule> {
    match body {
        Holds::Placed(placed) => ask_hold(state, index, placed),
        Holds::Restricted(placed) => ask_restriction(state, index, placed),
        Holds::Lifted(lifted) => ask_lifting(state, index, lifted),
        Holds::Released(_) => Ok(()),
    }
}

/// Lets a statement take effect, whatever rules it breaks.
pub fn apply(state: &mut State, index: EntryIndex, body: &Holds) {
    state.holds.state(index, body);
}

fn ask_hold(state: &State, index: EntryIndex, placed: &HoldPlaced) -> Result<(), Rule> {
    let HoldPlaced { debited, acquiring, action, expires, blocks } = placed;
    ask_spaces(state, index, blocks)?;
    let (giver, taker) = (known(state, index, *debited)?, known(state, index, *acquiring)?);
    let is_active = |number, account| state.accounts.status_at(number, account, index) == Status::Active;
    hold(204, is_active(*debited, giver) && is_active(*acquiring, taker))?;
    hold(501, !blocks.is_empty() && are_well_laid(blocks))?;
    let (now, terms) = (state.holds.clock.now(), state.article6.terms.at(index));
    let lasts_ms = expires.0.checked_sub(now.0).filter(|lasts| *lasts > 0);
    let expires_in_time = lasts_ms.is_some_and(|lasts| lasts <= terms.hold_limit_ms);
    hold(502, debited != acquiring && *action != Action::ISSUE && expires_in_time)?;
    hold(503, kinds_fit(*action, giver.kind, taker.kind, terms))
}

fn ask_restriction(state: &State, index: EntryIndex, placed: &RestrictionPlaced) -> Result<(), Rule> {
    let RestrictionPlaced { party, accounts, blocks, from, until, .. } = placed;
    hold(141, party.is_none_or(|party| state.is_declared_at(party, index)))?;
    ask_spaces(state, index, blocks)?;
    let known: Vec<&Account> =
        accounts.iter().map(|number| known(state, index, *number)).collect::<Result<_, _>>()?;
    let names_something = !accounts.is_empty() || !blocks.is_empty();
    let has_time = until.0 == 0 || from < until;
    hold(511, names_something && are_distinct(accounts) && are_well_laid(blocks) && has_time)?;
    let is_own = |party: PartyCode| blocks.is_empty() && known.iter().all(|account| account.party == party);
    hold(512, party.is_none_or(is_own))
}

///
fn ask_lifting(state: &State, index: EntryIndex, lifted: &RestrictionLifted) -> Result<(), Rule> {
    let order = state.holds.order_at(lifted.restriction, index);
    hold(513, order.is_some_and(|order| order.stands_at(index)))
}

///
fn ask_spaces(state: &State, index: EntryIndex, blocks: &[SerialBlock]) -> Result<(), Rule> {
    hold(202, blocks.iter().all(|block| state.series.is_declared_at(block.space, index)))
}

///
fn known(state: &State, index: EntryIndex, number: AccountNumber) -> Result<&Account, Rule> {
    state.accounts.known_at(number, index).ok_or(Rule::R(203))
}

/// R-345, but for there being any.
fn are_well_laid(blocks: &[SerialBlock]) -> bool {
    let mut sorted = blocks.to_vec();
    sorted.sort_unstable();
    let units = blocks.iter().map(|block| u128::from(block.count())).sum::<u128>();
    blocks.iter().all(SerialBlock::is_well_formed)
        && sorted.windows(2).all(|pair| !matches!(pair, [a, b] if a.overlaps(b)))
        && units < u128::from(UNITS_LIMIT)
}

fn are_distinct(accounts: &[AccountNumber]) -> bool {
    let mut sorted = accounts.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| !matches!(pair, [a, b] if a == b))
}
