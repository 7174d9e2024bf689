//! Writer, verifier and a plain model agree: on every refusal, balance and holding, now and in the past, and on the head.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod article6;
mod holds;
mod notices;
mod origins;

use std::collections::BTreeMap;
use std::sync::Arc;

use ledger_core::CommitError;
use ledger_core::query::AsAt;
use ledger_core::storage::MemoryStorage;
use ledger_format::identifiers::{AccountNumber, EntryIndex, Timestamp};
use ledger_tests::auditor::Auditor;
use ledger_tests::cases;
use ledger_tests::model::{Forget, Model, Unit};
use ledger_tests::operations::operations;
use ledger_tests::registry::{Registry, journal_files};
use ledger_tests::world::{BEGINNING_MS, HOLDINGS, TERMINALS, World};
use ledger_verify::Verdict;
use proptest::collection::vec;
use proptest::prelude::*;

type Units = BTreeMap<(u32, u64), Unit>;

/// A model to which the world has been declared.
fn declared_model(world: &World, forget: Forget) -> Model {
    let mut model = Model::new(world.clone(), forget);
    model.apply(&world.genesis());
    world.declarations().iter().for_each(|entry| model.apply(entry));
    model
}

/// Runs operations through writer and model; says where they differ, if they do.
fn disagreement(bytes: &[u8], forget: Forget) -> Option<String> {
    let world = World::default();
    let storage = MemoryStorage::new();
    let registry = Registry::with_world(&world, Arc::new(storage.clone()));
    let mut model = declared_model(&world, forget);
    let mut batch: Vec<Vec<u8>> = Vec::new();
    let (mut drafted, mut expected) = (model.clone(), None);
    let mut past: Vec<(u64, u64, Units)> = Vec::new();
    for (number, operation) in (1_000..).zip(operations(bytes)) {
        let now_ms = BEGINNING_MS + number / 4 * 10;
        let postings = |index: EntryIndex| drafted.postings(index);
        let entry = operation.entry(&world, number, now_ms, drafted.entry_count(), postings);
        if expected.is_none() {
            match drafted.judge(&entry, now_ms) {
                Some(rule) => expected = Some((batch.len(), rule)),
                None => drafted.apply(&entry),
            }
        }
        batch.push(entry);
        if !operation.ends_batch && number % 4 != 3 {
            continue;
        }
        let answer = match registry.record(now_ms, &batch) {
            Ok(_) => None,
            Err(CommitError::Refused { place, refusal }) => Some((place, refusal.rule().number())),
            Err(CommitError::Failed(error)) => return Some(format!("failed: {error}")),
        };
        if answer != expected {
            return Some(format!("operation {number}: writer {answer:?}, model {expected:?}"));
        }
        if expected.is_none() {
            model = drafted.clone();
            past.push((model.entry_count() - 1, now_ms, model.units().clone()));
        }
        batch.clear();
        (drafted, expected) = (model.clone(), None);
    }
    compare_states(&registry, &model, &past).or_else(|| compare_reports(registry, &storage, &world, &model))
}

fn compare_states(registry: &Registry, model: &Model, past: &[(u64, u64, Units)]) -> Option<String> {
    if registry.units(AsAt::Head) != *model.units() {
        return Some("holdings at the head".to_owned());
    }
    for number in HOLDINGS.into_iter().chain(TERMINALS) {
        let answer = registry.ledger.balance(AccountNumber(number), AsAt::Head).unwrap().unwrap();
        if answer.total != i128::from(model.balance(number)) {
            return Some(format!("balance of account {number}"));
        }
    }
    for (place, (entry, recorded_ms, units)) in past.iter().enumerate().step_by(5) {
        if registry.units(AsAt::Entry(EntryIndex(*entry))) != *units {
            return Some(format!("holdings as at entry {entry}"));
        }
        // The last batch of that millisecond.
        let last = past[place..].iter().take_while(|(_, ms, _)| ms == recorded_ms).last();
        if Some(&registry.units(AsAt::Recorded(Timestamp(*recorded_ms)))) != last.map(|(_, _, units)| units) {
            return Some(format!("holdings as at {recorded_ms} ms"));
        }
    }
    registry.ledger.book().check().err().map(|fault| format!("the book's own check: {fault}"))
}

fn compare_reports(
    registry: Registry,
    storage: &MemoryStorage,
    world: &World,
    model: &Model,
) -> Option<String> {
    let head = registry.ledger.close().unwrap();
    let files = journal_files(storage);
    let report = Auditor::default().report(&files);
    if !report.findings.is_empty() || report.verdict() != Verdict::Undetermined {
        return Some(format!("the verifier finds {:?}", report.findings));
    }
    if report.head.whole() != Some(head) || head.entry_count != model.entry_count() {
        return Some("the head".to_owned());
    }
    let (again, _) = Registry::open(world, Arc::new(storage.clone()), BEGINNING_MS + 1_000_000).unwrap();
    (again.units(AsAt::Head) != *model.units()).then(|| "holdings after opening again".to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(48), ..ProptestConfig::default() })]

    #[test]
    fn writer_verifier_and_model_agree(bytes in vec(any::<u8>(), 8 * 40..8 * 120)) {
        prop_assert_eq!(disagreement(&bytes, Forget::Nothing), None);
    }
}

/// The control: a model without one rule must disagree.
#[test]
fn a_model_without_a_rule_disagrees() {
    for forget in [Forget::Rule(211), Forget::Rule(210)] {
        let noticed = (0..8u8).any(|seed| {
            let mut bytes = vec![0; 8 * 100];
            blake3::Hasher::new_keyed(&[seed; 32]).finalize_xof().fill(&mut bytes);
            disagreement(&bytes, forget).is_some()
        });
        assert!(noticed, "{forget:?} makes no difference");
    }
}
