//! The report as text: what it comes to, what was checked, what was not, and findings grouped under their first cause.
//!
//! Invariants:
//! - Every first cause is shown; of what follows from one, and of entries that cannot be judged, the first few and how many there
//!   are. The other forms have them all.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Report;
use crate::coverage::Coverage;
use crate::finding::{Cause, Finding, Rule, Undetermined};

/// How many followers of a cause are shown, and how many undetermined entries.
const SHOWN: usize = 10;

/// Writes the report.
///
/// # Errors
/// What writing gives.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "verdict       {}", report.verdict())?;
    if let Some(origin) = &report.origin {
        writeln!(out, "ledger        {origin}")?;
    }
    let or_none = |digest: Option<String>| digest.unwrap_or_else(|| "not known".to_owned());
    writeln!(out, "head          {}", counted(report.head.entry_count, "entry", "entries"))?;
    writeln!(out, "  chain       {}", or_none(report.head.chain.map(|chain| chain.to_string())))?;
    writeln!(out, "  root        {}", or_none(report.head.root.map(|root| root.to_string())))?;
    coverage(&report.coverage, out)?;
    undetermined(&report.undetermined, out)?;
    findings(&report.findings, out)
}

fn coverage(checked: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    let entries = grouped(checked.entries);
    writeln!(
        out,
        "read          {}, {}, {}, {}",
        counted(checked.segments, "segment", "segments"),
        counted(checked.batches, "batch", "batches"),
        counted(checked.heads, "head", "heads"),
        counted(checked.entries, "entry", "entries"),
    )?;
    if let Some(place) = checked.unread_from {
        writeln!(out, "              reading ended at {} offset {}", place.file_name(), place.offset)?;
    }
    writeln!(out, "checked       hashes of {} of {entries} entries", grouped(checked.entries_hashed))?;
    let under: Vec<String> = checked
        .rulebooks
        .iter()
        .map(|(version, entries)| format!("{} under rulebook {version}", grouped(*entries)))
        .collect();
    let under = if under.is_empty() { String::new() } else { format!(": {}", under.join(", ")) };
    writeln!(out, "              rules of {} of {entries} entries{under}", grouped(checked.entries_judged))?;
    let (done, all) = (grouped(checked.signatures_checked), grouped(checked.signatures));
    writeln!(out, "              {done} of {all} signatures on entries")?;
    let (compared, done) = (grouped(checked.heads_compared), grouped(checked.heads_checked));
    writeln!(out, "              {compared} heads, and the signatures of {done}")?;
    let up_to =
        checked.signed_up_to.map_or("none".to_owned(), |count| format!("up to {} entries", grouped(count)));
    writeln!(out, "              good heads signed by an operator: {up_to}")?;
    if let Some(sample) = checked.sample {
        let (drawn, of) = (grouped(sample.drawn), grouped(sample.of));
        writeln!(out, "              a sample of {drawn} of {of} batches by seed {}", sample.seed)?;
    }
    if checked.on_behalf > 0 {
        let count = counted(checked.on_behalf, "entry", "entries");
        writeln!(
            out,
            "on behalf     {count} signed by the operator for holders who are said to have approved"
        )?;
    }
    if checked.imported > 0 {
        let count = counted(checked.imported, "entry", "entries");
        writeln!(out, "imported      {count} with a source file and row")?;
    }
    if let (Some(at), Some(behind)) = (checked.checkpoint_at, checked.behind_checkpoint()) {
        writeln!(
            out,
            "checkpoint    at {}; {} read behind it: that none is missing behind it cannot be known",
            counted(at, "entry", "entries"),
            grouped(behind)
        )?;
    }
    Ok(())
}

fn undetermined(open: &[Undetermined], out: &mut dyn Write) -> io::Result<()> {
    if open.is_empty() {
        return Ok(());
    }
    writeln!(out, "not checked")?;
    let mut shown: BTreeMap<Option<Rule>, usize> = BTreeMap::new();
    for Undetermined { rule, entry, place, why } in open {
        let so_far = shown.entry(*rule).or_default();
        *so_far += 1;
        // Only entries can be many.
        if entry.is_some() && *so_far > SHOWN {
            continue;
        }
        let rule = rule.map(|rule| format!("{rule} ")).unwrap_or_default();
        let entry = entry.map(|entry| format!("entry {entry} ")).unwrap_or_default();
        let place =
            place.map(|place| format!("({} at {}) ", place.file_name(), place.offset)).unwrap_or_default();
        writeln!(out, "  {rule}{entry}{place}{why}")?;
    }
    for (rule, count) in shown {
        if let Some((rule, more)) = rule.zip(count.checked_sub(SHOWN).filter(|more| *more > 0)) {
            writeln!(out, "  {rule} and {} more; --format json lists them all", grouped(more as u64))?;
        }
    }
    Ok(())
}

fn findings(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let mut groups: BTreeMap<Cause, Group<'_>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.is_follower()) {
        let group = groups.entry(finding.cause).or_default();
        group.count += 1;
        if group.first.len() < SHOWN {
            group.first.push(finding);
        }
    }
    let first_causes = findings.iter().filter(|finding| !finding.is_follower());
    let (all, causes) = (findings.len() as u64, first_causes.clone().count() as u64);
    writeln!(
        out,
        "{}, {}",
        counted(all, "finding", "findings"),
        counted(causes, "first cause", "first causes")
    )?;
    for cause in first_causes {
        writeln!(out, "\n{}", line(cause))?;
        writeln!(out, "  must be so: {}", cause.rule.sentence())?;
        let Some(group) = groups.get(&cause.cause) else { continue };
        writeln!(out, "  {} from it:", counted(group.count, "finding follows", "findings follow"))?;
        for follower in &group.first {
            writeln!(out, "    {}", line(follower))?;
        }
        if let Some(more) = group.count.checked_sub(SHOWN as u64).filter(|more| *more > 0) {
            writeln!(out, "    and {} more; --format json or csv lists them all", grouped(more))?;
        }
    }
    Ok(())
}

/// What follows from one cause.
#[derive(Default)]
struct Group<'r> {
    first: Vec<&'r Finding>,
    count: u64,
}

fn line(finding: &Finding) -> String {
    let Finding { rule, entry, place, serials, .. } = finding;
    let entry = entry.map(|entry| format!(" entry {entry}")).unwrap_or_default();
    let place = match place {
        Some(place) => format!(" ({} at {})", place.file_name(), place.offset),
        None => " (brought from outside)".to_owned(),
    };
    let blocks: String = serials.iter().take(SHOWN).map(|block| format!(" {block}")).collect();
    let more = match serials.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        Some(more) => format!(" and {more} blocks more"),
        None => String::new(),
    };
    format!("{rule}{entry}{place}{blocks}{more}")
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A number with commas: 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
