//! A registry of Article 6 units moves in: its history is told under every rulebook, with what that asks to be said of it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

mod folder;

use std::fs;

use folder::Folder;
use serde_json::{Value, json};

const PROFILE: &str = r#"
profile = 1
title = "A registry of Ghana"

[space]
name = "{registry} {year}"

[series]
label = "{registry} {year}"
host_party = "GHA"
vintage = "{year}"
metric = "GHG"
regime = "Article 6.2"

[account.holding]
kind = "Holding"
party = "GHA"
registry = "GHA01"

[account.abroad]
kind = "Counterpart"
party = "GHA"
registry = "GHA02"

[[file]]
name = "transactions"
columns = ["at", "what", "units", "registry", "year"]
time = { column = "at", format = "rfc3339" }
serial = { column = "units", pattern = '^(?<first>[0-9]+)-(?<last>[0-9]+)$' }

[[file.action]]
when = { what = ["issued"] }
action = "issue"
credit = "holding"

[[file.action]]
when = { what = ["sent"] }
action = "transfer"
debit = "holding"
credit = "abroad"
"#;

const ROWS: &str = "at,what,units,registry,year
2024-02-01T00:00:00Z,issued,1-100,GHA01,2023
2024-03-01T00:00:00Z,sent,1-10,GHA01,2023
2024-04-01T00:00:00Z,issued,101-150,GHA01,2023
";

/// The particulars of the three rows, imported by `profile` under a rulebook.
fn imported(rulebook: &str, profile: &str) -> (Folder, Vec<Value>) {
    let folder = Folder::new();
    fs::write(folder.path().join("profile.toml"), profile).unwrap();
    fs::write(folder.path().join("rows.csv"), ROWS).unwrap();
    folder.runs(&["key", "new", "key.pem", "--no-passphrase"], "");
    let init = "init gha --origin registry.example/gha --registry GHA01 --key key.pem --rulebook";
    folder.runs(&init.split(' ').chain([rulebook]).collect::<Vec<_>>(), "");
    let import = "import gha --profile profile.toml --key key.pem rows.csv";
    let said = folder.runs(&import.split(' ').collect::<Vec<_>>(), "");
    let feed = folder.json(&["feed", "gha"]);
    let movements = feed.iter().filter(|line| line["body"]["kind"] == "movement");
    let particulars: Vec<Value> = movements.map(|line| line["body"]["particulars"].clone()).collect();
    assert_eq!(particulars.len(), 3, "{said}");
    (folder, particulars)
}

#[test]
fn each_rulebook_is_told_what_it_asks() {
    let file = json!(blake3::hash(ROWS.as_bytes()).to_string());
    let history = json!([{ "history": file }]);
    let evidence = json!([{ "evidence": { "grade": "document digest", "digest": file } }]);
    let nothing = Value::Null;
    for (rulebook, of_issues, of_transfer) in [
        ("1", &nothing, &nothing),
        ("2", &nothing, &nothing),
        ("3", &history, &nothing),
        ("4", &history, &evidence),
        ("5", &history, &evidence),
    ] {
        let (folder, particulars) = imported(rulebook, PROFILE);
        assert_eq!(particulars.iter().collect::<Vec<_>>(), [of_issues, of_transfer, of_issues], "{rulebook}");
        let again =
            folder.runs(&["import", "gha", "--profile", "profile.toml", "--key", "key.pem", "rows.csv"], "");
        assert!(again.contains("3 posted before, 0 refused"), "{again}");
    }
}

#[test]
fn a_profile_names_other_documents() {
    let (letter, note) = ("07".repeat(32), "08".repeat(32));
    let profile = PROFILE
        .replace("credit = \"holding\"", &format!("credit = \"holding\"\nhistory = \"{letter}\""))
        .replace(
            "credit = \"abroad\"",
            &format!("credit = \"abroad\"\nevidence = {{ grade = \"signed notice\", digest = \"{note}\" }}"),
        );
    let (_, particulars) = imported("4", &profile);
    assert_eq!(particulars[0], json!([{ "history": letter }]));
    assert_eq!(particulars[1], json!([{ "evidence": { "grade": "signed notice", "digest": note } }]));
    let none = PROFILE.replace("credit = \"abroad\"", "credit = \"abroad\"\nevidence = { grade = \"none\" }");
    assert_eq!(imported("4", &none).1[1], json!([{ "evidence": { "grade": "none" } }]));
}
