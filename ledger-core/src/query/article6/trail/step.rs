//! What an entry does to Article 6 units, as a row of what happened to them.

use ledger_format::block::SerialBlock;
use ledger_format::body::holds::Evidence;
use ledger_format::body::{Body, Notices, ParticularValue};
use ledger_format::codes::{Action, Purposes};
use ledger_format::identifiers::{AccountNumber, Commitment, EntryIndex, PartyCode, SeriesId, Timestamp};
use ledger_format::itmo_identifier::ItmoIdentifier;

use super::super::postings::{AdjustedBy, AdjustmentPosting};
use super::super::units::AttachedTo;
use crate::article6::Trigger;
use crate::holds::particulars::evidence_of;

/// What an entry does to Article 6 units that are alike before and behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article6Step {
    /// The entry.
    pub entry: EntryIndex,
    /// When it occurred.
    pub occurred_at: Timestamp,
    /// What was done, of a notice in the other registry; none for a reversing movement, for units authorized and for the withdrawal
    /// of a notice.
    pub action: Option<Action>,
    /// Of a reversing movement, the movement that it reverses.
    pub reverses: Option<EntryIndex>,
    /// Of the withdrawal of a notice, the notice that it withdraws.
    pub withdraws: Option<EntryIndex>,
    /// Of a notice, whose use or cancellation elsewhere it tells of.
    pub notice: Option<RemoteUse>,
    /// Who gives and who takes; none for units authorized, for a notice and for its withdrawal.
    pub accounts: Option<(AccountNumber, AccountNumber)>,
    /// Who holds the units behind the entry.
    pub held_by: Option<AccountNumber>,
    /// The units.
    pub block: SerialBlock,
    /// Their series.
    pub series: SeriesId,
    /// Attachments behind the entry, by Party, ascending; in effect or not.
    pub attached: Vec<AttachedTo>,
    /// Identifiers of the first and of the last of them.
    pub identifiers: Option<(ItmoIdentifier, ItmoIdentifier)>,
    /// Whether they are first transferred behind the entry.
    pub first_transferred: bool,
    /// What the entry posts to the second book for them: at most a first transfer and a use.
    pub postings: Vec<TrailPosting>,
    /// The entity that uses or cancels, if the entry names one.
    pub entity: Option<Commitment>,
    /// For which purpose, if the entry says so.
    pub purpose: Option<Purposes>,
    /// On what the word of another registry was taken, if the entry says so.
    pub evidence: Option<Evidence>,
}

/// A use or cancellation of which a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoteUse {
    /// By whom, or by whose entity.
    pub party: PartyCode,
    /// The calendar year for which units were used, where the notice says one.
    pub year: Option<u16>,
}

/// A posting of the second book when it was made, or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrailPosting {
    /// The posting; its entry is the one that takes it back, if it is taken back.
    pub posting: AdjustmentPosting,
    /// Whether it is taken back.
    pub taken_back: bool,
}

impl TrailPosting {
    /// How many units are posted: below zero if they are taken back.
    #[must_use]
    pub fn units(&self) -> i128 {
        let units = i128::from(self.posting.block.count());
        if self.taken_back { -units } else { units }
    }
}

impl Article6Step {
    /// The trigger by which the entry makes the units' first transfer, if it does.
    #[must_use]
    pub fn first_transfer(&self) -> Option<Trigger> {
        self.made().find_map(|posting| match posting.by {
            AdjustedBy::FirstTransfer(trigger) => Some(trigger),
            AdjustedBy::Use => None,
        })
    }

    /// The calendar year for which the entry uses the units towards an NDC, if it does.
    #[must_use]
    pub fn year_of_use(&self) -> Option<u16> {
        self.made().find(|posting| posting.by == AdjustedBy::Use).map(|posting| posting.account.year)
    }

    fn made(&self) -> impl Iterator<Item = &AdjustmentPosting> {
        self.postings.iter().filter(|posted| !posted.taken_back).map(|posted| &posted.posting)
    }
}

/// What an entry says of all its units.
#[derive(Clone, Copy, Default)]
pub(super) struct WhatIsSaid {
    entity: Option<Commitment>,
    purpose: Option<Purposes>,
    evidence: Option<Evidence>,
}

impl WhatIsSaid {
    pub(super) fn of(body: &Body) -> Self {
        let mut said = Self::default();
        match body {
            Body::Movement(body) => {
                for particular in body.particulars.iter() {
                    // The first of each counts.
                    match particular.read() {
                        Some(ParticularValue::Entity(entity)) => said.entity = said.entity.or(Some(entity)),
                        Some(ParticularValue::Purpose(purpose)) => {
                            said.purpose = said.purpose.or(Some(purpose));
                        }
                        _ => {}
                    }
                }
                said.evidence = evidence_of(body);
            }
            Body::Notices(Notices::Given(body)) => {
                said.entity = body.entity_named();
                said.purpose = body.purpose_named();
                said.evidence = Some(body.evidence);
            }
            _ => {}
        }
        said
    }

    pub(super) fn put_into(self, step: Article6Step) -> Article6Step {
        let Self { entity, purpose, evidence } = self;
        Article6Step { entity, purpose, evidence, ..step }
    }
}
