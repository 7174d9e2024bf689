//! The report: a verdict, what it rests on, and what was found.
//!
//! Invariants:
//! - The verdict follows from findings and undetermined alone (`spec/rules.md` section 6): there is no *clean* beside something
//!   that was not checked.
//! - Findings and undetermined stand in one order, and every form of the report is made from them alone: the bytes depend on the
//!   journal and on what was asked for.
//!
//! | form | for |
//! | --- | --- |
//! | [`text`] | people: findings grouped under their first cause |
//! | [`json`] | programs: everything |
//! | [`csv`] | spreadsheets: a line a finding |

pub mod csv;
pub mod json;
pub mod text;

use std::fmt;

use ledger_format::head::Head;
use ledger_format::identifiers::Origin;

use crate::coverage::Coverage;
use crate::finding::{Finding, Undetermined};

/// What the verifier says of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Report {
    /// Whose ledger, if a segment header says so.
    pub origin: Option<Origin>,
    /// Entries, chain and root as far as the journal was read; the root is none in a part that does not begin at genesis.
    pub head: ReadHead,
    /// The findings, by place: all of them, or the first where the report was [`shortened`](Self::shortened).
    pub findings: Vec<Finding>,
    /// How many findings there are.
    pub finding_count: u64,
    /// What was not or could not be checked: all of it, or the first.
    pub undetermined: Vec<Undetermined>,
    /// How much was not or could not be checked.
    pub undetermined_count: u64,
    /// What was checked.
    pub coverage: Coverage,
}

/// A head as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadHead {
    /// How many entries were read.
    pub entry_count: u64,
    /// The chain after the last; none before a segment header was read.
    pub chain: Option<ledger_format::identifiers::Digest>,
    /// The tree root over all; none where it was not computed.
    pub root: Option<ledger_format::identifiers::Digest>,
}

impl ReadHead {
    /// The head, where all of it is known.
    #[must_use]
    pub fn whole(&self) -> Option<Head> {
        Some(Head { entry_count: self.entry_count, chain: self.chain?, root: self.root? })
    }
}

/// What a report comes down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Everything was checked and nothing found; trust and checkpoint were given and are good.
    Clean,
    /// Something was found.
    Findings,
    /// Nothing was found, but not everything could be checked.
    Undetermined,
}

impl Verdict {
    /// The verifier's exit code; 2 is for what could not be read at all.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Undetermined => 3,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Clean => "clean",
            Self::Findings => "findings",
            Self::Undetermined => "undetermined",
        })
    }
}

impl Report {
    /// A report of all that was found, by place, and of all that was not checked.
    pub fn new(
        origin: Option<Origin>,
        head: ReadHead,
        findings: Vec<Finding>,
        undetermined: Vec<Undetermined>,
        coverage: Coverage,
    ) -> Self {
        let (finding_count, undetermined_count) = (findings.len() as u64, undetermined.len() as u64);
        Self { origin, head, findings, finding_count, undetermined, undetermined_count, coverage }
    }

    /// The report with at most `limit` findings listed, and as many things that were not checked. What is not about a place in the
    /// journal is always listed, and a cause before what it explains; the counts and the verdict stay.
    pub fn shortened(mut self, limit: usize) -> Self {
        let mut left = limit;
        self.findings.retain(|finding| finding.place.is_none() || take_one(&mut left));
        let mut left = limit;
        self.undetermined.retain(|open| open.entry.is_none() || take_one(&mut left));
        self
    }

    /// The verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.finding_count > 0 {
            Verdict::Findings
        } else if self.undetermined_count > 0 {
            Verdict::Undetermined
        } else {
            Verdict::Clean
        }
    }
}

fn take_one(left: &mut usize) -> bool {
    let taken = *left > 0;
    *left = left.saturating_sub(1);
    taken
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::EntryIndex;

    use super::*;
    use crate::finding::{Place, Rule};

    #[test]
    fn a_shortened_report_counts_and_judges_what_it_does_not_list() {
        let place = |offset| Place { segment: EntryIndex(0), offset };
        let mut findings: Vec<_> = (1..=9).map(|at| Finding::of_journal(Rule::J(110), place(at))).collect();
        findings.push(Finding::from_outside(Rule::T(102), "another digest"));
        let open = vec![
            Undetermined::unknown(EntryIndex(1), place(1), "new"),
            Undetermined::unknown(EntryIndex(2), place(2), "new"),
            Undetermined::because("no checkpoint brought"),
        ];
        let report = Report::new(None, ReadHead::default(), findings, open, Coverage::default());
        for (limit, findings, open) in [(0, 1, 1), (1, 2, 2), (100, 10, 3)] {
            let short = report.clone().shortened(limit);
            assert_eq!((short.findings.len(), short.undetermined.len()), (findings, open));
            assert_eq!((short.finding_count, short.undetermined_count), (10, 3));
            assert_eq!(short.verdict(), Verdict::Findings);
            assert_eq!(short.findings.last().map(|last| last.rule), Some(Rule::T(102)));
        }
    }
}
