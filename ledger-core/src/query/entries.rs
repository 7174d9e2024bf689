//! Entries by the id that their callers gave them.

use ledger_format::identifiers::{EntryId, EntryIndex};

use crate::error::Error;
use crate::ledger::{Ledger, RecordedEntry};

impl Ledger {
    /// The last durable entry that bears an id. Ids may be used again once they have expired (decision D6).
    ///
    /// # Errors
    /// [`Error::History`] when the past cannot be read, [`Error::Corrupt`] when the journal's batch is not what was written.
    pub fn entry_with_id(&self, id: &EntryId) -> Result<Option<RecordedEntry>, Error> {
        let (unexpired, below) = {
            let book = self.book();
            (book.entry_with_id(id, book.recorded_at()), EntryIndex(book.entry_count()))
        };
        let found = match unexpired {
            Some(index) => Some(index),
            None => self.history()?.entry_with_id(id, below)?,
        };
        found.map_or(Ok(None), |index| self.entry(index))
    }
}
