//! What is too small for a stopwatch: one signature, hashes, decoding, one movement admitted and applied.
//!
//! Criterion takes the samples and shows their spread; the row that is kept is the best sample.

use std::cell::Cell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Criterion;
use ledger_benches::row::{Row, Table, Target};
use ledger_benches::scale::Scale;
use ledger_benches::workload::{Work, Workload};
use ledger_benches::world::{self, BEGINNING_MS, Plan};
use ledger_core::book::{Book, Draft};
use ledger_core::rules::{Candidate, SignatureVerdict};
use ledger_core::tree::Tree;
use ledger_format::body::{Body, Context};
use ledger_format::digest::{chain_next, leaf_hashes};
use ledger_format::entry::{EntryBytes, Statement};
use ledger_format::identifiers::{Digest, EntryIndex, Timestamp};
use ledger_format::signature::{BatchItem, VerifyingKey, verify, verify_batch};
use ledger_verify::signatures::signatures_of;

fn main() {
    let scale = Scale::of_arguments();
    let mut criterion = Criterion::default().without_plots();
    if scale.is_smoke {
        let short = Duration::from_millis(10);
        criterion = criterion.sample_size(10).warm_up_time(short).measurement_time(short).nresamples(10);
    }
    let mut bench = Bench { criterion, table: Table::new("Small", &scale), scale: &scale };
    let workload = Workload::new(Plan::new(2_000, 16, 2_000));
    let entry = workload.movement(0);
    hashes(&mut bench, &entry);
    signatures(&mut bench, &workload);
    decoding(&mut bench, &entry);
    admission(&mut bench, &workload);
    bench.criterion.final_summary();
}

struct Bench<'s> {
    criterion: Criterion,
    table: Table,
    scale: &'s Scale,
}

impl Bench<'_> {
    /// Measures `work`, which is `each` things at once.
    fn measure<T>(&mut self, name: &str, each: u64, mut work: impl FnMut() -> T) {
        if !self.scale.wants(name) {
            return;
        }
        let best = Cell::new(f64::MAX);
        self.criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|times| {
                let began = Instant::now();
                for _ in 0..times {
                    black_box(work());
                }
                let time = began.elapsed();
                best.set(best.get().min(time.as_secs_f64() / times as f64));
                time
            });
        });
        self.table.row(&Row {
            name,
            n: each,
            keys: 0,
            figure: best.get() * 1e9 / each as f64,
            unit: "ns",
            ceilings: &[],
            target: Target::None,
            threads: 1,
            digest: "",
        });
    }
}

fn hashes(bench: &mut Bench<'_>, entry: &[u8]) {
    let (leaf, tree_leaf) = leaf_hashes(Timestamp(BEGINNING_MS), entry);
    bench.measure("both hashes of a leaf", 1, || leaf_hashes(Timestamp(BEGINNING_MS), black_box(entry)));
    let mut chain = Digest::default();
    bench.measure("a link of the chain", 1, || {
        chain = chain_next(&chain, &leaf);
        chain
    });
    let mut tree = Tree::new();
    bench.measure("a leaf into the tree, and its root", 1, || {
        tree.push(tree_leaf);
        tree.root()
    });
}

fn signatures(bench: &mut Bench<'_>, workload: &Workload) {
    let entries = workload.movements(0..1_024);
    let keys: Vec<VerifyingKey> = (0..workload.actors.count())
        .map(|number| VerifyingKey::from_bytes(&workload.actors.public(number).0).expect("an honest key"))
        .collect();
    let prefix = workload.actors.prefix();
    let mut items = Vec::new();
    for entry in &entries {
        let entry = EntryBytes::whole(entry).expect("an entry");
        for (number, signature) in signatures_of(&entry) {
            let key = keys.get(number.0 as usize).expect("a key of the workload");
            items.push(BatchItem { key, prefix, range: entry.statement(), signature });
        }
    }
    let one = *items.first().expect("a signature");
    bench.measure("one signature", 1, || verify(one.key, one.prefix, one.range, one.signature));
    for size in [16, 256, 1_024] {
        let some = items.get(..size).expect("as many");
        bench.measure(&format!("a signature of {size} together"), size as u64, || {
            verify_batch(some, &[7; 32])
        });
    }
}

fn decoding(bench: &mut Bench<'_>, entry: &[u8]) {
    let bytes = EntryBytes::whole(entry).expect("an entry");
    bench.measure("decode a movement", 1, || black_box(bytes).decode());
    let (context, body) = bytes.decode().expect("an entry that decodes").expect("a kind that is known");
    let (id, occurred_at, not_after) = (bytes.id(), bytes.occurred_at(), bytes.not_after());
    let statement = Statement { id, occurred_at, not_after, context, body };
    bench.measure("encode a movement", 1, || black_box(&statement).encode());
}

/// An entry with what it says.
struct Read {
    bytes: Vec<u8>,
    context: Context,
    body: Body,
}

impl Read {
    fn new(bytes: Vec<u8>) -> Self {
        let read = EntryBytes::whole(&bytes).expect("an entry").decode().expect("that decodes");
        let (context, body) = read.expect("a kind that is known");
        Self { bytes, context, body }
    }

    fn candidate(&self, index: u64, recorded_at_ms: u64) -> Candidate<'_> {
        Candidate {
            entry: EntryBytes::whole(&self.bytes).expect("an entry"),
            context: &self.context,
            body: &self.body,
            index: EntryIndex(index),
            recorded_at: Timestamp(recorded_at_ms),
            signatures: SignatureVerdict::Assumed,
            last_in_batch: false,
            alone_in_batch: index == 0,
            reversed: None,
            named_hold: None,
            chain_at_count: None,
        }
    }
}

fn admission(bench: &mut Bench<'_>, workload: &Workload) {
    let mut book = Book::new(workload.actors.origin().clone());
    let opening = world::opening(&workload.actors, &workload.plan);
    for entry in std::iter::once(world::genesis(&workload.actors)).chain(opening) {
        book.replay(&Read::new(entry).candidate(book.entry_count(), BEGINNING_MS));
    }
    let movements: Vec<Read> = workload.movements(0..1_000).into_iter().map(Read::new).collect();
    let (first, at) = (book.entry_count(), workload.occurred_at_ms(1_000));
    bench.measure("admit and apply a movement, of a batch of 1,000", 1_000, || {
        let mut draft = Draft::default();
        draft.savepoint();
        for (index, read) in (first..).zip(&movements) {
            let admitted = draft.admit(&book, &read.candidate(index, at)).expect("a right movement");
            draft.apply(&book, admitted);
        }
        draft
    });
    let one = movements.first().expect("a movement");
    bench.measure("admit and apply a movement, alone", 1, || {
        let mut draft = Draft::default();
        draft.savepoint();
        let admitted = draft.admit(&book, &one.candidate(first, at)).expect("a right movement");
        draft.apply(&book, admitted);
        draft
    });
}
