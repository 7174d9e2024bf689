//! who restricts what, and that nothing moves from there.

use std::collections::HashSet;

use ledger_format::block::SerialBlock;
use ledger_format::body::Posting;
use ledger_format::body::holds::RestrictionPlaced;
use ledger_format::codes::Side;
use ledger_format::identifiers::{AccountNumber, EntryIndex, Timestamp};

use super::fault::RestrictionFault;
use super::refusal::HoldsRefusal;
use super::standing::debited;
use crate::book::State;
use crate::holds::tables::View;
use crate::rules::article6::blocks_fault;
use crate::rules::{Case, Choice};

///
pub(super) fn restriction_is_admitted<S: State>(
    case: &Case<'_, '_, S>,
    body: &RestrictionPlaced,
) -> Result<(), HoldsRefusal> {
    //
    fault(body).map_or(Ok(()), |fault| Err(HoldsRefusal::Restriction(fault)))?;
    //
    let Some(party) = body.party else { return Ok(()) };
    let of_another =
        |number: &&AccountNumber| case.state.account(**number).is_some_and(|account| account.party != party);
    if let Some(account) = body.accounts.iter().find(of_another) {
        return Err(HoldsRefusal::AccountOfAnother { account: *account, party });
    }
    if body.blocks.is_empty() { Ok(()) } else { Err(HoldsRefusal::SerialsByParty(party)) }
}

///
fn fault(body: &RestrictionPlaced) -> Option<RestrictionFault> {
    if body.accounts.is_empty() && body.blocks.is_empty() {
        return Some(RestrictionFault::Nothing);
    }
    let mut seen = HashSet::new();
    if let Some(twice) = body.accounts.iter().find(|account| !seen.insert(**account)) {
        return Some(RestrictionFault::AccountTwice(*twice));
    }
    if !body.blocks.is_empty()
        && let Some(fault) = blocks_fault(&body.blocks)
    {
        return Some(RestrictionFault::Blocks(fault));
    }
    (body.until.0 != 0 && body.from >= body.until).then_some(RestrictionFault::Times)
}

///
pub(super) fn may_be_lifted<S: State>(
    case: &Case<'_, '_, S>,
    restriction: EntryIndex,
) -> Result<(), HoldsRefusal> {
    let known =
        case.state.holds().restriction(restriction).ok_or(HoldsRefusal::NoSuchRestriction(restriction))?;
    known.lifted.map_or(Ok(()), |lifted| Err(HoldsRefusal::LiftedBefore { restriction, by: lifted.entry }))
}

///
pub(super) fn not_restricted<S: State>(
    case: &Case<'_, '_, S>,
    postings: &[Posting],
    choice: Choice,
) -> Result<(), HoldsRefusal> {
    let (view, at) = (case.state.holds(), case.candidate.recorded_at);
    let stays =
        |posting: &Posting| view.is_restricted(posting.account, at) || is_restricted(view, posting.block, at);
    let Some(serials) = debited(postings, stays) else { return Ok(()) };
    let account = postings
        .iter()
        .find(|posting| posting.side == Side::Debit && view.is_restricted(posting.account, at))
        .map(|posting| posting.account);
    Err(HoldsRefusal::Restricted { account, serials, choice })
}

/// Whether a serial of a block is restricted.
pub(super) fn is_restricted(view: View<'_>, block: SerialBlock, at: Timestamp) -> bool {
    let mut restricted = false;
    view.restricted(block, at, |_| restricted = true);
    restricted
}
