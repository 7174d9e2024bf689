//! The beginning of every ledger here: operator, keys, accounts, one series, and every block issued once.
//!
//! Invariants:
//! - A plan fixes every byte: the same plan gives the same entries.
//! - Account `a` is represented by key `a % keys`; block `b` is issued to an account drawn from `b` alone.

use ed25519_dalek::{Signer as _, SigningKey};
use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountOpened, Body, Context, Genesis, KeyRegistered, Movement, PartyDeclared, Posting, RoleKeys,
    RoleOfKey, Rulebook, SeriesOpened, SpaceDeclared,
};
use ledger_format::bounded::{Bounded, Code};
use ledger_format::codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, Side};
use ledger_format::entry::{EntrySignature, Statement, assemble};
use ledger_format::identifiers::{
    AccountNumber, Commitment, EntryId, KeyNumber, Origin, PartyCode, PublicKey, RegistryId, SeriesId,
    SpaceId, Timestamp,
};
use ledger_format::signed_range::statement_prefix;
use rayon::prelude::*;

/// When the ledger begins, in milliseconds.
pub const BEGINNING_MS: u64 = 1_767_225_600_000;
/// How long a statement may wait to be recorded, in milliseconds: a day.
pub const GOOD_FOR_MS: u64 = 86_400_000;
/// The operator, who is everything else too.
pub const OPERATOR: u32 = 0;
/// The only series.
pub const SERIES: SeriesId = SeriesId(1);
/// The only number space.
pub const SPACE: SpaceId = SpaceId(1);
/// Units in a block.
pub const UNITS: u64 = 10;

const SOURCE: AccountNumber = AccountNumber(1);
const FIRST_ACCOUNT: u64 = 1_000;
/// Blocks issued by one entry.
const ISSUED_TOGETHER: u64 = 500;

/// How large a ledger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Movements, without the issues.
    pub movements: u64,
    /// Keys that sign movements.
    pub keys: u32,
    /// Accounts that hold units; more than one.
    pub accounts: u64,
    /// Blocks that move, each a holding of its own.
    pub blocks: u64,
    /// Time between two movements, in milliseconds.
    pub pace_ms: u64,
}

impl Plan {
    /// The budget's workload: so many accounts that each gives or takes a thousand times, and a movement each 100 ms.
    #[must_use]
    pub fn new(movements: u64, keys: u32, blocks: u64) -> Self {
        let least = u64::from(keys).max(2);
        let accounts = (movements / 500).clamp(least, least.max(20_000));
        Self { movements, keys, accounts, blocks: blocks.max(2), pace_ms: 100 }
    }
}

/// Everybody who signs.
pub struct Actors {
    origin: Origin,
    prefix: Vec<u8>,
    keys: Vec<SigningKey>,
}

impl Actors {
    /// The operator and `keys` keys of account holders.
    ///
    /// # Panics
    /// Never, for the fixed origin.
    #[must_use]
    pub fn new(keys: u32) -> Self {
        let origin = Origin::new("bench.example/gha").expect("an origin");
        let key = |number: u32| {
            SigningKey::from_bytes(&blake3::derive_key(
                "itmo-ledger bench keys, never use",
                &number.to_le_bytes(),
            ))
        };
        Self {
            prefix: statement_prefix(&origin),
            origin,
            keys: (0..=keys).into_par_iter().map(key).collect(),
        }
    }

    /// Whose ledger it is.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The prefix of every signed statement.
    #[must_use]
    pub fn prefix(&self) -> &[u8] {
        &self.prefix
    }

    /// A key's public half.
    #[must_use]
    pub fn public(&self, number: u32) -> PublicKey {
        PublicKey(self.key(number).verifying_key().to_bytes())
    }

    /// A key.
    #[must_use]
    pub fn key(&self, number: u32) -> &SigningKey {
        &self.keys[number as usize]
    }

    /// How many keys, the operator's included.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.keys.len() as u32
    }

    /// Signs prefix and range.
    #[must_use]
    pub fn sign(&self, number: u32, prefix: &[u8], range: &[u8]) -> [u8; 64] {
        self.key(number).sign(&[prefix, range].concat()).to_bytes()
    }

    /// An entry: entry `number` of the ledger, signed by one key.
    ///
    /// # Panics
    /// If the statement is too long.
    #[must_use]
    pub fn entry(&self, number: u64, at_ms: u64, body: Body, signer: u32) -> Vec<u8> {
        let statement = Statement {
            id: id(number, at_ms),
            occurred_at: Timestamp(at_ms),
            not_after: Timestamp(at_ms + GOOD_FOR_MS),
            context: Context::default(),
            body,
        };
        let statement = statement.encode().expect("a statement that fits");
        let signature = self.sign(signer, &self.prefix, &statement);
        assemble(&statement, &[EntrySignature { key: KeyNumber(signer), signature }]).expect("one signature")
    }
}

/// As UUIDv7 has it: the time, then what nobody else has.
fn id(number: u64, at_ms: u64) -> EntryId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&(at_ms << 16).to_be_bytes());
    id[6..].copy_from_slice(&blake3::hash(&number.to_le_bytes()).as_bytes()[..10]);
    id[6] = 0x70 | (id[6] & 0x0f);
    id[8] = 0x80 | (id[8] & 0x3f);
    EntryId(id)
}

