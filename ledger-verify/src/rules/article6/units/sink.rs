//! What a sweep finds and leaves to be settled.
//!
//! Invariant: serials are told from low to high, so that what follows on itself is one record, however units are cut.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::EntryIndex;

use super::act::Numbering;
use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::article6::state::authorizations::{AuthorizationPlace, VersionPlace};

/// Units that an entry attaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attached {
    /// The entry.
    pub entry: EntryIndex,
    /// To which version.
    pub version: VersionPlace,
    /// The authorization of the same Party that they were attached to before, if any.
    pub before: Option<AuthorizationPlace>,
    /// How many.
    pub units: u64,
}

/// Units that an entry gives numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assigned {
    /// The entry.
    pub entry: EntryIndex,
    /// What the identifiers name besides.
    pub numbering: Numbering,
    /// The first one's number.
    pub number: u64,
    /// The units.
    pub block: SerialBlock,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Sink {
    /// What units break.
    pub breaches: Vec<Breach>,
    /// What was attached.
    pub attached: Vec<Attached>,
    /// What was numbered.
    pub assigned: Vec<Assigned>,
    /// Serials for which notices took effect.
    pub noticed: Vec<(EntryIndex, SerialBlock)>,
}

impl Sink {
    /// Units break a rule; of a remark only the entry is told.
    pub fn report(&mut self, entry: EntryIndex, rule: Rule, block: SerialBlock) {
        let block = (!rule.is_remark()).then_some(block);
        match (self.breaches.last_mut(), block) {
            (Some(before), None) if before.entry == entry && before.rule == rule => {}
            (Some(Breach { entry: at, rule: of, block: Some(before) }), Some(next))
                if *at == entry
                    && *of == rule
                    && before.space == next.space
                    && before.last.checked_add(1) == Some(next.first) =>
            {
                before.last = next.last;
            }
            _ => self.breaches.push(Breach { entry, rule, block }),
        }
    }

    /// Units are attached.
    pub fn attach(&mut self, attached: Attached) {
        let of = |each: &Attached| (each.entry, each.before);
        match self.attached.last_mut().filter(|last| of(last) == of(&attached)) {
            // Serials are below 2^63, and a record is of one group of them.
            Some(last) if last.units.checked_add(attached.units).is_some() => last.units += attached.units,
            _ => self.attached.push(attached),
        }
    }

    /// Units get numbers.
    pub fn assign(&mut self, next: Assigned) {
        let follows = |last: &&mut Assigned| {
            last.entry == next.entry
                && last.block.space == next.block.space
                && last.block.last + 1 == next.block.first
                && last.number + last.block.count() == next.number
        };
        match self.assigned.last_mut().filter(follows) {
            Some(last) => last.block.last = next.block.last,
            None => self.assigned.push(next),
        }
    }

    /// A notice takes effect for units.
    pub fn notice(&mut self, notice: EntryIndex, block: SerialBlock) {
        let follows = |(of, last): &&mut (EntryIndex, SerialBlock)| {
            *of == notice && last.space == block.space && last.last.checked_add(1) == Some(block.first)
        };
        match self.noticed.last_mut().filter(follows) {
            Some((_, last)) => last.last = block.last,
            None => self.noticed.push((notice, block)),
        }
    }

    /// Joins two.
    pub fn append(&mut self, mut other: Self) {
        self.breaches.append(&mut other.breaches);
        self.attached.append(&mut other.attached);
        self.assigned.append(&mut other.assigned);
        self.noticed.append(&mut other.noticed);
    }
}
