//! The tables of notices as rows, for the book's snapshot.
//!
//! Invariants:
//! - Equal tables give equal rows: each list is in ascending order of its keys.
//! - Rows that are not what equal tables gave are refused; nothing panics on others.

use std::sync::Arc;

use ledger_format::identifiers::{AccountNumber, ApproachNumber, EntryIndex, RegistryId, SpaceId};
use serde::{Deserialize, Serialize};

use super::nouns::{Counterpart, Notice};
use super::tables::Tables;
use crate::layered::rows::{SaidRows, rows, said_rows, shared_rows, take, take_said, take_shared};

/// The tables as rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rows {
    notices: Vec<(EntryIndex, Notice)>,
    registries: Vec<(ApproachNumber, Vec<RegistryId>)>,
    own_registries: Vec<(RegistryId, ())>,
    counterparts: Vec<(Counterpart, u32)>,
    levying: Vec<((), ())>,
    noticed: SaidRows<SpaceId, EntryIndex>,
    levied: SaidRows<SpaceId, AccountNumber>,
}

impl Tables {
    /// Everything, in order.
    pub(crate) fn rows(&self) -> Rows {
        let registries = rows(&self.registries).into_iter();
        Rows {
            notices: shared_rows(&self.notices),
            registries: registries.map(|(approach, registries)| (approach, registries.to_vec())).collect(),
            own_registries: rows(&self.own_registries),
            counterparts: rows(&self.counterparts),
            levying: rows(&self.levying),
            noticed: said_rows(&self.noticed),
            levied: said_rows(&self.levied),
        }
    }

    /// The tables that gave these rows; none if no tables did.
    pub(crate) fn from_rows(rows: Rows) -> Option<Self> {
        let mut tables = Self::default();
        take_shared(&mut tables.notices, rows.notices)?;
        let registries = rows.registries.into_iter();
        let registries = registries.map(|(approach, registries)| (approach, Arc::from(registries)));
        take(&mut tables.registries, registries.collect())?;
        take(&mut tables.own_registries, rows.own_registries)?;
        take(&mut tables.counterparts, rows.counterparts)?;
        take(&mut tables.levying, rows.levying)?;
        take_said(&mut tables.noticed, rows.noticed)?;
        take_said(&mut tables.levied, rows.levied)?;
        Some(tables)
    }
}
