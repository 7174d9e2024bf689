//! What binds: holds and restrictions that may be in force, and what they bar.
//!
//! Of a window, what its entries place, release and lift comes from the control stage, what its movements accept is gathered from them;
//! then each hold and restriction is in force from one entry to another. How many lie over a block when the window begins is counted
//! portion by portion; only of blocks over which one lies then, or begins to lie in the window, what changes within it is counted in the
//! order of entries.
//!
//! Invariants:
//! - What is found depends on the entries and their order only: not on threads, nor on where windows end.
//! - A hold or restriction is kept until it was accepted, released or lifted, or has expired; a movement where none of them could
//!   bind costs a few looks.
//! - A window costs as much as what it places and ends, and a few searches for each block that it moves where something may bind.

mod bar;
mod gather;
mod settle;

pub use self::gather::Gatherer;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex, Timestamp};
use rayon::prelude::*;

use self::bar::{Bar, Proposal};
use self::gather::{Before, Gathered, Question};
use super::holders::{Holders, Placed};
use super::state::{HoldsState, Said};
use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::custody::{Custody, Step};
use crate::rules::number_map::{NumberMap, NumberSet};
use crate::rules::overlap::{Cover, Sketch};
use crate::rules::serials::{any_over, join};
use crate::rules::state::State;

/// What a window is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Window<'w> {
    /// Everything stated.
    pub state: &'w State,
    /// Its first entry.
    pub first: EntryIndex,
    /// Who takes what from whom, part by part in the order of the journal.
    pub steps: &'w [&'w [Step]],
}

/// What may bind, and how much of it is in force at the end of the windows so far.
#[derive(Debug, Default)]
pub struct Bars {
    bars: NumberMap<EntryIndex, Bar>,
    /// When time begins or ends one.
    due: BinaryHeap<Reverse<(Timestamp, EntryIndex)>>,
    held: Cover,
    restricted: Cover,
    /// Serials of those that may begin to bind in the window: ascending and disjoint.
    beginning: Vec<SerialBlock>,
    restricted_accounts: NumberMap<AccountNumber, i64>,
    /// Where the blocks of `bars` may lie, and how often each account stands there.
    sketch: Sketch,
    accounts: NumberMap<AccountNumber, u64>,
    /// Those that the window places, ends or brings due.
    touched: Vec<EntryIndex>,
    /// Those that the window ends.
    over: Vec<EntryIndex>,
    /// Of the window: holds that are released, and what holds are placed over.
    released: Vec<(EntryIndex, EntryIndex)>,
    placed: Vec<Placed>,
    holders: Holders,
}

impl Bars {
    /// Before the custody of a window is swept: takes over what its entries say, and who holds what is held back. `breaches` are those
    /// that its control stage found, in any order.
    pub fn take_over(&mut self, state: &mut HoldsState, custody: &Custody, breaches: &[Breach]) {
        self.take_said(state, custody, breaches);
        self.note_beginning(state.clock.now());
    }

    fn take_said(&mut self, state: &mut HoldsState, custody: &Custody, breaches: &[Breach]) {
        let said = state.take_said();
        if said.is_empty() {
            return;
        }
        let wrong: NumberSet<EntryIndex> = breaches.iter().map(|breach| breach.entry).collect();
        let mut placed = Vec::new();
        for (entry, said) in said {
            match said {
                Said::Hold(hold) => {
                    let bar = Bar::hold(entry, &hold);
                    if !wrong.contains(&entry) {
                        let account = hold.debited;
                        placed.extend(hold.blocks.iter().map(|block| Placed {
                            entry,
                            account,
                            block: *block,
                        }));
                    }
                    self.place(entry, bar);
                }
                Said::Restriction(restriction) => self.place(entry, Bar::restriction(entry, &restriction)),
                Said::Released(hold) => self.released.push((entry, hold)),
                Said::Lifted(restriction) => self.lift(entry, restriction),
            }
        }
        self.placed.clone_from(&placed);
        self.holders.take_over(placed, custody);
    }

