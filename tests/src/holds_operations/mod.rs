//! Operations of rulebook 4, right and wrong, from the bytes of [`crate::article6_operations`]: holds placed, accepted, released
//! and left to expire, restrictions, evidence, and everything of rulebooks 2 and 3 beside it.
//!
//! Invariants:
//! - As there: the same bytes over the same model are the same entries, and whether they are right is not known here.
//! - Holds and restrictions are short, so that in one history many of them bind, and many of them bind no more.
//! - What is proposed is what operations of rulebook 2 would have moved; it is accepted later, when that may no longer be right.

mod placing;
mod settling;

use ledger_format::body::holds::{Evidence, Holds};
use ledger_format::body::{Body, Movement, Particular, ParticularValue};
use ledger_format::codes::{AccountKind, EvidenceGrade};
use ledger_format::identifiers::{Digest, PartyCode};

use crate::actors::Actor;
use crate::article6_operations::{Draw, drawn as drawn_of_article6};
use crate::model::Model;
use crate::model::holds::hold_named;
use crate::origins_operations::drawn as drawn_of_origins;
use crate::world::World;
pub(crate) use placing::spoil;
use placing::{place, restrict};
use settling::{accept, lift, release};

/// What an operation says under rulebook 4; `what` is below 64.
pub(crate) fn drawn(draw: &mut Draw<'_>, what: u8) -> Body {
    let body = match what {
        0..=7 => place(draw),
        8..=15 => accept(draw),
        16 | 17 => release(draw),
        18 | 19 => restrict(draw),
        20 | 21 => lift(draw),
        22..=45 => {
            let other = draw.of(64);
            drawn_of_origins(draw, other)
        }
        // Identifiers and authorizations, so that there is what can be proposed; then whatever moves.
        46..=56 => drawn_of_article6(draw, 8 + (what - 46) * 2),
        _ => drawn_of_article6(draw, 29 + (what - 57) * 3),
    };
    match body {
        Body::Movement(movement) => Body::Movement(with_evidence(draw, movement)),
        other => other,
    }
}

/// Says on what evidence units come or go, mostly as it must be said.
pub(crate) fn with_evidence(draw: &mut Draw<'_>, movement: Movement) -> Movement {
    let is_elsewhere = |account: u64| {
        draw.model.account(account).is_some_and(|account| account.kind == AccountKind::COUNTERPART)
    };
    let leaves = movement.postings.iter().any(|posting| is_elsewhere(posting.account.0));
    if draw.rarely(16) == leaves {
        return movement;
    }
    let grade = EvidenceGrade(if draw.rarely(30) { 5 } else { 1 + draw.of(4) });
    let is_none = (grade == EvidenceGrade::NONE) != draw.rarely(16);
    let digest = Digest([if is_none { 0 } else { 1 + draw.of(200) }; 32]);
    let mut particulars = movement.particulars.to_vec();
    particulars.push(Particular::from(ParticularValue::Evidence(Evidence { grade, digest })));
    Movement { particulars: particulars.try_into().unwrap_or_default(), ..movement }
}

/// Who signs what is said of holds and restrictions, and movements that name a hold.
pub(crate) fn signers<'a>(
    world: &'a World,
    model: &Model,
    body: &Body,
    authority: impl Fn(PartyCode) -> &'a Actor,
) -> Option<Vec<&'a Actor>> {
    let orders = |party: Option<PartyCode>| vec![party.map_or(&world.authority, &authority)];
    match body {
        Body::Movement(body) => {
            let hold = model.holds().holds.get(&hold_named(body)?)?;
            Some(world.signers_for(hold.terms.acquiring.0))
        }
        Body::Holds(Holds::Placed(body)) => Some(world.signers_for(body.debited.0)),
        Body::Holds(Holds::Released(body)) => {
            let terms = &model.holds().holds.get(&body.hold.0)?.terms;
            // Either may give it up.
            let account = if body.hold.0.is_multiple_of(2) { terms.acquiring } else { terms.debited };
            Some(world.signers_for(account.0))
        }
        Body::Holds(Holds::Restricted(body)) => Some(orders(body.party)),
        Body::Holds(Holds::Lifted(body)) => {
            Some(orders(model.holds().restrictions.get(&body.restriction.0)?.terms.party))
        }
        _ => None,
    }
}
