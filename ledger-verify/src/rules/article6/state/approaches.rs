//! Cooperative approaches.
//!
//! Invariant: a number is declared once; the first declaration counts.

use ledger_format::body::article6::ApproachDeclared;
use ledger_format::codes::{ApproachStatus, Metric};
use ledger_format::identifiers::{ApproachNumber, EntryIndex, PartyCode};

use crate::rules::number_map::NumberMap;
use crate::rules::timeline::Timeline;

/// A cooperative approach.
#[derive(Debug)]
pub struct Approach {
    /// Participating Parties.
    pub parties: Box<[PartyCode]>,
    /// Codes of its metrics.
    pub metrics: Box<[Metric]>,
    declared: EntryIndex,
    status: Timeline<u16>,
}

/// All approaches.
#[derive(Debug, Default)]
pub struct Approaches {
    approaches: NumberMap<ApproachNumber, Approach>,
}

impl Approaches {
    /// An approach that was declared before an entry.
    pub fn known_at(&self, number: ApproachNumber, entry: EntryIndex) -> Option<&Approach> {
        self.approaches.get(&number).filter(|approach| approach.declared < entry)
    }

    /// Where it stands for an entry; none for one that is not declared.
    pub fn status_at(&self, number: ApproachNumber, entry: EntryIndex) -> Option<ApproachStatus> {
        self.known_at(number, entry).map(|approach| ApproachStatus(approach.status.at(entry)))
    }

    /// Whether it is declared and active.
    pub fn is_active_at(&self, number: ApproachNumber, entry: EntryIndex) -> bool {
        self.status_at(number, entry) == Some(ApproachStatus::ACTIVE)
    }

    /// Declares an approach, unless its number is taken.
    pub fn declare(&mut self, entry: EntryIndex, declared: &ApproachDeclared) {
        self.approaches.entry(declared.approach).or_insert_with(|| Approach {
            parties: declared.parties.as_ref().into(),
            metrics: declared.metrics.as_ref().into(),
            declared: entry,
            status: Timeline::new(declared.status.0),
        });
    }

    /// Gives an approach another status, if it is known.
    pub fn set_status(&mut self, entry: EntryIndex, number: ApproachNumber, status: ApproachStatus) {
        if let Some(approach) = self.approaches.get_mut(&number) {
            approach.status.set(entry, status.0);
        }
    }
}
