//! Submissions of the agreed electronic format from ledgers: whose side is reported, what is held at the end of the year, and what
//! is left out.

use std::sync::Arc;

use jiff::civil::Date;
use ledger_aef::submission::Submission;
use ledger_aef::values::SubmissionVersion;
use ledger_aef::vocabulary::{ActionSubtype, ActionType};
use ledger_cli::aef_export::{Journal, Report, Unfit, bounds};
use ledger_core::query::{AsAt, UnitState};
use ledger_core::storage::MemoryStorage;
use ledger_format::block::SerialBlock;
use ledger_format::body::Body;
use ledger_format::body::article6::{Article6, AuthorizationEnded, AuthorizationStated};
use ledger_format::codes::{AccountKind, Action, FirstTransferDefinition, Metric, Purposes, Sector};
use ledger_format::entry::Statement;
use ledger_format::identifiers::{AccountNumber, EntryIndex, KeyNumber, SpaceId, Timestamp};
use ledger_tests::actors::{Actor, sign};
use ledger_tests::article6_world::{KINDS, account_of, attached, authorization, identified, party, period};
use ledger_tests::movements::{issue, legs, movement, reversal, using};
use ledger_tests::registry::Registry;
use ledger_tests::world::{World, account};

pub(super) const SPACE: u32 = 3;
pub(super) const SOURCE: u64 = 111;
/// Ghana's holding accounts, in its own registry and in another.
pub(super) const DEVELOPER: u64 = 200;
pub(super) const AIRLINE: u64 = 213;
/// Switzerland's.
pub(super) const BUYER: u64 = 220;

/// The account of a Party (by place) of a kind.
pub(super) fn of_kind(place: usize, kind: AccountKind) -> u64 {
    account_of(place, KINDS.iter().position(|known| *known == kind).unwrap())
}

/// 1 March 2025 and the days behind it.
pub(super) fn day(number: u64) -> u64 {
    1_740_787_200_000 + number * 86_400_000
}

/// A ledger with Ghana's units of 2024, serials 1 to 1,000 of which 1 to 900 are identified and authorized for everything.
pub(super) struct Desk {
    world: World,
    pub(super) registry: Registry,
    next: u64,
}

impl Desk {
    pub(super) fn new() -> Self {
        let world = World::of_article6([0; 3]);
        let registry = Registry::with_world(&world, Arc::new(MemoryStorage::new()));
        let mut desk = Self { world, registry, next: 1_000 };
        desk.post(day(0), issue(SOURCE, DEVELOPER, SPACE, 1, 1_000), &[1]);
        for code in ["GHA", "CHE"] {
            let next = Article6::NdcPeriodDeclared(period(code, 2026, 2030, Metric::GHG, ""));
            desk.post(day(0), Body::Article6(next), &[1]);
        }
        let blocks = [SerialBlock::new(SpaceId(SPACE), 1, 900)];
        let stated = AuthorizationStated {
            oimp: "CORSIA".try_into().unwrap(),
            sectors: vec![Sector::ENERGY_GENERATION].try_into().unwrap(),
            ..authorization("GHA", "A", Purposes(3), FirstTransferDefinition::USE_OR_CANCELLATION)
        };
        desk.post(day(0), Body::Article6(Article6::AuthorizationStated(Box::new(stated))), &[1]);
        desk.post(day(0), Body::Article6(Article6::IdentifiersAssigned(identified(5_001, &blocks))), &[0]);
        desk.post(day(0), Body::Article6(attached("GHA", "A", 1, &blocks)), &[1]);
        desk
    }

    pub(super) fn post(&mut self, at_ms: u64, body: Body, keys: &[u32]) -> EntryIndex {
        self.post_late(at_ms, at_ms, body, keys)
    }

    /// Posts what occurred before it is recorded.
    fn post_late(&mut self, occurred_ms: u64, at_ms: u64, body: Body, keys: &[u32]) -> EntryIndex {
        self.next += 1;
        let actors: Vec<Actor> = keys.iter().map(|key| Actor::new(*key)).collect();
        let occurred_at = Timestamp(occurred_ms);
        let statement = Statement { occurred_at, ..self.world.statement(self.next, at_ms, body) };
        let entry = sign(&self.world.origin, &statement, &actors.iter().collect::<Vec<_>>());
        self.registry.record(at_ms, &[entry]).unwrap()[0].entry
    }

