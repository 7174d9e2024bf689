//! What was taken back: movements that were reversed, notices of remote use that were withdrawn.
//!
//! - A reversal is a correction: what it names was not made, in no table of no year. What a reversed movement moved stood, until its reversal, where it
//!   stood before: by R-223 nothing else moved it in between.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::query::Article6Step;
use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex};

use super::units::identifiers;

/// Everything that was taken back up to the ledger's head.
#[derive(Debug, Default)]
pub(super) struct TakenBack {
    /// By the movement reversed: the reversing entry, the units, and who held them before.
    reversed: BTreeMap<EntryIndex, Vec<(EntryIndex, SerialBlock, AccountNumber)>>,
    withdrawn: BTreeSet<EntryIndex>,
}

impl TakenBack {
    /// Takes note of a step that takes back, if it is one.
    pub(super) fn note(&mut self, step: &Article6Step) {
        if let (Some(movement), Some((_, before))) = (step.reverses, step.accounts) {
            self.reversed.entry(movement).or_default().push((step.entry, step.block, before));
        }
        self.withdrawn.extend(step.withdraws);
    }

    /// Whether an entry was taken back.
    pub(super) fn has(&self, entry: EntryIndex) -> bool {
        self.reversed.contains_key(&entry) || self.withdrawn.contains(&entry)
    }

    /// Of units that a movement put where they are: who held them before, if it was reversed.
    pub(super) fn before(
        &self,
        movement: EntryIndex,
        block: SerialBlock,
    ) -> Option<Vec<(SerialBlock, AccountNumber)>> {
        let moved = self.reversed.get(&movement)?;
        let mut parts: Vec<_> =
            moved.iter().filter_map(|(_, of, account)| Some((of.intersection(&block)?, *account))).collect();
        parts.sort_unstable();
        Some(parts)
    }

    /// A step that found units where they were: cut by who held them, had nothing been taken back.
    pub(super) fn as_it_stood(&self, step: &Article6Step) -> Vec<Article6Step> {
        let mut parts: Vec<(SerialBlock, Option<AccountNumber>)> = vec![(step.block, step.held_by)];
        let between = self.reversed.range(..step.entry).flat_map(|(_, moved)| moved);
        for (_, moved, account) in between.filter(|(reversal, ..)| *reversal > step.entry) {
            parts = parts
                .into_iter()
                .flat_map(|(block, holder)| cut(block, holder, *moved, Some(*account)))
                .collect();
        }
        let part = |(block, held_by): (SerialBlock, Option<AccountNumber>)| Article6Step {
            block,
            held_by,
            identifiers: step.identifiers.map(|(first, _)| identifiers(first, step.block, block)),
            ..step.clone()
        };
        parts.into_iter().map(part).collect()
    }
}

/// A block whose holder is another where `moved` lies.
fn cut<H: Copy>(block: SerialBlock, holder: H, moved: SerialBlock, before: H) -> Vec<(SerialBlock, H)> {
    let Some(both) = block.intersection(&moved) else { return vec![(block, holder)] };
    let mut parts = Vec::new();
    if block.first < both.first {
        parts.push((SerialBlock::new(block.space, block.first, both.first - 1), holder));
    }
    parts.push((both, before));
    if both.last < block.last {
        parts.push((SerialBlock::new(block.space, both.last + 1, block.last), holder));
    }
    parts
}
