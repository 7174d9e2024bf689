//! Gathers from the movements of a portion which holds they accept, and what they take from where something is held back or restricted.
//!
//! Invariants:
//! - Portions are gathered independently of each other; nothing is changed.
//! - Of a movement without particulars nothing is looked at while nothing is held back or restricted.

use ledger_format::block::SerialBlock;
use ledger_format::body::{Body, Movement, Posting};
use ledger_format::codes::Side;
use ledger_format::identifiers::{AccountNumber, EntryIndex};

use super::Bars;
use super::bar::Proposal;
use crate::finding::Rule;
use crate::reading::Reading;
use crate::rules::Breach;
use crate::rules::holds::hold_of;
use crate::rules::portion::unknown;
use crate::rules::serials::join;
use crate::rules::state::State;
use crate::window::Entry;

/// A block that must not be barred.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// Who asks.
    pub entry: EntryIndex,
    /// What.
    pub block: SerialBlock,
    /// From where.
    pub account: AccountNumber,
    /// The hold that does not count.
    pub named: Option<EntryIndex>,
    /// Whether it is asked for a hold, not for a movement.
    pub is_of_hold: bool,
    /// What lies over the block when the window begins.
    pub before: Before,
}

/// How many holds and restrictions in force lie over a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Before {
    /// Holds.
    pub held: i64,
    /// Restrictions.
    pub restricted: i64,
}

/// What a portion gives.
#[derive(Debug, Default)]
pub struct Gathered {
    /// Movements and the holds that they name, which earlier entries placed.
    pub named: Vec<(EntryIndex, EntryIndex)>,
    /// What its movements take.
    pub questions: Vec<Question>,
    /// Movements that name serials which something may bind, ascending.
    pub touching: Vec<EntryIndex>,
    /// R-506 of holds that were never placed, R-507.
    pub breaches: Vec<Breach>,
}

/// Takes in one entry of a portion after the other.
#[derive(Debug)]
pub struct Gatherer<'g> {
    bars: &'g Bars,
    state: &'g State,
    out: Gathered,
}

impl<'g> Gatherer<'g> {
    /// At the beginning of a portion.
    pub(super) fn new(bars: &'g Bars, state: &'g State) -> Self {
        Self { bars, state, out: Gathered::default() }
    }

    /// What the portion gave.
    pub fn finish(self) -> Gathered {
        self.out
    }

    /// Takes in the next entry.
    #[inline]
    pub fn entry(&mut self, index: EntryIndex, entry: &Entry<'_>) {
        match &entry.reading {
            Reading::Movement(movement) if self.bars.bind_anything() => {
                self.ask(index, entry, None, movement.postings());
            }
            Reading::Decoded(decoded) => match &decoded.1 {
                Body::Movement(movement) => {
                    let named = hold_of(movement);
                    if let Some(hold) = named.filter(|_| self.is_judged(index, entry)) {
                        self.name(index, hold, movement);
                    }
                    self.ask(index, entry, named, movement.postings.iter().copied());
                }
                Body::Reversal(reversal) => {
                    self.ask(index, entry, None, reversal.postings.iter().copied());
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn is_judged(&self, index: EntryIndex, entry: &Entry<'_>) -> bool {
        let terms = self.state.article6.terms.at(index);
        terms.knows_holds() && unknown(entry, terms).is_none()
    }

    fn name(&mut self, index: EntryIndex, hold: EntryIndex, movement: &Movement) {
        if self.state.holds.hold_at(hold, index).is_none() {
            return self.report(index, 506);
        }
        self.out.named.push((index, hold));
        // One that is not there has ended, which R-506 says.
        if let Some((proposal, blocks)) = self.bars.proposed(hold)
            && !is_as_proposed(movement, proposal, blocks)
        {
            self.report(index, 507);
        }
    }

    fn ask(
        &mut self,
        index: EntryIndex,
        entry: &Entry<'_>,
        named: Option<EntryIndex>,
        postings: impl Iterator<Item = Posting>,
    ) {
        if !self.bars.bind_anything() {
            return;
        }
        let known = self.out.questions.len();
        let (mut last, mut touches) = (None, false);
        for Posting { account, side, block } in postings.filter(|posting| posting.block.is_well_formed()) {
            // Usually one block is debited and credited.
            let may_be = match last {
                Some((asked, may_be)) if asked == block => may_be,
                _ => self.bars.sketch.may_lie_over(&block),
            };
            last = Some((block, may_be));
            touches |= may_be;
            if side == Side::Debit
                && let Some(before) = self.bars.before(account, &block, may_be)
            {
                let (entry, is_of_hold) = (index, false);
                self.out.questions.push(Question { entry, block, account, named, is_of_hold, before });
            }
        }
        self.out.touching.extend(touches.then_some(index));
        // Asked last: few entries come to it.
        if self.out.questions.len() > known && !self.is_judged(index, entry) {
            self.out.questions.truncate(known);
        }
    }

    fn report(&mut self, entry: EntryIndex, number: u16) {
        self.out.breaches.push(Breach { entry, rule: Rule::R(number), block: None });
    }
}

/// R-507 of a movement that breaks no lower rule: what it debits is then what it credits.
fn is_as_proposed(movement: &Movement, proposal: &Proposal, blocks: &[SerialBlock]) -> bool {
    let is_of_account = |posting: &Posting| match posting.side {
        Side::Debit => posting.account == proposal.debited,
        Side::Credit => posting.account == proposal.acquiring,
    };
    let debits = movement.postings.iter().filter(|posting| posting.side == Side::Debit);
    let taken = debits.filter(|posting| posting.block.is_well_formed()).map(|posting| posting.block);
    movement.action == proposal.action
        && movement.postings.iter().all(is_of_account)
        && join(taken.collect()) == blocks
}
