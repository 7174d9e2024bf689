//! What the tests of the rules need: ledgers written entry by entry, right or wrong, without signing anything.

mod accounts;
mod article6;
pub mod comparison;
mod entries;
mod holds;
mod movements;
mod naive;
pub mod origins;
mod parties;
mod random;

use std::io;

use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountOpened, Body, Context, Genesis, KeyRegistered, Movement, OnBehalf, PartyDeclared, Posting,
    ReversingMovement, RoleKeys, Rulebook, SeriesOpened, SpaceDeclared,
};
use ledger_format::bounded::Code;
use ledger_format::codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, Side};
use ledger_format::digest::{chain_next, chain_start, leaf_hashes};
use ledger_format::entry::{EntryBytes, EntrySignature, Statement, assemble};
use ledger_format::identifiers::{
    AccountNumber, Commitment, Digest, EntryId, EntryIndex, KeyNumber, Origin, PartyCode, PublicKey,
    SeriesId, SpaceId, Timestamp,
};
use ledger_format::signature::VerifyingKey;

use super::{Replay, Replayed};
use crate::finding::Place;
use crate::reading::Reading;
use crate::window::{Batch, EarlierEntries, Entry, SignatureVerdicts};

/// When the first batch is sealed.
pub const START_MS: u64 = 1_700_000_000_000;
/// Time between batches.
pub const BATCH_MS: u64 = 1_000;
/// Genesis keys by number, one a role.
pub const OPERATOR: u32 = 0;
pub const AUTHORITY: u32 = 1;
pub const RECOVERY: u32 = 2;
pub const CHECKPOINT: u32 = 3;
/// A registered key without a role, which represents accounts 1 and 2 of the stage.
pub const BEARER: u32 = 10;

/// The `n`-th of some valid public keys.
pub fn public_key(n: u8) -> PublicKey {
    let mut candidates = (0..=u8::MAX).map(|tail| {
        let mut bytes = [0; 32];
        (bytes[0], bytes[1], bytes[2]) = (9, n, tail);
        bytes
    });
    PublicKey(candidates.find(|bytes| VerifyingKey::from_bytes(bytes).is_ok()).unwrap())
}

pub fn che() -> PartyCode {
    "CHE".parse().unwrap()
}

pub fn account(number: u64) -> AccountNumber {
    AccountNumber(number)
}

pub fn block(space: u32, first: u64, last: u64) -> SerialBlock {
    SerialBlock::new(SpaceId(space), first, last)
}

pub fn debit(number: u64, block: SerialBlock) -> Posting {
    Posting { account: AccountNumber(number), side: Side::Debit, block }
}

pub fn credit(number: u64, block: SerialBlock) -> Posting {
    Posting { account: AccountNumber(number), side: Side::Credit, block }
}

pub fn moving(action: Action, postings: Vec<Posting>) -> Body {
    let particulars = Vec::new().try_into().unwrap();
    Body::Movement(Movement { action, particulars, postings: postings.try_into().unwrap() })
}

/// A movement of one block.
pub fn transfer(action: Action, from: u64, to: u64, block: SerialBlock) -> Body {
    moving(action, vec![debit(from, block), credit(to, block)])
}

/// The movement taken back.
pub fn reversing(reverses: EntryIndex, movement: &Body) -> Body {
    let Body::Movement(movement) = movement else { panic!("only movements are reversed") };
    let postings: Vec<_> = movement.postings.iter().map(|posting| posting.reversed()).collect();
    Body::Reversal(ReversingMovement { reverses, reason: 1, postings: postings.try_into().unwrap() })
}

pub fn opening(number: u64, kind: AccountKind, metric: Metric) -> AccountOpened {
    AccountOpened {
        account: AccountNumber(number),
        kind,
        party: che(),
        registry: "CHE01".parse().unwrap(),
        holder: Commitment::default(),
        metric,
        representatives: vec![KeyNumber(BEARER)].try_into().unwrap(),
        threshold: 1,
    }
}

pub fn series(number: u32, space: u32, source: u64, metric: Metric) -> SeriesOpened {
    SeriesOpened {
        series: SeriesId(number),
        space: SpaceId(space),
        source: AccountNumber(source),
        label: Code::new(format!("S-{number}")).unwrap(),
        host: che(),
        activity: Code::new("").unwrap(),
        vintage: 2022,
        metric,
        non_ghg_metric: Code::new(if metric == Metric::GHG { "" } else { "hectare" }).unwrap(),
        quantum_digits: 1,
        quantum_scale: 0.try_into().unwrap(),
        gwp_set: GwpSet::AR5,
        mitigation_type: MitigationType::REDUCTIONS,
        regime: Regime::ARTICLE_6_2,
    }
}

pub fn genesis() -> Genesis {
    let roles = [Role::OPERATOR, Role::AUTHORITY, Role::RECOVERY, Role::CHECKPOINT];
    let role = |(key, role)| RoleKeys { role, threshold: 1, keys: vec![KeyNumber(key)].try_into().unwrap() };
    Genesis {
        format_version: 1,
        origin: origin(),
        registries: vec!["CHE01".parse().unwrap()].try_into().unwrap(),
        keys: (0..4).map(public_key).collect::<Vec<_>>().try_into().unwrap(),
        roles: (0..).zip(roles).map(role).collect::<Vec<_>>().try_into().unwrap(),
        rulebook: Rulebook { version: 1, settings: Vec::new().try_into().unwrap() },
    }
}

