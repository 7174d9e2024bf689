//! The binary as people and scripts use it: a ledger from its keys to its backup.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that panics has failed, and says where"
)]

mod desk;

use std::fs;
use std::process::Command;

use serde_json::Value;

use desk::{Desk, SERIES, SPACE, movement, with_units};

#[test]
fn a_ledger_from_its_keys_to_its_backup() {
    let desk = with_units();
    let accounts = desk.json("account list che");
    assert_eq!(accounts[0]["holder"], "Alpine Energy");
    assert_eq!((&accounts[0]["units"], &accounts[1]["units"]), (&800.into(), &200.into()));
    assert_eq!(desk.json("account list che --all").len(), 3);
    let balances = desk.json("balance che 1 100");
    assert_eq!((&balances[0]["units"], &balances[1]["units"]), (&800.into(), &(-1_000).into()));
    assert_eq!(desk.json("balance che 1 --at entry:5")[0]["units"], 0);

    let held = desk.json("holdings che --account 1");
    assert_eq!(
        (&held[0]["first"], &held[0]["last"], &held[0]["space"]),
        (&201.into(), &1_000.into(), &"CHE01 2026".into())
    );
    assert!(desk.json("holdings che --at 2020-12-31").is_empty());
    let statement = desk.json("statement che 1");
    assert_eq!((&statement[0]["closing"], &statement[2]["units"]), (&800.into(), &(-200).into()));
    let lineage = desk.json("lineage che CHE01~2026 150-250");
    let steps: Vec<(u64, u64)> = lineage
        .iter()
        .map(|step| (step["first"].as_u64().unwrap(), step["last"].as_u64().unwrap()))
        .collect();
    assert_eq!(steps, [(150, 250), (150, 200)]);
    assert_eq!(desk.json("stats che")[0]["units_issued"], 1_000);
    assert_eq!(desk.json("stats che --series")[0]["label"], "forest");
    assert_eq!(desk.json("stats che --keys")[0]["roles"][0], "operator");

    let feed = desk.json("feed che --from 4 --limit 2");
    assert_eq!(feed.len(), 2);
    assert_eq!(feed[0]["body"]["kind"], "number space declared");
    assert!(desk.runs("check che").contains("all is well"));
    desk.runs("checkpoint che --key key.pem --out che.checkpoint");
    desk.runs("backup che copy");
    for ledger in ["che", "copy"] {
        assert_eq!(desk.verdict(ledger), "clean", "{ledger}");
    }
    assert_eq!(desk.json("balance copy 1")[0]["units"], 800);
    desk.fails(2, "backup che copy", "", "copy");
}

#[test]
fn post_is_all_or_nothing_and_each_is_not() {
    let desk = with_units();
    let before = desk.json("stats che")[0]["entries"].clone();
    let lines =
        [movement("use towards an NDC", 1, 2, 201, 300), movement("use towards an NDC", 1, 2, 300, 301)];
    desk.fails(1, "post che --key key.pem", &lines.join("\n"), "standard input: line 2: R-211");
    assert_eq!(desk.json("stats che")[0]["entries"], before, "nothing was posted");

    let output = desk.run_with("post che --key key.pem --each --json", &lines.join("\n"));
    assert_eq!(output.status.code(), Some(1));
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["entry"], before);
    assert_eq!((&lines[1]["refused"], &lines[1]["retryable"]), (&"R-211".into(), &true.into()));
}

#[test]
fn what_the_feed_prints_can_be_posted_elsewhere() {
    let desk = with_units();
    let feed = desk.runs("feed che --from 2");
    desk.runs("init other --origin registry.example/other --registry CHE01 --party CHE --key key.pem");
    // The holder's commitment is the same; its text stays where it was.
    desk.runs_with("post other --key key.pem", &feed);
    assert_eq!(desk.json("balance other"), desk.json("balance che"));
    // The same lines again are the same requests: they get the same receipts, and add nothing.
    desk.runs_with("post other --key key.pem", &feed);
    assert_eq!(desk.json("stats other")[0]["entries"], desk.json("stats che")[0]["entries"]);
}

