//! The tables listed in order, for queries.

use ledger_format::block::SerialBlock;
use ledger_format::identifiers::{ApproachNumber, PartyCode, SeriesId, SpaceId};

use super::nouns::{
    AdjustmentAccount, AdjustmentSums, Approach, AttachedBy, Attachment, FirstTransfer, NdcPeriod, NdcUse,
};
use super::tables::Tables;
use crate::layered::Said;
use crate::layered::rows::rows;

impl Tables {
    /// The Parties that attached units of a space, ascending.
    pub(crate) fn parties_attaching(&self, space: SpaceId) -> Vec<PartyCode> {
        let keys = self.attachments.keys().filter(|(of, _)| *of == space);
        let mut parties: Vec<PartyCode> = keys.map(|(_, party)| party).collect();
        parties.sort_unstable();
        parties
    }

    /// What a Party attached, in order of space and serial.
    pub(crate) fn attached_by(&self, party: PartyCode) -> Vec<(SerialBlock, Attachment)> {
        let mut keys: Vec<AttachedBy> = self.attachments.keys().filter(|(_, of)| *of == party).collect();
        keys.sort_unstable();
        let of = |key: AttachedBy| {
            let said = self.attachments.of(key);
            said.map(move |said| (SerialBlock::new(key.0, said.first, said.last), said.value))
        };
        keys.into_iter().flat_map(of).collect()
    }

    /// Every approach, by number.
    pub(crate) fn all_approaches(&self) -> Vec<(ApproachNumber, Approach)> {
        rows(&self.approaches)
    }

    /// Accounts to which something is posted, ascending.
    pub(crate) fn adjustment_accounts(&self) -> Vec<(AdjustmentAccount, AdjustmentSums)> {
        let posted = self.adjustments.iter().filter(|(_, sums)| **sums != AdjustmentSums::default());
        let mut accounts: Vec<_> = posted.map(|(account, sums)| (*account, *sums)).collect();
        accounts.sort_unstable_by_key(|(account, _)| *account);
        accounts
    }

    /// Clearing accounts that are not even, ascending.
    pub(crate) fn clearing_accounts(&self) -> Vec<(SeriesId, i128)> {
        let mut accounts: Vec<_> = rows(&self.clearing);
        accounts.retain(|(_, units)| *units != 0);
        accounts
    }

    /// A Party's NDC periods in every metric, in the order in which they were declared.
    pub(crate) fn ndc_periods(&self, party: PartyCode) -> Vec<&NdcPeriod> {
        let mine = self.periods.iter().filter(|(of, _)| of.party == party);
        let mut periods: Vec<&NdcPeriod> = mine.flat_map(|(_, periods)| periods).collect();
        periods.sort_unstable_by_key(|period| period.declared);
        periods
    }

    /// Every first transfer that stands, in order of space and serial.
    pub(crate) fn all_first_transfers(&self) -> Vec<(SerialBlock, FirstTransfer)> {
        in_order(&self.first_transfers)
    }

    /// Every use towards an NDC that stands, in order of space and serial.
    pub(crate) fn all_uses(&self) -> Vec<(SerialBlock, NdcUse)> {
        in_order(&self.uses)
    }
}

fn in_order<V: Copy + PartialEq>(table: &Said<SpaceId, V>) -> Vec<(SerialBlock, V)> {
    let mut spaces: Vec<SpaceId> = table.keys().collect();
    spaces.sort_unstable();
    let of =
        |space| table.of(space).map(move |said| (SerialBlock::new(space, said.first, said.last), said.value));
    spaces.into_iter().flat_map(of).collect()
}
