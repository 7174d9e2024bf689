//! Who held what after a set of events: of each serial, the event of the latest entry decides.
//!
//! Invariant: events may come in any order. They are sorted and swept along the serials, a stretch of a space at a time and
//! several at once, so that memory grows with a stretch's events and with the answer, and not with all that ever happened.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{EntryIndex, SpaceId};
use ledger_format::limits::SERIAL_MAX;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::holdings::HeldBlock;
use crate::book::{Aged, CustodyEvent, Holding, Run, RunList, newest};
use crate::history::{Cut, History, HistoryFault};

/// What some events say of a stretch of serials of one space.
#[derive(Debug, Default)]
struct Stretch {
    runs: Vec<Run>,
}

impl Stretch {
    /// Takes in what an event says of the serials from `first` to `last`.
    fn take_in(&mut self, event: &CustodyEvent, first: u64, last: u64) {
        let holding = Holding {
            account: event.acquiring,
            since: event.entry,
            occurred_at: event.occurred_at,
            series: event.series,
        };
        let (first, last) = (event.block.first.max(first), event.block.last.min(last));
        self.runs.push(Run { first, last, holding });
    }

    /// The holdings at the end, ascending, neighbours joined.
    fn held(&self) -> RunList {
        let mut keys: Vec<u128> =
            (0_u64..).zip(&self.runs).map(|(at, run)| u128::from(run.first) << 64 | u128::from(at)).collect();
        // Pages are sorted by themselves, and this sort makes use of it.
        keys.sort();
        let aged = keys.iter().filter_map(|key| {
            let at = usize::try_from(key & u128::from(u64::MAX)).ok()?;
            self.runs.get(at).map(|run| Aged { age: run.holding.since.0, run: *run })
        });
        let mut list = RunList::default();
        newest(aged, |run| list.push(run));
        list
    }
}

/// Who held the units of a space, of the events that are `wanted`; ascending, neighbours joined.
pub(super) fn held_in_space(
    history: &History,
    space: SpaceId,
    cut: Cut,
    wanted: impl Fn(&CustodyEvent) -> bool + Sync,
) -> Result<Vec<HeldBlock>, HistoryFault> {
    let pages = history.space_pages(SerialBlock::new(space, 1, SERIAL_MAX), cut)?;
    let parts: Result<Vec<RunList>, HistoryFault> = pages
        .parts()
        .into_par_iter()
        .map(|(first, last)| {
            let mut stretch = Stretch::default();
            pages.events(first, last, |event| {
                if wanted(event) {
                    stretch.take_in(event, first, last);
                }
            })?;
            Ok(stretch.held())
        })
        .collect();
    Ok(HeldBlock::joined(space, parts?.into_iter().flatten()))
}

/// Who held what after events that are few.
#[derive(Debug, Default)]
pub(super) struct LatestCustody {
    spaces: FxHashMap<SpaceId, Stretch>,
}

impl LatestCustody {
    pub(super) fn take_in(&mut self, event: &CustodyEvent) {
        self.spaces.entry(event.block.space).or_default().take_in(event, 0, u64::MAX);
    }

    /// The holdings that are `wanted`, in order of space and serial, as few blocks as can be.
    pub(super) fn held(self, wanted: impl Fn(&Holding) -> bool) -> Vec<HeldBlock> {
        let mut spaces: Vec<_> = self.spaces.into_iter().collect();
        spaces.sort_unstable_by_key(|(space, _)| *space);
        let held = spaces.into_iter().flat_map(|(space, stretch)| {
            let runs = stretch.held().into_iter().filter(|run| wanted(&run.holding));
            HeldBlock::joined(space, runs)
        });
        held.collect()
    }
}

/// Orders steps as they happened.
pub(super) fn in_order(event: &CustodyEvent) -> (EntryIndex, SpaceId, u64) {
    (event.entry, event.block.space, event.block.first)
}
