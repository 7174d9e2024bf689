//! Quantities on the command line: adjustments in the metric, with every entry behind them, and blocks for a quantity.

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

/// A posting of a body that occurred on a day of 2025.
fn said(day: &str, body: &Value) -> String {
    format!("{}\n", json!({ "occurred_at": format!("2025-{day}"), "body": body }))
}

fn moved(day: &str, action: &str, particulars: &Value, (from, to): (u64, u64), block: [u64; 3]) -> String {
    let [space, first, last] = block;
    let leg = |account: u64, side: &str| json!({ "account": account, "side": side, "space": space, "first": first, "last": last });
    let postings = [leg(from, "debit"), leg(to, "credit")];
    let body =
        json!({ "kind": "movement", "action": action, "particulars": particulars, "postings": postings });
    said(day, &body)
}

/// Norway's registry with serials of 2.5 MWh (series 3) and of 0.001 MWh (series 4), of which 50 and 7 are first transferred, and
/// 50 tonnes too.
fn norway() -> Folder {
    let folder = Folder::new();
    folder.runs(&["key", "new", "operator.pem", "--no-passphrase"], "");
    let init = "init nor --origin registry.example/nor --registry NOR01 --party NOR --party CHE --key operator.pem --rulebook 5";
    folder.runs(&init.split(' ').collect::<Vec<_>>(), "");
    folder.runs(&POST, include_str!("aef/begins.jsonl"));
    let blocks = json!([{ "space": 3, "first": 1, "last": 7 }]);
    let word = |grade: &str| json!([{ "evidence": { "grade": grade, "digest": "14".repeat(32) } }]);
    let lines = [
        said("01-10", &json!({ "kind": "number space declared", "space": 3, "name": "NOR01 2022 kWh" })),
        said(
            "01-10",
            &json!({
                "kind": "series opened", "series": 4, "space": 3, "source": 400, "label": "sun 2022", "host": "NOR", "vintage": 2022,
                "metric": "non-GHG", "non_ghg_metric": "MWh", "quantum_digits": 1, "quantum_scale": 3,
                "mitigation_type": "emission reductions", "regime": "Article 6.2",
            }),
        ),
        moved("02-03", "issue", &json!([{ "history": "0c".repeat(32) }]), (400, 5), [3, 1, 7]),
        said(
            "02-11",
            &json!({
                "kind": "ITMO identifiers assigned", "approach": "CA0012", "registry": "NOR01", "first_transferring_party": "NOR",
                "vintage": 2022, "first_number": 600, "blocks": blocks,
            }),
        ),
        said(
            "02-11",
            &json!({
                "kind": "units authorized", "party": "NOR", "authorization": "NOR-2", "version": 1, "blocks": blocks,
            }),
        ),
        moved("04-04", "first transfer", &json!([{ "evidence": { "grade": "none" } }]), (5, 6), [2, 1, 50]),
        moved("04-05", "first transfer", &word("signed notice"), (5, 6), [3, 1, 7]),
        moved("04-06", "first transfer", &json!([]), (1, 7), [1, 101, 150]),
    ];
    folder.runs(&POST, &lines.concat());
    folder
}

fn energy<'a>(years: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let words = ["adjustments", "nor", "--party", "NOR", "--non-ghg-metric", "MWh", "--years", years];
    [&words, more].concat()
}

#[test]
fn adjustments_are_in_the_metric() {
    let folder = norway();
    let year = &folder.json(&energy("2022", &[]))[0];
    let figures = ["first_transferred", "net", "cumulative", "adjustment", "adjustment_remainder"];
    assert_eq!(
        figures.map(|name| year[name].as_str().unwrap()),
        ["125.007", "-125.007", "-125.007", "-62.504", "0.001"],
        "50 x 2.5 and 7 x 0.001, over the two years from 2021"
    );
    assert_eq!((&year["used"], &year["balance"]), (&"0.000".into(), &Value::Null));
    let text = folder.runs(&energy("2021-2022", &["--entries"]), "");
    assert!(text.contains("~-62.504") && text.contains("125.007"), "{text}");
    assert!(text.contains("quantity") && text.contains("125.0 ") && text.contains("0.007"), "{text}");
}

