//! A storage in real files of one directory, for a local file system on Unix.
//!
//! Invariants
//! - `sync` is `fdatasync` (the size included, as POSIX demands of it), `sync_folder` is `fsync` of the directory.
//! - The lock is the operating system's, on the file `LOCK`: it goes with the process, however that ends.
//!
//! It does not support network file systems: their locks and their `fsync` keep other promises.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Access, FilePath, Folder, Storage, StorageFile, StorageLock};

const LOCK_NAME: &str = "LOCK";

/// The directory of one ledger.
#[derive(Clone, Debug)]
pub struct FileStorage {
    directory: PathBuf,
}

impl FileStorage {
    /// Makes a directory, with its folders, for a new ledger. It may exist already, empty or as a creation that was
    /// interrupted left it; whether there is a ledger in it is for the journal to say.
    ///
    /// # Errors
    /// `AlreadyExists` if the directory holds anything else, and whatever the operating system reports.
    pub fn create(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        for entry in fs::read_dir(directory)? {
            let name = entry?.file_name();
            if name != LOCK_NAME && Folder::ALL.iter().all(|folder| name != folder.name()) {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
        }
        for folder in Folder::ALL {
            fs::create_dir_all(directory.join(folder.name()))?;
        }
        File::open(directory)?.sync_all()?;
        if let Some(parent) = directory.canonicalize()?.parent() {
            File::open(parent)?.sync_all()?;
        }
        Ok(Self { directory: directory.to_owned() })
    }

    /// Opens the directory of a ledger that exists. A missing folder `book/` is made when first written to,
    /// so that a copy of `journal/` alone is enough.
    ///
    /// # Errors
    /// `NotFound` if there is no folder `journal/` in it.
    pub fn open(directory: &Path) -> io::Result<Self> {
        if !directory.join(Folder::Journal.name()).is_dir() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(Self { directory: directory.to_owned() })
    }

    /// The ledger's own directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    fn folder(&self, folder: Folder) -> PathBuf {
        self.directory.join(folder.name())
    }

    fn path(&self, path: &FilePath) -> PathBuf {
        self.folder(path.folder).join(&*path.name)
    }
}

impl Storage for FileStorage {
    fn create(&self, path: &FilePath) -> io::Result<Arc<dyn StorageFile>> {
        let folder = self.folder(path.folder);
        if !folder.is_dir() {
            fs::create_dir(&folder)?;
            File::open(&self.directory)?.sync_all()?;
        }
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(self.path(path))?;
        Ok(Arc::new(RealFile(file)))
    }

    fn open(&self, path: &FilePath, access: Access) -> io::Result<Arc<dyn StorageFile>> {
        let write = access == Access::ReadWrite;
        Ok(Arc::new(RealFile(OpenOptions::new().read(true).write(write).open(self.path(path))?)))
    }

    fn list(&self, folder: Folder) -> io::Result<Vec<Box<str>>> {
        let entries = match fs::read_dir(self.folder(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names = Vec::new();
        for entry in entries {
            // A name that is not UTF-8 is none of ours, and no reader of the folder asks for it.
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name.into_boxed_str());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn rename(&self, from: &FilePath, to: &str) -> io::Result<()> {
        fs::rename(self.path(from), self.folder(from.folder).join(to))
    }

    fn remove(&self, path: &FilePath) -> io::Result<()> {
        fs::remove_file(self.path(path))
    }

    fn sync_folder(&self, folder: Folder) -> io::Result<()> {
        match File::open(self.folder(folder)) {
            Ok(directory) => directory.sync_all(),
            Err(error) => Err(error),
        }
    }

    fn lock(&self) -> io::Result<Box<dyn StorageLock>> {
        let path = self.directory.join(LOCK_NAME);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(RealLock { _file: file })),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

#[derive(Debug)]
struct RealFile(File);

impl StorageFile for RealFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while let Some(rest) = buffer.get_mut(count..).filter(|rest| !rest.is_empty()) {
            let at = offset.checked_add(count as u64).ok_or(io::ErrorKind::InvalidInput)?;
            match self.0.read_at(rest, at) {
                Ok(0) => break,
                Ok(read) => count += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn truncate(&self, size: u64) -> io::Result<()> {
        self.0.set_len(size)
    }
}

/// Keeps the operating system's lock for as long as the file stays open.
#[derive(Debug)]
struct RealLock {
    _file: File,
}

impl StorageLock for RealLock {}
