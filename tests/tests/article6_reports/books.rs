//! A ledger and the model beside it, told the same.

use std::sync::Arc;

use ledger_core::Ledger;
use ledger_core::storage::MemoryStorage;
use ledger_format::body::Body;
use ledger_format::entry::Statement;
use ledger_format::identifiers::{EntryIndex, Timestamp};
use ledger_tests::actors::{Actor, sign};
use ledger_tests::model::{Forget, Model};
use ledger_tests::registry::Registry;
use ledger_tests::world::{BEGINNING_MS, World};

/// Days behind the beginning, in milliseconds.
pub(super) fn day(number: u64) -> u64 {
    BEGINNING_MS + number * 86_400_000
}

/// A ledger, and a model that knows what was posted to both.
pub(super) struct Books {
    world: World,
    registry: Registry,
    pub(super) model: Model,
    next: u64,
}

impl Books {
    pub(super) fn of(world: World) -> Self {
        let registry = Registry::with_world(&world, Arc::new(MemoryStorage::new()));
        let mut model = Model::new(world.clone(), Forget::Nothing);
        model.apply(&world.genesis());
        world.declarations().iter().for_each(|entry| model.apply(entry));
        Self { world, registry, model, next: 1_000 }
    }

    pub(super) fn ledger(&self) -> &Ledger {
        &self.registry.ledger
    }

    /// Posts to both.
    pub(super) fn post(
        &mut self,
        occurred_ms: u64,
        recorded_ms: u64,
        body: Body,
        keys: &[u32],
    ) -> EntryIndex {
        let entry = self.signed(occurred_ms, recorded_ms, body, keys);
        self.model.apply(&entry);
        self.record(recorded_ms, &entry)
    }

    /// Posts to the ledger alone: more units than a model can count one by one.
    pub(super) fn post_to_ledger(&mut self, body: Body, keys: &[u32]) -> EntryIndex {
        let entry = self.signed(day(0), day(0), body, keys);
        self.record(day(0), &entry)
    }

    fn signed(&mut self, occurred_ms: u64, recorded_ms: u64, body: Body, keys: &[u32]) -> Vec<u8> {
        self.next += 1;
        let actors: Vec<Actor> = keys.iter().map(|key| Actor::new(*key)).collect();
        let occurred_at = Timestamp(occurred_ms);
        let statement = Statement { occurred_at, ..self.world.statement(self.next, recorded_ms, body) };
        sign(&self.world.origin, &statement, &actors.iter().collect::<Vec<_>>())
    }

    fn record(&self, recorded_ms: u64, entry: &[u8]) -> EntryIndex {
        self.registry.record(recorded_ms, &[entry.to_vec()]).unwrap()[0].entry
    }
}
