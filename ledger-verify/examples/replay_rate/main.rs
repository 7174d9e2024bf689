//! Measures how fast the rules alone are replayed: `cargo run --release -p ledger-verify --example replay_rate -- [movements] [blocks] [split] [article6] [origins]`.
//!
//! Fabricates movements of whole blocks (or of parts of them, with `split`) between 1,000 accounts, with signatures that
//! nobody checks, and replays them in windows as the verifier does. With `article6` under rulebook 2, every unit authorized, numbered and
//! first transferred, and every other account of another Party; with `origins` under rulebook 3, every block issued on units of another
//! registry. Prints nanoseconds a movement for each stage.

#![allow(clippy::print_stdout)] // It is what this program is for.

mod article6;

use std::io;
use std::time::{Duration, Instant};

use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountOpened, Body, Context, Genesis, Movement, Particular, ParticularValue, PartyDeclared, Posting,
    RoleKeys, Rulebook, SeriesOpened, SpaceDeclared, UnderlyingSpace,
};
use ledger_format::bounded::Code;
use ledger_format::codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, Side};
use ledger_format::entry::{EntryBytes, EntrySignature, Statement, assemble};
use ledger_format::identifiers::{
    AccountNumber, Commitment, Digest, EntryId, EntryIndex, KeyNumber, Origin, PublicKey, SeriesId, SpaceId,
    Timestamp,
};
use ledger_format::signature::VerifyingKey;
use ledger_verify::finding::Place;
use ledger_verify::reading::Reading;
use ledger_verify::rules::Replay;
use ledger_verify::window::{Batch, EarlierEntries, Entry, SignatureVerdicts};

const ACCOUNTS: u64 = 1_000;
const BATCH: usize = 1_000;
const WINDOW: usize = 131_072;
const SPACE: SpaceId = SpaceId(1);
const SOURCE: AccountNumber = AccountNumber(5_000_000);
const BLOCK_UNITS: u64 = 1_000;
const START_MS: u64 = 1_700_000_000_000;

fn main() -> Result<(), Fault> {
    let mut arguments = std::env::args().skip(1);
    let movements: u64 = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let blocks: u64 = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let words: Vec<String> = arguments.collect();
    let has = |word: &str| words.iter().any(|each| each == word);
    let rulebook = match (has("origins"), has("article6")) {
        (true, _) => 3,
        (false, true) => 2,
        _ => 1,
    };
    let (entries, control) = fabricate(movements, blocks, has("split"), has("article6"), rulebook)?;
    println!("{} entries, {} of them movements", entries.len(), entries.len() - control);
    measure(&entries)
}

fn measure(entries: &[Vec<u8>]) -> Result<(), Fault> {
    let mut replay = Replay::new(origin()?);
    let [mut reading, mut controlling, mut judging] = [Spent::default(); 3];
    let mut first = 0;
    // Genesis is alone in its batch.
    let (genesis, rest) = entries.split_at(1);
    let windows = std::iter::once(genesis).chain(rest.chunks(WINDOW));
    for window in windows {
        let begun = Begun::now();
        let batches: Vec<Batch<'_>> = window
            .chunks(BATCH)
            .map(|entries| {
                let batch = batch(first, entries);
                first += entries.len() as u64;
                batch
            })
            .collect();
        reading.add(&begun);
        let begun = Begun::now();
        replay.control(&batches);
        controlling.add(&begun);
        let begun = Begun::now();
        replay.window(&batches, &Nothing, |_| SignatureVerdicts::default())?;
        judging.add(&begun);
    }
    let begun = Begun::now();
    let replayed = replay.finish(&Nothing)?;
    let mut finishing = Spent::default();
    finishing.add(&begun);
    println!("findings: {}, judged: {}", replayed.findings.len(), replayed.judged);
    for finding in replayed.findings.iter().take(3) {
        println!("  {} at {:?}", finding.rule, finding.entry);
    }
    for (stage, spent) in [
        ("reading, one thread, not part of the rules", reading),
        ("control", controlling),
        ("window", judging),
        ("finish", finishing),
    ] {
        let each = |time: Duration| time.as_nanos() / entries.len() as u128;
        println!("{:>5} ns an entry, {:>5} ns of all cores: {stage}", each(spent.wall), each(spent.cores));
    }
    Ok(())
}

