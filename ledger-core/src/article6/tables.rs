//! Everything that is known of Article 6: in the book, or changed by a draft in front of it.
//!
//! Invariants:
//! - The same type stands in the book and in front: what is in front counts first.
//! - A table by number only sets; what is said of serials can be taken back ([`Table`]).
//! - Sums (units attached, adjustments, numbers taken) are changed where what they count is changed, and nowhere else.

use std::hash::Hash;
use std::sync::Arc;

use ledger_format::block::SerialBlock;
use ledger_format::body::article6::{AdjustmentsFinal, AuthorizationStated, EntityStated, InventoryStated};
use ledger_format::codes::{ApproachStatus, StandingItem};
use ledger_format::identifiers::{ApproachNumber, Commitment, EntryIndex, PartyCode, SpaceId, Timestamp};

use super::intervals::Interval;
use super::nouns::{
    AdjustmentAccount, AdjustmentSums, Approach, AttachedBy, Attachment, Authorization, AuthorizationNumber,
    FirstTransfer, Identified, IdentifierSpace, Measured, NdcPeriod, NdcUse, within_times,
};
use super::table::{Table, TableView};
use crate::book::Layer;

/// An annual report: whose, of which year, and its version.
pub(crate) type Filing = (PartyCode, u16, u16, u16);

macro_rules! tables {
    (
        layers { $($layer:ident: $layer_key:ty => $layer_value:ty,)* }
        tables { $($table:ident: $key:ty => $value:ty,)* }
    ) => {
        /// What is known, or what a draft changes of it.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub(crate) struct Tables {
            $(pub(super) $layer: Layer<$layer_key, $layer_value>,)*
            $(pub(super) $table: Table<$key, $value>,)*
        }

        impl Tables {
            /// From here on changes can be taken back.
            pub(crate) fn savepoint(&mut self) {
                $(self.$layer.savepoint();)*
                $(self.$table.savepoint();)*
            }

            /// Takes back what changed since the savepoint.
            pub(crate) fn rollback(&mut self) {
                $(self.$layer.rollback();)*
                $(self.$table.rollback();)*
            }

            /// Takes in what a draft changed, once it is durable.
            pub(crate) fn merge(&mut self, front: Self) {
                $(self.$layer.merge(front.$layer);)*
                $(self.$table.merge(front.$table);)*
            }
        }

        impl<'a> View<'a> {
            $(
                pub(crate) fn $table(self) -> TableView<'a, $key, $value> {
                    TableView { back: &self.back.$table, front: self.front.map(|front| &front.$table) }
                }
            )*
        }

        impl TablesMut<'_> {
            $(
                pub(super) fn $layer(&mut self, key: $layer_key, value: $layer_value) {
                    if self.back.is_some() {
                        self.tables.$layer.set(key, value);
                    } else {
                        self.tables.$layer.settle(key, value);
                    }
                }
            )*
            $(
                pub(super) fn $table(&mut self, key: $key, first: u64, last: u64, value: Option<$value>) {
                    if self.back.is_some() {
                        self.tables.$table.say(key, first, last, value);
                    } else {
                        self.tables.$table.settle(key, first, last, value);
                    }
                }
            )*
        }
    };
}

pub(crate) use tables;

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
    }
    tables {
        attachments: AttachedBy => Attachment,
        identifiers: SpaceId => Identified,
        // Numbers given, under the space that they count in; what is said of them is only that.
        numbers: IdentifierSpace => (),
        first_transfers: SpaceId => FirstTransfer,
        uses: SpaceId => NdcUse,
    }
}

/// The tables to be read: the book's, and those of a draft in front of it if there is one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) back: &'a Tables,
    pub(crate) front: Option<&'a Tables>,
}

impl<'a> View<'a> {
    fn get<K: Hash + Eq + Clone + 'a, V>(
        self,
        layer: impl Fn(&'a Tables) -> &'a Layer<K, V>,
        key: &K,
    ) -> Option<&'a V> {
        self.front.and_then(|front| layer(front).get(key)).or_else(|| layer(self.back).get(key))
    }

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

    pub(crate) fn adjustment(self, account: AdjustmentAccount) -> AdjustmentSums {
        self.get(|tables| &tables.adjustments, &account).copied().unwrap_or_default()
    }

    /// How many authorizations were ever stated.
    pub(super) fn authorization_count(self) -> usize {
        // A number is given once: what stands in front is new.
        let count = |tables: &Tables| tables.authorization_numbers.len();
        count(self.back) + self.front.map_or(0, count)
    }
}

/// The tables to be changed: the book's for good, or a draft's.
#[derive(Debug)]
pub(crate) struct TablesMut<'a> {
    pub(crate) tables: &'a mut Tables,
    /// What the tables stand in front of; none if they are the book's.
    pub(crate) back: Option<&'a Tables>,
}

impl TablesMut<'_> {
    pub(super) fn view(&self) -> View<'_> {
        match self.back {
            Some(back) => View { back, front: Some(&*self.tables) },
            None => View { back: &*self.tables, front: None },
        }
    }

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

    /// Posts to the second book.
    pub(super) fn adjust(&mut self, account: AdjustmentAccount, with: impl Fn(&mut AdjustmentSums)) {
        let mut sums = self.view().adjustment(account);
        with(&mut sums);
        self.adjustments(account, sums);
    }
}
