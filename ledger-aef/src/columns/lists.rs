//! The columns of the five tables, one expression each.
//!
//! - Order, labels and technical names are the contract; the texts of what is expected are ours.
//! - What stands in several tables is written once.

use super::Field as F;
use super::Kind::{Day, Integer, Moment, Number, Text};
use super::{Column, Field, Kind, Requirement};

/// A column; what its cells hold is said by the next call.
const fn column(field: Field, label: &'static str, technical_name: &'static str) -> Column {
    let (kind, requirement, expected) = (Text, Requirement::Optional, TEXT);
    Column { field, label, technical_name, kind, requirement, expected, spacer: false }
}

impl Column {
    const fn holding(mut self, kind: Kind, requirement: Requirement, expected: &'static str) -> Self {
        (self.kind, self.requirement, self.expected) = (kind, requirement, expected);
        self
    }

    const fn required(self, kind: Kind, expected: &'static str) -> Self {
        self.holding(kind, Requirement::Required, expected)
    }

    const fn optional(self, kind: Kind, expected: &'static str) -> Self {
        self.holding(kind, Requirement::Optional, expected)
    }

    const fn optional_else_na(self, expected: &'static str) -> Self {
        self.holding(Text, Requirement::OptionalElseNa, expected)
    }

    const fn conditional(self, kind: Kind, expected: &'static str) -> Self {
        self.holding(kind, Requirement::Conditional, expected)
    }

    const fn carp_information(self) -> Self {
        self.holding(Text, Requirement::CarpInformation, CARP)
    }

    const fn carp_link(self) -> Self {
        self.holding(Text, Requirement::CarpLink, CARP)
    }

    const fn then_spacer(mut self) -> Self {
        self.spacer = true;
        self
    }
}

const TEXT: &str = "text without control characters, of at most 32,767 characters";
const DAY: &str = "a day as dd/mm/yyyy";
const YEAR: &str = "a year of four digits";
const PARTY: &str = "an ISO 3166-1 alpha-3 code such as GHA, or EUE";
const PARTY_OR_NAME: &str = "a Party's alpha-3 code such as GHA, or its name";
const CARP: &str = "the cell left as it is: only the CARP fills it";
const ITMO: &str = "an ITMO identifier such as CA0012-CHE01-GHA-1234567-2023";
const UNIT: &str = "an identifier of the underlying registry; first and last, or neither";
const UNIT_REGISTRY: &str = "a registry of table 31 of the common nomenclatures, or NA";
const TONNES: &str = "a number of t CO2 eq, not below zero, with a point and no separators";
const OTHER_QUANTITY: &str = "the quantity in the non-GHG metric if the metric is non-GHG, otherwise NA";
const ACTION_TYPE: &str =
    "First transfer, Transfer, Acquisition, Use, Cancellation (also Authorization, Voluntary Cancellation)";
const MITIGATION: &str = "Emission reductions, Removals, or Emission reductions and removals";
const REGISTRY: &str = "a Party's code and two digits, such as CHE01, or UN01";

const AUTHORIZATION_ID: Column = column(F::AuthorizationId, "Authorization ID", "AuthorizationID")
    .required(Text, "letters, digits, spaces and - / .");
const APPROACH: Column = column(F::Approach, "Cooperative approach ID", "CooperativeApproachID")
    .required(Text, "CA and four digits, such as CA0012");
const METRIC: Column = column(F::Metric, "Metric", "Metric").required(Text, "GHG or non-GHG");
const GWP: Column = column(F::Gwp, "Applicable GWP value(s)", "GWPValues")
    .optional(Text, "the global warming potentials applied to gases other than CO2");
const NON_GHG_METRIC: Column = column(F::NonGhgMetric, "Applicable non-GHG metric", "Non-GHGMetric")
    .conditional(Text, "the metric's name if the metric is non-GHG, otherwise NA");
const INFORMATION: Column =
    column(F::Information, "Additional explanatory information", "AdditionalExplanatoryInformation")
        .optional(Text, TEXT);

