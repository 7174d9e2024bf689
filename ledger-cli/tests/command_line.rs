//! The binary as people and scripts use it: a ledger from its keys to its backup, and what bad input gets.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test that panics has failed, and says where"
)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder to run commands in.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// A desk with a ledger `che`, whose one key is `key.pem`.
    fn with_ledger() -> Self {
        let desk = Self::new();
        desk.runs("key new key.pem --no-passphrase");
        desk.runs("init che --origin registry.example/che --registry CHE01 --party CHE --key key.pem");
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run_with(&self, line: &str, input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_itmo-ledger"))
            .args(line.split_whitespace().map(|word| word.replace('~', " ")))
            .current_dir(self.path())
            .env_remove("ITMO_LEDGER_PASSPHRASE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that ends before it reads is not a failure of the test.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Runs a command that must succeed; returns what it printed.
    fn runs(&self, line: &str) -> String {
        self.runs_with(line, "")
    }

    fn runs_with(&self, line: &str, input: &str) -> String {
        let output = self.run_with(line, input);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{line}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The JSON lines of a command that must succeed.
    fn json(&self, line: &str) -> Vec<Value> {
        self.runs(&format!("{line} --json")).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Runs a command that must fail with one sentence that has `expected` in it.
    fn fails(&self, code: i32, line: &str, input: &str, expected: &str) {
        let output = self.run_with(line, input);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}: {errors}");
        assert!(errors.contains(expected), "{line}\ngave {errors}\nwithout {expected}");
        assert!(errors.starts_with("itmo-ledger: ") && errors.lines().count() == 1, "{line}\ngave {errors}");
    }
}

fn movement(action: &str, from: u64, to: u64, first: u64, last: u64) -> String {
    format!(
        r#"{{"body":{{"kind":"movement","action":"{action}","postings":[{{"account":{from},"side":"debit","space":1,"first":{first},"last":{last}}},{{"account":{to},"side":"credit","space":1,"first":{first},"last":{last}}}]}}}}"#
    )
}

const SPACE: &str = r#"{"body":{"kind":"number space declared","space":1,"name":"CHE01 2026"}}"#;
const SERIES: &str = r#"{"body":{"kind":"series opened","series":1,"space":1,"source":100,"label":"forest","host":"CHE","metric":"GHG","regime":"plain"}}"#;

/// A ledger with 1,000 units in account 1, of which 1 to 200 went to account 2.
fn with_units() -> Desk {
    let desk = Desk::with_ledger();
    desk.runs("account open che --key key.pem --kind Holding --party CHE --registry CHE01 --number 1 --holder Alpine~Energy --representative 0");
    desk.runs("account open che --key key.pem --kind UseNdc --party CHE --registry CHE01");
    let lines = [
        SPACE,
        SERIES,
        &movement("issue", 100, 1, 1, 1_000),
        "",
        &movement("use towards an NDC", 1, 2, 1, 200),
    ];
    desk.runs_with("post che --key key.pem", &lines.join("\n"));
    desk
}

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

impl Desk {
    fn verdict(&self, ledger: &str) -> String {
        let read = |name: &str| fs::read(self.path().join(name)).unwrap();
        let options = ledger_verify::Options {
            trust: Some(ledger_verify::TrustInput::Text(read("che.trust"))),
            checkpoint: Some(read("che.checkpoint")),
            ..ledger_verify::Options::default()
        };
        let source = ledger_verify::FolderSource::new(self.path().join(ledger));
        ledger_verify::Verifier::new(options).run(&source).unwrap().verdict().to_string()
    }
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

#[test]
fn bad_input_gets_one_sentence() {
    let desk = with_units();
    let path = |name: &str| desk.path().join(name);
    fs::write(path("noise"), [0_u8, 159, 146, 150]).unwrap();
    fs::write(path("profile.toml"), "profile = 1\ntitle = 'x'\nspace = 3\n").unwrap();
    fs::write(path("bad.jsonl"), "\n{\"body\":{}}\n").unwrap();
    desk.runs("key new stranger.pem --no-passphrase");
    let entries = desk.json("stats che")[0]["entries"].clone();
    let long = format!("\n{}", "x".repeat(2 << 20));
    for (code, line, input, expected) in [
        (2, "stats nowhere", "", "nowhere: there is no ledger here"),
        (2, "stats noise", "", "noise"),
        (2, "key show nowhere.pem", "", "nowhere.pem: the key file cannot be read"),
        (2, "key show noise", "", "noise: this is not an Ed25519 private key"),
        (2, "key new key.pem --no-passphrase", "", "key.pem: the file exists already: name a new file"),
        (2, "init new --origin has~space --registry CHE01 --key key.pem", "", "--origin: an origin is"),
        (2, "init che --origin a.b/c --registry CHE01 --key key.pem", "", "che.trust: the file exists"),
        (
            2,
            "init che --origin a.b/c --registry CHE01 --key key.pem --trust t",
            "",
            "there is a ledger here already",
        ),
        (2, "init new --origin a.b/c --registry CHE01 --key key.pem --threshold operator=2", "", "R-103"),
        (
            2,
            "init new --origin a.b/c --registry CHE01 --key key.pem --threshold recovery=1",
            "",
            "no key is given",
        ),
        (2, "post che", "", "--key"),
        (2, "post che --key stranger.pem", "", "stranger.pem: the key"),
        (2, "post che --key key.pem", "{", "standard input: line 1: column 1: EOF"),
        (2, "post che --key key.pem bad.jsonl", "", "bad.jsonl: line 2: column 10: missing field `kind`"),
        (2, "post che --key key.pem noise", "", "noise: line 1"),
        (2, "post che --key key.pem", &long, "standard input: line 2: the line is longer"),
        (2, "post che --key key.pem nowhere", "", "nowhere: the file cannot be read"),
        (1, "account open che --key key.pem --kind Holding --party XXX --registry CHE01", "", "R-141"),
        (
            1,
            "account open che --key key.pem --kind Holding --party CHE --registry CHE01 --number 1",
            "",
            "R-170",
        ),
        (2, "balance che 77", "", "there is no account 77"),
        (2, "holdings che --account 77", "", "there is no account 77"),
        (2, "statement che 77", "", "there is no account 77"),
        (2, "statement che 1 --series 9", "", "there is no series 9"),
        (2, "lineage che nowhere 1", "", "there is no number space `nowhere`"),
        (
            2,
            "import che --profile nowhere.toml --key key.pem x.csv",
            "",
            "nowhere.toml: the profile cannot be read",
        ),
        (2, "import che --profile profile.toml --key key.pem x.csv", "", "profile.toml:3:9"),
        (2, "checkpoint che --key stranger.pem", "", "stranger.pem: the key"),
        (2, "checkpoint che --key key.pem --out nowhere/x", "", "nowhere/x: there is no folder nowhere"),
        (2, "demo .", "", "the directory is not empty"),
    ] {
        desk.fails(code, line, input, expected);
    }
    for (line, expected) in [
        (
            "mint",
            "unrecognized subcommand 'mint'; a similar subcommand exists: 'init'; see itmo-ledger --help",
        ),
        ("impot che", "'import'"),
        ("key nwe", "unrecognized subcommand 'nwe'; see itmo-ledger key --help"),
        ("balance", "not provided: <DIRECTORY>"),
        ("balance che one", "'one'"),
        ("balance che 1 --jsn", "'--json'"),
        ("holdings che --at someday", "'someday'"),
        ("lineage che 1 9-1", "'9-1'"),
        ("key new", "not provided: <FILE>; see itmo-ledger key new --help"),
        ("demo noise", "noise: the demo cannot be played here: name a new directory"),
    ] {
        desk.fails(2, line, "", expected);
    }
    assert_eq!(desk.run_with("", "").status.code(), Some(2), "help, and nothing was done");
    assert_eq!(desk.json("stats che")[0]["entries"], entries, "nothing was half done");
    assert!(!path("new").exists(), "a refused genesis leaves no ledger");
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
