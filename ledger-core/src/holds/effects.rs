//! What an entry under rulebook 4 changes (`spec/holds.md` section 5): the same code for an entry that is committed and one that
//! is replayed.
//!
//! Invariants:
//! - Total: whatever an entry says has an effect or none; nothing is refused here.
//! - Who holds what is not asked: the entries in order are all that has to be told.

use std::sync::Arc;

use ledger_format::body::{Body, Holds};

use super::nouns::{EvidenceSaid, Hold, Lifting, Restriction};
use super::particulars::{evidence_of, hold_of};
use crate::book::StateMut;
use crate::origins::particulars::credited;
use crate::rules::Candidate;

/// Lets a statement about what holds units back take effect.
pub(crate) fn statement(state: &mut impl StateMut, candidate: &Candidate<'_>, body: &Holds) {
    if !state.options().knows_holds() {
        return;
    }
    let (entry, at, mut tables) = (candidate.index, candidate.recorded_at, state.holds_mut());
    match body {
        Holds::Placed(body) => tables.place_hold(Hold { terms: body.clone(), placed: entry }, at),
        Holds::Released(body) => tables.end_hold(body.hold),
        Holds::Restricted(body) => {
            let terms = body.as_ref().clone();
            tables.place_restriction(Restriction { terms, placed: entry, placed_at: at, lifted: None }, at);
        }
        Holds::Lifted(body) => {
            let known = tables.view().restriction(body.restriction);
            if let Some(known) = known.filter(|known| known.lifted.is_none()).cloned() {
                tables.loosen(known.placed);
                let lifted = Some(Lifting { entry, at });
                tables.set_restriction(
                    known.placed,
                    Arc::new(Restriction { lifted, ..Restriction::clone(&known) }),
                );
            }
        }
    }
}

/// Lets a movement accept the hold that it names, and say the evidence of its serials.
pub(crate) fn moved(state: &mut impl StateMut, candidate: &Candidate<'_>) {
    let Body::Movement(body) = candidate.body else { return };
    // Most movements have no particulars: nothing is looked at for them.
    if body.particulars.is_empty() || !state.options().knows_holds() {
        return;
    }
    let (hold, evidence) = (hold_of(body), evidence_of(body));
    if hold.is_none() && evidence.is_none() {
        return;
    }
    let mut tables = state.holds_mut();
    if let Some(hold) = hold {
        tables.end_hold(hold);
    }
    if let Some(evidence) = evidence {
        let said = EvidenceSaid { entry: candidate.index, evidence };
        for block in credited(&body.postings) {
            tables.say_evidence(block.space, block.first, block.last, said);
        }
    }
}
