//! The auditor's part: both ledgers verified, then a byte changed in a copy, and found.
//!
//! - The verifier gets what a real one gets: the journal, the trust file, the checkpoint.

use std::fs;
use std::path::Path;

use ledger_core::RecordedEntry;
use ledger_verify::{FolderSource, Options, Report, TrustInput, Verdict, Verifier};

use super::Narrator;
use super::registry::Closed;
use crate::failure::Failure;
use crate::output::grouped;

const AUDITOR: &str = "Auditor";

/// Verifies a ledger that must be clean.
pub(super) fn expect_clean(registry: &Closed, narrator: &mut Narrator<'_>) -> Result<(), Failure> {
    let report = verify(registry, &registry.ledger)?;
    if report.verdict() != Verdict::Clean {
        return Err(Failure::new(format!(
            "{}: the verifier's verdict is {}",
            registry.ledger.display(),
            report.verdict()
        )));
    }
    let entries = grouped(report.head.entry_count.into());
    narrator.tell(
        AUDITOR,
        &format!(
            "replays {}'s {entries} entries from the journal's bytes alone, signatures, chain, custody and \
            rules: {}",
            registry.name,
            report.verdict()
        ),
    )
}

/// Copies a ledger, changes one byte of an entry in the copy, and expects the verifier to name the place.
pub(super) fn forge_and_find(
    registry: &Closed,
    entry: &RecordedEntry,
    folder: &Path,
    narrator: &mut Narrator<'_>,
) -> Result<(), Failure> {
    let copy = folder.join(format!("{}-forged", registry.name.to_lowercase()));
    let (file, offset) = forge(&registry.ledger.join("journal"), &copy.join("journal"), entry)?;
    narrator.tell(
        "Forger",
        &format!(
            "changes one byte in a copy: entry {}, byte {} of {file}, so that one unit more went abroad",
            entry.index,
            grouped(offset.into())
        ),
    )?;
    let report = verify(registry, &copy)?;
    let found: Vec<String> = report
        .findings
        .iter()
        .map(|finding| match (finding.place, finding.entry) {
            (Some(place), Some(entry)) => format!(
                "{} at entry {entry} ({}, byte {})",
                finding.rule,
                place.file_name(),
                grouped(place.offset.into())
            ),
            (Some(place), None) => {
                format!("{} at {}, byte {}", finding.rule, place.file_name(), grouped(place.offset.into()))
            }
            (None, _) => finding.rule.to_string(),
        })
        .collect();
    if !report.findings.iter().any(|finding| finding.entry == Some(entry.index)) {
        return Err(Failure::new(format!("{}: the verifier did not find the changed byte", copy.display())));
    }
    narrator.tell(AUDITOR, &format!("verifies the copy: {}: {}", report.verdict(), found.join(", ")))
}

fn verify(registry: &Closed, ledger: &Path) -> Result<Report, Failure> {
    let read = |path: &Path| fs::read(path).map_err(|error| Failure::about(path.display(), &error));
    let options = Options {
        trust: Some(TrustInput::Text(read(&registry.trust)?)),
        checkpoint: Some(read(&registry.checkpoint)?),
        ..Options::default()
    };
    Verifier::new(options)
        .run(&FolderSource::new(ledger))
        .map_err(|error| Failure::about(ledger.display(), &error))
}

/// Copies the segments; in the one that holds `entry` the lowest byte of its last posting's last serial is one
/// higher. Returns the file's
/// name and the byte's offset.
fn forge(from: &Path, to: &Path, entry: &RecordedEntry) -> Result<(String, u64), Failure> {
    let about = |error: std::io::Error| Failure::about(to.display(), &error);
    fs::create_dir_all(to).map_err(about)?;
    let mut place = None;
    for file in fs::read_dir(from).map_err(|error| Failure::about(from.display(), &error))? {
        let file = file.map_err(about)?;
        let name = file.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".seg") {
            continue;
        }
        let mut bytes = fs::read(file.path()).map_err(about)?;
        if let Some(start) = bytes.windows(entry.bytes.len()).position(|window| window == entry.bytes) {
            let offset = start + last_serial(entry)?;
            if let Some(byte) = bytes.get_mut(offset) {
                *byte = byte.wrapping_add(1);
                place = Some((name.clone(), offset as u64));
            }
        }
        fs::write(to.join(name), bytes).map_err(about)?;
    }
    place.ok_or_else(|| {
        Failure::new(format!("{}: entry {} is not in the journal", from.display(), entry.index))
    })
}

/// Where in a movement's bytes the last serial of its last posting begins: the statement's last eight bytes.
fn last_serial(entry: &RecordedEntry) -> Result<usize, Failure> {
    let cut =
        ledger_format::entry::EntryBytes::whole(&entry.bytes).map_err(|fault| Failure::from_error(&fault))?;
    let size = cut.statement().len();
    size.checked_sub(8).ok_or_else(|| Failure::new("the entry is no movement"))
}
