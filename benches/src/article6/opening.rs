//! The beginning: who there is, what is stated, and every block that is not late issued, numbered and authorized.
//!
//! Invariant: each entry is signed by one key, the one whose authority it uses.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{IdentifiersAssigned, UnitsAuthorized};
use ledger_format::body::holds::RestrictionPlaced;
use ledger_format::body::origins::LineName;
use ledger_format::body::{
    AccountOpened, Article6, Body, Holds, KeyRegistered, Movement, Particular, ParticularValue,
    PartyDeclared, Posting, RoleOfKey, SpaceDeclared,
};
use ledger_format::bounded::{Bounded, Code};
use ledger_format::codes::{AccountKind, Action, LineKind, Metric, RestrictionReason, Role, Side};
use ledger_format::identifiers::{AccountNumber, Commitment, KeyNumber, PartyCode, RegistryId, Timestamp};
use rayon::prelude::*;

use super::layout::{
    APPROACH, COUNTERPARTS, ENDS, GROUP, HOSTS, PARTIES, SERIES, UNITS, authority, authorization,
    authorization_of, component_of, counterpart, end, foreign_party, foreign_registry, host_of, is_late,
    issued_to, monitoring, party, registry, rest_of, restricted, series_of, source, space, vintage_of,
};
use super::statements::{self, DOCUMENT};
use crate::world::{Actors, OPERATOR, Plan, account, signer};

/// Identifiers of late blocks begin behind these.
const LATE_NUMBERS: u64 = 1 << 40;

/// What somebody says, and the key that signs it.
pub struct Said {
    /// What.
    pub body: Body,
    /// By whom.
    pub signer: u32,
}

/// The entries behind genesis and before the first movement.
pub fn said(actors: &Actors, plan: &Plan) -> Vec<Said> {
    let mut said: Vec<Said> = who(actors, plan).into_iter().map(by_operator).collect();
    said.extend(stated(plan));
    said.extend(accounts(plan).into_iter().map(by_operator));
    said.extend((0..PARTIES).map(|place| Said { body: kept(place), signer: authority(plan, place) }));
    let groups: Vec<u64> = (0..plan.blocks).step_by(GROUP as usize).collect();
    let issued: Vec<[Said; 3]> = groups
        .into_par_iter()
        .map(|first| {
            let end = (first + GROUP).min(plan.blocks);
            let blocks: Vec<u64> = (first..end).filter(|block| !is_late(*block)).collect();
            [issued(plan, &blocks), numbered(&blocks, 1 + first * UNITS), authorized(plan, &blocks)]
        })
        .collect();
    said.extend(issued.into_iter().flatten());
    said
}

/// How many entries [`said`] returns.
pub fn said_count(plan: &Plan) -> u64 {
    let who = u64::from(plan.keys) + 2 * PARTIES + 1 + HOSTS;
    let stated = 1 + 4 * PARTIES + 2 * HOSTS + 2 * SERIES;
    let accounts = plan.accounts + PARTIES * (ENDS.len() as u64 + 1) + COUNTERPARTS;
    who + stated + accounts + PARTIES + 3 * plan.blocks.div_ceil(GROUP)
}

fn by_operator(body: Body) -> Said {
    Said { body, signer: OPERATOR }
}

fn who(actors: &Actors, plan: &Plan) -> Vec<Body> {
    let mut bodies: Vec<Body> = (1..=plan.keys)
        .map(|number| {
            let (key, public_key) = (KeyNumber(number), actors.public(number));
            Body::KeyRegistered(KeyRegistered { key, public_key, owner: Commitment::default() })
        })
        .collect();
    for place in 0..PARTIES {
        let key = KeyNumber(authority(plan, place));
        bodies.push(Body::PartyDeclared(PartyDeclared { party: party(place) }));
        bodies.push(Body::RoleGranted(RoleOfKey { role: Role::AUTHORITY, party: Some(party(place)), key }));
    }
    bodies.push(Body::PartyDeclared(PartyDeclared { party: foreign_party() }));
    bodies.extend((0..HOSTS).map(|host| {
        let name = Code::new(format!("units of {}", party(host))).expect("a name");
        Body::SpaceDeclared(SpaceDeclared { space: space(host), name })
    }));
    bodies
}

fn stated(plan: &Plan) -> Vec<Said> {
    let by = |place: u64, body| Said { body, signer: authority(plan, place) };
    let mut said = vec![by_operator(statements::approach())];
    for place in 0..PARTIES {
        said.push(by(place, statements::period(place)));
        said.push(by(place, statements::report(place)));
        said.push(by(place, statements::entity_stated(place)));
        said.push(by(place, statements::authorization_stated(place, 1)));
    }
    for host in 0..HOSTS {
        said.push(by(host, statements::authorization_stated(host, 2)));
        said.push(by(host, statements::activity_declared(host)));
    }
    for series in 0..SERIES {
        said.push(by(host_of(series), statements::monitored(plan, series)));
        said.push(by(host_of(series), statements::series_opened(series)));
    }
    said
}

