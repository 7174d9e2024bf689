//! The tables of holds, restrictions and evidence as rows, for the book's snapshot.
//!
//! Invariants:
//! - Equal tables give equal rows: each list is in ascending order of its keys.
//! - Rows that are not what equal tables gave are refused; nothing panics on others.
//!
//! Which accounts are restricted and what ends when is not in it: it is made from the holds and restrictions. Which serials are
//! bound is, because lanes tell of the past; [`super::check`] compares.

use std::sync::Arc;

use ledger_format::identifiers::{EntryIndex, SpaceId, Timestamp};
use serde::{Deserialize, Serialize};

use super::binding::Lane;
use super::nouns::{EvidenceSaid, Hold, Restriction};
use super::tables::Tables;
use crate::layered::rows::{SaidRows, said_rows, take_said};

/// The tables as rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rows {
    holds: Vec<Hold>,
    restrictions: Vec<Restriction>,
    bound: SaidRows<Lane, EntryIndex>,
    evidence: SaidRows<SpaceId, EvidenceSaid>,
}

impl Tables {
    /// Everything, in order.
    pub(crate) fn rows(&self) -> Rows {
        Rows {
            holds: self.all_holds().iter().map(|hold| Hold::clone(hold)).collect(),
            restrictions: self.all_restrictions().iter().map(|of| Restriction::clone(of)).collect(),
            bound: said_rows(&self.bound),
            evidence: said_rows(&self.evidence),
        }
    }

    /// The tables that gave these rows at the time of the book's last batch; none if no tables did.
    pub(crate) fn from_rows(rows: Rows, now: Timestamp) -> Option<Self> {
        let mut tables = Self::default();
        let ascending = rows.holds.windows(2).all(|pair| matches!(pair, [a, b] if a.placed < b.placed))
            && rows.restrictions.windows(2).all(|pair| matches!(pair, [a, b] if a.placed < b.placed));
        for hold in rows.holds {
            tables.put_hold(hold.placed, Some(Arc::new(hold)));
        }
        for restriction in rows.restrictions {
            if restriction.is_open(now) {
                tables.name_accounts(&restriction);
            }
            tables.put_restriction(restriction.placed, Arc::new(restriction));
        }
        take_said(&mut tables.bound, rows.bound)?;
        take_said(&mut tables.evidence, rows.evidence)?;
        tables.end_before(now);
        tables.count_lanes();
        ascending.then_some(tables)
    }

    /// Takes in the accounts of a restriction.
    pub(super) fn name_accounts(&mut self, restriction: &Restriction) {
        for account in restriction.terms.accounts.iter() {
            let mut by = self.restricted_accounts.get(account).map_or_else(Vec::new, |by| by.to_vec());
            if by.last() != Some(&restriction.placed) {
                by.push(restriction.placed);
                self.put_account(*account, by.into());
            }
        }
    }

    /// Nothing that has ended ends again.
    fn end_before(&mut self, now: Timestamp) {
        while let Some(end) = self.ends.first().filter(|(at, ..)| *at <= now).copied() {
            self.ends.remove(&end);
        }
    }

    /// Every hold that nobody accepted or released, by name.
    pub(crate) fn all_holds(&self) -> Vec<Arc<Hold>> {
        let mut all: Vec<_> = self.holds.iter().filter_map(|(_, hold)| hold.clone()).collect();
        all.sort_unstable_by_key(|hold| hold.placed);
        all
    }

    /// Every restriction ever placed, by name.
    pub(crate) fn all_restrictions(&self) -> Vec<Arc<Restriction>> {
        let mut all: Vec<_> = self.restrictions.iter().map(|(_, restriction)| restriction.clone()).collect();
        all.sort_unstable_by_key(|restriction| restriction.placed);
        all
    }
}
