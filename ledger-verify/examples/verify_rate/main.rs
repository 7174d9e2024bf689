//! Prints how many movements a second the verifier judges, next to the rate of its signatures alone on the same bytes.
//!
//! `cargo run --release -p ledger-verify --example verify_rate -- [MOVEMENTS] [KEYS] [BATCH] [ROUNDS] [DIR]`
//!
//! With DIR, the journal is only written there, with `trust.txt` and `checkpoint.txt` beside it. Each figure is the best of several
//! passes: other work on the machine only ever lowers it.
#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "printing is what this program is for")]

mod workload;

use std::path::Path;
use std::time::{Duration, Instant};

use ledger_format::entry::EntryBytes;
use ledger_format::frame::{BATCH_MAGIC, BatchHeader, segment_file_name};
use ledger_format::identifiers::{KeyNumber, Origin};
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE};
use ledger_format::signature::{BATCH_CHUNK, BatchItem, VerifyingKey, verify_batch};
use ledger_format::signed_range::statement_prefix;
use ledger_verify::signatures::signatures_of;
use ledger_verify::{Options, Report, TrustInput, Verdict, Verifier};
use rayon::prelude::*;
use workload::{Fabricated, Plan, fabricate};

const PASSES: usize = 5;

fn main() {
    let mut numbers = std::env::args().skip(1);
    let mut number = |default: u64| numbers.next().map_or(default, |text| text.parse().expect("a number"));
    let (movements, keys, batch, rounds) = (number(1_000_000), number(16), number(1_000), number(10));
    let plan = Plan { movements, keys: u32::try_from(keys).expect("few keys"), batch, rounds };
    let began = Instant::now();
    let ledger = fabricate(plan);
    let size: usize = ledger.segments.iter().map(|(_, bytes)| bytes.len()).sum();
    println!(
        "{plan:?}: {} entries, {size} bytes, {} a movement, fabricated in {:.1?}",
        ledger.entry_count,
        size as u64 / movements,
        began.elapsed()
    );
    if let Some(folder) = std::env::args().nth(5) {
        return write(Path::new(&folder), &ledger).expect("the folder can be written");
    }
    let options = Options {
        trust: Some(TrustInput::Text(ledger.trust.clone().into_bytes())),
        checkpoint: Some(ledger.checkpoint.clone().into_bytes()),
        ..Options::default()
    };
    let signatures = best(|| signatures_alone(&ledger, keys));
    show("signatures alone", ledger.entry_count, signatures);
    let all = best(|| {
        let report = run(&ledger, options.clone());
        assert_eq!(report.verdict(), Verdict::Clean, "{report:?}");
    });
    show("everything", ledger.entry_count, all);
    println!(
        "ratio {:.3}; of processor time {:.3}",
        signatures.clock.as_secs_f64() / all.clock.as_secs_f64(),
        signatures.processor.as_secs_f64() / all.processor.as_secs_f64()
    );
    let rest = best(|| {
        let report = run(&ledger, Options { signatures: false, ..options.clone() });
        assert!(report.findings.is_empty());
    });
    show("everything but signatures", ledger.entry_count, rest);
}

fn run(ledger: &Fabricated, options: Options) -> Report {
    Verifier::new(options).run(&ledger.source).expect("memory can be read")
}

/// The ceiling: the statements' signatures in the order of the journal, in products of 4,096, on all threads.
fn signatures_alone(ledger: &Fabricated, keys: u64) {
    let origin = Origin::new("rate.example/gha").expect("an origin");
    let prefix = statement_prefix(&origin);
    let keys: Vec<VerifyingKey> = (0..=u32::try_from(keys).expect("few"))
        .map(|number| VerifyingKey::from_bytes(&workload::public(number).0).expect("a key"))
        .collect();
    let mut items = Vec::new();
    for (_, bytes) in &ledger.segments {
        let mut rest = &bytes[SEGMENT_HEADER_SIZE..];
        while !rest.is_empty() {
            if !rest.starts_with(&BATCH_MAGIC) {
                rest = &rest[HEAD_FRAME_SIZE..];
                continue;
            }
            let header = BatchHeader::decode(rest).expect("a batch");
            let (mut payload, behind) = rest[BATCH_HEADER_SIZE..].split_at(header.payload_size_bytes());
            while let Ok((entry, more)) = EntryBytes::cut(payload) {
                for (KeyNumber(number), signature) in signatures_of(&entry) {
                    let key = &keys[number as usize];
                    items.push(BatchItem { key, prefix: &prefix, range: entry.statement(), signature });
                }
                payload = more;
            }
            rest = behind;
        }
    }
    assert!(items.par_chunks(BATCH_CHUNK).all(|chunk| verify_batch(chunk, &[7; 32]).is_valid()));
}

/// The best pass by the clock and by processor time, which tells more while the machine does other work.
#[derive(Clone, Copy)]
struct Best {
    clock: Duration,
    processor: Duration,
}

fn best(mut work: impl FnMut()) -> Best {
    let timed = |_| {
        let (began, used) = (Instant::now(), processor_time());
        work();
        (began.elapsed(), processor_time().saturating_sub(used))
    };
    let passes: Vec<_> = (0..PASSES).map(timed).collect();
    let least = |of: fn(&(Duration, Duration)) -> Duration| passes.iter().map(of).min().unwrap_or_default();
    Best { clock: least(|pass| pass.0), processor: least(|pass| pass.1) }
}

/// Processor time of all threads so far, in steps of 10 ms; zero where the system does not say.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok());
    Duration::from_millis(10 * ticks.sum::<u64>())
}

fn show(what: &str, count: u64, Best { clock, processor }: Best) {
    let (by_clock, by_processor) =
        (count as f64 / clock.as_secs_f64(), count as f64 / processor.as_secs_f64());
    println!("{what}: {by_clock:.0} a second ({clock:.3?}); {by_processor:.0} a second of processor time");
}

fn write(folder: &Path, ledger: &Fabricated) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("journal"))?;
    for (first, bytes) in &ledger.segments {
        std::fs::write(folder.join("journal").join(segment_file_name(*first)), bytes)?;
    }
    std::fs::write(folder.join("trust.txt"), &ledger.trust)?;
    std::fs::write(folder.join("checkpoint.txt"), &ledger.checkpoint)
}
