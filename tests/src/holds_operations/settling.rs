//! What becomes of holds and restrictions: accepted, released, lifted; in time or not, whole or not.

use ledger_format::body::holds::{HoldPlaced, HoldReleased, Holds, RestrictionLifted};
use ledger_format::body::{Body, Movement, Particular, ParticularValue, Posting};
use ledger_format::codes::{Action, Side};
use ledger_format::identifiers::{AccountNumber, EntryIndex};

use crate::article6_operations::Draw;
use crate::article6_operations::movements::claim;

/// A hold: mostly one in force, now and then one that is over, or none at all.
fn known(draw: &mut Draw<'_>) -> Option<u64> {
    let all: Vec<u64> = draw.model.holds().holds.keys().copied().collect();
    let in_force: Vec<u64> = draw.model.holds_in_force(draw.now_ms).into_iter().collect();
    let list = if in_force.is_empty() || draw.rarely(8) { all } else { in_force };
    if list.is_empty() || draw.rarely(24) { None } else { Some(draw.one(&list)) }
}

/// What an action must say beside its postings.
fn wanted(draw: &mut Draw<'_>, action: Action) -> Vec<ParticularValue> {
    match action {
        Action::USE_NDC => vec![ParticularValue::YearOfUse(draw.one(&[2024, 2025, 2023]))],
        Action::USE_OIMP => claim(draw).to_vec(),
        _ => Vec::new(),
    }
}

fn postings(draw: &mut Draw<'_>, terms: &HoldPlaced) -> Vec<Posting> {
    let leg = |account, side| terms.blocks.iter().map(move |block| Posting { account, side, block: *block });
    let mut postings: Vec<_> =
        leg(terms.debited, Side::Debit).chain(leg(terms.acquiring, Side::Credit)).collect();
    match draw.of(16) {
        // In other pieces: it is the same movement.
        0..=3 => {
            let mut pieces = Vec::new();
            for posting in postings {
                let (first, last) = (posting.block.first, posting.block.last);
                let middle = first + posting.block.count() / 2;
                let mut part = |from, to| {
                    let mut piece = posting;
                    (piece.block.first, piece.block.last) = (from, to);
                    pieces.push(piece);
                };
                if first < middle {
                    part(middle, last);
                    part(first, middle - 1);
                } else {
                    part(first, last);
                }
            }
            pieces
        }
        // Part of it.
        5 => {
            for posting in &mut postings {
                posting.block.last = (posting.block.last - 1).max(posting.block.first);
            }
            postings
        }
        // More than that.
        6 => {
            for posting in &mut postings {
                posting.block.last += 1;
            }
            postings
        }
        // To another.
        7 => {
            let side = Side::Credit;
            for posting in postings.iter_mut().filter(|posting| posting.side == side) {
                posting.account = AccountNumber(posting.account.0 + 20);
            }
            postings
        }
        _ => postings,
    }
}

pub(super) fn accept(draw: &mut Draw<'_>) -> Body {
    let hold = known(draw);
    let terms = hold.and_then(|hold| Some(draw.model.holds().holds.get(&hold)?.terms.clone()));
    let (Some(name), Some(terms)) = (hold, terms) else {
        // A movement that names what nobody placed.
        let named = ParticularValue::Hold(EntryIndex(draw.model.entry_count()));
        return match super::drawn_of_origins(draw, 25) {
            Body::Movement(movement) => Body::Movement(with(movement, named)),
            other => other,
        };
    };
    let mut particulars = wanted(draw, terms.action);
    particulars.push(ParticularValue::Hold(EntryIndex(name)));
    let particulars: Vec<_> = particulars.into_iter().map(Particular::from).collect();
    Body::Movement(Movement {
        action: if draw.rarely(20) { Action::TRANSFER } else { terms.action },
        particulars: particulars.try_into().unwrap_or_default(),
        postings: postings(draw, &terms).try_into().unwrap_or_default(),
    })
}

fn with(movement: Movement, value: ParticularValue) -> Movement {
    let mut particulars = movement.particulars.to_vec();
    particulars.push(Particular::from(value));
    Movement { particulars: particulars.try_into().unwrap_or_default(), ..movement }
}

pub(super) fn release(draw: &mut Draw<'_>) -> Body {
    let hold = known(draw).unwrap_or(draw.model.entry_count());
    Body::Holds(Holds::Released(HoldReleased { hold: EntryIndex(hold), reason: 1 }))
}

pub(super) fn lift(draw: &mut Draw<'_>) -> Body {
    let all: Vec<u64> = draw.model.holds().restrictions.keys().copied().collect();
    let placed = &draw.model.holds().restrictions;
    let open: Vec<u64> = all.iter().copied().filter(|name| !placed[name].is_lifted).collect();
    let list = if open.is_empty() || draw.rarely(8) { all } else { open };
    let name = if list.is_empty() || draw.rarely(24) { 9_999 } else { draw.one(&list) };
    Body::Holds(Holds::Lifted(RestrictionLifted { restriction: EntryIndex(name), reason: 1 }))
}
