//! Where everything is: Parties, their keys and accounts, series, blocks, and the names of what is declared.
//!
//! Invariants:
//! - A place of an account or block fixes everything about it.
//! - Account `a` is of Party `a % PARTIES`, and as in the ledger of plain movements represented by key `a % keys`.

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::AuthorizationId;
use ledger_format::body::origins::ActivityId;
use ledger_format::bounded::Code;
use ledger_format::codes::AccountKind;
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, Commitment, ComponentNumber, MonitoringNumber, PartyCode, RegistryId,
    SeriesId, SpaceId,
};

use crate::world::{Plan, mixed};

/// Parties that hold units here; the hosts come first.
const NAMES: [&str; 6] = ["GHA", "KEN", "CHE", "SGP", "SWE", "JPN"];
/// How many they are.
pub const PARTIES: u64 = NAMES.len() as u64;
/// How many of them are hosts.
pub const HOSTS: u64 = 2;
/// A Party whose registry has no ledger of ours.
const FOREIGN: &str = "KOR";
/// Vintages of each host, from this year on.
const FIRST_VINTAGE: u16 = 2022;
const VINTAGES: u64 = 3;
/// A series for each host and vintage.
pub const SERIES: u64 = HOSTS * VINTAGES;
/// Components of each activity; each has a line in each monitoring.
pub const COMPONENTS: u64 = 16;
/// Blocks that are issued, numbered and authorized by one entry each.
pub const GROUP: u64 = 500;
/// Units in a block as it is issued.
pub const UNITS: u64 = 100;
/// The cooperative approach of all of them.
pub const APPROACH: ApproachNumber = ApproachNumber(1);
/// Counterpart accounts.
pub const COUNTERPARTS: u64 = 4;
/// Where units of each Party end, in order of their accounts' numbers.
pub const ENDS: [AccountKind; 5] = [
    AccountKind::USE_NDC,
    AccountKind::USE_OIMP,
    AccountKind::OTHER_CANCELLATION,
    AccountKind::VOLUNTARY_CANCELLATION,
    AccountKind::OMGE_CANCELLATION,
];

const FIRST_END: u64 = 500_000_000;
const FIRST_COUNTERPART: u64 = 600_000_000;
const FIRST_RESTRICTED: u64 = 700_000_000;
const FIRST_SOURCE: u64 = 1;
/// Of eight blocks one is issued, numbered and authorized by itself, while others move.
const ONE_LATE_IN: u64 = 8;

/// The code of the Party at a place.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn party(place: u64) -> PartyCode {
    NAMES[place as usize].parse().expect("a code")
}

/// The registry of the Party at a place.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn registry(place: u64) -> RegistryId {
    format!("{}01", NAMES[place as usize]).parse().expect("an id")
}

/// The Party without a ledger of ours.
///
/// # Panics
/// Never.
#[must_use]
pub fn foreign_party() -> PartyCode {
    FOREIGN.parse().expect("a code")
}

/// A registry of its, which this ledger does not serve: one for each Counterpart account.
///
/// # Panics
/// Never.
#[must_use]
pub fn foreign_registry(place: u64) -> RegistryId {
    format!("{FOREIGN}{place:02}").parse().expect("an id")
}

/// The key of a Party's authority.
#[must_use]
pub fn authority(plan: &Plan, party: u64) -> u32 {
    (party % u64::from(plan.keys)) as u32 + 1
}

/// The Party of an account.
#[must_use]
pub fn party_of(account: u64) -> u64 {
    account % PARTIES
}

/// Where units of a Party end.
///
/// # Panics
/// If the kind is none of [`ENDS`].
#[must_use]
pub fn end(party: u64, kind: AccountKind) -> AccountNumber {
    let place = ENDS.iter().position(|each| *each == kind).expect("a kind of an end");
    AccountNumber(FIRST_END + party * ENDS.len() as u64 + place as u64)
}

/// A Counterpart account.
#[must_use]
pub fn counterpart(place: u64) -> AccountNumber {
    AccountNumber(FIRST_COUNTERPART + place)
}

/// An account of a Party that a restriction keeps from giving, and that holds nothing.
#[must_use]
pub fn restricted(party: u64) -> AccountNumber {
    AccountNumber(FIRST_RESTRICTED + party)
}

/// Which series a block is of.
#[must_use]
pub fn series_of(block: u64) -> u64 {
    block / GROUP % SERIES
}

/// The host of a series.
#[must_use]
pub fn host_of(series: u64) -> u64 {
    series % HOSTS
}

/// The vintage of a series.
#[must_use]
pub fn vintage_of(series: u64) -> u16 {
    FIRST_VINTAGE + (series / HOSTS) as u16
}

/// The number of a series.
#[must_use]
pub fn series(series: u64) -> SeriesId {
    SeriesId(series as u32 + 1)
}

/// The Source account of a series.
#[must_use]
pub fn source(series: u64) -> AccountNumber {
    AccountNumber(FIRST_SOURCE + series)
}

/// The number space of a host.
#[must_use]
pub fn space(host: u64) -> SpaceId {
    SpaceId(host as u32 + 1)
}

/// The component on whose line a block is issued.
#[must_use]
pub fn component_of(block: u64) -> ComponentNumber {
    ComponentNumber((block / GROUP / SERIES % COMPONENTS) as u32 + 1)
}

/// The monitoring on which a series is issued.
#[must_use]
pub fn monitoring(series: u64) -> MonitoringNumber {
    MonitoringNumber(series as u32 + 1)
}

/// The activity of a host.
///
/// # Panics
/// If there is no such host.
#[must_use]
pub fn activity(host: u64) -> ActivityId {
    Code::new(format!("{}-A1", NAMES[host as usize])).expect("an id")
}

/// A Party's authorization: 1, and of hosts 2, whose units are first transferred when they are authorized.
///
/// # Panics
/// If there is no such Party.
#[must_use]
pub fn authorization(party: u64, number: u64) -> AuthorizationId {
    Code::new(format!("{}-{number}", NAMES[party as usize])).expect("an id")
}

/// To which of its host's authorizations a block is attached.
#[must_use]
pub fn authorization_of(block: u64) -> u64 {
    if is_late(block) { 1 } else { 1 + block / GROUP / SERIES % 2 }
}

/// An entity of a Party.
#[must_use]
pub fn entity(party: u64) -> Commitment {
    Commitment([party as u8 + 1; 32])
}

/// The units of a block from one on, counted from 0.
#[must_use]
pub fn rest_of(block: u64, from: u64) -> SerialBlock {
    let first = 1 + block * UNITS;
    SerialBlock::new(space(host_of(series_of(block))), first + from, first + UNITS - 1)
}

/// So many units of a block from one on, counted from 0.
#[must_use]
pub fn part_of(block: u64, from: u64, count: u64) -> SerialBlock {
    let rest = rest_of(block, from);
    SerialBlock { last: rest.first + count - 1, ..rest }
}

/// Whether a block is issued while others move.
#[must_use]
pub fn is_late(block: u64) -> bool {
    block % ONE_LATE_IN == ONE_LATE_IN - 1
}

/// The place of the account that a block is issued to: one of its host.
#[must_use]
pub fn issued_to(plan: &Plan, block: u64) -> u64 {
    mixed(block) % (plan.accounts / PARTIES) * PARTIES + host_of(series_of(block))
}
