//! Everything that is known of where units come from: in the book, or changed by a draft in front of it.
//!
//! Invariants:
//! - A table by number only sets; what is said of serials, of underlying numbers and of monitored time can be taken back.
//! - What is drawn from a line, taken and settled of a loss is the sum of what movements made and was not given back; where numbers
//!   are taken twice (a finding) they are free once one of these is.

use std::sync::Arc;

use ledger_format::body::UnderlyingSpace;
use ledger_format::body::origins::LineName;
use ledger_format::identifiers::{
    ComponentNumber, EntryIndex, LossNumber, MonitoringNumber, PartyCode, SpaceId,
};

use super::nouns::{Activity, ActivityNumber, Basis, Conversion, Loss, Made, Monitoring, UnderlyingNumber};
use super::underlying::{Place, registry_of, told_apart};
use crate::layered::tables;

/// A line of a monitoring.
pub(crate) type LineOf = (MonitoringNumber, LineName);
/// Whose conversion, of which metric and vintage year.
pub(crate) type ConversionOf = (PartyCode, String, u16);

tables! {
    layers {
        activity_numbers: String => ActivityNumber,
        activities: ActivityNumber => Arc<Activity>,
        monitorings: MonitoringNumber => Arc<Monitoring>,
        withdrawals: MonitoringNumber => EntryIndex,
        drawn: LineOf => u128,
        losses: LossNumber => Loss,
        // By movement: those that drew, took or settled something.
        made: EntryIndex => Made,
        conversions: ConversionOf => Conversion,
        // By spaces as they are told apart, and by registry.
        underlying_numbers: UnderlyingSpace => UnderlyingNumber,
        underlying_places: String => Place,
        underlying_spaces: UnderlyingNumber => UnderlyingSpace,
    }
    said {
        // Milliseconds of a component that a monitoring which stands covers.
        monitored: (ActivityNumber, ComponentNumber) => MonitoringNumber,
        // Underlying numbers that are taken.
        taken: UnderlyingNumber => (),
        basis: SpaceId => Basis,
    }
}

impl<'a> View<'a> {
    pub(crate) fn activity_number(self, id: &str) -> Option<ActivityNumber> {
        self.get(|tables| &tables.activity_numbers, id).copied()
    }

    pub(crate) fn activity(self, number: ActivityNumber) -> Option<&'a Arc<Activity>> {
        self.get(|tables| &tables.activities, &number)
    }

    pub(crate) fn activity_named(self, id: &str) -> Option<&'a Arc<Activity>> {
        self.activity(self.activity_number(id)?)
    }

    pub(crate) fn monitoring(self, number: MonitoringNumber) -> Option<&'a Arc<Monitoring>> {
        self.get(|tables| &tables.monitorings, &number)
    }

    /// The first entry that withdrew it.
    pub(crate) fn withdrawn(self, number: MonitoringNumber) -> Option<EntryIndex> {
        self.get(|tables| &tables.withdrawals, &number).copied()
    }

    /// Units of the issues that draw on a line and stand.
    pub(crate) fn drawn_from(self, line: LineOf) -> u128 {
        self.get(|tables| &tables.drawn, &line).copied().unwrap_or_default()
    }

    /// What a movement drew, took and settled.
    pub(crate) fn made_by(self, entry: EntryIndex) -> Option<Made> {
        self.get(|tables| &tables.made, &entry).copied()
    }

    pub(crate) fn loss(self, number: LossNumber) -> Option<&'a Loss> {
        self.get(|tables| &tables.losses, &number)
    }

    /// The last conversion of a Party, metric and vintage year.
    pub(crate) fn conversion(self, of: &ConversionOf) -> Option<&'a Conversion> {
        self.get(|tables| &tables.conversions, of)
    }

    pub(crate) fn underlying_number(self, space: &UnderlyingSpace) -> Option<UnderlyingNumber> {
        self.get(|tables| &tables.underlying_numbers, &told_apart(space)).copied()
    }

    /// Where the registry of a space counts, once an issue named a space of it.
    pub(crate) fn underlying_place(self, space: &UnderlyingSpace) -> Option<Place> {
        self.get(|tables| &tables.underlying_places, registry_of(space).as_str()).copied()
    }

    pub(crate) fn underlying_space(self, number: UnderlyingNumber) -> Option<&'a UnderlyingSpace> {
        self.get(|tables| &tables.underlying_spaces, &number)
    }

    pub(super) fn next_activity(self) -> ActivityNumber {
        ActivityNumber(number(self.count(|tables| &tables.activity_numbers)))
    }

    pub(super) fn next_underlying(self) -> UnderlyingNumber {
        UnderlyingNumber(number(self.count(|tables| &tables.underlying_numbers)))
    }
}

/// The number of what is the next after so many. Each takes an entry of 200 bytes and more: there are not 2^32 of them.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl TablesMut<'_> {
    pub(super) fn draw(&mut self, line: LineOf, with: impl Fn(u128) -> u128) {
        let drawn = with(self.view().drawn_from(line));
        self.drawn(line, drawn);
    }

    pub(super) fn settle_loss(&mut self, number: LossNumber, with: impl Fn(u128) -> u128) {
        if let Some(mut loss) = self.view().loss(number).cloned() {
            loss.settled = with(loss.settled);
            self.losses(number, loss);
        }
    }
}
