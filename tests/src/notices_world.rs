//! Rulebook 5 in the test world: units that went to other registries, and what these say of them.
//!
//! Of Ghana's series of 2022 units 1 to 40 are first transferred to Switzerland's account for another registry, 41 to 80 lie in
//! Ghana's own, not first transferred yet; 81 to 90 lie there too, and have no identifier. 91 to 100 stayed at home.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{Article6, IdentifiersAssigned};
use ledger_format::body::holds::Evidence;
use ledger_format::body::notices::{ApproachRegistriesStated, NoticeGiven, NoticeWithdrawn, Notices};
use ledger_format::body::{Body, Movement, ParticularValue};
use ledger_format::codes::{Action, EvidenceGrade, FirstTransferDefinition, Purposes};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, Commitment, Digest, EntryIndex, RegistryId, SpaceId,
};

use crate::article6_world::{ENTITIES, attached, authorization, identified, party};
use crate::movements::{legs, signed};
use crate::origins_world::issue_to;
use crate::world::{BEGINNING_MS, World};

/// Ghana's series of 2022: its Source account, and where its serials count.
pub const SOURCE: u64 = 111;
/// See [`SOURCE`].
pub const SPACE: u32 = 3;
/// Ghana's holding account, and its account for another registry.
pub const HOME: u64 = 200;
/// See [`HOME`].
pub const GHANA_ELSEWHERE: u64 = 211;
/// Switzerland's holding account, and its account for another registry.
pub const SWITZERLAND: u64 = 220;
/// See [`SWITZERLAND`].
pub const SWITZERLAND_ELSEWHERE: u64 = 231;
/// The keys of the operator, of the ledger's authority, of both, and of whoever holds the accounts.
pub const OPERATOR: &[u32] = &[0];
/// See [`OPERATOR`].
pub const AUTHORITY: &[u32] = &[1];
/// See [`OPERATOR`].
pub const BOTH: &[u32] = &[0, 1];
/// See [`OPERATOR`].
pub const HOLDER: &[u32] = &[10];

/// The world in which nothing is forbidden, and registries do not bind.
#[must_use]
pub fn world() -> World {
    World::of_notices([0; 3], [500, 200, 3, 1], 60_000, [0, 0])
}

/// Serials of Ghana's series of 2022.
#[must_use]
pub fn block(first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(SPACE), first, last)
}

fn evidence() -> Evidence {
    Evidence { grade: EvidenceGrade::SIGNED_NOTICE, digest: Digest([9; 32]) }
}

/// A movement that goes to another registry or comes from there.
///
/// # Panics
/// Never.
#[must_use]
pub fn across(action: Action, from: u64, to: u64, first: u64, last: u64) -> Body {
    Body::Movement(Movement {
        action,
        particulars: vec![ParticularValue::Evidence(evidence()).into()].try_into().expect("one particular"),
        postings: legs(from, to, SPACE, first, last).try_into().expect("two legs"),
    })
}

/// An issue on the word of a document.
#[must_use]
pub fn issue(to: u64, first: u64, last: u64) -> Body {
    let history = ParticularValue::History(Digest([5; 32]));
    issue_to(SOURCE, SPACE, first, &[(to, last - first + 1)], Some(history))
}

/// Identifiers of Ghana's units of 2022, numbered as their serials.
#[must_use]
pub fn identify(first: u64, last: u64) -> IdentifiersAssigned {
    IdentifiersAssigned { vintage: 2022, ..identified(first, &[block(first, last)]) }
}

/// A use towards Switzerland's NDC of what its account for another registry holds.
///
/// # Panics
/// Never.
#[must_use]
pub fn used_by_switzerland(first: u64, last: u64) -> NoticeGiven {
    NoticeGiven {
        account: AccountNumber(SWITZERLAND_ELSEWHERE),
        blocks: vec![block(first, last)].try_into().expect("one block"),
        action: Action::USE_NDC,
        party: party("CHE"),
        year: 2024,
        entity: Commitment::default(),
        purpose: Purposes(0),
        evidence: evidence(),
    }
}

/// A use for OIMP, by the first entity, of what Ghana's account for another registry holds.
#[must_use]
pub fn used_by_an_airline(first: u64, last: u64) -> NoticeGiven {
    NoticeGiven {
        account: AccountNumber(GHANA_ELSEWHERE),
        action: Action::USE_OIMP,
        party: party("GHA"),
        year: 0,
        entity: ENTITIES[0],
        purpose: Purposes::IMP,
        ..used_by_switzerland(first, last)
    }
}

/// The statement of a notice.
#[must_use]
pub fn given(notice: NoticeGiven) -> Body {
    Body::Notices(Notices::Given(Box::new(notice)))
}

/// A notice is taken back.
#[must_use]
pub fn withdrawn(notice: u64) -> Body {
    let document = Digest([3; 32]);
    Body::Notices(Notices::Withdrawn(NoticeWithdrawn { notice: EntryIndex(notice), reason: 1, document }))
}

/// The registries of approach 1.
///
/// # Panics
/// If an id is not well formed.
#[must_use]
pub fn registries(ids: &[&str]) -> Body {
    let registries: Vec<RegistryId> = ids.iter().map(|id| id.parse().expect("a registry id")).collect();
    let registries = registries.try_into().expect("few registries");
    Body::Notices(Notices::RegistriesStated(ApproachRegistriesStated {
        approach: ApproachNumber(1),
        registries,
    }))
}

/// What comes to lie where the module says, with who signs it; all right, in order.
#[must_use]
pub fn beginning() -> Vec<(Body, &'static [u32])> {
    let version = authorization("GHA", "A", Purposes::ALL, FirstTransferDefinition::USE_OR_CANCELLATION);
    vec![
        (issue(HOME, 1, 100), AUTHORITY),
        (Body::Article6(Article6::IdentifiersAssigned(identify(1, 80))), OPERATOR),
        (Body::Article6(Article6::AuthorizationStated(Box::new(version))), AUTHORITY),
        (Body::Article6(attached("GHA", "A", 1, &[block(1, 100)])), AUTHORITY),
        (across(Action::FIRST_TRANSFER, HOME, SWITZERLAND_ELSEWHERE, 1, 40), HOLDER),
        (across(Action::TRANSFER, HOME, GHANA_ELSEWHERE, 41, 90), HOLDER),
    ]
}

/// The same and entries of every kind of rulebook 5, all right, in order, each with the time at which it is recorded: a batch each.
#[must_use]
pub fn right_history(world: &World) -> Vec<(u64, Vec<u8>)> {
    let mut bodies = beginning();
    let first = 1 + (world.declarations().len() + bodies.len()) as u64;
    bodies.extend([
        (registries(&["GHA01", "CHE01"]), AUTHORITY),
        (given(used_by_switzerland(1, 20)), OPERATOR),
        (given(used_by_an_airline(41, 60)), OPERATOR),
        (withdrawn(first + 1), BOTH),
        (across(Action::ACQUISITION, SWITZERLAND_ELSEWHERE, SWITZERLAND, 1, 10), HOLDER),
    ]);
    let entries = (1_000..).zip(bodies);
    entries.map(|(number, (body, keys))| (BEGINNING_MS + number, signed(number, body, keys))).collect()
}