    /// What gathers the entries of a portion, if anything is to be gathered.
    pub fn gatherer<'g>(&'g self, state: &'g State) -> Option<Gatherer<'g>> {
        state.holds.is_known.then(|| Gatherer::new(self, state))
    }

    /// Judges a window whose steps are known and whose portions were gathered, and lets it take effect; breaches come in no particular
    /// order.
    pub fn window(&mut self, window: &Window<'_>, gathered: Vec<Gathered>) -> Vec<Breach> {
        if !window.state.holds.is_known {
            return Vec::new();
        }
        let touching = gathered.iter().map(|portion| &portion.touching[..]);
        let mut breaches = self.holders.ask(window.first, window.steps.iter().copied().zip(touching));
        let (mut named, placed) = (std::mem::take(&mut self.released), std::mem::take(&mut self.placed));
        let of_hold = |Placed { entry, account, block }: &Placed| {
            let before = self.before(*account, block, true)?;
            let (entry, block, account) = (*entry, *block, *account);
            Some(Question { entry, block, account, named: None, is_of_hold: true, before })
        };
        let mut questions: Vec<Question> = placed.par_iter().filter_map(of_hold).collect();
        named.retain(|(entry, hold)| {
            let is_known = window.state.holds.hold_at(*hold, *entry).is_some();
            if !is_known {
                breaches.push(Breach { entry: *entry, rule: Rule::R(506), block: None });
            }
            is_known
        });
        for mut portion in gathered {
            named.append(&mut portion.named);
            questions.append(&mut portion.questions);
            breaches.append(&mut portion.breaches);
        }
        named.sort_unstable();
        questions.sort_by_key(|question| question.entry);
        self.end_named(window, &named, &mut breaches);
        self.settle(window, &questions, &mut breaches);
        breaches
    }

    /// What a hold proposes that may still be in force.
    fn proposed(&self, hold: EntryIndex) -> Option<(&Proposal, &[SerialBlock])> {
        let bar = self.bars.get(&hold)?;
        Some((bar.proposal.as_ref()?, &bar.blocks))
    }

    /// Whether anything could bind in the window.
    #[inline]
    fn bind_anything(&self) -> bool {
        !self.bars.is_empty()
    }

    /// What lies over a block when the window begins; none where nothing binds it or the account then, nor could in the window. `may_be`
    /// is what the sketch says of the block.
    #[inline]
    fn before(&self, account: AccountNumber, block: &SerialBlock, may_be: bool) -> Option<Before> {
        let is_named = || !self.accounts.is_empty() && self.accounts.contains_key(&account);
        if !may_be {
            return is_named().then(Before::default);
        }
        let before = Before { held: self.held.over(block), restricted: self.restricted.over(block) };
        let could = before != Before::default() || any_over(&self.beginning, block) || is_named();
        could.then_some(before)
    }

    fn place(&mut self, entry: EntryIndex, bar: Bar) {
        for block in &bar.blocks {
            self.sketch.add(block);
        }
        for account in &bar.accounts {
            *self.accounts.entry(*account).or_default() += 1;
        }
        self.due.extend(bar.times().map(|time| Reverse((time, entry))));
        self.touched.push(entry);
        self.bars.insert(entry, bar);
    }

    fn lift(&mut self, entry: EntryIndex, restriction: EntryIndex) {
        let bar = self.bars.get_mut(&restriction).filter(|bar| bar.proposal.is_none() && restriction < entry);
        if let Some(bar) = bar {
            bar.ended.get_or_insert(EntryIndex(entry.0.saturating_add(1)));
            self.touched.push(restriction);
        }
    }

