//! Asks whether two neighbours in the history of a serial agree.
//!
//! Invariants:
//! - Every question concerns one step and what was there just before it; who asks in which order does not matter.
//! - The holder after a step is its credited account, right or wrong (`spec/rules.md` section 1, *After a finding*).

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, EntryIndex, SpaceId};

use super::closings::Closings;
use super::step::{Claim, Holding, Measure, SeriesMark, Step};
use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::movement::{ReversalFacts, measure};
use crate::rules::number_map::NumberMap;
use crate::rules::state::series::SpacesAndSeries;

/// What is asked of a whole window.
#[derive(Debug)]
pub struct Facts<'w> {
    /// The window's first entry.
    pub first: EntryIndex,
    /// Its reversals, by place.
    pub reversals: &'w [ReversalFacts],
    /// Accounts that the window closes, with the entries that do.
    pub closings: &'w NumberMap<AccountNumber, Vec<EntryIndex>>,
    /// Series, for their metrics.
    pub series: &'w SpacesAndSeries,
}

impl Facts<'_> {
    /// Where a step's entry stands in the journal.
    pub fn index(&self, step: &Step) -> EntryIndex {
        EntryIndex(self.first.0 + u64::from(step.entry))
    }

    /// What the units of a series measure.
    pub fn measure(&self, series: SeriesMark) -> Measure {
        let series = series.series().and_then(|place| self.series.series(place));
        series.map_or(Measure::Unknown, |series| measure(series.metric))
    }

    fn reverses(&self, step: &Step) -> Option<EntryIndex> {
        let place = self.reversals.binary_search_by_key(&step.entry, |reversal| reversal.offset).ok()?;
        self.reversals.get(place).map(|reversal| reversal.reverses)
    }
}

/// Who held serials before a step, since when.
#[derive(Debug, Clone, Copy)]
pub struct Before {
    account: AccountNumber,
    since: EntryIndex,
    occurred_at_ms: u64,
}

impl Before {
    /// What a block of the holdings says.
    pub fn holding(holding: &Holding) -> Self {
        let Holding { account, since, occurred_at_ms, .. } = *holding;
        Self { account, since, occurred_at_ms }
    }

    /// What a step leaves behind.
    pub fn step(step: &Step, facts: &Facts<'_>) -> Self {
        Self { account: step.credit, since: facts.index(step), occurred_at_ms: step.occurred_at_ms }
    }
}

/// Questions asked of one stretch of the serials, and what was found.
#[derive(Debug)]
pub struct Inquiry<'w> {
    /// What holds for the whole window.
    pub facts: &'w Facts<'w>,
    /// Where it is told how long accounts held units.
    pub closings: &'w Closings<'w>,
    /// What was found, in any order.
    pub breaches: Vec<Breach>,
}

impl Inquiry<'_> {
    /// Asks of the serials `first` to `last` whether a step fits what was before it.
    #[inline]
    pub fn ask(&mut self, space: SpaceId, before: Option<&Before>, step: &Step, first: u64, last: u64) {
        if let Some(rule) = self.broken(before, step) {
            self.report(step, rule, SerialBlock::new(space, first, last));
        }
        if let Some(before) = before
            && !self.closings.is_empty()
        {
            // R-173 of an account that held units until this step moved them away.
            self.closings.held(before.account, before.since, self.facts.index(step));
        }
    }

    /// Notes that a step breaks a rule.
    pub fn report(&mut self, step: &Step, rule: Rule, block: SerialBlock) {
        self.breaches.push(Breach { entry: self.facts.index(step), rule, block: Some(block) });
    }

    /// The first rule that a pair breaks. What comes behind it cannot be the first of its movement either.
    #[inline]
    fn broken(&self, before: Option<&Before>, step: &Step) -> Option<Rule> {
        let goes_back = before.is_some_and(|before| before.occurred_at_ms > step.occurred_at_ms);
        let is_held = before.is_some_and(|before| before.account == step.debit);
        let broken = match step.claim {
            Claim::None => return None,
            Claim::Unissued if before.is_some() => 210,
            Claim::Held if !is_held => 211,
            _ if goes_back => 212,
            Claim::HeldSince
                if !is_held || before.map(|before| before.since) != self.facts.reverses(step) =>
            {
                223
            }
            _ => return None,
        };
        Some(Rule::R(broken))
    }
}
