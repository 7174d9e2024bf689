//! What movements say about custody: steps from one holder to the next, and what is held.
//!
//! Invariants:
//! - A step's and a holding's block is well formed.

use ledger_format::identifiers::{AccountNumber, EntryIndex, SpaceId};

use crate::rules::state::series::SeriesPlace;

/// What a step must find in order to be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: its movement has a finding already and only takes effect.
    None,
    /// That the serials were never issued.
    Unissued,
    /// That the debited account holds the serials.
    Held,
    /// That the debited account holds them since the movement that is reversed.
    HeldSince,
}

/// What a unit measures, of an account or a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Tonnes of CO2 equivalent.
    Ghg,
    /// Anything else.
    NonGhg,
    /// Not known: nothing is asked.
    Unknown,
}

/// The series of a block of units, if it has one, in four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesMark(u32);

impl SeriesMark {
    /// The mark of a series, or of none.
    pub fn new(series: Option<SeriesPlace>) -> Self {
        Self(series.map_or(u32::MAX, |place| place.0))
    }

    /// The series that is marked.
    pub fn series(self) -> Option<SeriesPlace> {
        (self.0 != u32::MAX).then_some(SeriesPlace(self.0))
    }
}

/// Serials that an entry puts into an account.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Lowest serial.
    pub first: u64,
    /// Highest serial.
    pub last: u64,
    /// The entry's `occurred_at_ms`.
    pub occurred_at_ms: u64,
    /// Who gives.
    pub debit: AccountNumber,
    /// Who takes.
    pub credit: AccountNumber,
    /// The number space.
    pub space: SpaceId,
    /// The entry, counted from the first of the window.
    pub entry: u32,
    /// What the serials become part of, if they were never issued.
    pub series: SeriesMark,
    /// What must be so.
    pub claim: Claim,
    /// What units the credited account takes.
    pub measure: Measure,
}

/// Serials that an account holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Lowest serial.
    pub first: u64,
    /// Highest serial.
    pub last: u64,
    /// The holder.
    pub account: AccountNumber,
    /// The entry that put them there.
    pub since: EntryIndex,
    /// That entry's `occurred_at_ms`.
    pub occurred_at_ms: u64,
    /// What they are part of.
    pub series: SeriesMark,
}

impl Holding {
    /// Whether `next` continues this block in all respects.
    pub fn continues_in(&self, next: &Self) -> bool {
        self.last + 1 == next.first && Self { first: self.first, last: self.last, ..*next } == *self
    }
}

const _: () = assert!(size_of::<Step>() == 56 && size_of::<Holding>() == 48);
