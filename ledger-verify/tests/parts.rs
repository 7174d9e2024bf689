//! A part, a sample or a run without signatures checks what it says, finds what lies in it, and never comes out clean.
//!
//! Control: the same fault outside the part is not found, and all batches drawn are as good as no sample.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[allow(dead_code)]
#[path = "../examples/verify_rate/workload.rs"]
mod workload;

use ledger_format::frame::{BATCH_MAGIC, BatchHeader};
use ledger_format::identifiers::EntryIndex;
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE};
use ledger_verify::{MemorySource, Options, Part, Report, Sample, TrustInput, Verdict, Verifier};
use workload::{Fabricated, Plan, fabricate};

fn ledger() -> Fabricated {
    fabricate(Plan { movements: 40, keys: 2, batch: 5, rounds: 4 })
}

fn verify(ledger: &Fabricated, bytes: &[u8], options: Options) -> Report {
    let mut source = MemorySource::new();
    source.insert(EntryIndex(0), bytes.to_vec());
    let trust = Some(TrustInput::Text(ledger.trust.clone().into()));
    let checkpoint = Some(ledger.checkpoint.clone().into());
    Verifier::new(Options { trust, checkpoint, ..options }).run(&source).unwrap()
}

/// The journal with a bit flipped in the last signature of the batch that holds `entry`; also that batch's first entry and end.
fn forged(ledger: &Fabricated, entry: u64) -> (Vec<u8>, u64, u64) {
    let mut bytes = ledger.segments[0].1.clone();
    let mut at = SEGMENT_HEADER_SIZE;
    loop {
        if !bytes[at..].starts_with(&BATCH_MAGIC) {
            at += HEAD_FRAME_SIZE;
            continue;
        }
        let header = BatchHeader::decode(&bytes[at..]).unwrap();
        let (first, end) = (header.first_entry.0, header.first_entry.0 + u64::from(header.entry_count));
        at += BATCH_HEADER_SIZE + header.payload_size_bytes();
        if (first..end).contains(&entry) {
            bytes[at - 40] ^= 1;
            return (bytes, first, end);
        }
    }
}

fn rules(report: &Report) -> Vec<String> {
    report.findings.iter().map(|finding| finding.rule.to_string()).collect()
}

#[test]
fn a_part_finds_what_lies_in_it_and_says_what_it_left_out() {
    let ledger = ledger();
    let part = |from, to| Options {
        part: Some(Part { from: EntryIndex(from), to: EntryIndex(to) }),
        ..Options::default()
    };
    let (forged, first, end) = forged(&ledger, 30);
    let inside = verify(&ledger, &forged, part(first + 1, first + 1));
    assert_eq!(rules(&inside), ["J-107", "R-111"]);
    assert_eq!(inside.findings[1].entry, Some(EntryIndex(end - 1)));
    assert_eq!((inside.coverage.entries_hashed, inside.coverage.entries_judged), (end - first, 0));
    assert_eq!((inside.coverage.signatures_checked, inside.head.root), (end - first, None));

    for outside in [part(1, first - 1), part(end, end + 7)] {
        let report = verify(&ledger, &forged, outside);
        assert_eq!((rules(&report), report.verdict()), (vec![], Verdict::Undetermined));
    }
    // From genesis on, everything can be judged.
    let beginning = verify(&ledger, &forged, part(0, first - 1));
    assert_eq!((rules(&beginning), beginning.coverage.entries_judged), (vec![], first));
    assert_eq!(beginning.verdict(), Verdict::Undetermined);
    let nothing = verify(&ledger, &forged, part(1_000_000, 2_000_000));
    assert_eq!((nothing.coverage.entries_hashed, nothing.verdict()), (0, Verdict::Undetermined));
}

#[test]
fn a_sample_finds_forged_signatures_where_it_looks() {
    let ledger = ledger();
    let sample = |batches, seed| Options { sample: Some(Sample { batches, seed }), ..Options::default() };
    let (forged, ..) = forged(&ledger, 30);
    let batches = verify(&ledger, &forged, Options::default()).coverage.batches;
    // The chain shows the flip in any case; the signature only where its batch is drawn.
    let mut found = 0;
    for seed in 0..40 {
        let report = verify(&ledger, &forged, sample(3, seed));
        assert_eq!(report, verify(&ledger, &forged, sample(3, seed)));
        assert!(rules(&report).contains(&"J-107".to_owned()));
        found += u64::from(rules(&report).contains(&"R-111".to_owned()));
        assert_eq!(report.coverage.sample.map(|sample| (sample.drawn, sample.of)), Some((3, batches)));
    }
    assert!((1..40).contains(&found), "{found} of 40 samples of 3 in {batches}");
    let good = &ledger.segments[0].1;
    assert_eq!(verify(&ledger, good, sample(3, 1)).verdict(), Verdict::Undetermined);
    assert_eq!(verify(&ledger, good, sample(batches, 1)).verdict(), Verdict::Clean);
}

#[test]
fn without_signatures_nothing_is_clean() {
    let ledger = ledger();
    let good = &ledger.segments[0].1;
    let report = verify(&ledger, good, Options { signatures: false, ..Options::default() });
    assert_eq!((report.verdict(), report.coverage.signatures_checked), (Verdict::Undetermined, 0));
    assert_eq!(verify(&ledger, good, Options::default()).verdict(), Verdict::Clean);
}
