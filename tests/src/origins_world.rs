//! What the test world has under rulebook 3 beside that of rulebook 2: three activities, the series that issue on their
//! monitorings, and bodies of statements about them.
//!
//! The test world begins late in 2023: the series have the vintages 2022 and 2023, so that their years are over or nearly so.

use ledger_format::amount::Amount;
use ledger_format::body::origins::{
    ActivityDeclared, Component, ConversionStated, LineName, LossStated, MonitoringLine, MonitoringStated,
    MonitoringWithdrawn, Origins,
};
use ledger_format::body::{Body, Movement, ParticularValue, Posting, SeriesOpened, UnderlyingSpace};
use ledger_format::codes::{Action, ActivityType, LineKind, Metric, MitigationType, Rounding, Sector, Side};
use ledger_format::identifiers::{
    Commitment, ComponentNumber, Digest, LossNumber, MonitoringNumber, PartyCode, Timestamp,
};

use crate::actors::Actor;
use crate::article6_world::party;
use crate::world::{World, posting};

/// Milliseconds of a day.
pub const DAY_MS: u64 = 86_400_000;
/// When 2021, 2022, 2023 and 2031 begin, in milliseconds.
pub const YEAR_2021_MS: u64 = 1_609_459_200_000;
/// See [`YEAR_2021_MS`].
pub const YEAR_2022_MS: u64 = 1_640_995_200_000;
/// See [`YEAR_2021_MS`].
pub const YEAR_2023_MS: u64 = 1_672_531_200_000;
/// See [`YEAR_2021_MS`].
pub const YEAR_2031_MS: u64 = 1_924_992_000_000;

/// The activities: of Ghana with two components, of Norway (reductions and removals), of Ghana in MWh.
pub const ACTIVITIES: [&str; 3] = ["cookstoves-7", "peat-2", "hydro-9"];

/// A series of the world of rulebook 2 as it is in that of rulebook 3: with an activity, a vintage that can be verified, and
/// every way to state what kind of mitigation it is.
#[must_use]
pub(crate) fn series_of(series: SeriesOpened) -> SeriesOpened {
    let (activity, vintage, mitigation_type) = match series.series.0 {
        11 => (ACTIVITIES[0], 2022, MitigationType::REDUCTIONS),
        12 => (ACTIVITIES[0], 2023, MitigationType::NOT_STATED),
        13 => (ACTIVITIES[1], 2022, MitigationType::REMOVALS),
        14 => (ACTIVITIES[2], 2022, MitigationType::BOTH),
        _ => return series,
    };
    SeriesOpened { activity: activity.try_into().expect("an activity"), vintage, mitigation_type, ..series }
}

/// What is declared, and who signs.
pub(crate) fn declared(world: &World) -> Vec<(Body, &Actor)> {
    let mut bodies: Vec<(Body, &Actor)> = Vec::new();
    for (id, host, by) in [
        (ACTIVITIES[0], "GHA", &world.authority),
        (ACTIVITIES[1], "NOR", &world.checkpoint),
        (ACTIVITIES[2], "GHA", &world.authority),
    ] {
        bodies.push((statement(Origins::ActivityDeclared(Box::new(activity(id, host)))), by));
    }
    bodies
}

/// A statement about where units come from.
#[must_use]
pub fn statement(body: Origins) -> Body {
    Body::Origins(body)
}

/// An activity of these names; one of another name is of GHG, for reductions, with two components.
///
/// # Panics
/// If the name is too long.
#[must_use]
pub fn activity(id: &str, host: &str) -> ActivityDeclared {
    let component = |number: u32| Component { number: ComponentNumber(number), what: Commitment::default() };
    let components = if id == ACTIVITIES[1] { vec![component(1)] } else { vec![component(1), component(2)] };
    let is_hydro = id == ACTIVITIES[2];
    ActivityDeclared {
        activity: id.try_into().expect("an id"),
        host: party(host),
        methodology: "VMR0006".try_into().expect("a methodology"),
        methodology_version: "1.2".try_into().expect("a version"),
        sector: Sector(4),
        activity_type: ActivityType(9),
        mitigation_type: if id == ACTIVITIES[1] { MitigationType::BOTH } else { MitigationType::REDUCTIONS },
        metric: if is_hydro { Metric::NON_GHG } else { Metric::GHG },
        non_ghg_metric: if is_hydro { "MWh" } else { "" }.try_into().expect("a metric"),
        quantum_digits: 1,
        quantum_scale: 0.try_into().expect("no decimals"),
        from: Timestamp(YEAR_2021_MS),
        until: Timestamp(YEAR_2031_MS),
        components: components.try_into().expect("few components"),
    }
}

