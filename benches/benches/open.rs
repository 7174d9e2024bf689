//! Opening: after a clean close, after `kill -9`, and with book or history to be rebuilt from the journal.
//!
//! The journal is fabricated; its first opening builds everything. The killed writer is a real process on real files.

#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "a bench prints and panics")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ledger_benches::ceiling;
use ledger_benches::journal;
use ledger_benches::row::{Row, Table, Target, Timed, best, short, timed};
use ledger_benches::scale::Scale;
use ledger_benches::site::{self, WorkloadClock};
use ledger_benches::workload::{Work, Workload};
use ledger_benches::world::Plan;
use ledger_core::RecoveryReport;

const CHILD: &str = "commit-until-killed";
const KEYS: u32 = 16;
const BATCH: u64 = 1_000;
/// The budget's two numbers of holdings, with the seconds that opening may take after a clean close.
const HOLDINGS: [(u64, f64); 2] = [(1_000_000, 2.0), (10_000_000, 10.0)];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|first| first == CHILD) {
        let number = |place: usize| arguments[place].parse().expect("a number");
        return commit_until_killed(Path::new(&arguments[2]), &workload(number(3), number(4)));
    }
    let scale = Scale::of_arguments();
    let mut table = Table::new("Opening", &scale);
    let movements = scale.movements(3_000, 1_000_000, 10_000_000);
    for (holdings, seconds) in HOLDINGS {
        // Ten million holdings belong to the budget's own size.
        if holdings > HOLDINGS[0].0 && !scale.is_full {
            continue;
        }
        let blocks = if scale.is_smoke { 300 } else { holdings.min(movements) };
        if scale.wants(&format!("holdings {holdings}")) {
            measure(&scale, &mut table, &workload(movements, blocks), seconds);
        }
    }
}

fn workload(movements: u64, blocks: u64) -> Workload {
    Workload::new(Plan::new(movements, KEYS, blocks))
}

struct Opened {
    time: Timed,
    report: RecoveryReport,
}

/// Opens, and closes untimed.
fn open(folder: &Path, workload: &Workload) -> Opened {
    let clock = WorkloadClock::at(workload.occurred_at_ms(workload.plan.movements));
    let mut opened = None;
    let time = timed(|| {
        let (ledger, report) = site::open(folder, workload, &clock);
        let digest = short(&ledger.durable_head().root.0);
        opened = Some((ledger, report));
        digest
    });
    let (ledger, report) = opened.expect("opened just now");
    ledger.close().expect("a disk that syncs");
    Opened { time, report }
}

fn remove(folder: &Path, name: &str) {
    std::fs::remove_dir_all(folder.join(name)).expect("what is derived can be removed");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").flatten().map(|item| item.path()).collect();
    files.sort();
    files
}

