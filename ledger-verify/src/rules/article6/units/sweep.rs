//! Pieces that touch each other, over what is known of their serials: between two borders the same acts follow on each other.
//!
//! Invariants:
//! - Every serial of the group is covered by one of its pieces.
//! - In the usual case, one block that is known as a whole, nothing is cut and nothing is moved.

use ledger_format::identifiers::SpaceId;

use super::chain::Chain;
use super::runs::{Pass, Run, push_joined};
use super::shards::Sorted;
use super::unit::Unit;

/// Pieces that touch each other, in the order of entries.
#[derive(Debug, Clone, Copy)]
pub struct Group<'g> {
    /// The space.
    pub space: SpaceId,
    /// Lowest serial.
    pub first: u64,
    /// Highest serial.
    pub last: u64,
    /// Whether all have one block.
    pub is_one_block: bool,
    /// The pieces.
    pub pieces: &'g [Sorted],
}

impl Group<'_> {
    /// Lets the group's acts take effect.
    pub fn run(&self, chain: &mut Chain<'_>, pass: &mut Pass) {
        let Self { space, first, last, .. } = *self;
        if self.is_one_block
            && let Some(unit) = pass.exactly(space, first, last)
        {
            // Taken out and put back: a copy would count references to attachments that all threads share.
            let held = std::mem::replace(unit, Unit::issued(unit.series, unit.holder));
            let mut changed = Some(held);
            chain.follow(&mut changed, self.pieces.iter(), first, last);
            if let Some(changed) = changed {
                *unit = changed;
            }
            return;
        }
        let held = pass.take(space, first, last);
        let runs = if self.is_one_block { self.one_block(chain, held) } else { self.cut(chain, &held) };
        pass.put(runs);
    }

    /// The same pieces over each run, and over what lies between runs.
    fn one_block(&self, chain: &mut Chain<'_>, held: Vec<Run>) -> Vec<Run> {
        let mut runs = Vec::with_capacity(held.len());
        let mut next = Some(self.first);
        for run in held {
            if let Some(gap) = next.filter(|next| *next < run.first) {
                self.all_over(chain, None, gap, run.first - 1, &mut runs);
            }
            next = run.last.checked_add(1);
            self.all_over(chain, Some(run.unit), run.first, run.last, &mut runs);
        }
        if let Some(gap) = next.filter(|next| *next <= self.last) {
            self.all_over(chain, None, gap, self.last, &mut runs);
        }
        runs
    }

    fn all_over(
        &self,
        chain: &mut Chain<'_>,
        mut unit: Option<Unit>,
        first: u64,
        last: u64,
        runs: &mut Vec<Run>,
    ) {
        chain.follow(&mut unit, self.pieces.iter(), first, last);
        if let Some(unit) = unit {
            push_joined(runs, Run { space: self.space, first, last, unit });
        }
    }

    /// Any pieces over any runs.
    fn cut(&self, chain: &mut Chain<'_>, held: &[Run]) -> Vec<Run> {
        let mut borders: Vec<Border> = Vec::with_capacity(2 * self.pieces.len());
        for (place, Sorted { piece, .. }) in self.pieces.iter().enumerate() {
            borders.push(Border { serial: piece.first, place, begins: true });
            borders.push(Border { serial: piece.last + 1, place, begins: false });
        }
        borders.sort_unstable();
        let mut covering: Vec<usize> = Vec::new();
        let (mut runs, mut held) = (Vec::new(), held.iter().peekable());
        let mut reached = self.first;
        for Border { serial, place, begins } in borders {
            while reached < serial {
                while held.next_if(|run| run.last < reached).is_some() {}
                let next = held.peek().copied();
                let here = next.filter(|run| run.first <= reached);
                // The run ends, or one begins, or neither before the border.
                let end = here.map(|run| run.last + 1).or(next.map(|run| run.first));
                let end = end.map_or(serial, |end| end.min(serial));
                let mut unit = here.map(|run| run.unit.clone());
                let pieces = covering.iter().filter_map(|place| self.pieces.get(*place));
                chain.follow(&mut unit, pieces, reached, end - 1);
                if let Some(unit) = unit {
                    push_joined(&mut runs, Run { space: self.space, first: reached, last: end - 1, unit });
                }
                reached = end;
            }
            let at = covering.partition_point(|covered| *covered < place);
            if begins {
                covering.insert(at, place);
            } else if covering.get(at) == Some(&place) {
                covering.remove(at);
            }
        }
        runs
    }
}

/// A piece begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Border {
    serial: u64,
    place: usize,
    begins: bool,
}
