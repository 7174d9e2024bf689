//! Durable commit next to signatures alone and to writing and syncing alone, also of Article 6 movements next to plain ones; one
//! movement by itself; bytes on disk.

#![allow(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "a bench ends by panicking")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ledger_benches::article6::Article6Workload;
use ledger_benches::ceiling::{self, Filling, Order};
use ledger_benches::row::{Row, Table, Target, Timed, best, short, timed};
use ledger_benches::scale::Scale;
use ledger_benches::site::{self, WorkloadClock};
use ledger_benches::workload::{Work, Workload};
use ledger_benches::world::{BEGINNING_MS, Plan};
use ledger_core::Ledger;
use ledger_core::query::AsAt;
use ledger_core::tree::Tree;
use ledger_format::digest::leaf_hashes;
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::Timestamp;
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE};

const RATE: Target = Target::AtLeast(150_000.0);

fn main() {
    let scale = Scale::of_arguments();
    let mut table = Table::new("Durable commit", &scale);
    let movements = scale.movements(2_000, 400_000, 1_000_000);
    for keys in [16, 1_024] {
        let name = format!("commit, keys {keys}");
        if scale.wants(&name) {
            // Every block moves once: then threads may commit in any order.
            let workload = Workload::new(Plan::new(movements, keys, movements));
            batches(&scale, &mut table, &workload);
        }
    }
    if scale.wants("commit, Article 6, keys 16") {
        let plan = Plan::new(movements, 16, movements / 10);
        article6(&scale, &mut table, &Article6Workload::new(plan), &Workload::new(plan));
    }
    if scale.wants("one alone") {
        let alone = scale.movements(200, 4_000, 4_000).min(20_000);
        one_alone(&scale, &mut table, &Workload::new(Plan::new(alone, 16, alone)));
    }
}

fn batches(scale: &Scale, table: &mut Table, workload: &Workload) {
    let Plan { movements, keys, .. } = workload.plan;
    let entries = workload.movements(0..movements);
    let cut = || entries.iter().map(|entry| EntryBytes::whole(entry).expect("an entry"));
    let size: usize = entries.iter().map(Vec::len).sum();
    let signatures = best(scale.rounds, || ceiling::signatures(cut(), &workload.actors, Order::Given));
    let mut sizes = (0, 0, 0);
    for (batch, callers) in
        [(1_000, 1), (4_096, 1), (10_000, 1), (1_000, 2), (1_000, 4), (4_096, 2), (4_096, 8)]
    {
        let count = movements.div_ceil(batch);
        let frame = size / count as usize + BATCH_HEADER_SIZE + HEAD_FRAME_SIZE;
        let folder = site::scratch();
        let sync =
            best(scale.rounds, || ceiling::write_and_sync(folder.path(), Filling::Growing, frame, count));
        let committed = best(scale.rounds, || {
            let (time, on_disk) = commit(workload, &entries, batch as usize, callers);
            if batch == 4_096 && callers == 1 {
                sizes = on_disk;
            }
            time
        });
        let plural = if callers == 1 { "" } else { "s" };
        let name = format!("commit, batches of {batch}, {callers} caller{plural}");
        let row = Row {
            name: &name,
            n: movements,
            keys,
            figure: committed.rate(movements),
            unit: "movements/s",
            ceilings: &[
                ("signatures alone", signatures.rate(movements)),
                ("write and sync alone", sync.rate(movements)),
            ],
            target: RATE,
            threads: callers,
            digest: &committed.digest,
        };
        table.row(&row);
        table.row(&Row {
            name: &format!("{name}, by computing time"),
            figure: committed.rate_by_computing(movements),
            ceilings: &[("signatures alone", signatures.rate_by_computing(movements))],
            target: Target::None,
            ..row
        });
    }
    let (journal, history, book) = sizes;
    let each = |bytes: u64| bytes as f64 / movements as f64;
    let row = Row {
        name: "disk per movement, journal, batches of 4,096",
        n: movements,
        keys,
        figure: each(journal),
        unit: "bytes",
        ceilings: &[("entries alone", size as f64 / movements as f64)],
        target: Target::AtMost(240.0),
        threads: 1,
        digest: "",
    };
    table.row(&row);
    let none = Target::None;
    table.row(&Row {
        name: "disk per movement, history",
        figure: each(history),
        ceilings: &[],
        target: none,
        ..row
    });
    table.row(&Row {
        name: "disk per movement, book",
        figure: each(book),
        ceilings: &[],
        target: none,
        ..row
    });
}

