//! A small ledger's beginning: roles, two Parties, two spaces, three series, a dozen accounts.
//!
//! Everything is fixed, so that an operation can name accounts and series by small numbers.

use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountOpened, Body, Context, Genesis, KeyRegistered, PartyDeclared, Posting, RoleKeys, Rulebook,
    SeriesOpened, Setting, SpaceDeclared,
};
use ledger_format::bounded::Bounded;
use ledger_format::codes::{AccountKind, GwpSet, Metric, MitigationType, Regime, Role, RuleOption, Side};
use ledger_format::entry::Statement;
use ledger_format::identifiers::{
    AccountNumber, Commitment, EntryId, KeyNumber, Origin, PartyCode, SeriesId, SpaceId, Timestamp,
};

use crate::actors::{Actor, sign};
use crate::{article6_world, origins_world};

/// When the world begins, in milliseconds.
pub const BEGINNING_MS: u64 = 1_700_000_000_000;
/// How long a test's statements are good, in milliseconds.
pub const GOOD_FOR_MS: u64 = 60_000;
/// Accounts that hold units and can move them, with representative 10 + their place.
pub const HOLDINGS: [u64; 5] = [1, 2, 3, 4, 5];
/// Terminal accounts (representative 10): use towards an NDC, voluntary cancellation, other cancellation.
pub const TERMINALS: [u64; 3] = [21, 22, 23];
/// Source accounts of series 1 and 2 (space 1) and 3 (space 2).
pub const SOURCES: [u64; 3] = [101, 102, 103];
/// The space of each series.
pub const SERIES_SPACES: [u32; 3] = [1, 1, 2];

/// Everybody who can sign.
#[derive(Debug, Clone)]
pub struct World {
    /// Identity of the ledger.
    pub origin: Origin,
    /// Key 0: operator.
    pub operator: Actor,
    /// Key 1: authority of the ledger.
    pub authority: Actor,
    /// Key 2: recovery.
    pub recovery: Actor,
    /// Key 3: checkpoint.
    pub checkpoint: Actor,
    /// Keys 10 to 14: representatives of the holding accounts; account 5 needs two of the last three.
    pub representatives: Vec<Actor>,
    /// The rulebook of its genesis; under version 2 it has what [`crate::article6_world`] declares, under version 3 also what
    /// [`crate::origins_world`] does.
    pub rulebook: Rulebook,
}

impl Default for World {
    fn default() -> Self {
        Self::new("ledger.example/test")
    }
}

fn party(code: &str) -> PartyCode {
    code.parse().expect("a test's Party code")
}

