//! Assembles holdings from runs in order, all at once: their nodes, the index by serial, and the lists by age.
//!
//! Invariants:
//! - Equal to what putting the runs in the order of their entries gives; within one entry lists are in no order.
//! - Nodes stand in the order of the serials, so that whoever reads all of a space reads memory in order.

use ledger_format::identifiers::SeriesId;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::chunks::SortedChunks;
use super::holdings::Holdings;
use super::nodes::{Node, NodeNumber, Nodes};
use super::positions::{PositionOf, Positions};
use super::swept::SweptRuns;

/// What an account holds of a series, while its runs are counted.
struct Counted {
    of: PositionOf,
    units: u128,
}

impl Holdings {
    /// The holdings of these runs; the units ever issued of each series are those that are held.
    pub(super) fn assembled(runs: SweptRuns, issued: FxHashMap<Option<SeriesId>, u128>) -> Self {
        let mut spaces: Vec<_> = runs.spaces.into_iter().collect();
        spaces.sort_unstable_by_key(|(space, _)| *space);
        let count = spaces.iter().map(|(_, list)| list.len()).sum();
        let mut counted: Vec<Counted> = Vec::new();
        let mut places: FxHashMap<PositionOf, u32> = FxHashMap::default();
        // Position, age, and the place among all runs, in one number: quick to sort by.
        let mut keys: Vec<u128> = Vec::with_capacity(count);
        for (number, run) in (0_u32..).zip(spaces.iter().flat_map(|(_, list)| list.iter())) {
            let of = run.holding.position();
            let place = *places.entry(of).or_insert_with(|| {
                counted.push(Counted { of, units: 0 });
                u32::try_from(counted.len() - 1).unwrap_or(u32::MAX)
            });
            if let Some(counted) = usize::try_from(place).ok().and_then(|place| counted.get_mut(place)) {
                counted.units += u128::from(run.count());
            }
            keys.push(u128::from(place) << 96 | u128::from(run.holding.since.0) << 32 | u128::from(number));
        }
        keys.par_sort_unstable();
        let (mut links, mut positions) = (Links::of(count), Positions::default());
        for (list, counted) in keys.chunk_by(|a, b| a >> 96 == b >> 96).zip(&counted) {
            let (oldest, newest) = links.chain(list);
            positions.set_list(counted.of, counted.units, oldest, newest);
        }
        drop(keys);
        let (mut nodes, mut indexes) = (Nodes::default(), FxHashMap::default());
        let mut links = links.older.into_iter().zip(links.newer);
        for (space, list) in spaces {
            let rows = list
                .into_iter()
                .zip(&mut links)
                .map(|(run, (older, newer))| (run.first, nodes.append(Node { run, space, older, newer })));
            indexes.insert(space, SortedChunks::from_ascending(rows));
        }
        Self { spaces: indexes, nodes, positions, issued }
    }

    /// Takes the runs out, as plain lists.
    pub(super) fn disassembled(&mut self) -> (SweptRuns, FxHashMap<Option<SeriesId>, u128>) {
        let whole = std::mem::take(self);
        let mut runs = SweptRuns::default();
        for space in whole.spaces() {
            let list = runs.spaces.entry(space).or_default();
            whole.runs(space).for_each(|run| list.push(run));
        }
        (runs, whole.issued)
    }
}

/// The neighbours of each run in the list of its position.
struct Links {
    older: Vec<NodeNumber>,
    newer: Vec<NodeNumber>,
}

impl Links {
    fn of(count: usize) -> Self {
        Self { older: vec![NodeNumber::NONE; count], newer: vec![NodeNumber::NONE; count] }
    }

    /// Links the runs that keys of one position name; returns the oldest and the newest.
    fn chain(&mut self, keys: &[u128]) -> (NodeNumber, NodeNumber) {
        let number = |key: &u128| usize::try_from(key & u128::from(u32::MAX)).unwrap_or(usize::MAX);
        for pair in keys.windows(2) {
            let [older, newer] = pair else { continue };
            let (older, newer) = (number(older), number(newer));
            if let (Some(behind), Some(before)) = (self.newer.get_mut(older), self.older.get_mut(newer)) {
                (*behind, *before) = (NodeNumber::at(newer), NodeNumber::at(older));
            }
        }
        let end = |key: Option<&u128>| key.map_or(NodeNumber::NONE, |key| NodeNumber::at(number(key)));
        (end(keys.first()), end(keys.last()))
    }
}
