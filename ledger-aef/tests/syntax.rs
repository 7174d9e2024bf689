//! Each way for a cell to be wrong gives its code at its place, and each named option gives both of its readings.
//!
//! The control is the sample with nothing changed, which has no finding at all.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod sample;

use ledger_aef::finding::{Findings, Grade};
use ledger_aef::json::{read_json, write_json};
use ledger_aef::limits::Limits;
use ledger_aef::options::{ActionTypes, AuthorizationIds, CarpCells, CheckOptions, Need};
use ledger_aef::rows::WriteOptions;
use ledger_aef::syntax::{check_syntax, read_submission, read_usable};
use serde_json::{Value, json};

/// The findings on the sample after one value is put in: `code place`, notes with a question mark.
fn findings(options: &CheckOptions, path: &str, value: &Value) -> Vec<String> {
    let text = write_json(&sample::submission(), &WriteOptions::default());
    let mut object: Value = serde_json::from_str(&text).unwrap();
    if !path.is_empty() {
        let (parent, name) = path.rsplit_once('/').unwrap();
        // Names hold slashes too: they are written with `~`.
        object.pointer_mut(parent).unwrap()[name.replace('~', "/")] = value.clone();
    }
    let raw = read_json(object.to_string().as_bytes(), &Limits::default()).unwrap();
    let mut findings = Findings::new(100);
    let _ = check_syntax(&raw, options, &mut findings);
    let mark = |grade: Grade| if grade == Grade::Note { "?" } else { "" };
    let shown = findings.into_sorted().into_iter().map(|it| {
        let places: Vec<String> = it.places.iter().map(ToString::to_string).collect();
        format!("{}{} {}", it.code, mark(it.grade), places.join(" "))
    });
    shown.collect()
}

