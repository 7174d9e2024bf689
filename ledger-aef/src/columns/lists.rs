//! The columns of the five tables, one call each.
//!
//! - Order, labels and technical names are the contract; the texts of what is expected are ours.

use super::Field as F;
use super::Kind::{Day, Integer, Moment, Number, Text};
use super::Requirement::{CarpInformation, CarpLink, Conditional, Optional, OptionalElseNa, Required};
use super::{Column, Field, Kind, Requirement};

const fn column(
    field: Field,
    label: &'static str,
    technical_name: &'static str,
    kind: Kind,
    requirement: Requirement,
    expected: &'static str,
) -> Column {
    Column { field, label, technical_name, kind, requirement, expected, spacer: false }
}

const TEXT: &str = "text without control characters, of at most 32,767 characters";
const DAY: &str = "a day as dd/mm/yyyy";
const YEAR: &str = "a year of four digits";
const PARTY: &str = "an ISO 3166-1 alpha-3 code such as GHA, or EUE";
const PARTY_OR_NAME: &str = "a Party's alpha-3 code such as GHA, or its name";
const APPROACH: &str = "CA and four digits, such as CA0012";
const AUTHORIZATION: &str = "letters, digits, spaces and - / .";
const CARP: &str = "the cell left as it is: only the CARP fills it";
const METRIC: &str = "GHG or non-GHG";
const NON_GHG: &str = "the metric's name if the metric is non-GHG, otherwise NA";
const ITMO: &str = "an ITMO identifier such as CA0012-CHE01-GHA-1234567-2023";
const UNIT: &str = "an identifier of the underlying registry; first and last, or neither";
const UNIT_REGISTRY: &str = "a registry of table 31 of the common nomenclatures, or NA";
const TONNES: &str = "a number of t CO2 eq, not below zero, with a point and no separators";
const OTHER_QUANTITY: &str = "the quantity in the non-GHG metric if the metric is non-GHG, otherwise NA";
const MITIGATION: &str = "Emission reductions, Removals, or Emission reductions and removals";
const REGISTRY: &str = "a Party's code and two digits, such as CHE01, or UN01";
const GWP: &str = "the global warming potentials applied to gases other than CO2";

pub(super) const SUBMISSION: &[Column] = &[
    column(F::Party, "Party", "ParticipatingParty", Text, Required, PARTY_OR_NAME),
    column(F::Version, "Version", "SubmissionVersion", Text, Required, "a version such as 1.0, from 1.0"),
    column(F::ReportedYear, "Reported year", "ReportedYear", Integer, Required, YEAR),
    column(F::SubmissionDate, "Date of submission", "DateOfSubmission", Day, Required, DAY),
    column(
        F::ReviewStatus,
        "Review status of the initial report",
        "ReviewStatusOfInitialReport",
        Text,
        CarpInformation,
        CARP,
    ),
    column(
        F::ConsistencyResult,
        "Result of the consistency check of this AEF submission",
        "ResultOfConsistencyCheck",
        Text,
        CarpInformation,
        CARP,
    ),
    column(
        F::FirstNdcYear,
        "First year of the NDC implementation period",
        "FirstYearOfNDCPeriod",
        Integer,
        Required,
        YEAR,
    ),
    column(
        F::LastNdcYear,
        "Last year of the NDC implementation period",
        "LastYearOfNDCPeriod",
        Integer,
        Required,
        "a year of four digits, not before the first",
    ),
    column(
        F::ReviewReport,
        "Reference to the Article 6 technical expert review report of the initial report",
        "ReferenceToTerReport",
        Text,
        CarpLink,
        CARP,
    ),
];

