//! The second book, unit by unit (`spec/article6.md` section 6).
//!
//! Two ways to it, so that each can be held against what a ledger keeps: the accounts of Parties are what was posted, one by one; the
//! clearing accounts are what is known of every unit in the end, whatever was posted and taken back on the way.

use std::collections::BTreeMap;

use ledger_format::codes::Metric;
use ledger_format::identifiers::PartyCode;

use super::Article6State;
use crate::model::{Model, UnitKey};

/// An account of the second book: what a Party adjusts in a year, of a series.
pub type AdjustmentAccount = (PartyCode, u16, u32);

/// What is posted to an account of a Party, for one unit.
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
    /// Posts for one unit.
    pub(super) fn post(
        &mut self,
        account: AdjustmentAccount,
        units: i128,
        is_first_transfer: bool,
        entry: u64,
        unit: UnitKey,
    ) {
        self.postings.push(AdjustmentPosting { account, units, is_first_transfer, entry, unit });
    }

    /// By Party, year and series: units first transferred, and units used; accounts of which both are 0 are left out.
    #[must_use]
    pub fn adjustment_sums(&self) -> BTreeMap<AdjustmentAccount, (i128, i128)> {
        let mut sums: BTreeMap<_, (i128, i128)> = BTreeMap::new();
        for posting in &self.postings {
            let sum = sums.entry(posting.account).or_default();
            if posting.is_first_transfer {
                sum.0 += posting.units;
            } else {
                sum.1 -= posting.units;
            }
        }
        sums.retain(|_, sum| *sum != (0, 0));
        sums
    }
}

impl Model {
    /// The balances of clearing accounts, by series: of a GHG unit that was first transferred -1, of one that is used 1; of another
    /// metric the opposite. Accounts that are even are left out.
    #[must_use]
    pub fn clearing(&self) -> BTreeMap<u32, i128> {
        let mut clearing: BTreeMap<u32, i128> = BTreeMap::new();
        for (unit, facts) in &self.article6.facts {
            let Some(terms) = self.article6_series(unit) else { continue };
            let units = i128::from(facts.used.is_some()) - i128::from(facts.first_transfer.is_some());
            let sign = if terms.metric == Metric::NON_GHG { -1 } else { 1 };
            *clearing.entry(terms.series.0).or_default() += sign * units;
        }
        clearing.retain(|_, units| *units != 0);
        clearing
    }
}
