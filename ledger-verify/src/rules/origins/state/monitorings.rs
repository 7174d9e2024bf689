//! Monitorings and their lines.
//!
//! Invariants:
//! - A number is given once; the first that takes effect counts.
//! - Of a line that stands twice the first counts; places of monitorings and lines are stable.

use ledger_format::body::origins::{LineName, MonitoringStated};
use ledger_format::identifiers::{EntryIndex, MonitoringNumber, Timestamp};

use super::activities::ActivityName;
use crate::rules::number_map::NumberMap;

/// A monitoring, by its place among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonitoringPlace(u32);

/// A line, by its monitoring and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinePlace {
    /// The monitoring.
    pub monitoring: MonitoringPlace,
    line: u16,
}

/// What an activity achieved in a period.
#[derive(Debug)]
pub struct Monitoring {
    /// The activity.
    pub activity: ActivityName,
    /// First millisecond of the period.
    pub from: Timestamp,
    /// It ends before this one.
    pub until: Timestamp,
    /// The entry that states it.
    pub stated: EntryIndex,
    /// The first entry that withdraws it.
    pub withdrawn: Option<EntryIndex>,
    /// What was verified, by name of the line.
    lines: Box<[(LineName, u64)]>,
}

impl Monitoring {
    /// Whether no entry before this one withdrew it.
    pub fn stands_at(&self, entry: EntryIndex) -> bool {
        self.withdrawn.is_none_or(|withdrawn| withdrawn >= entry)
    }

    /// Names of the lines, ascending.
    pub fn lines(&self) -> impl Iterator<Item = LineName> {
        self.lines.iter().map(|(name, _)| *name)
    }
}

/// All monitorings.
#[derive(Debug, Default)]
pub struct Monitorings {
    places: NumberMap<MonitoringNumber, MonitoringPlace>,
    monitorings: Vec<Monitoring>,
}

impl Monitorings {
    /// A monitoring that was stated before an entry and took effect.
    pub fn known_at(
        &self,
        number: MonitoringNumber,
        entry: EntryIndex,
    ) -> Option<(MonitoringPlace, &Monitoring)> {
        let place = *self.places.get(&number)?;
        let monitoring = self.get(place).filter(|monitoring| monitoring.stated < entry)?;
        Some((place, monitoring))
    }

    /// A line of a monitoring that was stated before an entry.
    pub fn line_at(
        &self,
        number: MonitoringNumber,
        name: LineName,
        entry: EntryIndex,
    ) -> Option<(LinePlace, &Monitoring)> {
        let (place, monitoring) = self.known_at(number, entry)?;
        let line = monitoring.lines.binary_search_by_key(&name, |(name, _)| *name).ok()?;
        Some((LinePlace { monitoring: place, line: u16::try_from(line).ok()? }, monitoring))
    }

    /// What was verified of a line, in whole units.
    pub fn verified(&self, place: LinePlace) -> Option<u64> {
        self.get(place.monitoring)?.lines.get(usize::from(place.line)).map(|(_, verified)| *verified)
    }

    /// The places of all of them, in order.
    pub fn places(&self) -> impl Iterator<Item = MonitoringPlace> + use<> {
        (0..u32::try_from(self.monitorings.len()).unwrap_or(u32::MAX)).map(MonitoringPlace)
    }

    /// A monitoring by its place.
    pub fn get(&self, place: MonitoringPlace) -> Option<&Monitoring> {
        self.monitorings.get(place.0 as usize)
    }

    /// A monitoring of an activity that is declared is stated; it takes effect if its number is free.
    pub fn state(&mut self, entry: EntryIndex, stated: &MonitoringStated, activity: ActivityName) {
        let next = MonitoringPlace(u32::try_from(self.monitorings.len()).unwrap_or(u32::MAX));
        if *self.places.entry(stated.monitoring).or_insert(next) != next {
            return;
        }
        let mut lines: Vec<_> = stated.lines.iter().map(|line| (line.name, line.verified)).collect();
        // Stable: the first of a name stays.
        lines.sort_by_key(|(name, _)| *name);
        lines.dedup_by_key(|(name, _)| *name);
        self.monitorings.push(Monitoring {
            activity,
            from: stated.from,
            until: stated.until,
            stated: entry,
            withdrawn: None,
            lines: lines.into(),
        });
    }

    /// A monitoring that is known no longer stands.
    pub fn withdraw(&mut self, entry: EntryIndex, number: MonitoringNumber) {
        let place = self.places.get(&number).copied();
        if let Some(monitoring) = place.and_then(|place| self.monitorings.get_mut(place.0 as usize)) {
            monitoring.withdrawn.get_or_insert(entry);
        }
    }
}
