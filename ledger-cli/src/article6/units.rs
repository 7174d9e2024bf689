//! What is known of a serial.
//!
//! - Equal facts of neighbours are one run: an identifier is kept as the distance from the serial to its number, which does not
//!   change along a block.

use std::fmt;

use ledger_format::identifiers::{
    AccountNumber, ApproachNumber, EntryIndex, PartyCode, RegistryId, SeriesId, Timestamp,
};
use ledger_format::itmo_identifier::ItmoIdentifier;

use super::register::{AuthorizationKey, Register};

/// Facts of a run of serials.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// What is fixed at issuance; none before.
    pub series: Option<SeriesId>,
    /// Who holds them, since which entry.
    pub held: Option<(AccountNumber, EntryIndex)>,
    /// Attachments, one a Party, in the order of the Parties.
    pub attachments: Vec<Attachment>,
    /// The identifier.
    pub identifier: Option<Numbered>,
    /// The first transfer.
    pub first_transfer: Option<FirstTransfer>,
    /// The entry that uses them towards an NDC: once, until it is reversed.
    pub used: Option<EntryIndex>,
}

/// That units are attached to a version of an authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Whose, and its name.
    pub key: AuthorizationKey,
    /// Which version.
    pub version: u32,
    /// Since which entry.
    pub entry: EntryIndex,
}

/// Where a serial's ITMO identifier lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    /// The cooperative approach.
    pub approach: ApproachNumber,
    /// The registry that assigned it.
    pub registry: RegistryId,
    /// The first transferring Party.
    pub party: PartyCode,
    /// The vintage.
    pub vintage: u16,
    /// Number of the identifier less the serial.
    pub distance: i128,
}

impl Numbered {
    /// The identifier of a serial.
    #[must_use]
    pub fn of(&self, serial: u64) -> ItmoIdentifier {
        ItmoIdentifier {
            approach: self.approach,
            registry: self.registry,
            first_transferring_party: self.party,
            number: u64::try_from(i128::from(serial) + self.distance).unwrap_or_default(),
            vintage: self.vintage,
        }
    }
}

/// How and where units made their first transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstTransfer {
    /// At which entry.
    pub entry: EntryIndex,
    /// When that occurred.
    pub occurred_at: Timestamp,
    /// By which trigger.
    pub trigger: Trigger,
}

/// What makes a first transfer (2/CMA.3 annex para 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// A first international transfer (2(a)).
    International,
    /// The authorization (2(b)).
    Authorization,
    /// The issuance (2(b)).
    Issuance,
    /// The use or cancellation (2(b)).
    UseOrCancellation,
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::International => "international transfer",
            Self::Authorization => "authorization",
            Self::Issuance => "issuance",
            Self::UseOrCancellation => "use or cancellation",
        })
    }
}

/// Where a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nothing but a mitigation outcome.
    MitigationOutcome,
    /// The host authorized it, and that is in effect.
    Authorized,
    /// It made its first transfer.
    Itmo,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::MitigationOutcome => "mitigation outcome",
            Self::Authorized => "authorized",
            Self::Itmo => "ITMO",
        })
    }
}

impl Facts {
    /// The attachment of a Party.
    #[must_use]
    pub fn attachment(&self, party: PartyCode) -> Option<&Attachment> {
        self.attachments.iter().find(|it| it.key.0 == party)
    }

    /// The state at a moment.
    #[must_use]
    pub fn state(&self, register: &Register, at: Timestamp) -> State {
        let host = self.series.and_then(|series| register.series.get(&series)).map(|series| series.host);
        if self.first_transfer.is_some() {
            return State::Itmo;
        }
        match host.and_then(|host| self.attachment(host)) {
            Some(it) if register.in_effect(&it.key, it.version, at) => State::Authorized,
            _ => State::MitigationOutcome,
        }
    }

    /// Attaches the units, in place of what the same Party attached before.
    pub(super) fn attach(&mut self, attachment: Attachment) {
        match self.attachments.binary_search_by(|it| it.key.0.cmp(&attachment.key.0)) {
            Ok(place) => {
                if let Some(known) = self.attachments.get_mut(place) {
                    *known = attachment;
                }
            }
            Err(place) => self.attachments.insert(place, attachment),
        }
    }
}
