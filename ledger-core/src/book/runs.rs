//! Runs of serials in one number space: an interval map from serial to [`Holding`], as drafts keep what they change.
//!
//! Invariants:
//! - Runs are disjoint; a run's first serial is its key.
//! - Canonical: neighbours that touch differ in their holding. A holding names the entry that made it, so only
//!   credits of one entry can be joined, and [`RunMap::put`] joins where it is told that there may be some.
//! - A serial that has a holding never loses it, it only gets another one.
//!
//! It does not know balances, accounts or rules.

use super::holding::{Holding, Piece};
use crate::layered::ascending::{Ascending, Place};

/// Serials in a row that share a holding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) holding: Holding,
}

impl Run {
    pub(crate) fn count(&self) -> u64 {
        self.last - self.first + 1
    }
}

/// What [`RunMap::put`] did to one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunChange {
    /// It is gone; told before what stands in its place.
    Removed(Run),
    /// It is new.
    Inserted(Run),
}

/// An interval map from serial to holding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RunMap {
    runs: Ascending<(u64, Holding)>,
}

impl RunMap {
    /// Every run, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Run> + '_ {
        self.runs.iter().map(|(first, &(last, holding))| Run { first, last, holding })
    }

    /// The runs that reach up to `first` or lie behind it, whole, ascending; `place` is that of the last one that begins up to
    /// there.
    fn reaching(&self, place: Option<Place>, first: u64) -> impl Iterator<Item = Run> + '_ {
        let from = self.runs.from(place).map(|(first, &(last, holding))| Run { first, last, holding });
        from.skip_while(move |run| run.last < first)
    }

    /// The block cut into pieces of one holding, or none, each; ascending.
    pub(crate) fn pieces(&self, first: u64, last: u64, mut each: impl FnMut(Piece)) {
        let place = self.runs.at_or_before(first);
        // Most blocks are one run.
        if let Some((_, &(run_last, holding))) = place.and_then(|place| self.runs.at(place))
            && last <= run_last
        {
            return each(Piece { first, last, holding: Some(holding) });
        }
        let mut at = first;
        for run in self.reaching(place, first).take_while(|run| run.first <= last) {
            let Run { first: run_first, last: run_last, holding } = run;
            if run_first > at {
                each(Piece { first: at, last: run_first - 1, holding: None });
            }
            each(Piece { first: run_first.max(at), last: run_last.min(last), holding: Some(holding) });
            if run_last >= last {
                return;
            }
            at = run_last + 1;
        }
        if at <= last {
            each(Piece { first: at, last, holding: None });
        }
    }

    /// Gives every serial of `new` its holding; `join` where a neighbour may have the same one.
    pub(crate) fn put(&mut self, new: Run, join: bool, mut change: impl FnMut(RunChange)) {
        if !join
            && let Some((last, holding)) = self.runs.get_mut(new.first)
            && *last == new.last
        {
            change(RunChange::Removed(Run { first: new.first, last: *last, holding: *holding }));
            *holding = new.holding;
            change(RunChange::Inserted(new));
            return;
        }
        let mut put = new;
        let (mut left, mut right) = (None, None);
        // A neighbour that touches is looked at too when it may be joined.
        let reach = u64::from(join);
        let (reach_first, reach_last) = (new.first.saturating_sub(reach), new.last.saturating_add(reach));
        let reaching = self.reaching(self.runs.at_or_before(reach_first), reach_first);
        let touched: Vec<Run> = reaching.take_while(|run| run.first <= reach_last).collect();
        for run in touched {
            if run.holding == new.holding {
                put.first = put.first.min(run.first);
                put.last = put.last.max(run.last);
            } else if run.last < new.first || run.first > new.last {
                continue;
            } else {
                if run.first < new.first {
                    left = Some(Run { last: new.first - 1, ..run });
                }
                if run.last > new.last {
                    right = Some(Run { first: new.last + 1, ..run });
                }
            }
            self.runs.remove(run.first);
            change(RunChange::Removed(run));
        }
        for run in [left, Some(put), right].into_iter().flatten() {
            self.runs.insert(run.first, (run.last, run.holding));
            change(RunChange::Inserted(run));
        }
    }

    /// Takes one change back; changes are undone last first.
    pub(crate) fn undo(&mut self, change: RunChange) {
        match change {
            RunChange::Inserted(run) => self.runs.remove(run.first),
            RunChange::Removed(run) => self.runs.insert(run.first, (run.last, run.holding)),
        };
    }
}
