//! How segments, batches and heads follow on each other: J-102, J-104, J-105, J-108, J-109.
//!
//! Invariants:
//! - Entries are counted by their place, chains are taken from the fields, whatever was found before.
//! - Each rule is asked by itself: a frame can break several.
//!
//! It does not hash: what a head states is only prepared here.

use ledger_format::digest::chain_start;
use ledger_format::frame::{BatchHeader, SegmentHeader};
use ledger_format::identifiers::{Digest, EntryIndex, Timestamp};

use crate::finding::{Finding, Place, Rule};

/// Where the journal stands after the frames so far.
#[derive(Debug, Default)]
pub struct Sequence {
    entry_count: u64,
    chain: Option<Digest>,
    recorded_at: Timestamp,
    last_batch: Option<LastBatch>,
    /// Whether the frame before is that batch, in the same segment.
    head_may_follow: bool,
    findings: Vec<Finding>,
}

/// The batch that a head frame would sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastBatch {
    /// Index of its first entry, by place.
    pub first: EntryIndex,
    /// Index of the entry behind its last.
    pub end: EntryIndex,
    /// Its chain field.
    pub chain: Digest,
    place: Place,
    has_head: bool,
}

/// Whether reading goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Onward {
    /// It does.
    GoesOn,
    /// The entries before this segment are not there: none of its frames are read (J-102).
    Ends,
}

impl Sequence {
    /// How many entries there were.
    #[must_use]
    pub fn entry_count(&self) -> u64 {
        self.entry_count
    }

    /// The chain after them, as the fields say; `None` before the first segment.
    #[must_use]
    pub fn chain(&self) -> Option<Digest> {
        self.chain
    }

    /// The findings since this was last asked.
    #[must_use]
    pub fn take_findings(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.findings)
    }

    /// A segment begins.
    pub fn segment(&mut self, header: &SegmentHeader, place: Place) -> Onward {
        self.head_may_follow = false;
        let chain = *self.chain.get_or_insert_with(|| chain_start(&header.origin));
        if header.first_entry.0 != self.entry_count || header.parent != chain {
            self.findings.push(Finding::of_journal(Rule::J(102), place));
        }
        if header.first_entry.0 > self.entry_count { Onward::Ends } else { Onward::GoesOn }
    }

    /// A batch of which `cut` entries could be cut; `chain` is its chain field, or what was computed where that field is not
    /// that of the entries cut (J-106).
    pub fn batch(&mut self, header: &BatchHeader, cut: u64, chain: Digest, place: Place) {
        let found = |rule| Finding::of_journal(rule, place);
        if let Some(before) = &self.last_batch
            && !before.has_head
        {
            self.findings.push(Finding::of_journal(Rule::J(109), before.place));
        }
        if header.first_entry.0 != self.entry_count {
            self.findings.push(found(Rule::J(104)));
        }
        if self.chain.is_some_and(|chain| chain != header.parent) {
            self.findings.push(found(Rule::J(105)));
        }
        if header.recorded_at < self.recorded_at {
            self.findings.push(found(Rule::J(108)));
        }
        let first = EntryIndex(self.entry_count);
        self.entry_count = self.entry_count.saturating_add(cut);
        self.chain = Some(chain);
        self.recorded_at = header.recorded_at;
        let end = EntryIndex(self.entry_count);
        self.last_batch = Some(LastBatch { first, end, chain, place, has_head: false });
        self.head_may_follow = true;
    }

    /// A head frame; gives the batch that it signs, or nothing if it is out of place (J-109).
    pub fn head(&mut self, place: Place) -> Option<LastBatch> {
        if !std::mem::take(&mut self.head_may_follow) {
            self.findings.push(Finding::of_journal(Rule::J(109), place));
            return None;
        }
        let batch = self.last_batch.as_mut()?;
        batch.has_head = true;
        Some(*batch)
    }
}
