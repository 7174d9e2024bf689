//! What a run made on disk for a new ledger or a copy of one, so that a run that fails leaves nothing of it.
//!
//! - Only what this very run made is removed: folders that were there stay, and so does what was in them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::destination::{above, is_ledger};
use crate::failure::Failure;

/// What lies in a ledger's directory when it was just created.
const OF_A_LEDGER: [&str; 5] = ["journal", "book", "history", "texts", "LOCK"];

/// A place for a ledger, with the folders above it.
pub struct Made {
    directory: PathBuf,
    /// Nothing was there, or an empty folder.
    was_free: bool,
    /// Folders that were not there, the innermost first.
    folders: Vec<PathBuf>,
}

impl Made {
    /// Makes the folders above `directory`.
    ///
    /// # Errors
    /// When one cannot be made.
    pub fn above(directory: &Path) -> Result<Self, Failure> {
        let absolute = std::path::absolute(directory).unwrap_or_else(|_| directory.to_owned());
        let folders = absolute.ancestors().take_while(|it| !it.exists()).map(Path::to_owned).collect();
        let was_free = fs::read_dir(directory).map_or(!directory.exists(), |mut it| it.next().is_none());
        let parent = above(directory);
        fs::create_dir_all(&parent).map_err(|error| {
            Failure::about(format!("{}: the folder cannot be made", parent.display()), &error)
        })?;
        Ok(Self { directory: directory.to_owned(), was_free, folders })
    }

    /// What creates the ledger: if it fails, what it began goes, unless something was there before.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn or_undone<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        work().inspect_err(|_| {
            if self.was_free && !is_ledger(&self.directory) {
                self.remove_ledger();
            }
            self.remove_folders();
        })
    }

    /// What comes after this run created the ledger: if it fails, the ledger goes as well.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn or_without_ledger<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        work().inspect_err(|_| {
            self.remove_ledger();
            self.remove_folders();
        })
    }

    fn remove_ledger(&self) {
        for path in OF_A_LEDGER.map(|name| self.directory.join(name)) {
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            if removed.is_err() && path.exists() {
                tracing::warn!("{}: this is left of a ledger that was not begun: delete it", path.display());
            }
        }
    }

    fn remove_folders(&self) {
        for folder in &self.folders {
            // One that is not empty holds something of somebody else's by now.
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail() -> Result<(), Failure> {
        Err(Failure::new("no"))
    }

    #[test]
    fn what_failed_leaves_nothing_and_what_was_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("a/b/che");
        let begin = || {
            let made = Made::above(&ledger).unwrap();
            fs::create_dir_all(ledger.join("journal")).unwrap();
            fs::write(ledger.join("LOCK"), "").unwrap();
            made
        };
        begin().or_without_ledger(|| Ok(())).unwrap();
        assert!(ledger.join("LOCK").exists());
        assert!(begin().or_undone(fail).is_err());
        assert!(ledger.join("LOCK").exists(), "it was there before");
        assert!(begin().or_without_ledger(fail).is_err());
        assert!(
            ledger.exists() && fs::read_dir(&ledger).unwrap().count() == 0,
            "the folder was there before"
        );
        assert!(begin().or_undone(fail).is_err());
        assert!(ledger.exists() && fs::read_dir(&ledger).unwrap().count() == 0, "as above");
        for undo in [Made::or_undone, Made::or_without_ledger] {
            fs::remove_dir_all(folder.path().join("a")).unwrap();
            assert!(undo(&begin(), fail).is_err());
            assert!(!folder.path().join("a").exists());
            fs::create_dir(folder.path().join("a")).unwrap();
        }
    }
}
