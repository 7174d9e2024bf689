//! Fabricates a large journal that is right: the workload of the budget, one block and one signature a movement.
//!
//! It is written from `ledger-format` and the verifier's tree alone, because the writer must not be measured here. Blocks are
//! issued at once and then move from account to account in rounds, in an order that jumps over the whole space.

use ed25519_dalek::{Signer as _, SigningKey};
use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountOpened, Body, Context, Genesis, KeyRegistered, Movement, PartyDeclared, Posting, RoleKeys,
    RoleOfKey, Rulebook, SeriesOpened, SpaceDeclared,
};
use ledger_format::bounded::{Bounded, Code};
use ledger_format::checkpoint::{Checkpoint, signed_text};
use ledger_format::codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, Side};
use ledger_format::digest::{chain_next, chain_start, leaf_hashes};
use ledger_format::entry::{EntrySignature, Statement, assemble};
use ledger_format::frame::{BatchHeader, HeadFrame, SegmentHeader};
use ledger_format::head::Head;
use ledger_format::identifiers::{
    AccountNumber, Commitment, Digest, EntryId, EntryIndex, KeyNumber, Origin, PartyCode, PublicKey,
    RegistryId, SeriesId, SpaceId, Timestamp,
};
use ledger_format::limits::SEGMENT_SIZE_DEFAULT;
use ledger_format::signed_range::{head_prefix, head_range, statement_prefix};
use ledger_format::trust::Trust;
use ledger_verify::MemorySource;
use ledger_verify::tree::{Frontier, subtrees};
use rayon::prelude::*;

const BEGINNING_MS: u64 = 1_767_225_600_000;
const DAY_MS: u64 = 86_400_000;
const SPACE: SpaceId = SpaceId(1);
const SOURCE: AccountNumber = AccountNumber(1);
/// Account of key `k` is this plus `k`.
const ACCOUNTS: u64 = 1_000;
const UNITS: u64 = 10;

/// How large a journal.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Movements, without the issues.
    pub movements: u64,
    /// Keys that sign movements, each for an account of its own.
    pub keys: u32,
    /// Movements in a batch.
    pub batch: u64,
    /// How often each block moves.
    pub rounds: u64,
}

/// A journal with what an auditor brings.
pub struct Fabricated {
    /// The journal.
    pub source: MemorySource,
    /// Its segments.
    pub segments: Vec<(EntryIndex, Vec<u8>)>,
    /// Trust in it.
    pub trust: String,
    /// A checkpoint of its end.
    pub checkpoint: String,
    /// Its entries.
    pub entry_count: u64,
}

/// Fabricates the journal of a plan; the same plan gives the same bytes.
#[must_use]
pub fn fabricate(plan: Plan) -> Fabricated {
    let mut writer = Writer::new();
    writer.batch(vec![(genesis(), vec![0])]);
    writer.batch(declarations(plan));
    let blocks = (plan.movements / plan.rounds).max(1);
    for first in (0..u64::from(plan.keys)).step_by(100) {
        let accounts = first..(first + 100).min(u64::from(plan.keys));
        writer
            .batch(accounts.map(|account| (issue(account, blocks, u64::from(plan.keys)), vec![0])).collect());
    }
    let mut next = 0;
    while next < plan.movements {
        let end = (next + plan.batch).min(plan.movements);
        let keys = u64::from(plan.keys);
        writer.batch((next..end).map(|at| movement(at, blocks, keys)).collect());
        next = end;
    }
    writer.finish()
}

fn key(number: u32) -> SigningKey {
    SigningKey::from_bytes(blake3::hash(&[&number.to_le_bytes()[..], b"rate"].concat()).as_bytes())
}

pub fn public(number: u32) -> PublicKey {
    PublicKey(key(number).verifying_key().to_bytes())
}

fn party() -> PartyCode {
    "GHA".parse().expect("a code")
}

