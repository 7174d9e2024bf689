//! The report as JSON: everything that is listed, for programs.
//!
//! Invariants:
//! - One object, written as it goes: memory does not grow with the number of findings.
//! - `verdict`, `entries`, `chain`, `root`, `findings` and `undetermined` are those of the reference implementation.

use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Report;
use crate::coverage::Coverage;
use crate::finding::{Finding, Place, Undetermined};

/// Writes the report, and a line feed behind it.
///
/// # Errors
/// What writing gives.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Whole(report))?;
    out.write_all(b"\n")
}

struct Whole<'r>(&'r Report);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Report { origin, head, findings, finding_count, undetermined, undetermined_count, coverage } =
            self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("verdict", &self.0.verdict().to_string())?;
        map.serialize_entry("origin", &origin.as_ref().map(ToString::to_string))?;
        map.serialize_entry("entries", &head.entry_count)?;
        map.serialize_entry("chain", &head.chain.map(|chain| chain.to_string()))?;
        map.serialize_entry("root", &head.root.map(|root| root.to_string()))?;
        map.serialize_entry("finding_count", finding_count)?;
        map.serialize_entry("findings", &Each(findings, finding))?;
        map.serialize_entry("undetermined_count", undetermined_count)?;
        map.serialize_entry("undetermined", &Each(undetermined, open))?;
        map.serialize_entry("coverage", &covered(coverage))?;
        map.end()
    }
}

/// A list whose items are made when they are written.
struct Each<'r, T, R>(&'r [T], fn(&'r T) -> R);

impl<T, R: Serialize> Serialize for Each<'_, T, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

#[derive(Serialize)]
struct FindingLine<'r> {
    rule: String,
    entry: Option<u64>,
    segment: Option<String>,
    offset: Option<u64>,
    serials: Vec<(u32, u64, u64)>,
    cause: CauseLine,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r str>,
}

#[derive(Serialize)]
struct CauseLine {
    rule: String,
    entry: Option<u64>,
    segment: Option<String>,
    offset: Option<u64>,
}

fn finding(finding: &Finding) -> FindingLine<'_> {
    let Finding { rule, entry, place, serials, cause, why } = finding;
    FindingLine {
        rule: rule.to_string(),
        entry: entry.map(|entry| entry.0),
        segment: place.map(|place| place.file_name()),
        offset: place.map(|place| place.offset),
        serials: serials.iter().map(|block| (block.space.0, block.first, block.last)).collect(),
        cause: CauseLine {
            rule: cause.rule.to_string(),
            entry: cause.entry.map(|entry| entry.0),
            segment: cause.place.map(|place| place.file_name()),
            offset: cause.place.map(|place| place.offset),
        },
        why: why.as_deref(),
    }
}

#[derive(Serialize)]
struct OpenLine<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
    entry: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r str>,
    #[serde(flatten)]
    place: Option<PlaceLine>,
}

#[derive(Serialize)]
struct PlaceLine {
    segment: String,
    offset: u64,
}

impl From<Place> for PlaceLine {
    fn from(place: Place) -> Self {
        Self { segment: place.file_name(), offset: place.offset }
    }
}

fn open(undetermined: &Undetermined) -> OpenLine<'_> {
    let Undetermined { rule, entry, place, why } = undetermined;
    OpenLine {
        rule: rule.map(|rule| rule.to_string()),
        reason: rule.is_none().then_some(why),
        entry: entry.map(|entry| entry.0),
        why: rule.is_some().then_some(why),
        place: place.map(PlaceLine::from),
    }
}

#[derive(Serialize)]
struct CoverageLines {
    segments: u64,
    batches: u64,
    heads: u64,
    heads_compared: u64,
    heads_checked: u64,
    signed_up_to: Option<u64>,
    entries: u64,
    entries_hashed: u64,
    entries_judged: u64,
    rulebooks: Vec<RulebookLine>,
    signatures: u64,
    signatures_checked: u64,
    on_behalf: u64,
    imported: u64,
    unread_from: Option<PlaceLine>,
    trust_given: bool,
    checkpoint_at: Option<u64>,
    behind_checkpoint: Option<u64>,
    part: Option<PartLine>,
    sample: Option<SampleLine>,
}

#[derive(Serialize)]
struct RulebookLine {
    version: u32,
    entries: u64,
}

#[derive(Serialize)]
struct PartLine {
    from: u64,
    to: u64,
}

#[derive(Serialize)]
struct SampleLine {
    batches: u64,
    of: u64,
    seed: u64,
}

fn covered(coverage: &Coverage) -> CoverageLines {
    CoverageLines {
        segments: coverage.segments,
        batches: coverage.batches,
        heads: coverage.heads,
        heads_compared: coverage.heads_compared,
        heads_checked: coverage.heads_checked,
        signed_up_to: coverage.signed_up_to,
        entries: coverage.entries,
        entries_hashed: coverage.entries_hashed,
        entries_judged: coverage.entries_judged,
        rulebooks: coverage
            .rulebooks
            .iter()
            .map(|(version, entries)| RulebookLine { version: *version, entries: *entries })
            .collect(),
        signatures: coverage.signatures,
        signatures_checked: coverage.signatures_checked,
        on_behalf: coverage.on_behalf,
        imported: coverage.imported,
        unread_from: coverage.unread_from.map(PlaceLine::from),
        trust_given: coverage.trust_given,
        checkpoint_at: coverage.checkpoint_at,
        behind_checkpoint: coverage.behind_checkpoint(),
        part: coverage.part.map(|(from, to)| PartLine { from: from.0, to: to.0 }),
        sample: coverage.sample.map(|sample| SampleLine {
            batches: sample.drawn,
            of: sample.of,
            seed: sample.seed,
        }),
    }
}
