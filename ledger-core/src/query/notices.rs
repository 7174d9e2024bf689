//! What is told from elsewhere, and which registries serve an approach: at the head, or as at a moment that a view is of.
//!
//! Invariants:
//! - One answer is about one moment. Notices are all there, also those that were withdrawn.
//! - Rows about serials are in order of space and serial.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{ApproachNumber, EntryIndex, RegistryId};

use super::article6::Article6View;
use super::holds::{SerialsEvidence, evidence_of};
use crate::article6::Approach;
use crate::book::{Book, State};
use crate::ledger::Ledger;
use crate::notices::Notice;

/// A cooperative approach, and the registries that were stated for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproachStated {
    /// Its number.
    pub number: ApproachNumber,
    /// As declared, with its status.
    pub approach: Approach,
    /// As stated last, ascending; none if none were (rulebook 5).
    pub registries: Vec<RegistryId>,
}

impl Ledger {
    /// The notice that an entry gave, withdrawn or not.
    pub fn notice(&self, given: EntryIndex) -> Option<Arc<Notice>> {
        State::notices(&*self.book()).notice(given).cloned()
    }

    /// Every notice ever given, by name.
    pub fn notices(&self) -> Vec<Arc<Notice>> {
        State::notices(&*self.book()).back.all_notices()
    }

    /// Every cooperative approach, by number.
    pub fn approaches(&self) -> Vec<ApproachStated> {
        approaches(&self.book())
    }
}

impl Article6View<'_> {
    /// Every cooperative approach, by number; its status and registries as they were stated by then.
    #[must_use]
    pub fn approaches(&self) -> Vec<ApproachStated> {
        approaches(self.stated())
    }

    /// The evidence on the serials of a block, Article 6 units or not, row by row; nothing for a block that is not well formed.
    #[must_use]
    pub fn evidence_of(&self, block: SerialBlock) -> Vec<SerialsEvidence> {
        evidence_of(self.book(), block)
    }
}

impl Book {
    /// Whether an entry gave a notice that was withdrawn.
    #[must_use]
    pub fn is_withdrawn(&self, notice: EntryIndex) -> bool {
        State::notices(self).notice(notice).is_some_and(|notice| notice.withdrawn.is_some())
    }
}

fn approaches(book: &Book) -> Vec<ApproachStated> {
    let notices = State::notices(book);
    let all = State::article6(book).back.all_approaches();
    let stated = all.into_iter().map(|(number, approach)| {
        let registries = notices.registries_of(number).to_vec();
        ApproachStated { number, approach, registries }
    });
    stated.collect()
}
