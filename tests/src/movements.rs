//! Simple movements: one debit, one credit, one block; and how they are signed.

use ledger_format::body::{Body, Movement, Particular, ParticularValue, Posting, ReversingMovement};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{Action, Purposes, Side};
use ledger_format::identifiers::EntryIndex;

use crate::actors::{Actor, sign};
use crate::article6_world::ENTITIES;
use crate::world::{BEGINNING_MS, World, posting};

/// The default world's entry of a body, that occurred at the beginning, signed by keys of these numbers.
#[must_use]
pub fn signed(id: u64, body: Body, keys: &[u32]) -> Vec<u8> {
    let world = World::default();
    let actors: Vec<_> = keys.iter().map(|key| Actor::new(*key)).collect();
    sign(&world.origin, &world.statement(id, BEGINNING_MS, body), &actors.iter().collect::<Vec<_>>())
}

/// A movement with any action and postings.
///
/// # Panics
/// If there are more than 2,048 postings.
#[must_use]
pub fn movement(action: Action, postings: Vec<Posting>) -> Body {
    Body::Movement(Movement {
        action,
        particulars: Bounded::default(),
        postings: postings.try_into().expect("at most 2,048 postings"),
    })
}

/// A use or cancellation of Article 6 units: for a year, or by the first entity of the test world for a purpose.
///
/// # Panics
/// If there are more than 2,048 postings.
#[must_use]
pub fn using(action: Action, postings: Vec<Posting>, year: Option<u16>, purpose: Option<Purposes>) -> Body {
    let year = year.map(ParticularValue::YearOfUse).into_iter();
    let claim =
        purpose.map(|purpose| [ParticularValue::Entity(ENTITIES[0]), ParticularValue::Purpose(purpose)]);
    let particulars: Vec<_> = year.chain(claim.into_iter().flatten()).map(Particular::from).collect();
    Body::Movement(Movement {
        action,
        particulars: particulars.try_into().expect("a few particulars"),
        postings: postings.try_into().expect("at most 2,048 postings"),
    })
}

/// Both legs of one block.
#[must_use]
pub fn legs(from: u64, to: u64, space: u32, first: u64, last: u64) -> Vec<Posting> {
    vec![posting(from, Side::Debit, space, first, last), posting(to, Side::Credit, space, first, last)]
}

/// Units come into being.
#[must_use]
pub fn issue(source: u64, to: u64, space: u32, first: u64, last: u64) -> Body {
    movement(Action::ISSUE, legs(source, to, space, first, last))
}

/// Units change hands.
#[must_use]
pub fn transfer(from: u64, to: u64, space: u32, first: u64, last: u64) -> Body {
    movement(Action::TRANSFER, legs(from, to, space, first, last))
}

/// A movement is taken back.
///
/// # Panics
/// If there are more than 2,048 postings.
#[must_use]
pub fn reversal(reverses: u64, postings: &[Posting]) -> Body {
    let postings: Vec<_> = postings.iter().map(|posting| posting.reversed()).collect();
    Body::Reversal(ReversingMovement {
        reverses: EntryIndex(reverses),
        reason: 1,
        postings: postings.try_into().expect("at most 2,048 postings"),
    })
}
