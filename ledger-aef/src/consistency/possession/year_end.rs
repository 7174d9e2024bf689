//! What the year's actions leave, against what is held at 31 December: ISC01, and what a first transfer ended and is still held.
//!
//! - Runs of units and runs of holdings ascend, and are walked side by side.
//! - That something is not held is said only where every row of tables 3 and 4 was seen.

use std::collections::{BTreeMap, BTreeSet};

use crate::columns::{Field, Table};
use crate::finding::Code;
use crate::itmo_id::{ItmoBlock, ItmoId, ItmoSpace};
use crate::submission::Action;
use crate::syntax::{Parsed, Unseen};

use super::super::Judge;
use super::journey::{AtYearEnd, Journeys};
use super::{say, shown};

/// What is wrong with the holdings.
pub(super) struct Misheld {
    /// What of the units, or which of them are missing.
    block: String,
    /// The row of table 3.
    action: Option<usize>,
    /// The row of table 4, if it is there.
    holding: Option<u32>,
    /// Whether a first transfer ended them.
    is_ended: bool,
}

impl Misheld {
    pub(super) fn report(self, judge: &mut Judge<'_>, actions: &[&Parsed<Action>]) {
        let action = self.action.and_then(|at| actions.get(at));
        let by = action.map(|it| format!(" ({})", shown(it))).unwrap_or_default();
        let of_action = action.map(|it| (Table::Actions, it.number));
        let rows: Vec<_> =
            self.holding.map(|row| (Table::Holdings, row)).into_iter().chain(of_action).collect();
        let units = self.block;
        // What ISC01 stands for was published, how it is tested was not.
        const READING: &str = "ISC01, read as: what the year's actions leave is what is held";
        let (code, sentence) = match self.holding {
            Some(_) if self.is_ended => (
                Code::InconsistentBlock,
                format!("{units} were used or cancelled{by}, and are still held at 31 December"),
            ),
            Some(_) => (
                Code::HoldingsReported,
                format!("{units} left{by}, and are still held at 31 December ({READING})"),
            ),
            None => (
                Code::HoldingsReported,
                format!(
                    "{units} came in{by}, were neither moved on nor used, and are not held at 31 December ({READING})"
                ),
            ),
        };
        say(judge, code, &rows, Field::FirstId, sentence);
    }
}

/// Table 4 by space, each as runs that are apart, with a row that has them.
pub(super) struct YearEnd<'a> {
    held: BTreeMap<&'a ItmoSpace, Vec<(u64, u64, u32)>>,
    /// Each with all of its rows, to say which of them rows of table 3 speak of.
    rows: BTreeMap<&'a ItmoSpace, Vec<(u64, u64, u32)>>,
    /// Whether all holdings and all actions were seen.
    all_seen: bool,
    /// Whether all actions were.
    actions_seen: bool,
    pub(super) found: Vec<Misheld>,
    /// Holdings of which rows of table 3 speak.
    pub(super) met: BTreeSet<u32>,
}

impl<'a> YearEnd<'a> {
    pub(super) fn new(judge: &Judge<'a>) -> Self {
        let mut rows: BTreeMap<&ItmoSpace, Vec<_>> = BTreeMap::new();
        for holding in &judge.checked.holdings {
            let block: &ItmoBlock = &holding.row.block;
            let run = (block.first_number(), block.last_number(), holding.number);
            rows.entry(block.space()).or_default().push(run);
        }
        let mut held: BTreeMap<&ItmoSpace, Vec<(u64, u64, u32)>> = BTreeMap::new();
        for (space, runs) in &mut rows {
            runs.sort_unstable();
            let apart = held.entry(space).or_default();
            for (first, last, row) in runs.iter().copied() {
                match apart.last_mut() {
                    Some((_, reached, _)) if first <= *reached => *reached = last.max(*reached),
                    _ => apart.push((first, last, row)),
                }
            }
        }
        let unseen = |table: Table| -> Option<&Unseen> { judge.checked.unseen.get(&table) };
        let actions_seen = unseen(Table::Actions).is_none();
        let all_seen = actions_seen && unseen(Table::Holdings).is_none();
        Self { held, rows, all_seen, actions_seen, found: Vec::new(), met: BTreeSet::new() }
    }

    /// Holds what is left of a space's units against its holdings; once for each space.
    pub(super) fn compare(&mut self, space: &ItmoSpace, journeys: &Journeys) {
        let held = self.held.remove(space).unwrap_or_default();
        let mut said = BTreeSet::new();
        for end in journeys.ends() {
            let from = held.partition_point(|(_, last, _)| *last < end.first);
            let mut next = Some(end.first);
            for &(first, last, row) in held.iter().skip(from).take_while(|(first, ..)| *first <= end.last) {
                if let Some(gap) = next.filter(|gap| *gap < first) {
                    self.missing(space, (gap, first - 1), &end, &mut said);
                }
                next = last.checked_add(1);
                let is_wrong = end.ended_by_first_transfer || (end.held == Some(false) && !end.is_ended);
                if is_wrong && self.actions_seen && said.insert((end.by, Some(row))) {
                    let both = (end.first.max(first), end.last.min(last));
                    self.found.push(Misheld {
                        block: numbers(space, both),
                        action: end.by,
                        holding: Some(row),
                        is_ended: end.ended_by_first_transfer,
                    });
                }
            }
            if let Some(gap) = next.filter(|gap| *gap <= end.last) {
                self.missing(space, (gap, end.last), &end, &mut said);
            }
            self.mark(space, (end.first, end.last));
        }
    }

    fn missing(
        &mut self,
        space: &ItmoSpace,
        gap: (u64, u64),
        end: &AtYearEnd,
        said: &mut BTreeSet<(Option<usize>, Option<u32>)>,
    ) {
        let is_wrong = end.held == Some(true) && !end.is_ended && self.all_seen;
        if is_wrong && said.insert((end.by, None)) {
            let block = numbers(space, gap);
            self.found.push(Misheld { block, action: end.by, holding: None, is_ended: false });
        }
    }

    /// Notes which holdings rows of table 3 speak of, by their first units: a holding is looked at once.
    fn mark(&mut self, space: &ItmoSpace, (first, last): (u64, u64)) {
        let Some(rows) = self.rows.get(space) else { return };
        let from = rows.partition_point(|(of, ..)| *of < first);
        let within = rows.iter().skip(from).take_while(|(of, ..)| *of <= last);
        self.met.extend(within.map(|(_, _, row)| *row));
        // And the one that begins before and reaches in.
        let before = from.checked_sub(1).and_then(|at| rows.get(at));
        self.met.extend(before.filter(|(_, reached, _)| *reached >= first).map(|(_, _, row)| *row));
    }
}

fn numbers(space: &ItmoSpace, (first, last): (u64, u64)) -> String {
    let id = |number| ItmoId { space: space.clone(), number };
    ItmoBlock::new(id(first), &id(last)).map(|block| block.to_string()).unwrap_or_default()
}