/// The name of a line.
#[must_use]
pub fn line_name(year: u16, component: u32, kind: LineKind) -> LineName {
    LineName { year, component: ComponentNumber(component), kind }
}

/// A line of so many units, with nothing taken off.
#[must_use]
pub fn line(name: LineName, verified: u64) -> MonitoringLine {
    let (high, low) = (Amount::from(verified.saturating_add(5)), Amount::from(5));
    let is_removal = name.kind == LineKind::REMOVALS;
    MonitoringLine {
        name,
        baseline: if is_removal { low } else { high },
        project: if is_removal { high } else { low },
        leakage: Amount::default(),
        deductions: Default::default(),
        rounding: Rounding::DOWN,
        verified,
    }
}

/// A monitoring of an activity from a time until before another, in whole units.
///
/// # Panics
/// If the name is too long, or there are more than 256 lines.
#[must_use]
pub fn monitoring(
    number: u32,
    activity: &str,
    (from_ms, until_ms): (u64, u64),
    lines: Vec<MonitoringLine>,
) -> MonitoringStated {
    MonitoringStated {
        monitoring: MonitoringNumber(number),
        activity: activity.try_into().expect("an id"),
        from: Timestamp(from_ms),
        until: Timestamp(until_ms),
        report: Digest([8; 32]),
        scale: Default::default(),
        lines: lines.try_into().expect("few lines"),
    }
}

/// The statement of a monitoring.
#[must_use]
pub fn stated(body: MonitoringStated) -> Body {
    statement(Origins::MonitoringStated(Box::new(body)))
}

/// A monitoring no longer stands.
#[must_use]
pub fn withdrawn(number: u32) -> Body {
    let body = MonitoringWithdrawn { monitoring: MonitoringNumber(number), reason: 1 };
    statement(Origins::MonitoringWithdrawn(body))
}

/// A loss of stored carbon in 2022.
///
/// # Panics
/// If the name is too long.
#[must_use]
pub fn loss(number: u32, activity: &str, units: u64) -> LossStated {
    let activity = activity.try_into().expect("an id");
    LossStated { loss: LossNumber(number), activity, year: 2022, units, document: Digest::default() }
}

/// A conversion of MWh, of a year, with a factor in thousandths.
///
/// # Panics
/// Never.
#[must_use]
pub fn conversion(party: PartyCode, year: u16, factor_digits: u64) -> ConversionStated {
    ConversionStated {
        party,
        year,
        non_ghg_metric: "MWh".try_into().expect("a metric"),
        factor_digits,
        factor_scale: 3.try_into().expect("three decimals"),
        document: Digest::default(),
    }
}

/// That units are drawn from a line.
#[must_use]
pub fn on(monitoring: u32, name: LineName) -> ParticularValue {
    ParticularValue::Monitoring(MonitoringNumber(monitoring), name)
}

/// That units stand for those of another registry, whose ids have this prefix, from a number on.
///
/// # Panics
/// If the prefix is too long.
#[must_use]
pub fn for_underlying(prefix: &str, first_number: u64) -> ParticularValue {
    let space = UnderlyingSpace {
        registry: "VCS".try_into().expect("a registry"),
        prefix: prefix.try_into().expect("a prefix"),
        suffix: "-VCS".try_into().expect("a suffix"),
    };
    ParticularValue::UnderlyingUnits { space, first_number, evidence: Digest([9; 32]) }
}

/// An issue of one block of a space on a basis: so many units to each account, in order.
///
/// # Panics
/// If there are more than 2,048 postings.
#[must_use]
pub fn issue_to(
    source: u64,
    space: u32,
    first: u64,
    shares: &[(u64, u64)],
    basis: Option<ParticularValue>,
) -> Body {
    let count: u64 = shares.iter().map(|(_, units)| units).sum();
    let mut postings: Vec<Posting> =
        vec![posting(source, Side::Debit, space, first, first + count.max(1) - 1)];
    let mut next = first;
    for (account, units) in shares.iter().filter(|(_, units)| *units > 0) {
        postings.push(posting(*account, Side::Credit, space, next, next + units - 1));
        next += units;
    }
    let particulars: Vec<_> = basis.into_iter().map(Into::into).collect();
    Body::Movement(Movement {
        action: Action::ISSUE,
        particulars: particulars.try_into().expect("one particular"),
        postings: postings.try_into().expect("few postings"),
    })
}

/// A cancellation of one block that settles a loss.
///
/// # Panics
/// Never.
#[must_use]
pub fn settling(loss: u32, postings: Vec<Posting>) -> Body {
    let particular = ParticularValue::LossSettled(LossNumber(loss)).into();
    Body::Movement(Movement {
        action: Action::CANCELLATION,
        particulars: vec![particular].try_into().expect("one particular"),
        postings: postings.try_into().expect("few postings"),
    })
}
