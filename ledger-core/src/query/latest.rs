//! Who held what after a set of events: of each serial, the event of the latest entry decides.
//!
//! Invariant: events may come in any order. An event is forgotten once a later one of exactly the same block is known, so
//! that memory and time grow with the blocks there are and not with how often they moved.

use ledger_format::identifiers::{EntryIndex, SpaceId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::holdings::HeldBlock;
use crate::book::{CustodyEvent, Holding, Run, RunMap};

/// The latest event of each block.
#[derive(Debug, Default)]
pub(super) struct LatestCustody {
    spaces: FxHashMap<SpaceId, FxHashMap<(u64, u64), Holding>>,
}

impl LatestCustody {
    pub(super) fn take_in(&mut self, event: &CustodyEvent) {
        let holding = Holding {
            account: event.acquiring,
            since: event.entry,
            occurred_at: event.occurred_at,
            series: event.series,
        };
        let blocks = self.spaces.entry(event.block.space).or_default();
        let known = blocks.entry((event.block.first, event.block.last)).or_insert(holding);
        if known.since < holding.since {
            *known = holding;
        }
    }

    /// The holdings that are `wanted`, in order of space and serial, as few blocks as can be.
    pub(super) fn held(self, wanted: impl Fn(&Holding) -> bool + Sync) -> Vec<HeldBlock> {
        let mut spaces: Vec<_> = self.spaces.into_iter().collect();
        spaces.sort_unstable_by_key(|(space, _)| *space);
        let held: Vec<Vec<HeldBlock>> = spaces
            .into_par_iter()
            .map(|(space, blocks)| {
                let mut runs: Vec<Run> =
                    blocks.into_iter().map(|((first, last), holding)| Run { first, last, holding }).collect();
                runs.par_sort_unstable_by_key(|run| (run.holding.since, run.first));
                HeldBlock::joined(space, paint(runs).iter().filter(|run| wanted(&run.holding)))
            })
            .collect();
        held.concat()
    }
}

/// Lets runs take effect one after another.
fn paint(runs: Vec<Run>) -> RunMap {
    let mut map = RunMap::default();
    for run in runs {
        map.put(run, false, |_| {});
    }
    map
}

/// Orders steps as they happened.
pub(super) fn in_order(event: &CustodyEvent) -> (EntryIndex, SpaceId, u64) {
    (event.entry, event.block.space, event.block.first)
}