impl World {
    /// The world under another origin.
    ///
    /// # Panics
    /// If the origin is not well formed.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        Self {
            origin: Origin::new(origin).expect("a test's origin"),
            operator: Actor::new(0),
            authority: Actor::new(1),
            recovery: Actor::new(2),
            checkpoint: Actor::new(3),
            representatives: (10..15).map(Actor::new).collect(),
            rulebook: Rulebook { version: 1, settings: Bounded::default() },
        }
    }

    /// The world under rulebook 2, with values of its options 2, 3 and 4.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn of_article6(forbid: [u64; 3]) -> Self {
        let options = [
            RuleOption::DRAFT_APPROACH_FORBIDS,
            RuleOption::NO_INITIAL_REPORT_FORBIDS,
            RuleOption::INELIGIBLE_FORBIDS,
        ];
        let settings: Vec<_> =
            options.into_iter().zip(forbid).map(|(option, value)| Setting { option, value }).collect();
        let rulebook = Rulebook { version: 2, settings: settings.try_into().expect("three settings") };
        Self { rulebook, ..Self::default() }
    }

    /// The world under rulebook 3, with values of its options 2 to 4 and 5 to 8.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn of_origins(forbid: [u64; 3], levy: [u64; 4]) -> Self {
        let options = [
            RuleOption::ADAPTATION_SHARE,
            RuleOption::OMGE_SHARE,
            RuleOption::LEVY_ROUNDING,
            RuleOption::EXEMPTION_COUNTS,
        ];
        let world = Self::of_article6(forbid);
        let mut settings = world.rulebook.settings.to_vec();
        settings.extend(options.into_iter().zip(levy).map(|(option, value)| Setting { option, value }));
        let rulebook = Rulebook { version: 3, settings: settings.try_into().expect("seven settings") };
        Self { rulebook, ..world }
    }

    /// The world under rulebook 4, in which nothing is forbidden and the options are as they are unless somebody says so.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn of_holds() -> Self {
        let rulebook = Rulebook { version: 4, settings: Bounded::default() };
        Self { rulebook, ..Self::default() }
    }

    /// The world under rulebook 4, with values of its options 2 to 4, 5 to 8 and 9.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn of_holds_with(forbid: [u64; 3], levy: [u64; 4], hold_limit_ms: u64) -> Self {
        let world = Self::of_origins(forbid, levy);
        let mut settings = world.rulebook.settings.to_vec();
        settings.push(Setting { option: RuleOption::HOLD_LIMIT_MS, value: hold_limit_ms });
        let rulebook = Rulebook { version: 4, settings: settings.try_into().expect("eight settings") };
        Self { rulebook, ..world }
    }

    /// The world under rulebook 5, with values of its options 2 to 4, 5 to 8, 9, and 10 and 11.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn of_notices(forbid: [u64; 3], levy: [u64; 4], hold_limit_ms: u64, notices: [u64; 2]) -> Self {
        let world = Self::of_holds_with(forbid, levy, hold_limit_ms);
        let options = [RuleOption::APPROACH_REGISTRIES_BIND, RuleOption::LEVY_FIRST_TRANSFERS];
        let mut settings = world.rulebook.settings.to_vec();
        settings.extend(options.into_iter().zip(notices).map(|(option, value)| Setting { option, value }));
        let rulebook = Rulebook { version: 5, settings: settings.try_into().expect("ten settings") };
        Self { rulebook, ..world }
    }

    /// A statement with a running id, that occurred at `at_ms` and is good for a minute.
    #[must_use]
    pub fn statement(&self, number: u64, at_ms: u64, body: Body) -> Statement {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&number.to_be_bytes());
        id[8..].copy_from_slice(b"test id.");
        Statement {
            id: EntryId(id),
            occurred_at: Timestamp(at_ms),
            not_after: Timestamp(at_ms + GOOD_FOR_MS),
            context: Context::default(),
            body,
        }
    }

    /// The genesis entry.
    ///
    /// # Panics
    /// Never, for the fixed contents.
    #[must_use]
    pub fn genesis(&self) -> Vec<u8> {
        let actors = [&self.operator, &self.authority, &self.recovery, &self.checkpoint];
        let role = |role, key: &Actor| RoleKeys {
            role,
            threshold: 1,
            keys: vec![key.number].try_into().expect("one key"),
        };
        let roles = vec![
            role(Role::OPERATOR, &self.operator),
            role(Role::AUTHORITY, &self.authority),
            role(Role::RECOVERY, &self.recovery),
            role(Role::CHECKPOINT, &self.checkpoint),
        ];
        let body = Genesis {
            format_version: 1,
            origin: self.origin.clone(),
            registries: vec!["CHE01".parse().expect("a registry id")].try_into().expect("one registry"),
            keys: actors.map(Actor::public_key).to_vec().try_into().expect("four keys"),
            roles: roles.try_into().expect("four roles"),
            rulebook: self.rulebook.clone(),
        };
        sign(&self.origin, &self.statement(0, BEGINNING_MS, Body::Genesis(body)), &actors)
    }

    /// The entries behind genesis that declare everything, in order; all valid when recorded at [`BEGINNING_MS`].
    #[must_use]
    pub fn declarations(&self) -> Vec<Vec<u8>> {
        let mut bodies: Vec<(Body, &Actor)> = Vec::new();
        for code in ["CHE", "GHA"] {
            bodies.push((Body::PartyDeclared(PartyDeclared { party: party(code) }), &self.authority));
        }
        for actor in &self.representatives {
            bodies.push((Body::KeyRegistered(key_registered(actor)), &self.operator));
        }
        for (space, name) in [(1, "GHA-A"), (2, "GHA-B")] {
            let body = SpaceDeclared { space: SpaceId(space), name: name.try_into().expect("a name") };
            bodies.push((Body::SpaceDeclared(body), &self.authority));
        }
        for ((series, space), source) in (1..).zip(SERIES_SPACES).zip(SOURCES) {
            bodies.push((Body::SeriesOpened(series_opened(series, space, source)), &self.authority));
        }
        for (place, number) in HOLDINGS.into_iter().enumerate() {
            let (keys, threshold) = match number {
                5 => (vec![KeyNumber(12), KeyNumber(13), KeyNumber(14)], 2),
                _ => (vec![self.representatives[place].number], 1),
            };
            let host = if number % 2 == 1 { "CHE" } else { "GHA" };
            bodies.push((account(number, AccountKind::HOLDING, host, keys, threshold), &self.operator));
        }
        let kinds =
            [AccountKind::USE_NDC, AccountKind::VOLUNTARY_CANCELLATION, AccountKind::OTHER_CANCELLATION];
        for (number, kind) in TERMINALS.into_iter().zip(kinds) {
            bodies.push((account(number, kind, "CHE", vec![KeyNumber(10)], 1), &self.operator));
        }
        if self.rulebook.version >= 2 {
            bodies.extend(article6_world::declared(self));
        }
        if self.rulebook.version >= 3 {
            bodies.extend(origins_world::declared(self));
        }
        (1..)
            .zip(bodies)
            .map(|(number, (body, actor))| {
                sign(&self.origin, &self.statement(number, BEGINNING_MS, body), &[actor])
            })
            .collect()
    }

    /// Who must sign for a debited account: its representatives, or the authority for a Source account.
    #[must_use]
    pub fn signers_for(&self, account: u64) -> Vec<&Actor> {
        match account {
            1..=4 => {
                self.representatives.iter().skip(usize::try_from(account).unwrap_or(0) - 1).take(1).collect()
            }
            21..=23 | 200..=299 => self.representatives.iter().take(1).collect(),
            article6_world::NOR_SOURCE => vec![&self.checkpoint],
            5 => self.representatives.iter().skip(2).take(2).collect(),
            _ => vec![&self.authority],
        }
    }
}

