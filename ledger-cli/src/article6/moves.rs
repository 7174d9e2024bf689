//! What happened to units, one piece at a time: the pieces of a movement that are alike.
//!
//! - A piece names what was so before the entry (who gave) and what is so behind it (attachments, identifier, first transfer).
//! - A first transfer made by authorizing units is a piece without accounts.

use ledger_format::codes::{Action, Purposes};
use ledger_format::identifiers::{AccountNumber, Commitment, EntryIndex, SeriesId, SpaceId, Timestamp};

use super::units::{Attachment, Numbered, Trigger};

/// A piece.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The entry.
    pub entry: EntryIndex,
    /// When it occurred.
    pub occurred_at: Timestamp,
    /// What was done; none for a reversing movement and for units authorized.
    pub action: Option<Action>,
    /// The movement that is reversed, of a reversing movement.
    pub reverses: Option<EntryIndex>,
    /// The number space.
    pub space: SpaceId,
    /// First serial.
    pub first: u64,
    /// Last serial, inclusive.
    pub last: u64,
    /// The series.
    pub series: Option<SeriesId>,
    /// Who gave.
    pub transferring: Option<AccountNumber>,
    /// Who took.
    pub acquiring: Option<AccountNumber>,
    /// Attachments behind the entry.
    pub attachments: Vec<Attachment>,
    /// The identifier.
    pub identifier: Option<Numbered>,
    /// The first transfer that the entry made.
    pub made: Option<Trigger>,
    /// Whether the units are first transferred behind the entry.
    pub first_transferred: bool,
    /// The first transfer that a reversing movement took back.
    pub undone: Option<Trigger>,
    /// The year for which the units are used towards an NDC (of a reversing movement: were).
    pub year_of_use: Option<u16>,
    /// The entity that uses or cancels.
    pub entity: Option<Commitment>,
    /// For which purpose.
    pub purpose: Option<Purposes>,
}

impl Piece {
    /// How many units.
    #[must_use]
    pub fn count(&self) -> u64 {
        (self.last - self.first).saturating_add(1)
    }

    /// The attachment of a Party.
    #[must_use]
    pub fn attachment(&self, party: ledger_format::identifiers::PartyCode) -> Option<&Attachment> {
        self.attachments.iter().find(|it| it.key.0 == party)
    }
}
