//! `docs/notices.md` as it stands: its commands are run, its statements posted, its refusals seen, and its figures found.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

mod folder;
mod guide;

use guide::Guide;
use ledger_verify::{FolderSource, Options, TrustInput, Verifier};
use serde_json::Value;

const POST: [&str; 4] = ["post", "gha", "--key", "operator.pem"];

fn post(guide: &Guide, block: &str) {
    guide.runs(&POST, &guide::lines(block));
}

/// Posts a block, with another text in one place, that a rule must refuse.
fn refused(guide: &Guide, block: &str, (from, to): (&str, &str), rule: &str) {
    assert!(block.contains(from), "{block} has no {from}");
    let output = guide.run(&POST, &guide::lines(&block.replace(from, to)));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{block}: {errors}");
    assert!(errors.contains(rule), "{block}: {errors}");
}

/// The statement of a block that has a text, on a line of its own.
fn the_one(block: &str, with: &str) -> String {
    let lines = guide::lines(block);
    let line = lines.lines().find(|line| line.contains(with)).unwrap();
    format!("{line}\n")
}

/// First transferred, by a trigger for OIMP, and used of a Party's year, and the entries' units behind them.
fn figures(guide: &Guide, party: &str, year: &str) -> (Vec<String>, Vec<i64>) {
    let rows = guide.json(&["adjustments", "gha", "--party", party, "--years", year, "--entries"]);
    let row = &rows[0];
    let text = |name: &str| row[name].as_str().map_or_else(|| row[name].to_string(), ToOwned::to_owned);
    let figures = ["first_transferred", "first_transferred_by_oimp_trigger", "used"].map(text).to_vec();
    let units =
        |it: &Value| it["units"].as_str().map_or_else(|| it["units"].as_i64(), |text| text.parse().ok());
    (figures, row["entries"].as_array().unwrap().iter().map(|it| units(it).unwrap()).collect())
}

