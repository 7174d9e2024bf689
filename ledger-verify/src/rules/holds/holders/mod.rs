//! every serial of a hold is held by its debited account.
//!
//! Before a window's custody is swept, who holds what is copied from under the blocks of its holds; what its movements change there
//! is picked from their steps. Blocks that touch each other are then swept together along the serials.
//!
//! Invariants:
//! - What lies under the holds of a window is looked at once, however their blocks overlap.
//! - It is only asked whether a block breaks the rule, not where: many holds over many holders cost no more than sorting them.

mod accounts;
mod sweep;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex};
use rayon::prelude::*;

use self::sweep::{Claim, Held, Taking, sweep};
use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::custody::{Custody, Step};
use crate::rules::serials::{any_over, join};

/// A block of a hold.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    /// The hold.
    pub entry: EntryIndex,
    /// Its debited account.
    pub account: AccountNumber,
    /// The block; well formed.
    pub block: SerialBlock,
}

/// What the holds of a window ask.
#[derive(Debug, Default)]
pub struct Holders {
    placed: Vec<Placed>,
    /// The serials of all of them, ascending and disjoint.
    cover: Vec<SerialBlock>,
    /// Who holds them when the window begins; neighbours of one account are one.
    held: Vec<Held>,
}

impl Holders {
    /// Takes over blocks, and who holds their serials.
    pub fn take_over(&mut self, placed: Vec<Placed>, custody: &Custody) {
        self.cover = join(placed.iter().map(|placed| placed.block).collect());
        self.held = self.cover.par_iter().flat_map_iter(|block| held_in(custody, block)).collect();
        self.placed = placed;
    }

    /// The blocks that break R-504; then nothing is asked any more. Steps come in parts, each with the entries in it whose steps may
    /// touch serials of holds, ascending.
    pub fn ask<'w>(
        &mut self,
        first: EntryIndex,
        parts: impl Iterator<Item = (&'w [Step], &'w [EntryIndex])>,
    ) -> Vec<Breach> {
        let Self { placed, cover, held } = std::mem::take(self);
        if placed.is_empty() {
            return Vec::new();
        }
        let entry_of = move |step: &Step| EntryIndex(first.0.saturating_add(u64::from(step.entry)));
        let block_of = |step: &Step| SerialBlock::new(step.space, step.first, step.last);
        let taking =
            |step: &Step| Taking { block: block_of(step), entry: entry_of(step), account: step.credit };
        let steps = parts.flat_map(|(steps, touching)| {
            touching.iter().flat_map(move |entry| {
                let behind = steps.get(steps.partition_point(|step| entry_of(step) < *entry)..);
                behind.unwrap_or_default().iter().take_while(move |step| entry_of(step) == *entry)
            })
        });
        let takings = steps.filter(|step| any_over(&cover, &block_of(step))).map(taking);
        // In the order of entries, and of places within one.
        let takes = (0..).zip(takings).map(|(place, taking)| (taking.block, Claim::Taking(place, taking)));
        let asks = placed.into_iter().map(|placed| (placed.block, Claim::Placed(placed)));
        let mut claims: Vec<(SerialBlock, Claim)> = takes.chain(asks).collect();
        claims.par_sort_unstable_by_key(|(block, _)| *block);
        let broken = groups(&claims).into_par_iter().flat_map_iter(|group| sweep(&held, group));
        let breach = |Placed { entry, block, .. }| Breach { entry, rule: Rule::R(504), block: Some(block) };
        broken.map(breach).collect()
    }
}

/// Who holds the serials of a block, trimmed to it.
fn held_in(custody: &Custody, block: &SerialBlock) -> Vec<Held> {
    let mut held: Vec<Held> = Vec::new();
    for holding in custody.holdings_between(block.space, block.first, block.last) {
        let (first, last) = (holding.first.max(block.first), holding.last.min(block.last));
        match held.last_mut().filter(|before| {
            before.account == holding.account && before.block.last.checked_add(1) == Some(first)
        }) {
            Some(before) => before.block.last = last,
            None => {
                let block = SerialBlock::new(block.space, first, last);
                held.push(Held { block, account: holding.account });
            }
        }
    }
    held
}

/// Claims that touch each other, sorted as they are.
fn groups(claims: &[(SerialBlock, Claim)]) -> Vec<&[(SerialBlock, Claim)]> {
    let mut groups = Vec::new();
    let mut rest = claims;
    while let Some((lowest, _)) = rest.first() {
        let mut reach = lowest.last;
        let touching = rest.iter().take_while(|(block, _)| {
            let touches = block.space == lowest.space && block.first <= reach;
            if touches {
                reach = reach.max(block.last);
            }
            touches
        });
        let count = touching.count();
        let (group, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        groups.push(group);
        rest = behind;
    }
    groups
}
