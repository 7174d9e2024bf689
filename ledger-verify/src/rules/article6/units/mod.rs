//! What becomes of Article 6 units: attachments, identifiers, first transfers, notices.
//!
//! Of a window, what names units is gathered entry by entry into acts and the pieces of serials that they touch; the pieces are sorted
//! by space and serial and swept, group by group, over what is known of the units before. Caps and numbers look at
//! units wherever they lie: the sweep says how many and which, and they are settled in the order of entries.
//!
//! Invariants:
//! - What is found depends on the entries and their order only: not on threads, cuts or window borders.
//! - Until a rulebook 2 is adopted nothing is kept; then it begins with who holds what (`custody`).
//! - Memory: what a window names, and one run for each stretch of units of which the same is known.

mod act;
mod attachments;
mod caps;
mod chain;
mod gather;
mod holder;
mod judge;
mod numbers;
mod runs;
mod shards;
mod sink;
mod sweep;
mod unit;

pub use self::gather::Gatherer;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{EntryIndex, SpaceId, Timestamp};

use self::caps::Caps;
use self::gather::Gathered;
use self::holder::Holder;
use self::numbers::Numbers;
use self::runs::{Run, Runs};
use self::shards::Sorting;
use self::unit::Unit;
use crate::rules::Breach;
use crate::rules::custody::{Custody, Holding};
use crate::rules::movement::ReversalFacts;
use crate::rules::state::State;

/// What a window's acts are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Window<'w> {
    /// Everything declared.
    pub state: &'w State,
    /// Its reversals, by place.
    pub reversals: &'w [ReversalFacts],
    /// Its first entry.
    pub first: EntryIndex,
}

/// What is known of all Article 6 units.
#[derive(Debug, Default)]
pub struct Units {
    runs: Runs,
    /// How many of the spaces in which they may lie are followed.
    followed: usize,
    caps: Caps,
    numbers: Numbers,
    /// What the window before left, for its memory: asking the system for it anew costs more than filling it.
    gathered: Vec<Gathered>,
    sorting: Sorting,
}

impl Units {
    /// Before the custody of a window is swept: takes over who holds what in spaces that are new here.
    pub fn take_over(&mut self, state: &State, custody: &Custody, first: EntryIndex) {
        if !state.article6.is_known {
            return;
        }
        let spaces = state.article6.series.spaces();
        let new: Vec<SpaceId> = spaces.get(self.followed..).unwrap_or_default().to_vec();
        self.followed = spaces.len();
        for space in new {
            let holdings: Vec<Run> =
                custody.holdings_in(space).map(|held| held_before(state, space, held, first)).collect();
            self.runs.add_space(holdings);
        }
    }

    /// What so many portions are gathered into; nothing may be until a rulebook 2 was adopted.
    pub fn portions(&mut self, count: usize) -> &mut [Gathered] {
        self.gathered.resize_with(self.gathered.len().max(count), Gathered::default);
        self.gathered.truncate(count);
        &mut self.gathered
    }

    /// Judges a window that was gathered and lets it take effect; breaches come in no particular order, and with them the serials for
    /// which notices took effect.
    pub fn window(&mut self, window: &Window<'_>) -> (Vec<Breach>, Vec<(EntryIndex, SerialBlock)>) {
        if !window.state.article6.is_known {
            return (Vec::new(), Vec::new());
        }
        let Self { runs, caps, numbers, gathered, sorting, .. } = self;
        let mut breaches = Vec::new();
        gathered.iter_mut().for_each(|portion| breaches.append(&mut portion.breaches));
        if gathered.iter().all(|portion| portion.pieces.is_empty()) {
            return (breaches, Vec::new());
        }
        let mut found = shards::run(window.state, gathered, window.first, sorting, runs);
        breaches.append(&mut found.breaches);
        caps.settle(window.state, found.attached, &mut breaches);
        numbers.settle(found.assigned, &mut breaches);
        (breaches, found.noticed)
    }
}

/// A unit of which nothing but its series and holder is known before an entry.
fn held_before(state: &State, space: SpaceId, held: &Holding, entry: EntryIndex) -> Run {
    let known = state.accounts.known_at(held.account, entry);
    let holder = Holder::of(held.account, known, Timestamp(held.occurred_at_ms));
    Run { space, first: held.first, last: held.last, unit: Unit::issued(held.series, holder) }
}