/// Movements of Article 6 units beside as many plain ones, by one caller: an entry that accepts or lifts names another by its place,
/// so that these come in their order.
fn article6(scale: &Scale, table: &mut Table, article6: &dyn Work, plain: &dyn Work) {
    let Plan { movements, keys, .. } = *article6.plan();
    let entries = [article6, plain].map(|work| work.movements(0..movements));
    let cut = || entries[0].iter().map(|entry| EntryBytes::whole(entry).expect("an entry"));
    let signatures = best(scale.rounds, || ceiling::signatures(cut(), article6.actors(), Order::Given));
    for batch in [1_000, 4_096, 10_000] {
        let committed = best(scale.rounds, || commit(article6, &entries[0], batch, 1).0);
        let beside = best(scale.rounds, || commit(plain, &entries[1], batch, 1).0);
        let name = format!("commit, Article 6, batches of {batch}, 1 caller");
        let row = Row {
            name: &name,
            n: movements,
            keys,
            figure: committed.rate(movements),
            unit: "movements/s",
            ceilings: &[
                ("signatures alone", signatures.rate(movements)),
                (plain.name(), beside.rate(movements)),
            ],
            target: RATE,
            threads: 1,
            digest: &committed.digest,
        };
        table.row(&row);
        table.row(&Row {
            name: &format!("{name}, by computing time"),
            figure: committed.rate_by_computing(movements),
            ceilings: &[
                ("signatures alone", signatures.rate_by_computing(movements)),
                (plain.name(), beside.rate_by_computing(movements)),
            ],
            target: Target::None,
            ..row
        });
    }
}

/// Commits everything into a new ledger; also the bytes that journal, history and book grew by.
fn commit(
    workload: &dyn Work,
    entries: &[Vec<u8>],
    batch: usize,
    callers: usize,
) -> (Timed, (u64, u64, u64)) {
    let folder = site::scratch();
    let clock = WorkloadClock::at(BEGINNING_MS);
    // Closed once, so that no space set aside is counted.
    site::create(folder.path(), workload, &clock).close().expect("a disk that syncs");
    let (ledger, _) = site::open(folder.path(), workload, &clock);
    let sizes = || ["journal", "history", "book"].map(|name| site::size_of(&folder.path().join(name)));
    let before = sizes();
    let chunks: Vec<&[Vec<u8>]> = entries.chunks(batch).collect();
    let next = AtomicUsize::new(0);
    let time = timed(|| {
        thread::scope(|scope| {
            for _ in 0..callers {
                scope.spawn(|| {
                    while let Some(chunk) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let last = EntryBytes::whole(&chunk[chunk.len() - 1]).expect("an entry");
                        clock.reach(last.occurred_at().0);
                        ledger.submit(chunk).expect("right movements");
                    }
                });
            }
        });
        String::new()
    });
    let digest = holders(&ledger);
    let head = ledger.close().expect("a disk that syncs");
    assert_eq!(head.entry_count, workload.opening_count() + entries.len() as u64);
    let after = sizes();
    let grown = (after[0] - before[0], after[1].saturating_sub(before[1]), after[2]);
    (Timed { digest, ..time }, grown)
}

/// Of who holds what at the head: the same whatever the order in which callers came.
fn holders(ledger: &Ledger) -> String {
    let mut hasher = blake3::Hasher::new();
    for held in ledger.holdings(AsAt::Head).expect("the book") {
        hasher.update(&held.block.first.to_le_bytes());
        hasher.update(&held.block.last.to_le_bytes());
        hasher.update(&held.holding.account.0.to_le_bytes());
    }
    short(hasher.finalize().as_bytes())
}

fn one_alone(scale: &Scale, table: &mut Table, workload: &Workload) {
    let Plan { movements, keys, .. } = workload.plan;
    let entries = workload.movements(0..movements);
    let entry_size = entries.iter().map(Vec::len).sum::<usize>() / entries.len();
    let frames_size = entry_size + BATCH_HEADER_SIZE + HEAD_FRAME_SIZE;
    let folder = site::scratch();
    let bare = |filling| {
        best(scale.rounds, || ceiling::write_and_sync(folder.path(), filling, frames_size, movements))
    };
    let (filled, growing) = (bare(Filling::ZeroFilled), bare(Filling::Growing));
    let mut grown = 0;
    let committed = best(scale.rounds, || {
        let (time, on_disk) = commit(workload, &entries, 1, 1);
        grown = on_disk.0;
        time
    });
    let each = |time: &Timed| time.seconds() * 1e6 / movements as f64;
    let row = Row {
        name: "one movement alone",
        n: movements,
        keys,
        figure: each(&committed),
        unit: "µs",
        ceilings: &[
            ("its bytes and fdatasync alone, file filled before", each(&filled)),
            ("the same, file growing", each(&growing)),
        ],
        target: Target::RatioAtMost(1.5),
        threads: 1,
        digest: &committed.digest,
    };
    table.row(&row);
    table.row(&Row {
        name: "one movement alone: bytes",
        figure: grown as f64 / movements as f64,
        unit: "bytes",
        ceilings: &[("the entry alone", entry_size as f64)],
        target: Target::None,
        ..row
    });
    let leaves: Vec<_> = entries.iter().map(|entry| leaf_hashes(Timestamp(0), entry).1).collect();
    let tree = best(scale.rounds, || {
        let mut tree = Tree::new();
        timed(|| {
            leaves.iter().for_each(|leaf| {
                tree.push(*leaf);
                std::hint::black_box(tree.root());
            });
            short(&tree.root().0)
        })
    });
    table.row(&Row {
        name: "one movement alone: tree, leaf to root",
        figure: each(&tree),
        ceilings: &[],
        target: Target::None,
        digest: &tree.digest,
        ..row
    });
}
