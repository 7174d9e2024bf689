//! Number spaces and series: what serials are unique in, and what is fixed at issuance (decision D5).

use ledger_format::body::SeriesOpened;
use ledger_format::identifiers::EntryIndex;
use serde::{Deserialize, Serialize};

/// A number space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    /// Its name, unique in the ledger.
    pub name: String,
    /// The entry that declared it.
    pub declared: EntryIndex,
}

/// A series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// What the entry says that opened it.
    pub terms: SeriesOpened,
    /// The entry that opened it.
    pub opened: EntryIndex,
}
