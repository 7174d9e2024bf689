//! A ledger through its public API, or a stand-in with exactly one mistake: what stories of mistakes are told to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ledger_core::CommitError;
use ledger_core::storage::MemoryStorage;
use ledger_format::body::Body;
use ledger_format::identifiers::PartyCode;

use crate::article6_answers::{adjustment_sums, facts};
use crate::model::article6::Facts;
use crate::model::{Forget, Model, Rule, UnitKey};
use crate::movements::signed;
use crate::registry::Registry;
use crate::world::{BEGINNING_MS, World};

/// A ledger, or a stand-in for one with a mistake.
#[derive(Debug)]
pub enum Desk {
    /// The ledger and the next number of an entry.
    Ledger(Registry, AtomicU64),
    /// The model, without what it forgets.
    StandIn(Box<Model>, u64),
}

impl Desk {
    /// The world, declared; a ledger unless there is a mistake.
    ///
    /// # Panics
    /// If the world is refused.
    #[must_use]
    pub fn of(world: &World, mistake: Forget) -> Self {
        if mistake == Forget::Nothing {
            let registry = Registry::with_world(world, Arc::new(MemoryStorage::new()));
            return Self::Ledger(registry, AtomicU64::new(1_000));
        }
        let mut model = Model::new(world.clone(), mistake);
        model.apply(&world.genesis());
        world.declarations().iter().for_each(|entry| model.apply(entry));
        Self::StandIn(Box::new(model), 1_000)
    }

    /// Posts; says the rule that refuses it, if one does.
    ///
    /// # Panics
    /// If the ledger fails.
    pub fn post(&mut self, body: Body, keys: &[u32]) -> Option<Rule> {
        match self {
            Self::Ledger(registry, next) => record(registry, next, body, keys),
            Self::StandIn(model, next) => {
                *next += 1;
                let entry = signed(*next, body, keys);
                let refused = model.judge(&entry, BEGINNING_MS);
                if refused.is_none() {
                    model.apply(&entry);
                }
                refused
            }
        }
    }

    /// Posts what is right.
    ///
    /// # Errors
    /// The rule that refuses it.
    pub fn must(&mut self, body: Body, keys: &[u32]) -> Result<(), String> {
        let said = format!("{body:?}");
        self.post(body, keys).map_or(Ok(()), |rule| Err(format!("R-{rule} for {said}")))
    }

    /// How many entries there are.
    #[must_use]
    pub fn entry_count(&self) -> u64 {
        match self {
            Self::Ledger(registry, _) => registry.ledger.durable_head().entry_count,
            Self::StandIn(model, _) => model.entry_count(),
        }
    }

    /// What is known of every Article 6 unit.
    #[must_use]
    pub fn facts(&self) -> BTreeMap<UnitKey, Facts> {
        match self {
            Self::Ledger(registry, _) => facts(&registry.ledger),
            Self::StandIn(model, _) => model.article6().facts.clone(),
        }
    }

    /// By Party, year and series: units first transferred, and units used.
    #[must_use]
    pub fn adjustments(&self) -> BTreeMap<(PartyCode, u16, u32), (i128, i128)> {
        match self {
            Self::Ledger(registry, _) => adjustment_sums(&registry.ledger),
            Self::StandIn(model, _) => model.article6().adjustment_sums(),
        }
    }
}

/// Posts to a ledger, by whatever thread; says the rule that refuses it.
///
/// # Panics
/// If the ledger fails.
pub fn record(registry: &Registry, next: &AtomicU64, body: Body, keys: &[u32]) -> Option<Rule> {
    let number = next.fetch_add(1, Ordering::SeqCst);
    match registry.record(BEGINNING_MS, &[signed(number, body, keys)]) {
        Ok(_) => None,
        Err(CommitError::Refused { refusal, .. }) => Some(refusal.rule().number()),
        Err(CommitError::Failed(error)) => panic!("{error}"),
    }
}

/// Asserts that a story holds of the ledger, and not of the stand-in.
///
/// # Panics
/// If it does not, or if it does.
pub fn told(mistake: Forget, story: impl Fn(Forget) -> Result<(), String>) {
    assert_eq!(story(Forget::Nothing), Ok(()));
    assert!(story(mistake).is_err(), "{mistake:?} makes no difference");
}

/// A sentence of a story.
///
/// # Errors
/// What is wrong, if it is not right.
pub fn check(right: bool, what: impl Into<String>) -> Result<(), String> {
    if right { Ok(()) } else { Err(what.into()) }
}
