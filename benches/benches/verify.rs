//! Full verification next to the signatures alone, verification without signatures next to the hashes alone, and peak memory.
//!
//! Peak memory is that of a process of its own, which does nothing but verify.

#![allow(clippy::print_stdout, clippy::cast_possible_truncation, reason = "a bench prints and panics")]

use std::path::Path;
use std::process::Command;

use ledger_benches::ceiling::{self, Order};
use ledger_benches::journal::{self, Fabricated};
use ledger_benches::row::{Row, Table, Target, Timed, short, timed};
use ledger_benches::scale::Scale;
use ledger_benches::site;
use ledger_benches::workload::Workload;
use ledger_benches::world::Plan;
use ledger_verify::{FolderSource, Options, Report, TrustInput, Verdict, Verifier};

/// Ceilings are measured over so many entries at most, so that they fit in memory.
const CEILING_ENTRIES: u64 = 1_000_000;
const BATCH: u64 = 1_000;
const CHILD: &str = "verify-in-a-process-of-its-own";

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(CHILD) {
        return child(Path::new(&arguments.next().expect("a folder")));
    }
    let scale = Scale::of_arguments();
    let mut table = Table::new("Verification", &scale);
    let movements = scale.movements(2_000, 1_000_000, 10_000_000);
    for keys in [16, 1_024] {
        let keys_named = format!("keys {keys}");
        if scale.wants("verify") || scale.wants(&keys_named) {
            measure(
                &scale,
                &mut table,
                Workload::new(Plan::new(movements, keys, (movements / 10).min(1_000_000))),
            );
        }
    }
}

fn measure(scale: &Scale, table: &mut Table, workload: Workload) {
    let Plan { movements, keys, blocks, .. } = workload.plan;
    let journal = journal::fabricated(&workload, BATCH);
    let threads = rayon::current_num_threads();
    let batches =
        journal::first_batches(&journal.folder, workload.opening_count(), movements.min(CEILING_ENTRIES));
    let count = ceiling::entries(&batches).count() as u64;
    let mut signatures_by_key = None;
    let mut signatures = None;
    let mut hashes = None;
    let mut full = None;
    let mut without = None;
    // Rounds go around all of them, so that what else the machine does troubles each alike.
    for _ in 0..scale.rounds {
        let alone = |order| ceiling::signatures(ceiling::entries(&batches), &workload.actors, order);
        keep(&mut signatures, alone(Order::Given));
        keep(&mut signatures_by_key, alone(Order::ByKey));
        keep(&mut hashes, ceiling::hashes(&batches));
        keep(&mut full, verification(&journal, true));
        keep(&mut without, verification(&journal, false));
    }
    let measured =
        [full, without, signatures, signatures_by_key, hashes].map(|timed| timed.expect("a round"));
    let [full, without, signatures, signatures_by_key, hashes] = &measured;
    for (name, rate) in [
        ("verify", Timed::rate as fn(&Timed, u64) -> f64),
        ("verify by computing time", Timed::rate_by_computing),
    ] {
        let everything = Row {
            name: &format!("{name}, everything"),
            n: movements,
            keys,
            figure: rate(full, movements),
            unit: "movements/s",
            ceilings: &[
                ("signatures alone, in the journal's order", rate(signatures, count)),
                ("signatures alone, sorted by key", rate(signatures_by_key, count)),
            ],
            target: Target::RatioAtLeast(0.85),
            threads,
            digest: &full.digest,
        };
        table.row(&everything);
        table.row(&Row {
            name: &format!("{name}, everything but signatures"),
            figure: rate(without, movements),
            ceilings: &[("hashes alone", rate(hashes, count))],
            target: Target::AtLeast(2_000_000.0),
            digest: &without.digest,
            ..everything
        });
    }
    drop(batches);
    let peak = peak_memory(&journal.folder);
    let name = format!("verify, peak memory, {blocks} live blocks");
    table.row(&Row {
        name: &name,
        n: movements,
        keys,
        figure: peak as f64 / f64::from(1 << 20),
        unit: "MiB",
        ceilings: &[],
        target: Target::AtMost(512.0),
        threads,
        digest: &full.digest,
    });
}

fn keep(kept: &mut Option<Timed>, next: Timed) {
    let previous = kept.take();
    *kept = Some(match previous {
        Some(previous) => previous.better(next),
        None => next,
    });
}

fn options(trust: Vec<u8>, checkpoint: Vec<u8>, signatures: bool) -> Options {
    Options {
        trust: Some(TrustInput::Text(trust)),
        checkpoint: Some(checkpoint),
        signatures,
        ..Options::default()
    }
}

fn verification(journal: &Fabricated, signatures: bool) -> Timed {
    let verifier = Verifier::new(options(journal.trust.clone(), journal.checkpoint.clone(), signatures));
    let source = FolderSource::new(&journal.folder);
    timed(|| {
        let report = verifier.run(&source).expect("a folder that can be read");
        assert!(report.findings.is_empty(), "{report:?}");
        assert!(!signatures || report.verdict() == Verdict::Clean, "{report:?}");
        digest(&report)
    })
}

/// Of the head that was computed.
fn digest(report: &Report) -> String {
    report.head.whole().map(|head| short(&head.root.0)).unwrap_or_default()
}

fn child(folder: &Path) {
    let read = |name| std::fs::read(folder.join(name)).expect("a fabricated journal");
    let verifier = Verifier::new(options(read("trust.txt"), read("checkpoint.txt"), true));
    let report = verifier.run(&FolderSource::new(folder)).expect("a folder that can be read");
    assert_eq!(report.verdict(), Verdict::Clean);
    println!("{}", site::memory_size("VmHWM").unwrap_or_default());
}

fn peak_memory(folder: &Path) -> u64 {
    let own = std::env::current_exe().expect("this program");
    let output = Command::new(own).arg(CHILD).arg(folder).output().expect("this program runs again");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("a number of bytes")
}
