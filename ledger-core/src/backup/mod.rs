//! Copies the journal to the durable head while the writer goes on, and reads the copy back.
//!
//! Invariants
//! - The copy ends with the operator's signature over its head.
//! - Until all of it is copied, synced, read back and checked, none of its files bears a segment's name: neither an interrupted
//!   backup nor a bad one is ever taken for a ledger.
//! - Only the journal is copied. The book and the history come from it.

#[cfg(test)]
mod tests;
mod unnamed;

use std::{path::Path, sync::Arc};

use ledger_format::{
    frame::segment_file_name,
    head::Head,
    identifiers::{EntryIndex, Origin},
};

use unnamed::{Unnamed, partial};

use crate::{
    error::{Doing, Error, Operation},
    journal::{
        Corruption, JournalFault, Position, segments,
        walk::{Depth, Walk, grow_tree},
    },
    ledger::Ledger,
    progress::{Progress, untold},
    recovery::opening,
    storage::{Access, Folder, Storage},
    tree::Tree,
};

/// Bytes copied at once.
const PIECE_SIZE: usize = 1024 * 1024;

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct BackupReport {
    /// The head of the copy.
    pub head: Head,
    /// Segments copied.
    pub segment_count: usize,
    /// Bytes copied.
    pub size: u64,
}

impl Ledger {
    /// Copies the journal to a directory that holds no ledger, up to the durable head, and checks the copy: frames, chain
    /// and tree, against that head. Only then do its files get their names. Commits go on meanwhile.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`], [`Error::HeadNotSigned`], [`Error::Corrupt`] when a segment or its copy is damaged, and what
    /// the media report.
    pub fn backup(&self, directory: &Path) -> Result<BackupReport, Error> {
        self.backup_and_tell(directory, untold)
    }

    /// The same, telling how far it has come, in bytes: each is copied, then read back.
    ///
    /// # Errors
    /// As [`Ledger::backup`].
    pub fn backup_and_tell(
        &self,
        directory: &Path,
        mut tell: impl FnMut(Progress),
    ) -> Result<BackupReport, Error> {
        self.copy_to(opening::create_directory(directory)?, &mut tell)
    }

    /// The same to any storage.
    ///
    /// # Errors
    /// As [`Ledger::backup`].
    pub fn backup_to(&self, target: Arc<dyn Storage>) -> Result<BackupReport, Error> {
        self.copy_to(target, &mut untold)
    }

    fn copy_to(
        &self,
        target: Arc<dyn Storage>,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<BackupReport, Error> {
        let names = target.list(Folder::Journal).doing(Operation::List, &Folder::Journal.name())?;
        if !names.is_empty() {
            return Err(Error::AlreadyExists);
        }
        let (head, end) = self.signed_end()?;
        let source = &*self.shared.storage;
        let mut segments = Vec::new();
        for segment in segments::list(source)?.into_iter().filter(|segment| *segment <= end.segment) {
            segments.push((segment, size_up_to(source, segment, end)?));
        }
        let size = segments.iter().map(|(_, size)| size).sum();
        let mut told = Told { tell, progress: Progress { done: 0, total: 2 * size } };
        for (segment, size) in &segments {
            copy(source, &*target, *segment, *size, &mut told)?;
        }
        verify(Arc::new(Unnamed(Arc::clone(&target))), self.origin(), &head, &mut told)?;
        // The first segment last: until then there is no ledger.
        for (segment, _) in segments.iter().rev() {
            let partial = partial(&segments::path(*segment));
            let name = segment_file_name(*segment);
            target.rename(&partial, &name).doing(Operation::Rename, &partial)?;
            target.sync_folder(Folder::Journal).doing(Operation::Sync, &Folder::Journal.name())?;
        }
        Ok(BackupReport { head, segment_count: segments.len(), size })
    }

    /// The durable head and the place behind its signature.
    fn signed_end(&self) -> Result<(Head, Position), Error> {
        match &self.shared.sequencer {
            Some(sequencer) => {
                let mut sequencer = sequencer.lock();
                sequencer.settle_head(&self.shared)?;
                Ok((sequencer.head, sequencer.writer.position()))
            }
            None => {
                let live = self.shared.live.read();
                if live.head_is_owed {
                    return Err(Error::HeadNotSigned);
                }
                Ok((live.head, live.end))
            }
        }
    }
}

/// Who is told how far it has come.
struct Told<'t> {
    tell: &'t mut dyn FnMut(Progress),
    progress: Progress,
}

impl Told<'_> {
    fn add(&mut self, size: u64) {
        self.progress.done += size;
        (self.tell)(self.progress);
    }
}

/// How much of a segment is copied: up to the end, without the space set aside behind it.
fn size_up_to(source: &dyn Storage, segment: EntryIndex, end: Position) -> Result<u64, Error> {
    if segment == end.segment {
        return Ok(end.offset);
    }
    let path = segments::path(segment);
    let file = source.open(&path, Access::Read).doing(Operation::Open, &path)?;
    file.size().doing(Operation::Read, &path)
}

/// Copies so much of one segment.
fn copy(
    source: &dyn Storage,
    target: &dyn Storage,
    segment: EntryIndex,
    size: u64,
    told: &mut Told<'_>,
) -> Result<(), Error> {
    let from = segments::path(segment);
    let to = partial(&from);
    let reader = source.open(&from, Access::Read).doing(Operation::Open, &from)?;
    let writer = target.create(&to).doing(Operation::Create, &to)?;
    let (mut at, mut buffer) = (0, vec![0; PIECE_SIZE]);
    while at < size {
        let wanted = usize::try_from(size - at).unwrap_or(PIECE_SIZE).min(PIECE_SIZE);
        let piece = buffer.get_mut(..wanted).unwrap_or_default();
        let read = reader.read_at(at, piece).doing(Operation::Read, &from)?;
        if read == 0 {
            let fault = JournalFault::FileEnds { expected: size, found: at };
            return Err(Corruption { file: from, offset: at, fault }.into());
        }
        writer.write_at(at, piece.get(..read).unwrap_or_default()).doing(Operation::Write, &to)?;
        at += read as u64;
        told.add(read as u64);
    }
    writer.sync().doing(Operation::Sync, &to)
}

/// Reads the whole copy and compares its head, which is to be signed.
fn verify(target: Arc<dyn Storage>, origin: &Origin, head: &Head, told: &mut Told<'_>) -> Result<(), Error> {
    let mut walk = Walk::from_genesis(target, origin.clone(), Depth::Hashes)?;
    let mut tree = Tree::new();
    loop {
        let window = walk.next_window()?;
        if window.is_empty() {
            break;
        }
        for walked in &window {
            grow_tree(&mut tree, walked)?;
            told.add(walked.batch.header.frame_size());
        }
    }
    let found = Head { entry_count: walk.entry_count(), chain: walk.chain(), root: tree.root() };
    let fault = if found != *head {
        JournalFault::Head { expected: Box::new(*head), found: Box::new(found) }
    } else if walk.head_is_owed() {
        JournalFault::HeadMissing
    } else {
        return Ok(());
    };
    let at = walk.position().unwrap_or(Position { segment: EntryIndex(0), offset: 0 });
    Err(Corruption { file: segments::path(at.segment), offset: at.offset, fault }.into())
}
