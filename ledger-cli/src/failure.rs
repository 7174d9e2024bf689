//! How a command ends when it does not end well: one sentence, and an exit code.
//!
//! | code | meaning |
//! | --- | --- |
//! | 0 | done |
//! | 1 | the ledger said no: a rule refused something, or `check` found damage |
//! | 2 | it could not be done: a command line, a file, a key or the disk is not as it must be |
//!
//! - The sentence names the file, line or offset and what to do; the causes below it are joined to it, each once.

use std::error::Error;
use std::fmt;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

/// Which of the exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 1
    Refused,
    /// 2
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Refused => Self::from(1),
            Exit::Failed => Self::from(2),
        }
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    sentence: String,
}

impl Failure {
    /// A command that could not do its work.
    #[must_use]
    pub fn new(sentence: impl fmt::Display) -> Self {
        Self { exit: Exit::Failed, sentence: sentence.to_string() }
    }

    /// A refusal by a rule.
    #[must_use]
    pub fn refused(sentence: impl fmt::Display) -> Self {
        Self { exit: Exit::Refused, sentence: sentence.to_string() }
    }

    /// A file of the user's that cannot be read; `what` it was to be.
    #[must_use]
    pub fn unreadable(path: &Path, what: &str, error: &std::io::Error) -> Self {
        let path = path.display();
        Self::new(match error.kind() {
            ErrorKind::NotFound => format!("{path}: there is no such file: check the name of the {what}"),
            ErrorKind::IsADirectory => format!("{path}: this is a folder: name the file of the {what}"),
            _ => format!("{path}: the {what} cannot be read: check the file's rights ({error})"),
        })
    }

    /// An error and its causes.
    #[must_use]
    pub fn from_error(error: &(dyn Error + 'static)) -> Self {
        Self::new(with_causes(error))
    }

    /// An error about `what` (a file, a line), and its causes.
    #[must_use]
    pub fn about(what: impl fmt::Display, error: &(dyn Error + 'static)) -> Self {
        Self::new(format!("{what}: {}", with_causes(error)))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// An error's text with the texts of its causes, unless they are part of it already.
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text} ({more})");
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn a_missing_file_and_a_folder_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let said = |path: &Path| {
            Failure::unreadable(path, "statement", &std::fs::read(path).unwrap_err()).to_string()
        };
        assert!(
            said(&folder.path().join("none"))
                .ends_with("there is no such file: check the name of the statement")
        );
        assert!(said(folder.path()).ends_with("this is a folder: name the file of the statement"));
    }

    #[test]
    fn joins_causes_once() {
        let outer = Outer(std::io::Error::other("inner"));
        assert_eq!(Failure::about("file", &outer).to_string(), "file: outer (inner)");
        assert_eq!(Failure::from_error(&std::io::Error::other("outer")).exit, Exit::Failed);
        assert_eq!(Failure::refused("no").exit, Exit::Refused);
    }
}
