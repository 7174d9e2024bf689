//! History in memory: for tests, for readers beside a writer, and to hold the other engines against.

use parking_lot::RwLock;
use rustc_hash::FxHashMap;

use super::store::{HistoryStore, Row, StoreFault};

/// A map in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    rows: RwLock<FxHashMap<Vec<u8>, Vec<u8>>>,
}

impl HistoryStore for MemoryStore {
    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreFault> {
        Ok(self.rows.read().get(key).cloned())
    }

    fn put(&self, rows: Vec<Row>) -> Result<(), StoreFault> {
        self.rows.write().extend(rows);
        Ok(())
    }

    fn flush(&self) -> Result<(), StoreFault> {
        Ok(())
    }

    fn clear(&self) -> Result<(), StoreFault> {
        self.rows.write().clear();
        Ok(())
    }
}
