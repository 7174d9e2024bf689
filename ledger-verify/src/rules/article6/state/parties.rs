//! What is stated of Parties: NDC periods, standings, years whose adjustments are final.
//!
//! Invariants:
//! - The last value of a standing counts; periods and final years stay.
//! - A period within an earlier one of its Party and metric is not kept: whatever it holds, that one held before.

use ledger_format::codes::StandingItem;
use ledger_format::identifiers::{EntryIndex, PartyCode};

use super::names::Measured;
use super::years::Years;
use crate::rules::number_map::NumberMap;
use crate::rules::timeline::Timeline;

#[derive(Debug, Clone, Copy)]
struct Period {
    declared: EntryIndex,
    first: u16,
    last: u16,
}

impl Period {
    fn holds(&self, first: u16, last: u16) -> bool {
        self.first <= first && last <= self.last
    }
}

/// Periods of one Party and metric.
#[derive(Debug, Default)]
struct Periods {
    list: Vec<Period>,
    years: Years,
}

/// What is stated of all Parties.
#[derive(Debug, Default)]
pub struct Parties {
    periods: NumberMap<(PartyCode, Measured), Periods>,
    standings: NumberMap<(PartyCode, StandingItem), Timeline<Option<u16>>>,
    finals: NumberMap<PartyCode, Years>,
}

impl Parties {
    /// Whether a period of the Party and metric has one of these years.
    pub fn has_period_in(&self, party: PartyCode, measured: Measured, first: u16, last: u16) -> bool {
        self.periods.get(&(party, measured)).is_some_and(|periods| periods.years.meets(first, last))
    }

    /// Whether one period, declared before an entry, has both years.
    pub fn have_one_period_at(
        &self,
        party: PartyCode,
        measured: Measured,
        (a, b): (u16, u16),
        entry: EntryIndex,
    ) -> bool {
        let Some(periods) = self.periods.get(&(party, measured)) else { return false };
        periods.list.iter().any(|period| period.declared < entry && period.holds(a.min(b), a.max(b)))
    }

    /// The last value stated before an entry.
    pub fn standing_at(&self, party: PartyCode, item: StandingItem, entry: EntryIndex) -> Option<u16> {
        self.standings.get(&(party, item))?.at(entry)
    }

    /// Whether the adjustments of a year are final for an entry.
    pub fn is_final_at(&self, party: PartyCode, year: u16, entry: EntryIndex) -> bool {
        self.finals.get(&party).is_some_and(|years| years.has_at(year, entry))
    }

    /// A period is declared.
    pub fn declare(
        &mut self,
        entry: EntryIndex,
        party: PartyCode,
        measured: Measured,
        first: u16,
        last: u16,
    ) {
        let periods = self.periods.entry((party, measured)).or_default();
        periods.years.add(entry, first, last);
        if first <= last && !periods.list.iter().any(|period| period.holds(first, last)) {
            periods.list.push(Period { declared: entry, first, last });
        }
    }

    /// A standing is stated.
    pub fn state(&mut self, entry: EntryIndex, party: PartyCode, item: StandingItem, value: u16) {
        self.standings.entry((party, item)).or_default().set(entry, Some(value));
    }

    /// Years become final.
    pub fn finish(&mut self, entry: EntryIndex, party: PartyCode, first: u16, last: u16) {
        self.finals.entry(party).or_default().add(entry, first, last);
    }
}
