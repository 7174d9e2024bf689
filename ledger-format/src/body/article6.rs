//! What entries of rulebook 2 say about Article 6: approaches, Parties, authorizations, identifiers, filings
//! (`spec/article6.md` section 2).
//!
//! Invariants:
//! - Field order is the order of the bytes; the tables of the spec lead.
//! - Whatever bytes can say can be held here, right or wrong, under whatever rulebook.

use serde::{Deserialize, Serialize};

use super::Context;
use super::statements::statements;
use crate::amount::Amount;
use crate::block::SerialBlock;
use crate::bounded::{Bounded, Code};
use crate::codes::{
    ActivityType, AdjustmentMethod, ApproachStatus, FirstTransferDefinition, GwpSet, Kind, Metric, Purposes,
    RevocationTerms, Sector, StandingItem,
};
use crate::encoding::{self, EncodingFault};
use crate::identifiers::{ApproachNumber, Commitment, Digest, PartyCode, RegistryId, Timestamp};
use crate::limits::BLOCKS_MAX;

/// A Party's own name for an authorization.
pub type AuthorizationId = Code<1, 64>;

/// A new cooperative approach.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ApproachDeclared {
    /// Its number.
    pub approach: ApproachNumber,
    /// Participating Parties.
    pub parties: Bounded<PartyCode, 0, 64>,
    /// What its units measure.
    pub metrics: Bounded<Metric, 0, 2>,
    /// Where it stands.
    pub status: ApproachStatus,
}

/// An approach's new status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ApproachStatusChanged {
    /// The approach.
    pub approach: ApproachNumber,
    /// Where it stands from now on.
    pub status: ApproachStatus,
}

/// A period of a Party's NDC and how the Party adjusts in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NdcPeriodDeclared {
    /// The Party.
    pub party: PartyCode,
    /// First calendar year.
    pub first_year: u16,
    /// Last calendar year.
    pub last_year: u16,
    /// How the Party adjusts.
    pub method: AdjustmentMethod,
    /// What is adjusted.
    pub metric: Metric,
    /// Name of a non-GHG metric; empty for GHG.
    pub non_ghg_metric: Code<0, 32>,
    /// Trajectory by year, or the budget under the last year.
    pub values: Bounded<YearValue, 0, 64>,
}

/// A year's value of a trajectory or budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct YearValue {
    /// Calendar year.
    pub year: u16,
    /// In units of the period's metric.
    pub value: Amount,
}

/// A Party's inventory total of a year, stated or restated.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct InventoryStated {
    /// The Party.
    pub party: PartyCode,
    /// Calendar year.
    pub year: u16,
    /// What is measured.
    pub metric: Metric,
    /// Name of a non-GHG metric; empty for GHG.
    pub non_ghg_metric: Code<0, 32>,
    /// In units of the metric.
    pub total: Amount,
    /// BLAKE3 of the document.
    pub document: Digest,
}

/// Whether something is so of a Party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StandingStated {
    /// The Party.
    pub party: PartyCode,
    /// What is stated.
    pub item: StandingItem,
    /// 0 no, 1 yes.
    pub value: u16,
    /// BLAKE3 of the document.
    pub document: Digest,
}

/// A version of an authorization (AEF table 2).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AuthorizationStated {
    /// Who authorizes.
    pub party: PartyCode,
    /// The Party's name for it.
    pub authorization: AuthorizationId,
    /// From 1, one more each time.
    pub version: u32,
    /// Whether these are a foreign Party's words, copied by the operator.
    pub mirrored: bool,
    /// The cooperative approach.
    pub approach: ApproachNumber,
    /// In effect from then on.
    pub from: Timestamp,
    /// In effect up to then; 0 for no end.
    pub until: Timestamp,
    /// How many units may be attached; 0 for no cap.
    pub cap: u64,
    /// What the units measure.
    pub metric: Metric,
    /// Name of a non-GHG metric; empty for GHG.
    pub non_ghg_metric: Code<0, 32>,
    /// Global warming potentials.
    pub gwp_set: GwpSet,
    /// Sectors.
    pub sectors: Bounded<Sector, 0, 16>,
    /// Activity types.
    pub activity_types: Bounded<ActivityType, 0, 64>,
    /// What the units may be used for.
    pub purposes: Purposes,
    /// Name of the purpose that the Party authorized (`CORSIA`).
    pub oimp: Code<0, 64>,
    /// What the first transfer for OIMP is.
    pub first_transfer: FirstTransferDefinition,
    /// Parties that may use; none means any.
    pub parties: Bounded<PartyCode, 0, 64>,
    /// Entities that may use; none means any that is stated.
    pub entities: Bounded<Commitment, 0, 64>,
    /// First vintage, 0 for open.
    pub first_vintage: u16,
    /// Last vintage, 0 for open.
    pub last_vintage: u16,
    /// First calendar year of use, 0 for open.
    pub first_year_of_use: u16,
    /// Last calendar year of use, 0 for open.
    pub last_year_of_use: u16,
    /// What becomes of units when it ends.
    pub revocation: RevocationTerms,
    /// Commitment to terms and conditions.
    pub terms: Commitment,
    /// BLAKE3 of the document.
    pub document: Digest,
}

