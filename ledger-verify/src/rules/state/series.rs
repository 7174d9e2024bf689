//! Number spaces and series.
//!
//! Invariants:
//! - Space and series numbers are given once; they are known for the entries behind the one that declares them.
//! - A series' place is stable, so that four bytes on a block of units say which series they are of.
//!
//! Which accounts belong to a series is the business of [`super::accounts`].

use ledger_format::codes::Metric;
use ledger_format::identifiers::{EntryIndex, PartyCode, SeriesId, SpaceId};

use crate::rules::number_map::{NumberMap, NumberSet};

/// A series, by its place among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesPlace(pub u32);

/// What the rules of movements ask of a series.
#[derive(Debug, Clone, Copy)]
pub struct Series {
    /// The space its serials lie in.
    pub space: SpaceId,
    /// Where the mitigation occurs.
    pub host: PartyCode,
    /// What a unit measures.
    pub metric: Metric,
}

/// All number spaces and series.
#[derive(Debug, Default)]
pub struct SpacesAndSeries {
    spaces: NumberMap<SpaceId, EntryIndex>,
    space_names: NumberSet<Box<str>>,
    series: Vec<Series>,
    numbers: NumberSet<SeriesId>,
    labels: NumberSet<(SpaceId, Box<str>)>,
}

impl SpacesAndSeries {
    /// Whether a space was declared before an entry.
    #[inline]
    pub fn is_declared_at(&self, space: SpaceId, entry: EntryIndex) -> bool {
        self.spaces.get(&space).is_some_and(|declared| *declared < entry)
    }

    /// Whether a space's number and name were never used.
    pub fn is_new_space(&self, space: SpaceId, name: &str) -> bool {
        !self.spaces.contains_key(&space) && !self.space_names.contains(name)
    }

    /// Declares a space, unless its number is taken.
    pub fn declare_space(&mut self, entry: EntryIndex, space: SpaceId, name: &str) {
        if let std::collections::hash_map::Entry::Vacant(free) = self.spaces.entry(space) {
            free.insert(entry);
            self.space_names.insert(name.into());
        }
    }

    /// Whether a series has the number.
    pub fn is_taken(&self, series: SeriesId) -> bool {
        self.numbers.contains(&series)
    }

    /// Whether a label was used in a space before.
    pub fn is_label_used(&self, space: SpaceId, label: &str) -> bool {
        self.labels.contains(&(space, Box::from(label)))
    }

    /// Adds a series whose number is free; `None`, and no change, where it is not.
    pub fn open(&mut self, number: SeriesId, label: &str, series: Series) -> Option<SeriesPlace> {
        let place = SeriesPlace(u32::try_from(self.series.len()).ok().filter(|place| *place != u32::MAX)?);
        if !self.numbers.insert(number) {
            return None;
        }
        self.labels.insert((series.space, label.into()));
        self.series.push(series);
        Some(place)
    }

    /// A series by its place.
    #[inline]
    pub fn series(&self, place: SeriesPlace) -> Option<&Series> {
        self.series.get(place.0 as usize)
    }
}
