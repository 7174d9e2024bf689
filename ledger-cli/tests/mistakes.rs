//! What a user gets for a mistake: one sentence that names the place and what to do, an exit code, and nothing half done.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

mod desk;

use std::fs;

use desk::{Desk, SERIES, SPACE, movement, with_units};

#[test]
fn bad_input_gets_one_sentence() {
    let desk = with_units();
    let path = |name: &str| desk.path().join(name);
    fs::write(path("noise"), [0_u8, 159, 146, 150]).unwrap();
    fs::write(path("profile.toml"), "profile = 1\ntitle = 'x'\nspace = 3\n").unwrap();
    fs::write(path("bad.jsonl"), "\n{\"body\":{}}\n").unwrap();
    fs::write(path("empty.json"), "").unwrap();
    fs::write(path("empty.csv"), "").unwrap();
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
        (
            2,
            "post che --key key.pem",
            "{",
            "standard input: line 1: column 1: the line ends before its statement",
        ),
        (2, "post che --key key.pem bad.jsonl", "", "bad.jsonl: line 2: column 10: missing field `kind`"),
        (2, "post che --key key.pem noise", "", "noise: line 1"),
        (2, "post che --key key.pem", &long, "standard input: line 2: the line is longer"),
        (
            2,
            "post che --key key.pem nowhere",
            "",
            "nowhere: there is no such file: check the name of the statements",
        ),
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
        (2, "lineage che CHE01~2026 1001-2000", "", "no serial 1001-2000 of CHE01 2026 was ever issued"),
        (2, "units che --block CHE01~2026:1001", "", "no serial 1001 of CHE01 2026 was ever issued"),
        (
            2,
            "adjustments che --party QQQ --years 2021",
            "",
            "QQQ is no Party of this ledger, which declared CHE only",
        ),
        (2, "holdings che --party QQQ", "", "QQQ is no Party of this ledger"),
        (2, "account list che --party QQQ", "", "QQQ is no Party of this ledger"),
        (2, "aef export che --party QQQ --year 2025 --version 1.0 x.xlsx", "", "QQQ is no Party"),
        (2, "balance che --at entry:99", "", "entry 99 is not there yet: the last entry of this ledger is 7"),
        (2, "lineage che CHE01~2026 1 --at entry:99", "", "entry 99 is not there yet"),
        (2, "statement che 1 --from 2027-01-01 --to 2026-01-01", "", "--from is after --to"),
        (2, "statement che 1 --from-entry 5 --to-entry 2", "", "--from-entry 5 is behind --to-entry 2"),
        (
            2,
            "adjustments che --party CHE --years 2025 --non-ghg-metric MWH",
            "",
            "no series here counts `MWH`",
        ),
        (2, "text keep che ~", "", "the text is empty"),
        (
            2,
            "init new --origin a.b/c --registry CHE01 --registry CHE01 --key key.pem",
            "",
            "--registry: CHE01 is named twice",
        ),
        (
            2,
            "init noise --origin a.b/c --registry CHE01 --key key.pem --trust t",
            "",
            "noise: this is a file",
        ),
        (
            2,
            "init . --origin a.b/c --registry CHE01 --key key.pem",
            "",
            ".: the folder holds other files, such as bad.jsonl",
        ),
        (2, "backup che .", "", ".: the folder holds other files"),
        (
            2,
            "account open che --key key.pem --kind holding --party CHE --registry CHE01",
            "",
            "`holding` is not known here: write `Holding`; see itmo-ledger account open --help",
        ),
        (2, "stats .", "", ".: there is no ledger here, but there is one in ./che"),
        (2, "stats che/journal", "", "che/journal: there is no ledger here, but there is one in"),
        (2, "post che --key key.pem che", "", "che: this is a folder: name the file of the statements"),
        (
            2,
            "post che --key key.pem",
            "{\"body\":\n{\"kind\":\"note\"",
            "standard input: line 1: column 8: the line ends before",
        ),
        (
            2,
            "post che --key key.pem",
            "{\"body\":{\"kind\":\"party declared\"}}",
            "unknown variant `party declared`: write `Party declared`",
        ),
        (2, "text digest nowhere", "", "nowhere: there is no such file: check the name of the document"),
        (2, "aef check nowhere.xlsx", "", "nowhere.xlsx: there is no such file"),
        (2, "aef check empty.json", "", "empty.json: the file is empty"),
        (2, "reconcile che nowhere.csv", "", "nowhere.csv: there is no such file"),
        (2, "reconcile che empty.csv", "", "empty.csv: the file is empty"),
        (
            2,
            "reconcile che profile.toml",
            "",
            "profile.toml: this is no submission, and as a statement in CSV it cannot be read: line ",
        ),
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

#[test]
fn what_was_left_out_of_an_answer_is_said() {
    let desk = with_units();
    let said = |line: &str, input: &str| {
        let output = desk.run_with(line, input);
        assert!(output.status.success(), "{line}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said("lineage che CHE01~2026 990-2000", "").contains("serials 1001-2000 were never issued"));
    assert_eq!(said("lineage che CHE01~2026 1-1000", ""), "", "control");
    assert_eq!(said("lineage che CHE01~2026 1-1000 --at 2020-01-01", ""), "", "issued later");
    let to_come = "2199-12-31T23:59:59.999Z is yet to come";
    assert!(said("holdings che --at 2199-12-31", "").contains(to_come));
    assert!(said("feed che --from 99", "").contains("no entry 99 yet: the next one is 8"));
    assert_eq!(said("feed che --from 8", ""), "", "control: the next one");
    assert!(said("post che --key key.pem", "").contains("standard input: there is no statement in it"));
    assert!(said("post che --key key.pem", "\n\n").contains("nothing was posted"));
}

#[test]
fn a_particular_is_named_and_not_only_numbered() {
    let desk = Desk::new();
    desk.runs("key new key.pem --no-passphrase");
    desk.runs("init che --origin a.b/c --registry CHE01 --party CHE --rulebook 2 --key key.pem");
    desk.runs("account open che --key key.pem --kind Holding --party CHE --registry CHE01 --number 1 --representative 0");
    desk.runs("account open che --key key.pem --kind UseNdc --party CHE --registry CHE01 --number 2");
    desk.runs_with("post che --key key.pem", &[SPACE, SERIES, &movement("issue", 100, 1, 1, 9)].join("\n"));
    let movement = movement("use towards an NDC", 1, 2, 1, 5);
    desk.fails(1, "post che --key key.pem", &movement, "R-360: particular 1 (year of use) is missing");
}
