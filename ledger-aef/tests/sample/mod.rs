//! A small submission that is right in everything; tests break one thing at a time.
#![allow(dead_code, reason = "each test binary uses its part")]

use jiff::civil::Date;
use ledger_aef::itmo_id::{ItmoBlock, ItmoId};
use ledger_aef::json::{read_json, write_json};
use ledger_aef::limits::Limits;
use ledger_aef::moment::ActionMoment;
use ledger_aef::options::CheckOptions;
use ledger_aef::quantity::Quantity;
use ledger_aef::report::{Report, check};
use ledger_aef::rows::WriteOptions;
use ledger_aef::submission::{Action, Authorization, AuthorizedEntity, Details, Submission, Units};
use ledger_aef::values::{
    ApproachId, AuthorizationId, CarpCell, EntityId, PartyCode, PartyName, RegistryCode, SubmissionVersion,
    Text, Year,
};
use ledger_aef::vocabulary::{
    ActionSubtype, ActionType, FirstTransferDefinition, Metric, MitigationType, Purpose, Sector, Spelled,
    UnderlyingRegistry,
};

pub fn party(code: &str) -> PartyCode {
    PartyCode::read(code).unwrap()
}

pub fn year(year: u16) -> Year {
    Year::new(year).unwrap()
}

pub fn text(text: &str) -> Option<Text> {
    Some(Text::read(text).unwrap())
}

pub fn moment(text: &str) -> ActionMoment {
    ActionMoment::read(text).unwrap()
}

pub fn block(first: u64, last: u64) -> ItmoBlock {
    let id = |number: u64| ItmoId::read(&format!("CA0012-GHA01-GHA-{number}-2023")).unwrap();
    ItmoBlock::new(id(first), &id(last)).unwrap()
}

/// Units with their parallel range at a registry.
pub fn units(first: u64, last: u64) -> Units {
    Units {
        approach: ApproachId::read("CA0012").unwrap(),
        authorization: AuthorizationId::read("GHA-1").unwrap(),
        first_transferring_party: party("GHA"),
        registry: RegistryCode::read("GHA01").unwrap(),
        block: block(first, last),
        underlying_registry: Some(UnderlyingRegistry::Gs.into()),
        first_unit: text(&format!("GS1-1-GH-{}", first + 9_000)),
        last_unit: text(&format!("GS1-1-GH-{}", last + 9_000)),
        metric: Metric::Ghg.into(),
        gwp: None,
        non_ghg_metric: None,
        quantity: Quantity::from(last - first + 1),
        quantity_non_ghg: None,
        mitigation_type: MitigationType::Reductions.into(),
        vintage: year(2023),
    }
}

pub fn action(kind: ActionType, at: &str, first: u64, last: u64) -> Action {
    Action {
        moment: moment(at),
        action: kind.into(),
        subtype: None,
        units: units(first, last),
        transferring_party: None,
        acquiring_party: None,
        purpose: None,
        using_party: None,
        using_entity: None,
        use_year: None,
        check_result: CarpCell::Untouched,
        information: None,
    }
}

/// Ghana's submission for 2026: a first transfer to Switzerland, a first transfer at issuance, a use of half of that, the rest held; 20 come back
/// from Switzerland, and half of these go on to Japan.
pub fn submission() -> Submission {
    let international = Action {
        subtype: Some(ActionSubtype::International.into()),
        acquiring_party: Some(party("CHE")),
        ..action(ActionType::FirstTransfer, "2026-03-01T10:00:00.000Z", 1, 500)
    };
    let issuance = Action {
        subtype: Some(ActionSubtype::Issuance.into()),
        purpose: text("CORSIA"),
        ..action(ActionType::FirstTransfer, "2026-03-02T10:00:00.000Z", 501, 700)
    };
    let used = Action {
        using_party: Some(party("CHE")),
        using_entity: Some(EntityId::read("CHE-123").unwrap()),
        purpose: text("NDC"),
        use_year: Some(year(2026)),
        ..action(ActionType::Use, "2026-05-01T10:00:00.000Z", 501, 600)
    };
    let back = Action {
        transferring_party: Some(party("CHE")),
        ..action(ActionType::Acquisition, "2026-06-01T10:00:00.000Z", 1, 20)
    };
    let on = Action {
        acquiring_party: Some(party("JPN")),
        ..action(ActionType::Transfer, "2026-07-01T10:00:00.000Z", 11, 20)
    };
    let authorization = Authorization {
        id: AuthorizationId::read("GHA-1").unwrap(),
        date: Date::new(2025, 6, 1).unwrap(),
        approach: ApproachId::read("CA0012").unwrap(),
        version: 1,
        quantity: Some(1_000),
        metric: Metric::Ghg.into(),
        gwp: None,
        non_ghg_metric: None,
        sectors: vec![Sector::Energy.into()],
        activity_types: vec![Spelled::read("Solar").unwrap()],
        purpose: Purpose::NdcAndOimp.into(),
        parties: vec![party("CHE")],
        entities: vec![EntityId::read("Airline").unwrap()],
        oimp: text("CORSIA"),
        timeframe: None,
        terms: None,
        documentation: CarpCell::Untouched,
        first_transfer_definition: Some(FirstTransferDefinition::Issuance.into()),
        information: None,
    };
    Submission {
        details: Details {
            party: PartyName::read("Ghana").unwrap(),
            version: SubmissionVersion::read("1.0").unwrap(),
            reported_year: year(2026),
            submitted: Date::new(2027, 3, 31).unwrap(),
            review_status: CarpCell::Untouched,
            consistency_result: CarpCell::Untouched,
            first_ndc_year: year(2021),
            last_ndc_year: year(2030),
            review_report: CarpCell::Untouched,
        },
        authorizations: vec![authorization],
        actions: vec![international, issuance, used, back, on],
        holdings: vec![units(601, 700), units(1, 10)],
        entities: vec![AuthorizedEntity {
            date: Date::new(2025, 6, 1).unwrap(),
            name: Text::read("Airline").unwrap(),
            country: PartyName::read("CHE").unwrap(),
            number: EntityId::read("CHE-123").unwrap(),
            approach: ApproachId::read("CA0012").unwrap(),
            conditions: None,
            changes: None,
            information: None,
        }],
    }
}

/// The report on a submission, by way of JSON.
pub fn report(submission: &Submission, options: &CheckOptions) -> Report {
    let write = WriteOptions { identifiers: options.identifiers, ..WriteOptions::default() };
    let json = write_json(submission, &write);
    let limits = Limits::default();
    check(&read_json(json.as_bytes(), &limits).unwrap(), options, &limits)
}
