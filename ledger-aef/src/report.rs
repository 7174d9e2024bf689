//! What a check of a submission says: findings, outcome of each check, and one verdict. Data first; a text for people.
//!
//! - The same submission gives the same report, byte for byte.
//! - The verdict is the worst of the parts: a fault in a cell fails, an undetermined check leaves the whole undetermined.
//! - It says what it did not look at: rows left out, and questions that only other submissions answer.

use std::fmt::Write as _;

use serde::Serialize;

use crate::consistency::{BEYOND, Outcome, Verdict, check_consistency};
use crate::finding::{Finding, Findings, Grade};
use crate::limits::Limits;
use crate::options::CheckOptions;
use crate::raw::Raw;
use crate::syntax::{Checked, check_syntax};

/// A check's result.
#[derive(Debug, Clone, Serialize)]
#[must_use]
pub struct Report {
    /// Pass, fail or undetermined.
    pub verdict: Verdict,
    /// The reporting Party's code, if table 1 is well formed.
    pub party: Option<String>,
    /// The reported year.
    pub year: Option<u16>,
    /// The version.
    pub version: Option<String>,
    /// Rows that were well formed.
    pub rows: RowCounts,
    /// Faults found, kept or not.
    pub fault_count: u64,
    /// Questions left open, kept or not.
    pub undetermined_count: u64,
    /// Notes, kept or not.
    pub note_count: u64,
    /// What each consistency check said.
    pub checks: Vec<Outcome>,
    /// What was found, at most a limit of each code.
    pub findings: Vec<Finding>,
    /// What one submission cannot show: code, and what it takes.
    pub beyond: Vec<(&'static str, &'static str)>,
}

/// Well-formed rows by table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct RowCounts {
    /// Table 2.
    pub authorizations: usize,
    /// Table 3.
    pub actions: usize,
    /// Table 4.
    pub holdings: usize,
    /// Table 5.
    pub entities: usize,
}

/// Checks what a reader found: cells first, then how rows agree.
pub fn check(raw: &Raw, options: &CheckOptions, limits: &Limits) -> Report {
    let mut findings = Findings::new(limits.findings);
    let checked = check_syntax(raw, options, &mut findings);
    let checks = check_consistency(raw, &checked, options, &mut findings);
    let [fault_count, undetermined_count, note_count] =
        [Grade::Fault, Grade::Undetermined, Grade::Note].map(|grade| findings.count(grade));
    let worst = checks.iter().map(|outcome| outcome.verdict).max().unwrap_or(Verdict::Undetermined);
    let verdict = if fault_count > 0 { Verdict::Fail } else { worst };
    let details = checked.details.as_ref();
    Report {
        verdict,
        party: details.map(|details| details.party.code().to_string()),
        year: details.map(|details| details.reported_year.number()),
        version: details.map(|details| details.version.to_string()),
        rows: row_counts(&checked),
        fault_count,
        undetermined_count,
        note_count,
        checks,
        findings: findings.into_sorted(),
        beyond: BEYOND.to_vec(),
    }
}

fn row_counts(checked: &Checked) -> RowCounts {
    RowCounts {
        authorizations: checked.authorizations.len(),
        actions: checked.actions.len(),
        holdings: checked.holdings.len(),
        entities: checked.entities.len(),
    }
}

impl Report {
    /// A text for people: what it is, the verdict, at most `limit` findings of each grade, checks, and what was not looked at.
    #[must_use]
    pub fn text(&self, limit: usize) -> String {
        let mut text = String::new();
        let or_unknown = |value: Option<String>| value.unwrap_or_else(|| "?".to_owned());
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{} {} version {}: {}",
            or_unknown(self.party.clone()),
            or_unknown(self.year.map(|year| year.to_string())),
            or_unknown(self.version.clone()),
            self.summary()
        );
        let RowCounts { authorizations, actions, holdings, entities } = self.rows;
        let _ = writeln!(
            text,
            "{authorizations} authorizations, {actions} actions, {holdings} holdings, {entities} entities well formed"
        );
        for (grade, title) in
            [(Grade::Fault, "Faults"), (Grade::Undetermined, "Undetermined"), (Grade::Note, "Notes")]
        {
            self.write_findings(&mut text, grade, title, limit);
        }
        let _ = writeln!(text, "\nChecks");
        for outcome in &self.checks {
            self.write_outcome(&mut text, outcome);
        }
        let _ = writeln!(text, "\nWhat one submission cannot show");
        for (code, needs) in &self.beyond {
            let _ = writeln!(text, "  {code:<25} {needs}");
        }
        text
    }

    /// The verdict in a few words.
    #[must_use]
    pub fn summary(&self) -> String {
        match self.verdict {
            Verdict::Pass => "pass".to_owned(),
            Verdict::Fail => format!("fail, {} faults", self.fault_count),
            Verdict::Undetermined => "undetermined".to_owned(),
        }
    }

    fn write_findings(&self, text: &mut String, grade: Grade, title: &str, limit: usize) {
        let count = match grade {
            Grade::Fault => self.fault_count,
            Grade::Undetermined => self.undetermined_count,
            Grade::Note => self.note_count,
        };
        if count == 0 {
            return;
        }
        let _ = writeln!(text, "\n{title}");
        let mut shown = 0;
        for finding in self.findings.iter().filter(|finding| finding.grade == grade).take(limit) {
            let places = finding.places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let _ = writeln!(text, "  {:<25} {places}: {}", finding.code.text(), finding.sentence);
            shown += 1;
        }
        if shown < count {
            let _ = writeln!(text, "  and {} more", count - shown);
        }
    }

    fn write_outcome(&self, text: &mut String, outcome: &Outcome) {
        let verdict = match outcome.verdict {
            Verdict::Pass => "pass",
            Verdict::Undetermined => "undetermined",
            Verdict::Fail => "fail",
        };
        let _ = write!(text, "  {:<25} {verdict:<13} {} looked at", outcome.code.text(), outcome.examined);
        if outcome.beyond > 0 {
            let _ = write!(text, ", {} need other submissions", outcome.beyond);
        }
        for unseen in &outcome.unseen {
            let _ = write!(text, "; {unseen}");
        }
        let _ = writeln!(text);
    }
}
