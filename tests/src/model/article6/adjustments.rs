//! The second book, unit by unit (`spec/article6.md` section 6).
//!
//! Invariant: every posting has a counterpart of the same size in the clearing account of its series, so that all sum to zero.

use std::collections::BTreeMap;

use ledger_format::identifiers::PartyCode;

use super::Article6State;
use crate::model::UnitKey;

/// An account of the second book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdjustmentAccount {
    /// What a Party adjusts in a year, of a series.
    Party(PartyCode, u16, u32),
    /// What stands against it, of a series.
    Clearing(u32),
}

/// One leg, for one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdjustmentPosting {
    /// Where.
    pub account: AdjustmentAccount,
    /// Plus one for an addition, minus one for a subtraction.
    pub units: i128,
    /// Whether it is of a first transfer; else of a use.
    pub is_first_transfer: bool,
    /// By which entry.
    pub entry: u64,
    /// For which unit.
    pub unit: UnitKey,
}

impl Article6State {
    /// Posts for one unit, and against it.
    pub(super) fn post(
        &mut self,
        (party, year, series): (PartyCode, u16, u32),
        units: i128,
        is_first_transfer: bool,
        entry: u64,
        unit: UnitKey,
    ) {
        let account = AdjustmentAccount::Party(party, year, series);
        let leg = AdjustmentPosting { account, units, is_first_transfer, entry, unit };
        let counter =
            AdjustmentPosting { account: AdjustmentAccount::Clearing(series), units: -units, ..leg };
        self.postings.extend([leg, counter]);
    }

    /// By Party, year and series: units first transferred, and units used; accounts of which both are 0 are left out.
    #[must_use]
    pub fn adjustment_sums(&self) -> BTreeMap<(PartyCode, u16, u32), (i128, i128)> {
        let mut sums: BTreeMap<_, (i128, i128)> = BTreeMap::new();
        for posting in &self.postings {
            if let AdjustmentAccount::Party(party, year, series) = posting.account {
                let sum = sums.entry((party, year, series)).or_default();
                if posting.is_first_transfer {
                    sum.0 += posting.units;
                } else {
                    sum.1 -= posting.units;
                }
            }
        }
        sums.retain(|_, sum| *sum != (0, 0));
        sums
    }

    /// What all postings sum to.
    #[must_use]
    pub fn total(&self) -> i128 {
        self.postings.iter().map(|posting| posting.units).sum()
    }
}
