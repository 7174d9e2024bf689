//! Makes room for the demo: takes an earlier one away, and nothing that it did not make.
//!
//! - A directory is an earlier demo's if it has the mark; each file in it must then be one that a demo or its ledgers make. The first that is
//!   not keeps all of them where they are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::destination::{above, outside_ledgers};
use crate::failure::Failure;

/// Says that a directory was made by a demo.
const MARK: &str = "made-by-itmo-ledger-demo";

/// Ledgers that a demo makes.
const LEDGERS: [&str; 3] = ["ghana", "ghana-forged", "switzerland"];

/// Other files of a demo.
const FILES: [&str; 6] = [
    MARK,
    "authorization.txt",
    "ghana.trust",
    "ghana.checkpoint",
    "switzerland.trust",
    "switzerland.checkpoint",
];

/// What lies in a ledger's directory.
const OF_A_LEDGER: [&str; 5] = ["journal", "book", "history", "texts", "LOCK"];

/// Where the demo's keys lie.
pub(super) const KEYS: &str = "keys";

/// Makes room: the directory must be new, empty, or an earlier demo's.
pub(super) fn clear(directory: &Path) -> Result<(), Failure> {
    let shown = directory.display();
    let about = |error: &io::Error| {
        Failure::about(format!("{shown}: the demo cannot be played here: name a new directory"), error)
    };
    outside_ledgers(&above(directory), "name a new directory outside of it")?;
    fs::create_dir_all(directory).map_err(|error| about(&error))?;
    if directory.join(MARK).is_file() {
        if let Some(foreign) = foreign(directory).map_err(|error| about(&error))? {
            return Err(Failure::new(format!(
                "{}: no demo made this, and playing it again here would delete it: move it away, or name a new directory",
                foreign.display()
            )));
        }
        let made = LEDGERS.iter().chain(&FILES).chain([&KEYS]);
        made.map(|name| directory.join(name))
            .try_for_each(|it| remove(&it))
            .map_err(|error| about(&error))?;
    } else if !names(directory).map_err(|error| about(&error))?.is_empty() {
        return Err(Failure::new(format!(
            "{shown}: the directory is not empty: name a new one for the demo"
        )));
    }
    let mark = "Made by `itmo-ledger demo`, which replaces all of it when it is played here again.\n";
    fs::write(directory.join(MARK), mark).map_err(|error| about(&error))
}

/// The first file or folder that no demo made.
fn foreign(directory: &Path) -> io::Result<Option<PathBuf>> {
    let is_made = |name: &str| LEDGERS.contains(&name) || FILES.contains(&name) || name == KEYS;
    if let Some(name) = names(directory)?.into_iter().find(|name| !is_made(name)) {
        return Ok(Some(directory.join(name)));
    }
    for ledger in LEDGERS.map(|name| directory.join(name)).iter().filter(|it| it.is_dir()) {
        if let Some(name) = names(ledger)?.into_iter().find(|name| !OF_A_LEDGER.contains(&name.as_str())) {
            return Ok(Some(ledger.join(name)));
        }
    }
    let keys = directory.join(KEYS);
    if !keys.is_dir() {
        return Ok(None);
    }
    Ok(names(&keys)?.into_iter().find(|name| !is_key(name)).map(|name| keys.join(name)))
}

fn is_key(name: &str) -> bool {
    let role = ["ghana-", "switzerland-"].iter().find_map(|registry| name.strip_prefix(registry));
    let role = role.and_then(|role| role.strip_suffix(".pem"));
    role.is_some_and(|role| match role.strip_prefix("holder-") {
        Some(number) => number.parse::<u32>().is_ok(),
        None => ["operator", "authority", "checkpoint"].contains(&role),
    })
}

/// The names in a directory, in order; one that is not text is shown as it can be, and is no demo's.
fn names(directory: &Path) -> io::Result<Vec<String>> {
    let names = fs::read_dir(directory)?
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<io::Result<Vec<String>>>()?;
    names.sort_unstable();
    Ok(names)
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = if path.symlink_metadata().is_ok_and(|it| it.is_dir()) {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_demo_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        clear(folder.path()).unwrap();
        for name in ["ghana/journal", "ghana/texts", "keys"] {
            fs::create_dir_all(path(name)).unwrap();
        }
        for name in ["ghana/journal/00000000000000000000.seg", "keys/ghana-holder-3.pem", "ghana.trust"] {
            fs::write(path(name), name).unwrap();
        }
        for mine in ["notes.txt", "keys/mine.pem", "keys/ghana-mine.pem", "ghana/notes.txt", "ghana-2"] {
            fs::write(path(mine), "mine").unwrap();
            let denied = clear(folder.path()).unwrap_err().to_string();
            assert!(denied.starts_with(&path(mine).display().to_string()), "{denied}");
            assert!(path("ghana.trust").exists() && path(mine).exists(), "{mine}");
            fs::remove_file(path(mine)).unwrap();
        }
        clear(folder.path()).unwrap();
        assert_eq!(names(folder.path()).unwrap(), [MARK]);
    }
}
