//! what `spec/holds.md` section 4 asks under rulebook 4.
//!
//! Invariants:
//! - As of all rules: pure, asked in ascending order of their numbers, the first that says no is the answer.
//! - A movement without particulars, while nothing is held back or restricted, pays for a look at empty tables and at the kinds
//!   of its accounts.
//! - A refusal over serials lists blocks as they were named: each in which at least one serial breaks the rule.

mod evidence;
mod fault;
mod placing;
mod refusal;
mod restrictions;
mod standing;

use ledger_format::body::{Holds, Movement, Posting, ReversingMovement};
use ledger_format::identifiers::EntryIndex;

pub use fault::{EvidenceFault, HoldDifference, HoldFault, HoldUnfit, RestrictionFault};
pub use refusal::HoldsRefusal;

use super::movements;
use super::parties_and_roles::party_is_declared;
use super::refusal::Refusal;
use super::{Case, Choice};
use crate::book::State;
use crate::holds::particulars::hold_of;

/// Asks the rules of a statement about what holds units back, of each kind in ascending order.
pub(super) fn statement<S: State>(case: &Case<'_, '_, S>, body: &Holds) -> Result<(), Refusal> {
    match body {
        Holds::Placed(body) => {
            movements::spaces_are_declared(case, body.blocks.iter().map(|block| block.space))?;
            movements::accounts_are_active(case, [body.debited, body.acquiring].into_iter())?;
            Ok(placing::hold_is_admitted(case, body)?)
        }
        Holds::Released(body) => standing::is_in_force(case, body.hold).map(|_| ()).map_err(Into::into),
        Holds::Restricted(body) => {
            party_is_declared(case, body.party)?;
            movements::spaces_are_declared(case, body.blocks.iter().map(|block| block.space))?;
            movements::accounts_are_known(case, body.accounts.iter().copied())?;
            Ok(restrictions::restriction_is_admitted(case, body)?)
        }
        Holds::Lifted(body) => Ok(restrictions::may_be_lifted(case, body.restriction)?),
    }
}

/// of a movement, after hold.
pub(super) fn movement<S: State>(case: &Case<'_, '_, S>, body: &Movement) -> Result<(), Refusal> {
    let named = hold_of(body);
    if let Some(named) = named {
        let hold = standing::is_in_force(case, named)?;
        standing::is_as_proposed(hold, body)?;
    }
    may_move(case, &body.postings, named, choice(named))?;
    Ok(evidence::is_where_it_belongs(case, body)?)
}

/// of a reversing movement.
pub(super) fn reversal<S: State>(case: &Case<'_, '_, S>, body: &ReversingMovement) -> Result<(), Refusal> {
    may_move(case, &body.postings, None, Choice::Fixed)
}

/// Whether a movement may name other blocks: one that accepts a hold may not.
pub(super) fn choice_of(body: &Movement) -> Choice {
    choice(hold_of(body))
}

fn choice(named: Option<EntryIndex>) -> Choice {
    named.map_or(Choice::Free, |_| Choice::Fixed)
}

///
fn may_move<S: State>(
    case: &Case<'_, '_, S>,
    postings: &[Posting],
    named: Option<EntryIndex>,
    choice: Choice,
) -> Result<(), Refusal> {
    standing::not_held_back(case, postings, named, choice)?;
    Ok(restrictions::not_restricted(case, postings, choice)?)
}
