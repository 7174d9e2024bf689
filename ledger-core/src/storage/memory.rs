//! A storage in plain memory, for tests and for ledgers that need not outlive the process.
//!
//! Clones share the same files. It never fails, and `sync` has nothing to do.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::{Mutex, RwLock};

use super::{Access, FilePath, Folder, Storage, StorageFile, StorageLock};

type Content = Arc<RwLock<Vec<u8>>>;

/// Files in memory; clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryStorage {
    files: Arc<Mutex<BTreeMap<FilePath, Content>>>,
    locked: Arc<AtomicBool>,
}

impl MemoryStorage {
    /// A storage without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A storage holding these files.
    #[must_use]
    pub fn with_files(files: impl IntoIterator<Item = (FilePath, Vec<u8>)>) -> Self {
        let files = files.into_iter().map(|(path, bytes)| (path, Arc::new(RwLock::new(bytes)))).collect();
        Self { files: Arc::new(Mutex::new(files)), locked: Arc::default() }
    }

    /// A copy of every file, for tests that damage one and open the rest again.
    #[must_use]
    pub fn files(&self) -> BTreeMap<FilePath, Vec<u8>> {
        self.files.lock().iter().map(|(path, content)| (path.clone(), content.read().clone())).collect()
    }
}

impl Storage for MemoryStorage {
    fn create(&self, path: &FilePath) -> io::Result<Arc<dyn StorageFile>> {
        let mut files = self.files.lock();
        if files.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let content = Content::default();
        files.insert(path.clone(), Arc::clone(&content));
        Ok(Arc::new(MemoryFile { content, access: Access::ReadWrite }))
    }

    fn open(&self, path: &FilePath, access: Access) -> io::Result<Arc<dyn StorageFile>> {
        let content = self.files.lock().get(path).cloned().ok_or(io::ErrorKind::NotFound)?;
        Ok(Arc::new(MemoryFile { content, access }))
    }

    fn list(&self, folder: Folder) -> io::Result<Vec<Box<str>>> {
        Ok(self
            .files
            .lock()
            .keys()
            .filter(|path| path.folder == folder)
            .map(|path| path.name.clone())
            .collect())
    }

    fn rename(&self, from: &FilePath, to: &str) -> io::Result<()> {
        let mut files = self.files.lock();
        let content = files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        files.insert(FilePath { folder: from.folder, name: to.into() }, content);
        Ok(())
    }

    fn remove(&self, path: &FilePath) -> io::Result<()> {
        self.files.lock().remove(path).map(|_| ()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn sync_folder(&self, _: Folder) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self) -> io::Result<Box<dyn StorageLock>> {
        MemoryLock::take(&self.locked)
    }
}

#[derive(Debug)]
struct MemoryFile {
    content: Content,
    access: Access,
}

impl MemoryFile {
    fn writable(&self) -> io::Result<()> {
        match self.access {
            Access::ReadWrite => Ok(()),
            Access::Read => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }
}

impl StorageFile for MemoryFile {
    fn size(&self) -> io::Result<u64> {
        Ok(size_of_bytes(&self.content.read()))
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(copy_from(&self.content.read(), offset, buffer))
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.writable()?;
        overwrite(&mut self.content.write(), offset, bytes)
    }

    fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    fn truncate(&self, size: u64) -> io::Result<()> {
        self.writable()?;
        resize(&mut self.content.write(), size)
    }
}

/// Held by the one writer of a storage in memory.
#[derive(Debug)]
pub(super) struct MemoryLock(Arc<AtomicBool>);

impl MemoryLock {
    pub(super) fn take(locked: &Arc<AtomicBool>) -> io::Result<Box<dyn StorageLock>> {
        if locked.swap(true, Ordering::AcqRel) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(Box::new(Self(Arc::clone(locked))))
    }
}

impl StorageLock for MemoryLock {}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

pub(super) fn size_of_bytes(content: &[u8]) -> u64 {
    u64::try_from(content.len()).unwrap_or(u64::MAX)
}

pub(super) fn copy_from(content: &[u8], offset: u64, buffer: &mut [u8]) -> usize {
    let rest = usize::try_from(offset).ok().and_then(|offset| content.get(offset..)).unwrap_or_default();
    let count = rest.len().min(buffer.len());
    if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
        to.copy_from_slice(from);
    }
    count
}

pub(super) fn overwrite(content: &mut Vec<u8>, offset: u64, bytes: &[u8]) -> io::Result<()> {
    let start = usize::try_from(offset).map_err(|_| io::ErrorKind::FileTooLarge)?;
    let end = start.checked_add(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
    if content.len() < end {
        content.resize(end, 0);
    }
    if let Some(to) = content.get_mut(start..end) {
        to.copy_from_slice(bytes);
    }
    Ok(())
}

pub(super) fn resize(content: &mut Vec<u8>, size: u64) -> io::Result<()> {
    content.resize(usize::try_from(size).map_err(|_| io::ErrorKind::FileTooLarge)?, 0);
    Ok(())
}