pub(super) const SUBMISSION: &[Column] = &[
    column(F::Party, "Party", "ParticipatingParty").required(Text, PARTY_OR_NAME),
    column(F::Version, "Version", "SubmissionVersion").required(Text, "a version such as 1.0, from 1.0"),
    column(F::ReportedYear, "Reported year", "ReportedYear").required(Integer, YEAR),
    column(F::SubmissionDate, "Date of submission", "DateOfSubmission").required(Day, DAY),
    column(F::ReviewStatus, "Review status of the initial report", "ReviewStatusOfInitialReport")
        .carp_information(),
    column(
        F::ConsistencyResult,
        "Result of the consistency check of this AEF submission",
        "ResultOfConsistencyCheck",
    )
    .carp_information(),
    column(F::FirstNdcYear, "First year of the NDC implementation period", "FirstYearOfNDCPeriod")
        .required(Integer, YEAR),
    column(F::LastNdcYear, "Last year of the NDC implementation period", "LastYearOfNDCPeriod")
        .required(Integer, "a year of four digits, not before the first"),
    column(F::ReviewReport, "Reference to the TER report of the initial report", "ReferenceToTerReport")
        .carp_link(),
];

pub(super) const AUTHORIZATIONS: &[Column] = &[
    AUTHORIZATION_ID,
    column(F::AuthorizationDate, "Date of authorization", "DateOfAuthorization").required(Day, DAY),
    APPROACH,
    column(F::AuthorizationVersion, "Version of the authorization", "AuthorizationVersion")
        .required(Integer, "a whole number")
        .then_spacer(),
    column(F::AuthorizedQuantity, "Authorized quantity", "AuthorizedQuantity")
        .optional(Integer, "a whole number without separators, or blank"),
    METRIC,
    GWP,
    NON_GHG_METRIC,
    column(F::Sectors, "Sector(s)", "Sectors")
        .required(Text, "sectors of table 15 of the common nomenclatures, with commas between"),
    column(F::ActivityTypes, "Activity type(s)", "ActivityType")
        .optional(Text, "activity types of table 51 of the common nomenclatures, with commas between"),
    column(F::Purpose, "Purposes for authorization", "PurposeForAuthorization")
        .required(Text, "NDC, OIMP, IMP, OP, NDC and OIMP, NDC and IMP, or NDC and OP"),
    column(F::AuthorizedParties, "Authorized Party(ies) ID", "AuthorizedPartyIDs")
        .optional(Text, "alpha-3 codes with commas between, or blank for any Party"),
    column(F::AuthorizedEntities, "Authorized entity(ies) ID", "AuthorizedEntityIDs")
        .optional(Text, "entities with commas between, or blank"),
    column(F::OimpAuthorized, "OIMP authorized by the Party", "OIMPAuthorized")
        .conditional(Text, "the purpose (such as CORSIA) if OIMP is authorized, otherwise NA"),
    column(F::Timeframe, "Authorized timeframe", "AuthorizedTimeframe").optional(
        Text,
        "years as 2021 - 2030, or `Occurred: from <date> to <date>. Use: from <date> to <date>`",
    ),
    column(F::Terms, "Authorization terms and conditions", "AuthorizationT&Cs").optional(Text, TEXT),
    column(F::Documentation, "Authorization documentation", "AuthorizationDocumentation").carp_link(),
    column(F::FirstTransferDefinition, "First transfer definition for OIMP", "FirstTransferDefnForOIMP")
        .conditional(
            Text,
            "Authorisation, Issuance, or Use or Cancellation if OIMP is authorized, otherwise NA",
        ),
    INFORMATION,
];

