//! What an entry does to units, and the serials that it does it to.
//!
//! Invariants:
//! - Acts and pieces stand in the order of their entries, those of one entry in the order of its postings or blocks.
//! - A piece's block is well formed.
//!
//! Most entries move a block from one account to another: what is judged of them stands in the piece, and nothing else is looked up.

use std::num::NonZeroU64;

use ledger_format::codes::{AccountKind, Action};
use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, EntryIndex, PartyCode, RegistryId, SpaceId, Timestamp,
};

use super::holder::Holder;
use crate::rules::article6::particulars::Particulars;
use crate::rules::article6::state::authorizations::VersionPlace;
use crate::rules::custody::SeriesMark;
use crate::rules::state::State;
use crate::rules::terms::Terms;

/// An entry, and when what it says occurred.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The entry.
    pub entry: EntryIndex,
    /// Its `occurred_at`.
    pub occurred_at: Timestamp,
}

impl Moment {
    /// The rulebook that the entry is under.
    pub fn terms(self, state: &State) -> &Terms {
        state.article6.terms.found_by(self.entry)
    }
}

/// What one entry does.
#[derive(Debug)]
pub struct Act {
    /// Its `occurred_at`.
    pub occurred_at: Timestamp,
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

/// Serials that an entry touches.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    /// The space.
    pub space: SpaceId,
    /// The entry, counted from the first of the window.
    pub entry: u32,
    /// Lowest serial.
    pub first: u64,
    /// Highest serial.
    pub last: u64,
    /// How.
    pub how: How,
}

/// What an entry does to one piece; acts and returns are named by their place in what was gathered with the piece.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// A plain movement credits it.
    Move(Plain),
    /// Another movement credits it to this account.
    Credit(u32, AccountNumber),
    /// A reversing movement does, as one of the returns says.
    Return(u32, u32),
    /// It is attached.
    Attach(u32),
    /// It gives its first serial this number; none where numbers are not within their limits.
    Number(u32, Option<NonZeroU64>),
    /// It is noticed.
    Notice(u32),
    /// It is noticed no longer.
    Withdraw(u32),
}

/// A movement without particulars from one account to one that is known and no Counterpart: it needs no act.
#[derive(Debug, Clone, Copy)]
pub struct Plain {
    /// Its `occurred_at`.
    pub occurred_at: Timestamp,
    /// Who gives.
    pub debited: AccountNumber,
    /// The Party of who takes.
    pub party: PartyCode,
    /// The kind of the account that takes.
    pub kind: AccountKind,
    /// What it does.
    pub action: Action,
}

/// What a reversing movement gives back.
#[derive(Debug, Clone, Copy)]
pub struct Return {
    /// The account credited.
    pub account: AccountNumber,
    /// The Party that gives back, if that is known.
    pub given_by: Option<PartyCode>,
    /// Whether it goes to another registry.
    pub leaves_registry: bool,
}

/// Who takes a piece.
#[derive(Debug, Clone, Copy)]
pub struct Credit {
    /// The account credited, as far as it is known.
    pub taker: Holder,
    /// The kind of the account credited; 0 where it is not known.
    pub kind: AccountKind,
    /// What becomes of units that were never issued.
    pub issued_into: IssuedInto,
}

impl Credit {
    /// To an account, as far as it is known at a moment.
    pub fn to(account: AccountNumber, state: &State, at: Moment, issued_into: IssuedInto) -> Self {
        let known = state.accounts.known_at(account, at.entry);
        Self {
            taker: Holder::of(account, known, at.occurred_at),
            kind: known.map_or(AccountKind(0), |account| account.kind),
            issued_into,
        }
    }
}

const _: () = assert!(size_of::<Piece>() == 56 && size_of::<Act>() <= 56);
