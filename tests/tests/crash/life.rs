//! The life of a ledger that the tests crash at every call: some twenty batches over several segments, some refused, reversals,
//! a ledger closed and opened again; under rulebook 1, then 2, then 5, so that the journal has of everything.
//!
//! Invariant: each entry was right or wrong on purpose, in a ledger where nothing crashes.

use std::sync::LazyLock;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{Article6, IdentifiersAssigned};
use ledger_format::body::holds::{HoldPlaced, Holds};
use ledger_format::body::notices::NoticeGiven;
use ledger_format::body::origins::Origins;
use ledger_format::body::{
    AccountOpened, Body, Movement, Particular, ParticularValue, Rulebook, SeriesOpened,
};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{
    AccountKind, Action, FirstTransferDefinition, LineKind, Metric, Purposes, StandingItem,
};
use ledger_format::identifiers::{AccountNumber, EntryIndex, SpaceId, Timestamp};
use ledger_tests::article6_world::{
    approach, attached, authorization, identified, period, registry_elsewhere, standing,
};
use ledger_tests::holds_world::{AUTHORITY, lift, release, restrict};
use ledger_tests::movements::{issue, legs, movement, reversal, signed, transfer, using};
use ledger_tests::notices_world::{across, given, registries, used_by_switzerland, withdrawn};
use ledger_tests::origins_world::{
    ACTIVITIES, DAY_MS, YEAR_2022_MS, activity, for_underlying, issue_to, line, line_name, monitoring, on,
    stated, statement,
};
use ledger_tests::world::{BEGINNING_MS, World, account, series_opened};

/// What the caller does next.
pub enum Step {
    Submit(Vec<Vec<u8>>),
    SignHead,
    Reopen,
}

/// The whole life.
pub static LIFE: LazyLock<Vec<Step>> = LazyLock::new(|| {
    let mut life = Life::new();
    life.plain();
    life.of_article6();
    life.of_the_later_rulebooks();
    life.steps
});

/// A life, as far as it is written.
struct Life {
    steps: Vec<Step>,
    next_id: u64,
    next_index: u64,
}

impl Life {
    fn new() -> Self {
        let declarations = World::default().declarations();
        let next_index = 1 + declarations.len() as u64;
        Self { steps: vec![Step::Submit(declarations)], next_id: 1_000, next_index }
    }

    /// A batch that is recorded; the index of its first entry.
    fn submit(&mut self, bodies: Vec<(Body, &[u32])>) -> u64 {
        let first = self.next_index;
        self.next_index += bodies.len() as u64;
        self.push(bodies);
        first
    }

    /// A batch that is refused.
    fn push(&mut self, bodies: Vec<(Body, &[u32])>) {
        let first_id = self.next_id;
        self.next_id += bodies.len() as u64;
        let entries = (first_id..).zip(bodies).map(|(id, (body, keys))| signed(id, body, keys));
        self.steps.push(Step::Submit(entries.collect()));
    }

    fn plain(&mut self) {
        self.submit(vec![(issue(101, 1, 1, 1, 40), &[1])]);
        let moved = self.submit(vec![(transfer(1, 2, 1, 1, 10), &[10]), (transfer(1, 3, 1, 11, 20), &[10])]);
        self.steps.push(Step::SignHead);
        self.submit(vec![(movement(Action::USE_NDC, legs(2, 21, 1, 1, 4)), &[11])]);
        self.steps.push(Step::Reopen);
        self.submit(vec![
            (issue(102, 4, 1, 41, 60), &[1]),
            (issue(103, 5, 2, 1, 20), &[1]),
            (transfer(4, 1, 1, 41, 41), &[13]),
        ]);
        self.submit(vec![
            (reversal(moved + 1, &legs(1, 3, 1, 11, 20)), &[0, 1]),
            (transfer(5, 2, 2, 1, 8), &[12, 13]),
            (transfer(2, 3, 2, 1, 2), &[11]),
        ]);
        // Held by account 2: refused, with what stands before it.
        self.push(vec![(transfer(1, 4, 1, 13, 13), &[10]), (transfer(1, 4, 1, 5, 6), &[10])]);
        self.submit((30..38).map(|serial| (transfer(1, 4, 1, serial, serial), &[10][..])).collect());
    }

    /// Account 2 is Ghana's, 1 and 21 are Switzerland's.
    fn of_article6(&mut self) {
        let rulebook = Rulebook { version: 2, settings: Bounded::default() };
        self.submit(vec![(Body::RulebookAdopted(rulebook), &[0, 1])]);
        self.submit(statements());
        let block = SerialBlock::new(SpaceId(1), 61, 80);
        self.submit(vec![
            (issue(101, 2, 1, 61, 90), &[1]),
            (Body::Article6(Article6::IdentifiersAssigned(identified(1, &[block]))), &[0]),
            (Body::Article6(attached("GHA", "A", 1, &[block])), &[1]),
        ]);
        let transferred = self.submit(vec![(first_transfer(61, 70), &[11]), (first_transfer(71, 72), &[11])]);
        self.steps.push(Step::Reopen);
        let used = || using(Action::USE_NDC, legs(1, 21, 1, 61, 64), Some(2024), None);
        // Not authorized: refused.
        self.push(vec![(used(), &[10]), (first_transfer(81, 81), &[11])]);
        let taken_back = reversal(transferred + 1, &legs(2, 1, 1, 71, 72));
        self.submit(vec![(used(), &[10]), (taken_back, &[0, 1])]);
    }

