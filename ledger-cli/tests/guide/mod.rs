//! A page of `docs/`, followed in a folder of its own: what tests need to run its commands and post its statements.

use std::ops::Deref;
use std::path::Path;

use serde_json::Value;

use crate::folder::Folder;

/// A page, and the folder in which it is followed.
pub struct Guide {
    folder: Folder,
    text: String,
}

impl Deref for Guide {
    type Target = Folder;

    fn deref(&self) -> &Folder {
        &self.folder
    }
}

impl Guide {
    pub fn new(page: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs").join(page);
        Self { folder: Folder::new(), text: std::fs::read_to_string(path).unwrap() }
    }

    /// The fenced blocks of a language, in order.
    pub fn blocks(&self, language: &str) -> Vec<&str> {
        let fence = format!("```{language}\n");
        let parts = self.text.split(fence.as_str()).skip(1);
        parts.map(|part| part.split("```").next().unwrap()).collect()
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
