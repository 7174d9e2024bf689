//! What each account holds, by series: balances, and its runs in order of age.
//!
//! Invariants:
//! - Derived from the runs and nothing else: `check` computes it again and compares.
//! - Units of a position are the sum of its runs; a position without units is not kept.
//! - A position's list runs from its oldest run to its newest, by the entry that made them; what one entry made stands
//!   together, in no order.
//!
//! Balances are `u128`: a series' serials number fewer than 2^63, but what has no series may lie in many spaces.

use std::collections::BTreeSet;

use ledger_format::identifiers::{AccountNumber, SeriesId};
use rustc_hash::FxHashMap;

use super::nodes::{NodeNumber, Nodes};

/// What an account holds of one series.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Position {
    pub(crate) units: u128,
    oldest: NodeNumber,
    newest: NodeNumber,
}

/// An account and a series, or none.
pub(crate) type PositionOf = (AccountNumber, Option<SeriesId>);

/// What every account holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Positions {
    positions: FxHashMap<PositionOf, Position>,
    series: FxHashMap<AccountNumber, BTreeSet<Option<SeriesId>>>,
}

impl Positions {
    pub(crate) fn position(&self, of: PositionOf) -> Option<&Position> {
        self.positions.get(&of)
    }

    /// The series of which an account holds units, ascending.
    pub(crate) fn series_of(&self, account: AccountNumber) -> impl Iterator<Item = Option<SeriesId>> + '_ {
        self.series.get(&account).into_iter().flatten().copied()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (PositionOf, &Position)> {
        self.positions.iter().map(|(of, position)| (*of, position))
    }

    pub(crate) fn units_held(&self, account: AccountNumber) -> u128 {
        let positions = self.series_of(account).filter_map(|series| self.position((account, series)));
        positions.map(|position| position.units).sum()
    }

    /// Takes the list of an account and series that has none yet, linked already.
    pub(super) fn set_list(&mut self, of: PositionOf, units: u128, oldest: NodeNumber, newest: NodeNumber) {
        self.positions.insert(of, Position { units, oldest, newest });
        self.series.entry(of.0).or_default().insert(of.1);
    }

    /// Puts a run that is in no list behind the newest of its account and series.
    pub(crate) fn link(&mut self, nodes: &mut Nodes, number: NodeNumber) {
        let Some(node) = nodes.node_mut(number) else { return };
        let (of, units) = (node.run.holding.position(), u128::from(node.run.count()));
        node.newer = NodeNumber::NONE;
        match self.positions.get_mut(&of) {
            Some(position) => {
                node.older = position.newest;
                let before = std::mem::replace(&mut position.newest, number);
                position.units += units;
                if let Some(before) = nodes.node_mut(before) {
                    before.newer = number;
                }
            }
            None => {
                node.older = NodeNumber::NONE;
                self.positions.insert(of, Position { units, oldest: number, newest: number });
                self.series.entry(of.0).or_default().insert(of.1);
            }
        }
    }

    /// Puts a run that is in no list behind one of the same account and series: the rest of a run that was cut in two.
    pub(crate) fn link_behind(&mut self, nodes: &mut Nodes, number: NodeNumber, behind: NodeNumber) {
        let Some(newer) = nodes.node_mut(behind).map(|node| std::mem::replace(&mut node.newer, number))
        else {
            return;
        };
        let Some(node) = nodes.node_mut(number) else { return };
        (node.older, node.newer) = (behind, newer);
        let (of, units) = (node.run.holding.position(), u128::from(node.run.count()));
        if let Some(position) = self.positions.get_mut(&of) {
            position.units += units;
            if newer == NodeNumber::NONE {
                position.newest = number;
            }
        }
        if let Some(newer) = nodes.node_mut(newer) {
            newer.older = number;
        }
    }

    /// Takes a run out of its list.
    pub(crate) fn unlink(&mut self, nodes: &mut Nodes, number: NodeNumber) {
        let Some(node) = nodes.node(number).copied() else { return };
        let of = node.run.holding.position();
        if let Some(older) = nodes.node_mut(node.older) {
            older.newer = node.newer;
        }
        if let Some(newer) = nodes.node_mut(node.newer) {
            newer.older = node.older;
        }
        let Some(position) = self.positions.get_mut(&of) else { return };
        if node.older == NodeNumber::NONE {
            position.oldest = node.newer;
        }
        if node.newer == NodeNumber::NONE {
            position.newest = node.older;
        }
        self.take_units(of, node.run.count());
    }

    /// Takes units off a position: its run was cut.
    pub(crate) fn take_units(&mut self, of: PositionOf, units: u64) {
        let Some(position) = self.positions.get_mut(&of) else { return };
        position.units = position.units.saturating_sub(u128::from(units));
        if position.units == 0 {
            self.positions.remove(&of);
            if let Some(series) = self.series.get_mut(&of.0) {
                series.remove(&of.1);
                if series.is_empty() {
                    self.series.remove(&of.0);
                }
            }
        }
    }

    /// The runs of a position, oldest first.
    pub(crate) fn list<'n>(
        &self,
        nodes: &'n Nodes,
        of: PositionOf,
    ) -> impl Iterator<Item = &'n super::nodes::Node> {
        let mut next = self.position(of).map_or(NodeNumber::NONE, |position| position.oldest);
        std::iter::from_fn(move || {
            let node = nodes.node(next)?;
            next = node.newer;
            Some(node)
        })
    }

    /// Whether two count the same units and series.
    pub(crate) fn first_difference(&self, other: &Self) -> Option<AccountNumber> {
        let units =
            |positions: &Self, of: &PositionOf| positions.position(*of).map(|position| position.units);
        let all = self.positions.keys().chain(other.positions.keys());
        let differs = all.copied().find(|of| units(self, of) != units(other, of)).map(|of| of.0);
        differs.or_else(|| {
            let accounts = self.series.keys().chain(other.series.keys());
            accounts.copied().find(|account| self.series.get(account) != other.series.get(account))
        })
    }
}