#[test]
fn the_guide_is_right() {
    let guide = Guide::new("notices.md");
    let (commands, statements) = (guide.blocks("sh"), guide.blocks("json"));
    let [setup, units, abroad, notice, again, corsia, corrected] = statements[..] else {
        panic!("{} blocks of JSON", statements.len());
    };
    let [init, approaches, away, used, first_transferred, withdrawn] = commands[..] else {
        panic!("{} blocks of commands", commands.len());
    };
    guide.follow(init);
    post(&guide, setup);
    let printed = guide.follow(approaches);
    assert!(printed.contains("CA0012") && printed.contains("CHE01, GHA01"), "{printed}");
    let rows = guide.json(&["approaches", "gha"]);
    assert_eq!((&rows[0]["status"], &rows[0]["registries"][1]), (&"active".into(), &"GHA01".into()));
    let counterpart = the_one(setup, "Counterpart");
    refused(&guide, &counterpart, ("\"account\":2", "\"account\":9"), "R-607");
    let ours = counterpart.replace("CHE01", "GHA01");
    refused(&guide, &ours, ("\"account\":2", "\"account\":9"), "R-607");

    post(&guide, units.split_once("{\"body\": {\"kind\": \"ITMO").unwrap().0);
    let identifiers = the_one(units, "ITMO identifiers");
    refused(&guide, &identifiers, ("\"registry\":\"GHA01\"", "\"registry\":\"CHE02\""), "R-612");
    post(&guide, &identifiers);
    post(&guide, &the_one(units, "\"last\":60"));
    post(&guide, &the_one(units, "\"first\":61"));
    refused(&guide, corsia, ("61", "61"), "R-601");

    post(&guide, abroad);
    guide.follow(away);
    assert_eq!(figures(&guide, "GHA", "2024").0, ["60", "0", "0"]);
    let states = |guide: &Guide| -> Vec<(u64, String)> {
        let rows = guide.json(&["units", "gha"]);
        rows.iter()
            .map(|row| (row["last"].as_u64().unwrap(), row["state"].as_str().unwrap().into()))
            .collect()
    };
    assert_eq!(states(&guide), [(60, "ITMO".into()), (100, "authorized".into())]);

    refused(&guide, notice, ("\"year_of_use\": 2025", "\"year_of_use\": 2031"), "R-368");
    refused(&guide, corsia, ("07070707", "01010101"), "R-367");
    refused(&guide, notice, ("\"year_of_use\": 2025,", ""), "R-360");
    refused(&guide, corsia, ("\"IMP\"", "\"OP\""), "R-366");
    post(&guide, notice);
    let printed = guide.follow(used);
    let done = "use towards an NDC by CHE for 2025";
    assert!(printed.matches(done).count() >= 3, "in notices, units and lineage: {printed}");
    let rows = guide.json(&["notices", "gha", "--account", "2"]);
    assert_eq!((rows.len(), &rows[0]["notice"], &rows[0]["units"]), (1, &21.into(), &50.into()));
    assert_eq!(
        (&rows[0]["year_of_use"], &rows[0]["evidence"]["grade"]),
        (&2025.into(), &"signed notice".into())
    );
    assert!(guide.json(&["notices", "gha", "--account", "1"]).is_empty());
    let nobody = guide.run(&["notices", "gha", "--account", "9"], "");
    assert!(String::from_utf8(nobody.stderr).unwrap().contains("there is no account 9"));
    assert_eq!(figures(&guide, "CHE", "2025"), (["0", "0", "50"].map(String::from).to_vec(), vec![50]));
    let rows = guide.json(&["units", "gha", "--block", "1:1-60"]);
    let noticed: Vec<_> = rows.iter().map(|row| (&row["last"], &row["noticed"]["notice"])).collect();
    assert_eq!(noticed, [(&50.into(), &21.into()), (&60.into(), &Value::Null)]);
    refused(&guide, &the_one(again, "notice of"), ("50", "50"), "R-346");
    refused(&guide, &the_one(again, "movement"), ("50", "50"), "R-603");

    post(&guide, corsia);
    guide.follow(first_transferred);
    assert_eq!(figures(&guide, "GHA", "2024"), (["100", "40", "0"].map(String::from).to_vec(), vec![60, 40]));
    // The memo: 40 of the 100 may be used for OIMP; the notice says that they were, in the year in which this test runs.
    let years = guide.json(&["adjustments", "gha", "--party", "GHA", "--years", "2020-2200"]);
    let memo = |name: &str| -> i64 { years.iter().map(|year| year[name].as_i64().unwrap()).sum() };
    assert_eq!((memo("authorized_for_oimp"), memo("used_for_oimp")), (40, 40));
    assert_eq!((&years[4]["year"], &years[4]["authorized_for_oimp"]), (&2024.into(), &40.into()));
    assert_eq!(years[4]["used_for_oimp"], 0, "not the year of the vintage");
    assert_eq!(states(&guide), [(50, "ITMO".into()), (60, "ITMO".into()), (100, "ITMO".into())]);

    let withdrawal = the_one(corrected, "notice withdrawn");
    post(&guide, corrected);
    let printed = guide.follow(withdrawn);
    assert!(printed.contains("withdrawn by entry 23"), "{printed}");
    let standing = |words: &[&str]| -> Vec<Value> {
        guide.json(&[&["notices", "gha"], words].concat()).iter().map(|row| row["notice"].clone()).collect()
    };
    assert_eq!(
        (standing(&[]), standing(&["--all"])),
        (vec![22.into(), 24.into()], vec![21.into(), 22.into(), 24.into()])
    );
    assert_eq!(
        figures(&guide, "CHE", "2025"),
        (["0", "0", "45"].map(String::from).to_vec(), vec![50, -50, 45])
    );
    refused(&guide, &withdrawal, ("21", "21"), "R-605");
    refused(&guide, &withdrawal, ("21", "11"), "R-605");
    let lines =
        r#"{"body": {"kind": "adjustments final", "party": "CHE", "first_year": 2025, "last_year": 2025}}"#;
    post(&guide, lines);
    refused(&guide, &withdrawal, ("\"notice\":21", "\"notice\":24"), "R-371");
    // What feed prints is what was posted.
    let fed = guide.json(&["feed", "gha", "--from", "21", "--limit", "1"]).pop().unwrap();
    let said: Value = serde_json::from_str(&guide::lines(notice)).unwrap();
    assert_eq!(fed["body"], said["body"]);
    verifies(&guide);
}

/// A ledger that stands is told of elsewhere from the adoption on, and not before.
#[test]
fn a_ledger_that_stands_adopts_the_rulebook() {
    let guide = Guide::new("notices.md");
    let page = include_str!("../../docs/notices.md");
    let adoption = page.split('`').find(|quoted| quoted.contains("rulebook adopted")).unwrap();
    let init = guide.blocks("sh")[0];
    assert!(init.contains("--rulebook 5 --option approach-registries-bind=yes"));
    let older = init.replace("--rulebook 5 --option approach-registries-bind=yes", "--rulebook 4");
    guide.follow(&older);
    let setup = guide.blocks("json")[0];
    let (known, registries) = setup.split_once("{\"body\": {\"kind\": \"approach registries").unwrap();
    post(&guide, known);
    let registries = format!("{{\"body\": {{\"kind\": \"approach registries{registries}");
    refused(&guide, &registries, ("CA0012", "CA0012"), "R-101");
    post(&guide, adoption);
    post(&guide, &registries);
    verifies(&guide);
}

/// An auditor finds nothing, not even a remark; that no checkpoint was brought is said.
fn verifies(guide: &Guide) {
    let trust = std::fs::read(guide.path().join("gha.trust")).unwrap();
    let options = Options { trust: Some(TrustInput::Text(trust)), ..Options::default() };
    let report = Verifier::new(options).run(&FolderSource::new(guide.path().join("gha"))).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}