/// Time on the clock, and of all cores together (where /proc tells; in steps of 10 ms).
#[derive(Debug, Clone, Copy, Default)]
struct Spent {
    wall: Duration,
    cores: Duration,
}

impl Spent {
    fn add(&mut self, begun: &Begun) {
        self.wall += begun.at.elapsed();
        self.cores += cores_spent() - begun.cores;
    }
}

struct Begun {
    at: Instant,
    cores: Duration,
}

impl Begun {
    fn now() -> Self {
        Self { at: Instant::now(), cores: cores_spent() }
    }
}

fn cores_spent() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 =
        behind_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

struct Nothing;

impl EarlierEntries for Nothing {
    fn entry(&self, _: EntryIndex) -> io::Result<Option<Vec<u8>>> {
        Ok(None)
    }

    fn place(&self, _: EntryIndex) -> io::Result<Option<Place>> {
        Ok(Some(Place { segment: EntryIndex(0), offset: 0 }))
    }

    fn chain_after(&self, _: EntryIndex) -> io::Result<Option<Digest>> {
        Ok(None)
    }
}

fn batch(first: u64, entries: &[Vec<u8>]) -> Batch<'_> {
    let cut = entries.iter().filter_map(|bytes| EntryBytes::whole(bytes).ok());
    let entries = cut.map(|bytes| Entry { bytes, frame_offset: 0, reading: Reading::of(&bytes) });
    let place = Place { segment: EntryIndex(0), offset: first };
    Batch::new(EntryIndex(first), Timestamp(START_MS + first), place, entries.collect())
}

fn origin() -> Result<Origin, Fault> {
    Ok(Origin::new("registry.example/rate")?)
}

type Fault = Box<dyn std::error::Error>;

/// The entries, and how many of them move nothing.
fn fabricate(
    movements: u64,
    blocks: u64,
    split: bool,
    article6: bool,
    rulebook: u32,
) -> Result<(Vec<Vec<u8>>, usize), Fault> {
    let mut entries = vec![
        entry(0, Body::Genesis(genesis(rulebook)?))?,
        entry(1, Body::PartyDeclared(PartyDeclared { party: "CHE".parse()? }))?,
        entry(2, Body::SpaceDeclared(SpaceDeclared { space: SPACE, name: Code::new("space")? }))?,
        entry(3, Body::SeriesOpened(series()?))?,
    ];
    if article6 {
        for body in article6::declared()? {
            entries.push(entry(entries.len() as u64, body)?);
        }
    }
    for account in 0..ACCOUNTS {
        let party = if article6 && account % 2 == 1 { "GHA" } else { "CHE" };
        entries.push(entry(entries.len() as u64, Body::AccountOpened(opening(account, party)?))?);
    }
    let control = entries.len();
    let mut random = 0x853C_49E6_748F_EA9B_u64;
    let mut draw = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let unit = |block: u64| block * BLOCK_UNITS + 1;
    let mut holders = Vec::new();
    for number in 0..blocks.min(movements) {
        // Issued at home.
        let holder = draw(ACCOUNTS / 2) * 2;
        holders.push(holder);
        let block = SerialBlock::new(SPACE, unit(number), unit(number + 1) - 1);
        let basis = (rulebook == 3).then(|| underlying(unit(number))).transpose()?;
        let (index, taker) = (entries.len() as u64, AccountNumber(holder));
        entries.push(movement(index, Action::ISSUE, basis, SOURCE, taker, block)?);
    }
    if article6 {
        let all: Vec<SerialBlock> =
            (0..blocks).map(|block| SerialBlock::new(SPACE, unit(block), unit(block + 1) - 1)).collect();
        for body in article6::authorized(&all)? {
            entries.push(entry(entries.len() as u64, body)?);
        }
    }
    // With `split`, each block is cut in two at its middle, and the halves move on their own.
    let mut halves: Vec<[u64; 2]> = holders.iter().map(|holder| [*holder; 2]).collect();
    while (entries.len() as u64) < control as u64 + movements {
        let (block, half) = (draw(blocks), usize::from(draw(2) == 1));
        let Some(slot) = usize::try_from(block).ok().and_then(|block| halves.get_mut(block)) else { break };
        let giver = slot.get(half).copied().unwrap_or(0);
        let taker = (giver + 1 + draw(ACCOUNTS - 1)) % ACCOUNTS;
        let serials = if split {
            let first = unit(block) + if half == 1 { BLOCK_UNITS / 2 } else { 0 };
            SerialBlock::new(SPACE, first, first + BLOCK_UNITS / 2 - 1)
        } else {
            SerialBlock::new(SPACE, unit(block), unit(block + 1) - 1)
        };
        if let (true, Some(place)) = (split, slot.get_mut(half)) {
            *place = taker;
        } else {
            *slot = [taker; 2];
        }
        let (giver, taker) = (AccountNumber(giver), AccountNumber(taker));
        entries.push(movement(entries.len() as u64, Action::TRANSFER, None, giver, taker, serials)?);
    }
    Ok((entries, control))
}

