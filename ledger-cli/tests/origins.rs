//! `docs/origins.md` as it stands: its commands are run, its statements posted, and its figures found.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

mod folder;
mod guide;

use guide::{Guide, lines};
use serde_json::Value;

const POST: &[&str] = &["post", "nor", "--key", "operator.pem"];

/// Posts the statements of a block.
fn post(guide: &Guide, block: &str) {
    guide.runs(POST, &lines(block));
}

/// Posts a block after a change, which must be refused by a rule.
fn refused(guide: &Guide, block: &str, (from, to): (&str, &str), rule: &str) {
    assert!(block.contains(from), "{block} has no {from}");
    let output = guide.run(POST, &lines(&block.replace(from, to)));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains(rule), "{errors}");
}

#[test]
fn the_guide_is_right() {
    let guide = Guide::new("origins.md");
    let (commands, statements) = (guide.blocks("sh"), guide.blocks("json"));
    let [accounts, activity, monitoring, issue, loss, underlying, conversion] = statements[..] else {
        panic!("{} blocks of JSON", statements.len());
    };
    guide.follow(commands[0]);
    post(&guide, accounts);
    post(&guide, activity);
    let without = guide.json(&["activities", "nor"]);
    assert_eq!(
        (without.len(), &without[0]["monitoring"], &without[0]["left"]),
        (1, &Value::Null, &Value::Null)
    );

    refused(&guide, monitoring, ("\"verified\": 900", "\"verified\": 901"), "R-407");
    post(&guide, monitoring);
    refused(&guide, monitoring, ("\"monitoring\": 1", "\"monitoring\": 2"), "R-406");
    refused(&guide, issue, ("\"last\": 17", "\"last\": 16"), "R-205");
    refused(&guide, issue, ("\"first\": 18, \"last\": 24", "\"first\": 18, \"last\": 23"), "R-205");
    refused(
        &guide,
        issue,
        (
            "{\"drawn_from\"",
            "{\"history\": \"0808080808080808080808080808080808080808080808080808080808080808\"}, {\"drawn_from\"",
        ),
        "R-411",
    );
    post(&guide, issue);
    let activities = guide.json(&["activities", "nor", "--activity", "peat-2"]);
    let figure = |row: &Value| ["verified", "drawn", "left"].map(|name| row[name].as_u64().unwrap());
    assert_eq!(activities.iter().map(figure).collect::<Vec<_>>(), [[900, 333, 567]]);
    assert_eq!((&activities[0]["kind"], &activities[0]["year"]), (&"removals".into(), &2022.into()));
    guide.follow(commands[1]);
    let withdrawal = r#"{"body": {"kind": "monitoring withdrawn", "monitoring": 1, "reason": 1}}"#;
    refused(&guide, withdrawal, ("reason", "reason"), "R-409");

    post(&guide, loss);
    let losses = guide.json(&["activities", "nor", "--losses"]);
    let figure = |row: &Value| ["lost", "settled", "left"].map(|name| row[name].as_u64().unwrap());
    assert_eq!(losses.iter().map(figure).collect::<Vec<_>>(), [[40, 40, 0]]);
    let again = loss.split_once("}}\n").unwrap().1;
    let again = again.replace("\"first\": 25, \"last\": 64", "\"first\": 65, \"last\": 65");
    refused(&guide, &again, ("loss_settled", "loss_settled"), "R-417");

    post(&guide, underlying);
    let second = underlying
        .split_once("}}\n")
        .unwrap()
        .1
        .replace("\"first\": 1001, \"last\": 1010", "\"first\": 1011, \"last\": 1020");
    refused(&guide, &second, ("\"first_number\": 101", "\"first_number\": 110"), "R-415");
    post(&guide, conversion);
    the_basis_is_shown(&guide);
    what_feed_prints_is_what_was_posted(&guide);
    let unknown = guide.run(&["activities", "nor", "--activity", "bog"], "");
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("there is no activity `bog`"));
}

fn the_basis_is_shown(guide: &Guide) {
    let units = guide.json(&["units", "nor", "--block", "1:1-1010"]);
    let shown: Vec<_> = units.iter().map(|row| (row["first"].as_u64().unwrap(), &row["basis"])).collect();
    let kinds: Vec<_> =
        shown.iter().map(|(first, basis)| (*first, basis["kind"].as_str().unwrap())).collect();
    let line = "monitoring";
    assert_eq!(kinds, [(1, line), (18, line), (25, line), (65, line), (1001, "underlying units")]);
    assert_eq!(shown[2].1["activity"], "peat-2");
    assert_eq!(
        (&shown[4].1["first_unit"], &shown[4].1["last_unit"]),
        (&"VCS-1-101-2022".into(), &"VCS-1-110-2022".into())
    );
    let steps = guide.json(&["lineage", "nor", "1", "1004"]);
    assert_eq!(steps[0]["basis"][0]["first_unit"], "VCS-1-104-2022");
    assert!(guide.runs(&["units", "nor"], "").contains("peat-2, monitoring 1: 2022, component 1, removals"));
    assert!(guide.runs(&["lineage", "nor", "1", "1004"], "").contains("VCS VCS-1-104-2022"));
}

/// The bodies that `feed` prints, posted to another ledger, come out the same there.
fn what_feed_prints_is_what_was_posted(guide: &Guide) {
    let bodies = |ledger: &str| -> Vec<Value> {
        let fed = guide.json(&["feed", ledger]);
        fed.into_iter().skip(2).map(|line| line["body"].clone()).collect()
    };
    let fed = bodies("nor");
    let init = guide.blocks("sh")[0].lines().nth(1).unwrap().replace("init nor", "init copy");
    guide.follow(&init);
    let posted: String =
        fed.iter().map(|body| format!("{}\n", serde_json::json!({ "body": body }))).collect();
    guide.runs(&["post", "copy", "--key", "operator.pem"], &posted);
    assert_eq!(bodies("copy"), fed);
}
