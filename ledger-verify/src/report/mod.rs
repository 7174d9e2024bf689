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
    /// Every finding, by place.
    pub findings: Vec<Finding>,
    /// What was not or could not be checked.
    pub undetermined: Vec<Undetermined>,
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
    /// The verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if !self.findings.is_empty() {
            Verdict::Findings
        } else if !self.undetermined.is_empty() {
            Verdict::Undetermined
        } else {
            Verdict::Clean
        }
    }
}
