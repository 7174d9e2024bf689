//! What the tables of origins hold.
//!
//! Invariant: what is said of serials is small and copied freely; everything longer is looked up by number.

use ledger_format::body::origins::{
    ActivityDeclared, ConversionStated, LineName, LossStated, MonitoringLine, MonitoringStated,
};
use ledger_format::identifiers::{EntryIndex, LossNumber, MonitoringNumber};
use serde::{Deserialize, Serialize};

/// An activity's place in the order in which activities were declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActivityNumber(pub u32);

/// An underlying space's place in the order in which issues first named them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct UnderlyingNumber(pub(crate) u32);

/// An activity, and the entry that declared it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// As declared.
    pub terms: ActivityDeclared,
    /// The entry.
    pub declared: EntryIndex,
}

/// A monitoring, and the entry that stated it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Monitoring {
    /// As stated.
    pub terms: MonitoringStated,
    /// Its activity.
    pub activity: ActivityNumber,
    /// The entry.
    pub stated: EntryIndex,
}

impl Monitoring {
    /// The line of that name: the first, should it stand twice.
    #[must_use]
    pub fn line(&self, name: LineName) -> Option<&MonitoringLine> {
        self.terms.lines.iter().find(|line| line.name == name)
    }
}

/// A loss of stored carbon, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// As stated.
    pub terms: LossStated,
    /// Its activity.
    pub activity: ActivityNumber,
    /// The entry.
    pub stated: EntryIndex,
    /// Units cancelled for it.
    pub settled: u128,
}

/// A conversion, and the entry that stated it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// As stated.
    pub terms: ConversionStated,
    /// The entry.
    pub stated: EntryIndex,
}

/// What stands behind a serial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Basis {
    /// The issue; evidence and documents are named there.
    pub(crate) entry: EntryIndex,
    /// Of what kind.
    pub(crate) kind: BasisKind,
}

/// Of what kind the basis of a serial is (particulars 4, 5 and 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BasisKind {
    /// It was verified by a line of a monitoring.
    Monitoring(MonitoringNumber, LineName),
    /// It stands for a unit of another registry: serials in a row whose numbers run with them share one value.
    Underlying {
        /// Where its number counts.
        space: UnderlyingNumber,
        /// Number less serial, modulo 2^64.
        shift: u64,
    },
    /// It existed before this ledger.
    History,
}

/// What a movement drew, took and settled: what a reversal of it gives back, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Made {
    /// So many units from a line of a monitoring.
    pub(crate) drawn: Option<(MonitoringNumber, LineName, u128)>,
    /// Underlying numbers, from first to last.
    pub(crate) taken: Option<(UnderlyingNumber, u64, u64)>,
    /// So many units of a loss.
    pub(crate) settled: Option<(LossNumber, u128)>,
    /// Whether it was given back.
    pub(crate) given_back: bool,
}
