//! Everything that is known of Article 6: in the book, or changed by a draft in front of it.
//!
//! Invariants:
//! - A table by number only sets; what is said of serials can be taken back ([`crate::layered::Said`]).
//! - Sums (units attached, adjustments, clearing accounts, numbers taken) are changed where what they count is changed, and nowhere else.

use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{AdjustmentsFinal, AuthorizationStated, EntityStated, InventoryStated};
use ledger_format::codes::{ApproachStatus, StandingItem};
use ledger_format::identifiers::{
    ApproachNumber, Commitment, EntryIndex, PartyCode, SeriesId, SpaceId, Timestamp,
};

use super::nouns::{
    AdjustmentAccount, AdjustmentSums, Approach, AttachedBy, Attachment, Authorization, AuthorizationNumber,
    FirstTransfer, Identified, IdentifierSpace, Measured, NdcPeriod, NdcUse, within_times,
};
use crate::layered::intervals::Interval;
use crate::layered::tables;

/// An annual report: whose, of which year, and its version.
pub(crate) type Filing = (PartyCode, u16, u16, u16);

tables! {
    layers {
        approaches: ApproachNumber => Approach,
        periods: Measured => Vec<NdcPeriod>,
        inventories: (Measured, u16) => (InventoryStated, EntryIndex),
        standings: (PartyCode, StandingItem) => u16,
        authorization_numbers: (PartyCode, String) => AuthorizationNumber,
        authorizations: AuthorizationNumber => Authorization,
        versions: (AuthorizationNumber, u32) => Arc<AuthorizationStated>,
        entities: (ApproachNumber, Commitment) => EntityStated,
        filings: Filing => EntryIndex,
        finals: PartyCode => Vec<AdjustmentsFinal>,
        adjustments: AdjustmentAccount => AdjustmentSums,
        // In units, with the sign opposite to that of the accounts of Parties.
        clearing: SeriesId => i128,
    }
    said {
        attachments: AttachedBy => Attachment,
        identifiers: SpaceId => Identified,
        // Numbers given, under the space that they count in; what is said of them is only that.
        numbers: IdentifierSpace => (),
        first_transfers: SpaceId => FirstTransfer,
        uses: SpaceId => NdcUse,
        // Of version numbers: the earliest time from which a later version is in effect.
        superseded: AuthorizationNumber => Timestamp,
    }
}

impl<'a> View<'a> {
    pub(crate) fn approach(self, number: ApproachNumber) -> Option<&'a Approach> {
        self.get(|tables| &tables.approaches, &number)
    }

    /// An approach that is not declared is not active.
    pub(crate) fn is_active(self, number: ApproachNumber) -> bool {
        self.approach(number).is_some_and(|approach| approach.status == ApproachStatus::ACTIVE)
    }

    pub(crate) fn periods(self, of: &Measured) -> &'a [NdcPeriod] {
        self.get(|tables| &tables.periods, of).map_or(&[], Vec::as_slice)
    }

    /// The last inventory stated.
    pub(crate) fn inventory(self, of: &Measured, year: u16) -> Option<&'a InventoryStated> {
        self.get(|tables| &tables.inventories, &(of.clone(), year)).map(|(stated, _)| stated)
    }

    /// The last value stated.
    pub(crate) fn standing(self, party: PartyCode, item: StandingItem) -> Option<u16> {
        self.get(|tables| &tables.standings, &(party, item)).copied()
    }

    pub(crate) fn authorization_number(self, party: PartyCode, id: &str) -> Option<AuthorizationNumber> {
        self.get(|tables| &tables.authorization_numbers, &(party, id.to_owned())).copied()
    }

    pub(crate) fn authorization(self, number: AuthorizationNumber) -> Option<&'a Authorization> {
        self.get(|tables| &tables.authorizations, &number)
    }

    pub(crate) fn version(
        self,
        number: AuthorizationNumber,
        version: u32,
    ) -> Option<&'a Arc<AuthorizationStated>> {
        self.get(|tables| &tables.versions, &(number, version))
    }

    pub(crate) fn attached_version(self, attachment: Attachment) -> Option<&'a Arc<AuthorizationStated>> {
        self.version(attachment.authorization, attachment.version)
    }

    /// Whether an attachment is in effect at a time, of a serial that has not made its first transfer.
    pub(crate) fn is_in_effect(self, attachment: Attachment, occurred_at: Timestamp) -> bool {
        let ended = self.authorization(attachment.authorization).and_then(|known| known.ended_from);
        self.attached_version(attachment).is_some_and(|version| within_times(version, occurred_at))
            && ended.is_none_or(|ended| ended > occurred_at)
    }

    /// Whether, by then, a later version than the attached one was to be in effect.
    pub(crate) fn is_superseded(self, attachment: Attachment, occurred_at: Timestamp) -> bool {
        let from = self.superseded_from(attachment.authorization, attachment.version);
        from.is_some_and(|from| from <= occurred_at)
    }

    fn superseded_from(self, number: AuthorizationNumber, version: u32) -> Option<Timestamp> {
        let mut from = None;
        self.superseded().pieces(number, version.into(), version.into(), |piece| from = piece.value);
        from
    }

    pub(crate) fn entity(self, approach: ApproachNumber, entity: Commitment) -> Option<&'a EntityStated> {
        self.get(|tables| &tables.entities, &(approach, entity))
    }

    pub(crate) fn is_filed(self, filing: Filing) -> bool {
        self.get(|tables| &tables.filings, &filing).is_some()
    }

    pub(crate) fn finals(self, party: PartyCode) -> &'a [AdjustmentsFinal] {
        self.get(|tables| &tables.finals, &party).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn is_final(self, party: PartyCode, year: u16) -> bool {
        self.finals(party).iter().any(|years| (years.first_year..=years.last_year).contains(&year))
    }

    /// How many authorizations were ever stated.
    pub(super) fn authorization_count(self) -> usize {
        self.count(|tables| &tables.authorization_numbers)
    }
}

impl TablesMut<'_> {
    /// Attaches serials for a Party, and counts them where they came from and where they went.
    pub(super) fn attach(&mut self, party: PartyCode, block: SerialBlock, to: Attachment) {
        let mut left: Vec<Interval<Option<Attachment>>> = Vec::new();
        let key = (block.space, party);
        self.view().attachments().pieces(key, block.first, block.last, |piece| left.push(piece));
        for piece in left {
            if let Some(from) = piece.value {
                self.count_attached(from.authorization, |attached| attached.saturating_sub(piece.count()));
            }
            self.count_attached(to.authorization, |attached| attached.saturating_add(piece.count()));
        }
        self.attachments(key, block.first, block.last, Some(to));
    }

    fn count_attached(&mut self, number: AuthorizationNumber, count: impl Fn(u128) -> u128) {
        if let Some(mut known) = self.view().authorization(number).cloned() {
            known.attached = count(known.attached);
            self.authorizations(number, known);
        }
    }

    /// Takes note that a version, higher than all before, is to be in effect from a time on. The later a version, the later the
    /// earliest of those behind it: what changes is a row of numbers up to this one's.
    pub(super) fn supersede(&mut self, number: AuthorizationNumber, version: u32, from: Timestamp) {
        let Some(last) = version.checked_sub(1) else { return };
        let (mut low, mut high) = (0, version);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.view().superseded_from(number, middle).is_none_or(|before| before > from) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if low <= last {
            self.superseded(number, low.into(), last.into(), Some(from));
        }
    }
}