    pub(super) fn moves(
        &mut self,
        at_ms: u64,
        action: Action,
        from: u64,
        to: u64,
        first: u64,
        last: u64,
    ) -> EntryIndex {
        let year = (action == Action::USE_NDC).then_some(2025);
        let purpose = (action == Action::USE_OIMP).then_some(Purposes::IMP);
        let legs = legs(from, to, SPACE, first, last);
        let body = if year.or(purpose.map(|_| 0)).is_some() {
            using(action, legs, year, purpose)
        } else {
            movement(action, legs)
        };
        self.post(at_ms, body, &[10])
    }

    pub(super) fn submission(&self, code: &str, year: u16) -> Result<Submission, Unfit> {
        let journal = Journal::read(&self.registry.ledger, party(code), bounds(year)?).unwrap();
        let report = Report {
            journal: &journal,
            party: party(code),
            year,
            version: SubmissionVersion::read("1.0").unwrap(),
            submitted: Date::new(2026, 4, 15).unwrap(),
            text: &|_| None,
        };
        report.submission()
    }
}

fn story() -> Desk {
    let (abroad, oimp) = (of_kind(1, AccountKind::COUNTERPART), of_kind(0, AccountKind::USE_OIMP));
    let (omge, ndc) = (of_kind(1, AccountKind::OMGE_CANCELLATION), of_kind(1, AccountKind::USE_NDC));
    let mut desk = Desk::new();
    desk.moves(day(1), Action::FIRST_TRANSFER, DEVELOPER, abroad, 1, 500);
    desk.moves(day(2), Action::ACQUISITION, abroad, BUYER, 1, 500);
    desk.moves(day(3), Action::TRANSFER, DEVELOPER, AIRLINE, 501, 700);
    desk.moves(day(4), Action::USE_OIMP, AIRLINE, oimp, 501, 650);
    desk.moves(day(5), Action::OMGE_CANCELLATION, BUYER, omge, 491, 500);
    // What is reversed, even later, was not: the year is filed in a new version.
    let mistaken = desk.moves(day(6), Action::USE_NDC, BUYER, ndc, 401, 450);
    // The year after.
    desk.moves(day(400), Action::USE_NDC, BUYER, ndc, 1, 400);
    let back = reversal(mistaken.0, &legs(BUYER, ndc, SPACE, 401, 450));
    desk.post(day(401), back, &[0, 1]);
    desk
}

/// Type, subtype, first and last number, units.
pub(super) fn shown(submission: &Submission) -> Vec<(ActionType, Option<ActionSubtype>, u64, u64)> {
    let row = |it: &ledger_aef::submission::Action| {
        let block = &it.units.block;
        assert_eq!(it.units.quantity.whole(), Some(block.count()));
        let subtype = it.subtype.as_ref().map(|it| it.value());
        (it.action.value(), subtype, block.first_number(), block.last_number())
    };
    submission.actions.iter().map(row).collect()
}

pub(super) fn held(submission: &Submission) -> Vec<(u64, u64)> {
    submission.holdings.iter().map(|it| (it.block.first_number(), it.block.last_number())).collect()
}

#[test]
fn each_party_reports_its_own_side() {
    let desk = story();
    let gha = desk.submission("GHA", 2025).unwrap();
    assert_eq!(
        shown(&gha),
        [
            (ActionType::FirstTransfer, Some(ActionSubtype::International), 5_001, 5_500),
            (ActionType::FirstTransfer, Some(ActionSubtype::UseOrCancellation), 5_501, 5_650),
            (ActionType::Use, None, 5_501, 5_650),
        ],
        "what moved at home and is no ITMO is not reported"
    );
    assert_eq!(gha.actions[0].acquiring_party.as_ref().map(|it| it.as_str()), Some("CHE"));
    assert_eq!(gha.actions[0].units.registry.as_str(), "GHA01");
    assert_eq!(gha.actions[2].purpose.as_ref().map(|it| it.as_str()), Some("IMP"));
    assert!(held(&gha).is_empty());
    assert_eq!(gha.authorizations.len(), 1);

    let che = desk.submission("CHE", 2025).unwrap();
    assert_eq!(
        shown(&che),
        [
            (ActionType::Acquisition, None, 5_001, 5_500),
            (ActionType::VoluntaryCancellation, Some(ActionSubtype::VoluntaryOmge), 5_491, 5_500),
        ],
        "acquired once: from its counterpart account to its own the Party does not change"
    );
    // What is used in 2026 was held at the end of 2025, and so was what a reversal of 2026 says was never used.
    assert_eq!(held(&che), [(5_001, 5_490)]);
    assert_eq!(che.authorizations.len(), 1, "the host's, which the rows cite");
}