fn measure(scale: &Scale, table: &mut Table, workload: &Workload, seconds: f64) {
    let Plan { movements, blocks, .. } = workload.plan;
    let threads = rayon::current_num_threads();
    let made = journal::fabricated(workload, BATCH);
    let scratch = site::scratch();
    let folder = scratch.path();
    site::copy(&made.folder.join("journal"), &folder.join("journal"));
    let first = open(folder, workload);
    assert_eq!(first.report.snapshot_entry_count, None);

    let mut newest = files(&folder.join("book"));
    newest.extend(files(&folder.join("journal")).pop());
    let reading = best(scale.rounds, || ceiling::read_and_hash(&newest));
    let clean = best(scale.rounds, || {
        let opened = open(folder, workload);
        assert_eq!(
            (opened.report.replayed_count, opened.report.indexed_count),
            (0, opened.report.indexed_count)
        );
        opened.time
    });
    let name = format!("open after a clean close, {blocks} holdings");
    let row = Row {
        name: &name,
        n: movements,
        keys: KEYS,
        figure: 0.0,
        unit: "s",
        ceilings: &[("reading and hashing book and last segment", reading.seconds())],
        target: Target::AtMost(seconds),
        threads,
        digest: &clean.digest,
    };
    show(table, &row, &clean);

    let hashed = journal::first_batches(folder, 0, 1_000_000);
    let hashed_count = ceiling::entries(&hashed).count() as u64;
    let hashes = best(scale.rounds, || ceiling::hashes(&hashed)).rate(hashed_count);
    drop(hashed);
    let entries = movements + workload.opening_count();
    let ceilings = &[("hashes alone", hashes)];
    for (what, target) in [("book", 1_000_000.0), ("history", 300_000.0)] {
        let rebuilt = best(scale.rounds.min(2), || {
            remove(folder, what);
            let opened = open(folder, workload);
            let count =
                if what == "book" { opened.report.replayed_count } else { opened.report.indexed_count };
            assert!(count >= movements, "{}", opened.report);
            opened.time
        });
        let name = format!("rebuild {what}, {blocks} holdings");
        let target = Target::AtLeast(target);
        let rebuilding = Row { name: &name, unit: "movements/s", ceilings, target, ..row };
        show(table, &rebuilding, &rebuilt);
    }
    let name = format!("rebuild both, {blocks} holdings");
    let rebuilding = Row { name: &name, unit: "movements/s", ceilings, target: Target::None, ..row };
    show(table, &rebuilding, &first.time);
    println!("  {entries} entries; {}", first.report);

    killed(scale, table, workload, folder, &row);
}

/// A row by the wall's time, and by what all threads computed: the first is too much where other work shares the machine, and the
/// second where threads work at once.
fn show(table: &mut Table, row: &Row<'_>, time: &Timed) {
    let is_rate = row.unit.ends_with("/s");
    let figure = |seconds: f64| if is_rate { row.n as f64 / seconds } else { seconds };
    table.row(&Row { figure: figure(time.seconds()), digest: &time.digest, ..*row });
    let name = format!("{}, by computing time", row.name);
    let figure = figure(time.computed_seconds());
    table.row(&Row {
        name: &name,
        figure,
        ceilings: &[],
        target: Target::None,
        digest: &time.digest,
        ..*row
    });
}

/// Lets a process commit, kills it, and opens what it left.
fn killed(scale: &Scale, table: &mut Table, workload: &Workload, folder: &Path, row: &Row<'_>) {
    let Plan { movements, blocks, .. } = workload.plan;
    // As many as fit before the book would be saved by itself: the longest tail that a kill leaves behind.
    let tail = if scale.is_smoke { 2_000 } else { 1_000_000 };
    let own = std::env::current_exe().expect("this program");
    let arguments = [
        CHILD.into(),
        folder.as_os_str().to_owned(),
        movements.to_string().into(),
        blocks.to_string().into(),
    ];
    let mut child =
        Command::new(own).args(arguments).stdout(Stdio::piped()).spawn().expect("this program runs again");
    let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    for line in lines {
        let done: u64 = line.expect("text").parse().expect("how many it committed");
        if done >= tail {
            break;
        }
    }
    child.kill().expect("a running process");
    child.wait().expect("a process that ended");
    let opened = open(folder, workload);
    let name = format!("open after kill -9, {} to replay", opened.report.replayed_count);
    let after_kill = Row { name: &name, ceilings: &[], target: Target::AtMost(3.0), ..*row };
    show(table, &after_kill, &opened.time);
    println!("  {}", opened.report);
}

fn commit_until_killed(folder: &Path, workload: &Workload) {
    let clock = WorkloadClock::at(workload.occurred_at_ms(workload.plan.movements));
    let (ledger, _) = site::open(folder, workload, &clock);
    let (mut next, mut done) = (workload.plan.movements, 0);
    loop {
        clock.reach(workload.occurred_at_ms(next + BATCH));
        ledger.submit(&workload.movements(next..next + BATCH)).expect("right movements");
        (next, done) = (next + BATCH, done + BATCH);
        println!("{done}");
    }
}
