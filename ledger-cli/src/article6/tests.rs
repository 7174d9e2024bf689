//! Small journals replayed: first transfer, use, reversal, the table of a year, and the invariant over random movements.

use ledger_format::amount::Amount;
use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{
    Article6, AuthorizationEnded, AuthorizationStated, IdentifiersAssigned, InventoryStated,
    NdcPeriodDeclared, UnitsAuthorized, YearValue,
};
use ledger_format::body::{
    AccountOpened, Body, Movement, ParticularValue, Posting, QuantumScale, ReversingMovement, Rulebook,
    SeriesOpened,
};
use ledger_format::bounded::{Bounded, Code};
use ledger_format::codes::{
    AccountKind, Action, AdjustmentMethod, FirstTransferDefinition, GwpSet, Metric, MitigationType, Purposes,
    Regime, RevocationTerms, Sector, Side,
};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, Commitment, Digest, EntryIndex, PartyCode, SeriesId, SpaceId, Timestamp,
};

use super::adjustments::{Share, Year};
use super::register::MetricName;
use super::replay::Replay;
use super::units::{State, Trigger};

pub const SPACE: SpaceId = SpaceId(1);
const SOURCE: u64 = 100;
pub const DEVELOPER: u64 = 1;
pub const AIRLINE: u64 = 2;
pub const ABROAD: u64 = 3;
pub const BUYER: u64 = 4;
pub const USED_NDC: u64 = 5;
pub const USED_OIMP: u64 = 6;
pub const OMGE: u64 = 7;
const CANCELLED: u64 = 8;

fn party(code: &str) -> PartyCode {
    code.parse().unwrap()
}

/// A journal in the making.
pub struct World {
    pub replay: Replay,
    next: u64,
}

impl World {
    /// Two Parties, an approach's accounts, a series of GHA with vintage 2024, 1 to 1,000 issued to the developer.
    pub fn new(up_to: Option<Timestamp>) -> Self {
        let mut world = Self { replay: Replay::up_to(up_to), next: 0 };
        world.say(0, Body::RulebookAdopted(Rulebook { version: 2, settings: Bounded::default() }));
        world.say(
            0,
            Body::SeriesOpened(SeriesOpened {
                series: SeriesId(1),
                space: SPACE,
                source: AccountNumber(SOURCE),
                label: Code::new("stoves").unwrap(),
                host: party("GHA"),
                activity: Code::default(),
                vintage: 2024,
                metric: Metric::GHG,
                non_ghg_metric: Code::default(),
                quantum_digits: 1,
                quantum_scale: QuantumScale::default(),
                gwp_set: GwpSet::AR5,
                mitigation_type: MitigationType::REDUCTIONS,
                regime: Regime::ARTICLE_6_2,
            }),
        );
        for (number, kind, code) in [
            (DEVELOPER, AccountKind::HOLDING, "GHA"),
            (AIRLINE, AccountKind::HOLDING, "GHA"),
            (ABROAD, AccountKind::COUNTERPART, "CHE"),
            (BUYER, AccountKind::HOLDING, "CHE"),
            (USED_NDC, AccountKind::USE_NDC, "CHE"),
            (USED_OIMP, AccountKind::USE_OIMP, "GHA"),
            (OMGE, AccountKind::OMGE_CANCELLATION, "CHE"),
            (CANCELLED, AccountKind::OTHER_CANCELLATION, "GHA"),
        ] {
            world.say(
                0,
                Body::AccountOpened(AccountOpened {
                    account: AccountNumber(number),
                    kind,
                    party: party(code),
                    registry: format!("{code}01").parse().unwrap(),
                    holder: Commitment::default(),
                    metric: Metric::GHG,
                    representatives: Bounded::default(),
                    threshold: 0,
                }),
            );
        }
        world.moves(1, Action::ISSUE, SOURCE, DEVELOPER, 1, 1_000, &[]);
        world
    }

