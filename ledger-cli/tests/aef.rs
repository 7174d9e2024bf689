//! What a Party reports from a ledger that has seen everything: levies, a hold, another metric, a loss, evidence, a notice, units of a registry
//! that the nomenclatures do not list. Read as a reviewer reads it: table by table, and by the check that anybody can make.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

mod folder;

use folder::Folder;
use ledger_cli::session::now;
use ledger_cli::time_text;
use ledger_format::identifiers::Timestamp;
use serde_json::{Value, json};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
const POST: [&str; 4] = ["post", "nor", "--key", "operator.pem"];

/// Norway's registry, with `underlying` for the registry whose credits became units of it.
fn norway(underlying: &str) -> Folder {
    let folder = Folder::new();
    folder.runs(&["key", "new", "operator.pem", "--no-passphrase"], "");
    let init = "init nor --origin registry.example/nor --registry NOR01 --party NOR --party CHE --key operator.pem --rulebook 5";
    folder.runs(&init.split(' ').collect::<Vec<_>>(), "");
    folder.runs(&POST, &include_str!("aef/begins.jsonl").replace("BioCarbon", underlying));
    let expires = time_text::show(Timestamp(now().0 + 20 * DAY_MS));
    let hold = json!({ "body": {
        "kind": "hold placed", "debited": 1, "acquiring": 7, "action": "first transfer", "expires": expires,
        "blocks": [{ "space": 1, "first": 101, "last": 150 }],
    }});
    folder.runs(&POST, &format!("{hold}\n"));
    let hold = folder.json(&["holds", "nor"])[0]["hold"].to_string();
    folder.runs(&POST, &include_str!("aef/goes_on.jsonl").replace("\"HOLD\"", &hold));
    folder
}

fn export<'a>(party: &'a str, file: &'a str) -> [&'a str; 10] {
    ["aef", "export", "nor", "--party", party, "--year", "2025", "--version", "1.0", file]
}

#[test]
fn what_norway_reports_passes_every_check() {
    let folder = norway("VCS");
    for file in ["NOR.xlsx", "NOR.json", "NOR"] {
        folder.runs(&export("NOR", file), "");
        let checked = folder.json(&["aef", "check", file]);
        assert_eq!(
            (&checked[0]["verdict"], &checked[0]["fault_count"]),
            (&"pass".into(), &0.into()),
            "{file}"
        );
    }
    let shown: Value = serde_json::from_str(&folder.runs(&["aef", "show", "NOR.xlsx"], "")).unwrap();
    let actions = shown["actions"].as_array().unwrap();
    let row = |it: &Value| -> Vec<String> {
        let text = |name: &str| it[name].as_str().map_or_else(|| it[name].to_string(), ToOwned::to_owned);
        ["ActionType", "ActionSubtype", "FirstID", "QuantityCO2"].iter().map(|name| text(name)).collect()
    };
    let rows: Vec<String> = actions.iter().map(|it| row(it).join(" | ")).collect();
    let id = |number: u32| format!("CA0012-NOR01-NOR-{number}-2022");
    let international = "First transfer | First transfer to another Party";
    let used = "First transfer | Use or cancellation";
    assert_eq!(
        rows,
        [
            format!("{international} | {} | 50", id(77)),
            format!("{international} | {} | 50", id(127)),
            format!("{international} | {} | 10", id(310)),
            // 50 units of 2.5 MWh, of which one is worth 1.06 t.
            format!("{international} | {} | 53", id(400)),
            format!("{used} | {} | 20", id(177)),
            format!("Use | null | {} | 20", id(177)),
            format!("{used} | {} | 10", id(277)),
            format!("Voluntary Cancellation | Voluntary cancellation to deliver OMGE | {} | 10", id(277)),
            format!("{used} | {} | 5", id(7)),
            format!("Cancellation | Other cancellations | {} | 5", id(7)),
        ],
        "what the mechanism levied and what went to the Adaptation Fund is no ITMO"
    );
    let underlying = ["UnderlyingUnitRegistryID", "UnderlyingUnitFirstUnitID", "UnderlyingUnitLastUnitID"];
    assert_eq!(
        underlying.map(|name| actions[2][name].as_str().unwrap()),
        ["VCS", "BCR-501-2022", "BCR-510-2022"]
    );
    assert_eq!((&actions[3]["QuantityNon-GHG"], &actions[3]["Metric"]), (&"125".into(), &"non-GHG".into()));
    assert_eq!((&shown["holdings"], shown["authorizations"].as_array().unwrap().len()), (&json!([]), 2));
}

