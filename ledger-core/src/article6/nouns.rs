//! What the tables of Article 6 hold.
//!
//! Invariant: what is said of serials is small and copied freely; everything longer is looked up by number.

use std::fmt;

use ledger_format::body::article6::{AuthorizationStated, NdcPeriodDeclared};
use ledger_format::body::{SeriesOpened, article6::IdentifiersAssigned};
use ledger_format::codes::{ApproachStatus, Metric};
use ledger_format::identifiers::{
    ApproachNumber, EntryIndex, PartyCode, RegistryId, SeriesId, SpaceId, Timestamp,
};
use ledger_format::itmo_identifier::ItmoIdentifier;
use serde::{Deserialize, Serialize};

/// A cooperative approach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approach {
    /// Participating Parties.
    pub parties: Vec<PartyCode>,
    /// What its units measure.
    pub metrics: Vec<Metric>,
    /// Where it stands.
    pub status: ApproachStatus,
    /// The entry that declared it.
    pub declared: EntryIndex,
}

/// A metric with the name of a non-GHG one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MetricName {
    /// GHG or not.
    pub metric: Metric,
    /// Empty for GHG.
    pub non_ghg: String,
}

impl MetricName {
    /// Tonnes of CO2 equivalent.
    #[must_use]
    pub fn ghg() -> Self {
        Self { metric: Metric::GHG, non_ghg: String::new() }
    }

    /// The metric of a series.
    #[must_use]
    pub fn of_series(terms: &SeriesOpened) -> Self {
        Self { metric: terms.metric, non_ghg: terms.non_ghg_metric.as_str().to_owned() }
    }
}

/// A Party and what is measured: of these there is one period a year, and one inventory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Measured {
    /// The Party.
    pub party: PartyCode,
    /// The metric.
    pub metric: MetricName,
}

/// A period of a Party's NDC, and the entry that declared it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NdcPeriod {
    /// As declared.
    pub terms: NdcPeriodDeclared,
    /// The entry.
    pub declared: EntryIndex,
}

impl NdcPeriod {
    /// Whether a calendar year lies in it.
    #[must_use]
    pub fn holds(&self, year: u16) -> bool {
        (self.terms.first_year..=self.terms.last_year).contains(&year)
    }
}

/// An authorization's place in the order in which authorizations were first stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AuthorizationNumber(pub u32);

/// What is known of an authorization beside its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// Who authorizes.
    pub party: PartyCode,
    /// The Party's name for it.
    pub id: String,
    /// Its latest version.
    pub latest: u32,
    /// The earliest time from which an entry ended it.
    pub ended_from: Option<Timestamp>,
    /// Serials attached to it, over all versions.
    pub attached: u128,
}

/// The version of an authorization that a serial is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The authorization.
    pub authorization: AuthorizationNumber,
    /// Its version.
    pub version: u32,
}

/// Which identifiers are numbered together (6/CMA.4 annex I para 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IdentifierSpace {
    /// The cooperative approach.
    pub approach: ApproachNumber,
    /// The registry that assigned them.
    pub registry: RegistryId,
    /// The first transferring Party.
    pub first_transferring_party: PartyCode,
    /// Calendar year of the mitigation.
    pub vintage: u16,
}

impl IdentifierSpace {
    /// In which an entry assigns numbers.
    #[must_use]
    pub fn of(body: &IdentifiersAssigned) -> Self {
        Self {
            approach: body.approach,
            registry: body.registry,
            first_transferring_party: body.first_transferring_party,
            vintage: body.vintage,
        }
    }
}

/// The identifier of a serial: serials in a row whose numbers run with them share one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// Where its number counts.
    pub space: IdentifierSpace,
    /// Number less serial, modulo 2^64.
    pub(crate) shift: u64,
}

impl Identified {
    /// That gives this number to this serial.
    pub(crate) fn new(space: IdentifierSpace, number: u64, serial: u64) -> Self {
        Self { space, shift: number.wrapping_sub(serial) }
    }

    /// The number of a serial that has this identifier.
    #[must_use]
    pub fn number_of(&self, serial: u64) -> u64 {
        serial.wrapping_add(self.shift)
    }

    /// The whole identifier of a serial that has it.
    #[must_use]
    pub fn of(&self, serial: u64) -> ItmoIdentifier {
        let IdentifierSpace { approach, registry, first_transferring_party, vintage } = self.space;
        let number = self.number_of(serial);
        ItmoIdentifier { approach, registry, first_transferring_party, number, vintage }
    }
}

/// What made a first transfer (2/CMA.3 annex para 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Trigger {
    /// The first international transfer of units authorized for an NDC.
    International = 1,
    /// The authorization for OIMP.
    Authorization = 2,
    /// The issuance, where OIMP was authorized behind it.
    Issuance = 3,
    /// The use or cancellation for OIMP, here or, by a notice, elsewhere.
    UseOrCancellation = 4,
    /// The authorization of what Article 6.4 levied (rulebook 5).
    Levy = 5,
}

impl Trigger {
    /// Whether units authorized made it, not a movement or a notice.
    #[must_use]
    pub fn is_of_authorizing(self) -> bool {
        matches!(self, Self::Authorization | Self::Issuance | Self::Levy)
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::International => "international transfer",
            Self::Authorization => "authorization",
            Self::Issuance => "issuance",
            Self::UseOrCancellation => "use or cancellation",
            Self::Levy => "levy",
        })
    }
}

/// When a serial was first transferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstTransfer {
    /// By which entry.
    pub entry: EntryIndex,
    /// By which trigger.
    pub trigger: Trigger,
}

/// A use towards an NDC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NdcUse {
    /// By which entry.
    pub entry: EntryIndex,
    /// By whom.
    pub party: PartyCode,
    /// For which calendar year.
    pub year: u16,
}

/// An account of the second book: what a Party adjusts in a year, for units of one series. Its NDC period and its metric follow, from
/// the year and from the series: [`crate::query::PartyAccount`] names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AdjustmentAccount {
    /// Who adjusts.
    pub party: PartyCode,
    /// Calendar year: the vintage of what is first transferred, the year of use of what is used.
    pub year: u16,
    /// The units' series; its clearing account takes the opposite.
    pub series: SeriesId,
}

/// What was posted to such an account, in units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AdjustmentSums {
    /// First transferred (2/CMA.3 annex para 8(a)).
    pub first_transferred: u128,
    /// Used towards an NDC (8(b)).
    pub used: u128,
}

/// Serials that an authorizing Party attached, space by space.
pub(crate) type AttachedBy = (SpaceId, PartyCode);

/// Whether a version's own times let it be in effect.
pub(crate) fn within_times(version: &AuthorizationStated, occurred_at: Timestamp) -> bool {
    version.from <= occurred_at && (version.until == Timestamp(0) || version.until > occurred_at)
}
