//! Folders of ledgers: which one a path lies in, whether a new one has room, and what lies beside one.
//!
//! - Paths are judged where they lie, whatever links and dots they are written with.

use std::fs;
use std::path::{Path, PathBuf};

use super::DestinationError;

/// A ledger's first segment: where it lies is a journal.
pub(super) const FIRST_SEGMENT: &str = "00000000000000000000.seg";

/// Refuses what lies in a ledger's folder, or is one; the path need not exist.
///
/// # Errors
/// [`DestinationError::InLedger`].
pub fn outside_ledgers(path: &Path, remedy: &'static str) -> Result<(), DestinationError> {
    let resolved = resolved(path);
    let is_one = |it: &&Path| it.join(FIRST_SEGMENT).exists() || is_ledger(it);
    match resolved.ancestors().find(is_one) {
        Some(ledger) => {
            Err(DestinationError::InLedger { path: path.to_owned(), ledger: ledger.to_owned(), remedy })
        }
        None => Ok(()),
    }
}

/// Where a path lies: links and dots followed as far as there are files, and as it is written beyond.
#[must_use]
pub fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let existing = absolute.ancestors().find_map(|it| Some((it, it.canonicalize().ok()?)));
    match existing.and_then(|(it, real)| Some(real.join(absolute.strip_prefix(it).ok()?))) {
        Some(resolved) => resolved,
        None => absolute,
    }
}

/// Whether a folder holds a ledger.
#[must_use]
pub fn is_ledger(folder: &Path) -> bool {
    folder.join("journal").join(FIRST_SEGMENT).exists()
}

/// That a folder for a new ledger is not there, empty, or as a creation that was interrupted left it. A ledger's folder passes: that there is
/// one is for the ledger to say.
///
/// # Errors
/// [`DestinationError::NotEmpty`], [`DestinationError::IsFile`].
pub fn must_be_free(folder: &Path) -> Result<(), DestinationError> {
    must_hold_only(folder, &["journal", "book", "LOCK"])
}

/// The same for a copy, to which nothing may have been written before.
///
/// # Errors
/// As [`must_be_free`].
pub fn must_be_empty(folder: &Path) -> Result<(), DestinationError> {
    must_hold_only(folder, &[])
}

fn must_hold_only(folder: &Path, allowed: &[&str]) -> Result<(), DestinationError> {
    let Ok(found) = fs::metadata(folder) else { return Ok(()) };
    if !found.is_dir() {
        return Err(DestinationError::IsFile { path: folder.to_owned() });
    }
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    match names.filter(|name| allowed.iter().all(|it| name != it)).min() {
        Some(name) if !is_ledger(folder) => {
            Err(DestinationError::NotEmpty { path: folder.to_owned(), name: PathBuf::from(name) })
        }
        _ => Ok(()),
    }
}

/// The folder that a path lies in.
#[must_use]
pub fn above(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    absolute.parent().map_or_else(|| absolute.clone(), Path::to_owned)
}

/// A file beside a ledger's folder: its name with `ending`.
#[must_use]
pub fn beside(ledger: &Path, ending: &str) -> PathBuf {
    // `.` has no name of its own.
    let folder = match ledger.file_name() {
        Some(_) => ledger.components().collect(),
        None => ledger.canonicalize().unwrap_or_else(|_| ledger.to_owned()),
    };
    let mut name = folder.into_os_string();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_ledger_needs_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        assert!(must_be_free(&path("new")).is_ok() && must_be_free(folder.path()).is_ok());
        fs::create_dir(path("journal")).unwrap();
        assert!(must_be_free(folder.path()).is_ok(), "a creation that was interrupted");
        assert!(must_be_empty(folder.path()).is_err() && must_be_empty(&path("new")).is_ok());
        fs::write(path("mine"), "").unwrap();
        assert!(matches!(must_be_free(folder.path()), Err(DestinationError::NotEmpty { .. })));
        assert!(matches!(must_be_free(&path("mine")), Err(DestinationError::IsFile { .. })));
        fs::write(path("journal").join(FIRST_SEGMENT), "").unwrap();
        assert!(must_be_free(folder.path()).is_ok(), "the ledger says so itself");
    }

    #[test]
    fn beside_a_ledger_is_outside_of_it() {
        assert_eq!(beside(Path::new("a/che/"), ".trust"), Path::new("a/che.trust"));
        let here = Path::new(".").canonicalize().unwrap();
        assert_eq!(beside(Path::new("."), ".trust").parent(), here.parent());
        assert_eq!(above(Path::new("x")), std::env::current_dir().unwrap());
    }
}
