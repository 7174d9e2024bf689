//! A story that is told to the writer and written down by hand beside it: the writer refuses each mistake in it, and if another
//! writer records the mistake all the same, the verifier finds that entry by that rule and nothing else.
//!
//! The controls stand in each story: up to the mistake it is right for both, and so is the same step taken rightly.

use std::sync::Arc;

use ledger_core::CommitError;
use ledger_core::storage::MemoryStorage;
use ledger_format::body::Body;

use crate::auditor::Auditor;
use crate::journal::JournalBuilder;
use crate::movements::signed;
use crate::registry::Registry;
use crate::world::{BEGINNING_MS, World};

/// A story, as far as it is told.
#[derive(Debug)]
pub struct Story {
    /// The writer.
    pub registry: Registry,
    journal: JournalBuilder,
    number: u64,
}

impl Story {
    /// The world, declared.
    #[must_use]
    pub fn of(world: World) -> Self {
        let registry = Registry::with_world(&world, Arc::new(MemoryStorage::new()));
        Self { registry, journal: JournalBuilder::with_world(world), number: 1_000 }
    }

    fn entry(&mut self, body: Body, keys: &[u32]) -> Vec<u8> {
        self.number += 1;
        signed(self.number, body, keys)
    }

    /// Records what is right so many milliseconds after the beginning; the entry's index.
    ///
    /// # Panics
    /// If the writer refuses it, or the verifier finds anything.
    pub fn goes_on(&mut self, after_ms: u64, body: Body, keys: &[u32]) -> u64 {
        let said = format!("{body:?}");
        let entry = self.entry(body, keys);
        let index = self.journal.entry_count();
        let recorded = self.registry.record(BEGINNING_MS + after_ms, std::slice::from_ref(&entry));
        assert!(recorded.is_ok(), "{recorded:?} for {said}");
        self.journal.batch(BEGINNING_MS + after_ms, &[entry]);
        assert_eq!(wrong(&self.journal), []);
        index
    }

    /// Tries what is wrong; the story goes on without it.
    ///
    /// # Panics
    /// If the writer does not refuse it by this rule, or the verifier does not find it, or anything else.
    pub fn but_not(&mut self, after_ms: u64, body: Body, keys: &[u32], rule: &str) {
        let entry = self.entry(body, keys);
        match self.registry.record(BEGINNING_MS + after_ms, std::slice::from_ref(&entry)) {
            Err(CommitError::Refused { refusal, .. }) => assert_eq!(refusal.rule().to_string(), rule),
            other => panic!("{rule}: {other:?}"),
        }
        let mut journal = self.journal.clone();
        let index = journal.entry_count();
        journal.batch(BEGINNING_MS + after_ms, &[entry]);
        assert_eq!(wrong(&journal), [(rule.to_owned(), index)]);
    }
}

/// What the verifier finds, but for remarks.
fn wrong(journal: &JournalBuilder) -> Vec<(String, u64)> {
    let report = Auditor::with(&journal.trust(), journal.checkpoint()).report(journal.files());
    let place =
        |entry: Option<ledger_format::identifiers::EntryIndex>| entry.map_or(u64::MAX, |entry| entry.0);
    let findings = report.findings.iter().map(|it| (it.rule.to_string(), place(it.entry)));
    findings.filter(|(rule, _)| !rule.starts_with('N')).collect()
}
