//! Full verification next to the signatures alone, verification without signatures next to the hashes alone, and peak memory; of
//! plain movements, and of Article 6 movements next to as many plain ones.
//!
//! Peak memory is that of a process of its own, which does nothing but verify.

#![allow(clippy::print_stdout, clippy::cast_possible_truncation, reason = "a bench prints and panics")]

use std::path::Path;
use std::process::Command;

use ledger_benches::article6::Article6Workload;
use ledger_benches::ceiling::{self, Order};
use ledger_benches::journal::{self, Fabricated, ReadBatch};
use ledger_benches::row::{Row, Table, Target, Timed, short, timed};
use ledger_benches::scale::Scale;
use ledger_benches::site;
use ledger_benches::workload::{Work, Workload};
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
    let plan = |keys| Plan::new(movements, keys, (movements / 10).min(1_000_000));
    for keys in [16, 1_024] {
        if scale.wants(&format!("verify, keys {keys}")) {
            let plain = Measured::of(scale.rounds, vec![Box::new(Workload::new(plan(keys)))]);
            plain.iter().for_each(|measured| measured.show(&mut table, "", None));
        }
    }
    if scale.wants("verify, Article 6, keys 16") {
        let works: Vec<Box<dyn Work>> =
            vec![Box::new(Article6Workload::new(plan(16))), Box::new(Workload::new(plan(16)))];
        if let [article6, plain] = &Measured::of(scale.rounds, works)[..] {
            article6.show(&mut table, ", Article 6", Some(plain));
        }
    }
}

/// A journal, and the best of all rounds over it.
struct Measured {
    work: Box<dyn Work>,
    journal: Fabricated,
    batches: Vec<ReadBatch>,
    /// Entries in `batches`.
    count: u64,
    signatures_by_key: Option<Timed>,
    signatures: Option<Timed>,
    hashes: Option<Timed>,
    full: Option<Timed>,
    without: Option<Timed>,
}

impl Measured {
    /// Rounds go around all of them, so that what else the machine does troubles each alike.
    fn of(rounds: u32, works: Vec<Box<dyn Work>>) -> Vec<Self> {
        let mut all: Vec<Self> = works.into_iter().map(Self::new).collect();
        for _ in 0..rounds {
            all.iter_mut().for_each(Self::round);
        }
        all
    }

    fn new(work: Box<dyn Work>) -> Self {
        let journal = journal::fabricated(&*work, BATCH);
        let most = work.plan().movements.min(CEILING_ENTRIES);
        let batches = journal::first_batches(&journal.folder, work.opening_count(), most);
        let count = ceiling::entries(&batches).count() as u64;
        let (signatures_by_key, signatures, hashes, full, without) = (None, None, None, None, None);
        Self { work, journal, batches, count, signatures_by_key, signatures, hashes, full, without }
    }

    fn round(&mut self) {
        let alone = |order| ceiling::signatures(ceiling::entries(&self.batches), self.work.actors(), order);
        keep(&mut self.signatures, alone(Order::Given));
        keep(&mut self.signatures_by_key, alone(Order::ByKey));
        keep(&mut self.hashes, ceiling::hashes(&self.batches));
        keep(&mut self.full, verification(&self.journal, true));
        keep(&mut self.without, verification(&self.journal, false));
    }

    /// Shows the rows of this work, beside those of other work that was measured in the same rounds.
    fn show(&self, table: &mut Table, named: &str, beside: Option<&Self>) {
        let Plan { movements, keys, blocks, .. } = *self.work.plan();
        let taken = |timed: &Option<Timed>| timed.clone().expect("a round");
        let (full, without) = (taken(&self.full), taken(&self.without));
        let threads = rayon::current_num_threads();
        for (name, rate) in [
            (format!("verify{named}"), Timed::rate as fn(&Timed, u64) -> f64),
            (format!("verify{named}, by computing time"), Timed::rate_by_computing),
        ] {
            let mut ceilings = vec![
                ("signatures alone, in the journal's order", rate(&taken(&self.signatures), self.count)),
                ("signatures alone, sorted by key", rate(&taken(&self.signatures_by_key), self.count)),
            ];
            let other = |timed: fn(&Self) -> &Option<Timed>| {
                beside.map(|other| (other.work.name(), rate(&taken(timed(other)), movements)))
            };
            ceilings.extend(other(|other| &other.full));
            let everything = Row {
                name: &format!("{name}, everything"),
                n: movements,
                keys,
                figure: rate(&full, movements),
                unit: "movements/s",
                ceilings: &ceilings,
                target: Target::RatioAtLeast(0.85),
                threads,
                digest: &full.digest,
            };
            table.row(&everything);
            let mut ceilings = vec![("hashes alone", rate(&taken(&self.hashes), self.count))];
            ceilings.extend(other(|other| &other.without));
            table.row(&Row {
                name: &format!("{name}, everything but signatures"),
                figure: rate(&without, movements),
                ceilings: &ceilings,
                target: Target::AtLeast(2_000_000.0),
                digest: &without.digest,
                ..everything
            });
        }
        table.row(&Row {
            name: &format!("verify{named}, peak memory, {blocks} live blocks"),
            n: movements,
            keys,
            figure: peak_memory(&self.journal.folder) as f64 / f64::from(1 << 20),
            unit: "MiB",
            ceilings: &[],
            target: Target::AtMost(512.0),
            threads,
            digest: &full.digest,
        });
    }
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
