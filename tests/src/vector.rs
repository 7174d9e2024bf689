//! The golden vectors of `spec/vectors`: small ledgers, each with the verdict that it must get.
//!
//! It reads them and compares a report with what is expected; what a vector means for the writer is the test's business.

use std::fs;
use std::path::{Path, PathBuf};

use ledger_format::entry::EntryBytes;
use ledger_format::frame::{BATCH_MAGIC, BatchHeader, HEAD_MAGIC};
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE};
use ledger_verify::Report;
use ledger_verify::Unreadable;
use ledger_verify::finding::Finding;
use serde::Deserialize;

use crate::auditor::Auditor;
use crate::journal::Files;

/// One ledger and what is expected of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Raw")]
pub struct Vector {
    /// Its file's name without ending.
    pub name: String,
    /// The journal.
    pub files: Files,
    /// Trust and checkpoint that are brought.
    pub auditor: Auditor,
    /// What must come out.
    pub expect: Expect,
}

#[derive(Deserialize)]
struct Raw {
    name: String,
    segments: std::collections::BTreeMap<String, String>,
    trust: Option<String>,
    checkpoint: Option<String>,
    expect: Expect,
}

impl From<Raw> for Vector {
    fn from(raw: Raw) -> Self {
        let segment = |(name, text)| (name, hex::decode(text).expect("a vector's bytes are hex"));
        Self {
            name: raw.name,
            files: raw.segments.into_iter().map(segment).collect(),
            auditor: Auditor { trust: raw.trust, checkpoint: raw.checkpoint, ..Auditor::default() },
            expect: raw.expect,
        }
    }
}

/// What a vector must get; what is not there is not compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// `clean`, `findings`, `undetermined` or `unreadable`.
    pub verdict: String,
    /// All findings.
    pub findings: Vec<Expected>,
    /// Entries of R-101, and torn tails.
    #[serde(default)]
    pub undetermined: Vec<Expected>,
    /// How many entries can be read.
    pub entries: Option<u64>,
    /// The chain after them, in hex.
    pub chain: Option<String>,
    /// The tree root over them, in hex.
    pub root: Option<String>,
}

/// One finding as expected.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The rule, `R-211`.
    pub rule: String,
    /// The entry.
    pub entry: Option<u64>,
    /// The entry of its cause.
    pub cause_entry: Option<u64>,
    /// The rule of its cause, where that is a frame.
    pub cause_rule: Option<String>,
    /// The segment of that frame.
    pub cause_segment: Option<String>,
    /// Its offset there.
    pub cause_offset: Option<u64>,
    /// Space, first, last.
    pub serials: Option<Vec<[u64; 3]>>,
    /// The segment's file name.
    pub segment: Option<String>,
    /// The frame's offset.
    pub offset: Option<u64>,
}

impl Expected {
    /// The rule's number if it judges entries (R).
    #[must_use]
    pub fn rule_of_entries(&self) -> Option<u16> {
        self.rule.strip_prefix("R-")?.parse().ok()
    }

    fn fits(&self, found: &Finding) -> bool {
        let serials =
            || found.serials.iter().map(|block| [u64::from(block.space.0), block.first, block.last]);
        found.rule.to_string() == self.rule
            && found.entry.map(|entry| entry.0) == self.entry
            && self.cause_entry.is_none_or(|cause| found.cause.entry.map(|entry| entry.0) == Some(cause))
            && self.cause_rule.as_ref().is_none_or(|rule| found.cause.rule.to_string() == *rule)
            && self
                .cause_segment
                .as_ref()
                .is_none_or(|name| found.cause.place.map(|place| place.file_name()).as_ref() == Some(name))
            && self
                .cause_offset
                .is_none_or(|offset| found.cause.place.map(|place| place.offset) == Some(offset))
            && self.serials.as_ref().is_none_or(|expected| serials().eq(expected.iter().copied()))
            && self
                .segment
                .as_ref()
                .is_none_or(|name| found.place.map(|place| place.file_name()).as_ref() == Some(name))
            && self.offset.is_none_or(|offset| found.place.map(|place| place.offset) == Some(offset))
    }
}

