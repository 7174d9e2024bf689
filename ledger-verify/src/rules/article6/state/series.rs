//! Series of Article 6 units, and the spaces they lie in.
//!
//! Invariant: a series is here exactly if it took effect and its regime is 6.2 or 6.4, under whatever rulebook.

use ledger_format::codes::Regime;
use ledger_format::identifiers::{PartyCode, SpaceId};

use super::names::Measured;
use crate::rules::number_map::{NumberMap, NumberSet};
use crate::rules::state::series::SeriesPlace;

/// What the rules of Article 6 ask of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitSeries {
    /// Where the mitigation occurs: the first transferring Party.
    pub host: PartyCode,
    /// When.
    pub vintage: u16,
    /// What a unit measures.
    pub measured: Measured,
    /// 6.2 or 6.4.
    pub regime: Regime,
}

/// All series of Article 6 units.
#[derive(Debug, Default)]
pub struct UnitSeriesTable {
    series: NumberMap<u32, UnitSeries>,
    spaces: NumberSet<SpaceId>,
    in_order: Vec<SpaceId>,
}

impl UnitSeriesTable {
    /// A series was opened in a space.
    pub fn open(&mut self, place: SeriesPlace, space: SpaceId, series: UnitSeries) {
        self.series.insert(place.0, series);
        if self.spaces.insert(space) {
            self.in_order.push(space);
        }
    }

    /// The series of a place, if its units are Article 6 units.
    #[inline]
    pub fn of(&self, place: Option<SeriesPlace>) -> Option<&UnitSeries> {
        self.series.get(&place?.0)
    }

    /// Whether Article 6 units may lie in a space.
    #[inline]
    pub fn has_units_in(&self, space: SpaceId) -> bool {
        self.spaces.contains(&space)
    }

    /// The spaces in which they may lie, in the order in which they came.
    pub fn spaces(&self) -> &[SpaceId] {
        &self.in_order
    }
}