pub(super) const AUTHORIZATIONS: &[Column] = &[
    column(F::AuthorizationId, "Authorization ID", "AuthorizationID", Text, Required, AUTHORIZATION),
    column(F::AuthorizationDate, "Date of authorization", "DateOfAuthorization", Day, Required, DAY),
    column(F::Approach, "Cooperative approach ID", "CooperativeApproachID", Text, Required, APPROACH),
    column(
        F::AuthorizationVersion,
        "Version of the authorization",
        "AuthorizationVersion",
        Integer,
        Required,
        "a whole number",
    )
    .then_spacer(),
    column(
        F::AuthorizedQuantity,
        "Authorized quantity",
        "AuthorizedQuantity",
        Integer,
        Optional,
        "a whole number without separators, or blank",
    ),
    column(F::Metric, "Metric", "Metric", Text, Required, METRIC),
    column(F::Gwp, "Applicable GWP value(s)", "GWPValues", Text, Optional, GWP),
    column(F::NonGhgMetric, "Applicable non-GHG metric", "Non-GHGMetric", Text, Conditional, NON_GHG),
    column(
        F::Sectors,
        "Sector(s)",
        "Sectors",
        Text,
        Required,
        "sectors of table 15 of the common nomenclatures, with commas between",
    ),
    column(
        F::ActivityTypes,
        "Activity type(s)",
        "ActivityType",
        Text,
        Optional,
        "activity types of table 51 of the common nomenclatures, with commas between",
    ),
    column(
        F::Purpose,
        "Purposes for authorization",
        "PurposeForAuthorization",
        Text,
        Required,
        "NDC, OIMP, IMP, OP, NDC and OIMP, NDC and IMP, or NDC and OP",
    ),
    column(
        F::AuthorizedParties,
        "Authorized Party(ies) ID",
        "AuthorizedPartyIDs",
        Text,
        Optional,
        "alpha-3 codes with commas between, or blank for any Party",
    ),
    column(
        F::AuthorizedEntities,
        "Authorized entity(ies) ID",
        "AuthorizedEntityIDs",
        Text,
        Optional,
        "entities with commas between, or blank",
    ),
    column(
        F::OimpAuthorized,
        "OIMP authorized by the Party",
        "OIMPAuthorized",
        Text,
        Conditional,
        "the purpose (such as CORSIA) if OIMP is authorized, otherwise NA",
    ),
    column(
        F::Timeframe,
        "Authorized timeframe",
        "AuthorizedTimeframe",
        Text,
        Optional,
        "years as 2021 - 2030, or `Occurred: from <date> to <date>. Use: from <date> to <date>`",
    ),
    column(F::Terms, "Authorization terms and conditions", "AuthorizationT&Cs", Text, Optional, TEXT),
    column(
        F::Documentation,
        "Authorization documentation",
        "AuthorizationDocumentation",
        Text,
        CarpLink,
        CARP,
    ),
    column(
        F::FirstTransferDefinition,
        "First transfer definition for OIMP",
        "FirstTransferDefnForOIMP",
        Text,
        Conditional,
        "Authorisation, Issuance, or Use or Cancellation if OIMP is authorized, otherwise NA",
    ),
    column(
        F::Information,
        "Additional explanatory information",
        "AdditionalExplanatoryInformation",
        Text,
        Optional,
        TEXT,
    ),
];

