//! What this ledger says of the Parties of a statement, at its moment.

use std::collections::BTreeMap;
use std::error::Error;

use jiff::civil::Date;
use ledger_aef::reconcile::{Block, Statement};
use ledger_aef::values::SubmissionVersion;
use ledger_core::Ledger;
use ledger_format::identifiers::Timestamp;
use serde::Serialize;

use super::theirs::{Theirs, line, step};
use crate::aef_export::{Journal, Report, bounds};

/// Our side.
#[derive(Default)]
pub(super) struct Ours {
    pub(super) statement: Statement,
    /// What we left out, because the statement does not speak of its registry.
    pub(super) outside: Vec<Outside>,
    /// On what evidence units of other registries came or went, by space, ascending.
    evidence: BTreeMap<String, Vec<(u64, u64, String)>>,
}

/// Units that were not compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Outside {
    pub(super) holder: String,
    pub(super) registry: String,
    pub(super) units: u64,
}

impl Ours {
    pub(super) fn of(ledger: &Ledger, theirs: &Theirs) -> Result<Self, Box<dyn Error>> {
        let span = match theirs.year {
            Some(year) => bounds(year)?,
            // Everything that has occurred, and no year's actions.
            None => (Timestamp(u64::MAX), Timestamp(u64::MAX)),
        };
        let mut ours = Self::default();
        let mut trail = Vec::new();
        let mut outside: BTreeMap<(String, String), u64> = BTreeMap::new();
        // Read once for all of them: only what units are worth in tonnes depends on the Party, and that is not asked.
        let journal = theirs.parties.first().map(|party| Journal::read(ledger, *party, span)).transpose()?;
        let journal = journal.map(Journal::without_tonnes);
        for (party, journal) in theirs.parties.iter().zip(journal.iter().cycle()) {
            let report = Report {
                journal,
                party: *party,
                year: theirs.year.unwrap_or_default(),
                version: SubmissionVersion::FIRST,
                submitted: Date::default(),
                text: &|_| None,
            };
            for units in report.holdings()? {
                let line = line(party.as_str(), &units);
                if theirs.registries.as_ref().is_none_or(|named| named.contains(&line.registry)) {
                    ours.statement.lines.push(line);
                } else {
                    let sum = outside.entry((line.holder, line.registry)).or_default();
                    *sum = sum.saturating_add(line.block.count());
                }
            }
            if theirs.statement.trail.is_some() {
                trail.extend(report.actions()?.iter().map(|it| step(it, theirs.tells_days)));
            }
            for (space, first, last, said) in report.evidence() {
                ours.evidence.entry(space).or_default().push((first, last, said));
            }
        }
        ours.evidence.values_mut().for_each(|runs| runs.sort());
        ours.statement.trail = theirs.statement.trail.is_some().then_some(trail);
        ours.outside = outside
            .into_iter()
            .map(|((holder, registry), units)| Outside { holder, registry, units })
            .collect();
        Ok(ours)
    }

    /// On what evidence units of a block came from another registry or went there, as far as any did.
    pub(super) fn evidence_of(&self, block: &Block) -> Vec<&str> {
        let runs = self.evidence.get(&block.space).map(Vec::as_slice).unwrap_or_default();
        let touches = |run: &&(u64, u64, String)| run.0 <= block.last && block.first <= run.1;
        let mut said: Vec<&str> = runs.iter().filter(touches).map(|(_, _, said)| said.as_str()).collect();
        said.sort_unstable();
        said.dedup();
        said
    }
}