#[test]
fn an_encrypted_key_needs_its_passphrase() {
    let desk = Desk::new();
    let with = |passphrase: &str, words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_itmo-ledger"));
        command
            .args(words)
            .current_dir(desk.path())
            .env("ITMO_LEDGER_PASSPHRASE", passphrase)
            .output()
            .unwrap()
    };
    assert!(with("sesame", &["key", "new", "key.pem"]).status.success());
    assert_eq!(with("wrong", &["key", "public", "key.pem"]).status.code(), Some(2));
    assert!(with("sesame", &["key", "public", "key.pem"]).status.success());
    assert_eq!(with("", &["key", "new", "empty.pem"]).status.code(), Some(2));
    desk.fails(2, "key public key.pem", "", "ITMO_LEDGER_PASSPHRASE");
    desk.fails(2, "key new other.pem", "", "ITMO_LEDGER_PASSPHRASE");
    assert!(!desk.path().join("other.pem").exists());
}

/// The numbers of the keys that signed each entry.
fn signers(desk: &Desk, directory: &str) -> Vec<Vec<u64>> {
    let numbers = |entry: &Value| serde_json::from_value(entry["signed_by"].clone()).unwrap();
    desk.json(&format!("feed {directory}")).iter().map(numbers).collect()
}

#[test]
fn an_entry_is_signed_by_those_whose_authority_it_uses() {
    let desk = Desk::with_ledger();
    desk.runs("key new alice.pem --no-passphrase");
    let public = desk.json("key show alice.pem")[0]["public_key"].as_str().unwrap().to_owned();
    let registered = format!(r#"{{"body":{{"kind":"key registered","key":1,"public_key":"{public}"}}}}"#);
    desk.runs_with("post che --key key.pem", &registered);
    desk.runs("account open che --key key.pem --key alice.pem --kind Holding --party CHE --registry CHE01 --number 1 --representative 1");
    desk.runs("account open che --key key.pem --kind Holding --party CHE --registry CHE01 --number 2 --representative 0");
    let both = "post che --key key.pem --key alice.pem";
    desk.runs_with(both, &[SPACE, SERIES, &movement("issue", 100, 1, 1, 100)].join("\n"));
    desk.runs_with(both, &movement("transfer", 1, 2, 1, 10));
    desk.runs_with(both, &movement("transfer", 2, 1, 1, 5));
    let signed = signers(&desk, "che");
    assert_eq!(signed[signed.len() - 2..], [vec![1], vec![0]], "by the holder alone, each");
    assert_eq!(signed[3], [0], "an account is opened by the operator");
    // Where those given do not suffice every one signs, and the rule says who is missing.
    desk.fails(1, "post che --key key.pem", &movement("transfer", 1, 2, 20, 30), "R-113");
    // A batch that changes who signs is signed by all: here the series' host gets an authority of its own within it.
    let granted = r#"{"body":{"kind":"role granted","role":"authority","party":"CHE","key":1}}"#;
    desk.runs_with(both, &[granted, &movement("issue", 100, 1, 101, 110)].join("\n"));
    assert_eq!(signers(&desk, "che").last().unwrap(), &[0, 1]);
}

#[test]
fn damage_is_named_with_its_place() {
    let desk = with_units();
    let segment = desk.path().join("che/journal/00000000000000000000.seg");
    let good = fs::read(&segment).unwrap();
    let mut bad = good.clone();
    bad[600] ^= 1;
    fs::write(&segment, bad).unwrap();
    fs::remove_dir_all(desk.path().join("che/book")).unwrap();
    desk.fails(1, "check che", "", "00000000000000000000.seg");
    fs::write(&segment, &good[..300]).unwrap();
    let output = desk.run_with("check che", "");
    assert_ne!(output.status.code(), Some(0));
}

#[test]
fn the_demo_plays_and_plays_again() {
    let desk = Desk::new();
    for _ in 0..2 {
        let story = desk.runs("demo story");
        assert!(
            story.contains("R-211") && story.contains("clean") && story.contains("R-111 at entry 13"),
            "{story}"
        );
    }
    let steps = desk.json("demo story");
    assert_eq!(steps.len(), 17);
}

#[test]
fn help_has_an_example_for_every_command() {
    let desk = Desk::new();
    for line in [
        "",
        "key new",
        "key show",
        "key public",
        "init",
        "account open",
        "account list",
        "post",
        "import",
        "balance",
        "holdings",
        "holds",
        "restrictions",
        "statement",
        "lineage",
        "units",
        "adjustments",
        "aef export",
        "reconcile",
        "text keep",
        "text digest",
        "text show",
        "text erase",
        "feed",
        "checkpoint",
        "check",
        "backup",
        "stats",
        "demo",
        "completions",
    ] {
        let help = desk.runs(&format!("{line} --help"));
        assert!(help.contains("Example") && help.contains("itmo-ledger"), "{line}");
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(desk.runs(&format!("completions {shell}")).contains("itmo-ledger"));
    }
}
