//! A storage in memory that crashes, fails and forgets on demand.
//!
//! It keeps two worlds apart: what the process sees, and what a power cut would leave. A test sets one
//! [`Fault`] at the N-th call, runs the engine into it, takes a [`FaultyStorage::crash_image`] and opens that.
//!
//! Invariants
//! - From a crash on, every call fails, so nothing can be written "after the power cut".
//! - Of writes since the last good `sync`, an image holds what its [`CrashMode`] and seed choose; of everything
//!   before, all. The same mode and seed give the same image.
//! - A failed `sync` forgets the writes that it was to make durable, as Linux does: a later `sync` that succeeds does not
//!   bring them back. The process goes on seeing them.
//! - With [`FaultyStorage::ignore_syncs`] nothing ever becomes durable. That is the control: a crash test that passes on
//!   such a storage tests nothing.
//!
//! It does not model bit rot; tests flip bits in [`MemoryStorage::files`] themselves.

mod image;
mod world;

use std::{
    io,
    sync::{Arc, atomic::AtomicBool},
};

use parking_lot::Mutex;

use self::{
    image::{Change, Inode, Random},
    world::{NameChange, Plan, World},
};
use super::{
    Access, FilePath, Folder, MemoryStorage, Storage, StorageFile, StorageLock,
    memory::{MemoryLock, copy_from, overwrite, resize, size_of_bytes},
};

/// The kinds of calls that are counted and can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageCall {
    /// `create`, `open`, `rename`, `remove` or `list`.
    Name,
    /// `read_at` or `size`.
    Read,
    /// `write_at`.
    Write,
    /// `truncate`.
    Truncate,
    /// `sync` of a file.
    Sync,
    /// `sync_folder`.
    SyncFolder,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The power goes at this call, whatever it is; a write or a name changed by it may or may not survive.
    Crash,
    /// The call fails with an input/output error and does nothing (a failed `sync` also forgets, see above).
    Fail,
    /// A write puts down its first half, then fails.
    ShortWrite,
    /// A write or a new file finds the disk full.
    DiskFull,
}

/// What a power cut leaves of the writes that no `sync` had made durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashMode {
    /// Nothing.
    Lost,
    /// The oldest ones, the last of them cut at any byte.
    Torn,
    /// Any of their sectors, each by itself.
    Reordered,
    /// All: the process died, the machine did not.
    Kept,
}

impl CrashMode {
    /// All of them, for tests that try each.
    pub const ALL: [Self; 4] = [Self::Lost, Self::Torn, Self::Reordered, Self::Kept];
}

/// How often the storage was called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallCounts {
    /// All calls but `lock`.
    pub all: u64,
    /// Reads.
    pub reads: u64,
    /// Writes.
    pub writes: u64,
    /// Syncs of a file.
    pub syncs: u64,
    /// Syncs of a folder.
    pub folder_syncs: u64,
    /// Bytes written.
    pub bytes_written: u64,
}

/// Memory that crashes and fails on demand; clones share it.
#[derive(Clone, Debug, Default)]
pub struct FaultyStorage {
    world: Arc<Mutex<World>>,
    locked: Arc<AtomicBool>,
}

impl FaultyStorage {
    /// A storage without files and without faults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A storage whose files are durable already.
    #[must_use]
    pub fn with_files(files: impl IntoIterator<Item = (FilePath, Vec<u8>)>) -> Self {
        let mut world = World::default();
        for (path, bytes) in files {
            let id = world.inodes.len();
            world.inodes.push(Inode { seen: bytes.clone(), durable: bytes, unsynced: Vec::new() });
            world.names.insert(path.clone(), id);
            world.durable_names.insert(path, id);
        }
        Self { world: Arc::new(Mutex::new(world)), locked: Arc::default() }
    }

    /// Lets call number `at` (the first is 0, counted over all kinds but `lock`) fail.
    pub fn fault_at(&self, at: u64, fault: Fault) {
        self.world.lock().plan = Some(Plan { at, only: None, fault });
    }

    /// Lets the call of one kind fail that comes after `skip` further ones of that kind.
    pub fn fault_on(&self, call: StorageCall, skip: u64, fault: Fault) {
        let mut world = self.world.lock();
        let at = world.count_of(call).saturating_add(skip);
        world.plan = Some(Plan { at, only: Some(call), fault });
    }

    /// Makes every later `sync` and `sync_folder` return `Ok` without doing anything.
    pub fn ignore_syncs(&self) {
        self.world.lock().ignores_syncs = true;
    }

    /// How often the storage was called so far.
    #[must_use]
    pub fn counts(&self) -> CallCounts {
        self.world.lock().counts
    }

    /// Whether the fault that was set has happened.
    #[must_use]
    pub fn fault_happened(&self) -> bool {
        self.world.lock().fault_happened
    }

    /// What a power cut now, or the crash that happened, leaves behind.
    #[must_use]
    pub fn crash_image(&self, mode: CrashMode, seed: u64) -> MemoryStorage {
        let world = self.world.lock();
        let mut random = Random(seed);
        let mut names = world.durable_names.clone();
        let kept_names = match mode {
            CrashMode::Lost => 0,
            CrashMode::Kept => world.unsynced_names.len(),
            CrashMode::Torn | CrashMode::Reordered => random.below(world.unsynced_names.len() + 1),
        };
        for change in world.unsynced_names.iter().take(kept_names) {
            change.apply(&mut names);
        }
        let mut files = Vec::new();
        for (path, id) in names {
            if let Some(inode) = world.inodes.get(id) {
                files.push((path, inode.after_crash(mode, &mut random)));
            }
        }
        MemoryStorage::with_files(files)
    }
}

