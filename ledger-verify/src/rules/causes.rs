//! Which finding explains another (`spec/rules.md` section 1, *Cause*).
//!
//! Invariants:
//! - Findings are told by rising entry; a serial has one taint, the lowest it ever got.
//!
//! It looks at findings only: a movement without one leaves taints as they are.

use std::collections::BTreeMap;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{EntryIndex, SpaceId};

/// The first rule whose findings may have a cause other than themselves.
const FIRST_CAUSED_RULE: u16 = 210;

/// Taints of serials.
#[derive(Debug, Default)]
pub struct Taints {
    /// By first serial: the last one, and the cause.
    blocks: BTreeMap<(SpaceId, u64), (u64, EntryIndex)>,
}

impl Taints {
    /// The cause of a finding, which taints what its movement credits.
    pub fn cause(
        &mut self,
        entry: EntryIndex,
        rule_number: u16,
        serials: &[SerialBlock],
        credited: &[SerialBlock],
    ) -> EntryIndex {
        let caused = rule_number >= FIRST_CAUSED_RULE;
        let taints = serials.iter().filter(|_| caused).filter_map(|block| self.lowest(block));
        let cause = taints.min().filter(|cause| *cause < entry).unwrap_or(entry);
        for block in credited {
            self.taint(block, cause);
        }
        cause
    }

    fn lowest(&self, block: &SerialBlock) -> Option<EntryIndex> {
        self.overlapping(block).map(|(_, _, cause)| cause).min()
    }

    /// Tainted blocks that overlap, in descending order.
    fn overlapping(&self, block: &SerialBlock) -> impl Iterator<Item = (u64, u64, EntryIndex)> {
        let (space, first) = (block.space, block.first);
        self.blocks
            .range((space, 0)..=(space, block.last))
            .rev()
            .map(|((_, first), (last, cause))| (*first, *last, *cause))
            .take_while(move |(_, last, _)| *last >= first)
    }

    fn taint(&mut self, block: &SerialBlock, cause: EntryIndex) {
        let mut overlapping: Vec<_> = self.overlapping(block).collect();
        overlapping.reverse();
        let mut pieces: Vec<(u64, u64, EntryIndex)> = Vec::with_capacity(2 * overlapping.len() + 1);
        let mut put = |first: u64, last: u64, cause: EntryIndex| {
            if first > last {
                return;
            }
            match pieces.last_mut().filter(|before| before.2 == cause && before.1 + 1 == first) {
                Some(before) => before.1 = last,
                None => pieces.push((first, last, cause)),
            }
        };
        let mut next = block.first;
        for (first, last, old) in &overlapping {
            self.blocks.remove(&(block.space, *first));
            put(*first, (*last).min(block.first - 1), *old);
            put(next, first.saturating_sub(1), cause);
            put((*first).max(block.first), (*last).min(block.last), cause.min(*old));
            put(block.last + 1, *last, *old);
            next = last + 1;
        }
        put(next, block.last, cause);
        for (first, last, cause) in pieces {
            self.blocks.insert((block.space, first), (last, cause));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn serial_by_serial_it_is_the_same(
            findings in prop::collection::vec((1..30_u64, 0..9_u64, 1..30_u64, 0..9_u64, any::<bool>()), 1..30),
        ) {
            let (mut taints, mut naive) = (Taints::default(), BTreeMap::<u64, u64>::new());
            for (entry, (broken, more, credited, more_credited, caused)) in (100..).zip(findings) {
                let block = |first, more| SerialBlock::new(SpaceId(3), first, first + more);
                let (serials, credits) = (block(broken, more), block(credited, more_credited));
                let lowest = (serials.first..=serials.last).filter_map(|n| naive.get(&n)).min().copied();
                let expected = lowest.filter(|_| caused).unwrap_or(entry);
                for serial in credits.first..=credits.last {
                    let taint = naive.entry(serial).or_insert(expected);
                    *taint = expected.min(*taint);
                }
                let rule = if caused { 211 } else { 205 };
                let cause = taints.cause(EntryIndex(entry), rule, &[serials], &[credits]);
                prop_assert_eq!(cause, EntryIndex(expected));
            }
        }
    }
}