/// A sealed batch as the vector has it.
#[derive(Debug, Clone)]
pub struct VectorBatch {
    /// Its header.
    pub header: BatchHeader,
    /// Its entries' bytes.
    pub entries: Vec<Vec<u8>>,
}

/// The folder of the specification.
#[must_use]
pub fn spec_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("spec")
}

/// Every vector with a ledger, by name.
///
/// # Panics
/// If one cannot be read.
#[must_use]
pub fn vectors() -> Vec<Vector> {
    let items = fs::read_dir(spec_folder().join("vectors")).expect("the folder of vectors");
    let mut paths: Vec<_> = items.map(|item| item.expect("a file of it").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    // These two are of pure functions; there is no ledger in them.
    paths.retain(|path| !path.ends_with("signatures.json") && !path.ends_with("digests.json"));
    paths.sort();
    let read = |path: &PathBuf| {
        let bytes = fs::read(path).expect("a vector");
        serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.iter().map(read).collect()
}

impl Vector {
    /// What differs between a report and `expect`, if anything does.
    #[must_use]
    pub fn difference(expect: &Expect, outcome: &Result<Report, Unreadable>) -> Option<String> {
        let report = match outcome {
            Ok(report) => report,
            Err(_) if expect.verdict == "unreadable" && expect.findings.is_empty() => return None,
            Err(error) => return Some(error.to_string()),
        };
        if report.verdict().to_string() != expect.verdict {
            return Some(format!(
                "verdict {}: {:?} {:?}",
                report.verdict(),
                report.findings,
                report.undetermined
            ));
        }
        let mut left: Vec<_> = report.findings.iter().collect();
        for expected in &expect.findings {
            let Some(place) = left.iter().position(|found| expected.fits(found)) else {
                return Some(format!("expected {expected:?}, got {left:?}"));
            };
            left.remove(place);
        }
        if !left.is_empty() {
            return Some(format!("not expected: {left:?}"));
        }
        let of_rule = |rule: &str| rule == "R-101" || rule == "J-112";
        let mut open: Vec<_> = report
            .undetermined
            .iter()
            .filter_map(|open| Some((open.rule?.to_string(), open.entry.map(|entry| entry.0))))
            .filter(|(rule, _)| of_rule(rule))
            .collect();
        let mut expected: Vec<_> =
            expect.undetermined.iter().map(|open| (open.rule.clone(), open.entry)).collect();
        open.sort_unstable();
        expected.sort_unstable();
        if open != expected {
            return Some(format!("undetermined {open:?}, expected {expected:?}"));
        }
        let head = &report.head;
        let same = |expected: &Option<String>, found: Option<ledger_format::identifiers::Digest>| {
            expected.is_none() || *expected == found.map(|digest| digest.to_string())
        };
        let agrees = expect.entries.is_none_or(|entries| entries == head.entry_count)
            && same(&expect.chain, head.chain)
            && same(&expect.root, head.root);
        (!agrees).then(|| format!("head {head:?}"))
    }

    /// The batches in the order of the files, as far as frames can be cut.
    #[must_use]
    pub fn batches(&self) -> Vec<VectorBatch> {
        self.files.values().flat_map(|bytes| batches_of(bytes)).collect()
    }
}

fn batches_of(segment: &[u8]) -> Vec<VectorBatch> {
    let (mut batches, mut rest) = (Vec::new(), segment.get(SEGMENT_HEADER_SIZE..).unwrap_or_default());
    loop {
        if rest.starts_with(&HEAD_MAGIC) {
            rest = rest.get(HEAD_FRAME_SIZE..).unwrap_or_default();
        } else if rest.starts_with(&BATCH_MAGIC)
            && let Ok(header) = BatchHeader::decode(rest)
            && let Some(mut payload) =
                rest.get(BATCH_HEADER_SIZE..BATCH_HEADER_SIZE + header.payload_size_bytes())
        {
            rest = &rest[BATCH_HEADER_SIZE + payload.len()..];
            let mut entries = Vec::new();
            while let Ok((entry, behind)) = EntryBytes::cut(payload) {
                entries.push(entry.bytes().to_vec());
                payload = behind;
            }
            batches.push(VectorBatch { header, entries });
        } else {
            return batches;
        }
    }
}
