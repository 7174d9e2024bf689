//! History in sled (decision D1: which version, and why it is never on the commit path).
//!
//! Invariants:
//! - This is the only module that names sled.
//! - A panic inside sled (it asserts on what a disk can cause) becomes a [`StoreFault`] here.
//!
//! Two habits of alpha.124 are kept away from: its own flushing thread ends the process when a disk fails, so there is
//! none, and chapters are flushed by who writes them; and a range, once it has run out, pages in every leaf behind its
//! end, so nothing is scanned.

use std::fmt;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use super::store::{HistoryStore, Row, StoreFault};

/// Rows of a leaf. Pages of postings are some ten kilobytes, and a leaf is read and written whole.
const LEAF_FANOUT: usize = 16;
/// Memory that sled may keep leaves in, in bytes.
const CACHE_SIZE: usize = 128 * 1024 * 1024;
/// Light: rows are packed before.
const COMPRESSION_LEVEL: i32 = 1;

type Db = sled::Db<LEAF_FANOUT>;

/// Handles that readers share.
const READERS: usize = 4;

/// A folder of sled's. A handle serves one thread at a time, and dropping one flushes: so a few are kept.
pub struct SledStore {
    folder: PathBuf,
    /// None only while it is cleared.
    writer: Mutex<Option<Db>>,
    readers: [Mutex<Option<Db>>; READERS],
}

impl fmt::Debug for SledStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledStore").field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn guarded<T>(work: impl FnOnce() -> io::Result<T>) -> Result<T, StoreFault> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Ok(done?),
        Err(_) => Err(StoreFault::Panicked),
    }
}

fn open(folder: &Path) -> Result<Db, StoreFault> {
    let config = sled::Config::new()
        .path(folder)
        .cache_capacity_bytes(CACHE_SIZE)
        .flush_every_ms(None)
        .zstd_compression_level(COMPRESSION_LEVEL);
    guarded(|| config.open())
}

fn remove(folder: &Path) -> Result<(), StoreFault> {
    match fs::remove_dir_all(folder) {
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(fault.into()),
        _ => Ok(()),
    }
}

impl SledStore {
    /// Opens or creates the folder.
    ///
    /// # Errors
    /// [`StoreFault`] when sled cannot open it.
    pub fn open(folder: &Path) -> Result<Self, StoreFault> {
        let db = open(folder)?;
        let readers = std::array::from_fn(|_| Mutex::new(Some(db.clone())));
        Ok(Self { folder: folder.to_owned(), writer: Mutex::new(Some(db)), readers })
    }

    /// Removes whatever is in the folder, and begins anew.
    ///
    /// # Errors
    /// [`StoreFault`] when it cannot be removed, or sled cannot open it.
    pub fn open_emptied(folder: &Path) -> Result<Self, StoreFault> {
        remove(folder)?;
        Self::open(folder)
    }

    fn write<T>(&self, work: impl FnOnce(&Db) -> io::Result<T>) -> Result<T, StoreFault> {
        with(&self.writer.lock(), work)
    }
}

fn with<T>(db: &Option<Db>, work: impl FnOnce(&Db) -> io::Result<T>) -> Result<T, StoreFault> {
    db.as_ref().map_or(Err(StoreFault::Panicked), |db| guarded(|| work(db)))
}

impl HistoryStore for SledStore {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreFault> {
        let free = self.readers.iter().find_map(Mutex::try_lock);
        let [first, ..] = &self.readers;
        let reader = free.unwrap_or_else(|| first.lock());
        with(&reader, |db| Ok(db.get(key)?.map(|value| value.to_vec())))
    }

    fn put(&self, rows: Vec<Row>) -> Result<(), StoreFault> {
        self.write(|db| {
            for (key, value) in rows {
                db.insert(key, value)?;
            }
            Ok(())
        })
    }

    fn flush(&self) -> Result<(), StoreFault> {
        self.write(|db| db.flush().map(drop))
    }

    fn clear(&self) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock();
        let mut readers: Vec<_> = self.readers.iter().map(Mutex::lock).collect();
        guarded(|| {
            readers.iter_mut().for_each(|reader| drop(reader.take()));
            drop(writer.take());
            Ok(())
        })?;
        remove(&self.folder)?;
        let db = open(&self.folder)?;
        readers.iter_mut().for_each(|reader| **reader = Some(db.clone()));
        *writer = Some(db);
        Ok(())
    }
}
