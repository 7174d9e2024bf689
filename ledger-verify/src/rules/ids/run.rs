//! Records of one partition: those in memory, and the sorted runs in its temporary file.
//!
//! Invariants:
//! - A run in the file is sorted by id, then by entry; a record has [`RECORD_SIZE`] bytes there.
//! - The file has no name: it is gone when the process is.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use ledger_format::identifiers::{EntryIndex, Timestamp};

use super::IdRecord;

/// Bytes of a record in a file.
const RECORD_SIZE: usize = 40;
/// Records read or written at once.
const BUFFER_RECORDS: usize = 1_024;

/// The records of one partition.
#[derive(Debug, Default)]
pub struct Partition {
    recent: Vec<IdRecord>,
    spilled: Option<Spilled>,
}

#[derive(Debug)]
struct Spilled {
    file: File,
    /// Where each run ends, in records.
    ends: Vec<u64>,
}

impl Partition {
    /// Adds records.
    pub fn extend(&mut self, records: &[IdRecord]) {
        self.recent.extend_from_slice(records);
    }

    /// Writes what is in memory as a run.
    pub fn spill(&mut self) -> io::Result<()> {
        // Ids with a time in front come almost in order, which a stable sort makes use of.
        self.recent.sort();
        if self.spilled.is_none() {
            self.spilled = Some(Spilled { file: tempfile::tempfile()?, ends: Vec::new() });
        }
        let Some(spilled) = &mut self.spilled else { return Ok(()) };
        let mut bytes = Vec::with_capacity(BUFFER_RECORDS * RECORD_SIZE);
        for records in self.recent.chunks(BUFFER_RECORDS) {
            bytes.clear();
            records.iter().for_each(|record| encode(record, &mut bytes));
            spilled.file.write_all(&bytes)?;
        }
        let start = spilled.ends.last().copied().unwrap_or(0);
        spilled.ends.push(start + self.recent.len() as u64);
        self.recent.clear();
        Ok(())
    }

    /// All runs, to be read from their beginnings.
    pub fn into_runs(mut self) -> Runs {
        self.recent.sort();
        let (file, ends) =
            self.spilled.map_or((None, Vec::new()), |spilled| (Some(spilled.file), spilled.ends));
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let mut runs: Vec<Run> = starts
            .zip(&ends)
            .map(|(next, end)| Run { ready: Vec::new().into_iter(), next, end: *end })
            .collect();
        runs.push(Run { ready: self.recent.into_iter(), next: 0, end: 0 });
        Runs { file, runs }
    }
}

/// The runs of a partition, each with what was read ahead of it.
#[derive(Debug)]
pub struct Runs {
    file: Option<File>,
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    ready: std::vec::IntoIter<IdRecord>,
    /// What of it was not read yet, in records.
    next: u64,
    end: u64,
}

impl Runs {
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
        let Some(file) = self.file.as_mut().filter(|_| run.next < run.end) else { return Ok(None) };
        let count = (run.end - run.next).min(BUFFER_RECORDS as u64);
        let mut bytes = vec![0; usize::try_from(count).unwrap_or(BUFFER_RECORDS) * RECORD_SIZE];
        file.seek(SeekFrom::Start(run.next * RECORD_SIZE as u64))?;
        file.read_exact(&mut bytes)?;
        run.next += count;
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