#[test]
fn every_entry_behind_a_figure_is_listed() {
    let folder = norway();
    // The year itself has none: what is cumulative and averaged goes back to 2022.
    let year = &folder.json(&energy("2024-2025", &["--entries"]))[0];
    assert_eq!(
        [&year["first_transferred"], &year["cumulative"], &year["adjustment"]],
        ["0", "-125.007", "-31.252"]
    );
    let entries = year["entries"].as_array().unwrap();
    let listed: Vec<_> = entries
        .iter()
        .map(|it| (it["year"].as_u64(), it["units"].as_u64(), it["quantity"].as_str()))
        .collect();
    assert_eq!(listed, [(Some(2022), Some(50), Some("125.0")), (Some(2022), Some(7), Some("0.007"))]);
    assert_eq!(entries[1]["evidence"]["grade"], "signed notice");
    let tonnes = ["adjustments", "nor", "--party", "NOR", "--years", "2025", "--entries"];
    let year = &folder.json(&tonnes)[0];
    assert_eq!([&year["cumulative"], &year["adjustment"], &year["adjustment_remainder"]], [50, 10, 0]);
    let entries = year["entries"].as_array().unwrap();
    assert_eq!((entries.len(), &entries[0]["year"], &entries[0]["units"]), (1, &2022.into(), &50.into()));
    assert_eq!(entries[0].get("quantity"), None, "a unit is a tonne");
    let text = folder.runs(&tonnes, "");
    assert!(
        text.contains("first transfer by international transfer") && !text.contains("quantity"),
        "{text}"
    );
    // Once each, also where the years are shown that they are of.
    let years = folder.json(&["adjustments", "nor", "--party", "NOR", "--years", "2021-2030", "--entries"]);
    let counts: Vec<usize> = years.iter().map(|year| year["entries"].as_array().unwrap().len()).collect();
    assert_eq!(counts, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
}

fn select<'a>(account: &'a str, series: &'a str, units: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["select", "nor", "--account", account, "--series", series, "--units", units], more].concat()
}

#[test]
fn who_knows_a_quantity_is_told_which_blocks() {
    let folder = norway();
    let blocks = |words: &[&str]| -> Vec<(u64, u64, u64)> {
        let number = |it: &Value, name: &str| it[name].as_u64().unwrap();
        let rows = folder.json(words);
        rows.iter().map(|it| (number(it, "space"), number(it, "first"), number(it, "last"))).collect()
    };
    assert_eq!(blocks(&select("1", "1", "20", &[])), [(1, 25, 44)], "lowest first");
    let suited = ["--authorization", "NOR-1", "--purpose", "NDC"];
    assert_eq!(blocks(&select("1", "1", "80", &suited)), [(1, 25, 100), (1, 151, 154)]);
    let expires = time_text::show(Timestamp(now().0 + 20 * DAY_MS));
    let held = json!([{ "space": 1, "first": 25, "last": 30 }]);
    let hold = json!({ "kind": "hold placed", "debited": 1, "acquiring": 7, "action": "first transfer", "expires": expires, "blocks": held });
    folder.runs(&POST, &format!("{}\n", json!({ "body": hold })));
    assert_eq!(blocks(&select("1", "1", "20", &suited)), [(1, 31, 50)], "what is held back is left out");
    let text = folder.runs(&select("1", "1", "20", &[]), "");
    assert!(text.contains("NOR01 2022") && text.contains("units"), "{text}");
    let acquired = ["--authorization", "NOR-1", "--by", "NOR", "--purpose", "NDC"];
    assert_eq!(
        blocks(&select("7", "1", "50", &acquired)),
        [(1, 101, 150)],
        "what was first transferred, too"
    );
}

#[test]
fn a_shortage_and_a_slip_of_the_hand_say_what_to_do() {
    let folder = norway();
    let cases = [
        (1, select("1", "1", "10000", &[]), "account 1 holds 259 units of series 1, not 10000"),
        (
            1,
            select("1", "1", "5", &["--purpose", "OP"]),
            "259 more are under another authorization or for another purpose",
        ),
        (
            1,
            select("1", "1", "5", &["--authorization", "NOR-2"]),
            "holds 0 units of series 1 of that authorization and purpose",
        ),
        (2, select("77", "1", "5", &[]), "there is no account 77"),
        (2, select("1", "77", "5", &[]), "there is no series 77"),
        (2, select("1", "1", "5", &["--authorization", "GHA-9"]), "NOR stated no authorization `GHA-9`"),
        (
            2,
            select("1", "1", "5", &["--authorization", "NOR-1", "--by", "CHE"]),
            "CHE stated no authorization `NOR-1`",
        ),
        (2, select("1", "1", "5", &["--by", "CHE"]), "--authorization"),
        (2, select("1", "1", "5", &["--purpose", "ndc"]), "use one of NDC"),
        (2, select("1", "1", "0", &[]), "--units"),
    ];
    for (code, words, expected) in cases {
        let output = folder.run(&words, "");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {errors}");
        assert!(errors.contains(expected), "{words:?}\ngave {errors}\nwithout {expected}");
        assert_eq!(errors.lines().count(), 1, "{words:?}\ngave {errors}");
    }
}
