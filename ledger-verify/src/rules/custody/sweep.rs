//! The general case: blocks that overlap in any way. Walks along the serials and looks at neighbours in time.
//!
//! Between two borders the same steps cover every serial; in the order of their entries each must fit the one before it. At a
//! border steps come and go, and only the pairs around them change: so each pair is asked once for the whole run of serials
//! over which it lasts, and all of them are as many as the borders, not as the serials.
//!
//! Invariants:
//! - Rank 0 is what was held before the window, the others are the steps in the order of their entries.
//! - Every serial of the steps is covered by a piece of the result.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::SpaceId;

use super::chain::is_measured_wrong;
use super::inquiry::{Before, Inquiry};
use super::rank_set::RankSet;
use super::step::{Claim, Holding, Measure, Step};
use crate::finding::Rule;

/// Asks everything about steps that overlap, over what was held before; returns what is held after them, ascending.
///
/// `steps` come in the order of their entries, `held` ascending and within the serials of the steps.
pub fn sweep(inquiry: &mut Inquiry<'_>, space: SpaceId, held: &[Holding], steps: &[&Step]) -> Vec<Holding> {
    let mut sweep = Sweep {
        space,
        held,
        steps,
        covering: RankSet::new(steps.len() + 1),
        since: vec![0; steps.len() + 1],
        base: None,
        after: Vec::new(),
        origins: Vec::new(),
        inquiry,
    };
    sweep.walk();
    sweep.ask_measures();
    sweep.after
}

/// The lowest step of a run of serials, and what its units measure.
#[derive(Debug, Clone, Copy)]
struct Origin {
    first: u64,
    last: u64,
    lowest: usize,
    measure: Measure,
}

struct Sweep<'a, 'i, 'w> {
    space: SpaceId,
    held: &'a [Holding],
    steps: &'a [&'a Step],
    covering: RankSet,
    /// From which serial on each rank has had the neighbour below it that it has now.
    since: Vec<u64>,
    /// What rank 0 stands for.
    base: Option<&'a Holding>,
    after: Vec<Holding>,
    origins: Vec<Origin>,
    inquiry: &'i mut Inquiry<'w>,
}

/// Something begins or ends to cover serials. Ends come first, so that a block makes room for its neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Border {
    serial: u64,
    begins: bool,
    rank: usize,
    held: usize,
}

impl<'a> Sweep<'a, '_, '_> {
    fn walk(&mut self) {
        let mut borders = Vec::with_capacity(2 * (self.steps.len() + self.held.len()));
        for (held, block) in self.held.iter().enumerate() {
            borders.push(Border { serial: block.first, begins: true, rank: 0, held });
            borders.push(Border { serial: block.last + 1, begins: false, rank: 0, held });
        }
        for (rank, step) in (1..).zip(self.steps) {
            borders.push(Border { serial: step.first, begins: true, rank, held: 0 });
            borders.push(Border { serial: step.last + 1, begins: false, rank, held: 0 });
        }
        borders.sort_unstable();
        let mut reached = 0;
        for border in borders {
            if reached < border.serial {
                self.keep(reached, border.serial - 1);
                reached = border.serial;
            }
            if border.begins {
                self.begin(&border);
            } else {
                self.end(&border);
            }
        }
    }

    fn begin(&mut self, Border { serial, rank, held, .. }: &Border) {
        if let Some(next) = self.covering.from(*rank) {
            self.close(self.covering.below(*rank), next, *serial);
        }
        if *rank == 0 {
            self.base = self.held.get(*held);
        }
        self.covering.insert(*rank);
        self.open(*rank, *serial);
    }

    fn end(&mut self, Border { serial, rank, .. }: &Border) {
        let below = self.covering.below(*rank);
        self.close(below, *rank, *serial);
        self.covering.remove(*rank);
        if let Some(next) = self.covering.from(*rank) {
            self.close(Some(*rank), next, *serial);
        }
        if *rank == 0 {
            self.base = None;
        }
    }

    /// Ends a pair before `end`, and lets the upper one begin anew.
    fn close(&mut self, below: Option<usize>, rank: usize, end: u64) {
        let first = self.since.get(rank).copied().unwrap_or(end);
        if first < end
            && let Some(step) = self.step(rank)
        {
            let before = below.and_then(|below| self.before(below));
            self.inquiry.ask(self.space, before.as_ref(), step, first, end - 1);
        }
        self.open(rank, end);
    }

    fn open(&mut self, rank: usize, serial: u64) {
        if let Some(since) = self.since.get_mut(rank) {
            *since = serial;
        }
    }

    fn step(&self, rank: usize) -> Option<&'a Step> {
        self.steps.get(rank.checked_sub(1)?).copied()
    }

    fn before(&self, rank: usize) -> Option<Before> {
        match self.step(rank) {
            Some(step) => Some(Before::step(step, self.inquiry.facts)),
            None => self.base.map(Before::holding),
        }
    }

    /// Writes down who holds a run of serials over which nothing changes.
    fn keep(&mut self, first: u64, last: u64) {
        let (Some(lowest), Some(highest)) = (self.covering.lowest(), self.covering.highest()) else { return };
        let Some(step) = self.step(highest) else { return };
        let series = match self.step(lowest) {
            Some(step) => Some(step.series),
            None => self.base.map(|base| base.series),
        };
        let Some(series) = series else { return };
        let piece = Holding {
            first,
            last,
            account: step.credit,
            since: self.inquiry.facts.index(step),
            occurred_at_ms: step.occurred_at_ms,
            series,
        };
        match self.after.last_mut().filter(|before| before.continues_in(&piece)) {
            Some(before) => before.last = last,
            None => self.after.push(piece),
        }
        let measure = self.inquiry.facts.measure(series);
        match self.origins.last_mut() {
            Some(before)
                if before.last + 1 == first && before.lowest == lowest && before.measure == measure =>
            {
                before.last = last;
            }
            _ => self.origins.push(Origin { first, last, lowest, measure }),
        }
    }

    /// R-213, which looks at the lowest step instead of the one before: one run of serials that breaks it is enough, since the
    /// whole credited block stands on the finding.
    fn ask_measures(&mut self) {
        for units in [Measure::Ghg, Measure::NonGhg] {
            let wrong = |step: &&&Step| is_measured_wrong(step, units);
            if !self.steps.iter().any(|step| wrong(&step)) {
                continue;
            }
            let origins: Vec<Origin> =
                self.origins.iter().copied().filter(|each| each.measure == units).collect();
            for (rank, step) in (1..).zip(self.steps).filter(|(_, step)| wrong(step)) {
                let from = origins.partition_point(|origin| origin.last < step.first);
                let under = origins.iter().skip(from).take_while(|origin| origin.first <= step.last);
                // Serials that were never issued have no series yet, unless this very step issues them. Those that are passed
                // over here have this step as their lowest, so all steps together pass over each once.
                let mut asked = under.filter(|origin| origin.lowest != rank || step.claim == Claim::Unissued);
                if let Some(origin) = asked.next() {
                    let (first, last) = (origin.first.max(step.first), origin.last.min(step.last));
                    self.inquiry.report(step, Rule::R(213), SerialBlock::new(self.space, first, last));
                }
            }
        }
    }
}
