//! What entries of rulebook 5 say about what became of units elsewhere, and about the registries of an approach
//! (`spec/notices.md` section 2).
//!
//! Invariants:
//! - Field order is the order of the bytes; the tables of the spec lead.
//! - Whatever bytes can say can be held here, right or wrong, under whatever rulebook.

use serde::{Deserialize, Serialize};

use super::Context;
use super::holds::Evidence;
use super::statements::statements;
use crate::block::SerialBlock;
use crate::bounded::Bounded;
use crate::codes::{Action, Kind, Purposes};
use crate::encoding::{self, EncodingFault};
use crate::identifiers::{
    AccountNumber, ApproachNumber, Commitment, Digest, EntryIndex, PartyCode, RegistryId,
};
use crate::limits::{APPROACH_REGISTRIES_MAX, BLOCKS_MAX};

/// Which registries serve a cooperative approach.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ApproachRegistriesStated {
    /// The approach.
    pub approach: ApproachNumber,
    /// Its registries.
    pub registries: Bounded<RegistryId, 0, APPROACH_REGISTRIES_MAX>,
}

/// The word of another registry that units were used or cancelled there; its name is the index of its entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NoticeGiven {
    /// The Counterpart account that holds the units here.
    pub account: AccountNumber,
    /// The units.
    pub blocks: Bounded<SerialBlock, 0, BLOCKS_MAX>,
    /// What was done there.
    pub action: Action,
    /// By whom, or by whose entity: the using Party.
    pub party: PartyCode,
    /// The calendar year for which they were used; 0 for none.
    pub year: u16,
    /// Who used them: the commitment to its name; all zero for none.
    pub entity: Commitment,
    /// What for; 0 for none.
    pub purpose: Purposes,
    /// On what the word of that registry was taken: its grade, then its digest.
    pub evidence: Evidence,
}

impl NoticeGiven {
    /// The calendar year of use, where one stands.
    #[must_use]
    pub fn year_of_use(&self) -> Option<u16> {
        Some(self.year).filter(|year| *year != 0)
    }

    /// The entity, where one stands.
    #[must_use]
    pub fn entity_named(&self) -> Option<Commitment> {
        Some(self.entity).filter(|entity| *entity != Commitment([0; 32]))
    }

    /// The purpose, where one stands.
    #[must_use]
    pub fn purpose_named(&self) -> Option<Purposes> {
        Some(self.purpose).filter(|purpose| *purpose != Purposes(0))
    }
}

/// A notice that is taken back, whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NoticeWithdrawn {
    /// The entry that gave it.
    pub notice: EntryIndex,
    /// The registry's own reason code.
    pub reason: u16,
    /// BLAKE3 of the document.
    pub document: Digest,
}

statements! {
    /// What a statement of rulebook 5 says, by kind; rulebooks 1 to 4 know none of them.
    pub enum Notices {
        /// Which registries serve an approach.
        RegistriesStated(ApproachRegistriesStated) = APPROACH_REGISTRIES_STATED;
        /// Units were used or cancelled elsewhere.
        Given(Box<NoticeGiven>) = NOTICE_GIVEN;
        /// They were not.
        Withdrawn(NoticeWithdrawn) = NOTICE_WITHDRAWN;
    }
}
