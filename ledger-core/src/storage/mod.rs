//! The narrow seam between the engine and whatever keeps its bytes (D11).
//!
//! Everything that must survive a crash goes through [`Storage`] and [`StorageFile`]: journal segments, set-aside
//! tails and snapshots of the book. Real files, plain memory and memory with faults stand behind the same two
//! traits, so that crash tests run the code that production runs.
//!
//! Invariants
//! - Bytes written are promised to nobody before [`StorageFile::sync`] on that file has returned `Ok`.
//! - A name that was created, renamed or removed is promised to nobody before [`Storage::sync_folder`] on its
//!   folder has returned `Ok`.
//! - After a failed `sync` nothing is known about the bytes written since the last good one: not even that
//!   another `sync` would bring them back. The engine poisons itself; the storage need not remember.
//! - Reading never changes anything, and needs no lock.
//!
//! It does not know segments, frames or snapshots, it never interprets a byte, and it has no place for
//! the history store, which keeps its own folder and may be deleted at any time.

mod faulty;
mod file;
mod memory;

use std::{fmt, io, sync::Arc};

pub use faulty::{CallCounts, CrashMode, Fault, FaultyStorage, StorageCall};
pub use file::FileStorage;
pub use memory::MemoryStorage;

/// A folder of a ledger whose files the engine itself reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Folder {
    /// `journal/`: segments, and tails that recovery set aside.
    Journal,
    /// `book/`: snapshots of live state; safe to delete.
    Book,
}

impl Folder {
    /// Every folder, in the order in which a new ledger creates them.
    pub const ALL: [Self; 2] = [Self::Journal, Self::Book];

    /// The folder's name below the ledger's own directory.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Book => "book",
        }
    }
}

/// The place of one file in a ledger, printed as `journal/00000000000000000000.seg`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath {
    /// The folder that the file lies in.
    pub folder: Folder,
    /// The file's name inside that folder; no separators.
    pub name: Box<str>,
}

impl FilePath {
    /// A file of `journal/`.
    #[must_use]
    pub fn journal(name: impl Into<Box<str>>) -> Self {
        Self { folder: Folder::Journal, name: name.into() }
    }

    /// A file of `book/`.
    #[must_use]
    pub fn book(name: impl Into<Box<str>>) -> Self {
        Self { folder: Folder::Book, name: name.into() }
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.folder.name(), self.name)
    }
}

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading only; writing through the handle is an error.
    Read,
    /// Reading and writing.
    ReadWrite,
}

/// Names, folders and the writer's lock.
///
/// Errors are those of the operating system: `NotFound`, `AlreadyExists`, `StorageFull`, and `WouldBlock` from
/// [`Storage::lock`] when another writer holds it.
pub trait Storage: Send + Sync + fmt::Debug {
    /// Creates an empty file.
    ///
    /// # Errors
    /// `AlreadyExists` if there is one, and whatever the medium reports.
    fn create(&self, path: &FilePath) -> io::Result<Arc<dyn StorageFile>>;

    /// Opens a file that exists.
    ///
    /// # Errors
    /// `NotFound` if there is none, and whatever the medium reports.
    fn open(&self, path: &FilePath, access: Access) -> io::Result<Arc<dyn StorageFile>>;

    /// The names of all files in a folder, sorted by bytes.
    ///
    /// # Errors
    /// Whatever the medium reports.
    fn list(&self, folder: Folder) -> io::Result<Vec<Box<str>>>;

    /// Gives a file another name in the same folder, replacing what bore it, in one step.
    ///
    /// # Errors
    /// `NotFound` if there is no such file, and whatever the medium reports.
    fn rename(&self, from: &FilePath, to: &str) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// `NotFound` if there is no such file, and whatever the medium reports.
    fn remove(&self, path: &FilePath) -> io::Result<()>;

    /// Returns once every name created, changed or removed in the folder survives a power cut.
    ///
    /// # Errors
    /// Whatever the medium reports; nothing is then known about the names changed since the last good call.
    fn sync_folder(&self, folder: Folder) -> io::Result<()>;

    /// Takes the lock that makes its holder the ledger's one writer; dropping the guard gives it back.
    ///
    /// # Errors
    /// `WouldBlock` if another writer holds it, and whatever the medium reports.
    fn lock(&self) -> io::Result<Box<dyn StorageLock>>;
}

