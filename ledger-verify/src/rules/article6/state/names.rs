//! Metrics in short: the code, and the place of a non-GHG metric's name among all names.
//!
//! Invariant: two metrics are equal exactly if code and name are.

use ledger_format::codes::Metric;

use crate::rules::number_map::NumberMap;

/// What a unit, a period or a version measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Measured {
    code: Metric,
    name: u32,
}

/// All names of non-GHG metrics.
#[derive(Debug, Default)]
pub struct Names {
    places: NumberMap<Box<str>, u32>,
}

impl Names {
    /// The metric of a code and a name.
    pub fn measured(&mut self, code: Metric, name: &str) -> Measured {
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let name = match self.places.get(name) {
            Some(place) => *place,
            None => *self.places.entry(name.into()).or_insert(next),
        };
        Measured { code, name }
    }

    /// The same, where no new name is to be kept; none for a name that was never used.
    pub fn find(&self, code: Metric, name: &str) -> Option<Measured> {
        self.places.get(name).map(|name| Measured { code, name: *name })
    }
}
