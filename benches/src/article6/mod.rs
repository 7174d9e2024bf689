//! The same work with Article 6 units, under the newest rulebook: what a registry of ITMOs writes in a year of trading.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`layout`] | Parties, keys, accounts, series and blocks by their places |
//! | `statements` | what is stated of Parties, authorizations, activities and monitorings |
//! | `opening` | everything before the first movement |
//! | [`life`] | what becomes of a block, round by round |
//!
//! Invariants:
//! - Entry `at` is a function of the plan and `at`, as in the ledger of plain movements, and needs one signature.
//! - Each round has one entry about every block, in an order drawn for that round.
//! - Every entry is right: the verifier finds nothing, and remarks on nothing.
//!
//! About 13 of 14 entries behind the opening are movements; the others place holds and restrictions, lift restrictions, authorize and
//! number units, and tell what was cancelled elsewhere.

pub mod layout;
pub mod life;
mod opening;
mod statements;

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::{Evidence, HoldPlaced, RestrictionLifted, RestrictionPlaced};
use ledger_format::body::notices::NoticeGiven;
use ledger_format::body::{Body, Holds, Movement, Notices, ParticularValue, Posting};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{AccountKind, Action, EvidenceGrade, Purposes, RestrictionReason, Side};
use ledger_format::identifiers::{AccountNumber, Commitment, EntryIndex, RegistryId, Timestamp};
use rayon::prelude::*;

use self::layout::{PARTIES, authorization_of, counterpart, end, entity, part_of, party_of, rest_of};
use self::life::{Life, Step};
use self::opening::Said;
use self::statements::DOCUMENT;
use crate::shuffle::Shuffle;
use crate::workload::Work;
use crate::world::{self, Actors, BEGINNING_MS, OPERATOR, Plan, account, signer};

/// The newest rulebook.
const RULEBOOK: u32 = 5;
/// The year for which units are used.
const YEAR_OF_USE: u16 = 2026;
/// How long a proposal stands, in milliseconds: 30 days, far more than a round takes.
const HOLD_GOOD_FOR_MS: u64 = 30 * 86_400_000;

/// A plan and those who sign.
pub struct Article6Workload {
    plan: Plan,
    actors: Actors,
    order: Shuffle,
    opening_count: u64,
}

impl Article6Workload {
    /// The workload of a plan; accounts are rounded up to as many for each Party, two at least.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let accounts = plan.accounts.max(2 * PARTIES).next_multiple_of(PARTIES);
        let plan = Plan { accounts, ..plan };
        let (order, opening_count) = (Shuffle::new(plan.blocks), 1 + opening::said_count(&plan));
        Self { actors: Actors::new(plan.keys), plan, order, opening_count }
    }

    /// The block that entry `at` is about as it is before, and what happens to it.
    #[must_use]
    pub fn step(&self, at: u64) -> (Life, Step) {
        let (round, turn) = (at / self.plan.blocks, at % self.plan.blocks);
        Life::at(&self.plan, self.order.place_of(turn, round), round)
    }

    /// The entry about a block in the round before that of entry `at`.
    fn before(&self, at: u64, block: u64) -> EntryIndex {
        let round = (at / self.plan.blocks).saturating_sub(1);
        EntryIndex(self.opening_count + round * self.plan.blocks + self.order.turn_of(block, round))
    }

    fn said(&self, at: u64) -> Said {
        let (life, step) = self.step(at);
        let (block, holder) = (life.block, life.account);
        let rest = rest_of(block, life.ended);
        let by_holder = |body| Said { body, signer: signer(&self.plan, holder) };
        match step {
            Step::Issued => opening::issued(&self.plan, &[block]),
            Step::Numbered => opening::numbered_late(block),
            Step::Authorized(party) => {
                let is_host = party == layout::host_of(layout::series_of(block));
                let number = if is_host { authorization_of(block) } else { 1 };
                opening::authorized_by(&self.plan, party, number, vec![rest])
            }
            Step::Moved(action, to) => by_holder(moved(action, None, [account(holder), account(to)], rest)),
            Step::Proposed(to) => {
                let expires = Timestamp(self.occurred_at_ms(at) + HOLD_GOOD_FOR_MS);
                let (debited, acquiring) = (account(holder), account(to));
                let blocks = Bounded::new(vec![rest]).expect("one");
                let action = Action::TRANSFER;
                let hold = HoldPlaced { debited, acquiring, action, expires, blocks };
                by_holder(Body::Holds(Holds::Placed(hold)))
            }
            Step::Accepted(to) => {
                let names = ParticularValue::Hold(self.before(at, block));
                let body = moved(Action::TRANSFER, Some(names), [account(holder), account(to)], rest);
                Said { body, signer: signer(&self.plan, to) }
            }
            Step::Left(to) => {
                let accounts = [account(holder), counterpart(to)];
                by_holder(moved(Action::TRANSFER, Some(evidence(block)), accounts, rest))
            }
            Step::Returned(from, to) => {
                let accounts = [counterpart(from), account(to)];
                let body = moved(Action::ACQUISITION, Some(evidence(block)), accounts, rest);
                Said { body, signer: signer(&self.plan, from) }
            }
            Step::Noticed(from, count) => {
                Said { body: noticed(from, part_of(block, life.ended, count)), signer: OPERATOR }
            }
            Step::Ended(action, kind, count) => {
                by_holder(ended(action, kind, holder, part_of(block, life.ended, count)))
            }
            Step::Restricted => Said { body: restricted(rest), signer: OPERATOR },
            Step::Lifted => {
                let lifted = RestrictionLifted { restriction: self.before(at, block), reason: 1 };
                Said { body: Body::Holds(Holds::Lifted(lifted)), signer: OPERATOR }
            }
        }
    }
}