#[test]
fn the_year_after_is_a_report_of_its_own() {
    let desk = story();
    let che = desk.submission("CHE", 2026).unwrap();
    assert_eq!(shown(&che), [(ActionType::Use, None, 5_001, 5_400)]);
    assert_eq!(che.actions[0].use_year.map(|it| it.number()), Some(2025));
    assert_eq!(held(&che), [(5_401, 5_490)]);
    assert!(shown(&desk.submission("GHA", 2026).unwrap()).is_empty(), "an empty table is a statement, too");
    assert!(matches!(desk.submission("GHA", 2031), Err(Unfit::NoPeriod { year: 2031, .. })));
}

#[test]
fn a_year_ends_with_its_last_millisecond() {
    let (begin, end) = bounds(2025).unwrap();
    assert_eq!((begin.0, end.0), (1_735_689_600_000, 1_767_225_599_999));
    assert!(bounds(0).is_err() || bounds(0).is_ok_and(|(begin, end)| begin < end));
    assert!(bounds(u16::MAX).is_err());
}

/// What occurred later is left out, whenever it was recorded; an authorization that ended authorizes nothing new.
#[test]
fn the_past_is_asked_by_when_it_occurred() {
    let mut desk = Desk::new();
    desk.moves(day(30), Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 500);
    desk.moves(day(40), Action::USE_NDC, BUYER, of_kind(1, AccountKind::USE_NDC), 1, 400);
    let authorization = "A".try_into().unwrap();
    let ended = AuthorizationEnded { party: party("GHA"), authorization, from: Timestamp(day(50)) };
    desk.post(day(45), Body::Article6(Article6::AuthorizationEnded(ended)), &[1]);
    let ledger = &desk.registry.ledger;
    let held = |at_ms| {
        let known = ledger.article6(AsAt::Occurred(Timestamp(at_ms))).unwrap();
        let rows = known.all_units();
        rows.iter().map(|it| (it.account.0, it.block.first, it.block.last)).collect::<Vec<_>>()
    };
    let ndc = of_kind(1, AccountKind::USE_NDC);
    let rest = [(DEVELOPER, 501, 900), (DEVELOPER, 901, 1_000)];
    assert_eq!(held(day(40)), [&[(ndc, 1, 400), (BUYER, 401, 500)], &rest[..]].concat());
    assert_eq!(held(day(40) - 1), [&[(BUYER, 1, 500)], &rest[..]].concat());
    assert_eq!(held(day(30) - 1), [(DEVELOPER, 1, 900), (DEVELOPER, 901, 1_000)]);
    assert_eq!(held(day(0) - 1), []);
    let known = ledger.article6(AsAt::Head).unwrap();
    let states = |at_ms| -> Vec<UnitState> {
        known.all_units().iter().map(|unit| known.state(unit, Timestamp(at_ms))).collect()
    };
    let (itmo, outcome) = (UnitState::Itmo, UnitState::MitigationOutcome);
    assert_eq!(states(day(50) - 1), [itmo, itmo, UnitState::Authorized, outcome]);
    assert_eq!(states(day(50)), [itmo, itmo, outcome, outcome]);
}

/// What occurred earlier may be posted to an account that was opened later, as an import does.
#[test]
fn the_past_knows_accounts_that_were_opened_later() {
    const NEW: u64 = 999;
    let mut desk = Desk::new();
    desk.moves(day(30), Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 500);
    desk.post(day(400), account(NEW, AccountKind::HOLDING, "CHE", vec![KeyNumber(10)], 1), &[0]);
    let late = movement(Action::TRANSFER, legs(BUYER, NEW, SPACE, 1, 100));
    desk.post_late(day(40), day(400), late, &[10]);
    let known = desk.registry.ledger.article6(AsAt::Occurred(Timestamp(day(40)))).unwrap();
    assert_eq!(known.units_of_account(AccountNumber(NEW)).len(), 1);
    drop(known);
    let che = desk.submission("CHE", 2025).unwrap();
    assert_eq!(held(&che).iter().map(|(first, last)| last - first + 1).sum::<u64>(), 500);
    assert_eq!(che.holdings[0].block.first_number(), 5_001);
}