impl Storage for FaultyStorage {
    fn create(&self, path: &FilePath) -> io::Result<Arc<dyn StorageFile>> {
        let mut world = self.world.lock();
        if world.names.contains_key(path) {
            world.enter_or_fail(StorageCall::Name)?;
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let id = world.inodes.len();
        world.inodes.push(Inode::default());
        world.change_name(NameChange::Added(path.clone(), id))?;
        Ok(Arc::new(FaultyFile { world: Arc::clone(&self.world), id, access: Access::ReadWrite }))
    }

    fn open(&self, path: &FilePath, access: Access) -> io::Result<Arc<dyn StorageFile>> {
        let mut world = self.world.lock();
        world.enter_or_fail(StorageCall::Name)?;
        let id = *world.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Arc::new(FaultyFile { world: Arc::clone(&self.world), id, access }))
    }

    fn list(&self, folder: Folder) -> io::Result<Vec<Box<str>>> {
        let mut world = self.world.lock();
        world.enter_or_fail(StorageCall::Name)?;
        Ok(world.names.keys().filter(|path| path.folder == folder).map(|path| path.name.clone()).collect())
    }

    fn rename(&self, from: &FilePath, to: &str) -> io::Result<()> {
        let mut world = self.world.lock();
        if !world.names.contains_key(from) {
            world.enter_or_fail(StorageCall::Name)?;
            return Err(io::ErrorKind::NotFound.into());
        }
        let to = FilePath { folder: from.folder, name: to.into() };
        world.change_name(NameChange::Renamed(from.clone(), to))
    }

    fn remove(&self, path: &FilePath) -> io::Result<()> {
        let mut world = self.world.lock();
        if !world.names.contains_key(path) {
            world.enter_or_fail(StorageCall::Name)?;
            return Err(io::ErrorKind::NotFound.into());
        }
        world.change_name(NameChange::Removed(path.clone()))
    }

    fn sync_folder(&self, folder: Folder) -> io::Result<()> {
        let mut world = self.world.lock();
        world.enter_or_fail(StorageCall::SyncFolder)?;
        if world.ignores_syncs {
            return Ok(());
        }
        let changes = std::mem::take(&mut world.unsynced_names);
        for change in changes {
            if change.folder() == folder {
                change.apply(&mut world.durable_names);
            } else {
                world.unsynced_names.push(change);
            }
        }
        Ok(())
    }

    fn lock(&self) -> io::Result<Box<dyn StorageLock>> {
        MemoryLock::take(&self.locked)
    }
}

#[derive(Debug)]
struct FaultyFile {
    world: Arc<Mutex<World>>,
    id: usize,
    access: Access,
}

impl FaultyFile {
    fn with_inode<T>(
        &self,
        world: &mut World,
        work: impl FnOnce(&mut Inode) -> io::Result<T>,
    ) -> io::Result<T> {
        work(world.inodes.get_mut(self.id).ok_or(io::ErrorKind::NotFound)?)
    }

    fn writable(&self) -> io::Result<()> {
        match self.access {
            Access::ReadWrite => Ok(()),
            Access::Read => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }
}

impl StorageFile for FaultyFile {
    fn size(&self) -> io::Result<u64> {
        let mut world = self.world.lock();
        world.enter_or_fail(StorageCall::Read)?;
        self.with_inode(&mut world, |inode| Ok(size_of_bytes(&inode.seen)))
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut world = self.world.lock();
        world.enter_or_fail(StorageCall::Read)?;
        self.with_inode(&mut world, |inode| Ok(copy_from(&inode.seen, offset, buffer)))
    }

    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.writable()?;
        let mut world = self.world.lock();
        let fault = world.enter(StorageCall::Write)?;
        let bytes = match fault {
            None | Some(Fault::Crash) => bytes,
            Some(Fault::ShortWrite) => bytes.get(..bytes.len() / 2).unwrap_or_default(),
            Some(Fault::Fail | Fault::DiskFull) => &[],
        };
        world.counts.bytes_written += size_of_bytes(bytes);
        self.with_inode(&mut world, |inode| {
            overwrite(&mut inode.seen, offset, bytes)?;
            let offset = usize::try_from(offset).map_err(|_| io::ErrorKind::FileTooLarge)?;
            inode.unsynced.push(Change::Written { offset, bytes: bytes.to_vec() });
            Ok(())
        })?;
        fault.map_or(Ok(()), |fault| Err(fault.error()))
    }

    fn sync(&self) -> io::Result<()> {
        let mut world = self.world.lock();
        let fault = world.enter(StorageCall::Sync)?;
        let ignored = world.ignores_syncs;
        self.with_inode(&mut world, |inode| {
            match fault {
                None if !ignored => {
                    for change in inode.unsynced.drain(..) {
                        change.apply(&mut inode.durable);
                    }
                }
                // The power went: what was on its way may or may not have arrived.
                None | Some(Fault::Crash) => {}
                Some(_) => inode.unsynced.clear(),
            }
            Ok(())
        })?;
        fault.map_or(Ok(()), |fault| Err(fault.error()))
    }

    fn truncate(&self, size: u64) -> io::Result<()> {
        self.writable()?;
        let mut world = self.world.lock();
        let fault = world.enter(StorageCall::Truncate)?;
        if let Some(fault) = fault.filter(|fault| *fault != Fault::Crash) {
            return Err(fault.error());
        }
        self.with_inode(&mut world, |inode| {
            resize(&mut inode.seen, size)?;
            inode.unsynced.push(Change::Resized(inode.seen.len()));
            Ok(())
        })?;
        fault.map_or(Ok(()), |fault| Err(fault.error()))
    }
}

#[cfg(test)]
mod tests;