/// A registry that table 31 does not list: the ledger says so, and so does the report; no other registry is put in its place.
#[test]
fn a_registry_that_no_list_has_is_reported_with_a_warning() {
    let folder = norway("BioCarbon");
    for file in ["NOR.xlsx", "NOR.json", "NOR"] {
        let output = folder.run(&[&export("NOR", file)[..], &["--json"]].concat(), "");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(
            errors.contains("`BioCarbon`: expected a registry of table 31") && errors.lines().count() == 1
        );
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        let unlisted = said["unlisted"].as_array().unwrap();
        assert_eq!((unlisted.len(), &unlisted[0]["code"]), (1, &"unknown-controlled-value".into()));
        let checked = folder.run(&["aef", "check", file], "");
        assert_eq!(checked.status.code(), Some(1), "whoever checks it is told the same");
        assert!(String::from_utf8(checked.stdout).unwrap().contains("1 faults"));
        // It can be read for all that.
        assert!(folder.runs(&["aef", "show", file], "").contains("\"BioCarbon\""));
        assert!(folder.run(&["reconcile", "nor", file], "").status.code().is_some_and(|code| code != 2));
    }
    // A filing is the Party's decision.
    let filing = ["--file", "--key", "operator.pem"];
    let output = folder.run(&[&export("NOR", "NOR.xlsx")[..], &filing].concat(), "");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("filed as entry") && said.contains("1 cell holds a value"), "{said}");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(folder.json(&["feed", "nor"]).pop().unwrap()["body"]["kind"], "AEF filed");
}

/// The ledger takes an authorization without sectors and with an id that readers take for none: its Party can report all the same, with a warning that
/// names it.
#[test]
fn what_the_format_demands_and_the_ledger_lacks_is_left_open_with_a_warning() {
    let folder = norway("VCS");
    let stated = |id: &str| {
        let body = json!({
            "kind": "authorization stated", "party": "NOR", "authorization": id, "version": 1, "metric": "GHG",
            "purposes": "NDC", "approach": "CA0012", "from": "2025-03-01", "document": "02".repeat(32),
            "revocation_terms": "units first transferred stay as they are",
        });
        format!("{}\n", json!({ "occurred_at": "2025-02-20", "body": body }))
    };
    folder.runs(&POST, &(stated("NOR-3") + &stated("NA") + &stated(" ")));
    for file in ["NOR.xlsx", "NOR.json", "NOR"] {
        let output = folder.run(&[&export("NOR", file)[..], &["--json"]].concat(), "");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{errors}");
        for whose in
            ["authorization `NOR-3`: `Sector(s)` says NA", "authorization `NA`: `Authorization ID` says NA"]
        {
            assert!(errors.contains(whose), "{errors}");
        }
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said["left_out"].as_array().unwrap().len(), 5, "three without sectors, two without an id");
        assert_eq!(said["unlisted"], json!([]));
        let checked = folder.run(&["aef", "check", file], "");
        assert_eq!(checked.status.code(), Some(1), "whoever checks it is told the same");
        let shown: Value = serde_json::from_str(&folder.runs(&["aef", "show", file], "")).unwrap();
        let row = &shown["authorizations"][2];
        assert_eq!((&row["AuthorizationID"], &row["Sectors"]), (&"NOR-3".into(), &"NA".into()));
        // Stated before it takes effect: the date is that of the statement.
        assert_eq!(row["DateOfAuthorization"], "20/02/2025");
        assert!(
            row["AdditionalExplanatoryInformation"]
                .as_str()
                .unwrap()
                .starts_with("in effect from 2025-03-01")
        );
        assert!(folder.run(&["reconcile", "nor", file], "").status.code().is_some_and(|code| code != 2));
    }
}

/// Where sources disagree on how a submission is written and read, both ways are there.
#[test]
fn both_readings_can_be_written_and_read() {
    let folder = norway("VCS");
    let numbers = ["--identifiers", "number", "--action-dates", "days"];
    folder.runs(&[&export("NOR", "NOR.json")[..], &numbers].concat(), "");
    let shown = folder.runs(&["aef", "show", "NOR.json", "--identifiers", "number"], "");
    let shown: Value = serde_json::from_str(&shown).unwrap();
    let first = &shown["actions"][0];
    assert_eq!(first["FirstID"], "77");
    assert_eq!(first["ActionDateTime"].as_str().unwrap().len(), "01/01/2025".len());
    let code = |arguments: &[&str]| {
        folder.run(&[&["aef", "check", "NOR.json"], arguments].concat(), "").status.code()
    };
    assert_eq!(code(&[]), Some(1), "a number is no identifier");
    assert_eq!(code(&["--identifiers", "number"]), Some(3), "which names no cooperative approach");
    folder.runs(&export("NOR", "whole.json"), "");
    let of = |arguments: &[&str]| {
        let output = folder.run(&[&["aef", "check", "whole.json", "--json"], arguments].concat(), "");
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), said["fault_count"].clone())
    };
    assert_eq!(of(&[]), (Some(0), json!(0)), "the control");
    let lax = [
        "--published",
        "--using-party",
        "reporter-if-blank",
        "--vintage-period",
        "use-year-only",
        "--authorization-ids",
        "narrow",
    ];
    assert_eq!(of(&lax), (Some(0), json!(0)));
    assert_eq!(of(&["--authorized-quantity", "required"]), (Some(1), json!(1)), "NOR-2 has no cap");
    assert_eq!(of(&["--action-types", "five"]), (Some(1), json!(1)), "a voluntary cancellation");
    assert_eq!(of(&["--activity-types", "required"]), (Some(0), json!(0)));
}
