//! What entries declare about Article 6, each with the entry that says it.
//!
//! Invariants:
//! - What an entry finds depends on the entries before it only, whenever it is asked.
//! - Effects are those of `spec/article6.md` section 5; nothing is judged here.

pub mod approaches;
pub mod authorizations;
mod earliest;
pub mod names;
pub mod parties;
pub mod series;
pub mod years;

use ledger_format::identifiers::{ApproachNumber, Commitment, Digest, EntryIndex, PartyCode};

use self::approaches::Approaches;
use self::authorizations::Authorizations;
use self::names::Names;
use self::parties::Parties;
use self::series::UnitSeriesTable;
use crate::rules::number_map::{NumberMap, NumberSet};
use crate::rules::terms::Terms;
use crate::rules::timeline::Timeline;

/// An AEF filing's own chain.
#[derive(Debug, Clone, Copy)]
pub struct QuotedChain {
    /// Entries before it.
    pub entry_count: u64,
    /// The filing.
    pub entry: EntryIndex,
    /// What it says of the chain there.
    pub chain: Digest,
}

/// What is declared about Article 6.
#[derive(Debug, Default)]
pub struct Article6State {
    /// The rulebook, by entry.
    pub terms: Timeline<Terms>,
    /// Whether a rulebook 2 was ever adopted.
    pub is_known: bool,
    /// Names of non-GHG metrics.
    pub names: Names,
    /// Series of Article 6 units.
    pub series: UnitSeriesTable,
    /// Cooperative approaches.
    pub approaches: Approaches,
    /// NDC periods, standings, final years.
    pub parties: Parties,
    /// Authorizations.
    pub authorizations: Authorizations,
    /// Entities, with the first entry that states each under an approach.
    pub entities: NumberMap<(ApproachNumber, Commitment), EntryIndex>,
    /// AEF filings: Party, year, major, minor.
    pub filings: NumberSet<(PartyCode, u16, u16, u16)>,
    /// Their chains.
    pub quoted_chains: Vec<QuotedChain>,
}

impl Article6State {
    /// The terms are others from behind `entry` on.
    pub fn adopt(&mut self, entry: EntryIndex, terms: Terms) {
        self.terms.set(entry, terms);
        self.is_known |= terms.knows_article6();
    }

    /// Whether an entity was stated under an approach before an entry, by whatever Party.
    pub fn is_entity_stated_at(
        &self,
        approach: ApproachNumber,
        entity: Commitment,
        entry: EntryIndex,
    ) -> bool {
        self.entities.get(&(approach, entity)).is_some_and(|stated| *stated < entry)
    }
}
