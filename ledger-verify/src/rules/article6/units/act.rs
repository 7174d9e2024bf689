//! What an entry does to units, and the serials that it does it to.
//!
//! Invariants:
//! - Acts stand in the order of their entries, the pieces of an act in the order of its postings or blocks.
//! - A piece's block is well formed.

use ledger_format::codes::{AccountKind, Action};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, EntryIndex, PartyCode, RegistryId, SpaceId, Timestamp,
};

use super::holder::Holder;
use crate::rules::article6::particulars::Particulars;
use crate::rules::article6::state::authorizations::VersionPlace;
use crate::rules::article6::terms::Terms;
use crate::rules::custody::SeriesMark;
use crate::rules::state::State;

/// What one entry does.
#[derive(Debug)]
pub struct Act {
    /// The entry.
    pub entry: EntryIndex,
    /// Its `occurred_at`.
    pub occurred_at: Timestamp,
    /// The rulebook that it is under.
    pub terms: Terms,
    /// What it does.
    pub what: What,
}

/// What an entry does to units.
#[derive(Debug)]
pub enum What {
    /// A movement or reversing movement under rulebook 1: only where units are changes.
    Untold { issued_into: IssuedInto },
    /// A movement.
    Movement { action: Action, issued_into: IssuedInto, particulars: Option<Box<Particulars>> },
    /// A reversing movement.
    Reversal { reverses: EntryIndex, issued_into: IssuedInto, year_of_use: Option<u16> },
    /// Units authorized, by a version that is known.
    Attachment { version: VersionPlace },
    /// Units authorized by a version that is not known: R-341 says so, and nothing changes.
    Nothing,
    /// Identifiers assigned.
    Assignment(Box<Numbering>),
    /// What was done elsewhere.
    Notice(Box<Given>),
    /// A notice that stands is withdrawn; and whose use towards an NDC, for which year, is no longer posted.
    Withdrawal { notice: EntryIndex, used_for: Option<(PartyCode, u16)> },
}

/// What a notice says.
#[derive(Debug)]
pub struct Given {
    /// The account that holds the units here.
    pub account: AccountNumber,
    /// What was done.
    pub action: Action,
    /// By whom.
    pub party: PartyCode,
    /// Year, entity and purpose.
    pub particulars: Particulars,
}

/// The series of units that were never issued before they are credited.
#[derive(Debug, Clone, Copy)]
pub enum IssuedInto {
    /// That of this account, if it is a Source account that is known: no other is debited that is one.
    SeriesOf(AccountNumber),
    /// None.
    None,
}

impl IssuedInto {
    /// The series that an entry finds.
    pub fn series(self, state: &State, entry: EntryIndex) -> SeriesMark {
        let account = match self {
            Self::SeriesOf(number) => state.accounts.known_at(number, entry),
            Self::None => None,
        };
        let source = account.filter(|account| account.kind == AccountKind::SOURCE);
        SeriesMark::new(source.and_then(|account| account.series))
    }
}

/// What identifiers name but their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Numbering {
    /// The approach.
    pub approach: ApproachNumber,
    /// The registry.
    pub registry: RegistryId,
    /// The first transferring Party.
    pub party: PartyCode,
    /// The vintage.
    pub vintage: u16,
}

/// Serials that an act touches.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    /// The space.
    pub space: SpaceId,
    /// Lowest serial.
    pub first: u64,
    /// Highest serial.
    pub last: u64,
    /// The act, by its place in the window.
    pub act: u32,
    /// How.
    pub how: How,
}

/// What an act does to one piece.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// It credits it.
    Credit(Credit),
    /// It attaches it.
    Attach,
    /// It gives its first serial this number; none where numbers are not within their limits.
    Number(Option<u64>),
    /// It is noticed.
    Notice,
    /// It is noticed no longer.
    Withdraw,
}

/// Who takes a piece.
#[derive(Debug, Clone, Copy)]
pub struct Credit {
    /// The account credited, as far as it is known.
    pub taker: Holder,
    /// The kind of the account credited; 0 where it is not known.
    pub kind: AccountKind,
    /// Of a reversing movement, the Party that gives back.
    pub given_by: Option<PartyCode>,
    /// Of a reversing movement, whether it goes to another registry.
    pub leaves_registry: bool,
}
