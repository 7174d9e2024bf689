//! `docs/origins.md` as it stands: its commands are run, its statements posted, and its figures found.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The guide, and the folder in which it is followed.
struct Guide {
    folder: TempDir,
    text: String,
}

impl Guide {
    fn new() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/origins.md");
        Self { folder: TempDir::new().unwrap(), text: std::fs::read_to_string(path).unwrap() }
    }

    /// The fenced blocks of a language, in order.
    fn blocks(&self, language: &str) -> Vec<&str> {
        let fence = format!("```{language}\n");
        let parts = self.text.split(fence.as_str()).skip(1);
        parts.map(|part| part.split("```").next().unwrap()).collect()
    }

    fn run(&self, words: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_itmo-ledger"))
            .args(words)
            .current_dir(self.folder.path())
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

    fn runs(&self, words: &[&str], input: &str) -> String {
        let output = self.run(words, input);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, words: &[&str]) -> Vec<Value> {
        let text = self.runs(&[words, &["--json"]].concat(), "");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Runs every command of a block.
    fn follow(&self, block: &str) {
        for line in block.lines() {
            let words: Vec<&str> = line.split('#').next().unwrap().split_whitespace().collect();
            assert_eq!(words[0], "itmo-ledger");
            self.runs(&words[1..], "");
        }
    }

    const POST: &[&str] = &["post", "nor", "--key", "operator.pem"];

    /// Posts the statements of a block, each on a line of its own.
    fn post(&self, block: &str) {
        self.runs(Self::POST, &lines(block));
    }

    /// Posts a block after a change, which must be refused by a rule.
    fn refused(&self, block: &str, (from, to): (&str, &str), rule: &str) {
        assert!(block.contains(from), "{block} has no {from}");
        let output = self.run(Self::POST, &lines(&block.replace(from, to)));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.contains(rule), "{errors}");
    }
}

fn lines(block: &str) -> String {
    let values = serde_json::Deserializer::from_str(block).into_iter::<Value>();
    values.map(|value| value.unwrap().to_string() + "\n").collect()
}

#[test]
fn the_guide_is_right() {
    let guide = Guide::new();
    let (commands, statements) = (guide.blocks("sh"), guide.blocks("json"));
    let [accounts, activity, monitoring, issue, loss, underlying, conversion] = statements[..] else {
        panic!("{} blocks of JSON", statements.len());
    };
    guide.follow(commands[0]);
    guide.post(accounts);
    guide.post(activity);
    let without = guide.json(&["activities", "nor"]);
    assert_eq!(
        (without.len(), &without[0]["monitoring"], &without[0]["left"]),
        (1, &Value::Null, &Value::Null)
    );

    guide.refused(monitoring, ("\"verified\": 900", "\"verified\": 901"), "R-407");
    guide.post(monitoring);
    guide.refused(monitoring, ("\"monitoring\": 1", "\"monitoring\": 2"), "R-406");
    guide.refused(issue, ("\"last\": 17", "\"last\": 16"), "R-205");
    guide.refused(issue, ("\"first\": 18, \"last\": 24", "\"first\": 18, \"last\": 23"), "R-205");
    guide.refused(issue, ("{\"drawn_from\"", "{\"history\": \"0808080808080808080808080808080808080808080808080808080808080808\"}, {\"drawn_from\""), "R-411");
    guide.post(issue);
    let activities = guide.json(&["activities", "nor", "--activity", "peat-2"]);
    let figure = |row: &Value| ["verified", "drawn", "left"].map(|name| row[name].as_u64().unwrap());
    assert_eq!(activities.iter().map(figure).collect::<Vec<_>>(), [[900, 333, 567]]);
    assert_eq!((&activities[0]["kind"], &activities[0]["year"]), (&"removals".into(), &2022.into()));
    guide.follow(commands[1]);
    let withdrawal = r#"{"body": {"kind": "monitoring withdrawn", "monitoring": 1, "reason": 1}}"#;
    guide.refused(withdrawal, ("reason", "reason"), "R-409");

    guide.post(loss);
    let losses = guide.json(&["activities", "nor", "--losses"]);
    let figure = |row: &Value| ["lost", "settled", "left"].map(|name| row[name].as_u64().unwrap());
    assert_eq!(losses.iter().map(figure).collect::<Vec<_>>(), [[40, 40, 0]]);
    let again = loss.split_once("}}\n").unwrap().1;
    let again = again.replace("\"first\": 25, \"last\": 64", "\"first\": 65, \"last\": 65");
    guide.refused(&again, ("loss_settled", "loss_settled"), "R-417");

    guide.post(underlying);
    let second = underlying
        .split_once("}}\n")
        .unwrap()
        .1
        .replace("\"first\": 1001, \"last\": 1010", "\"first\": 1011, \"last\": 1020");
    guide.refused(&second, ("\"first_number\": 101", "\"first_number\": 110"), "R-415");
    guide.post(conversion);
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