    fn say(&mut self, occurred_at: u64, body: Body) -> EntryIndex {
        let entry = EntryIndex(self.next);
        self.next += 1;
        self.replay.take_in(entry, Timestamp(occurred_at), &body);
        entry
    }

    #[allow(clippy::too_many_arguments, reason = "a movement in one line")]
    pub fn moves(
        &mut self,
        at: u64,
        action: Action,
        from: u64,
        to: u64,
        first: u64,
        last: u64,
        particulars: &[ParticularValue],
    ) -> EntryIndex {
        let particulars = particulars.iter().map(|it| it.clone().into()).collect();
        let postings = legs(from, to, first, last);
        let particulars = Bounded::new(particulars).unwrap();
        self.say(at, Body::Movement(Movement { action, particulars, postings }))
    }

    pub fn authorize(
        &mut self,
        definition: FirstTransferDefinition,
        purposes: Purposes,
        blocks: &[(u64, u64)],
    ) {
        let stated = AuthorizationStated {
            party: party("GHA"),
            authorization: Code::new("A").unwrap(),
            version: 1,
            mirrored: false,
            approach: ApproachNumber(12),
            from: Timestamp(1),
            until: Timestamp(0),
            cap: 0,
            metric: Metric::GHG,
            non_ghg_metric: Code::default(),
            gwp_set: GwpSet::AR5,
            sectors: Bounded::new(vec![Sector::ENERGY_GENERATION]).unwrap(),
            activity_types: Bounded::default(),
            purposes,
            oimp: Code::new(if purposes == Purposes::NDC { "" } else { "CORSIA" }).unwrap(),
            first_transfer: definition,
            parties: Bounded::default(),
            entities: Bounded::default(),
            first_vintage: 0,
            last_vintage: 0,
            first_year_of_use: 0,
            last_year_of_use: 0,
            revocation: RevocationTerms::UNITS_STAY,
            terms: Commitment::default(),
            document: Digest::default(),
        };
        self.say(2, Body::Article6(Article6::AuthorizationStated(Box::new(stated))));
        let block = |(first, last): &(u64, u64)| SerialBlock::new(SPACE, *first, *last);
        let blocks: Vec<SerialBlock> = blocks.iter().map(block).collect();
        self.say(
            2,
            Body::Article6(Article6::IdentifiersAssigned(IdentifiersAssigned {
                approach: ApproachNumber(12),
                registry: "GHA01".parse().unwrap(),
                first_transferring_party: party("GHA"),
                vintage: 2024,
                first_number: 5_001,
                blocks: Bounded::new(blocks.clone()).unwrap(),
            })),
        );
        self.say(
            2,
            Body::Article6(Article6::UnitsAuthorized(UnitsAuthorized {
                party: party("GHA"),
                authorization: Code::new("A").unwrap(),
                version: 1,
                blocks: Bounded::new(blocks).unwrap(),
            })),
        );
    }

    pub fn period(&mut self, code: &str, method: AdjustmentMethod, values: &[(u16, i128)]) {
        let value =
            |(year, value): &(u16, i128)| YearValue { year: *year, value: Amount::new(*value).unwrap() };
        self.say(
            0,
            Body::Article6(Article6::NdcPeriodDeclared(NdcPeriodDeclared {
                party: party(code),
                first_year: 2021,
                last_year: 2030,
                method,
                metric: Metric::GHG,
                non_ghg_metric: Code::default(),
                values: Bounded::new(values.iter().map(value).collect()).unwrap(),
            })),
        );
    }

    fn inventory(&mut self, code: &str, year: u16, total: i128) {
        self.say(
            0,
            Body::Article6(Article6::InventoryStated(InventoryStated {
                party: party(code),
                year,
                metric: Metric::GHG,
                non_ghg_metric: Code::default(),
                total: Amount::new(total).unwrap(),
                document: Digest::default(),
            })),
        );
    }

    fn year(&self, code: &str, year: u16) -> Year {
        let mut years = self.replay.adjustments(party(code), &MetricName::ghg(), (year, year), None);
        years.remove(0)
    }