fn accounts(plan: &Plan) -> Vec<Body> {
    let opened = |account: AccountNumber, kind, party: PartyCode, registry: RegistryId, key: u32| {
        Body::AccountOpened(AccountOpened {
            account,
            kind,
            party,
            registry,
            holder: Commitment::default(),
            metric: Metric::GHG,
            representatives: Bounded::new(vec![KeyNumber(key)]).expect("one"),
            threshold: 1,
        })
    };
    let holding = |place| {
        let of = place % PARTIES;
        opened(account(place), AccountKind::HOLDING, party(of), registry(of), signer(plan, place))
    };
    let mut bodies: Vec<Body> = (0..plan.accounts).map(holding).collect();
    for place in 0..PARTIES {
        let own =
            |account, kind| opened(account, kind, party(place), registry(place), authority(plan, place));
        bodies.extend(ENDS.map(|kind| own(end(place, kind), kind)));
        bodies.push(own(restricted(place), AccountKind::HOLDING));
    }
    bodies.extend((0..COUNTERPARTS).map(|place| {
        let kind = AccountKind::COUNTERPART;
        opened(counterpart(place), kind, foreign_party(), foreign_registry(place), signer(plan, place))
    }));
    bodies
}

/// A Party's order over an account that holds nothing: it is in force all the time.
fn kept(place: u64) -> Body {
    Body::Holds(Holds::Restricted(Box::new(RestrictionPlaced {
        party: Some(party(place)),
        reason: RestrictionReason::COURT_ORDER,
        accounts: Bounded::new(vec![restricted(place)]).expect("one"),
        blocks: Bounded::default(),
        from: Timestamp(0),
        until: Timestamp(0),
        document: DOCUMENT,
    })))
}

/// Blocks of one group, issued on their line.
///
/// # Panics
/// If there is none, or more than a movement takes.
pub fn issued(plan: &Plan, blocks: &[u64]) -> Said {
    let first = *blocks.first().expect("a block");
    let series = series_of(first);
    let line =
        LineName { year: vintage_of(series), component: component_of(first), kind: LineKind::REDUCTIONS };
    let basis = Particular::from(ParticularValue::Monitoring(monitoring(series), line));
    let debit =
        |block: &u64| Posting { account: source(series), side: Side::Debit, block: rest_of(*block, 0) };
    let credit = |block: &u64| Posting {
        account: account(issued_to(plan, *block)),
        side: Side::Credit,
        block: rest_of(*block, 0),
    };
    let postings = blocks.iter().map(debit).chain(blocks.iter().map(credit)).collect();
    let body = Body::Movement(Movement {
        action: Action::ISSUE,
        particulars: Bounded::new(vec![basis]).expect("one"),
        postings: Bounded::new(postings).expect("few"),
    });
    Said { body, signer: authority(plan, host_of(series)) }
}

fn serials(blocks: &[u64]) -> Vec<SerialBlock> {
    blocks.iter().map(|block| rest_of(*block, 0)).collect()
}

fn numbered(blocks: &[u64], first_number: u64) -> Said {
    let series = series_of(*blocks.first().expect("a block"));
    let host = host_of(series);
    by_operator(Body::Article6(Article6::IdentifiersAssigned(IdentifiersAssigned {
        approach: APPROACH,
        registry: registry(host),
        first_transferring_party: party(host),
        vintage: vintage_of(series),
        first_number,
        blocks: Bounded::new(serials(blocks)).expect("few"),
    })))
}

/// A late block gets its identifiers.
pub fn numbered_late(block: u64) -> Said {
    numbered(&[block], LATE_NUMBERS + block * UNITS)
}

/// Blocks of one group, authorized by their host.
fn authorized(plan: &Plan, blocks: &[u64]) -> Said {
    let first = *blocks.first().expect("a block");
    authorized_by(plan, host_of(series_of(first)), authorization_of(first), serials(blocks))
}

/// Serials, authorized by a Party.
///
/// # Panics
/// If they are more blocks than an entry takes.
pub fn authorized_by(plan: &Plan, place: u64, number: u64, blocks: Vec<SerialBlock>) -> Said {
    let body = UnitsAuthorized {
        party: party(place),
        authorization: authorization(place, number),
        version: 1,
        blocks: Bounded::new(blocks).expect("few"),
    };
    Said { body: Body::Article6(Article6::UnitsAuthorized(body)), signer: authority(plan, place) }
}
