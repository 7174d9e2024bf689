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
