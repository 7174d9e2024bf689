//! Somebody who remembers what a ledger promised, and holds it to that when it is opened again after a crash.
//!
//! Invariants:
//! - What a receipt was given for must be there for ever, with the same index and bytes.
//! - A batch without an answer is there as a whole or not at all; nobody else's entries are, but those of recovery.
//! - Whatever differs comes back as a sentence, so that a control can show that it would be noticed.

use std::sync::Arc;

use ledger_core::query::AsAt;
use ledger_core::storage::{MemoryStorage, Storage};
use ledger_core::{CommitError, Error, Receipt, RecordedEntry};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::EntryIndex;
use ledger_verify::Verdict;

use crate::auditor::Auditor;
use crate::journal::Files;
use crate::model::{Forget, Model, Rule};
use crate::registry::{Registry, checkpoint, journal_files, trust};
use crate::world::World;
use crate::{article6_answers, holds_answers, notices_answers, origins_answers};

/// What a ledger answered, as the model said it would.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The batch is recorded; a receipt an entry.
    Recorded(Vec<Receipt>),
    /// A rule refused it.
    Refused(Rule),
    /// The medium failed; the batch may or may not be there.
    Failed(Error),
}

/// Remembers promises; see the module.
#[derive(Debug, Clone)]
pub struct Witness {
    world: World,
    model: Model,
    promises: Vec<(Vec<u8>, Receipt)>,
    in_flight: Vec<Vec<u8>>,
}

/// What is not as it was promised.
pub type Broken = String;

impl Witness {
    /// Of a ledger that is not there yet.
    #[must_use]
    pub fn new(world: World) -> Self {
        Self::forgetting(world, Forget::Nothing)
    }

    /// The same with a memory that lacks something, as a control.
    #[must_use]
    pub fn forgetting(world: World, forget: Forget) -> Self {
        let model = Model::new(world.clone(), forget);
        Self { world, model, promises: Vec::new(), in_flight: Vec::new() }
    }

    /// The state that was promised.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Whether a batch had no answer, and was not seen since.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// Creates the ledger.
    ///
    /// # Errors
    /// As [`Registry::create`]; the ledger may be there nevertheless.
    pub fn create(&mut self, storage: Arc<dyn Storage>) -> Result<Registry, Error> {
        let genesis = self.world.genesis();
        self.in_flight = vec![genesis.clone()];
        let registry = Registry::create(&self.world, storage)?;
        self.in_flight.clear();
        self.model.apply(&genesis);
        Ok(registry)
    }

    /// Submits a batch and compares the answer with the model's.
    ///
    /// # Errors
    /// If they differ.
    pub fn submit(&mut self, registry: &Registry, now_ms: u64, batch: &[Vec<u8>]) -> Result<Answer, Broken> {
        let (mut drafted, mut expected) = (self.model.clone(), None);
        for (place, entry) in batch.iter().enumerate() {
            if let Some(rule) = drafted.judge(entry, now_ms) {
                expected = Some((place, rule));
                break;
            }
            drafted.apply(entry);
        }
        match (registry.record(now_ms, batch), expected) {
            (Ok(receipts), None) => {
                let indexes = receipts.iter().map(|receipt| receipt.entry.0);
                if !indexes.eq(self.model.entry_count()..drafted.entry_count()) {
                    return Err(format!("receipts {receipts:?} for {} entries", batch.len()));
                }
                self.model = drafted;
                self.promises.extend(batch.iter().cloned().zip(receipts.iter().copied()));
                self.in_flight.clear();
                Ok(Answer::Recorded(receipts))
            }
            (Err(CommitError::Refused { place, refusal }), Some(expected))
                if (place, refusal.rule().number()) == expected =>
            {
                Ok(Answer::Refused(expected.1))
            }
            (Err(CommitError::Failed(error)), expected) => {
                // What a rule refuses is not written, whatever the medium does.
                if expected.is_none() {
                    self.in_flight = batch.to_vec();
                }
                Ok(Answer::Failed(error))
            }
            (answer, expected) => Err(format!("the writer answers {answer:?}, the model {expected:?}")),
        }
    }

    /// Takes in what a ledger shows that was opened again: every promise kept, the batch in flight whole or not there,
    /// the units as in the model.
    ///
    /// # Errors
    /// If anything is not as it must be.
    pub fn recovered(&mut self, registry: &Registry) -> Result<(), Broken> {
        let head = registry.ledger.durable_head().entry_count;
        let known = self.model.entry_count();
        if head < known {
            return Err(format!("{head} entries, {known} were promised"));
        }
        for (bytes, receipt) in &self.promises {
            let found = entry(registry, receipt.entry.0)?;
            let same = (found.digest, found.recorded_at) == (receipt.digest, receipt.recorded_at);
            if !same || found.bytes != *bytes {
                return Err(format!("entry {} is not what its receipt says", receipt.entry));
            }
        }
        let mut new: Vec<_> = (known..head).map(|index| entry(registry, index)).collect::<Result<_, _>>()?;
        let in_flight = std::mem::take(&mut self.in_flight);
        let is_there = new.first().is_some_and(|first| Some(&first.bytes) == in_flight.first());
        if is_there {
            let rest = new.split_off(in_flight.len().min(new.len()));
            if !new.iter().map(|entry| &entry.bytes).eq(&in_flight) {
                return Err(format!("{} entries of a batch of {}", new.len(), in_flight.len()));
            }
            in_flight.iter().for_each(|entry| self.model.apply(entry));
            new = rest;
        } else {
            self.in_flight = in_flight;
        }
        for found in new {
            let kind = EntryBytes::whole(&found.bytes).map(|entry| entry.kind());
            if kind.ok() != Some(ledger_format::codes::Kind::RECOVERY) {
                return Err(format!("entry {} was never submitted", found.index));
            }
            self.model.apply(&found.bytes);
        }
        self.units_agree(registry)
    }

