//! Roles over the course of the journal: who holds which, and how many must sign.
//!
//! Invariants:
//! - A role is held by a *line* of keys, so that a rotation hands it over without a change here.
//! - A role belongs to the ledger or to a Party, declared or not; a pair that no rule asks for does no harm.
//!
//! Whether a change of roles is allowed is the business of `control`.

use ledger_format::codes::Role;
use ledger_format::identifiers::{EntryIndex, PartyCode};

use super::keys::Line;
use crate::rules::number_map::{NumberMap, NumberSet};
use crate::rules::timeline::Timeline;

/// A role of the ledger (no Party) or of a Party.
pub type Seat = (Role, Option<PartyCode>);

#[derive(Debug)]
struct Standing {
    threshold: Timeline<u16>,
    holders: Timeline<u32>,
}

/// The time that a line held a role: behind `from`, up to and including `to`.
#[derive(Debug, Clone, Copy)]
struct Tenure {
    from: EntryIndex,
    to: Option<EntryIndex>,
}

/// All roles.
#[derive(Debug, Default)]
pub struct Roles {
    seats: NumberMap<Seat, Standing>,
    tenures: NumberMap<(Seat, Line), Vec<Tenure>>,
    /// What each line holds at the end of what was read.
    held: NumberMap<Line, NumberSet<Seat>>,
}

impl Roles {
    /// How many keys must sign; 1 where nothing was said.
    pub fn threshold_at(&self, seat: Seat, entry: EntryIndex) -> u16 {
        self.seats.get(&seat).map_or(1, |standing| standing.threshold.at(entry))
    }

    /// How many lines hold the role.
    pub fn holders_at(&self, seat: Seat, entry: EntryIndex) -> u32 {
        self.seats.get(&seat).map_or(0, |standing| standing.holders.at(entry))
    }

    /// Whether a line holds the role.
    pub fn holds_at(&self, seat: Seat, line: Line, entry: EntryIndex) -> bool {
        let Some(tenures) = self.tenures.get(&(seat, line)) else { return false };
        let begun = tenures.partition_point(|tenure| tenure.from < entry);
        let last = begun.checked_sub(1).and_then(|last| tenures.get(last));
        last.is_some_and(|tenure| tenure.to.is_none_or(|to| entry <= to))
    }

    /// Grants a role; nothing changes where it is held already.
    pub fn grant(&mut self, entry: EntryIndex, seat: Seat, line: Line) {
        if !self.held.entry(line).or_default().insert(seat) {
            return;
        }
        self.tenures.entry((seat, line)).or_default().push(Tenure { from: entry, to: None });
        let holders = &mut self.standing(seat).holders;
        holders.set(entry, holders.last().saturating_add(1));
    }

    /// Withdraws a role; nothing changes where it is not held.
    pub fn withdraw(&mut self, entry: EntryIndex, seat: Seat, line: Line) {
        if self.held.get_mut(&line).is_some_and(|held| held.remove(&seat)) {
            self.leave(entry, seat, line);
        }
    }

    /// Takes every role from a line whose last key was revoked.
    pub fn end(&mut self, entry: EntryIndex, line: Line) {
        for seat in self.held.remove(&line).unwrap_or_default() {
            self.leave(entry, seat, line);
        }
    }

    /// Sets how many keys must sign.
    pub fn set_threshold(&mut self, entry: EntryIndex, seat: Seat, threshold: u16) {
        self.standing(seat).threshold.set(entry, threshold);
    }

    fn leave(&mut self, entry: EntryIndex, seat: Seat, line: Line) {
        if let Some(tenure) = self.tenures.get_mut(&(seat, line)).and_then(|tenures| tenures.last_mut()) {
            tenure.to = Some(entry);
        }
        let holders = &mut self.standing(seat).holders;
        holders.set(entry, holders.last().saturating_sub(1));
    }

    fn standing(&mut self, seat: Seat) -> &mut Standing {
        self.seats
            .entry(seat)
            .or_insert_with(|| Standing { threshold: Timeline::new(1), holders: Timeline::new(0) })
    }
}
