//! The tables of origins as rows, for the book's snapshot.
//!
//! Invariants:
//! - Equal tables give equal rows: each list is in ascending order of its keys.
//! - Rows that are not what equal tables gave are refused; nothing panics on others.
//!
//! What can be computed again (units drawn, numbers taken) is in it all the same: [`super::check`] compares. Names and the places
//! of registries' numbers are not: they are made from what they name, in its order.

use ledger_format::body::UnderlyingSpace;
use ledger_format::identifiers::{ComponentNumber, EntryIndex, LossNumber, MonitoringNumber, SpaceId};
use serde::{Deserialize, Serialize};

use super::nouns::{Activity, ActivityNumber, Basis, Conversion, Loss, Made, Monitoring, UnderlyingNumber};
use super::tables::{ConversionOf, LineOf, Tables};
use super::underlying::{Place, registry_of, told_apart};
use crate::layered::rows::{SaidRows, rows, said_rows, shared_rows, take, take_said, take_shared};

/// The tables as rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rows {
    activities: Vec<(ActivityNumber, Activity)>,
    monitorings: Vec<(MonitoringNumber, Monitoring)>,
    withdrawals: Vec<(MonitoringNumber, EntryIndex)>,
    drawn: Vec<(LineOf, u128)>,
    losses: Vec<(LossNumber, Loss)>,
    conversions: Vec<(ConversionOf, Conversion)>,
    underlying_spaces: Vec<(UnderlyingNumber, UnderlyingSpace)>,
    monitored: SaidRows<(ActivityNumber, ComponentNumber), MonitoringNumber>,
    taken: SaidRows<UnderlyingNumber, ()>,
    basis: SaidRows<SpaceId, Basis>,
    made: Vec<(EntryIndex, Made)>,
}

impl Tables {
    /// Everything, in order.
    pub(crate) fn rows(&self) -> Rows {
        Rows {
            activities: shared_rows(&self.activities),
            monitorings: shared_rows(&self.monitorings),
            withdrawals: rows(&self.withdrawals),
            drawn: rows(&self.drawn),
            losses: rows(&self.losses),
            conversions: rows(&self.conversions),
            underlying_spaces: rows(&self.underlying_spaces),
            monitored: said_rows(&self.monitored),
            taken: said_rows(&self.taken),
            basis: said_rows(&self.basis),
            made: rows(&self.made),
        }
    }

    /// The tables that gave these rows; none if no tables did.
    pub(crate) fn from_rows(rows: Rows) -> Option<Self> {
        let mut tables = Self::default();
        for (number, activity) in &rows.activities {
            tables.activity_numbers.settle(activity.terms.activity.as_str().to_owned(), *number);
        }
        take_shared(&mut tables.activities, rows.activities)?;
        take_shared(&mut tables.monitorings, rows.monitorings)?;
        take(&mut tables.withdrawals, rows.withdrawals)?;
        take(&mut tables.drawn, rows.drawn)?;
        take(&mut tables.losses, rows.losses)?;
        take(&mut tables.conversions, rows.conversions)?;
        for (number, space) in &rows.underlying_spaces {
            tables.underlying_numbers.settle(told_apart(space), *number);
            let registry = registry_of(space);
            let before = tables.underlying_places.get(registry.as_str()).copied();
            if let Some(place) = Place::named(before, space) {
                tables.underlying_places.settle(registry, place);
            }
        }
        take(&mut tables.underlying_spaces, rows.underlying_spaces)?;
        take_said(&mut tables.monitored, rows.monitored)?;
        take_said(&mut tables.taken, rows.taken)?;
        take_said(&mut tables.basis, rows.basis)?;
        take(&mut tables.made, rows.made)?;
        Some(tables)
    }
}
