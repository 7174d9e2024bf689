//! Who holds every serial of every space: runs, found by serial and listed by account and age.
//!
//! Invariants:
//! - Runs of a space are disjoint and as few as can be: neighbours that touch differ in their holding.
//! - A holding names the entry that made it, so only credits of one entry can be joined; [`Holdings::put`] joins where it is
//!   told that there may be some.
//! - A serial that has a holding never loses it. Units ever issued are counted as they are: all that is held.
//! - Runs are put in the order of the entries that make them.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{SeriesId, SpaceId};
use rustc_hash::FxHashMap;

use super::chunks::SortedChunks;
use super::holding::Piece;
use super::nodes::{Node, NodeNumber, Nodes};
use super::positions::{PositionOf, Positions};
use super::runs::Run;

/// The runs of a space, by their first serial.
type Index = SortedChunks<u64, NodeNumber>;

/// Who holds every serial.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holdings {
    pub(super) spaces: FxHashMap<SpaceId, Index>,
    pub(super) nodes: Nodes,
    pub(super) positions: Positions,
    /// Units ever issued of each series.
    pub(super) issued: FxHashMap<Option<SeriesId>, u128>,
}

impl PartialEq for Holdings {
    /// Equal in what can be asked of them; lists may differ within one entry.
    fn eq(&self, other: &Self) -> bool {
        let spaces = self.spaces.keys().chain(other.spaces.keys());
        self.issued == other.issued
            && spaces.into_iter().all(|space| self.runs(*space).eq(other.runs(*space)))
            && self.positions.first_difference(&other.positions).is_none()
    }
}

/// The run with what it is of, from a node.
fn run_of(node: &Node) -> Run {
    node.run
}

impl Holdings {
    /// Units ever issued of each series.
    pub(crate) fn issued(&self) -> &FxHashMap<Option<SeriesId>, u128> {
        &self.issued
    }

    pub(crate) fn positions(&self) -> &Positions {
        &self.positions
    }

    /// What an account holds of a series, oldest first.
    pub(crate) fn list(&self, of: PositionOf) -> impl Iterator<Item = &Node> {
        self.positions.list(&self.nodes, of)
    }

