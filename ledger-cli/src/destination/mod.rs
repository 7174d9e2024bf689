//! Where a command writes a file for its user: looked at before anything is done, and never over what is not its own.
//!
//! - Nothing is written in the folder of a ledger, whatever the user says: only the ledger itself writes there.
//! - What lies at the path is replaced only if it is the same already, if the command wrote it earlier as far as its content shows, or if the
//!   user said so ([`Replace`]).
//! - A file is there whole or not at all; what is unfinished lies beside it and is removed when the writing fails.
//! - A symbolic link is followed; a device or a pipe is written into.
//!
//! It does not write private keys ([`crate::key_file`]), whose files are readable by their owner only, nor what lies in a ledger.

mod folders;

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

pub use self::folders::{above, beside, is_ledger, must_be_empty, must_be_free, outside_ledgers, resolved};

/// How much of a file is read to tell whether a command wrote it.
const LOOKED_AT_BYTES: u64 = 1 << 16;

/// What may lie at a destination and is then replaced.
#[derive(Clone, Copy)]
pub enum Replace<'a> {
    /// Nothing.
    Nothing,
    /// A file whose first bytes show that the command wrote it.
    Own(&'a dyn Fn(&[u8]) -> bool),
    /// Any file but a private key: the user said so.
    Any,
}

/// Whether a file is a private key in PEM, encrypted or not (RFC 7468).
fn is_private_key(start: &[u8]) -> bool {
    const LABEL: &[u8] = b"PRIVATE KEY-----";
    start.windows(LABEL.len()).any(|window| window == LABEL)
}

