//! Everything that is known of what is told from elsewhere: in the book, or changed by a draft in front of it.
//!
//! Invariant: a serial is noticed by the one notice that took effect for it, while that stands.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{AccountNumber, ApproachNumber, EntryIndex, RegistryId, SpaceId};

use super::nouns::{Counterpart, Notice};
use crate::layered::rows::rows;
use crate::layered::tables;

tables! {
    layers {
        notices: EntryIndex => Arc<Notice>,
        // As stated last, ascending; an empty list is none.
        registries: ApproachNumber => Arc<[RegistryId]>,
        // The ledger's own registries, as genesis has them.
        own_registries: RegistryId => (),
        // How many accounts of kind Counterpart there are that are not closed.
        counterparts: Counterpart => u32,
        // Whether there is a series of regime 6.4, out of which something could be levied.
        levying: () => (),
    }
    said {
        noticed: SpaceId => EntryIndex,
        // Who holds serials that may be levied.
        levied: SpaceId => AccountNumber,
    }
}

impl<'a> View<'a> {
    /// A notice that was ever given.
    pub(crate) fn notice(self, given: EntryIndex) -> Option<&'a Arc<Notice>> {
        self.get(|tables| &tables.notices, &given)
    }

    /// The registries stated of an approach, ascending; none if none were.
    pub(crate) fn registries_of(self, approach: ApproachNumber) -> &'a [RegistryId] {
        self.get(|tables| &tables.registries, &approach).map_or(&[], |registries| registries)
    }

    /// Whether a registry is one of the ledger's own.
    pub(crate) fn is_own(self, registry: RegistryId) -> bool {
        self.get(|tables| &tables.own_registries, &registry).is_some()
    }

    /// How many Counterpart accounts for this are not closed.
    pub(crate) fn open_counterparts(self, of: &Counterpart) -> u32 {
        self.get(|tables| &tables.counterparts, of).copied().unwrap_or_default()
    }

    /// Whether there is a series of regime 6.4.
    pub(crate) fn may_levy(self) -> bool {
        self.get(|tables| &tables.levying, &()).is_some()
    }

    /// Whether no serial is noticed: the usual case.
    pub(crate) fn notices_nothing(self) -> bool {
        self.back.noticed.is_empty() && self.front.is_none_or(|front| front.noticed.is_empty())
    }

    /// Calls `each` with the serials of a well-formed block that are noticed, and by what; ascending.
    pub(crate) fn noticed_in(self, block: SerialBlock, mut each: impl FnMut(SerialBlock, EntryIndex)) {
        if self.notices_nothing() {
            return;
        }
        self.noticed().pieces(block.space, block.first, block.last, |piece| {
            if let Some(notice) = piece.value {
                each(SerialBlock::new(block.space, piece.first, piece.last), notice);
            }
        });
    }

    /// Whether a serial of a well-formed block is noticed.
    pub(crate) fn is_noticed(self, block: SerialBlock) -> bool {
        let mut noticed = false;
        self.noticed_in(block, |_, _| noticed = true);
        noticed
    }
}

impl Tables {
    /// Every notice ever given, by name.
    pub(crate) fn all_notices(&self) -> Vec<Arc<Notice>> {
        rows(&self.notices).into_iter().map(|(_, notice)| notice).collect()
    }
}
