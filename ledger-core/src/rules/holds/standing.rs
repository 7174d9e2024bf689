//! a hold is accepted or released while it is in force, as it was proposed, and by nothing else.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::{Movement, Posting};
use ledger_format::codes::Side;
use ledger_format::identifiers::EntryIndex;

use super::fault::HoldDifference;
use super::refusal::HoldsRefusal;
use crate::book::State;
use crate::holds::Hold;
use crate::rules::{Case, Choice, ListedSerials, Serials};

/// the hold that an entry names.
pub(super) fn is_in_force<'s, S: State>(
    case: &Case<'s, '_, S>,
    named: EntryIndex,
) -> Result<&'s Arc<Hold>, HoldsRefusal> {
    let at = case.candidate.recorded_at;
    match case.state.holds().hold(named) {
        Some(hold) if hold.is_in_force(at) => Ok(hold),
        Some(hold) => Err(HoldsRefusal::HoldExpired { hold: named, expired: hold.terms.expires }),
        None if case.candidate.named_hold.is_some() => Err(HoldsRefusal::HoldOver(named)),
        None => Err(HoldsRefusal::NoSuchHold(named)),
    }
}

///
pub(super) fn is_as_proposed(hold: &Hold, body: &Movement) -> Result<(), HoldsRefusal> {
    let refuse = |difference| Err(HoldsRefusal::NotAsProposed { hold: hold.placed, difference });
    if body.action != hold.terms.action {
        return refuse(HoldDifference::Action { proposed: hold.terms.action });
    }
    for posting in body.postings.iter() {
        let proposed = if posting.side == Side::Debit { hold.terms.debited } else { hold.terms.acquiring };
        if posting.account != proposed {
            return refuse(HoldDifference::Account { found: posting.account, proposed });
        }
    }
    let credits = body.postings.iter().filter(|posting| posting.side == Side::Credit);
    let moved = Serials::union(credits.map(|posting| posting.block).collect());
    if moved == Serials::union(hold.blocks().collect()) { Ok(()) } else { refuse(HoldDifference::Serials) }
}

///
pub(super) fn not_held_back<S: State>(
    case: &Case<'_, '_, S>,
    postings: &[Posting],
    named: Option<EntryIndex>,
    choice: Choice,
) -> Result<(), HoldsRefusal> {
    let (view, at) = (case.state.holds(), case.candidate.recorded_at);
    let held_back = |posting: &Posting| {
        let mut held_back = false;
        view.held_back(posting.block, at, named, |_| held_back = true);
        held_back
    };
    debited(postings, held_back).map_or(Ok(()), |serials| Err(HoldsRefusal::HeldBack { serials, choice }))
}

/// The debited blocks that are such, as a refusal lists them.
pub(super) fn debited(postings: &[Posting], such: impl Fn(&Posting) -> bool) -> Option<ListedSerials> {
    let such = postings.iter().filter(|posting| posting.side == Side::Debit && such(posting));
    let blocks: Vec<SerialBlock> = such.map(|posting| posting.block).collect();
    // An empty list takes no place on the heap: the usual case.
    if blocks.is_empty() { None } else { Serials::union(blocks).listed() }
}