#[test]
fn each_fault_has_its_code_and_its_place() {
    let options = CheckOptions::default();
    assert_eq!(findings(&options, "", &Value::Null), Vec::<String>::new());
    for (path, value, expected) in [
        ("/submission/ParticipatingParty", json!(""), "required submission.ParticipatingParty"),
        (
            "/submission/ParticipatingParty",
            json!("Freedonia"),
            "unknown-controlled-value submission.ParticipatingParty",
        ),
        ("/submission/SubmissionVersion", json!("0.1"), "format submission.SubmissionVersion"),
        ("/submission/ReportedYear", json!("2026"), "wrong-type? submission.ReportedYear"),
        ("/submission/ReportedYear", json!(26), "format submission.ReportedYear"),
        ("/submission/DateOfSubmission", json!("2027-03-31"), "format submission.DateOfSubmission"),
        ("/submission/DateOfSubmission", json!(46_477), "wrong-type submission.DateOfSubmission"),
        ("/submission/LastYearOfNDCPeriod", json!(2020), "format submission.LastYearOfNDCPeriod"),
        (
            "/submission/ResultOfConsistencyCheck",
            json!("consistent"),
            "carp-populated submission.ResultOfConsistencyCheck",
        ),
        ("/authorizations/0/AuthorizationID", json!("A_1"), "format authorizations[0].AuthorizationID"),
        ("/authorizations/0/Sectors", json!("NA"), "required authorizations[0].Sectors"),
        ("/authorizations/0/AuthorizationID", json!("N/A"), "required authorizations[0].AuthorizationID"),
        ("/holdings/0/AuthorizationID", json!(" "), "required holdings[0].AuthorizationID"),
        ("/authorizations/0/Sectors", json!("Fishing"), "unknown-controlled-value authorizations[0].Sectors"),
        (
            "/authorizations/0/PurposeForAuthorization",
            json!("CORSIA"),
            "unknown-controlled-value authorizations[0].PurposeForAuthorization",
        ),
        (
            "/authorizations/0/AuthorizedPartyIDs",
            json!("CHE, XXX"),
            "format authorizations[0].AuthorizedPartyIDs",
        ),
        (
            "/authorizations/0/AuthorizedTimeframe",
            json!("soon"),
            "format authorizations[0].AuthorizedTimeframe",
        ),
        (
            "/authorizations/0/FirstTransferDefnForOIMP",
            json!("NA"),
            "conditional-required authorizations[0].FirstTransferDefnForOIMP",
        ),
        (
            "/authorizations/0/OIMPAuthorized",
            json!("NA"),
            "conditional-required authorizations[0].OIMPAuthorized",
        ),
        ("/authorizations/0/Non-GHGMetric", json!("MWh"), "not-applicable authorizations[0].Non-GHGMetric"),
        ("/actions/0/ActionDateTime", json!("yesterday"), "format actions[0].ActionDateTime"),
        ("/actions/0/ActionDateTime", json!(true), "wrong-type actions[0].ActionDateTime"),
        ("/actions/0/ActionType", json!("Sale"), "unknown-controlled-value actions[0].ActionType"),
        (
            "/actions/0/ActionSubtype",
            json!("Mandatory transfer to the Adaptation Fund (A6.4 ERs)"),
            "unknown-controlled-value actions[0].ActionSubtype",
        ),
        ("/actions/0/FirstID", json!("CA0012-GHA01-GHA-501-2023"), "invalid-block-range actions[0].FirstID"),
        ("/actions/0/LastID", json!("CA0012-GHA01-GHA-500-2024"), "invalid-block-range actions[0].FirstID"),
        ("/actions/0/FirstID", json!(1), "format actions[0].FirstID"),
        (
            "/actions/0/UnderlyingUnitRegistryID",
            json!("Own"),
            "unknown-controlled-value actions[0].UnderlyingUnitRegistryID",
        ),
        ("/actions/0/QuantityCO2", json!(-1), "format actions[0].QuantityCO2"),
        ("/actions/0/QuantityCO2", json!([1]), "wrong-type actions[0].QuantityCO2"),
        ("/actions/0/TransferringPartyID", json!("GHA"), "not-applicable actions[0].TransferringPartyID"),
        ("/actions/2/AcquiringPartyID", json!("CHE"), "not-applicable actions[2].AcquiringPartyID"),
        (
            "/actions/2/YearITMOUsedTowardsNDC",
            json!("NA"),
            "conditional-required actions[2].YearITMOUsedTowardsNDC",
        ),
        ("/actions/1/Using~cancellingPartyID", json!("Ghana"), "format actions[1].Using/cancellingPartyID"),
        ("/holdings/0/QuantityNon-GHG", json!("7"), "not-applicable holdings[0].QuantityNon-GHG"),
        ("/holdings/0/Metric", Value::Null, "required holdings[0].Metric"),
        ("/entities/0/AuthorizedEntityID", json!("a, b"), "format entities[0].AuthorizedEntityID"),
        ("/holdings/0/Colour", json!("red"), "heading? holdings[0]"),
        ("/summary", json!([]), "sheet? summary"),
        ("/holdings", json!("none"), "sheet holdings"),
    ] {
        assert_eq!(findings(&options, path, &value), [expected], "{path} = {value}");
    }
}

#[test]
fn what_other_sources_write_is_read() {
    let options = CheckOptions::default();
    for (path, value) in [
        ("/submission/ParticipatingParty", json!("GHA")),
        ("/submission/ReviewStatusOfInitialReport", json!("")),
        ("/submission/SubmissionVersion", json!(1)),
        ("/authorizations/0/AuthorizationVersion", json!(3)),
        (
            "/authorizations/0/AuthorizedTimeframe",
            json!("Occurred: from 2021 to 2030. Use: from 2021 to 2030"),
        ),
        ("/authorizations/0/FirstTransferDefnForOIMP", json!("Authorization")),
        ("/authorizations/0/AuthorizedQuantity", json!("NA")),
        ("/actions/0/ActionSubtype", json!("First international transfer")),
        ("/actions/0/ActionDateTime", json!("01/03/2026")),
        ("/actions/0/FirstID", json!("CA0012-UN01-GHA-1,000-2023")),
        ("/entities/0/AuthorizedEntityCountryOfIncorporation", json!("Switzerland")),
    ] {
        let found = findings(&options, path, &value);
        // The block is another one now; nothing else is wrong with it.
        let rest: Vec<_> = found.iter().filter(|it| !it.starts_with("invalid-block-range")).collect();
        assert!(rest.is_empty(), "{path} = {value}: {rest:?}");
    }
}

