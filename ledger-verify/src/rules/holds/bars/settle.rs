//! Goes through a window in the order of entries: what ends holds, what begins and ends to bind, and what was barred when it was asked.
//!
//! Invariants:
//! - An effect never depends on a finding.
//! - Of each block it is only asked whether anything lies over it: a movement over many holds costs no more than one over one.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex};

use super::bar::Bar;
use super::gather::Question;
use super::{Bars, Window};
use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::number_map::NumberMap;
use crate::rules::overlap::Changing;

/// A bar begins to bind at an entry, or no longer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    at: EntryIndex,
    bar: EntryIndex,
    begins: bool,
}

impl Change {
    fn by(self) -> i64 {
        if self.begins { 1 } else { -1 }
    }
}

impl Bars {
    /// R-506 of entries that name holds, by rising entry; and ends what they end.
    pub(super) fn end_named(
        &mut self,
        window: &Window<'_>,
        named: &[(EntryIndex, EntryIndex)],
        breaches: &mut Vec<Breach>,
    ) {
        for (entry, hold) in named {
            let bar = self.bars.get_mut(hold).filter(|bar| bar.proposal.is_some());
            let is_in_force =
                bar.as_ref().is_some_and(|bar| bar.is_in_force_at(*entry, &window.state.holds.clock));
            if !is_in_force {
                breaches.push(Breach { entry: *entry, rule: Rule::R(506), block: None });
            }
            if let Some(bar) = bar {
                bar.ended.get_or_insert(EntryIndex(entry.0.saturating_add(1)));
                self.touched.push(*hold);
            }
        }
    }

    /// Lets what the window changes take effect, and answers its questions, which come by rising entry.
    pub(super) fn settle(&mut self, window: &Window<'_>, questions: &[Question], breaches: &mut Vec<Breach>) {
        let changes = self.changes(window);
        let of = |holds: bool| move |(_, bar): &(Change, &Bar)| bar.proposal.is_some() == holds;
        let changing: Vec<(Change, &Bar)> =
            changes.iter().filter_map(|change| Some((*change, self.bars.get(&change.bar)?))).collect();
        let blocks =
            |holds| changing.iter().copied().filter(of(holds)).flat_map(|(_, bar)| bar.blocks.iter());
        let (mut held, mut restricted) = (Changing::new(blocks(true)), Changing::new(blocks(false)));
        let mut ahead = changing.iter().peekable();
        for question in questions {
            while let Some((change, bar)) = ahead.next_if(|(change, _)| change.at <= question.entry) {
                let counts = if bar.proposal.is_some() { &mut held } else { &mut restricted };
                bar.blocks.iter().for_each(|block| counts.change(block, change.by()));
                count(&mut self.restricted_accounts, &bar.accounts, change.by());
            }
            let Question { entry, block, account, named, is_of_hold, before } = *question;
            let own = named.and_then(|named| self.bars.get(&named));
            let own = own.map_or(0, |bar| over(&bar.blocks, &block));
            let is_held = before.held + held.over(&block) > own;
            let is_restricted = before.restricted + restricted.over(&block) > 0
                || self.restricted_accounts.contains_key(&account);
            let mut report =
                |number| breaches.push(Breach { entry, rule: Rule::R(number), block: Some(block) });
            match (is_of_hold, is_held, is_restricted) {
                (true, false, false) => {}
                (true, ..) => report(505),
                (false, true, _) => report(508),
                (false, false, true) => report(514),
                (false, false, false) => {}
            }
        }
        for (change, bar) in ahead {
            count(&mut self.restricted_accounts, &bar.accounts, change.by());
        }
        let blocks = |holds| {
            let changed = changing.iter().copied().filter(of(holds));
            changed.flat_map(|(change, bar)| bar.blocks.iter().map(move |block| (block, change.by())))
        };
        self.held.change(blocks(true));
        self.restricted.change(blocks(false));
        self.let_go();
    }

    /// What begins to bind in the window and what no longer does, by rising entry.
    fn changes(&mut self, window: &Window<'_>) -> Vec<Change> {
        let clock = &window.state.holds.clock;
        self.touched.sort_unstable();
        self.touched.dedup();
        let mut changes = Vec::new();
        for place in &self.touched {
            let Some(bar) = self.bars.get_mut(place) else { continue };
            let ends = bar.ends(clock);
            let change = |at, begins| Change { at, bar: *place, begins };
            if bar.is_counted {
                changes.extend(ends.map(|end| change(end, false)));
            } else if let Some(begins) =
                bar.begins(clock).filter(|begins| ends.is_none_or(|end| *begins < end))
            {
                changes.push(change(begins, true));
                changes.extend(ends.map(|end| change(end, false)));
                bar.is_counted = true;
            }
            if ends.is_some() {
                self.over.push(*place);
            }
        }
        changes.sort_unstable();
        changes
    }
}

/// Counts restrictions by account.
fn count(counts: &mut NumberMap<AccountNumber, i64>, accounts: &[AccountNumber], by: i64) {
    for account in accounts {
        let count = counts.entry(*account).or_default();
        *count += by;
        if *count == 0 {
            counts.remove(account);
        }
    }
}

/// How many of some ascending, disjoint blocks lie over a block.
fn over(blocks: &[SerialBlock], block: &SerialBlock) -> i64 {
    let begun = blocks.partition_point(|each| (each.space, each.first) <= (block.space, block.last));
    let ended = blocks.partition_point(|each| (each.space, each.last) < (block.space, block.first));
    i64::try_from(begun.saturating_sub(ended)).unwrap_or(i64::MAX)
}
