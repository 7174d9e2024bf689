//! What issues draw and take and cancellations settle: of what is drawn.
//!
//! Of a window, the movements that name where units come from are gathered portion by portion; an issue is judged there by all that
//! its place in the journal answers. What is left is settled in the order of entries: lines and losses by counting, underlying numbers
//! by sorting and sweeping, the metric of what settles a loss by who holds what (`custody`).
//!
//! Invariants:
//! - What is found depends on the entries and their order only: not on threads, nor on where windows end.
//! - Until a rulebook 3 is adopted nothing is gathered and nothing kept.
//! - Memory: a count for each line and loss that is named, a range for each run of underlying numbers, and the reversals that gave
//!   something back.

mod effects;
mod gather;
mod issue;
mod metrics;
mod registries;
mod settle;
mod sweep;
mod taken;

pub use self::effects::Effects;

use ledger_format::identifiers::EntryIndex;
use rayon::prelude::*;

use self::gather::{Gathered, gather};
use self::settle::Settlement;
use crate::rules::Breach;
use crate::rules::custody::Custody;
use crate::rules::movement::ReversalFacts;
use crate::rules::share::Portion;
use crate::rules::state::State;

/// What a window's movements are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Window<'w> {
    /// Everything stated.
    pub state: &'w State,
    /// Its reversals, by place.
    pub reversals: &'w [ReversalFacts],
    /// Its first entry.
    pub first: EntryIndex,
    /// Who holds what behind it.
    pub custody: &'w Custody,
}

/// What is drawn, taken and settled so far.
#[derive(Debug, Default)]
pub struct Movements {
    settlement: Settlement,
}

impl Movements {
    /// Judges a window whose custody was swept, and lets it take effect; breaches come in no particular order.
    pub fn window(&mut self, window: &Window<'_>, portions: &[Portion<'_, '_>]) -> Vec<Breach> {
        if !window.state.origins.is_known {
            return Vec::new();
        }
        let gathered: Vec<Gathered> = portions.par_iter().map(|portion| gather(window, portion)).collect();
        let mut breaches = Vec::new();
        let (mut acts, mut settling) = (Vec::new(), Vec::new());
        for mut portion in gathered {
            acts.append(&mut portion.acts);
            settling.append(&mut portion.settling);
            breaches.append(&mut portion.breaches);
        }
        metrics::ask(window, settling, &mut breaches);
        self.settlement.settle(window.state, acts, &mut breaches);
        breaches
    }
}
