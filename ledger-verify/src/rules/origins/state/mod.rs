//! What entries state about where units come from, each with the entry that says it.
//!
//! Invariants:
//! - What an entry finds depends on the entries before it only, whenever it is asked.
//! - Effects are those of `spec/origins.md` section 5; nothing is judged here.

pub mod activities;
pub mod monitorings;
pub mod series;

use ledger_format::body::origins::LossStated;
use ledger_format::identifiers::{EntryIndex, LossNumber};

use self::activities::{Activities, ActivityName};
use self::monitorings::Monitorings;
use crate::rules::number_map::NumberMap;
use crate::rules::state::series::SeriesPlace;

pub use self::series::SeriesOrigin;

/// Stored carbon that is lost.
#[derive(Debug, Clone, Copy)]
pub struct Loss {
    /// The activity that stored it.
    pub activity: ActivityName,
    /// Units lost.
    pub units: u64,
    stated: EntryIndex,
}

/// What is stated about where units come from.
#[derive(Debug, Default)]
pub struct OriginsState {
    /// Whether a rulebook 3 was ever adopted.
    pub is_known: bool,
    /// Activities.
    pub activities: Activities,
    /// Monitorings.
    pub monitorings: Monitorings,
    losses: NumberMap<LossNumber, Loss>,
    /// By place.
    series: Vec<SeriesOrigin>,
}

impl OriginsState {
    /// A series was opened: each in turn, whatever the rulebook.
    pub fn open(&mut self, place: SeriesPlace, series: SeriesOrigin) {
        if self.series.len() == place.0 as usize {
            self.series.push(series);
        }
    }

    /// A series by its place.
    pub fn series(&self, place: Option<SeriesPlace>) -> Option<&SeriesOrigin> {
        self.series.get(place?.0 as usize)
    }

    /// A loss that was stated before an entry.
    pub fn loss_at(&self, number: LossNumber, entry: EntryIndex) -> Option<&Loss> {
        self.losses.get(&number).filter(|loss| loss.stated < entry)
    }

    /// A loss is stated: it takes effect if its number is free and its activity declared.
    pub fn lose(&mut self, entry: EntryIndex, stated: &LossStated) {
        if let Some((activity, _)) = self.activities.known_at(&stated.activity, entry) {
            let loss = Loss { activity, units: stated.units, stated: entry };
            self.losses.entry(stated.loss).or_insert(loss);
        }
    }
}