fn party() -> PartyCode {
    "GHA".parse().expect("a code")
}

fn registry() -> RegistryId {
    "GHA01".parse().expect("an id")
}

/// The genesis entry of a ledger of plain movements.
#[must_use]
pub fn genesis(actors: &Actors) -> Vec<u8> {
    genesis_under(actors, vec![registry()], 1)
}

/// The genesis entry of a ledger of some registries under a version of the rulebook, every option at its default.
///
/// # Panics
/// If there is no registry.
#[must_use]
pub fn genesis_under(actors: &Actors, registries: Vec<RegistryId>, version: u32) -> Vec<u8> {
    let all = |role| RoleKeys {
        role,
        threshold: 1,
        keys: Bounded::new(vec![KeyNumber(OPERATOR)]).expect("one key"),
    };
    let roles = [Role::OPERATOR, Role::AUTHORITY, Role::CHECKPOINT].map(all).to_vec();
    let body = Genesis {
        format_version: 1,
        origin: actors.origin.clone(),
        registries: Bounded::new(registries).expect("some"),
        keys: Bounded::new(vec![actors.public(OPERATOR)]).expect("one"),
        roles: Bounded::new(roles).expect("three"),
        rulebook: Rulebook { version, settings: Bounded::default() },
    };
    actors.entry(0, BEGINNING_MS, Body::Genesis(body), OPERATOR)
}

/// The entries behind genesis: everything declared, and every block issued; all as of the beginning.
#[must_use]
pub fn opening(actors: &Actors, plan: &Plan) -> Vec<Vec<u8>> {
    let mut bodies = declarations(actors, plan);
    let issues = (0..plan.blocks).step_by(ISSUED_TOGETHER as usize);
    bodies.extend(issues.map(|first| issue(plan, first, (first + ISSUED_TOGETHER).min(plan.blocks))));
    let entry = |(number, body)| actors.entry(number as u64 + 1, BEGINNING_MS, body, OPERATOR);
    bodies.into_par_iter().enumerate().map(entry).collect()
}

fn declarations(actors: &Actors, plan: &Plan) -> Vec<Body> {
    let mut bodies = vec![
        Body::PartyDeclared(PartyDeclared { party: party() }),
        Body::RoleGranted(RoleOfKey {
            role: Role::AUTHORITY,
            party: Some(party()),
            key: KeyNumber(OPERATOR),
        }),
        Body::SpaceDeclared(SpaceDeclared { space: SPACE, name: Code::new("bench").expect("a name") }),
        Body::SeriesOpened(SeriesOpened {
            series: SERIES,
            space: SPACE,
            source: SOURCE,
            label: Code::new("bench").expect("a label"),
            host: party(),
            activity: Code::default(),
            vintage: 2024,
            metric: Metric::GHG,
            non_ghg_metric: Code::default(),
            quantum_digits: 1,
            quantum_scale: 0.try_into().expect("a scale"),
            gwp_set: GwpSet::AR5,
            mitigation_type: MitigationType::REDUCTIONS,
            regime: Regime::ARTICLE_6_2,
        }),
    ];
    bodies.extend((1..=plan.keys).map(|number| {
        let public_key = actors.public(number);
        Body::KeyRegistered(KeyRegistered {
            key: KeyNumber(number),
            public_key,
            owner: Commitment::default(),
        })
    }));
    bodies.extend((0..plan.accounts).map(|place| {
        Body::AccountOpened(AccountOpened {
            account: account(place),
            kind: AccountKind::HOLDING,
            party: party(),
            registry: registry(),
            holder: Commitment::default(),
            metric: Metric::GHG,
            representatives: Bounded::new(vec![KeyNumber(signer(plan, place))]).expect("one"),
            threshold: 1,
        })
    }));
    bodies
}

/// The number of the account at a place.
#[must_use]
pub fn account(place: u64) -> AccountNumber {
    AccountNumber(FIRST_ACCOUNT + place)
}

/// The key that signs for the account at a place.
#[must_use]
pub fn signer(plan: &Plan, place: u64) -> u32 {
    (place % u64::from(plan.keys)) as u32 + 1
}

/// The block at a place.
#[must_use]
pub fn block(place: u64) -> SerialBlock {
    SerialBlock::new(SPACE, 1 + place * UNITS, (place + 1) * UNITS)
}

/// The place of the account that block `place` is issued to.
#[must_use]
pub fn issued_to(plan: &Plan, place: u64) -> u64 {
    mixed(place) % plan.accounts
}

/// A number that looks drawn (SplitMix64's finalizer).
#[must_use]
pub fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1705_2026_0A6B_11CE);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A movement of blocks: all out of one account, each into one.
#[must_use]
pub fn moved(action: Action, postings: Vec<Posting>) -> Body {
    let postings = Bounded::new(postings).expect("few postings");
    Body::Movement(Movement { action, particulars: Bounded::default(), postings })
}

fn issue(plan: &Plan, first: u64, end: u64) -> Body {
    let all = SerialBlock::new(SPACE, 1 + first * UNITS, end * UNITS);
    let debit = Posting { account: SOURCE, side: Side::Debit, block: all };
    let credit = |place| {
        let account = account(issued_to(plan, place));
        Posting { account, side: Side::Credit, block: block(place) }
    };
    moved(Action::ISSUE, std::iter::once(debit).chain((first..end).map(credit)).collect())
}