    fn states(&self, at: u64) -> Vec<(u64, u64, State)> {
        let runs = self.replay.units[&SPACE].iter();
        runs.map(|(first, last, it)| (first, last, it.state(&self.replay.register, Timestamp(at)))).collect()
    }
}

fn legs<const MIN: usize, const MAX: usize>(
    from: u64,
    to: u64,
    first: u64,
    last: u64,
) -> Bounded<Posting, MIN, MAX> {
    let block = SerialBlock::new(SPACE, first, last);
    let leg = |account, side| Posting { account: AccountNumber(account), side, block };
    Bounded::new(vec![leg(from, Side::Debit), leg(to, Side::Credit)]).unwrap()
}

const NDC_AND_IMP: Purposes = Purposes(3);

#[test]
fn acquisition_is_no_adjustment_and_use_is() {
    let mut world = World::new(None);
    world.period("GHA", AdjustmentMethod::AVERAGING, &[]);
    world.period("CHE", AdjustmentMethod::BUDGET, &[(2030, 5_000)]);
    world.inventory("GHA", 2024, 40_000);
    world.inventory("CHE", 2025, 30_000);
    world.authorize(FirstTransferDefinition::USE_OR_CANCELLATION, NDC_AND_IMP, &[(1, 900)]);
    world.moves(3, Action::FIRST_TRANSFER, DEVELOPER, ABROAD, 1, 500, &[]);
    let gha = world.year("GHA", 2024);
    assert_eq!((gha.first_transferred, gha.for_oimp, gha.net), (500, 0, 500));
    // 500 over the four years 2021 to 2024.
    assert_eq!(gha.adjustment, Some(Share { units: 125, remainder: 0, years: 4 }));
    assert_eq!(gha.balance, Some(40_125));
    let che = world.year("CHE", 2025);
    assert_eq!((che.first_transferred, che.used, che.net), (0, 0, 0), "nothing is posted at acquisition");

    world.moves(4, Action::ACQUISITION, ABROAD, BUYER, 1, 500, &[]);
    world.moves(5, Action::USE_NDC, BUYER, USED_NDC, 1, 400, &[ParticularValue::YearOfUse(2025)]);
    let che = world.year("CHE", 2025);
    assert_eq!((che.used, che.net, che.balance), (400, -400, Some(29_600)));
    assert_eq!(world.year("GHA", 2024).first_transferred, 500, "first transferred once");
}

#[test]
fn a_split_keeps_its_first_transfer_and_its_identifier() {
    let mut world = World::new(None);
    world.authorize(FirstTransferDefinition::NONE, Purposes::NDC, &[(1, 500), (701, 800)]);
    world.moves(3, Action::FIRST_TRANSFER, DEVELOPER, BUYER, 101, 200, &[]);
    world.moves(4, Action::TRANSFER, BUYER, ABROAD, 151, 160, &[]);
    let facts = world.replay.units[&SPACE].within(155, 155).next().unwrap().2;
    assert_eq!(facts.first_transfer.unwrap().trigger, Trigger::International);
    assert_eq!(facts.identifier.unwrap().of(155).to_string(), "CA0012-GHA01-GHA-5155-2024");
    let second = world.replay.units[&SPACE].within(701, 701).next().unwrap().2;
    assert_eq!(second.identifier.unwrap().of(701).number, 5_501, "numbers run on through the blocks");
    assert_eq!(world.replay.postings().map(|it| it.units).sum::<i128>(), 100);
    assert_eq!(
        world.states(9).into_iter().map(|it| it.2).filter(|state| *state == State::Itmo).count(),
        3,
        "in front, behind and in the split"
    );
}