fn origin() -> Origin {
    Origin::new("registry.example/test").unwrap()
}

/// An entry before it is written: right in all that its body leaves open.
#[derive(Debug, Clone)]
pub struct Draft {
    pub body: Body,
    pub keys: Vec<u32>,
    pub occurred_at_ms: Option<u64>,
    pub not_after_ms: Option<u64>,
    pub id: Option<EntryId>,
    pub on_behalf: bool,
}

impl From<Body> for Draft {
    fn from(body: Body) -> Self {
        let keys = match body {
            Body::Genesis(_) => vec![OPERATOR, AUTHORITY, RECOVERY, CHECKPOINT],
            _ => vec![OPERATOR, AUTHORITY, BEARER],
        };
        Self { body, keys, occurred_at_ms: None, not_after_ms: None, id: None, on_behalf: false }
    }
}

/// A ledger as it is written; each entry is a batch unless told otherwise.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub entries: Vec<Vec<u8>>,
    /// Where each batch begins.
    batches: Vec<usize>,
    /// When batches are sealed that are not sealed as usual, by their first entries.
    pub sealed_at_ms: std::collections::BTreeMap<usize, u64>,
    invalid: Vec<(EntryIndex, KeyNumber)>,
}

/// Rule, entry, serials, entry of the cause.
pub type Told = (u16, u64, Vec<SerialBlock>, u64);

impl Ledger {
    /// A ledger with its genesis entry.
    pub fn begun() -> Self {
        let mut ledger = Self::default();
        ledger.add(Body::Genesis(genesis()));
        ledger
    }

    /// Spaces 1 and 2; series 1 (GHG, space 1, Source 100), 2 (non-GHG, space 1, Source 200), 3 (GHG, space 2, Source 300);
    /// accounts 1 and 2 `Holding`, 3 `Holding` for non-GHG, 4 `UseNdc`, 5 `Pending`, 6 `InTransit`.
    pub fn stage() -> Self {
        let mut ledger = Self::begun();
        let early = |body| Draft { keys: vec![OPERATOR, AUTHORITY], ..Draft::from(body) };
        let bearer = KeyRegistered {
            key: KeyNumber(BEARER),
            public_key: public_key(100),
            owner: Commitment::default(),
        };
        ledger.add(early(Body::KeyRegistered(bearer)));
        ledger.add(Body::PartyDeclared(PartyDeclared { party: che() }));
        for space in [1, 2] {
            let name = Code::new(format!("space {space}")).unwrap();
            ledger.add(Body::SpaceDeclared(SpaceDeclared { space: SpaceId(space), name }));
        }
        for opened in [
            series(1, 1, 100, Metric::GHG),
            series(2, 1, 200, Metric::NON_GHG),
            series(3, 2, 300, Metric::GHG),
        ] {
            ledger.add(Body::SeriesOpened(opened));
        }
        for (number, kind, metric) in [
            (1, AccountKind::HOLDING, Metric::GHG),
            (2, AccountKind::HOLDING, Metric::GHG),
            (3, AccountKind::HOLDING, Metric::NON_GHG),
            (4, AccountKind::USE_NDC, Metric::GHG),
            (5, AccountKind::PENDING, Metric::GHG),
            (6, AccountKind::IN_TRANSIT, Metric::GHG),
        ] {
            ledger.add(Body::AccountOpened(opening(number, kind, metric)));
        }
        ledger
    }

    /// The next entry's place.
    pub fn next(&self) -> EntryIndex {
        EntryIndex(self.entries.len() as u64)
    }

    /// When a batch that begins with the next entry would be sealed.
    pub fn next_recorded_at_ms(&self) -> u64 {
        self.recorded_at_ms(self.entries.len())
    }

    fn recorded_at_ms(&self, first: usize) -> u64 {
        self.sealed_at_ms.get(&first).copied().unwrap_or(START_MS + first as u64 * BATCH_MS)
    }

    /// Adds an entry in a batch of its own.
    pub fn add(&mut self, draft: impl Into<Draft>) -> EntryIndex {
        self.batches.push(self.entries.len());
        self.join(draft)
    }

    /// Adds an entry whose place does not matter.
    pub fn put(&mut self, draft: impl Into<Draft>) {
        self.add(draft);
    }

