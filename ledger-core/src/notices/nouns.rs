//! What the tables of notices hold.

use ledger_format::block::SerialBlock;
use ledger_format::body::notices::NoticeGiven;
use ledger_format::codes::Metric;
use ledger_format::identifiers::{EntryIndex, PartyCode, RegistryId, Timestamp};
use serde::{Deserialize, Serialize};

/// A notice of remote use, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// As given.
    pub terms: NoticeGiven,
    /// The entry that gave it: its name.
    pub given: EntryIndex,
    /// When what it tells of was said to have happened.
    pub occurred_at: Timestamp,
    /// The entry that withdrew it, if it does not stand.
    pub withdrawn: Option<EntryIndex>,
}

impl Notice {
    /// The blocks for which it was given.
    pub fn blocks(&self) -> impl Iterator<Item = SerialBlock> + '_ {
        self.terms.blocks.iter().copied().filter(SerialBlock::is_well_formed)
    }
}

/// What there is one Counterpart account of.
pub(crate) type Counterpart = (RegistryId, PartyCode, Metric);