/// The registration of an actor's key.
#[must_use]
pub fn key_registered(actor: &Actor) -> KeyRegistered {
    KeyRegistered { key: actor.number, public_key: actor.public_key(), owner: Commitment::default() }
}

/// A series with plain GHG units.
///
/// # Panics
/// Never, for numbers of any size.
#[must_use]
pub fn series_opened(series: u32, space: u32, source: u64) -> SeriesOpened {
    SeriesOpened {
        series: SeriesId(series),
        space: SpaceId(space),
        source: AccountNumber(source),
        label: format!("series {series}").as_str().try_into().expect("a label"),
        host: party("GHA"),
        activity: "cookstoves-7".try_into().expect("an activity"),
        vintage: 2024,
        metric: Metric::GHG,
        non_ghg_metric: "".try_into().expect("none"),
        quantum_digits: 1,
        quantum_scale: 0.try_into().expect("no decimals"),
        gwp_set: GwpSet::AR5,
        mitigation_type: MitigationType::REDUCTIONS,
        regime: Regime::ARTICLE_6_2,
    }
}

/// The opening of an account.
///
/// # Panics
/// If there are more than 32 keys.
#[must_use]
pub fn account(number: u64, kind: AccountKind, host: &str, keys: Vec<KeyNumber>, threshold: u16) -> Body {
    Body::AccountOpened(AccountOpened {
        account: AccountNumber(number),
        kind,
        party: party(host),
        registry: "CHE01".parse().expect("a registry id"),
        holder: Commitment([7; 32]),
        metric: Metric::GHG,
        representatives: keys.try_into().expect("few keys"),
        threshold,
    })
}

/// A leg of a movement.
#[must_use]
pub fn posting(account: u64, side: Side, space: u32, first: u64, last: u64) -> Posting {
    Posting { account: AccountNumber(account), side, block: SerialBlock::new(SpaceId(space), first, last) }
}
