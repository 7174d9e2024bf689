//! Each flipped bit and each truncation of a small ledger is found and located.
//!
//! Control: the ledger as it was is clean.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[allow(dead_code)]
#[path = "../examples/verify_rate/workload.rs"]
mod workload;

use ledger_format::frame::{BATCH_MAGIC, BatchHeader};
use ledger_format::identifiers::EntryIndex;
use ledger_format::limits::{HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE};
use ledger_verify::finding::Letter;
use ledger_verify::{MemorySource, Options, Report, TrustInput, Verdict, Verifier};
use rayon::prelude::*;
use workload::{Fabricated, Plan, fabricate};

fn ledger() -> Fabricated {
    fabricate(Plan { movements: 4, keys: 2, batch: 3, rounds: 2 })
}

fn verify(ledger: &Fabricated, bytes: Vec<u8>) -> Report {
    let mut source = MemorySource::new();
    source.insert(EntryIndex(0), bytes);
    let trust = Some(TrustInput::Text(ledger.trust.clone().into()));
    let checkpoint = Some(ledger.checkpoint.clone().into());
    Verifier::new(Options { trust, checkpoint, ..Options::default() }).run(&source).unwrap()
}

/// Offsets at which the segment header and the frames begin.
fn starts(segment: &[u8]) -> Vec<usize> {
    let (mut starts, mut at) = (vec![0], SEGMENT_HEADER_SIZE);
    while at < segment.len() {
        starts.push(at);
        at += match segment[at..].starts_with(&BATCH_MAGIC) {
            true => usize::try_from(BatchHeader::decode(&segment[at..]).unwrap().frame_size()).unwrap(),
            false => HEAD_FRAME_SIZE,
        };
    }
    starts
}

#[test]
fn a_flipped_bit_in_any_byte_is_found_in_its_frame() {
    let ledger = ledger();
    let segment = &ledger.segments[0].1;
    assert_eq!(verify(&ledger, segment.clone()).verdict(), Verdict::Clean);
    let starts = starts(segment);
    (0..segment.len()).into_par_iter().for_each(|at| {
        let mut copy = segment.clone();
        copy[at] ^= 1 << (at % 8);
        let report = verify(&ledger, copy);
        let frame = starts[starts.partition_point(|start| *start <= at) - 1] as u64;
        let located = report.findings.iter().any(|finding| {
            finding.rule.letter() == Letter::Journal
                && finding.place.is_some_and(|place| place.offset == frame)
        });
        assert!(located, "byte {at} of the frame at {frame}: {:?}", report.findings);
    });
}

#[test]
fn a_cut_that_loses_entries_is_found_and_one_that_loses_a_head_is_said() {
    let ledger = ledger();
    let segment = &ledger.segments[0].1;
    let last_head = segment.len() - HEAD_FRAME_SIZE;
    // The last batch may lack its head; of a part of one nothing can be said.
    let expected = |size: usize| match size {
        _ if size < last_head => Verdict::Findings,
        _ if size == last_head || size == segment.len() => Verdict::Clean,
        _ => Verdict::Undetermined,
    };
    (0..=segment.len()).into_par_iter().for_each(|size| {
        assert_eq!(verify(&ledger, segment[..size].to_vec()).verdict(), expected(size), "cut at {size}");
        // The same with space set aside behind it: bytes that were 00 are then not missing.
        let mut filled = segment[..size].to_vec();
        filled.resize(segment.len() + 512, 0);
        let size = if segment[size..].iter().all(|byte| *byte == 0) { segment.len() } else { size };
        let size = if segment[size..last_head.max(size)].iter().all(|byte| *byte == 0) {
            size.max(last_head)
        } else {
            size
        };
        assert_eq!(verify(&ledger, filled).verdict(), expected(size), "cut at {size}, filled");
    });
}

#[test]
fn bytes_that_are_no_ledger_are_ordinary_input() {
    let ledger = ledger();
    let header = ledger.segments[0].1[..SEGMENT_HEADER_SIZE].to_vec();
    let mut source = MemorySource::new();
    source.insert(EntryIndex(0), header);
    let trust = Some(TrustInput::Text(ledger.trust.clone().into()));
    let empty = Verifier::new(Options { trust, ..Options::default() }).run(&source).unwrap();
    assert_eq!((empty.verdict(), empty.head.entry_count), (Verdict::Undetermined, 0));
    assert!(Verifier::default().run(&MemorySource::new()).is_err());
    let noise = |size: usize| {
        let mut bytes = vec![0; size];
        blake3::Hasher::new().update(&size.to_le_bytes()).finalize_xof().fill(&mut bytes);
        bytes
    };
    for size in [0, 1, 255, 256, 10_000] {
        let report = verify(&ledger, noise(size));
        assert_eq!(report.findings.first().map(|finding| finding.rule.to_string()).as_deref(), Some("J-101"));
        // Behind a good header.
        let mut bytes = ledger.segments[0].1[..SEGMENT_HEADER_SIZE].to_vec();
        bytes.extend(noise(size));
        assert_eq!(verify(&ledger, bytes).verdict(), Verdict::Findings);
    }
}
