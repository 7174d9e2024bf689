//! no movement moves, and no hold proposes, a serial that is noticed.
//!
//! For which serials a notice took effect is said by the sweep over units; they stay noticed until it is withdrawn, whole. How many of
//! them lie over a block when the window begins is counted portion by portion; only of blocks over which one lies then, or begins to lie
//! in the window, what changes within it is counted in the order of entries.
//!
//! Invariants:
//! - What is found depends on the entries and their order only: not on threads, nor on where windows end.
//! - Of each block it is only asked whether anything noticed lies in it: a movement over many notices costs no more than one over one.

use ledger_format::block::SerialBlock;
use ledger_format::body::{Body, Holds, Posting};
use ledger_format::codes::Side;
use ledger_format::identifiers::EntryIndex;

use crate::finding::Rule;
use crate::reading::Reading;
use crate::rules::Breach;
use crate::rules::number_map::NumberMap;
use crate::rules::overlap::{Changing, Cover, Sketch};
use crate::rules::portion::unknown;
use crate::rules::serials::{any_over, join};
use crate::rules::state::State;
use crate::window::Entry;

/// What is noticed at the end of the windows so far.
#[derive(Debug, Default)]
pub struct Noticed {
    /// The serials for which each notice that stands took effect.
    by: NumberMap<EntryIndex, Vec<SerialBlock>>,
    cover: Cover,
    /// Where the blocks of `by` and `named` may lie.
    sketch: Sketch,
    /// Serials that notices of the window name: ascending and disjoint.
    named: Vec<SerialBlock>,
}

/// A block that must not be noticed.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    entry: EntryIndex,
    block: SerialBlock,
    /// How many notices lie over the block when the window begins.
    before: i64,
}

/// A notice takes effect with an entry, or is withdrawn by it.
#[derive(Debug, Clone, Copy)]
struct Change {
    entry: EntryIndex,
    notice: EntryIndex,
    by: i64,
}

impl Noticed {
    /// Before the movements of a window with this first entry are looked at: takes over which serials its notices name.
    pub fn take_over(&mut self, state: &State, first: EntryIndex) {
        self.named = join(state.notices.named_from(first).copied().collect());
        self.named.iter().for_each(|block| self.sketch.add(block));
    }

    /// What gathers the entries of a portion, if anything may be noticed.
    pub fn gatherer<'n>(&'n self, state: &'n State) -> Option<Gatherer<'n>> {
        let anything = !self.by.is_empty() || !self.named.is_empty();
        anything.then(|| Gatherer { noticed: self, state, questions: Vec::new() })
    }

    /// Judges a window in which notices took effect for these serials, and lets that be so for the windows behind it; questions come in
    /// the order of entries, breaches in none.
    pub fn window(
        &mut self,
        state: &State,
        questions: impl IntoIterator<Item = Question>,
        given: Vec<(EntryIndex, SerialBlock)>,
    ) -> Vec<Breach> {
        for block in std::mem::take(&mut self.named) {
            self.sketch.remove(&block);
        }
        if self.by.is_empty() && given.is_empty() {
            return Vec::new();
        }
        let changes = self.changes(state, given);
        let mut changing = Changing::new(changes.iter().flat_map(|change| self.of(change)));
        let (mut breaches, mut ahead) = (Vec::new(), changes.iter().peekable());
        for Question { entry, block, before } in questions {
            while let Some(change) = ahead.next_if(|change| change.entry < entry) {
                self.of(change).for_each(|block| changing.change(block, change.by));
            }
            if before + changing.over(&block) > 0 {
                breaches.push(Breach { entry, rule: Rule::R(603), block: Some(block) });
            }
        }
        self.cover.change(changes.iter().flat_map(|change| {
            let blocks = self.by.get(&change.notice).into_iter().flatten();
            blocks.map(|block| (block, change.by))
        }));
        for change in changes.iter().filter(|change| change.by < 0) {
            self.forget(change.notice);
        }
        breaches
    }

    /// Takes over what was given; says what changes, by rising entry.
    fn changes(&mut self, state: &State, mut given: Vec<(EntryIndex, SerialBlock)>) -> Vec<Change> {
        given.sort_unstable();
        let mut changes = Vec::new();
        for of_notice in given.chunk_by(|a, b| a.0 == b.0) {
            let Some((notice, _)) = of_notice.first().copied() else { continue };
            let blocks: Vec<SerialBlock> = of_notice.iter().map(|(_, block)| *block).collect();
            blocks.iter().for_each(|block| self.sketch.add(block));
            self.by.insert(notice, blocks);
            changes.push(Change { entry: notice, notice, by: 1 });
        }
        let withdrawn = state.notices.withdrawn().iter().filter(|(_, notice)| self.by.contains_key(notice));
        changes.extend(withdrawn.map(|(entry, notice)| Change { entry: *entry, notice: *notice, by: -1 }));
        changes.sort_unstable_by_key(|change| change.entry);
        changes
    }

