//! History in sled (decision D1: which version, and why it is never on the commit path).
//!
//! Invariants:
//! - This is the only module that names sled.
//! - A panic inside sled (it asserts on what a disk can cause) becomes a [`StoreFault`] here.
//! - Once a write has failed, sled is not called again: a flush behind one that failed waits for ever, and so does dropping a
//!   handle, which flushes. Such handles are let go of without it; clearing begins anew.
//!
//! Three habits of alpha.124 are kept away from: its own flushing thread ends the process when a disk fails, so there is
//! none, and chapters are flushed by who writes them; a range, once it has run out, pages in every leaf behind its
//! end, so nothing is scanned; and a leaf that was written since the store was opened is never let go from memory, so that
//! the store is opened again after every so many bytes.

use std::fmt;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use parking_lot::Mutex;

use super::store::{HistoryStore, Row, StoreFault};

/// Rows of a leaf: few. Pages of postings are some ten kilobytes, and a leaf is read and unpacked whole for any one of them.
const LEAF_FANOUT: usize = 6;
/// Memory that sled may keep leaves in that it read, in bytes.
const CACHE_SIZE: usize = 128 * 1024 * 1024;
/// Bytes of rows after which sled is opened again, to let go of the leaves that it wrote.
const WRITTEN_SIZE: usize = if cfg!(test) { 96 * 1024 } else { 96 * 1024 * 1024 };
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
    /// Bytes of rows since it was opened.
    written: AtomicUsize,
    /// A write failed.
    failed: AtomicBool,
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
        Ok(Self {
            folder: folder.to_owned(),
            writer: Mutex::new(Some(db)),
            readers,
            written: AtomicUsize::new(0),
            failed: AtomicBool::new(false),
        })
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
        let writer = self.writer.lock();
        if self.failed.load(Ordering::Relaxed) {
            return Err(StoreFault::Panicked);
        }
        let done = with(&writer, work);
        self.failed.store(done.is_err(), Ordering::Relaxed);
        done
    }

    /// Lets go of a handle.
    fn part_with(&self, handle: Option<Db>) -> Result<(), StoreFault> {
        if self.failed.load(Ordering::Relaxed) {
            std::mem::forget(handle);
            return Ok(());
        }
        guarded(|| {
            drop(handle);
            Ok(())
        })
    }

    /// Closes sled, does something to its folder, and opens it again.
    fn reopen(&self, between: impl FnOnce(&Path) -> Result<(), StoreFault>) -> Result<(), StoreFault> {
        let mut writer = self.writer.lock();
        let mut readers: Vec<_> = self.readers.iter().map(Mutex::lock).collect();
        for reader in &mut readers {
            self.part_with(reader.take())?;
        }
        self.part_with(writer.take())?;
        between(&self.folder)?;
        let db = open(&self.folder)?;
        readers.iter_mut().for_each(|reader| **reader = Some(db.clone()));
        *writer = Some(db);
        self.written.store(0, Ordering::Relaxed);
        self.failed.store(false, Ordering::Relaxed);
        Ok(())
    }
}

fn with<T>(db: &Option<Db>, work: impl FnOnce(&Db) -> io::Result<T>) -> Result<T, StoreFault> {
    db.as_ref().map_or(Err(StoreFault::Panicked), |db| guarded(|| work(db)))
}

impl Drop for SledStore {
    fn drop(&mut self) {
        let readers = self.readers.iter().map(|reader| reader.lock().take());
        for handle in readers.chain([self.writer.lock().take()]) {
            // There is nothing to lose in history.
            let _ = self.part_with(handle);
        }
    }
}

impl HistoryStore for SledStore {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreFault> {
        let free = self.readers.iter().find_map(Mutex::try_lock);
        let [first, ..] = &self.readers;
        let reader = free.unwrap_or_else(|| first.lock());
        with(&reader, |db| Ok(db.get(key)?.map(|value| value.to_vec())))
    }

    fn put(&self, rows: Vec<Row>) -> Result<(), StoreFault> {
        let size: usize = rows.iter().map(|(key, value)| key.len() + value.len()).sum();
        self.written.fetch_add(size, Ordering::Relaxed);
        self.write(|db| {
            for (key, value) in rows {
                db.insert(key, value)?;
            }
            Ok(())
        })
    }

    fn flush(&self) -> Result<(), StoreFault> {
        self.write(|db| db.flush().map(drop))?;
        if self.written.load(Ordering::Relaxed) < WRITTEN_SIZE { Ok(()) } else { self.reopen(|_| Ok(())) }
    }

    fn clear(&self) -> Result<(), StoreFault> {
        self.reopen(remove)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_failed_write_nothing_is_asked_of_sled_until_it_is_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let store = SledStore::open(&folder.path().join("history")).unwrap();
        let rows = || vec![(vec![1], vec![2])];
        store.put(rows()).unwrap();
        assert!(store.write(|_| Err::<(), _>(io::Error::other("the disk is full"))).is_err());
        assert!(store.put(rows()).is_err() && store.flush().is_err());
        store.clear().unwrap();
        assert_eq!(store.value(&[1]).unwrap(), None);
        store.put(rows()).unwrap();
        store.flush().unwrap();
        assert_eq!(store.value(&[1]).unwrap(), Some(vec![2]));
    }
}
