//! A small registry for tests and measurements: keys, a genesis, two Parties, accounts, one series, movements.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use ledger_core::{
    Error, Ledger, MemorySigner, OpenOptions, Signer, clock::Clock, entropy::Entropy, signer::sign_statement,
    storage::Storage,
};
use ledger_format::{
    block::SerialBlock,
    body::{
        AccountOpened, Body, Context, Genesis, KeyRegistered, Movement, PartyDeclared, Posting, RoleKeys,
        Rulebook, SeriesOpened, SpaceDeclared,
    },
    bounded::{Bounded, Code},
    codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, Side},
    entry::Statement,
    identifiers::{
        AccountNumber, Commitment, EntryId, KeyNumber, Origin, PartyCode, RegistryId, SeriesId, SpaceId,
        Timestamp,
    },
    limits::FORMAT_VERSION,
};

pub const OPERATOR: u32 = 0;
pub const AUTHORITY: u32 = 1;
pub const CHECKPOINT: u32 = 2;
/// Numbers of the representatives' keys begin here.
pub const HOLDER: u32 = 10;
pub const SPACE: SpaceId = SpaceId(1);
pub const SOURCE: u64 = 1;
/// Numbers of the holders' accounts begin here.
pub const ACCOUNT: u64 = 100;
pub const START_MS: u64 = 1_750_000_000_000;

/// A clock that is set by hand.
#[derive(Debug)]
pub struct HandClock(pub AtomicU64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn steady_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Randomness that is the same each time.
#[derive(Debug, Default)]
pub struct CountingEntropy(AtomicU64);

impl Entropy for CountingEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        for chunk in bytes.chunks_mut(8) {
            let number = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
        Ok(())
    }
}

/// Makes entries; every one gets an id of its own.
#[derive(Debug)]
pub struct Registry {
    pub origin: Origin,
    pub clock: Arc<HandClock>,
    ids: AtomicU64,
}

impl Registry {
    pub fn new() -> Self {
        Self {
            origin: Origin::new("registry.example/test").unwrap(),
            clock: Arc::new(HandClock(AtomicU64::new(START_MS))),
            ids: AtomicU64::new(1),
        }
    }

    pub fn signer(number: u32) -> MemorySigner {
        let mut secret = [7; 32];
        secret[..4].copy_from_slice(&number.to_le_bytes());
        MemorySigner::from_secret(KeyNumber(number), &secret)
    }

    pub fn operators() -> Vec<Arc<dyn Signer>> {
        vec![Arc::new(Self::signer(OPERATOR))]
    }

    pub fn options(&self) -> OpenOptions {
        OpenOptions {
            clock: Arc::<HandClock>::clone(&self.clock),
            entropy: Arc::new(CountingEntropy::default()),
            ..OpenOptions::default()
        }
    }

    pub fn statement(&self, body: Body) -> Statement {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&self.ids.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        Statement {
            id: EntryId(id),
            occurred_at: Timestamp(START_MS),
            not_after: Timestamp(self.clock.now().0 + 24 * 60 * 60 * 1_000),
            context: Context::default(),
            body,
        }
    }

    pub fn sign(&self, statement: &Statement, keys: &[u32]) -> Vec<u8> {
        let signers: Vec<_> = keys.iter().map(|key| Self::signer(*key)).collect();
        let signers: Vec<_> = signers.iter().map(|signer| signer as &dyn Signer).collect();
        sign_statement(&self.origin, statement, &signers).unwrap()
    }

    pub fn entry(&self, body: Body, keys: &[u32]) -> Vec<u8> {
        self.sign(&self.statement(body), keys)
    }

