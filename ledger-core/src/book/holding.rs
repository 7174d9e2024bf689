//! Who holds a serial, since when, of which series; and one change of it.

use ledger_format::block::SerialBlock;
use ledger_format::codes::Action;
use ledger_format::identifiers::{AccountNumber, EntryIndex, SeriesId, Timestamp};

/// What is known of a serial that was issued (`spec/rules.md` section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Who holds it.
    pub account: AccountNumber,
    /// The entry that put it there.
    pub since: EntryIndex,
    /// When that took place.
    pub occurred_at: Timestamp,
    /// What was fixed at issuance; none only where an issue debited several Source accounts.
    pub series: Option<SeriesId>,
}

impl Holding {
    /// The account and series under which it counts.
    pub(super) fn position(&self) -> (AccountNumber, Option<SeriesId>) {
        (self.account, self.series)
    }
}

/// Serials that share a holding, or the lack of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Lowest serial.
    pub first: u64,
    /// Highest serial.
    pub last: u64,
    /// None: never issued.
    pub holding: Option<Holding>,
}

/// A block changes hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustodyEvent {
    /// The movement or reversing movement.
    pub entry: EntryIndex,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// When it took place.
    pub occurred_at: Timestamp,
    /// What the movement did; none for a reversing movement.
    pub action: Option<Action>,
    /// Which units.
    pub block: SerialBlock,
    /// Their series.
    pub series: Option<SeriesId>,
    /// Who gives.
    pub transferring: AccountNumber,
    /// Who takes.
    pub acquiring: AccountNumber,
}

impl CustodyEvent {
    /// Units that the account gained by it: below zero if it gave them.
    #[must_use]
    pub fn gain_of(&self, account: AccountNumber) -> i128 {
        let units = i128::from(self.block.count());
        let taken = if account == self.acquiring { units } else { 0 };
        let given = if account == self.transferring { units } else { 0 };
        taken - given
    }
}