pub(super) const ACTIONS: &[Column] = &[
    column(F::ActionMoment, "Action date", "ActionDateTime")
        .required(Moment, "a moment as yyyy-mm-ddThh:mm:ss.sssZ, or a day as dd/mm/yyyy"),
    column(F::ActionType, "Action type", "ActionType").required(Text, ACTION_TYPE),
    column(F::ActionSubtype, "Action subtype", "ActionSubtype")
        .optional(Text, "a subtype of table 26 of the common nomenclatures that goes with the action type"),
    APPROACH,
    AUTHORIZATION_ID,
    column(
        F::FirstTransferringParty,
        "First transferring participating Party ID",
        "FirstTransferringPartyID",
    )
    .required(Text, PARTY),
    column(F::Registry, "Party ITMO registry ID", "PartyITMORegistryID").required(Text, REGISTRY),
    column(F::FirstId, "First ID", "FirstID").required(Text, ITMO),
    column(F::LastId, "Last ID", "LastID").required(Text, ITMO).then_spacer(),
    column(F::UnderlyingRegistry, "Underlying unit registry ID", "UnderlyingUnitRegistryID")
        .optional_else_na(UNIT_REGISTRY),
    column(F::FirstUnit, "First unit ID", "UnderlyingUnitFirstUnitID").optional_else_na(UNIT),
    column(F::LastUnit, "Last unit ID", "UnderlyingUnitLastUnitID").optional_else_na(UNIT).then_spacer(),
    METRIC,
    GWP,
    NON_GHG_METRIC,
    column(F::Quantity, "Quantity (t CO2 eq)", "QuantityCO2").required(Number, TONNES),
    column(F::QuantityNonGhg, "Quantity (in non-GHG metric)", "QuantityNon-GHG")
        .conditional(Text, OTHER_QUANTITY)
        .then_spacer(),
    column(F::MitigationType, "Mitigation type", "MitigationType").required(Text, MITIGATION),
    column(F::Vintage, "Vintage", "Vintage").required(Integer, YEAR).then_spacer(),
    column(F::TransferringParty, "Transferring participating Party ID", "TransferringPartyID")
        .conditional(Text, "the giving Party's alpha-3 code for an acquisition, otherwise NA"),
    column(F::AcquiringParty, "Acquiring participating Party ID", "AcquiringPartyID")
        .conditional(Text, "the taking Party's alpha-3 code for a first transfer or transfer, otherwise NA")
        .then_spacer(),
    column(
        F::UsePurpose,
        "Purpose for which the ITMO has been used towards or cancelled for OIMP",
        "PurposeITMOUsedForOIMP",
    )
    .conditional(Text, "the purpose of a use, first transfer or cancellation, otherwise NA"),
    column(F::UsingParty, "Using/cancelling participating Party ID", "Using/cancellingPartyID").conditional(
        Text,
        "the using Party's alpha-3 code for a use, first transfer or cancellation, otherwise NA",
    ),
    column(F::UsingEntity, "Using/cancelling authorized entity ID", "Using/cancellingEntityID")
        .conditional(Text, "an entity of table 5 for a use, first transfer or cancellation, otherwise NA"),
    column(
        F::UseYear,
        "Calendar year for which the ITMOs are used towards the Party's NDC",
        "YearITMOUsedTowardsNDC",
    )
    .conditional(Integer, "a year of four digits for a use towards the NDC, otherwise NA")
    .then_spacer(),
    column(F::CheckResult, "Result of the consistency checks", "ResultOfConsistencyChecks")
        .carp_information(),
    INFORMATION,
];

// Table 4 has the columns 4 to 10, 11 to 12 and 13 to 19 of table 3, in their order.
pub(super) const HOLDINGS: &[Column] = ACTIONS.split_at(3).1.split_at(16).0;

pub(super) const ENTITIES: &[Column] = &[
    column(F::AuthorizationDate, "Date of the authorization", "DateOfAuthorization").required(Day, DAY),
    column(F::EntityName, "Name", "AuthorizedEntityName").required(Text, TEXT),
    column(F::EntityCountry, "Country of incorporation", "AuthorizedEntityCountryOfIncorporation")
        .required(Text, "a country's alpha-3 code such as GHA, or its name"),
    column(F::EntityNumber, "Identification number", "AuthorizedEntityID")
        .required(Text, "the entity's number in that country, without commas and semicolons"),
    APPROACH,
    column(F::EntityConditions, "Conditions", "AuthorizedEntityConditions").optional(Text, TEXT),
    column(F::EntityChanges, "Change and revocation conditions", "AuthorizedEntityChangeConditions")
        .optional(Text, TEXT),
    INFORMATION,
];