impl Work for Article6Workload {
    fn name(&self) -> &'static str {
        "Article 6 movements"
    }

    fn plan(&self) -> &Plan {
        &self.plan
    }

    fn actors(&self) -> &Actors {
        &self.actors
    }

    fn genesis(&self) -> Vec<u8> {
        let registries: Vec<RegistryId> = (0..PARTIES).map(layout::registry).collect();
        world::genesis_under(&self.actors, registries, RULEBOOK)
    }

    fn opening(&self) -> Vec<Vec<u8>> {
        let said = opening::said(&self.actors, &self.plan);
        let entry = |(number, said): (usize, Said)| {
            self.actors.entry(number as u64 + 1, BEGINNING_MS, said.body, said.signer)
        };
        said.into_par_iter().enumerate().map(entry).collect()
    }

    fn opening_count(&self) -> u64 {
        self.opening_count
    }

    fn movement(&self, at: u64) -> Vec<u8> {
        let said = self.said(at);
        self.actors.entry(self.opening_count + at, self.occurred_at_ms(at), said.body, said.signer)
    }
}

/// A block from one account to another.
fn moved(
    action: Action,
    particular: Option<ParticularValue>,
    [from, to]: [AccountNumber; 2],
    block: SerialBlock,
) -> Body {
    moved_with(action, particular.into_iter().collect(), [from, to], block)
}

fn moved_with(
    action: Action,
    particulars: Vec<ParticularValue>,
    [from, to]: [AccountNumber; 2],
    block: SerialBlock,
) -> Body {
    let leg = |account, side| Posting { account, side, block };
    Body::Movement(Movement {
        action,
        particulars: Bounded::new(particulars.into_iter().map(Into::into).collect()).expect("few"),
        postings: Bounded::new(vec![leg(from, Side::Debit), leg(to, Side::Credit)]).expect("two"),
    })
}

/// Units end with the Party that holds them.
fn ended(action: Action, kind: AccountKind, holder: u64, block: SerialBlock) -> Body {
    let party = party_of(holder);
    let particulars = match action {
        Action::USE_NDC => vec![ParticularValue::YearOfUse(YEAR_OF_USE)],
        Action::USE_OIMP => {
            vec![ParticularValue::Entity(entity(party)), ParticularValue::Purpose(Purposes::IMP)]
        }
        _ => Vec::new(),
    };
    moved_with(action, particulars, [account(holder), end(party, kind)], block)
}

fn evidence(block: u64) -> ParticularValue {
    let grade = [EvidenceGrade::SIGNED_NOTICE, EvidenceGrade::DOCUMENT_DIGEST][(block % 2) as usize];
    ParticularValue::Evidence(Evidence { grade, digest: DOCUMENT })
}

