//! What the model knows of what holds units back: every hold and restriction that was ever placed, what became of it, and on
//! what evidence units came and went (`spec/holds.md`).
//!
//! Invariants:
//! - Nothing is dropped when it is over: whether it is in force is asked anew, of each of them, for one time.
//! - The times asked for never decrease: so it is in what a writer writes, and a model is told nothing else.
//!
//! | module | what it holds |
//! | --- | --- |
//! | `statements` | R-501 to of a release, R-511 to R-513; who signs |
//! | `moving` | R-506 to, R-521 |
//! | `effects` | section 5 |

mod effects;
mod moving;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use ledger_format::block::SerialBlock;
use ledger_format::body::Rulebook;
use ledger_format::body::holds::{Evidence, HoldPlaced, RestrictionPlaced};
use ledger_format::codes::RuleOption;
use ledger_format::limits::HOLD_LIMIT_DEFAULT_MS;

pub use self::moving::hold_named;
use super::article6::units_of;
use super::{Forget, Model, UnitKey};

/// A movement that was proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// As placed.
    pub terms: HoldPlaced,
    /// Whether it was accepted or released.
    pub is_over: bool,
}

/// An order that nothing moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// As placed.
    pub terms: RestrictionPlaced,
    /// Whether it was lifted.
    pub is_lifted: bool,
}

impl Restriction {
    /// Whether it is in force at a recording time, in milliseconds.
    #[must_use]
    pub fn is_in_force(&self, now_ms: u64) -> bool {
        let (from, until) = (self.terms.from.0, self.terms.until.0);
        !self.is_lifted && from <= now_ms && (until == 0 || now_ms < until)
    }
}

/// Everything that is known of what holds units back.
#[derive(Debug, Clone)]
pub struct HoldsState {
    /// By name: the index of the entry that placed it.
    pub holds: BTreeMap<u64, Hold>,
    /// Likewise.
    pub restrictions: BTreeMap<u64, Restriction>,
    /// Of each unit that ever came from or went to another registry: the last movement that said on what evidence, and that.
    pub evidence: BTreeMap<UnitKey, (u64, Evidence)>,
    /// How far a hold's end may lie past its recording, in milliseconds.
    limit_ms: u64,
}

impl Default for HoldsState {
    fn default() -> Self {
        Self {
            holds: BTreeMap::new(),
            restrictions: BTreeMap::new(),
            evidence: BTreeMap::new(),
            limit_ms: HOLD_LIMIT_DEFAULT_MS,
        }
    }
}

impl HoldsState {
    pub(super) fn adopt(&mut self, rulebook: &Rulebook) {
        self.limit_ms = HOLD_LIMIT_DEFAULT_MS;
        for setting in rulebook.settings.iter().filter(|setting| setting.option == RuleOption::HOLD_LIMIT_MS)
        {
            self.limit_ms = setting.value;
        }
    }
}

/// The units of the well-formed ones of some blocks.
fn units_of_all(blocks: &[SerialBlock]) -> BTreeSet<UnitKey> {
    blocks.iter().filter(|block| block.is_well_formed()).flat_map(|block| units_of(*block)).collect()
}

impl Model {
    /// The names of the holds in force at a recording time, in milliseconds.
    #[must_use]
    pub fn holds_in_force(&self, now_ms: u64) -> BTreeSet<u64> {
        let lasts = |hold: &Hold| now_ms < hold.terms.expires.0 || self.forget == Forget::HoldsExpire;
        let holds = self.holds.holds.iter();
        holds.filter(|(_, hold)| !hold.is_over && lasts(hold)).map(|(name, _)| *name).collect()
    }

    /// The names of the restrictions in force at a recording time, in milliseconds.
    #[must_use]
    pub fn restrictions_in_force(&self, now_ms: u64) -> BTreeSet<u64> {
        let restrictions = self.holds.restrictions.iter();
        restrictions.filter(|(_, placed)| placed.is_in_force(now_ms)).map(|(name, _)| *name).collect()
    }

    /// Whether a hold in force, other than one that is left out, holds one of some units back.
    fn is_held_back(&self, units: &BTreeSet<UnitKey>, but: Option<u64>, now_ms: u64) -> bool {
        let others = self.holds_in_force(now_ms).into_iter().filter(|name| Some(*name) != but);
        others
            .map(|name| &self.holds.holds[&name])
            .any(|hold| !units_of_all(&hold.terms.blocks).is_disjoint(units))
    }

    /// Whether a restriction in force names one of some units.
    fn are_restricted(&self, units: &BTreeSet<UnitKey>, now_ms: u64) -> bool {
        let placed =
            self.restrictions_in_force(now_ms).into_iter().map(|name| &self.holds.restrictions[&name]);
        placed
            .map(|placed| units_of_all(&placed.terms.blocks))
            .any(|restricted| !restricted.is_disjoint(units))
    }

    /// Whether whoever holds a unit may move it, at a recording time in milliseconds: nothing holds it back, and it may leave.
    #[must_use]
    pub fn may_move(&self, unit: &UnitKey, now_ms: u64) -> bool {
        let (units, holder) = (BTreeSet::from([*unit]), self.units.get(unit).map(|held| held.account));
        !self.is_noticed(unit)
            && !self.is_held_back(&units, None, now_ms)
            && !self.are_restricted(&units, now_ms)
            && holder.is_some_and(|account| !self.is_account_restricted(account, now_ms))
    }

    /// Whether a restriction in force names an account.
    #[must_use]
    pub fn is_account_restricted(&self, account: u64, now_ms: u64) -> bool {
        let mut placed =
            self.restrictions_in_force(now_ms).into_iter().map(|name| &self.holds.restrictions[&name]);
        placed.any(|placed| placed.terms.accounts.iter().any(|named| named.0 == account))
    }
}
