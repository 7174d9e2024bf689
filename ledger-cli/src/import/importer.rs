//! The import itself: rows in order of time, in batches, each posted once.
//!
//! - A row is skipped if an entry with its provenance is in the ledger: the same import again adds nothing, and a
//!   killed one goes on.
//! - A row that stands before a posted one and is not posted was refused by the run that posted that one: batches
//!   become
//!   durable whole and in order. It stays refused, whatever came later.
//! - Every row of every file is read, and ends as exactly one of posted, posted before, or refused.
//!
//! It does not know what is on disk: the target does.

use std::collections::BTreeMap;
use std::path::PathBuf;

use csv::ByteRecord;
use ledger_format::body::Provenance;
use ledger_format::identifiers::{Digest, PartyCode};

use super::fault::RowFault;
use super::merge::{MergedRow, MergedRows};
use super::profile::Profile;
use super::rejects::{Reject, Rejects, RejectsError};
use super::resolve::{Instruction, resolve};
use super::source::{RowReader, Source, SourceError};
use super::target::{ImportTarget, Outcome, PartyUnits, PostedRows};

/// Rows that become durable together.
pub const BATCH_ROW_COUNT: usize = 1_000;

/// An import that cannot begin or go on. What was posted before stays, and the same command resumes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError<T: std::error::Error + 'static> {
    /// A source file cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// One file is named twice.
    #[error("{} and {} have the same bytes: name the file once", .first.display(), .second.display())]
    SameFile {
        /// The one.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// The rejects file cannot be written.
    #[error(transparent)]
    Rejects(#[from] RejectsError),
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Target(T),
}

/// What an import did.
#[derive(Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct ImportReport {
    /// The files.
    pub sources: Vec<SourceSummary>,
    /// Rows read.
    pub read: u64,
    /// Rows posted now.
    pub posted: u64,
    /// Rows that were posted before.
    pub posted_before: u64,
    /// Rows refused.
    pub refused: u64,
    /// How many rows each rule or fault refused.
    pub refusals: BTreeMap<String, u64>,
    /// Units in the ledger, by Party.
    pub units: BTreeMap<PartyCode, PartyUnits>,
}

/// A file of an import.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceSummary {
    /// The file as it was named.
    pub path: PathBuf,
    /// BLAKE3 of its bytes.
    pub digest: Digest,
    /// Its rows.
    pub row_count: u32,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rows done.
    pub done: u64,
    /// Rows in all.
    pub total: u64,
}

/// Imports `paths` into `target` by `profile`; refused rows go to `rejects`.
///
/// # Errors
/// When a file cannot be used, or the target or the rejects file fails. Refused rows are not errors.
pub fn import<T: ImportTarget>(
    profile: &Profile,
    paths: &[PathBuf],
    target: &mut T,
    rejects: Rejects,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportError<T::Error>> {
    rejects.is_none_of(paths)?;
    let mut tally = Tally { report: ImportReport::default(), rejects };
    let (sources, rows) = read_sources(profile, paths, &mut tally)?;
    let total = sources.iter().map(|source| u64::from(source.row_count)).sum();
    tally.report.read = total;

    let mut posted = PostedRows::none_of(sources.iter().map(|source| (source.digest, source.row_count)));
    target.mark_posted(&mut posted).map_err(ImportError::Target)?;
    let last_posted = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| provenance(&sources, row).is_some_and(|it| posted.contains(&it)))
        .map(|(place, _)| place)
        .last();

    let mut run = Run {
        profile,
        readers: sources.iter().map(Source::rows).collect(),
        sources: &sources,
        batch: Vec::new(),
        tally,
    };
    for (place, row) in rows.iter().enumerate() {
        let Some(provenance) = provenance(&sources, &row) else { continue };
        if posted.contains(&provenance) {
            run.tally.report.posted_before += 1;
        } else if last_posted.is_some_and(|last| place < last) {
            run.stays_refused(target, row, provenance)?;
        } else {
            run.take(target, row, provenance)?;
        }
        progress(Progress { done: run.tally.done(), total });
    }
    run.flush(target)?;
    progress(Progress { done: run.tally.done(), total });

    let Tally { mut report, rejects } = run.tally;
    rejects.finish()?;
    report.units = target.units().map_err(ImportError::Target)?;
    report.sources = sources
        .iter()
        .map(|it| SourceSummary { path: it.path.clone(), digest: it.digest, row_count: it.row_count })
        .collect();
    Ok(report)
}

/// The counts, and where refused rows go.
struct Tally {
    report: ImportReport,
    rejects: Rejects,
}

impl Tally {
    fn refuse(&mut self, reject: &Reject<'_>) -> Result<(), RejectsError> {
        self.report.refused += 1;
        *self.report.refusals.entry(reject.code.to_owned()).or_default() += 1;
        self.rejects.add(reject)
    }