#[test]
fn triggers_of_oimp() {
    for (definition, trigger) in [
        (FirstTransferDefinition::AUTHORIZATION, Trigger::Authorization),
        (FirstTransferDefinition::ISSUANCE, Trigger::Issuance),
    ] {
        let mut world = World::new(None);
        world.authorize(definition, Purposes::IMP, &[(1, 900)]);
        let facts = world.replay.units[&SPACE].within(1, 1).next().unwrap().2;
        assert_eq!(facts.first_transfer.unwrap().trigger, trigger);
        assert_eq!((world.year("GHA", 2024).first_transferred, world.year("GHA", 2024).for_oimp), (900, 900));
    }
    let mut world = World::new(None);
    world.authorize(FirstTransferDefinition::USE_OR_CANCELLATION, NDC_AND_IMP, &[(1, 900)]);
    world.moves(3, Action::TRANSFER, DEVELOPER, AIRLINE, 1, 200, &[]);
    assert_eq!(world.year("GHA", 2024).first_transferred, 0, "at home, for OIMP, nothing happened yet");
    let purpose = ParticularValue::Purpose(Purposes::IMP);
    world.moves(4, Action::USE_OIMP, AIRLINE, USED_OIMP, 1, 150, &[purpose]);
    world.moves(5, Action::CANCELLATION, AIRLINE, CANCELLED, 151, 160, &[]);
    assert_eq!((world.year("GHA", 2024).first_transferred, world.year("GHA", 2024).for_oimp), (160, 160));
}

#[test]
fn a_reversal_takes_back_what_its_movement_posted() {
    let mut world = World::new(None);
    world.authorize(FirstTransferDefinition::NONE, Purposes::NDC, &[(1, 900)]);
    let first = world.moves(3, Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 500, &[]);
    let used = world.moves(4, Action::USE_NDC, BUYER, USED_NDC, 1, 400, &[ParticularValue::YearOfUse(2025)]);
    let back = |reverses, from, to, last| {
        Body::Reversal(ReversingMovement { reverses, reason: 1, postings: legs(from, to, 1, last) })
    };
    world.say(5, back(used, USED_NDC, BUYER, 400));
    assert_eq!((world.year("CHE", 2025).used, world.year("GHA", 2024).first_transferred), (0, 500));
    world.say(6, back(first, BUYER, DEVELOPER, 500));
    assert_eq!(world.year("GHA", 2024).first_transferred, 0);
    let authorized = State::Authorized;
    assert_eq!(
        world.states(9),
        [(1, 500, authorized), (501, 900, authorized), (901, 1_000, State::MitigationOutcome)]
    );
    assert_eq!(
        world.replay.postings().count(),
        5,
        "each stays, its opposite beside it; the last in two runs"
    );
}

/// A serial is used once, also where a journal says it twice.
#[test]
fn a_second_use_of_the_same_units_posts_nothing() {
    let mut world = World::new(None);
    world.authorize(FirstTransferDefinition::NONE, Purposes::NDC, &[(1, 900)]);
    world.moves(3, Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 500, &[]);
    world.moves(4, Action::USE_NDC, BUYER, USED_NDC, 1, 400, &[ParticularValue::YearOfUse(2025)]);
    world.moves(5, Action::USE_NDC, USED_NDC, USED_NDC, 301, 500, &[ParticularValue::YearOfUse(2026)]);
    assert_eq!((world.year("CHE", 2025).used, world.year("CHE", 2026).used), (400, 100));
}