#[test]
fn each_option_has_two_readings() {
    let default = CheckOptions::default();
    let both = |other: CheckOptions, path: &str, value: Value, by_default: &[&str], by_other: &[&str]| {
        assert_eq!(findings(&default, path, &value), by_default, "{path} by default");
        assert_eq!(findings(&other, path, &value), by_other, "{path} by the other reading");
    };
    both(
        CheckOptions { activity_types: Need::Required, ..default },
        "/authorizations/0/ActivityType",
        Value::Null,
        &["required? authorizations[0].ActivityType"],
        &["required authorizations[0].ActivityType"],
    );
    both(
        CheckOptions { authorized_quantity: Need::Required, ..default },
        "/authorizations/0/AuthorizedQuantity",
        Value::Null,
        &[],
        &["required authorizations[0].AuthorizedQuantity"],
    );
    both(
        CheckOptions { authorization_ids: AuthorizationIds::Narrow, ..default },
        "/holdings/0/AuthorizationID",
        json!("GHA/1.2"),
        &[],
        &["format holdings[0].AuthorizationID"],
    );
    both(
        CheckOptions { carp_cells: CarpCells::Published, ..default },
        "/actions/0/ResultOfConsistencyChecks",
        json!("consistent"),
        &["carp-populated actions[0].ResultOfConsistencyChecks"],
        &[],
    );
    let mut cancelled = sample::submission();
    cancelled.actions[2].action = ledger_aef::vocabulary::ActionType::VoluntaryCancellation.into();
    cancelled.actions[2].use_year = None;
    for (types, faults) in [(ActionTypes::Seven, 0), (ActionTypes::Five, 1)] {
        let options = CheckOptions { action_types: types, ..default };
        let json = write_json(&cancelled, &WriteOptions::default());
        let raw = read_json(json.as_bytes(), &Limits::default()).unwrap();
        let mut findings = Findings::new(100);
        let _ = check_syntax(&raw, &options, &mut findings);
        assert_eq!(findings.count(Grade::Fault), faults, "{types:?}");
    }
}

/// What a ledger may leave out of an authorization, or call it, keeps its submission from no reader; the check fails and names it.
#[test]
fn a_submission_that_leaves_something_open_is_usable() {
    let mut left_out = sample::submission();
    let id = ledger_aef::values::AuthorizationId::as_stated(" NA ");
    left_out.authorizations[0].id = id.clone();
    left_out.authorizations[0].sectors.clear();
    left_out.authorizations[0].oimp = None;
    left_out.actions.iter_mut().for_each(|it| it.units.authorization = id.clone());
    left_out.holdings.clear();
    let json = write_json(&left_out, &WriteOptions::default());
    let raw = read_json(json.as_bytes(), &Limits::default()).unwrap();
    let (read, faults) = read_usable(&raw, &CheckOptions::default()).unwrap();
    assert_eq!(read, left_out);
    assert_eq!(faults.len(), 3 + left_out.actions.len());
    assert!(faults.iter().all(|it| it.sentence.starts_with("authorization `NA`: ")), "{faults:?}");
    // The control: what leaves out more is no submission.
    let lost = json.replacen("\"GHG\"", "\"NA\"", 1);
    assert_ne!(lost, json);
    let raw = read_json(lost.as_bytes(), &Limits::default()).unwrap();
    assert!(read_usable(&raw, &CheckOptions::default()).is_err());
}

/// What the lists do not hold is no reason not to read the rest; anything else at fault is.
#[test]
fn a_submission_with_unlisted_values_is_usable() {
    let read = |changes: &[(&str, &str)]| {
        let text = write_json(&sample::submission(), &WriteOptions::default());
        let mut object: Value = serde_json::from_str(&text).unwrap();
        for (name, value) in changes {
            object["actions"][0][*name] = json!(value);
        }
        let raw = read_json(object.to_string().as_bytes(), &Limits::default()).unwrap();
        (read_usable(&raw, &CheckOptions::default()), read_submission(&raw, &CheckOptions::default()))
    };
    let unlisted = ("UnderlyingUnitRegistryID", "BioCarbon");
    assert_eq!(read(&[]).0.unwrap(), (sample::submission(), vec![]), "the control");
    let (usable, strict) = read(&[unlisted]);
    let (submission, findings) = usable.unwrap();
    assert_eq!(submission.actions[0].units.underlying_registry.as_ref().unwrap().text(), "BioCarbon");
    assert_eq!(findings.len(), 1);
    assert_eq!(strict.unwrap_err(), findings);
    for other in [("ActionType", "Retirement"), ("Metric", "tonnes"), ("Vintage", "soon")] {
        assert!(read(&[unlisted, other]).0.is_err(), "{other:?}");
    }
}
