//! Article 6 on the command line: the story of `examples/two_parties_and_an_airline.sh`, what can be asked of its ledgers, and
//! what a slip of the hand gets.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The folder in which the story was played.
struct Story {
    folder: TempDir,
}

impl Story {
    fn played() -> Self {
        let folder = TempDir::new().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .unwrap()
            .join("examples/two_parties_and_an_airline.sh");
        let output = Command::new("sh")
            .arg(script)
            .arg(folder.path().join("story"))
            .env("ITMO_LEDGER", env!("CARGO_BIN_EXE_itmo-ledger"))
            // The verifier is asked below, as a library.
            .env("LEDGER_VERIFY", "true")
            .env_remove("ITMO_LEDGER_PASSPHRASE")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}\n{errors}");
        assert!(errors.contains("R-361") && errors.contains("R-603"), "the script shows refusals: {errors}");
        assert!(told.contains("total of CHE in CHE01: here 500, there 90"), "before the notices: {told}");
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("story")
    }

    fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_itmo-ledger"))
            .args(words)
            .current_dir(self.path())
            .env_remove("ITMO_LEDGER_PASSPHRASE")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// The JSON lines of a command that must succeed.
    fn json(&self, words: &[&str]) -> Vec<Value> {
        let output = self.run(&[words, &["--json"]].concat());
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Runs a command that must fail with one sentence that has `expected` in it.
    fn fails(&self, code: i32, words: &[&str], expected: &str) {
        let output = self.run(words);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {errors}");
        assert!(errors.contains(expected), "{words:?}\ngave {errors}\nwithout {expected}");
        assert_eq!(errors.lines().count(), 1, "{words:?}\ngave {errors}");
    }

    fn verdict(&self, ledger: &str) -> String {
        let read = |name: String| fs::read(self.path().join(name)).unwrap();
        let options = ledger_verify::Options {
            trust: Some(ledger_verify::TrustInput::Text(read(format!("{ledger}.trust")))),
            checkpoint: Some(read(format!("{ledger}.checkpoint"))),
            ..ledger_verify::Options::default()
        };
        let source = ledger_verify::FolderSource::new(self.path().join(ledger));
        ledger_verify::Verifier::new(options).run(&source).unwrap().verdict().to_string()
    }
}

