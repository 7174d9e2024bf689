//! The report as text: what it comes to, what was checked, what was not, and findings grouped under their first cause.
//!
//! Invariants:
//! - Every first cause that is listed is shown; of what follows from one, and of entries that cannot be judged, the first few and how
//!   many there are, of later frames only how many. The other forms have all that is listed.

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
    undetermined(report, out)?;
    findings(report, out)
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
    let (compared, done) = (counted(checked.heads_compared, "head", "heads"), grouped(checked.heads_checked));
    writeln!(out, "              {compared}, and the signatures of {done}")?;
    let up_to = checked
        .signed_up_to
        .map_or("none".to_owned(), |count| format!("up to {}", counted(count, "entry", "entries")));
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

fn undetermined(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.undetermined_count == 0 {
        return Ok(());
    }
    writeln!(out, "not checked")?;
    let mut shown: BTreeMap<Option<Rule>, usize> = BTreeMap::new();
    for Undetermined { rule, entry, place, why } in &report.undetermined {
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
            writeln!(out, "  {rule} and {} more; --format json lists them", grouped(more as u64))?;
        }
    }
    let (one, several) = ("entry like these is", "entries like these are");
    not_listed(report.undetermined_count, report.undetermined.len(), (one, several), out)
}

/// What a shortened report leaves out.
fn not_listed(
    count: u64,
    listed: usize,
    (one, several): (&str, &str),
    out: &mut dyn Write,
) -> io::Result<()> {
    match count.saturating_sub(listed as u64) {
        0 => Ok(()),
        more => {
            writeln!(out, "\n{} not listed; --max-findings lists more", counted(more, one, several))
        }
    }
}

fn findings(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.finding_count == 0 {
        return Ok(());
    }
    let findings = &report.findings;
    let mut groups: BTreeMap<Cause, Group<'_>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.is_follower()) {
        let group = groups.entry(finding.cause).or_default();
        if let Some(what) = later(finding.rule) {
            let (count, last) = group.later.entry(what).or_insert((0, finding));
            (*count, *last) = (*count + 1, finding);
            continue;
        }
        group.count += 1;
        if group.first.len() < SHOWN {
            group.first.push(finding);
        }
    }
    let first_causes = findings.iter().filter(|finding| !finding.is_follower());
    let (all, causes) = (report.finding_count, first_causes.clone().count() as u64);
    writeln!(
        out,
        "{}, {}",
        counted(all, "finding", "findings"),
        counted(causes, "first cause", "first causes")
    )?;
    for cause in first_causes {
        writeln!(out, "\n{}", line(cause))?;
        writeln!(out, "  must be so: {}", cause.rule.sentence())?;
        if let Some(why) = &cause.why {
            writeln!(out, "  but {why}")?;
        }
        let Some(group) = groups.get(&cause.cause) else { continue };
        for (what, (count, last)) in &group.later {
            writeln!(out, "  and {} later {what}, to {}", grouped(*count), line(last))?;
        }
        if group.count > 0 {
            writeln!(out, "  {} from it:", counted(group.count, "finding follows", "findings follow"))?;
        }
        for follower in &group.first {
            writeln!(out, "    {}", line(follower))?;
        }
        if let Some(more) = group.count.checked_sub(SHOWN as u64).filter(|more| *more > 0) {
            writeln!(out, "    and {} more; --format json or csv lists them", grouped(more))?;
        }
    }
    not_listed(all, findings.len(), ("finding more is", "findings more are"), out)
}

/// What follows from one cause.
#[derive(Default)]
struct Group<'r> {
    first: Vec<&'r Finding>,
    count: u64,
    /// Frames and files, by what they are: how many, and the last.
    later: BTreeMap<&'static str, (u64, &'r Finding)>,
}

/// What is too much alike to be shown one by one.
fn later(rule: Rule) -> Option<&'static str> {
    [(102, "segments"), (104, "batches"), (110, "heads")]
        .into_iter()
        .find_map(|(number, what)| (rule == Rule::J(number)).then_some(what))
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
    use ledger_format::identifiers::EntryIndex;

    use super::*;
    use crate::finding::Place;
    use crate::report::ReadHead;

    #[test]
    fn later_heads_are_one_line_and_what_is_not_listed_is_counted() {
        let found = |rule, offset| Finding::of_journal(rule, Place { segment: EntryIndex(0), offset });
        let cause = found(Rule::J(107), 500);
        let mut findings = vec![cause.clone()];
        findings
            .extend((1..=1_500).map(|at| Finding { cause: cause.cause, ..found(Rule::J(110), 600 + at) }));
        let report = Report::new(None, ReadHead::default(), findings, Vec::new(), Coverage::default());
        let text = |report: &Report| {
            let mut out = Vec::new();
            write(report, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let whole = text(&report);
        let end = "1,501 findings, 1 first cause\n\n\
                   J-107 (00000000000000000000.seg at 500)\n  \
                   must be so: a batch's chain is the one computed from its parent and its entries\n  \
                   and 1,500 later heads, to J-110 (00000000000000000000.seg at 2100)\n";
        assert!(whole.ends_with(end), "{whole}");
        let short = text(&report.shortened(100));
        let end = "and 99 later heads, to J-110 (00000000000000000000.seg at 699)\n\n\
                   1,401 findings more are not listed; --max-findings lists more\n";
        assert!(short.ends_with(end), "{short}");
    }

    #[test]
    fn numbers_have_commas() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