    /// Spaces that have runs, in no order.
    pub(crate) fn spaces(&self) -> impl Iterator<Item = SpaceId> + '_ {
        self.spaces.keys().copied()
    }

    /// The runs of a space, ascending.
    pub(crate) fn runs(&self, space: SpaceId) -> impl Iterator<Item = Run> + '_ {
        let numbers = self.spaces.get(&space).into_iter().flat_map(Index::iter);
        numbers.filter_map(|(_, number)| self.nodes.node(number)).map(run_of)
    }

    /// How many runs a space has.
    pub(crate) fn run_count(&self, space: SpaceId) -> usize {
        self.spaces.get(&space).map_or(0, Index::len)
    }

    /// The runs that share a serial with a block, whole, ascending.
    fn overlapping(&self, block: SerialBlock) -> impl Iterator<Item = (NodeNumber, Run)> + '_ {
        let index = self.spaces.get(&block.space);
        let mut place =
            index.and_then(|index| index.at_or_before(&block.first).or_else(|| index.after(None)));
        let runs = std::iter::from_fn(move || {
            let (_, number) = index?.at(place?)?;
            place = index?.after(place);
            Some((number, self.nodes.node(number)?.run))
        });
        runs.skip_while(move |(_, run)| run.last < block.first)
            .take_while(move |(_, run)| run.first <= block.last)
    }

    /// The block cut into pieces of one holding, or none, each; ascending.
    pub(crate) fn pieces(&self, block: SerialBlock, mut each: impl FnMut(Piece)) {
        let mut at = block.first;
        for (_, run) in self.overlapping(block) {
            if run.first > at {
                each(Piece { first: at, last: run.first - 1, holding: None });
            }
            let first = run.first.max(block.first);
            each(Piece { first, last: run.last.min(block.last), holding: Some(run.holding) });
            if run.last >= block.last {
                return;
            }
            at = run.last + 1;
        }
        each(Piece { first: at, last: block.last, holding: None });
    }

    /// Gives every serial of `new` its holding; `join` where a neighbour may have the same one.
    pub(crate) fn put(&mut self, space: SpaceId, new: Run, join: bool) {
        if !join && self.hand_over(space, &new) {
            return;
        }
        let mut put = new;
        let mut covered = 0;
        let reach = u64::from(join);
        let touched =
            SerialBlock::new(space, new.first - reach.min(new.first), new.last.saturating_add(reach));
        let touched: Vec<(NodeNumber, Run)> = self.overlapping(touched).collect();
        for (number, run) in touched {
            let shared =
                run.last.min(new.last).checked_sub(run.first.max(new.first)).map_or(0, |more| more + 1);
            covered += shared;
            if run.holding == new.holding {
                put.first = put.first.min(run.first);
                put.last = put.last.max(run.last);
                self.remove(space, number, &run);
            } else if shared > 0 {
                self.cut(space, number, &run, &new);
            }
        }
        let number = self.nodes.insert(space, put);
        self.spaces.entry(space).or_default().insert(put.first, number);
        self.positions.link(&mut self.nodes, number);
        if new.count() > covered {
            *self.issued.entry(new.holding.series).or_default() += u128::from(new.count() - covered);
        }
    }

    /// The short way for a run that changes hands as it is; says whether there is one.
    fn hand_over(&mut self, space: SpaceId, new: &Run) -> bool {
        let number = self.spaces.get(&space).and_then(|index| index.value(&new.first));
        let Some(number) = number else { return false };
        if self.nodes.node(number).is_none_or(|node| node.run.last != new.last) {
            return false;
        }
        self.positions.unlink(&mut self.nodes, number);
        if let Some(holding) = self.nodes.holding_mut(number) {
            *holding = new.holding;
        }
        self.positions.link(&mut self.nodes, number);
        true
    }

    fn remove(&mut self, space: SpaceId, number: NodeNumber, run: &Run) {
        self.positions.unlink(&mut self.nodes, number);
        self.nodes.remove(number);
        if let Some(index) = self.spaces.get_mut(&space) {
            index.remove(&run.first);
        }
    }

    /// Leaves of a run what `new` does not take; what is left keeps its place in the list.
    fn cut(&mut self, space: SpaceId, number: NodeNumber, run: &Run, new: &Run) {
        let (left, right) = (run.first < new.first, run.last > new.last);
        if !left && !right {
            return self.remove(space, number, run);
        }
        let shrunk =
            if left { Run { last: new.first - 1, ..*run } } else { Run { first: new.last + 1, ..*run } };
        if let Some(node) = self.nodes.node_mut(number) {
            node.run = shrunk;
        }
        self.positions.take_units(run.holding.position(), run.count() - shrunk.count());
        let Some(index) = self.spaces.get_mut(&space) else { return };
        if left && right {
            let rest = Run { first: new.last + 1, ..*run };
            let rest_number = self.nodes.insert(space, rest);
            index.insert(rest.first, rest_number);
            self.positions.link_behind(&mut self.nodes, rest_number, number);
        } else if right {
            index.remove(&run.first);
            index.insert(shrunk.first, number);
        }
    }

    /// The first space whose runs overlap, are out of order or could be joined.
    pub(super) fn first_space_not_canonical(&self) -> Option<SpaceId> {
        self.spaces().find(|space| {
            let mut before: Option<Run> = None;
            !self.runs(*space).all(|run| {
                let good = before.is_none_or(|before| apart(&before, &run));
                before = Some(run);
                good && 1 <= run.first && run.first <= run.last
            })
        })
    }

    /// The first position whose list does not hold exactly its own runs, oldest first.
    pub(super) fn first_list_broken(&self) -> Option<PositionOf> {
        self.positions.iter().find_map(|(of, position)| {
            let (mut units, mut age) = (0_u128, 0);
            let in_order = self.list(of).all(|node| {
                let run = &node.run;
                units = units.saturating_add(u128::from(run.count()));
                let found = self.spaces.get(&node.space).and_then(|index| index.value(&run.first));
                let same =
                    found.and_then(|number| self.nodes.node(number)).map(|node| node.run) == Some(*run);
                let older = std::mem::replace(&mut age, run.holding.since.0) <= run.holding.since.0;
                // A list that bites its tail has more units than any position.
                same && older && run.holding.position() == of && units <= position.units
            });
            (!in_order || units != position.units).then_some(of)
        })
    }
}

/// Whether one run lies before another, and they could not be one.
pub(super) fn apart(before: &Run, run: &Run) -> bool {
    before.last < run.first && (before.last + 1 < run.first || before.holding != run.holding)
}
