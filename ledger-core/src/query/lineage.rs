//! Where units came from: every movement that a serial or a block went through.

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::Evidence;
use ledger_format::codes::{AccountKind, Action};
use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId, Timestamp};

use super::latest::in_order;
use crate::book::CustodyEvent;
use crate::error::Error;
use crate::history::{AsAt, Cut};
use crate::ledger::Ledger;

/// Units of the block that was asked for changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineageStep {
    /// Which of them.
    pub block: SerialBlock,
    /// The whole block that moved as one; larger than `block` where it was split since, or was not asked for in full.
    pub moved_as: SerialBlock,
    /// The movement; the acquiring account holds the units since this entry.
    pub entry: EntryIndex,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// When it took place.
    pub occurred_at: Timestamp,
    /// What it did; none for a reversing movement.
    pub action: Option<Action>,
    /// The units' series.
    pub series: Option<SeriesId>,
    /// Who gave.
    pub transferring: AccountNumber,
    /// Who took.
    pub acquiring: AccountNumber,
    /// On what evidence, where one of the two stands for another registry (rulebook 4).
    pub evidence: Option<Evidence>,
}

impl Ledger {
    /// The movements of a block, in the order of the entries; of a single serial where first and last are equal. Empty for
    /// units that were not issued, and for a block that is not well formed.
    ///
    /// # Errors
    /// [`Error::History`] when the past cannot be read, [`Error::Corrupt`] when a movement that names evidence is not what was
    /// written.
    pub fn lineage(&self, block: SerialBlock, as_at: AsAt) -> Result<Vec<LineageStep>, Error> {
        if !block.is_well_formed() {
            return Ok(Vec::new());
        }
        let below = EntryIndex(self.book().entry_count());
        let mut events: Vec<CustodyEvent> = Vec::new();
        self.history()?.space_events(block, &Cut { below, as_at }, |event| events.push(*event))?;
        events.sort_unstable_by_key(in_order);
        let mut steps = Vec::new();
        for event in events {
            let Some(block) = event.block.intersection(&block) else { continue };
            steps.push(LineageStep {
                block,
                moved_as: event.block,
                entry: event.entry,
                recorded_at: event.recorded_at,
                occurred_at: event.occurred_at,
                action: event.action,
                series: event.series,
                transferring: event.transferring,
                acquiring: event.acquiring,
                evidence: None,
            });
        }
        self.with_evidence(&mut steps)?;
        Ok(steps)
    }

    /// Asks the movements that touch a registry without a ledger of ours, and no others, for their evidence: each once.
    fn with_evidence(&self, steps: &mut [LineageStep]) -> Result<(), Error> {
        let touching: Vec<bool> = {
            let book = self.book();
            let stands_for_another = |account| {
                book.account(account).is_some_and(|account| account.kind == AccountKind::COUNTERPART)
            };
            let touches =
                |step: &LineageStep| [step.transferring, step.acquiring].into_iter().any(stands_for_another);
            steps.iter().map(touches).collect()
        };
        let mut read: Option<(EntryIndex, Option<Evidence>)> = None;
        for (step, _) in steps.iter_mut().zip(touching).filter(|(_, touches)| *touches) {
            let evidence = match read {
                Some((entry, evidence)) if entry == step.entry => evidence,
                _ => self.evidence_said_by(step.entry)?,
            };
            read = Some((step.entry, evidence));
            step.evidence = evidence;
        }
        Ok(())
    }
}