/// Units were cancelled elsewhere, by the Party whose registry that is.
fn noticed(from: u64, block: SerialBlock) -> Body {
    Body::Notices(Notices::Given(Box::new(NoticeGiven {
        account: counterpart(from),
        blocks: Bounded::new(vec![block]).expect("one"),
        action: Action::VOLUNTARY_CANCELLATION,
        party: layout::foreign_party(),
        year: 0,
        entity: Commitment::default(),
        purpose: Purposes(0),
        evidence: Evidence { grade: EvidenceGrade::SIGNED_NOTICE, digest: DOCUMENT },
    })))
}

fn restricted(block: SerialBlock) -> Body {
    Body::Holds(Holds::Restricted(Box::new(RestrictionPlaced {
        party: None,
        reason: RestrictionReason::UNRESOLVED_INCONSISTENCY,
        accounts: Bounded::default(),
        blocks: Bounded::new(vec![block]).expect("one"),
        from: Timestamp(0),
        until: Timestamp(0),
        document: DOCUMENT,
    })))
}

#[cfg(test)]
mod tests {
    use ledger_format::codes::Kind;
    use ledger_format::entry::EntryBytes;

    use super::*;

    #[test]
    fn the_opening_has_as_many_entries_as_it_says() {
        for (keys, blocks) in [(6, 2), (16, 1_700)] {
            let workload = Article6Workload::new(Plan::new(1_000, keys, blocks));
            assert_eq!(workload.opening().len() as u64 + 1, workload.opening_count());
        }
    }

    #[test]
    fn everything_happens_and_most_entries_move_what_was_first_transferred() {
        let workload = Article6Workload::new(Plan::new(120_000, 16, 12_000));
        let steps: Vec<(Life, Step)> = (0..120_000).map(|at| workload.step(at)).collect();
        let share = |is: fn(&Step) -> bool| steps.iter().filter(|(_, step)| is(step)).count();
        let transfers = share(|step| matches!(step, Step::Moved(Action::TRANSFER, _)));
        assert!((84_000..100_000).contains(&transfers), "{transfers} transfers");
        for (what, least, is) in [
            ("issued", 800, (|step| matches!(step, Step::Issued)) as fn(&Step) -> bool),
            ("numbered", 800, |step| matches!(step, Step::Numbered)),
            ("authorized", 2_000, |step| matches!(step, Step::Authorized(_))),
            ("first transfers", 4_000, |step| matches!(step, Step::Moved(Action::FIRST_TRANSFER, _))),
            ("proposed", 1_200, |step| matches!(step, Step::Proposed(_))),
            ("accepted", 1_200, |step| matches!(step, Step::Accepted(_))),
            ("left", 800, |step| matches!(step, Step::Left(_))),
            ("returned", 800, |step| matches!(step, Step::Returned(..))),
            ("noticed", 200, |step| matches!(step, Step::Noticed(..))),
            ("used towards NDCs", 400, |step| matches!(step, Step::Ended(Action::USE_NDC, ..))),
            ("used for OIMP", 400, |step| matches!(step, Step::Ended(Action::USE_OIMP, ..))),
            ("cancelled", 80, |step| matches!(step, Step::Ended(Action::CANCELLATION, ..))),
            ("restricted", 80, |step| matches!(step, Step::Restricted)),
            ("lifted", 80, |step| matches!(step, Step::Lifted)),
        ] {
            assert!(share(is) >= least, "{what}: {}", share(is));
        }
    }

    #[test]
    fn an_acceptance_names_the_entry_that_proposed_it() {
        let workload = Article6Workload::new(Plan::new(10_000, 16, 1_000));
        let mut accepted = 0;
        for at in 0..10_000 {
            let (life, Step::Accepted(_)) = workload.step(at) else { continue };
            let named = workload.before(at, life.block).0 - workload.opening_count();
            let entry = workload.movement(named);
            assert_eq!(EntryBytes::whole(&entry).map(|entry| entry.kind()), Ok(Kind::HOLD_PLACED));
            assert_eq!(workload.step(named).0.block, life.block);
            accepted += 1;
        }
        assert!(accepted > 50);
    }
}