    /// What a caller does who had no answer, or lost it: posts again. An old entry gets its old receipt, one in flight an old
    /// or a new one.
    ///
    /// # Errors
    /// If a receipt is another than the old one, or an entry is recorded twice.
    pub fn post_again(&mut self, registry: &Registry, now_ms: u64) -> Result<Option<Answer>, Broken> {
        for (bytes, receipt) in self.promises.iter().step_by(7).chain(self.promises.last()) {
            match registry.record(now_ms, std::slice::from_ref(bytes)) {
                Ok(receipts) if receipts == [*receipt] => {}
                Err(CommitError::Failed(error)) => return Ok(Some(Answer::Failed(error))),
                other => return Err(format!("{receipt:?} once more is {other:?}")),
            }
        }
        if self.in_flight.is_empty() {
            return Ok(None);
        }
        let batch = self.in_flight.clone();
        self.submit(registry, now_ms, &batch).map(Some)
    }

    /// Whether the ledger's holdings, and what it knows under its rulebook, are the model's.
    ///
    /// # Errors
    /// If not.
    pub fn units_agree(&self, registry: &Registry) -> Result<(), Broken> {
        let head = registry.ledger.durable_head().entry_count;
        if head != self.model.entry_count() {
            return Err(format!("{head} entries, {} in the model", self.model.entry_count()));
        }
        if registry.units(AsAt::Head) != *self.model.units() {
            return Err("holdings at the head".to_owned());
        }
        let known = self.model.article6();
        let facts = article6_answers::facts(&registry.ledger);
        if facts.iter().any(|(unit, facts)| known.facts.get(unit) != Some(facts)) {
            return Err("what is known of Article 6 units".to_owned());
        }
        if article6_answers::adjustment_sums(&registry.ledger) != known.adjustment_sums() {
            return Err("corresponding adjustments".to_owned());
        }
        if article6_answers::clearing(&registry.ledger) != self.model.clearing() {
            return Err("clearing accounts".to_owned());
        }
        self.later_rulebooks_agree(registry)?;
        registry.ledger.book().check().map_err(|fault| format!("the book's own check: {fault}"))
    }

    fn later_rulebooks_agree(&self, registry: &Registry) -> Result<(), Broken> {
        let (ledger, model) = (&registry.ledger, &self.model);
        let rulebook = model.rulebook();
        if rulebook >= 3 && origins_answers::of_ledger(ledger) != origins_answers::of_model(model) {
            return Err("where units come from".to_owned());
        }
        let now = ledger.recorded_at();
        if rulebook >= 4 && holds_answers::of_ledger(ledger) != holds_answers::of_model(model, now) {
            return Err("what holds units back".to_owned());
        }
        if rulebook >= 5 && notices_answers::of_ledger(ledger) != notices_answers::of_model(model) {
            return Err("what is told from elsewhere".to_owned());
        }
        Ok(())
    }

    /// Lets the ledger sign a checkpoint, closes it, and hands both to an auditor: the verdict must be clean.
    ///
    /// # Errors
    /// If it is not, or the ledger cannot be closed.
    pub fn audited(&self, registry: Registry, storage: &MemoryStorage) -> Result<(), Broken> {
        let auditor = Auditor::with(&trust(&registry.ledger), checkpoint(&registry.ledger));
        let head = registry.ledger.close().map_err(|error| error.to_string())?;
        self.clean(&auditor, &journal_files(storage), head.entry_count)
    }

    fn clean(&self, auditor: &Auditor, files: &Files, entry_count: u64) -> Result<(), Broken> {
        let report = auditor.report(files);
        if report.verdict() != Verdict::Clean || report.head.entry_count != entry_count {
            let (findings, open) = (&report.findings, &report.undetermined);
            return Err(format!("the verifier says {}: {findings:?} {open:?}", report.verdict()));
        }
        Ok(())
    }
}

fn entry(registry: &Registry, index: u64) -> Result<RecordedEntry, Broken> {
    match registry.ledger.entry(EntryIndex(index)) {
        Ok(Some(entry)) => Ok(entry),
        Ok(None) => Err(format!("entry {index} is not there")),
        Err(error) => Err(format!("entry {index}: {error}")),
    }
}
