//! The tables of Article 6 as rows, for the book's snapshot.
//!
//! Invariants:
//! - Equal tables give equal rows: each list is in ascending order of its keys.
//! - Rows that are not what equal tables gave are refused; nothing panics on others.
//!
//! What can be computed again (numbers taken, units attached, adjustments) is in it all the same: [`super::check`] compares.

use std::hash::Hash;
use std::sync::Arc;

use ledger_format::body::article6::{AdjustmentsFinal, AuthorizationStated, EntityStated, InventoryStated};
use ledger_format::codes::StandingItem;
use ledger_format::identifiers::{ApproachNumber, Commitment, EntryIndex, PartyCode, SpaceId};
use serde::{Deserialize, Serialize};

use super::nouns::{
    AdjustmentAccount, AdjustmentSums, Approach, AttachedBy, Attachment, Authorization, AuthorizationNumber,
    FirstTransfer, Identified, IdentifierSpace, Measured, NdcPeriod, NdcUse,
};
use super::table::Table;
use super::tables::{Filing, Tables};
use crate::book::Layer;

/// What a key's numbers from first to last say.
pub(crate) type Said<K, V> = Vec<(K, u64, u64, V)>;

/// The tables as rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rows {
    approaches: Vec<(ApproachNumber, Approach)>,
    periods: Vec<(Measured, Vec<NdcPeriod>)>,
    inventories: Vec<((Measured, u16), (InventoryStated, EntryIndex))>,
    standings: Vec<((PartyCode, StandingItem), u16)>,
    authorizations: Vec<(AuthorizationNumber, Authorization)>,
    versions: Vec<((AuthorizationNumber, u32), AuthorizationStated)>,
    entities: Vec<((ApproachNumber, Commitment), EntityStated)>,
    filings: Vec<(Filing, EntryIndex)>,
    finals: Vec<(PartyCode, Vec<AdjustmentsFinal>)>,
    adjustments: Vec<(AdjustmentAccount, AdjustmentSums)>,
    attachments: Said<AttachedBy, Attachment>,
    identifiers: Said<SpaceId, Identified>,
    numbers: Said<IdentifierSpace, ()>,
    first_transfers: Said<SpaceId, FirstTransfer>,
    uses: Said<SpaceId, NdcUse>,
}

pub(crate) fn rows<K: Ord + Hash + Clone, V: Clone>(layer: &Layer<K, V>) -> Vec<(K, V)> {
    let mut rows: Vec<_> = layer.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    rows
}

pub(crate) fn said<K: Ord + Hash + Copy, V: Copy + PartialEq>(table: &Table<K, V>) -> Said<K, V> {
    let mut keys: Vec<K> = table.keys().collect();
    keys.sort_unstable();
    let of = |key| table.of(key).map(move |said| (key, said.first, said.last, said.value));
    keys.into_iter().flat_map(of).collect()
}

pub(crate) fn take<K: Ord + Hash + Clone, V>(layer: &mut Layer<K, V>, rows: Vec<(K, V)>) -> Option<()> {
    let ascending = rows.windows(2).all(|pair| matches!(pair, [a, b] if a.0 < b.0));
    rows.into_iter().for_each(|(key, value)| layer.settle(key, value));
    ascending.then_some(())
}

pub(crate) fn take_said<K: Ord + Hash + Copy, V: Copy + PartialEq>(
    table: &mut Table<K, V>,
    rows: Said<K, V>,
) -> Option<()> {
    let rises = |a: &(K, u64, u64, V), b: &(K, u64, u64, V)| a.0 < b.0 || (a.0 == b.0 && a.2 < b.1);
    let ascending = rows.windows(2).all(|pair| matches!(pair, [a, b] if rises(a, b)));
    if !ascending || rows.iter().any(|(_, first, last, _)| first > last) {
        return None;
    }
    let count = rows.len();
    rows.into_iter().for_each(|(key, first, last, value)| table.settle(key, first, last, Some(value)));
    // Rows that could be joined are not what tables gave.
    (table.keys().map(|key| table.of(key).count()).sum::<usize>() == count).then_some(())
}

impl Tables {
    /// Everything, in order.
    pub(crate) fn rows(&self) -> Rows {
        let mut versions: Vec<_> =
            self.versions.iter().map(|(key, version)| (*key, AuthorizationStated::clone(version))).collect();
        versions.sort_unstable_by_key(|row| row.0);
        Rows {
            approaches: rows(&self.approaches),
            periods: rows(&self.periods),
            inventories: rows(&self.inventories),
            standings: rows(&self.standings),
            authorizations: rows(&self.authorizations),
            versions,
            entities: rows(&self.entities),
            filings: rows(&self.filings),
            finals: rows(&self.finals),
            adjustments: rows(&self.adjustments),
            attachments: said(&self.attachments),
            identifiers: said(&self.identifiers),
            numbers: said(&self.numbers),
            first_transfers: said(&self.first_transfers),
            uses: said(&self.uses),
        }
    }

    /// The tables that gave these rows; none if no tables did.
    pub(crate) fn from_rows(rows: Rows) -> Option<Self> {
        let mut tables = Self::default();
        take(&mut tables.approaches, rows.approaches)?;
        take(&mut tables.periods, rows.periods)?;
        take(&mut tables.inventories, rows.inventories)?;
        take(&mut tables.standings, rows.standings)?;
        for (number, known) in &rows.authorizations {
            tables.authorization_numbers.settle((known.party, known.id.clone()), *number);
        }
        take(&mut tables.authorizations, rows.authorizations)?;
        let versions = rows.versions.into_iter().map(|(key, version)| (key, Arc::new(version)));
        take(&mut tables.versions, versions.collect())?;
        take(&mut tables.entities, rows.entities)?;
        take(&mut tables.filings, rows.filings)?;
        take(&mut tables.finals, rows.finals)?;
        take(&mut tables.adjustments, rows.adjustments)?;
        take_said(&mut tables.attachments, rows.attachments)?;
        take_said(&mut tables.identifiers, rows.identifiers)?;
        take_said(&mut tables.numbers, rows.numbers)?;
        take_said(&mut tables.first_transfers, rows.first_transfers)?;
        take_said(&mut tables.uses, rows.uses)?;
        Some(tables)
    }
}
