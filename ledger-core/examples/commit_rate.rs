//! Measures durable commits, with the ceilings next to the figures: signatures alone, bare writes and syncs alone.
//!
//! `cargo run --release --example commit_rate -- [DIRECTORY] [MOVEMENTS]`

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::print_stdout
)]

#[path = "../src/fixture.rs"]
#[allow(missing_docs, dead_code)]
mod fixture;

use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use ledger_core::{
    Ledger, Signer,
    storage::{FilePath, FileStorage, Folder, MemoryStorage, Storage},
};
use ledger_format::{
    entry::EntryBytes,
    signature::{BatchItem, VerifyingKey, verify_batch},
    signed_range::statement_prefix,
};
use rayon::prelude::*;

use fixture::{HOLDER, Registry};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().unwrap_or_else(|| ".".into());
    let movements: u64 = arguments.next().map_or(200_000, |count| count.parse().unwrap());
    if directory == "memory" {
        // For a profiler: nothing but commits of 1,000 with 16 keys.
        let registry = Registry::new();
        let entries = movements_of(&registry, 16, movements);
        let size = arguments.next().map_or(1_000, |size| size.parse().unwrap());
        return commit(&registry, Arc::new(MemoryStorage::new()), 16, &entries, size, 1);
    }
    let scratch = tempfile::tempdir_in(&directory).unwrap();
    for holders in [16, 1_024] {
        println!("-- {holders} keys, {movements} movements");
        let registry = Registry::new();
        let entries = movements_of(&registry, holders, movements);
        signatures_alone(&registry, &entries);
        for size in [1_000, 10_000] {
            bare_writes(scratch.path(), &entries, size);
            for threads in [1, 2, 4] {
                let storage = storage(scratch.path());
                commit(&registry, storage, holders, &entries, size, threads);
            }
            println!("   in memory:");
            commit(&registry, Arc::new(MemoryStorage::new()), holders, &entries, size, 1);
        }
        let few = &entries[..entries.len().min(5_000)];
        bare_writes(scratch.path(), few, 1);
        for threads in [1, 16] {
            commit(&registry, storage(scratch.path()), holders, few, 1, threads);
        }
        println!("   in memory:");
        commit(&registry, Arc::new(MemoryStorage::new()), holders, few, 1, 1);
    }
}

fn storage(directory: &Path) -> Arc<dyn Storage> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let name = NUMBER.fetch_add(1, Ordering::Relaxed).to_string();
    Arc::new(FileStorage::create(&directory.join(name)).unwrap())
}

fn movements_of(registry: &Registry, holders: u32, count: u64) -> Vec<Vec<u8>> {
    (0..count)
        .into_par_iter()
        .map(|number| {
            let holder = (number % u64::from(holders)) as u32;
            let first = u64::from(holder) * 10_000_000 + number / u64::from(holders) * 10 + 1;
            registry.transfer(holder, (holder + 1) % holders, first, first + 9)
        })
        .collect()
}

fn signatures_alone(registry: &Registry, entries: &[Vec<u8>]) {
    let prefix = statement_prefix(&registry.origin);
    let keys: Vec<_> = (0..1_024)
        .map(|holder| VerifyingKey::from_bytes(&Registry::signer(HOLDER + holder).public_key().0).unwrap())
        .collect();
    let watch = Watch::start();
    entries.par_chunks(4_096).for_each(|chunk| {
        let signed: Vec<_> = chunk
            .iter()
            .map(|entry| {
                let entry = EntryBytes::whole(entry).unwrap();
                (entry, entry.signatures().next().unwrap())
            })
            .collect();
        let items: Vec<_> = signed
            .iter()
            .map(|(entry, signature)| BatchItem {
                key: &keys[(signature.key.0 - HOLDER) as usize],
                prefix: &prefix,
                range: entry.statement(),
                signature: &signature.signature,
            })
            .collect();
        assert!(verify_batch(&items, &[7; 32]).is_valid());
    });
    watch.report("signatures alone", entries.len(), 1);
}

fn bare_writes(directory: &Path, entries: &[Vec<u8>], size: usize) {
    let path = directory.join("bare");
    for filled in [false, true] {
        let file = File::create(&path).unwrap();
        if filled {
            let total = entries.iter().map(Vec::len).sum::<usize>() + entries.len().div_ceil(size) * 300;
            file.write_all_at(&vec![0; total], 0).unwrap();
            file.sync_all().unwrap();
        }
        let (watch, mut at) = (Watch::start(), 0);
        for batch in entries.chunks(size) {
            let bytes: Vec<u8> = [vec![1; 272], batch.concat()].concat();
            file.write_all_at(&bytes, at).unwrap();
            file.sync_data().unwrap();
            at += bytes.len() as u64;
        }
        let name = if filled { "bare write and sync, space set aside" } else { "bare write and sync" };
        watch.report(&format!("{name}, {size} each"), entries.len(), size);
    }
}

fn commit(
    registry: &Registry,
    storage: Arc<dyn Storage>,
    holders: u32,
    entries: &[Vec<u8>],
    size: usize,
    threads: usize,
) {
    let ledger: Ledger = registry.create(Arc::clone(&storage), holders);
    let issues: Vec<_> = (0..holders)
        .map(|holder| {
            let first = u64::from(holder) * 10_000_000 + 1;
            registry.issue(holder, first, first + 9_999_999)
        })
        .collect();
    ledger.submit(&issues).unwrap();
    let batches: Vec<_> = entries.chunks(size).collect();
    let next = AtomicUsize::new(0);
    let watch = Watch::start();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    ledger.submit(batch).unwrap();
                }
            });
        }
    });
    watch.report(&format!("commit, {size} each, {threads} threads"), entries.len(), size);
    ledger.close().unwrap();
    if size > 1 && threads == 1 {
        rebuild(registry, storage);
    }
}

/// Opens without a snapshot: book and history from the journal alone.
fn rebuild(registry: &Registry, storage: Arc<dyn Storage>) {
    for name in storage.list(Folder::Book).unwrap() {
        storage.remove(&FilePath::book(name)).unwrap();
    }
    let watch = Watch::start();
    let (ledger, opened) = Ledger::open_in(storage, Registry::operators(), registry.options()).unwrap();
    watch.report("open without a snapshot", opened.replayed_count as usize, 1);
    drop(ledger);
}

/// Wall and processor time since some moment: on a busy machine only the second can be compared.
struct Watch {
    wall: Instant,
    processor: Duration,
}

impl Watch {
    fn start() -> Self {
        Self { wall: Instant::now(), processor: processor_time() }
    }

    fn report(&self, name: &str, count: usize, size: usize) {
        let (wall, processor) = (self.wall.elapsed(), processor_time() - self.processor);
        let rate = count as u128 * 1_000_000_000 / wall.as_nanos();
        let each = wall.as_micros() / count.div_ceil(size) as u128;
        let used = processor.as_nanos() / count as u128;
        println!("   {name:<48} {rate:>9}/s {each:>9} us a batch {used:>7} ns of processor each");
    }
}

/// Processor time of this process, its ended threads included, in steps of 10 ms; 0 where the system does not say.
fn processor_time() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}
