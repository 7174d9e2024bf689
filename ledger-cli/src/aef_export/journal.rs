//! What a report needs of a ledger, read once: statements, what happened to units in the year, and where they stood at its end.

use ledger_core::query::{Article6Event, Article6Step, Article6View, AsAt};
use ledger_core::{Error, Ledger};
use ledger_format::body::article6::{Article6, AuthorizationStated, EntityStated};
use ledger_format::identifiers::{EntryIndex, Timestamp};

/// A statement, with its entry and when it occurred.
pub(super) type Stated<T> = (EntryIndex, Timestamp, T);

/// A ledger as far as reports of one year go.
#[derive(Debug)]
pub struct Journal<'l> {
    pub(super) head: Article6View<'l>,
    pub(super) at_end: Article6View<'l>,
    /// Every version, in the order of the entries.
    pub(super) authorizations: Vec<Stated<AuthorizationStated>>,
    pub(super) entities: Vec<Stated<EntityStated>>,
    /// What happened to ITMOs in the year, whether it was reversed or not.
    pub(super) steps: Vec<Article6Step>,
}

impl<'l> Journal<'l> {
    /// Reads a ledger for reports of the year between two moments, both included. It replays the journal twice; while it lives
    /// no batch becomes visible in this ledger's handle.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn read(ledger: &'l Ledger, (begin, end): (Timestamp, Timestamp)) -> Result<Self, Error> {
        let (mut authorizations, mut entities, mut steps) = (Vec::new(), Vec::new(), Vec::new());
        ledger.article6_trail(|event| match event {
            Article6Event::Stated { entry, occurred_at, statement } => match statement {
                Article6::AuthorizationStated(it) => {
                    authorizations.push((entry, occurred_at, (**it).clone()))
                }
                Article6::EntityStated(it) => entities.push((entry, occurred_at, *it)),
                _ => {}
            },
            Article6Event::Moved(step) => {
                if step.first_transferred && (begin..=end).contains(&step.occurred_at) {
                    steps.push(step.clone());
                }
            }
        })?;
        let at_end = ledger.article6(AsAt::Occurred(end))?;
        Ok(Self { at_end, authorizations, entities, steps, head: ledger.article6(AsAt::Head)? })
    }
}
