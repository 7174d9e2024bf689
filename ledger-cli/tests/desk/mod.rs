//! A desk at which a test runs `itmo-ledger` by whole lines: a folder with a ledger `che`, its key, and perhaps units in it.

#![allow(dead_code, reason = "each test needs a part of it")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder to run commands in.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// A desk with a ledger `che`, whose one key is `key.pem`.
    pub fn with_ledger() -> Self {
        let desk = Self::new();
        desk.runs("key new key.pem --no-passphrase");
        desk.runs("init che --origin registry.example/che --registry CHE01 --party CHE --key key.pem");
        desk
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn run_with(&self, line: &str, input: &str) -> Output {
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
    pub fn runs(&self, line: &str) -> String {
        self.runs_with(line, "")
    }

    pub fn runs_with(&self, line: &str, input: &str) -> String {
        let output = self.run_with(line, input);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{line}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The JSON lines of a command that must succeed.
    pub fn json(&self, line: &str) -> Vec<Value> {
        self.runs(&format!("{line} --json")).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Runs a command that must fail with one sentence that has `expected` in it.
    pub fn fails(&self, code: i32, line: &str, input: &str, expected: &str) {
        let output = self.run_with(line, input);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}: {errors}");
        assert!(errors.contains(expected), "{line}\ngave {errors}\nwithout {expected}");
        assert!(errors.starts_with("itmo-ledger: ") && errors.lines().count() == 1, "{line}\ngave {errors}");
    }
}

pub fn movement(action: &str, from: u64, to: u64, first: u64, last: u64) -> String {
    format!(
        r#"{{"body":{{"kind":"movement","action":"{action}","postings":[{{"account":{from},"side":"debit","space":1,"first":{first},"last":{last}}},{{"account":{to},"side":"credit","space":1,"first":{first},"last":{last}}}]}}}}"#
    )
}

pub const SPACE: &str = r#"{"body":{"kind":"number space declared","space":1,"name":"CHE01 2026"}}"#;
pub const SERIES: &str = r#"{"body":{"kind":"series opened","series":1,"space":1,"source":100,"label":"forest","host":"CHE","metric":"GHG","regime":"plain"}}"#;

/// A ledger with 1,000 units in account 1, of which 1 to 200 went to account 2.
pub fn with_units() -> Desk {
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

impl Desk {
    /// The verifier's, with the trust file and checkpoint of `che`.
    pub fn verdict(&self, ledger: &str) -> String {
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