    /// Units on a monitoring and for those of another registry; holds, a restriction; what another registry says.
    fn of_the_later_rulebooks(&mut self) {
        let rulebook = Rulebook { version: 5, settings: Bounded::default() };
        self.submit(vec![(Body::RulebookAdopted(rulebook), &[0, 1])]);
        let name = line_name(2022, 1, LineKind::REDUCTIONS);
        let period = (YEAR_2022_MS, YEAR_2022_MS + 300 * DAY_MS);
        let series = SeriesOpened { vintage: 2022, ..series_opened(4, 2, 104) };
        let declared = statement(Origins::ActivityDeclared(Box::new(activity(ACTIVITIES[0], "GHA"))));
        self.submit(vec![
            (declared, &[1]),
            (Body::SeriesOpened(series), &[1]),
            (stated(monitoring(1, ACTIVITIES[0], period, vec![line(name, 25)])), &[1]),
            (elsewhere(), &[0]),
            (registries(&["GHA01"]), &[1]),
        ]);
        let definition = FirstTransferDefinition::USE_OR_CANCELLATION;
        let (version, block) =
            (authorization("GHA", "B", Purposes::ALL, definition), SerialBlock::new(SpaceId(2), 121, 130));
        let identifiers = IdentifiersAssigned { vintage: 2022, ..identified(1, &[block]) };
        let issued = |first, units, basis| issue_to(104, 2, first, &[(4, units)], Some(basis));
        let first = self.submit(vec![
            (issued(101, 20, on(1, name)), &[1]),
            (issued(121, 10, for_underlying("VCS-1-", 1)), &[1]),
            (hold(101, 105, 1_000_000), &[13]),
            (hold(106, 110, 1_000_000), &[13]),
            (restrict(2, BEGINNING_MS), AUTHORITY),
            (Body::Article6(Article6::IdentifiersAssigned(identifiers)), &[0]),
            (Body::Article6(Article6::AuthorizationStated(Box::new(version))), &[1]),
            (Body::Article6(attached("GHA", "B", 1, &[block])), &[1]),
        ]);
        self.steps.push(Step::Reopen);
        // Promised: refused, with what stands before it.
        self.push(vec![(transfer(4, 2, 2, 121, 121), &[13]), (transfer(4, 2, 2, 105, 106), &[13])]);
        self.submit(vec![
            (accept(first + 2, 101, 105), &[11]),
            (release(first + 3), &[11]),
            (across_in(2, 4, ELSEWHERE, 121, 125), &[13]),
        ]);
        let noticed = self.submit(vec![(cancelled(121, 123), &[0]), (lift(first + 4), AUTHORITY)]);
        self.submit(vec![(withdrawn(noticed), &[0, 1]), (cancelled(122, 125), &[0])]);
        // Expires before anything is opened again; whoever comes to say it only then is refused.
        self.submit(vec![(hold(111, 112, 10_000), &[13])]);
    }
}

/// Ghana's account for another registry.
const ELSEWHERE: u64 = 31;

fn elsewhere() -> Body {
    let keys = vec![World::default().representatives[0].number];
    let Body::AccountOpened(body) = account(ELSEWHERE, AccountKind::COUNTERPART, "GHA", keys, 1) else {
        unreachable!("it is the opening of an account")
    };
    Body::AccountOpened(AccountOpened { registry: registry_elsewhere("GHA"), ..body })
}

fn hold(first: u64, last: u64, lasts_ms: u64) -> Body {
    Body::Holds(Holds::Placed(HoldPlaced {
        debited: AccountNumber(4),
        acquiring: AccountNumber(2),
        action: Action::TRANSFER,
        expires: Timestamp(BEGINNING_MS + lasts_ms),
        blocks: vec![SerialBlock::new(SpaceId(2), first, last)].try_into().expect("one block"),
    }))
}

fn accept(hold: u64, first: u64, last: u64) -> Body {
    let particular = Particular::from(ParticularValue::Hold(EntryIndex(hold)));
    Body::Movement(Movement {
        action: Action::TRANSFER,
        particulars: vec![particular].try_into().expect("one particular"),
        postings: legs(4, 2, 2, first, last).try_into().expect("two legs"),
    })
}

fn across_in(space: u32, from: u64, to: u64, first: u64, last: u64) -> Body {
    let Body::Movement(body) = across(Action::TRANSFER, from, to, first, last) else {
        unreachable!("it is a movement")
    };
    Body::Movement(Movement { postings: legs(from, to, space, first, last).try_into().expect("two"), ..body })
}

fn cancelled(first: u64, last: u64) -> Body {
    given(NoticeGiven {
        account: AccountNumber(ELSEWHERE),
        blocks: vec![SerialBlock::new(SpaceId(2), first, last)].try_into().expect("one block"),
        action: Action::CANCELLATION,
        party: "GHA".parse().expect("a Party"),
        year: 0,
        ..used_by_switzerland(first, last)
    })
}

fn first_transfer(first: u64, last: u64) -> Body {
    movement(Action::FIRST_TRANSFER, legs(2, 1, 1, first, last))
}

/// What has to be stated before units of Ghana are authorized, and used by Switzerland.
fn statements() -> Vec<(Body, &'static [u32])> {
    let version = authorization("GHA", "A", Purposes::NDC, FirstTransferDefinition::NONE);
    let bodies = [
        Article6::ApproachDeclared(approach(1, &["GHA", "CHE"])),
        Article6::StandingStated(standing("GHA", StandingItem::INITIAL_REPORT, 1)),
        Article6::NdcPeriodDeclared(period("CHE", 2021, 2025, Metric::GHG, "")),
        Article6::AuthorizationStated(Box::new(version)),
    ];
    bodies.into_iter().map(|body| (Body::Article6(body), &[1][..])).collect()
}
