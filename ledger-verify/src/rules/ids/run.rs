//! Records of one partition: those in memory, and the sorted runs in its temporary file.
//!
//! A partition's records lie on shelves, each sorted and merged by itself.
//!
//! Invariants:
//! - A run in the file is sorted by id, then by entry; a record has [`RECORD_SIZE`] bytes there.
//! - The file has no name: it is gone when the process is.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use ledger_format::identifiers::{EntryIndex, Timestamp};

use super::IdRecord;

/// Bytes of a record in a file.
const RECORD_SIZE: usize = 40;
/// Records read or written at once.
const BUFFER_RECORDS: usize = 512;
/// Parts of a partition that are sorted by themselves: with the records that are kept in memory, one fits a core's cache.
const SHELVES: usize = 16;

/// The records of one partition.
#[derive(Debug, Default)]
pub struct Partition {
    shelves: [Shelf; SHELVES],
    file: Option<File>,
    /// Records in the file.
    written: u64,
}

#[derive(Debug, Default)]
struct Shelf {
    recent: Vec<IdRecord>,
    /// Its runs in the file, in records.
    runs: Vec<Range<u64>>,
}

impl Partition {
    /// Adds records.
    pub fn extend(&mut self, records: &[IdRecord]) {
        for record in records {
            if let Some(shelf) = self.shelves.get_mut(record.shelf() % SHELVES) {
                shelf.recent.push(*record);
            }
        }
    }

    /// Writes what is in memory as runs.
    pub fn spill(&mut self) -> io::Result<()> {
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile()?);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        let mut bytes = Vec::with_capacity(BUFFER_RECORDS * RECORD_SIZE);
        for shelf in &mut self.shelves {
            shelf.sort();
            for records in shelf.recent.chunks(BUFFER_RECORDS) {
                bytes.clear();
                records.iter().for_each(|record| encode(record, &mut bytes));
                file.write_all(&bytes)?;
            }
            let start = self.written;
            self.written += shelf.recent.len() as u64;
            shelf.runs.push(start..self.written);
            shelf.recent.clear();
        }
        Ok(())
    }

    /// Shows each shelf's runs, to be read from their beginnings, to `merge`.
    pub fn merge_each(self, mut merge: impl FnMut(&mut Runs<'_>) -> io::Result<()>) -> io::Result<()> {
        let Self { shelves, mut file, .. } = self;
        for mut shelf in shelves {
            shelf.sort();
            let spilled = shelf.runs.into_iter().map(|ahead| Run { ready: Vec::new().into_iter(), ahead });
            let mut runs: Vec<Run> = spilled.collect();
            runs.push(Run { ready: shelf.recent.into_iter(), ahead: 0..0 });
            merge(&mut Runs { file: file.as_mut(), runs })?;
        }
        Ok(())
    }
}

impl Shelf {
    fn sort(&mut self) {
        // Ids with a time in front come almost in order, which a stable sort makes use of.
        self.recent.sort();
    }
}

/// Sorted runs, each with what was read ahead of it.
#[derive(Debug)]
pub struct Runs<'f> {
    file: Option<&'f mut File>,
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    ready: std::vec::IntoIter<IdRecord>,
    /// What of it was not read yet, in records.
    ahead: Range<u64>,
}

impl Runs<'_> {
    /// How many runs there are.
    pub fn count(&self) -> usize {
        self.runs.len()
    }

    /// The next record of a run; `None` at its end.
    pub fn next_of(&mut self, run: usize) -> io::Result<Option<IdRecord>> {
        let Some(run) = self.runs.get_mut(run) else { return Ok(None) };
        if let Some(record) = run.ready.next() {
            return Ok(Some(record));
        }
        let Some(file) = self.file.as_mut().filter(|_| !run.ahead.is_empty()) else { return Ok(None) };
        let count = (run.ahead.end - run.ahead.start).min(BUFFER_RECORDS as u64);
        let mut bytes = vec![0; usize::try_from(count).unwrap_or(BUFFER_RECORDS) * RECORD_SIZE];
        file.seek(SeekFrom::Start(run.ahead.start * RECORD_SIZE as u64))?;
        file.read_exact(&mut bytes)?;
        run.ahead.start += count;
        let (words, _) = bytes.as_chunks::<8>();
        run.ready = words.as_chunks().0.iter().map(decode).collect::<Vec<_>>().into_iter();
        Ok(run.ready.next())
    }
}

fn encode(record: &IdRecord, out: &mut Vec<u8>) {
    let IdRecord { id, entry, recorded_at, not_after } = record;
    for word in [id.0, id.1, entry.0, recorded_at.0, not_after.0] {
        out.extend_from_slice(&word.to_le_bytes());
    }
}

fn decode(words: &[[u8; 8]; 5]) -> IdRecord {
    let [high, low, entry, recorded_at, not_after] = words.map(u64::from_le_bytes);
    IdRecord {
        id: (high, low),
        entry: EntryIndex(entry),
        recorded_at: Timestamp(recorded_at),
        not_after: Timestamp(not_after),
    }
}