/// An entity that may use units (AEF table 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EntityStated {
    /// Who authorizes it.
    pub party: PartyCode,
    /// Under which approach.
    pub approach: ApproachNumber,
    /// Commitment to its name.
    pub entity: Commitment,
    /// Where it is incorporated.
    pub country: PartyCode,
    /// Commitment to its identification number.
    pub identification: Commitment,
    /// Commitment to conditions.
    pub conditions: Commitment,
}

/// An authorization that authorizes nothing more.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AuthorizationEnded {
    /// Who authorized.
    pub party: PartyCode,
    /// The Party's name for it.
    pub authorization: AuthorizationId,
    /// From then on.
    pub from: Timestamp,
}

/// Units attached to a version of an authorization.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitsAuthorized {
    /// Who authorizes.
    pub party: PartyCode,
    /// The Party's name for the authorization.
    pub authorization: AuthorizationId,
    /// Its version.
    pub version: u32,
    /// Which units.
    pub blocks: Bounded<SerialBlock, 0, BLOCKS_MAX>,
}

/// Numbers given to units: they run on through the blocks in their order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IdentifiersAssigned {
    /// The cooperative approach.
    pub approach: ApproachNumber,
    /// The registry that assigns.
    pub registry: RegistryId,
    /// The first transferring Party.
    pub first_transferring_party: PartyCode,
    /// Calendar year of the mitigation.
    pub vintage: u16,
    /// Number of the first unit.
    pub first_number: u64,
    /// Which units.
    pub blocks: Bounded<SerialBlock, 0, BLOCKS_MAX>,
}

/// An annual report as handed in, and the head from which it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AefFiled {
    /// Whose report.
    pub party: PartyCode,
    /// Reported calendar year.
    pub year: u16,
    /// Version before the point.
    pub major: u16,
    /// Version behind the point.
    pub minor: u16,
    /// BLAKE3 of the workbook.
    pub workbook: Digest,
    /// Entries of the journal from which it was made.
    pub entry_count: u64,
    /// The chain at that count.
    pub chain: Digest,
}

/// Years whose adjustments of a Party change no more (2/CMA.3 annex para 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AdjustmentsFinal {
    /// The Party.
    pub party: PartyCode,
    /// First calendar year.
    pub first_year: u16,
    /// Last calendar year.
    pub last_year: u16,
}

statements! {
    /// What a statement of Article 6 says, by kind; rulebook 1 knows none of them.
    pub enum Article6 {
        /// A cooperative approach.
        ApproachDeclared(ApproachDeclared) = APPROACH_DECLARED;
        /// An approach goes on or ends.
        ApproachStatusChanged(ApproachStatusChanged) = APPROACH_STATUS_CHANGED;
        /// An NDC period.
        NdcPeriodDeclared(NdcPeriodDeclared) = NDC_PERIOD_DECLARED;
        /// A year's inventory.
        InventoryStated(InventoryStated) = INVENTORY_STATED;
        /// A Party reported, or is eligible, or not.
        StandingStated(StandingStated) = STANDING_STATED;
        /// An authorization.
        AuthorizationStated(Box<AuthorizationStated>) = AUTHORIZATION_STATED;
        /// An authorized entity.
        EntityStated(EntityStated) = ENTITY_STATED;
        /// An authorization ends.
        AuthorizationEnded(AuthorizationEnded) = AUTHORIZATION_ENDED;
        /// Units are authorized.
        UnitsAuthorized(UnitsAuthorized) = UNITS_AUTHORIZED;
        /// Units get identifiers.
        IdentifiersAssigned(IdentifiersAssigned) = IDENTIFIERS_ASSIGNED;
        /// An annual report.
        AefFiled(AefFiled) = AEF_FILED;
        /// Adjustments that change no more.
        AdjustmentsFinal(AdjustmentsFinal) = ADJUSTMENTS_FINAL;
    }
}
