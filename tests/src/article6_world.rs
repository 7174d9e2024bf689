//! What the test world has under rulebook 2 beside its usual beginning: four Parties in two registries, series of two hosts,
//! an account of every kind for each Party, two approaches, NDC periods, initial reports, two entities that may use.
//!
//! Everything is fixed, so that an operation can name it by small numbers. SGP has neither a key of its own nor an initial
//! report; Norway's authority is the checkpoint key, so that a signature of the ledger's authority does not do for it.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{
    ApproachDeclared, Article6, AuthorizationStated, EntityStated, IdentifiersAssigned, NdcPeriodDeclared,
    StandingStated, UnitsAuthorized,
};
use ledger_format::body::{AccountOpened, Body, PartyDeclared, RoleOfKey, SeriesOpened, SpaceDeclared};
use ledger_format::codes::{
    AccountKind, AdjustmentMethod, ApproachStatus, FirstTransferDefinition, GwpSet, Metric, Purposes, Regime,
    RevocationTerms, Role, StandingItem,
};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, Commitment, Digest, KeyNumber, PartyCode, RegistryId, SpaceId, Timestamp,
};

use crate::actors::Actor;
use crate::origins_world;
use crate::world::{World, series_opened};

/// The Parties, in the order of their accounts.
pub const PARTIES: [&str; 4] = ["GHA", "CHE", "NOR", "SGP"];
/// The series, with the space and the Source account of each: two vintages of Ghana in one space, one of Norway (6.4),
/// one of Ghana in MWh, one that is plain.
pub const SERIES: [(u32, u32, u64); 5] =
    [(11, 3, 111), (12, 3, 112), (13, 4, 113), (14, 5, 114), (15, 6, 115)];
/// The Source account of Norway's series.
pub const NOR_SOURCE: u64 = 113;
/// The registries of the accounts.
pub const REGISTRIES: [&str; 2] = ["CHE01", "GHA01"];
/// Entities that are stated under approach 1.
pub const ENTITIES: [Commitment; 2] = [Commitment([21; 32]), Commitment([22; 32])];

/// Kinds of a Party's accounts, in the order of their numbers; the last three are: a second holding account in the other
/// registry, a holding account for MWh, and use towards the NDC for MWh.
pub const KINDS: [AccountKind; 16] = [
    AccountKind::HOLDING,
    AccountKind::PENDING,
    AccountKind::USE_NDC,
    AccountKind::USE_OIMP,
    AccountKind::DOMESTIC_USE,
    AccountKind::VOLUNTARY_CANCELLATION,
    AccountKind::OMGE_CANCELLATION,
    AccountKind::OTHER_CANCELLATION,
    AccountKind::ADAPTATION_FUND,
    AccountKind::REVERSAL_BUFFER,
    AccountKind::IN_TRANSIT,
    AccountKind::COUNTERPART,
    AccountKind::VOLUNTARY_CANCELLATION,
    AccountKind::HOLDING,
    AccountKind::HOLDING,
    AccountKind::USE_NDC,
];

/// The account of a Party (by place) with a kind (by place).
#[must_use]
pub fn account_of(party: usize, kind: usize) -> u64 {
    200 + 20 * (party % PARTIES.len()) as u64 + (kind % KINDS.len()) as u64
}

/// A Party by its code.
///
/// # Panics
/// If the code is not well formed.
#[must_use]
pub fn party(code: &str) -> PartyCode {
    code.parse().expect("a test's Party code")
}

/// What is declared, and who signs.
pub(crate) fn declared(world: &World) -> Vec<(Body, &Actor)> {
    let (authority, operator) = (&world.authority, &world.operator);
    let mut bodies: Vec<(Body, &Actor)> = Vec::new();
    for code in ["NOR", "SGP"] {
        bodies.push((Body::PartyDeclared(PartyDeclared { party: party(code) }), authority));
    }
    for (space, name) in [(3, "GHA-3"), (4, "NOR-4"), (5, "GHA-5"), (6, "GHA-6")] {
        let body = SpaceDeclared { space: SpaceId(space), name: name.try_into().expect("a name") };
        bodies.push((Body::SpaceDeclared(body), authority));
    }
    let of_rulebook = |series| match world.rulebook.version {
        2 => series_of(series),
        _ => origins_world::series_of(series_of(series)),
    };
    bodies.extend(SERIES.iter().map(|series| (Body::SeriesOpened(of_rulebook(*series)), authority)));
    for place in 0..PARTIES.len() {
        bodies.extend((0..KINDS.len()).map(|kind| (account(world, place, kind), operator)));
    }
    let granted =
        RoleOfKey { role: Role::AUTHORITY, party: Some(party("NOR")), key: world.checkpoint.number };
    bodies.push((Body::RoleGranted(granted), authority));
    let mut state = |body, by| bodies.push((Body::Article6(body), by));
    for (number, parties) in [(1, &PARTIES[..]), (2, &PARTIES[..2])] {
        let body = approach(number, parties);
        state(Article6::ApproachDeclared(body), authority);
    }
    for (code, by) in [("GHA", authority), ("CHE", authority), ("NOR", &world.checkpoint)] {
        state(Article6::StandingStated(standing(code, StandingItem::INITIAL_REPORT, 1)), by);
        for (metric, name) in [(Metric::GHG, ""), (Metric::NON_GHG, "MWh")] {
            state(Article6::NdcPeriodDeclared(period(code, 2021, 2025, metric, name)), by);
        }
    }
    for entity in ENTITIES {
        state(Article6::EntityStated(entity_stated("GHA", entity)), authority);
    }
    bodies
}

