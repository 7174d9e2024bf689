//! How fast the book is by itself, in one thread: rules, drafts, merging, replaying, snapshots.
//!
//! `cargo run --release -p ledger-core --example book_rate -- [holdings] [movements] [accounts]`
//!
//! Movements are of one block that is one holding, from its holder to another account, chosen at random. Signatures are
//! not checked here. Times are those of the thread where the system tells them (Linux), else of the wall clock; replaying in
//! windows uses other threads too, so its time is the wall's. Prints one line a measurement, and the digest of the book at the end.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program that prints what it measures")]

use std::sync::OnceLock;
use std::time::Instant;

use ledger_core::book::{Book, Draft, Replaying};
use ledger_core::rules::{Candidate, SignatureVerdict};
use ledger_format::block::SerialBlock;
use ledger_format::body::{
    AccountOpened, Body, Context, Genesis, Movement, PartyDeclared, Posting, RoleKeys, Rulebook,
    SeriesOpened, SpaceDeclared,
};
use ledger_format::codes::{AccountKind, Action, GwpSet, Metric, MitigationType, Regime, Role, Side};
use ledger_format::digest::blake3;
use ledger_format::entry::{EntryBytes, EntrySignature, Statement, assemble};
use ledger_format::identifiers::{
    AccountNumber, Commitment, Digest, EntryId, EntryIndex, KeyNumber, Origin, PublicKey, SeriesId, SpaceId,
    Timestamp,
};

const BLOCK: u64 = 100;
const ACCOUNTS_FROM: u64 = 1_000;
const BATCH: usize = 10_000;
const NOW: u64 = 1_800_000_000_000;

struct Item {
    bytes: Vec<u8>,
    context: Context,
    body: Body,
}

fn item(number: u64, body: Body) -> Item {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    id[8..].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    let statement = Statement {
        id: EntryId(id),
        occurred_at: Timestamp(NOW),
        not_after: Timestamp(NOW + 86_400_000),
        context: Context::default(),
        body,
    };
    let signature = EntrySignature { key: KeyNumber(0), signature: [0; 64] };
    let bytes = assemble(&statement.encode().unwrap(), &[signature]).unwrap();
    Item { bytes, context: statement.context, body: statement.body }
}

fn candidate(item: &Item, index: u64) -> Candidate<'_> {
    Candidate {
        entry: EntryBytes::whole(&item.bytes).unwrap(),
        context: &item.context,
        body: &item.body,
        index: EntryIndex(index),
        recorded_at: Timestamp(NOW),
        signatures: SignatureVerdict::Assumed,
        last_in_batch: false,
        alone_in_batch: index == 0,
        reversed: None,
        named_hold: None,
        chain_at_count: None,
    }
}

fn commit(book: &mut Book, items: &[Item]) -> [f64; 2] {
    let mut times = [0.0; 2];
    let batch = if book.entry_count() == 0 { 1 } else { BATCH };
    let (first, rest) = items.split_at(batch.min(items.len()));
    for chunk in std::iter::once(first).chain(rest.chunks(BATCH)) {
        let begun = now();
        let mut draft = Draft::default();
        draft.savepoint();
        for item in chunk {
            let index = book.entry_count() + draft.entry_count();
            let admitted = draft.admit(book, &candidate(item, index)).unwrap();
            draft.apply(book, admitted);
        }
        let admitted = now();
        let fed = draft.durable_batch(book, Digest::default());
        book.merge(draft);
        std::hint::black_box(fed);
        times[0] += admitted - begun;
        times[1] += now() - admitted;
    }
    times
}

