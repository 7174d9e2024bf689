//! A submission as plain data: the rows of tables 1 to 5 with typed fields.
//!
//! - A value of each type is well formed; that rows agree with each other is not promised here, that is [`crate::consistency`].
//! - Where a source spelled a value in its own way the spelling is kept.
//! - Equal submissions are the same tables, row by row and in order.
//! - It knows no columns: [`crate::rows`] turns rows into cells and [`crate::syntax`] cells into rows.

use jiff::civil::Date;

use crate::itmo_id::{ItmoBlock, ItmoSpace};
use crate::moment::{ActionMoment, Timeframe};
use crate::quantity::Quantity;
use crate::values::{
    ApproachId, AuthorizationId, CarpCell, EntityId, PartyCode, PartyName, RegistryCode, SubmissionVersion,
    Text, Year,
};
use crate::vocabulary::{
    ActionSubtype, ActionType, ActivityType, FirstTransferDefinition, Metric, MitigationType, Purpose,
    Sector, Spelled, UnderlyingRegistry,
};

/// What a Party files for one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Table 1.
    pub details: Details,
    /// Table 2.
    pub authorizations: Vec<Authorization>,
    /// Table 3.
    pub actions: Vec<Action>,
    /// Table 4: at 31 December of the reported year.
    pub holdings: Vec<Units>,
    /// Table 5.
    pub entities: Vec<AuthorizedEntity>,
}

/// Table 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The reporting Party.
    pub party: PartyName,
    /// The version.
    pub version: SubmissionVersion,
    /// The year that the actions fall into.
    pub reported_year: Year,
    /// When it is submitted.
    pub submitted: Date,
    /// By the CARP.
    pub review_status: CarpCell,
    /// By the CARP.
    pub consistency_result: CarpCell,
    /// The first year of the NDC implementation period.
    pub first_ndc_year: Year,
    /// The last.
    pub last_ndc_year: Year,
    /// By the CARP.
    pub review_report: CarpCell,
}

/// A row of table 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// As its Party names it.
    pub id: AuthorizationId,
    /// When it was given.
    pub date: Date,
    /// Under which cooperative approach.
    pub approach: ApproachId,
    /// A change of an authorization is a new version.
    pub version: u32,
    /// At most this many, in the metric.
    pub quantity: Option<u64>,
    /// The metric.
    pub metric: Spelled<Metric>,
    /// Global warming potentials, as text.
    pub gwp: Option<Text>,
    /// What is counted where the metric is not tonnes of CO2 equivalent.
    pub non_ghg_metric: Option<Text>,
    /// The format demands one; a ledger may hold none.
    pub sectors: Vec<Spelled<Sector>>,
    /// None where the Party does not say.
    pub activity_types: Vec<Spelled<ActivityType>>,
    /// What for.
    pub purpose: Spelled<Purpose>,
    /// Who may use; empty for any Party.
    pub parties: Vec<PartyCode>,
    /// Which entities may use.
    pub entities: Vec<EntityId>,
    /// Which other international mitigation purpose.
    pub oimp: Option<Text>,
    /// When outcomes may occur and be used.
    pub timeframe: Option<Timeframe>,
    /// Terms and conditions.
    pub terms: Option<Text>,
    /// By the CARP.
    pub documentation: CarpCell,
    /// What the first transfer is for OIMP.
    pub first_transfer_definition: Option<Spelled<FirstTransferDefinition>>,
    /// Anything else.
    pub information: Option<Text>,
}

/// A homogeneous block of units: a row of table 4, and the middle of a row of table 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units {
    /// Under which cooperative approach.
    pub approach: ApproachId,
    /// By which authorization.
    pub authorization: AuthorizationId,
    /// Where the mitigation occurred.
    pub first_transferring_party: PartyCode,
    /// The registry that reports, not the one that assigned the identifiers.
    pub registry: RegistryCode,
    /// Which ITMOs.
    pub block: ItmoBlock,
    /// Where the underlying units are.
    pub underlying_registry: Option<Spelled<UnderlyingRegistry>>,
    /// The first of the underlying units.
    pub first_unit: Option<Text>,
    /// The last.
    pub last_unit: Option<Text>,
    /// The metric.
    pub metric: Spelled<Metric>,
    /// Global warming potentials, as text.
    pub gwp: Option<Text>,
    /// What is counted where the metric is not tonnes of CO2 equivalent.
    pub non_ghg_metric: Option<Text>,
    /// Tonnes of CO2 equivalent.
    pub quantity: Quantity,
    /// The quantity in the other metric, as text.
    pub quantity_non_ghg: Option<Text>,
    /// What the mitigation is.
    pub mitigation_type: Spelled<MitigationType>,
    /// The year in which it occurred.
    pub vintage: Year,
}

impl Units {
    /// The space that the row's own columns name, for identifiers of which cells hold the number alone.
    #[must_use]
    pub fn row_space(&self) -> ItmoSpace {
        ItmoSpace {
            approach: self.approach.clone(),
            registry: self.registry.clone(),
            party: self.first_transferring_party.clone(),
            vintage: self.vintage,
        }
    }
}

/// A row of table 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// When it took place.
    pub moment: ActionMoment,
    /// What it is.
    pub action: Spelled<ActionType>,
    /// What kind of it.
    pub subtype: Option<Spelled<ActionSubtype>>,
    /// Of which units.
    pub units: Units,
    /// Who gave, of an acquisition.
    pub transferring_party: Option<PartyCode>,
    /// Who takes, of a transfer or first transfer.
    pub acquiring_party: Option<PartyCode>,
    /// A controlled purpose or the name of one, such as CORSIA.
    pub purpose: Option<Text>,
    /// Who uses or cancels.
    pub using_party: Option<PartyCode>,
    /// Which entity does.
    pub using_entity: Option<EntityId>,
    /// The year for which the units are used towards the NDC.
    pub use_year: Option<Year>,
    /// By the CARP.
    pub check_result: CarpCell,
    /// Anything else.
    pub information: Option<Text>,
}

/// A row of table 5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizedEntity {
    /// When it was authorized.
    pub date: Date,
    /// Its name.
    pub name: Text,
    /// Where it is incorporated.
    pub country: PartyName,
    /// Its number there.
    pub number: EntityId,
    /// Under which cooperative approach.
    pub approach: ApproachId,
    /// Conditions of its authorization.
    pub conditions: Option<Text>,
    /// How it may change or be revoked.
    pub changes: Option<Text>,
    /// Anything else.
    pub information: Option<Text>,
}