fn series_of((series, space, source): (u32, u32, u64)) -> SeriesOpened {
    let body = series_opened(series, space, source);
    match series {
        12 => SeriesOpened { vintage: 2025, ..body },
        13 => SeriesOpened { host: party("NOR"), regime: Regime::ARTICLE_6_4, ..body },
        14 => SeriesOpened {
            metric: Metric::NON_GHG,
            non_ghg_metric: "MWh".try_into().expect("a metric"),
            ..body
        },
        15 => SeriesOpened { regime: Regime::PLAIN, ..body },
        _ => body,
    }
}

/// A registry without a ledger of ours, in which a Party has an account under rulebook 5.
///
/// # Panics
/// If the code is not one of [`PARTIES`].
#[must_use]
pub fn registry_elsewhere(code: &str) -> RegistryId {
    format!("{code}09").parse().expect("a registry id")
}

fn account(world: &World, place: usize, kind: usize) -> Body {
    let code = PARTIES[place];
    let here = REGISTRIES[usize::from((code == "GHA") ^ (kind == 13))];
    let is_elsewhere = world.rulebook.version >= 5 && KINDS[kind] == AccountKind::COUNTERPART;
    let registry = if is_elsewhere { registry_elsewhere(code) } else { here.parse().expect("a registry id") };
    Body::AccountOpened(AccountOpened {
        account: AccountNumber(account_of(place, kind)),
        kind: KINDS[kind],
        party: party(code),
        registry,
        holder: Commitment([7; 32]),
        metric: if kind > 13 { Metric::NON_GHG } else { Metric::GHG },
        representatives: vec![KeyNumber(10)].try_into().expect("one key"),
        threshold: 1,
    })
}

/// An active approach, for both metrics.
///
/// # Panics
/// If there are more than 64 Parties.
#[must_use]
pub fn approach(number: u16, parties: &[&str]) -> ApproachDeclared {
    ApproachDeclared {
        approach: ApproachNumber(number),
        parties: parties.iter().map(|code| party(code)).collect::<Vec<_>>().try_into().expect("few"),
        metrics: vec![Metric::GHG, Metric::NON_GHG].try_into().expect("two"),
        status: ApproachStatus::ACTIVE,
    }
}

/// That something is so of a Party.
#[must_use]
pub fn standing(code: &str, item: StandingItem, value: u16) -> StandingStated {
    StandingStated { party: party(code), item, value, document: Digest::default() }
}

/// A period with averaging.
///
/// # Panics
/// If the metric's name is too long.
#[must_use]
pub fn period(code: &str, first_year: u16, last_year: u16, metric: Metric, name: &str) -> NdcPeriodDeclared {
    NdcPeriodDeclared {
        party: party(code),
        first_year,
        last_year,
        method: AdjustmentMethod::AVERAGING,
        metric,
        non_ghg_metric: name.try_into().expect("a metric"),
        values: Default::default(),
    }
}

/// An entity under approach 1.
#[must_use]
pub fn entity_stated(code: &str, entity: Commitment) -> EntityStated {
    EntityStated {
        party: party(code),
        approach: ApproachNumber(1),
        entity,
        country: party("SGP"),
        identification: Commitment::default(),
        conditions: Commitment::default(),
    }
}

/// A first version under approach 1, from the beginning of time, with no end, cap or limit.
///
/// # Panics
/// If the name is too long.
#[must_use]
pub fn authorization(
    code: &str,
    name: &str,
    purposes: Purposes,
    first_transfer: FirstTransferDefinition,
) -> AuthorizationStated {
    AuthorizationStated {
        party: party(code),
        authorization: name.try_into().expect("a name"),
        version: 1,
        mirrored: false,
        approach: ApproachNumber(1),
        from: Timestamp(0),
        until: Timestamp(0),
        cap: 0,
        metric: Metric::GHG,
        non_ghg_metric: Default::default(),
        gwp_set: GwpSet::AR5,
        sectors: Default::default(),
        activity_types: Default::default(),
        purposes,
        oimp: Default::default(),
        first_transfer,
        parties: Default::default(),
        entities: Default::default(),
        first_vintage: 0,
        last_vintage: 0,
        first_year_of_use: 0,
        last_year_of_use: 0,
        revocation: RevocationTerms::UNITS_STAY,
        terms: Commitment::default(),
        document: Digest::default(),
    }
}

/// Units attached to a version.
///
/// # Panics
/// If the name is too long, or there are more than 1,024 blocks.
#[must_use]
pub fn attached(code: &str, name: &str, version: u32, blocks: &[SerialBlock]) -> Article6 {
    Article6::UnitsAuthorized(UnitsAuthorized {
        party: party(code),
        authorization: name.try_into().expect("a name"),
        version,
        blocks: blocks.to_vec().try_into().expect("few blocks"),
    })
}

/// Identifiers of units of Ghana, vintage 2024, under approach 1.
///
/// # Panics
/// If there are more than 1,024 blocks.
#[must_use]
pub fn identified(first_number: u64, blocks: &[SerialBlock]) -> IdentifiersAssigned {
    IdentifiersAssigned {
        approach: ApproachNumber(1),
        registry: "GHA01".parse().expect("a registry id"),
        first_transferring_party: party("GHA"),
        vintage: 2024,
        first_number,
        blocks: blocks.to_vec().try_into().expect("few blocks"),
    }
}