pub(super) const ACTIONS: &[Column] = &[
    column(
        F::ActionMoment,
        "Action date",
        "ActionDateTime",
        Moment,
        Required,
        "a moment as yyyy-mm-ddThh:mm:ss.sssZ, or a day as dd/mm/yyyy",
    ),
    column(
        F::ActionType,
        "Action type",
        "ActionType",
        Text,
        Required,
        "First transfer, Transfer, Acquisition, Use, Cancellation (also Authorization, Voluntary Cancellation)",
    ),
    column(
        F::ActionSubtype,
        "Action subtype",
        "ActionSubtype",
        Text,
        Optional,
        "a subtype of table 26 of the common nomenclatures that goes with the action type",
    ),
    column(F::Approach, "Cooperative approach ID", "CooperativeApproachID", Text, Required, APPROACH),
    column(F::AuthorizationId, "Authorization ID", "AuthorizationID", Text, Required, AUTHORIZATION),
    column(
        F::FirstTransferringParty,
        "First transferring participating Party ID",
        "FirstTransferringPartyID",
        Text,
        Required,
        PARTY,
    ),
    column(F::Registry, "Party ITMO registry ID", "PartyITMORegistryID", Text, Required, REGISTRY),
    column(F::FirstId, "First ID", "FirstID", Text, Required, ITMO),
    column(F::LastId, "Last ID", "LastID", Text, Required, ITMO).then_spacer(),
    column(
        F::UnderlyingRegistry,
        "Underlying unit registry ID",
        "UnderlyingUnitRegistryID",
        Text,
        OptionalElseNa,
        UNIT_REGISTRY,
    ),
    column(F::FirstUnit, "First unit ID", "UnderlyingUnitFirstUnitID", Text, OptionalElseNa, UNIT),
    column(F::LastUnit, "Last unit ID", "UnderlyingUnitLastUnitID", Text, OptionalElseNa, UNIT).then_spacer(),
    column(F::Metric, "Metric", "Metric", Text, Required, METRIC),
    column(F::Gwp, "Applicable GWP value(s)", "GWPValues", Text, Optional, GWP),
    column(F::NonGhgMetric, "Applicable non-GHG metric", "Non-GHGMetric", Text, Conditional, NON_GHG),
    column(F::Quantity, "Quantity (t CO2 eq)", "QuantityCO2", Number, Required, TONNES),
    column(
        F::QuantityNonGhg,
        "Quantity (in non-GHG metric)",
        "QuantityNon-GHG",
        Text,
        Conditional,
        OTHER_QUANTITY,
    )
    .then_spacer(),
    column(F::MitigationType, "Mitigation type", "MitigationType", Text, Required, MITIGATION),
    column(F::Vintage, "Vintage", "Vintage", Integer, Required, YEAR).then_spacer(),
    column(
        F::TransferringParty,
        "Transferring participating Party ID",
        "TransferringPartyID",
        Text,
        Conditional,
        "the giving Party's alpha-3 code for an acquisition, otherwise NA",
    ),
    column(
        F::AcquiringParty,
        "Acquiring participating Party ID",
        "AcquiringPartyID",
        Text,
        Conditional,
        "the taking Party's alpha-3 code for a first transfer or transfer, otherwise NA",
    )
    .then_spacer(),
    column(
        F::UsePurpose,
        "Purpose for which the ITMO has been used towards or cancelled for OIMP",
        "PurposeITMOUsedForOIMP",
        Text,
        Conditional,
        "the purpose of a use, first transfer or cancellation, otherwise NA",
    ),
    column(
        F::UsingParty,
        "Using/cancelling participating Party ID",
        "Using/cancellingPartyID",
        Text,
        Conditional,
        "the using Party's alpha-3 code for a use, first transfer or cancellation, otherwise NA",
    ),
    column(
        F::UsingEntity,
        "Using/cancelling authorized entity ID",
        "Using/cancellingEntityID",
        Text,
        Conditional,
        "an entity of table 5 for a use, first transfer or cancellation, otherwise NA",
    ),
    column(
        F::UseYear,
        "Calendar year for which the ITMOs are used towards the Party's NDC",
        "YearITMOUsedTowardsNDC",
        Integer,
        Conditional,
        "a year of four digits for a use towards the NDC, otherwise NA",
    )
    .then_spacer(),
    column(
        F::CheckResult,
        "Result of the consistency checks",
        "ResultOfConsistencyChecks",
        Text,
        CarpInformation,
        CARP,
    ),
    column(
        F::Information,
        "Additional explanatory information",
        "AdditionalExplanatoryInformation",
        Text,
        Optional,
        TEXT,
    ),
];

// Table 4 has the columns 4 to 10, 11 to 12 and 13 to 19 of table 3, in their order.
pub(super) const HOLDINGS: &[Column] = ACTIONS.split_at(3).1.split_at(16).0;

pub(super) const ENTITIES: &[Column] = &[
    column(F::AuthorizationDate, "Date of the authorization", "DateOfAuthorization", Day, Required, DAY),
    column(F::EntityName, "Name", "AuthorizedEntityName", Text, Required, TEXT),
    column(
        F::EntityCountry,
        "Country of incorporation",
        "AuthorizedEntityCountryOfIncorporation",
        Text,
        Required,
        "a country's alpha-3 code such as GHA, or its name",
    ),
    column(
        F::EntityNumber,
        "Identification number",
        "AuthorizedEntityID",
        Text,
        Required,
        "the entity's number in that country, without commas and semicolons",
    ),
    column(F::Approach, "Cooperative approach ID", "CooperativeApproachID", Text, Required, APPROACH),
    column(F::EntityConditions, "Conditions", "AuthorizedEntityConditions", Text, Optional, TEXT),
    column(
        F::EntityChanges,
        "Change and revocation conditions",
        "AuthorizedEntityChangeConditions",
        Text,
        Optional,
        TEXT,
    ),
    column(
        F::Information,
        "Additional explanatory information",
        "AdditionalExplanatoryInformation",
        Text,
        Optional,
        TEXT,
    ),
];