fn opening(accounts: u64, holdings: u64) -> Vec<Item> {
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key();
    let role = |role| RoleKeys { role, threshold: 1, keys: vec![KeyNumber(0)].try_into().unwrap() };
    let mut bodies = vec![
        Body::Genesis(Genesis {
            format_version: 1,
            origin: Origin::new("bench.example").unwrap(),
            registries: vec!["CHE01".parse().unwrap()].try_into().unwrap(),
            keys: vec![PublicKey(key.to_bytes())].try_into().unwrap(),
            roles: [Role::OPERATOR, Role::AUTHORITY, Role::CHECKPOINT].map(role).to_vec().try_into().unwrap(),
            rulebook: Rulebook { version: 1, settings: vec![].try_into().unwrap() },
        }),
        Body::PartyDeclared(PartyDeclared { party: "CHE".parse().unwrap() }),
        Body::SpaceDeclared(SpaceDeclared { space: SpaceId(1), name: "CHE".try_into().unwrap() }),
        Body::SeriesOpened(SeriesOpened {
            series: SeriesId(1),
            space: SpaceId(1),
            source: AccountNumber(1),
            label: "2021".try_into().unwrap(),
            host: "CHE".parse().unwrap(),
            activity: "".try_into().unwrap(),
            vintage: 2021,
            metric: Metric::GHG,
            non_ghg_metric: "".try_into().unwrap(),
            quantum_digits: 1,
            quantum_scale: 0.try_into().unwrap(),
            gwp_set: GwpSet::AR5,
            mitigation_type: MitigationType::REDUCTIONS,
            regime: Regime::ARTICLE_6_2,
        }),
    ];
    for account in 0..accounts {
        bodies.push(Body::AccountOpened(AccountOpened {
            account: AccountNumber(ACCOUNTS_FROM + account),
            kind: AccountKind::HOLDING,
            party: "CHE".parse().unwrap(),
            registry: "CHE01".parse().unwrap(),
            holder: Commitment([1; 32]),
            metric: Metric::GHG,
            representatives: vec![KeyNumber(0)].try_into().unwrap(),
            threshold: 1,
        }));
    }
    for holding in 0..holdings {
        let to = ACCOUNTS_FROM + holding % accounts;
        bodies.push(movement(Action::ISSUE, 1, to, holding));
    }
    (0..).zip(bodies).map(|(number, body)| item(number, body)).collect()
}

fn movement(action: Action, from: u64, to: u64, holding: u64) -> Body {
    let block = SerialBlock::new(SpaceId(1), 1 + holding * BLOCK, (holding + 1) * BLOCK);
    let posting = |account, side| Posting { account: AccountNumber(account), side, block };
    Body::Movement(Movement {
        action,
        particulars: vec![].try_into().unwrap(),
        postings: vec![posting(from, Side::Debit), posting(to, Side::Credit)].try_into().unwrap(),
    })
}

/// Seconds that this thread computed: on a machine that does other things too, wall time measures those as well.
fn now() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let computed = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let computed = computed.and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    computed.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |ns| ns as f64 / 1e9)
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>().unwrap());
    let holdings = arguments.next().unwrap_or(1_000_000);
    let movements = arguments.next().unwrap_or(1_000_000);
    let accounts = arguments.next().unwrap_or(10_000);
    let report = |what: &str, count: u64, seconds: f64| {
        println!(
            "{what}: {count} in {seconds:.3} s, {:.0}/s, {:.0} ns each",
            count as f64 / seconds,
            seconds / count as f64 * 1e9
        );
    };

    let mut book = Book::new(Origin::new("bench.example").unwrap());
    let items = opening(accounts, holdings);
    let [admit, merge] = commit(&mut book, &items);
    report("issues: admit and apply", holdings, admit);
    report("issues: merge", holdings, merge);
    drop(items);

    let mut holder: Vec<u64> = (0..holdings).map(|holding| ACCOUNTS_FROM + holding % accounts).collect();
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let start = book.entry_count();
    let items: Vec<Item> = (0..movements)
        .map(|number| {
            let holding = random() % holdings;
            let place = usize::try_from(holding).unwrap();
            let from = holder.get(place).copied().unwrap();
            let to = ACCOUNTS_FROM + (from - ACCOUNTS_FROM + 1 + random() % (accounts - 1)) % accounts;
            *holder.get_mut(place).unwrap() = to;
            item(start + number, movement(Action::TRANSFER, from, to, holding))
        })
        .collect();
    let mut snapshot = Vec::new();
    book.encode_snapshot(&mut snapshot);
    let mut replayed = Book::decode_snapshot(&snapshot, book.origin()).unwrap();
    let mut in_windows = Replaying::of(replayed.clone());

    let [admit, merge] = commit(&mut book, &items);
    report("movements: admit and apply", movements, admit);
    report("movements: merge", movements, merge);
    report("movements: both", movements, admit + merge);

    let begun = now();
    for (index, item) in (start..).zip(&items) {
        replayed.replay(&candidate(item, index));
    }
    report("movements: replay, one by one", movements, now() - begun);
    let begun = Instant::now();
    for (index, item) in (start..).zip(&items) {
        in_windows.replay(&candidate(item, index));
    }
    let in_windows = in_windows.finish();
    report("movements: replay, in windows, by the wall", movements, begun.elapsed().as_secs_f64());
    drop(items);

    snapshot.clear();
    let begun = now();
    book.encode_snapshot(&mut snapshot);
    report("snapshot: holdings written", holdings, now() - begun);
    let begun = now();
    let decoded = Book::decode_snapshot(&snapshot, book.origin()).unwrap();
    report("snapshot: holdings read", holdings, now() - begun);
    let begun = now();
    book.check().unwrap();
    report("check: holdings", holdings, now() - begun);
    assert!(decoded == book && replayed == book && in_windows == book);
    println!("book: {} bytes, digest {}", snapshot.len(), blake3(&snapshot));
}