fn genesis() -> Body {
    let all = |role| RoleKeys { role, threshold: 1, keys: vec![KeyNumber(0)].try_into().expect("one key") };
    Body::Genesis(Genesis {
        format_version: 1,
        origin: origin(),
        registries: Bounded::new(vec!["GHA01".parse::<RegistryId>().expect("an id")]).expect("one"),
        keys: Bounded::new(vec![public(0)]).expect("one"),
        roles: Bounded::new([Role::OPERATOR, Role::AUTHORITY, Role::CHECKPOINT].map(all).to_vec())
            .expect("three"),
        rulebook: Rulebook { version: 1, settings: Bounded::default() },
    })
}

fn declarations(plan: Plan) -> Vec<(Body, Vec<u32>)> {
    let mut bodies = vec![
        Body::PartyDeclared(PartyDeclared { party: party() }),
        Body::RoleGranted(RoleOfKey { role: Role::AUTHORITY, party: Some(party()), key: KeyNumber(0) }),
        Body::SpaceDeclared(SpaceDeclared { space: SPACE, name: Code::new("rate").expect("a name") }),
        Body::SeriesOpened(SeriesOpened {
            series: SeriesId(1),
            space: SPACE,
            source: SOURCE,
            label: Code::new("rate").expect("a label"),
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
    for number in 1..=plan.keys {
        bodies.push(Body::KeyRegistered(KeyRegistered {
            key: KeyNumber(number),
            public_key: public(number),
            owner: Commitment::default(),
        }));
        bodies.push(Body::AccountOpened(AccountOpened {
            account: AccountNumber(ACCOUNTS + u64::from(number) - 1),
            kind: AccountKind::HOLDING,
            party: party(),
            registry: "GHA01".parse().expect("an id"),
            holder: Commitment::default(),
            metric: Metric::GHG,
            representatives: Bounded::new(vec![KeyNumber(number)]).expect("one"),
            threshold: 1,
        }));
    }
    bodies.into_iter().map(|body| (body, vec![0])).collect()
}

fn moved(action: Action, from: AccountNumber, to: AccountNumber, blocks: Vec<SerialBlock>) -> Body {
    let legs = blocks.into_iter().flat_map(|block| {
        [
            Posting { account: from, side: Side::Debit, block },
            Posting { account: to, side: Side::Credit, block },
        ]
    });
    let postings = Bounded::new(legs.collect()).expect("few legs");
    Body::Movement(Movement { action, particulars: Bounded::default(), postings })
}

/// An account's share of the blocks: those of one run, so that one issue is enough.
fn issue(account: u64, blocks: u64, accounts: u64) -> Body {
    let (first, end) = (account * blocks / accounts, (account + 1) * blocks / accounts);
    let block = SerialBlock::new(SPACE, 1 + first * UNITS, (end * UNITS).max(1 + first * UNITS));
    moved(Action::ISSUE, SOURCE, AccountNumber(ACCOUNTS + account), vec![block])
}

/// Movement `at`: the block of its place in the round goes on to the next account.
fn movement(at: u64, blocks: u64, accounts: u64) -> (Body, Vec<u32>) {
    // A step that has no divisor in common with the number of blocks visits each once a round.
    let step = (blocks * 5 / 8 + 1..).find(|step| gcd(*step, blocks) == 1).unwrap_or(1);
    let (round, place) = (at / blocks, at % blocks * step % blocks);
    // The account whose share, [a * blocks / accounts, (a + 1) * blocks / accounts), has the place in it.
    let guess = place * accounts / blocks;
    let issued_to =
        (guess..=guess + 1).find(|account| place < (account + 1) * blocks / accounts).unwrap_or(guess);
    let (from, to) = ((issued_to + round) % accounts, (issued_to + round + 1) % accounts);
    let block = SerialBlock::new(SPACE, 1 + place * UNITS, (place + 1) * UNITS);
    let body =
        moved(Action::TRANSFER, AccountNumber(ACCOUNTS + from), AccountNumber(ACCOUNTS + to), vec![block]);
    (body, vec![u32::try_from(from).expect("few accounts") + 1])
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn origin() -> Origin {
    Origin::new("rate.example/gha").expect("an origin")
}

struct Writer {
    segments: Vec<(EntryIndex, Vec<u8>)>,
    chain: Digest,
    tree: Frontier,
    genesis: Option<Digest>,
    recorded: u64,
    keys: Vec<SigningKey>,
}

impl Writer {
    fn new() -> Self {
        let chain = chain_start(&origin());
        let mut writer = Self {
            segments: Vec::new(),
            chain,
            tree: Frontier::default(),
            genesis: None,
            recorded: BEGINNING_MS,
            keys: (0..=2_048).map(key).collect(),
        };
        writer.segment(EntryIndex(0), chain);
        writer
    }

    fn segment(&mut self, first_entry: EntryIndex, parent: Digest) {
        let header = SegmentHeader { first_entry, parent, origin: origin() };
        self.segments.push((first_entry, header.encode().to_vec()));
    }

    fn sign(&self, number: u32, prefix: &[u8], range: &[u8]) -> [u8; 64] {
        self.keys[number as usize].sign(&[prefix, range].concat()).to_bytes()
    }

    fn batch(&mut self, bodies: Vec<(Body, Vec<u32>)>) {
        self.recorded += 1_000;
        let (recorded_at, first) = (Timestamp(self.recorded), self.tree.size());
        let prefix = statement_prefix(&origin());
        let entries: Vec<Vec<u8>> = bodies
            .into_par_iter()
            .enumerate()
            .map(|(at, (body, signers))| {
                let id = blake3::hash(&(first + at as u64).to_le_bytes());
                let statement = Statement {
                    id: EntryId(id.as_bytes()[..16].try_into().expect("16 bytes")),
                    occurred_at: recorded_at,
                    not_after: Timestamp(recorded_at.0 + DAY_MS),
                    context: Context::default(),
                    body,
                };
                let statement = statement.encode().expect("fits");
                let signatures: Vec<EntrySignature> = signers
                    .into_iter()
                    .map(|number| EntrySignature {
                        key: KeyNumber(number),
                        signature: self.sign(number, &prefix, &statement),
                    })
                    .collect();
                assemble(&statement, &signatures).expect("fits")
            })
            .collect();
        let parent = self.chain;
        let mut leaves = Vec::new();
        for entry in &entries {
            let (chain_leaf, tree_leaf) = leaf_hashes(recorded_at, entry);
            self.genesis.get_or_insert(chain_leaf);
            self.chain = chain_next(&self.chain, &chain_leaf);
            leaves.push(tree_leaf);
        }
        for subtree in subtrees(first, &mut leaves) {
            self.tree.push(subtree);
        }
        let payload = entries.concat();
        let header = BatchHeader {
            payload_size: u32::try_from(payload.len()).expect("a batch"),
            first_entry: EntryIndex(first),
            entry_count: u32::try_from(entries.len()).expect("a batch"),
            recorded_at,
            parent,
            chain: self.chain,
        };
        if self
            .segments
            .last()
            .is_some_and(|(_, bytes)| bytes.len() as u64 + header.frame_size() > SEGMENT_SIZE_DEFAULT)
        {
            self.segment(EntryIndex(first), parent);
        }
        let head = self.head();
        let signature = self.sign(0, &head_prefix(&origin()), &head_range(&head));
        let frame = HeadFrame { key: KeyNumber(0), head, signature };
        if let Some((_, segment)) = self.segments.last_mut() {
            segment.extend_from_slice(&header.encode());
            segment.extend_from_slice(&payload);
            segment.extend_from_slice(&frame.encode());
        }
    }

    fn head(&self) -> Head {
        Head { entry_count: self.tree.size(), chain: self.chain, root: self.tree.root() }
    }

    fn finish(self) -> Fabricated {
        let head = self.head();
        let signature = self.sign(0, &[], signed_text(&origin(), &head).as_bytes());
        let trust =
            Trust { origin: origin(), genesis: self.genesis.into_iter().collect(), keys: vec![public(0)] };
        let mut source = MemorySource::new();
        for (first, bytes) in &self.segments {
            source.insert(*first, bytes.clone());
        }
        Fabricated {
            source,
            segments: self.segments,
            trust: trust.encode(),
            checkpoint: Checkpoint::signed(origin(), head, &public(0), signature).encode(),
            entry_count: head.entry_count,
        }
    }
}