/// One open file. All offsets and sizes are in bytes from its start.
pub trait StorageFile: Send + Sync + fmt::Debug {
    /// How many bytes the file holds.
    ///
    /// # Errors
    /// Whatever the medium reports.
    fn size(&self) -> io::Result<u64>;

    /// Reads into `buffer` from `offset` and returns how many bytes were read: fewer than asked only at the
    /// file's end.
    ///
    /// # Errors
    /// Whatever the medium reports.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Writes all of `bytes` at `offset`, which lies at the file's end or inside it.
    ///
    /// # Errors
    /// Whatever the medium reports; any part of `bytes` may then have been written.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Returns once every byte written, and the file's size, survive a power cut.
    ///
    /// # Errors
    /// Whatever the medium reports; see the module's third invariant.
    fn sync(&self) -> io::Result<()>;

    /// Cuts the file, or fills it with zeros, to `size` bytes.
    ///
    /// # Errors
    /// Whatever the medium reports.
    fn truncate(&self, size: u64) -> io::Result<()>;
}

/// Held by the one writer; gives the lock back when dropped.
pub trait StorageLock: Send + Sync + fmt::Debug {}

/// Reads a whole file.
///
/// # Errors
/// Whatever the medium reports, and `UnexpectedEof` if the file shrinks meanwhile.
pub(crate) fn read_to_end(file: &dyn StorageFile) -> io::Result<Vec<u8>> {
    let size = usize::try_from(file.size()?).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    let mut bytes = vec![0; size];
    if file.read_at(0, &mut bytes)? != size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What every storage must do, asked of all three.
    fn behaves(storage: &dyn Storage) -> io::Result<()> {
        let path = FilePath::journal("0.seg");
        assert_eq!(
            storage.open(&path, Access::Read).map(|_| ()).map_err(|e| e.kind()),
            Err(io::ErrorKind::NotFound)
        );
        let file = storage.create(&path)?;
        assert_eq!(
            storage.create(&path).map(|_| ()).map_err(|e| e.kind()),
            Err(io::ErrorKind::AlreadyExists)
        );
        file.write_at(0, b"hello")?;
        file.write_at(5, b" world")?;
        file.sync()?;
        storage.sync_folder(Folder::Journal)?;
        let mut buffer = [0; 64];
        let reader = storage.open(&path, Access::Read)?;
        assert_eq!(reader.read_at(6, &mut buffer)?, 5);
        assert_eq!(&buffer[..5], b"world");
        assert_eq!(reader.read_at(11, &mut buffer)?, 0);
        assert_eq!(reader.read_at(99, &mut buffer)?, 0);
        assert!(reader.write_at(0, b"x").is_err(), "a reader's handle must not write");
        assert!(reader.truncate(0).is_err(), "a reader's handle must not cut");
        file.truncate(5)?;
        assert_eq!(read_to_end(&*reader)?, b"hello");
        file.truncate(7)?;
        assert_eq!(read_to_end(&*reader)?, b"hello\0\0");

        storage.create(&FilePath::book("b"))?;
        storage.create(&FilePath::book("a"))?.write_at(0, b"new")?;
        assert_eq!(storage.list(Folder::Book)?, [Box::from("a"), Box::from("b")]);
        storage.rename(&FilePath::book("a"), "b")?;
        assert_eq!(storage.list(Folder::Book)?, [Box::from("b")]);
        assert_eq!(read_to_end(&*storage.open(&FilePath::book("b"), Access::Read)?)?, b"new");
        storage.remove(&FilePath::book("b"))?;
        assert_eq!(storage.list(Folder::Book)?, []);
        assert!(storage.remove(&FilePath::book("b")).is_err());
        assert!(storage.rename(&FilePath::book("b"), "c").is_err());

        let lock = storage.lock()?;
        assert_eq!(storage.lock().map(|_| ()).map_err(|e| e.kind()), Err(io::ErrorKind::WouldBlock));
        drop(lock);
        storage.lock().map(|_| ())
    }

    #[test]
    fn all_three_storages_behave_alike() {
        let dir = tempfile::tempdir().unwrap();
        behaves(&FileStorage::create(&dir.path().join("ledger")).unwrap()).unwrap();
        behaves(&MemoryStorage::new()).unwrap();
        behaves(&FaultyStorage::new()).unwrap();
    }
}
