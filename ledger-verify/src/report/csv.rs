//! The report as CSV: a line for the verdict, a line for each finding, a line for each thing that was not checked.
//!
//! Invariants:
//! - Every line has the columns of the first; texts are quoted, so that no comma or quote in them parts a column.
//! - The verdict stands in the first line behind the header: no findings and nothing checked do not look alike.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Report;
use crate::finding::{Finding, Place, Undetermined};

/// The columns.
pub const HEADER: &str =
    "record,rule,entry,segment,offset,serials,cause_rule,cause_entry,cause_segment,cause_offset,text";

/// Writes the report.
///
/// # Errors
/// What writing gives.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADER}")?;
    let checked = &report.coverage;
    let summary = format!(
        "{}; {} of {} findings listed; {} entries read, {} judged, {} of {} signatures checked",
        report.verdict(),
        report.findings.len(),
        report.finding_count,
        checked.entries,
        checked.entries_judged,
        checked.signatures_checked,
        checked.signatures
    );
    writeln!(out, "verdict,,,,,,,,,,{}", quoted(&summary))?;
    for Finding { rule, entry, place, serials, cause, why } in &report.findings {
        let sentence = rule.sentence();
        let text = why.as_ref().map_or(sentence.to_owned(), |why| format!("{sentence}; but {why}"));
        let mut blocks = String::new();
        for block in serials {
            let space = if blocks.is_empty() { "" } else { " " };
            // Writing to a string cannot fail.
            let _ = write!(blocks, "{space}{block}");
        }
        writeln!(
            out,
            "finding,{rule},{},{},{blocks},{},{},{},{}",
            number(entry.map(|entry| entry.0)),
            columns(*place),
            cause.rule,
            number(cause.entry.map(|entry| entry.0)),
            columns(cause.place),
            quoted(&text)
        )?;
    }
    for Undetermined { rule, entry, place, why } in &report.undetermined {
        writeln!(
            out,
            "undetermined,{},{},{},,,,,,{}",
            rule.map(|rule| rule.to_string()).unwrap_or_default(),
            number(entry.map(|entry| entry.0)),
            columns(*place),
            quoted(why)
        )?;
    }
    Ok(())
}

fn number(number: Option<u64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

fn columns(place: Option<Place>) -> String {
    place.map_or_else(|| ",".to_owned(), |place| format!("{},{}", place.file_name(), place.offset))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
