//! The tables of Article 6 as rows, for the book's snapshot.
//!
//! Invariants:
//! - Equal tables give equal rows: each list is in ascending order of its keys.
//! - Rows that are not what equal tables gave are refused; nothing panics on others.
//!
//! What can be computed again (numbers taken, units attached, adjustments, clearing accounts) is in it all the same: [`super::check`] compares. Names
//! and times of later versions are not.

use ledger_format::body::article6::{AdjustmentsFinal, AuthorizationStated, EntityStated, InventoryStated};
use ledger_format::codes::StandingItem;
use ledger_format::identifiers::{ApproachNumber, Commitment, EntryIndex, PartyCode, SeriesId, SpaceId};
use serde::{Deserialize, Serialize};

use super::nouns::{
    AdjustmentAccount, AdjustmentSums, Approach, AttachedBy, Attachment, Authorization, AuthorizationNumber,
    FirstTransfer, Identified, IdentifierSpace, Measured, NdcPeriod, NdcUse,
};
use super::tables::{Filing, Tables};
use crate::layered::rows::{SaidRows, rows, said_rows, shared_rows, take, take_said, take_shared};

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
    clearing: Vec<(SeriesId, i128)>,
    attachments: SaidRows<AttachedBy, Attachment>,
    identifiers: SaidRows<SpaceId, Identified>,
    numbers: SaidRows<IdentifierSpace, ()>,
    first_transfers: SaidRows<SpaceId, FirstTransfer>,
    uses: SaidRows<SpaceId, NdcUse>,
}

impl Tables {
    /// Everything, in order.
    pub(crate) fn rows(&self) -> Rows {
        Rows {
            approaches: rows(&self.approaches),
            periods: rows(&self.periods),
            inventories: rows(&self.inventories),
            standings: rows(&self.standings),
            authorizations: rows(&self.authorizations),
            versions: shared_rows(&self.versions),
            entities: rows(&self.entities),
            filings: rows(&self.filings),
            finals: rows(&self.finals),
            adjustments: rows(&self.adjustments),
            clearing: rows(&self.clearing),
            attachments: said_rows(&self.attachments),
            identifiers: said_rows(&self.identifiers),
            numbers: said_rows(&self.numbers),
            first_transfers: said_rows(&self.first_transfers),
            uses: said_rows(&self.uses),
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
        take_shared(&mut tables.versions, rows.versions)?;
        tables.superseded = tables.superseded_by_versions();
        take(&mut tables.entities, rows.entities)?;
        take(&mut tables.filings, rows.filings)?;
        take(&mut tables.finals, rows.finals)?;
        take(&mut tables.adjustments, rows.adjustments)?;
        take(&mut tables.clearing, rows.clearing)?;
        take_said(&mut tables.attachments, rows.attachments)?;
        take_said(&mut tables.identifiers, rows.identifiers)?;
        take_said(&mut tables.numbers, rows.numbers)?;
        take_said(&mut tables.first_transfers, rows.first_transfers)?;
        take_said(&mut tables.uses, rows.uses)?;
        Some(tables)
    }
}