    /// Adds an entry to the batch before.
    pub fn join(&mut self, draft: impl Into<Draft>) -> EntryIndex {
        let Draft { body, keys, occurred_at_ms, not_after_ms, id, on_behalf } = draft.into();
        let index = self.next();
        let recorded_at_ms = self.recorded_at_ms(self.batches.last().copied().unwrap_or(0));
        let approvers =
            on_behalf.then(|| OnBehalf { approvers: vec![Commitment([1; 32])].try_into().unwrap() });
        let statement = Statement {
            id: id.unwrap_or(EntryId(u128::from(index.0 + 1).to_le_bytes())),
            occurred_at: Timestamp(occurred_at_ms.unwrap_or(recorded_at_ms)),
            not_after: Timestamp(not_after_ms.unwrap_or(recorded_at_ms + 60_000)),
            context: Context { provenance: None, on_behalf: approvers },
            body,
        };
        let signed = |key: &u32| EntrySignature { key: KeyNumber(*key), signature: [7; 64] };
        let signatures: Vec<_> = keys.iter().map(signed).collect();
        self.entries.push(assemble(&statement.encode().unwrap(), &signatures).unwrap());
        index
    }

    /// Adds bytes as they are, in a batch of their own.
    pub fn add_bytes(&mut self, bytes: Vec<u8>) -> EntryIndex {
        self.batches.push(self.entries.len());
        self.entries.push(bytes);
        EntryIndex(self.entries.len() as u64 - 1)
    }

    /// Says that a signature is not valid.
    pub fn spoil(&mut self, entry: EntryIndex, key: u32) {
        self.invalid.push((entry, KeyNumber(key)));
    }

    /// Replays it in windows of so many batches.
    pub fn replay(&self, batches_a_window: usize) -> Replayed {
        let mut replay = Replay::new(origin());
        let verdicts = SignatureVerdicts::new(self.invalid.clone());
        for window in self.batches().chunks(batches_a_window) {
            replay.control(window);
            let (first, end) = (window[0].first, window[window.len() - 1].end());
            let invalid = verdicts.invalid().iter().filter(|(entry, _)| (first..end).contains(entry));
            let invalid = SignatureVerdicts::new(invalid.copied().collect());
            replay.window(window, self, |_| invalid).unwrap();
        }
        replay.finish(self).unwrap()
    }

    /// What is found, whatever the windows are.
    pub fn told(&self) -> Vec<Told> {
        let of_windows = [1, 2, 7, usize::MAX].map(|size| tell(&self.replay(size)));
        for other in &of_windows[1..] {
            assert_eq!(&of_windows[0], other, "windows change what is found");
        }
        let [told, ..] = of_windows;
        told
    }

    fn batches(&self) -> Vec<Batch<'_>> {
        let ends = self.batches.iter().skip(1).copied().chain([self.entries.len()]);
        let batch = |(first, end): (&usize, usize)| {
            let recorded_at = Timestamp(self.recorded_at_ms(*first));
            let place = Place { segment: EntryIndex(0), offset: *first as u64 };
            let entries = self.entries[*first..end].iter().zip(0..).map(entry).collect();
            Batch::new(EntryIndex(*first as u64), recorded_at, place, entries)
        };
        self.batches.iter().zip(ends).map(batch).collect()
    }
}

/// On the stage, `wrong` breaks this rule alone and with its last entry, and its neighbour `right` none.
#[track_caller]
pub fn case(rule: u16, wrong: impl Fn(&mut Ledger), right: impl Fn(&mut Ledger)) {
    let (mut broken, mut sound) = (Ledger::stage(), Ledger::stage());
    wrong(&mut broken);
    let told = broken.told();
    let rules: Vec<(u16, u64)> = told.iter().map(|(rule, entry, ..)| (*rule, *entry)).collect();
    assert_eq!(rules, [(rule, broken.next().0 - 1)]);
    right(&mut sound);
    assert_eq!(sound.told(), []);
}

fn entry((bytes, frame_offset): (&Vec<u8>, u32)) -> Entry<'_> {
    let bytes = EntryBytes::whole(bytes).unwrap();
    Entry { bytes, frame_offset, reading: Reading::of(&bytes) }
}

/// A replay's findings in short.
pub fn tell(replayed: &Replayed) -> Vec<Told> {
    let told = replayed.findings.iter().map(|finding| {
        let (entry, cause) = (finding.entry.unwrap().0, finding.cause.entry.unwrap().0);
        assert_eq!(finding.place.unwrap().offset, entry, "each entry's place is its number here");
        (finding.rule.number(), entry, finding.serials.clone(), cause)
    });
    told.collect()
}

impl EarlierEntries for Ledger {
    fn entry(&self, index: EntryIndex) -> io::Result<Option<Vec<u8>>> {
        Ok(usize::try_from(index.0).ok().and_then(|index| self.entries.get(index)).cloned())
    }

    fn place(&self, index: EntryIndex) -> io::Result<Option<Place>> {
        Ok(self.entry(index)?.map(|_| Place { segment: EntryIndex(0), offset: index.0 }))
    }

    fn chain_after(&self, index: EntryIndex) -> io::Result<Option<Digest>> {
        let mut chain = chain_start(&origin());
        for (batch, entry) in self
            .batches()
            .iter()
            .flat_map(|batch| batch.entries.iter().map(move |entry| (batch, entry)))
            .take(usize::try_from(index.0).unwrap() + 1)
        {
            chain = chain_next(&chain, &leaf_hashes(batch.recorded_at, entry.bytes.bytes()).0);
        }
        Ok(self.entry(index)?.map(|_| chain))
    }
}