    fn of(&self, change: &Change) -> impl Iterator<Item = &SerialBlock> {
        self.by.get(&change.notice).into_iter().flatten()
    }

    fn forget(&mut self, notice: EntryIndex) {
        for block in self.by.remove(&notice).unwrap_or_default() {
            self.sketch.remove(&block);
        }
    }
}

/// Takes in one entry of a portion after the other: what movements and holds ask.
#[derive(Debug)]
pub struct Gatherer<'n> {
    noticed: &'n Noticed,
    state: &'n State,
    questions: Vec<Question>,
}

impl Gatherer<'_> {
    /// What the portion asks.
    pub fn finish(self) -> Vec<Question> {
        self.questions
    }

    /// Takes in the next entry.
    pub fn entry(&mut self, index: EntryIndex, entry: &Entry<'_>) {
        match &entry.reading {
            Reading::Movement(movement) => self.ask(index, entry, debited(movement.postings())),
            Reading::Decoded(decoded) => match &decoded.1 {
                Body::Movement(movement) => {
                    self.ask(index, entry, debited(movement.postings.iter().copied()));
                }
                Body::Reversal(reversal) => {
                    self.ask(index, entry, debited(reversal.postings.iter().copied()));
                }
                Body::Holds(Holds::Placed(hold)) => self.ask(index, entry, hold.blocks.iter().copied()),
                _ => {}
            },
            Reading::UnknownKind | Reading::Malformed(_) => {}
        }
    }

    fn ask(&mut self, entry: EntryIndex, asker: &Entry<'_>, blocks: impl Iterator<Item = SerialBlock>) {
        let known = self.questions.len();
        let noticed = self.noticed;
        let may_be = blocks.filter(|block| block.is_well_formed() && noticed.sketch.may_lie_over(block));
        let asked = may_be.filter_map(|block| {
            let before = noticed.cover.over(&block);
            (before > 0 || any_over(&noticed.named, &block)).then_some(Question { entry, block, before })
        });
        self.questions.extend(asked);
        // Asked last: few entries come to it.
        let terms = self.state.article6.terms.at(entry);
        if self.questions.len() > known && (!terms.knows_notices() || unknown(asker, terms).is_some()) {
            self.questions.truncate(known);
        }
    }
}

/// The blocks that are debited.
fn debited(postings: impl Iterator<Item = Posting>) -> impl Iterator<Item = SerialBlock> {
    postings.filter(|posting| posting.side == Side::Debit).map(|posting| posting.block)
}

#[cfg(test)]
mod tests {
    use ledger_format::body::holds::Evidence;
    use ledger_format::body::notices::NoticeGiven;
    use ledger_format::codes::{Action, EvidenceGrade, Purposes};
    use ledger_format::identifiers::{AccountNumber, Commitment, Digest, SpaceId};

    use super::*;

    #[test]
    fn what_is_withdrawn_is_forgotten() {
        let (mut noticed, mut state) = (Noticed::default(), State::default());
        let blocks: Vec<SerialBlock> =
            (1..9).map(|first| SerialBlock::new(SpaceId(1), 2 * first, 2 * first)).collect();
        let notice = NoticeGiven {
            account: AccountNumber(1),
            blocks: blocks.clone().try_into().unwrap(),
            action: Action::CANCELLATION,
            party: "CHE".parse().unwrap(),
            year: 0,
            entity: Commitment([0; 32]),
            purpose: Purposes(0),
            evidence: Evidence { grade: EvidenceGrade::NONE, digest: Digest([0; 32]) },
        };
        let given = |entry: u64| blocks.iter().map(|block| (EntryIndex(entry), *block)).collect();
        for round in 0..3 {
            let entry = EntryIndex(2 * round + 1);
            state.notices.begin_window();
            state.notices.give(entry, &notice);
            noticed.take_over(&state, entry);
            assert!(noticed.window(&state, Vec::new(), given(entry.0)).is_empty());
            assert!(blocks.iter().all(|block| noticed.cover.over(block) == 1));
            state.notices.begin_window();
            state.notices.withdraw(EntryIndex(2 * round + 2), entry);
            assert!(noticed.window(&state, Vec::new(), Vec::new()).is_empty());
            assert!(blocks.iter().all(|block| noticed.cover.over(block) == 0));
        }
        assert!(noticed.by.is_empty() && blocks.iter().all(|block| !noticed.sketch.may_lie_over(block)));
    }
}