    pub fn genesis(&self) -> Vec<u8> {
        let keys = [OPERATOR, AUTHORITY, CHECKPOINT];
        let role =
            |role, key| RoleKeys { role, threshold: 1, keys: Bounded::new(vec![KeyNumber(key)]).unwrap() };
        let body = Genesis {
            format_version: FORMAT_VERSION,
            origin: self.origin.clone(),
            registries: Bounded::new(vec!["TST01".parse::<RegistryId>().unwrap()]).unwrap(),
            keys: Bounded::new(keys.iter().map(|key| Self::signer(*key).public_key()).collect()).unwrap(),
            roles: Bounded::new(vec![
                role(Role::OPERATOR, OPERATOR),
                role(Role::AUTHORITY, AUTHORITY),
                role(Role::CHECKPOINT, CHECKPOINT),
            ])
            .unwrap(),
            rulebook: Rulebook { version: 1, settings: Bounded::new(Vec::new()).unwrap() },
        };
        self.entry(Body::Genesis(body), &keys)
    }

    /// Everything that movements need: `holders` accounts, each with a key of its own.
    pub fn setup(&self, holders: u32) -> Vec<Vec<u8>> {
        let party: PartyCode = "CHE".parse().unwrap();
        let space = SpaceDeclared { space: SPACE, name: Code::new("test space").unwrap() };
        let series = SeriesOpened {
            series: SeriesId(1),
            space: SPACE,
            source: AccountNumber(SOURCE),
            label: Code::new("first").unwrap(),
            host: party,
            activity: Code::new("A-1").unwrap(),
            vintage: 2024,
            metric: Metric::GHG,
            non_ghg_metric: Code::new("").unwrap(),
            quantum_digits: 1,
            quantum_scale: Default::default(),
            gwp_set: GwpSet::AR5,
            mitigation_type: MitigationType::REDUCTIONS,
            regime: Regime::PLAIN,
        };
        let mut entries = vec![
            self.entry(Body::PartyDeclared(PartyDeclared { party }), &[AUTHORITY]),
            self.entry(Body::SpaceDeclared(space), &[AUTHORITY]),
            self.entry(Body::SeriesOpened(series), &[AUTHORITY]),
        ];
        for holder in 0..holders {
            let key = KeyRegistered {
                key: KeyNumber(HOLDER + holder),
                public_key: Self::signer(HOLDER + holder).public_key(),
                owner: Commitment::default(),
            };
            entries.push(self.entry(Body::KeyRegistered(key), &[OPERATOR]));
            let account = AccountOpened {
                account: AccountNumber(ACCOUNT + u64::from(holder)),
                kind: AccountKind::HOLDING,
                party,
                registry: "TST01".parse().unwrap(),
                holder: Commitment::default(),
                metric: Metric::GHG,
                representatives: Bounded::new(vec![KeyNumber(HOLDER + holder)]).unwrap(),
                threshold: 1,
            };
            entries.push(self.entry(Body::AccountOpened(account), &[OPERATOR]));
        }
        entries
    }

    pub fn movement(&self, action: Action, from: u64, to: u64, first: u64, last: u64) -> Body {
        let block = SerialBlock::new(SPACE, first, last);
        let posting = |account, side| Posting { account: AccountNumber(account), side, block };
        Body::Movement(Movement {
            action,
            particulars: Bounded::new(Vec::new()).unwrap(),
            postings: Bounded::new(vec![posting(from, Side::Debit), posting(to, Side::Credit)]).unwrap(),
        })
    }

    /// Issues a block to a holder's account.
    pub fn issue(&self, holder: u32, first: u64, last: u64) -> Vec<u8> {
        self.entry(
            self.movement(Action::ISSUE, SOURCE, ACCOUNT + u64::from(holder), first, last),
            &[AUTHORITY],
        )
    }

    /// Transfers a block between holders' accounts.
    pub fn transfer(&self, from: u32, to: u32, first: u64, last: u64) -> Vec<u8> {
        let (giver, taker) = (ACCOUNT + u64::from(from), ACCOUNT + u64::from(to));
        self.entry(self.movement(Action::TRANSFER, giver, taker, first, last), &[HOLDER + from])
    }

    pub fn create(&self, storage: Arc<dyn Storage>, holders: u32) -> Ledger {
        let ledger = Ledger::create_in(storage, &self.genesis(), Self::operators(), self.options()).unwrap();
        ledger.submit(&self.setup(holders)).unwrap();
        ledger
    }
}
