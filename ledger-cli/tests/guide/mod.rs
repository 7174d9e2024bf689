//! A page of `docs/`, followed in a folder of its own: what tests need to run its commands and post its statements.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A page, and the folder in which it is followed.
pub struct Guide {
    folder: TempDir,
    text: String,
}

impl Guide {
    pub fn new(page: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs").join(page);
        Self { folder: TempDir::new().unwrap(), text: std::fs::read_to_string(path).unwrap() }
    }

    /// The fenced blocks of a language, in order.
    pub fn blocks(&self, language: &str) -> Vec<&str> {
        let fence = format!("```{language}\n");
        let parts = self.text.split(fence.as_str()).skip(1);
        parts.map(|part| part.split("```").next().unwrap()).collect()
    }

    pub fn run(&self, words: &[&str], input: &str) -> Output {
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

    pub fn runs(&self, words: &[&str], input: &str) -> String {
        let output = self.run(words, input);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn json(&self, words: &[&str]) -> Vec<Value> {
        let text = self.runs(&[words, &["--json"]].concat(), "");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Runs every command of a block; what they print.
    pub fn follow(&self, block: &str) -> String {
        let mut printed = String::new();
        for line in block.lines() {
            let words: Vec<&str> = line.split('#').next().unwrap().split_whitespace().collect();
            assert_eq!(words[0], "itmo-ledger");
            printed.push_str(&self.runs(&words[1..], ""));
        }
        printed
    }
}

/// The statements of a block, each on a line of its own.
pub fn lines(block: &str) -> String {
    let values = serde_json::Deserializer::from_str(block).into_iter::<Value>();
    values.map(|value| value.unwrap().to_string() + "\n").collect()
}