    /// Touches those that time begins or ends by now; what begins to bind in the window is then touched.
    fn note_beginning(&mut self, now: Timestamp) {
        while let Some(Reverse((_, entry))) =
            self.due.peek().filter(|Reverse((time, _))| *time <= now).copied()
        {
            self.due.pop();
            self.touched.push(entry);
        }
        let touched = self.touched.iter().filter_map(|entry| self.bars.get(entry));
        let beginning = touched.filter(|bar| !bar.is_counted);
        self.beginning = join(beginning.flat_map(|bar| bar.blocks.iter().copied()).collect());
    }

    /// Forgets those that the window ended.
    fn let_go(&mut self) {
        self.touched.clear();
        for entry in self.over.drain(..) {
            let Some(bar) = self.bars.remove(&entry) else { continue };
            for block in &bar.blocks {
                self.sketch.remove(block);
            }
            for account in &bar.accounts {
                one_less(&mut self.accounts, *account);
            }
        }
    }
}

fn one_less<K: Eq + std::hash::Hash>(counts: &mut NumberMap<K, u64>, key: K) {
    if let std::collections::hash_map::Entry::Occupied(mut count) = counts.entry(key) {
        *count.get_mut() -= 1;
        if *count.get() == 0 {
            count.remove();
        }
    }
}

#[cfg(test)]
mod tests {
    use ledger_format::body::Holds;
    use ledger_format::body::holds::{HoldPlaced, HoldReleased, RestrictionLifted, RestrictionPlaced};
    use ledger_format::codes::{Action, RestrictionReason};
    use ledger_format::identifiers::{Digest, SpaceId};

    use super::*;

    #[test]
    fn what_ended_is_forgotten() {
        let (mut bars, mut state) = (Bars::default(), State::default());
        state.holds.is_known = true;
        let blocks: Vec<SerialBlock> =
            (1..9).map(|first| SerialBlock::new(SpaceId(1), 2 * first, 2 * first)).collect();
        let hold = |expires| {
            Holds::Placed(HoldPlaced {
                debited: AccountNumber(1),
                acquiring: AccountNumber(2),
                action: Action::TRANSFER,
                expires: Timestamp(expires),
                blocks: blocks.clone().try_into().unwrap(),
            })
        };
        let restriction = |from, until| {
            Holds::Restricted(Box::new(RestrictionPlaced {
                party: None,
                reason: RestrictionReason::OTHER,
                accounts: vec![AccountNumber(1)].try_into().unwrap(),
                blocks: blocks.clone().try_into().unwrap(),
                from: Timestamp(from),
                until: Timestamp(until),
                document: Digest([0; 32]),
            }))
        };
        let released = |hold| Holds::Released(HoldReleased { hold: EntryIndex(hold), reason: 0 });
        let lifted = |restriction| {
            Holds::Lifted(RestrictionLifted { restriction: EntryIndex(restriction), reason: 0 })
        };
        let mut live = Vec::new();
        for ((time, said), index) in [
            (1, hold(4)),
            (1, hold(9)),
            (1, hold(0)),
            (1, restriction(0, 3)),
            (1, restriction(8, 0)),
            (1, restriction(0, 0)),
            (2, restriction(0, 1)),
            (3, released(2)),
            (3, lifted(6)),
            (4, lifted(5)),
        ]
        .into_iter()
        .zip(1..)
        {
            state.holds.begin_window();
            state.holds.clock.begin_batch(EntryIndex(index), Timestamp(time));
            state.holds.state(EntryIndex(index), &said);
            bars.take_over(&mut state.holds, &Custody::default(), &[]);
            let window = Window { state: &state, first: EntryIndex(index), steps: &[] };
            let _ = bars.window(&window, Vec::new());
            live.push(bars.bars.len());
        }
        assert_eq!(live, [1, 2, 2, 3, 4, 5, 5, 3, 2, 0]);
        assert!(blocks.iter().all(|block| !bars.sketch.may_lie_over(block)));
        assert!(bars.accounts.is_empty() && bars.restricted_accounts.is_empty());
        assert!(blocks.iter().all(|block| bars.held.over(block) == 0 && bars.restricted.over(block) == 0));
    }
}