#[test]
fn the_story_plays_and_its_ledgers_answer() {
    let story = Story::played();
    for ledger in ["gha", "che"] {
        assert_eq!(story.verdict(ledger), "clean", "{ledger}");
    }

    let host = story.json(&["adjustments", "gha", "--party", "GHA", "--years", "2024", "--entries"]);
    let host = &host[0];
    let first_transferred = [&host["first_transferred"], &host["first_transferred_by_oimp_trigger"]];
    assert_eq!(first_transferred, [650, 150]);
    assert_eq!([&host["authorized_for_oimp"], &host["used_for_oimp"]], [900, 0], "the memo: used in 2025");
    assert_eq!((&host["adjustment"], &host["adjustment_remainder"]), (&163.into(), &(-2).into()));
    assert_eq!((&host["balance"], &host["what_if"]), (&40_163.into(), &false.into()));
    let entries = host["entries"].as_array().unwrap();
    let sum: i64 = entries.iter().map(|entry| entry["units"].as_i64().unwrap()).sum();
    assert_eq!((entries.len(), sum), (2, 650), "the figure is the sum of its entries");
    let feed = story.json(&["feed", "gha", "--from", &entries[0]["entry"].to_string(), "--limit", "1"]);
    assert_eq!(feed[0]["body"]["action"], "first transfer", "the entry is one step away");
    let other =
        story.json(&["adjustments", "gha", "--party", "GHA", "--years", "2024", "--method", "trajectory"]);
    assert_eq!((&other[0]["what_if"], &other[0]["balance"]), (&true.into(), &40_650.into()));
    readings(&story);
    accounts(&story);
    let user = story.json(&["adjustments", "che", "--party", "CHE"]);
    assert_eq!(user.len(), 10, "the years of the NDC period");
    assert_eq!([&user[9]["period_balance"], &user[9]["period_target"]], [&Value::Null, &300_000.into()]);
    assert_eq!(
        (&user[4]["year"], &user[4]["used"], &user[4]["balance"]),
        (&2025.into(), &400.into(), &29_600.into())
    );
    assert_eq!(user[9]["target"], 300_000);

    let units = story.json(&["units", "gha", "--block", "GHA01 2024:651-651"]);
    assert_eq!((&units[0]["state"], &units[0]["first_transfer"]), (&"authorized".into(), &Value::Null));
    let units = story.json(&["units", "che", "--account", "2"]);
    assert_eq!(
        (&units[0]["state"], &units[0]["first_id"], &units[0]["last_id"]),
        (&"ITMO".into(), &"CA0012-GHA01-GHA-401-2024".into(), &"CA0012-GHA01-GHA-490-2024".into())
    );
    assert_eq!(units[0]["authorizations"].as_array().unwrap().len(), 2, "the user's own and the host's");
    for (authorization, party) in units[0]["authorizations"].as_array().unwrap().iter().zip(["CHE", "GHA"]) {
        let entry = authorization["attached_by_entries"][0].to_string();
        let body = &story.json(&["feed", "che", "--from", &entry, "--limit", "1"])[0]["body"];
        assert_eq!((&body["kind"], &body["party"]), (&"units authorized".into(), &party.into()));
    }
    let before = story.json(&["units", "che", "--block", "1:1-1", "--at", "2025-10-31"]);
    assert_eq!(before[0]["account"], 2, "not used yet");

    let filed = story.json(&["feed", "che"]).pop().unwrap();
    assert_eq!((&filed["body"]["kind"], &filed["body"]["party"]), (&"AEF filed".into(), &"CHE".into()));
    let workbook = fs::read(story.path().join("CHE-2025.xlsx")).unwrap();
    assert_eq!(filed["body"]["workbook"], blake3::hash(&workbook).to_string());
    let actions = fs::read_to_string(story.path().join("CHE-2025/table3_actions.csv")).unwrap();
    assert_eq!(actions.lines().count(), 4, "{actions}");
    let entities = fs::read_to_string(story.path().join("CHE-2025/table5_entities.csv")).unwrap();
    assert_eq!(entities.lines().count(), 1, "an empty table keeps its header");

    for file in ["GHA-2025.xlsx", "CHE-2025.xlsx", "CHE-2025"] {
        let output = story.run(&["aef", "check", file]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{file}: {said}");
    }
    // A Party's own ledger and its own report say the same.
    let own = story.json(&["reconcile", "che", "CHE-2025.xlsx"]);
    assert_eq!((&own[0]["verdict"], &own[0]["blocks"]), (&"pass".into(), &Value::Array(Vec::new())));
    // Ghana's ledger was told of what was used abroad, and agrees; before, it counted 500 units there.
    let told = story.json(&["reconcile", "gha", "CHE-2025.xlsx"]);
    assert_eq!((&told[0]["verdict"], &told[0]["blocks"]), (&"pass".into(), &Value::Array(Vec::new())));
    let notices = story.json(&["notices", "gha"]);
    let units: u64 = notices.iter().map(|it| it["units"].as_u64().unwrap()).sum();
    assert_eq!((notices.len(), units), (2, 410));

    slips(&story);
}

/// Averages by another reading are others, and every table says which it has.
fn readings(story: &Story) {
    let ghana = ["adjustments", "gha", "--party", "GHA", "--years"];
    let row = |more: &[&str]| story.json(&[&ghana[..], more].concat()).remove(0);
    let reading = |row: &Value| ["of", "over", "target_year"].map(|name| row["averaging"][name].clone());
    let usual = row(&["2024"]);
    assert_eq!(reading(&usual), ["net", "elapsed years", "counted"]);
    assert_eq!([&usual["adjustment"], &usual["adjustment_years"]], [163, 4]);
    // 650 over the ten years 2021 to 2030, instead of the four to 2024.
    let whole = row(&["2024", "--average-over", "whole-period"]);
    assert_eq!(reading(&whole), ["net", "whole period", "counted"]);
    assert_eq!([&whole["adjustment"], &whole["adjustment_years"], &whole["balance"]], [65, 10, 40_065]);
    // In 2030, the target year, over the nine before it: 72.2.
    let before = row(&["2030", "--average-target-year", "not-counted", "--average-of", "separate"]);
    assert_eq!(reading(&before), ["separate", "elapsed years", "not counted"]);
    let figures = ["adjustment", "adjustment_remainder", "average_first_transferred", "average_used"];
    assert_eq!(figures.map(|name| before[name].as_i64()), [72, 2, 72, 0].map(Some));
    let budget = row(&["2024", "--method", "multi-year budget"]);
    assert_eq!((&budget["averaging"], &budget["what_if"]), (&Value::Null, &true.into()));

    let text = |more: &[&str]| {
        let output = story.run(&[&ghana[..], more].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    let usual = text(&["2024"]);
    assert!(usual.contains("averages: net, by elapsed years, target year counted\n"), "{usual}");
    assert!(usual.contains("averaging ") && usual.contains("memo: authorized for OIMP"), "{usual}");
    let other = text(&["2024", "--average-of", "separate", "--average-over", "whole-period"]);
    assert!(other.contains("averaging (separate, whole period)"), "{other}");
    assert!(other.contains("averages: separate, by whole period, target year counted\n"), "{other}");
    assert!(!text(&["2024", "--method", "trajectory"]).contains("averages:"));
}

/// The second book itself: two Parties' accounts of one series, and what clears them.
fn accounts(story: &Story) {
    let rows = story.json(&["adjustments", "gha", "--party", "CHE", "--accounts"]);
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            ["party", "ndc_period", "year", "first_transferred", "used", "balance"].map(|it| row[it].clone())
        })
        .collect();
    let expected = json!([
        ["CHE", [2021, 2030], 2025, 0, 400, -400],
        ["GHA", [2021, 2030], 2024, 650, 0, 650],
        [null, null, null, null, null, -250],
    ]);
    assert_eq!(json!(told), expected);
    assert_eq!((&rows[2]["metric"], &rows[2]["series"]), (&"GHG".into(), &1.into()));
    let output = story.run(&["adjustments", "gha", "--party", "GHA", "--accounts"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("clearing") && text.contains("2021-2030") && text.contains("-250"), "{text}");
}

/// What a slip of the hand gets: one sentence, and nothing done.
fn slips(story: &Story) {
    let entries = story.json(&["stats", "che"])[0]["entries"].clone();
    let export = |party: &'static str, year: &'static str, version: &'static str, out: &'static str| {
        vec!["aef", "export", "che", "--party", party, "--year", year, "--version", version, out]
    };
    for (code, words, expected) in [
        (2, vec!["units", "che", "--block", "1-5"], "`1-5` is not a block"),
        (2, vec!["units", "che", "--block", "nowhere:1-5"], "there is no number space `nowhere`"),
        (2, vec!["units", "che", "--account", "77"], "there is no account 77"),
        (
            2,
            vec!["adjustments", "che", "--party", "KEN"],
            "KEN is no Party of this ledger: name one of CHE, GHA",
        ),
        (2, vec!["adjustments", "nowhere", "--party", "CHE"], "nowhere: there is no ledger here"),
        (2, vec!["reconcile", "che", "nowhere.xlsx"], "nowhere.xlsx"),
        (2, vec!["reconcile", "nowhere", "CHE-2025.xlsx"], "nowhere: there is no ledger here"),
        (2, vec!["text", "show", "che", &"0".repeat(64)], "no such text is kept here"),
        (2, vec!["text", "digest", "nowhere.pdf"], "nowhere.pdf: there is no such file"),
        (2, export("CHE", "2031", "1.0", "x.xlsx"), "no NDC period declared here that has the year 2031"),
        (2, export("CHE", "2025", "1.0", "nowhere/x.xlsx"), "there is no folder nowhere"),
        (
            1,
            [
                export("CHE", "2025", "1.0", "x.xlsx"),
                vec!["--file", "--key", "che-operator.pem", "--key", "che-authority.pem"],
            ]
            .concat(),
            "R-380",
        ),
        (
            2,
            [
                export("CHE", "2025", "2.0", "x"),
                vec!["--file", "--key", "che-operator.pem", "--key", "che-authority.pem"],
            ]
            .concat(),
            "a filing is one file",
        ),
        (2, [export("CHE", "2025", "2.0", "x.xlsx"), vec!["--file"]].concat(), "--key"),
    ] {
        story.fails(code, &words, expected);
    }
    for words in [
        export("CHE", "2025", "one", "x.xlsx"),
        export("CHE", "2025", "0.1", "x.xlsx"),
        export("che", "2025", "1.0", "x.xlsx"),
        vec!["adjustments", "che", "--party", "CHE", "--years", "2030-2021"],
        vec!["adjustments", "che", "--party", "CHE", "--method", "guessing"],
        vec!["adjustments", "gha", "--party", "GHA", "--average-of", "guessing"],
        vec!["adjustments", "gha", "--party", "GHA", "--average-over", "decades"],
        vec!["adjustments", "gha", "--party", "GHA", "--accounts", "--entries"],
        vec![
            "init",
            "new",
            "--origin",
            "a.b/c",
            "--registry",
            "CHE01",
            "--key",
            "che-operator.pem",
            "--rulebook",
            "9",
        ],
        vec![
            "init",
            "new",
            "--origin",
            "a.b/c",
            "--registry",
            "CHE01",
            "--key",
            "che-operator.pem",
            "--rulebook",
            "2",
            "--option",
            "draft-approach-forbids=all",
        ],
    ] {
        let output = story.run(&words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
    }
    assert_eq!(story.json(&["stats", "che"])[0]["entries"], entries, "nothing was half done");
    assert!(!story.path().join("new").exists());
}

#[test]
fn options_of_the_rulebook_forbid() {
    let folder = TempDir::new().unwrap();
    let story = Story { folder };
    fs::create_dir(story.path()).unwrap();
    for line in [
        "key new key.pem --no-passphrase",
        "init gha --origin a.b/gha --registry GHA01 --party GHA --key key.pem --rulebook 2 --option draft-approach-forbids=stating+first-transfer",
    ] {
        let words: Vec<&str> = line.split_whitespace().collect();
        let output = story.run(&words);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let genesis = &story.json(&["feed", "gha", "--limit", "1"])[0]["body"]["rulebook"];
    assert_eq!(
        (&genesis["version"], &genesis["settings"][0]["option"], &genesis["settings"][0]["value"]),
        (&2.into(), &"draft_approach_forbids".into(), &5.into())
    );
    let lines = [
        r#"{"body":{"kind":"cooperative approach declared","approach":"CA0012","parties":["GHA"],"metrics":["GHG"],"status":"draft"}}"#,
        r#"{"body":{"kind":"authorization stated","party":"GHA","authorization":"A","version":1,"approach":"CA0012","from":"2025-01-01","metric":"GHG","purposes":"NDC","revocation_terms":"units first transferred stay as they are","document":"0101010101010101010101010101010101010101010101010101010101010101"}}"#,
    ];
    fs::write(story.path().join("lines"), lines.join("\n")).unwrap();
    story.fails(1, &["post", "gha", "--key", "key.pem", "lines"], "lines: line 2: R-344");
    let too_new = "init new --origin a.b/new --registry GHA01 --key key.pem --rulebook 4 --option levy-first-transfers=omge";
    let words: Vec<&str> = too_new.split(' ').collect();
    story.fails(2, &words, "--option: levy_first_transfers is of rulebook 5: give --rulebook 5");
    assert!(!story.path().join("new").exists());
}