#[test]
fn what_occurred_later_is_left_out() {
    let play = |moment| {
        let mut world = World::new(moment);
        world.authorize(FirstTransferDefinition::NONE, Purposes::NDC, &[(1, 900)]);
        world.moves(30, Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 500, &[]);
        world.moves(40, Action::USE_NDC, BUYER, USED_NDC, 1, 400, &[ParticularValue::YearOfUse(2025)]);
        let runs = world.replay.units[&SPACE].iter();
        let mut held: std::collections::BTreeMap<u64, u64> = std::collections::BTreeMap::new();
        for (first, last, facts) in runs {
            *held.entry(facts.held.unwrap().0.0).or_default() += last - first + 1;
        }
        held.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(play(None), [(DEVELOPER, 500), (BUYER, 100), (USED_NDC, 400)]);
    assert_eq!(play(Some(Timestamp(39))), [(DEVELOPER, 500), (BUYER, 500)]);
    assert_eq!(play(Some(Timestamp(29))), [(DEVELOPER, 1_000)]);
}

#[test]
fn an_ended_authorization_authorizes_nothing_new() {
    let mut world = World::new(None);
    world.authorize(FirstTransferDefinition::NONE, Purposes::NDC, &[(1, 900)]);
    world.moves(3, Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 100, &[]);
    world.say(
        4,
        Body::Article6(Article6::AuthorizationEnded(AuthorizationEnded {
            party: party("GHA"),
            authorization: Code::new("A").unwrap(),
            from: Timestamp(10),
        })),
    );
    let states: Vec<State> = world.states(9).into_iter().map(|it| it.2).collect();
    assert_eq!(states, [State::Itmo, State::Authorized, State::MitigationOutcome]);
    let states: Vec<State> = world.states(10).into_iter().map(|it| it.2).collect();
    assert_eq!(states, [State::Itmo, State::MitigationOutcome, State::MitigationOutcome]);
}

#[test]
fn nothing_of_article_6_is_known_under_rulebook_1() {
    let mut world = World::new(None);
    world.say(1, Body::RulebookAdopted(Rulebook { version: 1, settings: Bounded::default() }));
    world.authorize(FirstTransferDefinition::AUTHORIZATION, Purposes::IMP, &[(1, 900)]);
    world.moves(3, Action::FIRST_TRANSFER, DEVELOPER, BUYER, 1, 100, &[]);
    assert_eq!(world.replay.postings().count(), 0);
    assert!(world.states(9).iter().all(|it| it.2 == State::MitigationOutcome));
}

#[test]
fn averages_round_half_away_from_zero() {
    for (sum, years, units, remainder) in
        [(10, 4, 3, -2), (-10, 4, -3, 2), (9, 4, 2, 1), (0, 7, 0, 0), (7, 1, 7, 0), (-1, 2, -1, 1)]
    {
        assert_eq!(Share::of(sum, years), Share { units, remainder, years });
        assert_eq!(units * i128::from(years) + remainder, sum);
    }
}

/// Unit by unit: first transferred = used or cancelled + held + at a counterpart; and the book says the same sum.
#[test]
fn first_transferred_is_what_was_used_cancelled_or_is_held() {
    let mut seed = 11_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..40 {
        let mut world = World::new(None);
        world.authorize(FirstTransferDefinition::USE_OR_CANCELLATION, NDC_AND_IMP, &[(1, 900)]);
        for at in 3..60 {
            let first = 1 + random(1_000);
            let last = (first + random(60)).min(1_000);
            let Some((_, end, facts)) =
                world.replay.units[&SPACE].within(first, last).next().map(|it| (it.0, it.1, it.2.clone()))
            else {
                continue;
            };
            let from = facts.held.unwrap().0.0;
            let live = [DEVELOPER, AIRLINE, ABROAD, BUYER].contains(&from);
            let (action, to) = match random(6) {
                _ if !live => continue,
                0 => (Action::USE_NDC, USED_NDC),
                1 => (Action::USE_OIMP, USED_OIMP),
                2 => (Action::OMGE_CANCELLATION, OMGE),
                _ => (
                    Action::TRANSFER,
                    [DEVELOPER, AIRLINE, ABROAD, BUYER][usize::try_from(random(4)).unwrap()],
                ),
            };
            world.moves(at, action, from, to, first, end, &[]);
        }
        let itmos: u64 = world.replay.units[&SPACE]
            .iter()
            .filter(|(_, _, facts)| facts.first_transfer.is_some())
            .map(|(first, last, facts)| {
                assert!(facts.held.is_some(), "every ITMO is somewhere");
                last - first + 1
            })
            .sum();
        assert_eq!(i128::from(itmos), world.year("GHA", 2024).first_transferred);
        let never_authorized =
            world.replay.units[&SPACE].within(901, 1_000).all(|it| it.2.first_transfer.is_none());
        assert!(never_authorized);
    }
}
