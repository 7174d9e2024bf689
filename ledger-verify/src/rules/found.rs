//! From breaches to findings: one an entry, of the lowest rule, with its serials and its cause.
//!
//! Invariants:
//! - What is found in which order has no bearing on the findings.
//!
//! A finding is kept with what its movement credits until the end: only then is it known which ids were used twice,
//! and a cause depends on all findings before.

use std::io;

use ledger_format::block::SerialBlock;
use ledger_format::body::{Body, Posting};
use ledger_format::codes::Side;
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::EntryIndex;

use super::Breach;
use super::causes::Taints;
use super::portion::unknown;
use super::serials::{any_over, join};
use super::share::entry_at;
use super::terms::Terms;
use super::timeline::Timeline;
use crate::finding::{Finding, Place, Rule};
use crate::reading::Reading;
use crate::window::{Batch, EarlierEntries};

/// What bears whole credited blocks, not the serials in them that break it: a movement over many series would else have
/// as many blocks on its finding as there are series, and so would every other movement over the same serials.
const WRONG_METRIC: Rule = Rule::R(213);

/// An entry's finding before its cause is known.
#[derive(Debug)]
struct Found {
    entry: EntryIndex,
    rule: Rule,
    place: Place,
    serials: Vec<SerialBlock>,
    /// What it taints.
    credited: Vec<SerialBlock>,
}

/// All findings so far, by rising entry.
#[derive(Debug, Default)]
pub struct Findings {
    found: Vec<Found>,
}

impl Findings {
    /// Adds what was found in a window.
    pub fn add(&mut self, mut breaches: Vec<Breach>, batches: &[Batch<'_>], terms: &Timeline<Terms>) {
        breaches.sort_unstable();
        for of_entry in breaches.chunk_by(|a, b| a.entry == b.entry) {
            let Some(lowest) = of_entry.first() else { continue };
            let Some((batch, entry)) = entry_at(batches, lowest.entry) else { continue };
            let of_rule = of_entry.iter().take_while(|breach| breach.rule == lowest.rule);
            let mut serials = join(of_rule.filter_map(|breach| breach.block).collect());
            // What is undetermined has no effect, so a finding beside it taints nothing.
            let credited = match unknown(entry, terms.at(lowest.entry)) {
                Some(_) => Vec::new(),
                None => credited(&entry.reading),
            };
            if lowest.rule == WRONG_METRIC {
                serials = touched(&credited, &serials);
            }
            let (entry, rule, place) = (lowest.entry, lowest.rule, batch.place_of(entry));
            self.found.push(Found { entry, rule, place, serials, credited });
        }
    }

    /// Adds what is only known at the end, entries ascending: those that repeat an id, filings that misquote.
    ///
    /// # Errors
    /// What reading the journal again gives.
    pub fn add_late(
        &mut self,
        rule: Rule,
        entries: impl Iterator<Item = EntryIndex>,
        earlier: &dyn EarlierEntries,
    ) -> io::Result<()> {
        let known = self.found.len();
        for entry in entries {
            let place =
                self.found.get(..known).unwrap_or_default().binary_search_by_key(&entry, |found| found.entry);
            if let Some(found) = place.ok().and_then(|place| self.found.get_mut(place)) {
                if found.rule > rule {
                    found.rule = rule;
                    found.serials.clear();
                }
            } else if let (Some(place), Some(bytes)) = (earlier.place(entry)?, earlier.entry(entry)?) {
                let credited = EntryBytes::whole(&bytes).map(|entry| credited(&Reading::of(&entry)));
                let (serials, credited) = (Vec::new(), credited.unwrap_or_default());
                self.found.push(Found { entry, rule, place, serials, credited });
            }
        }
        self.found.sort_by_key(|found| found.entry);
        Ok(())
    }

    /// Tells each its cause.
    pub fn finish(self) -> Vec<Finding> {
        let spoken_of = self.found.iter().flat_map(|found| found.serials.iter().chain(&found.credited));
        let mut taints = Taints::new(spoken_of);
        let mut findings: Vec<Finding> = Vec::with_capacity(self.found.len());
        for Found { entry, rule, place, serials, credited } in self.found {
            // Remarks taint nothing.
            let credited = if rule.is_remark() { Vec::new() } else { credited };
            let cause = taints.cause(entry, rule.number(), &serials, &credited);
            let explained = findings.binary_search_by_key(&Some(cause), |finding| finding.entry);
            let explained = explained.ok().and_then(|place| findings.get(place));
            let own = Finding::of_entry(rule, entry, place);
            let cause = explained.map_or(own.cause, Finding::as_cause);
            findings.push(Finding { serials, cause, ..own });
        }
        findings
    }
}

/// Those of `blocks` in which one of `serials` lies, joined; `serials` are ascending and disjoint.
fn touched(blocks: &[SerialBlock], serials: &[SerialBlock]) -> Vec<SerialBlock> {
    join(blocks.iter().filter(|block| any_over(serials, block)).copied().collect())
}

/// The blocks that an entry credits as written.
fn credited(reading: &Reading<'_>) -> Vec<SerialBlock> {
    let credits = |posting: &Posting| posting.side == Side::Credit && posting.block.is_well_formed();
    let blocks = |postings: &mut dyn Iterator<Item = Posting>| {
        postings.filter(credits).map(|posting| posting.block).collect()
    };
    match reading {
        Reading::Movement(movement) => blocks(&mut movement.postings()),
        Reading::Decoded(decoded) => match &decoded.1 {
            Body::Movement(movement) => blocks(&mut movement.postings.iter().copied()),
            Body::Reversal(reversal) => blocks(&mut reversal.postings.iter().copied()),
            _ => Vec::new(),
        },
        Reading::UnknownKind | Reading::Malformed(_) => Vec::new(),
    }
}