/// Why nothing is written there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DestinationError {
    /// In the folder of a ledger.
    #[error(
        "{}: this lies in the folder of the ledger {}, where only the ledger itself writes: {remedy}",
        .path.display(), .ledger.display()
    )]
    InLedger {
        /// What was named.
        path: PathBuf,
        /// The ledger's folder, or its journal.
        ledger: PathBuf,
        /// What to do.
        remedy: &'static str,
    },
    /// Something lies there that the command did not write.
    #[error("{}: the file exists, and this command did not write it: {remedy}", .path.display())]
    Foreign {
        /// What was named.
        path: PathBuf,
        /// What to do.
        remedy: &'static str,
    },
    /// Something lies there, and this command replaces nothing.
    #[error("{}: the file exists already: {remedy}", .path.display())]
    Exists {
        /// What was named.
        path: PathBuf,
        /// What to do.
        remedy: &'static str,
    },
    /// A private key lies there, which may be the only copy.
    #[error("{}: the file is a private key, which is never replaced: name another file", .path.display())]
    PrivateKey {
        /// What was named.
        path: PathBuf,
    },
    /// A folder lies there.
    #[error("{}: this is a folder: name a file", .path.display())]
    IsFolder {
        /// What was named.
        path: PathBuf,
    },
    /// A file lies where a folder is to be.
    #[error("{}: this is a file: name a new folder", .path.display())]
    IsFile {
        /// What was named.
        path: PathBuf,
    },
    /// Other files lie where a ledger is to be.
    #[error("{}: the folder holds other files, such as {}: name a new or an empty one", .path.display(), .name.display())]
    NotEmpty {
        /// What was named.
        path: PathBuf,
        /// The first of them.
        name: PathBuf,
    },
    /// The folder that it is to lie in is not there.
    #[error("{}: there is no folder {} to write it to: make it first", .path.display(), .folder.display())]
    NoFolder {
        /// What was named.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It cannot be written.
    #[error("{}: the file cannot be written: see to the folder's rights and the disk's space, or name another file", .path.display())]
    Unwritable {
        /// What was named.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl From<DestinationError> for Failure {
    fn from(error: DestinationError) -> Self {
        Self::from_error(&error)
    }
}

/// A path at which a file can be written.
#[derive(Debug)]
pub struct Destination {
    /// As it was named.
    named: PathBuf,
    /// Where it is: links followed, its folder absolute.
    path: PathBuf,
    /// A device or a pipe.
    is_stream: bool,
    remedy: &'static str,
}

impl Destination {
    /// Looks at `path`; `remedy` says what to do where something lies that is not replaced.
    ///
    /// # Errors
    /// When it lies in a ledger, is a folder, or its folder cannot be written to.
    pub fn new(path: &Path, remedy: &'static str) -> Result<Self, DestinationError> {
        let unwritable = |source| DestinationError::Unwritable { path: path.to_owned(), source };
        let is_folder = || DestinationError::IsFolder { path: path.to_owned() };
        let is_link = fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink());
        let followed = if is_link { path.canonicalize().map_err(unwritable)? } else { path.to_owned() };
        let name = followed.file_name().ok_or_else(is_folder)?;
        let folder = followed.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let no_folder =
            |source| DestinationError::NoFolder { path: path.to_owned(), folder: folder.to_owned(), source };
        let real = folder.canonicalize().map_err(no_folder)?.join(name);
        outside_ledgers(&real, remedy).map_err(|error| error.named(path))?;
        let found = fs::metadata(&real).ok();
        if found.as_ref().is_some_and(Metadata::is_dir) || path.as_os_str().as_encoded_bytes().ends_with(b"/")
        {
            return Err(is_folder());
        }
        let is_stream = found.is_some_and(|it| !it.is_file());
        let destination = Self { named: path.to_owned(), path: real, is_stream, remedy };
        if !is_stream {
            // Whether it can be written is better known before the work than after it.
            let unfinished = destination.unfinished();
            create_new(&unfinished).and_then(|_| fs::remove_file(&unfinished)).map_err(unwritable)?;
        }
        Ok(destination)
    }

    /// Whether what lies there, if anything does, may be replaced.
    ///
    /// # Errors
    /// When it may not.
    pub fn check(&self, replace: Replace<'_>) -> Result<(), DestinationError> {
        if self.is_stream || fs::symlink_metadata(&self.path).is_err() {
            return Ok(());
        }
        let (path, remedy) = (self.named.clone(), self.remedy);
        match replace {
            Replace::Any if self.start().is_ok_and(|start| is_private_key(&start)) => {
                Err(DestinationError::PrivateKey { path })
            }
            Replace::Any => Ok(()),
            Replace::Nothing => Err(DestinationError::Exists { path, remedy }),
            Replace::Own(is_own) if self.start().is_ok_and(|start| is_own(&start)) => Ok(()),
            Replace::Own(_) => Err(DestinationError::Foreign { path, remedy }),
        }
    }

    /// The same for content that is known: what is the same already may stay.
    ///
    /// # Errors
    /// When what lies there is another file that may not be replaced.
    pub fn check_for(&self, content: &[u8], replace: Replace<'_>) -> Result<(), DestinationError> {
        if self.is_same(content) { Ok(()) } else { self.check(replace) }
    }

    /// Writes the file, unless what lies there is the same already.
    ///
    /// # Errors
    /// When what lies there may not be replaced, or the file cannot be written; what lay there is then as it was.
    pub fn write(&self, content: &[u8], replace: Replace<'_>) -> Result<(), DestinationError> {
        let unwritable = |source| DestinationError::Unwritable { path: self.named.clone(), source };
        if self.is_stream {
            let stream = OpenOptions::new().write(true).open(&self.path);
            return stream.and_then(|mut it| it.write_all(content)).map_err(unwritable);
        }
        if self.is_same(content) {
            return Ok(());
        }
        // Again: something may have been put there since.
        self.check(replace)?;
        let unfinished = self.unfinished();
        let written = create_new(&unfinished)
            .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&unfinished, &self.path));
        if written.is_err() {
            // It is reported that the file was not written; that this was not removed adds nothing.
            let _ = fs::remove_file(&unfinished);
        }
        written.map_err(unwritable)
    }

    /// Whether `other` names the same file.
    #[must_use]
    pub fn is(&self, other: &Path) -> bool {
        other.canonicalize().is_ok_and(|other| other == self.path)
    }

    fn is_same(&self, content: &[u8]) -> bool {
        fs::metadata(&self.path).is_ok_and(|it| it.len() == content.len() as u64)
            && fs::read(&self.path).is_ok_and(|found| found == content)
    }

    fn start(&self) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        File::open(&self.path)?.take(LOOKED_AT_BYTES).read_to_end(&mut start)?;
        Ok(start)
    }

    /// Beside it, with a name that no other run takes.
    fn unfinished(&self) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(format!(".unfinished-{}", std::process::id()));
        PathBuf::from(name)
    }
}