fn movement(
    number: u64,
    action: Action,
    particular: Option<Particular>,
    debit: AccountNumber,
    credit: AccountNumber,
    block: SerialBlock,
) -> Result<Vec<u8>, Fault> {
    let postings = vec![
        Posting { account: debit, side: Side::Debit, block },
        Posting { account: credit, side: Side::Credit, block },
    ];
    entry(
        number,
        Body::Movement(Movement {
            action,
            particulars: Vec::from_iter(particular).try_into()?,
            postings: postings.try_into()?,
        }),
    )
}

/// That units stand for those of another registry, from a number on.
fn underlying(first_number: u64) -> Result<Particular, Fault> {
    let space = UnderlyingSpace {
        registry: Code::new("VCS")?,
        prefix: Code::new("VCS-VCU-1-VER-CH-1-")?,
        suffix: Code::default(),
    };
    Ok(ParticularValue::UnderlyingUnits { space, first_number, evidence: Digest([0; 32]) }.into())
}

fn entry(number: u64, body: Body) -> Result<Vec<u8>, Fault> {
    let scattered = u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    let statement = Statement {
        id: EntryId(scattered.to_be_bytes()),
        occurred_at: Timestamp(START_MS),
        not_after: Timestamp(START_MS + 10_000_000_000),
        context: Context::default(),
        body,
    };
    let signature = EntrySignature { key: KeyNumber(0), signature: [7; 64] };
    Ok(assemble(&statement.encode()?, &[signature])?)
}

fn genesis(version: u32) -> Result<Genesis, Fault> {
    let mut candidates = (0..=u8::MAX).map(|n| [n; 32]);
    let key = candidates.find(|bytes| VerifyingKey::from_bytes(bytes).is_ok()).ok_or("no key")?;
    let roles = [Role::OPERATOR, Role::AUTHORITY, Role::CHECKPOINT];
    let role = |role| Ok(RoleKeys { role, threshold: 1, keys: vec![KeyNumber(0)].try_into()? });
    let roles: Result<Vec<_>, Fault> = roles.into_iter().map(role).collect();
    Ok(Genesis {
        format_version: 1,
        origin: origin()?,
        registries: vec!["CHE01".parse()?].try_into()?,
        keys: vec![PublicKey(key)].try_into()?,
        roles: roles?.try_into()?,
        rulebook: Rulebook { version, settings: Vec::new().try_into()? },
    })
}

fn series() -> Result<SeriesOpened, Fault> {
    Ok(SeriesOpened {
        series: SeriesId(1),
        space: SPACE,
        source: SOURCE,
        label: Code::new("label")?,
        host: "CHE".parse()?,
        activity: Code::new("activity")?,
        vintage: 2022,
        metric: Metric::GHG,
        non_ghg_metric: Code::new("")?,
        quantum_digits: 1,
        quantum_scale: 0.try_into()?,
        gwp_set: GwpSet::AR5,
        mitigation_type: MitigationType::REDUCTIONS,
        regime: Regime::ARTICLE_6_2,
    })
}

fn opening(account: u64, party: &str) -> Result<AccountOpened, Fault> {
    Ok(AccountOpened {
        account: AccountNumber(account),
        kind: AccountKind::HOLDING,
        party: party.parse()?,
        registry: "CHE01".parse()?,
        holder: Commitment([0; 32]),
        metric: Metric::GHG,
        representatives: vec![KeyNumber(0)].try_into()?,
        threshold: 1,
    })
}
