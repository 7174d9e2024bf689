//! Cost as the ledger grows: the rate over ten times as much, next to the rate over once as much.
//!
//! Holdings and accounts grow tenfold too.

#![allow(clippy::indexing_slicing, reason = "a bench ends by panicking")]

use std::time::Duration;

use ledger_benches::journal;
use ledger_benches::row::{Row, Table, Target, Timed, best, short, timed};
use ledger_benches::scale::Scale;
use ledger_benches::site::{self, WorkloadClock};
use ledger_benches::workload::{Work, Workload};
use ledger_benches::world::{BEGINNING_MS, Plan};
use ledger_format::entry::EntryBytes;
use ledger_verify::{FolderSource, Options, TrustInput, Verdict, Verifier};

const KEYS: u32 = 16;
const BATCH: u16 = 1_000;
/// Movements that are signed together, while the clock of the figure stands still.
const SIGNED_TOGETHER: u64 = 100_000;
/// Linear, but for the caches of the processor.
const TARGET: Target = Target::RatioAtLeast(0.8);

fn main() {
    let scale = Scale::of_arguments();
    let mut table = Table::new("Growth", &scale);
    let small = scale.movements(1_000, 100_000, 1_000_000);
    let [once, tenfold] =
        [small, 10 * small].map(|movements| Workload::new(Plan::new(movements, KEYS, movements / 5)));
    if scale.wants("commit") {
        let (small, large) = (best(scale.rounds, || commit(&once)), best(scale.rounds, || commit(&tenfold)));
        show(&mut table, "commit, batches of 1,000", [&once, &tenfold], [&small, &large]);
    }
    if scale.wants("verify") {
        let (small, large) = (best(scale.rounds, || verify(&once)), best(scale.rounds, || verify(&tenfold)));
        show(&mut table, "verify", [&once, &tenfold], [&small, &large]);
    }
}

fn show(table: &mut Table, name: &str, workloads: [&Workload; 2], times: [&Timed; 2]) {
    let ([once, tenfold], [small, large]) = (workloads.map(|workload| workload.plan.movements), times);
    let row = Row {
        name: &format!("{name}, ten times as many"),
        n: tenfold,
        keys: KEYS,
        figure: large.rate(tenfold),
        unit: "movements/s",
        ceilings: &[("a tenth of it", small.rate(once))],
        target: TARGET,
        threads: rayon::current_num_threads(),
        digest: &large.digest,
    };
    table.row(&row);
    table.row(&Row {
        name: &format!("{name}, ten times as many, by computing time"),
        figure: large.rate_by_computing(tenfold),
        ceilings: &[("a tenth of it", small.rate_by_computing(once))],
        ..row
    });
}

/// Commits a whole workload into a new ledger; signing is not timed.
fn commit(workload: &Workload) -> Timed {
    let folder = site::scratch();
    let clock = WorkloadClock::at(BEGINNING_MS);
    let ledger = site::create(folder.path(), workload, &clock);
    let mut whole = Timed { time: Duration::ZERO, computed: Duration::ZERO, digest: String::new() };
    let mut next = 0;
    while next < workload.plan.movements {
        let end = (next + SIGNED_TOGETHER).min(workload.plan.movements);
        let entries = workload.movements(next..end);
        let part = timed(|| {
            for chunk in entries.chunks(usize::from(BATCH)) {
                clock.reach(EntryBytes::whole(&chunk[chunk.len() - 1]).expect("an entry").occurred_at().0);
                ledger.submit(chunk).expect("right movements");
            }
            String::new()
        });
        whole.time += part.time;
        whole.computed += part.computed;
        next = end;
    }
    whole.digest = short(&ledger.durable_head().root.0);
    ledger.close().expect("a disk that syncs");
    whole
}

fn verify(workload: &Workload) -> Timed {
    let made = journal::fabricated(workload, u64::from(BATCH));
    let options = Options {
        trust: Some(TrustInput::Text(made.trust)),
        checkpoint: Some(made.checkpoint),
        ..Options::default()
    };
    let (verifier, source) = (Verifier::new(options), FolderSource::new(&made.folder));
    timed(|| {
        let report = verifier.run(&source).expect("a folder that can be read");
        assert_eq!(report.verdict(), Verdict::Clean, "{report:?}");
        report.head.whole().map(|head| short(&head.root.0)).unwrap_or_default()
    })
}