impl DestinationError {
    /// The same about the path as the user named it.
    fn named(self, as_named: &Path) -> Self {
        match self {
            Self::InLedger { ledger, remedy, .. } => {
                Self::InLedger { path: as_named.to_owned(), ledger, remedy }
            }
            other => other,
        }
    }
}

fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::folders::FIRST_SEGMENT;
    use super::*;

    const REMEDY: &str = "name another";

    fn names(folder: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn replaces_what_it_may_and_leaves_nothing_beside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note");
        let write = |content: &[u8], replace: Replace<'_>| {
            Destination::new(&path, REMEDY).and_then(|it| it.write(content, replace))
        };
        let is_one = |start: &[u8]| start.starts_with(b"one");
        write(b"one", Replace::Nothing).unwrap();
        assert!(matches!(write(b"two", Replace::Nothing), Err(DestinationError::Exists { .. })));
        write(b"one", Replace::Nothing).unwrap();
        write(b"three", Replace::Own(&is_one)).unwrap();
        assert!(matches!(write(b"four", Replace::Own(&is_one)), Err(DestinationError::Foreign { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"three");
        write(b"five", Replace::Any).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"five");
        assert_eq!(names(folder.path()), ["note"]);
    }

    #[test]
    fn a_ledger_is_never_written_into() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("che/journal");
        fs::create_dir_all(&journal).unwrap();
        fs::write(journal.join(FIRST_SEGMENT), "precious").unwrap();
        let inside = [
            "che/x",
            "che/journal/x",
            "che/journal/00000000000000000000.seg",
            "che/texts/../x",
            "che/./journal/../../che/x",
        ];
        fs::create_dir(folder.path().join("che/texts")).unwrap();
        for path in inside {
            let denied = Destination::new(&folder.path().join(path), REMEDY);
            assert!(matches!(denied, Err(DestinationError::InLedger { .. })), "{path}");
        }
        assert!(outside_ledgers(&folder.path().join("che/none/at/all"), REMEDY).is_err());
        assert!(outside_ledgers(&folder.path().join("che"), REMEDY).is_err());
        assert!(outside_ledgers(&folder.path().join("other/none"), REMEDY).is_ok(), "control");
        assert!(Destination::new(&folder.path().join("x"), REMEDY).is_ok(), "control");
        assert_eq!(names(&journal), [FIRST_SEGMENT]);
    }

    #[test]
    fn what_cannot_be_written_is_known_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let new = |path: &str| Destination::new(&folder.path().join(path), REMEDY);
        assert!(matches!(new("none/note"), Err(DestinationError::NoFolder { .. })));
        assert!(matches!(new(""), Err(DestinationError::IsFolder { .. })));
        assert!(matches!(new("note/"), Err(DestinationError::IsFolder { .. })));
        fs::write(folder.path().join("file"), "").unwrap();
        assert!(new("file/note").is_err());
        assert!(matches!(new(&"n".repeat(300)), Err(DestinationError::Unwritable { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_devices_written_into() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("target"), "old").unwrap();
        std::os::unix::fs::symlink(path("target"), path("link")).unwrap();
        std::os::unix::fs::symlink(path("nowhere"), path("dangling")).unwrap();
        let link = Destination::new(&path("link"), REMEDY).unwrap();
        assert!(link.write(b"new", Replace::Nothing).is_err());
        link.write(b"new", Replace::Any).unwrap();
        assert_eq!(fs::read(path("target")).unwrap(), b"new");
        assert!(fs::symlink_metadata(path("link")).unwrap().is_symlink());
        assert!(link.is(&path("target")) && !link.is(&path("dangling")));
        assert!(matches!(
            Destination::new(&path("dangling"), REMEDY),
            Err(DestinationError::Unwritable { .. })
        ));
        Destination::new(Path::new("/dev/null"), REMEDY).unwrap().write(b"x", Replace::Nothing).unwrap();
    }
}