    fn done(&self) -> u64 {
        self.report.posted + self.report.posted_before + self.report.refused
    }
}

fn read_sources<E: std::error::Error + 'static>(
    profile: &Profile,
    paths: &[PathBuf],
    tally: &mut Tally,
) -> Result<(Vec<Source>, MergedRows), ImportError<E>> {
    let mut sources: Vec<Source> = Vec::new();
    let mut streams = Vec::new();
    for path in paths {
        let name = file_name(path);
        let mut places = Vec::new();
        let mut failed = None;
        let source = Source::read(path, profile, &mut places, &mut |kind, place, record, fault| {
            let reason = fault.to_string();
            let reject = Reject { file: &name, kind, place, code: fault.code(), reason: &reason, record };
            if let Err(error) = tally.refuse(&reject) {
                failed.get_or_insert(error);
            }
        })?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        if let Some(same) = sources.iter().find(|earlier| earlier.digest == source.digest) {
            return Err(ImportError::SameFile { first: same.path.clone(), second: path.clone() });
        }
        streams.push((source.kind, places));
        sources.push(source);
    }
    Ok((sources, MergedRows::new(streams)))
}

fn file_name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn provenance(sources: &[Source], row: &MergedRow) -> Option<Provenance> {
    sources.get(row.source).map(|source| Provenance { source: source.digest, row: u64::from(row.place.row) })
}

struct Run<'a> {
    profile: &'a Profile,
    sources: &'a [Source],
    readers: Vec<RowReader<'a>>,
    batch: Vec<(MergedRow, Instruction)>,
    tally: Tally,
}

impl Run<'_> {
    /// Resolves a row and puts it into the batch; posts the batch when it is full.
    fn take<T: ImportTarget>(
        &mut self,
        target: &mut T,
        row: MergedRow,
        provenance: Provenance,
    ) -> Result<(), ImportError<T::Error>> {
        match self.resolve(row, provenance) {
            Ok(instruction) => self.batch.push((row, instruction)),
            Err(fault) => self.refuse(row, fault.code(), &fault.to_string())?,
        }
        if self.batch.len() >= BATCH_ROW_COUNT { self.flush(target) } else { Ok(()) }
    }

    /// A row that an earlier run refused: says why, as far as it can still be told.
    fn stays_refused<T: ImportTarget>(
        &mut self,
        target: &mut T,
        row: MergedRow,
        provenance: Provenance,
    ) -> Result<(), ImportError<T::Error>> {
        let instruction = match self.resolve(row, provenance) {
            Ok(instruction) => instruction,
            Err(fault) => return Ok(self.refuse(row, fault.code(), &fault.to_string())?),
        };
        match target.judge(&instruction).map_err(ImportError::Target)? {
            Outcome::Refused { code, reason } => self.refuse(row, &code, &reason)?,
            Outcome::Posted => {
                let fault = RowFault::RefusedBefore;
                self.refuse(row, fault.code(), &fault.to_string())?;
            }
        }
        Ok(())
    }

    fn flush<T: ImportTarget>(&mut self, target: &mut T) -> Result<(), ImportError<T::Error>> {
        let (rows, instructions): (Vec<_>, Vec<_>) = self.batch.drain(..).unzip();
        if rows.is_empty() {
            return Ok(());
        }
        let outcomes = target.post(&instructions).map_err(ImportError::Target)?;
        for (row, outcome) in rows.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Posted => self.tally.report.posted += 1,
                Outcome::Refused { code, reason } => self.refuse(row, &code, &reason)?,
            }
        }
        Ok(())
    }

    fn resolve(&mut self, row: MergedRow, provenance: Provenance) -> Result<Instruction, RowFault> {
        let record = self.record(row);
        let file = self.sources.get(row.source).and_then(|source| self.profile.files.get(source.kind));
        let file = file.ok_or(RowFault::NoAction)?;
        resolve(file, provenance, row.place.occurred_at, &record)
    }

    fn refuse(&mut self, row: MergedRow, code: &str, reason: &str) -> Result<(), RejectsError> {
        let record = self.record(row);
        let Some(source) = self.sources.get(row.source) else { return Ok(()) };
        let file = file_name(&source.path);
        self.tally.refuse(&Reject {
            file: &file,
            kind: source.kind,
            place: &row.place,
            code,
            reason,
            record: &record,
        })
    }

    /// The row's columns; none should its place not be the source's, which then shows as a fault of the row.
    fn record(&mut self, row: MergedRow) -> ByteRecord {
        let mut record = ByteRecord::new();
        if let Some(reader) = self.readers.get_mut(row.source)
            && reader.read(&row.place, &mut record).is_err()
        {
            record.clear();
        }
        record
    }
}
