//! What a run of `init` made on disk, so that a run that fails leaves nothing of it.
//!
//! - Only what this very run made is removed: folders that were there stay, and a ledger is removed only after this run created it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::destination::above;
use crate::failure::Failure;

/// What lies in a ledger's directory when it was just created.
const OF_A_LEDGER: [&str; 5] = ["journal", "book", "history", "texts", "LOCK"];

/// A place for a ledger, with the folders above it.
pub(super) struct Made {
    directory: PathBuf,
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
        let parent = above(directory);
        fs::create_dir_all(&parent).map_err(|error| {
            Failure::about(format!("{}: the folder cannot be made", parent.display()), &error)
        })?;
        Ok(Self { directory: directory.to_owned(), folders })
    }

    /// What comes before there is a ledger: if it fails, the folders go.
    pub fn or_without_folders<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        work().inspect_err(|_| self.remove_folders())
    }

    /// What comes after the ledger was created: if it fails, the ledger goes as well.
    pub fn or_without_ledger<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        work().inspect_err(|_| {
            for path in OF_A_LEDGER.map(|name| self.directory.join(name)) {
                let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                if removed.is_err() && path.exists() {
                    tracing::warn!(
                        "{}: this is left of a ledger that was not begun: delete it",
                        path.display()
                    );
                }
            }
            self.remove_folders();
        })
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

    #[test]
    fn what_failed_leaves_nothing_and_what_was_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("a/b/che");
        let fail = || -> Result<(), Failure> { Err(Failure::new("no")) };
        let begin = || {
            let made = Made::above(&ledger).unwrap();
            fs::create_dir_all(ledger.join("journal")).unwrap();
            fs::write(ledger.join("LOCK"), "").unwrap();
            made
        };
        begin().or_without_ledger(|| Ok(())).unwrap();
        assert!(ledger.join("LOCK").exists());
        assert!(begin().or_without_ledger(fail).is_err());
        assert!(ledger.exists() && fs::read_dir(&ledger).unwrap().count() == 0, "it was there before");
        fs::remove_dir_all(folder.path().join("a")).unwrap();
        assert!(begin().or_without_ledger(fail).is_err());
        assert!(!folder.path().join("a").exists());
        assert!(Made::above(&ledger).unwrap().or_without_folders(fail).is_err());
        assert!(!folder.path().join("a").exists());
    }
}
