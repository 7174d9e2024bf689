//! Copies the journal to the durable head while the writer goes on, and reads the copy back.
//!
//! Invariants
//! - The copy ends with the operator's signature over its head.
//! - Until all of it is copied, synced and checked, none of its files bears a segment's name: an interrupted backup is never
//!   taken for a shorter ledger.
//! - Only the journal is copied. The book and the history come from it.

use std::{path::Path, sync::Arc};

use ledger_format::{
    frame::segment_file_name,
    head::Head,
    identifiers::{EntryIndex, Origin},
};

use crate::{
    error::{Doing, Error, Operation},
    journal::{
        Corruption, JournalFault, Position, segments,
        walk::{Depth, Walk, grow_tree},
    },
    ledger::Ledger,
    recovery::opening,
    storage::{Access, FilePath, Folder, Storage},
    tree::Tree,
};

/// Bytes copied at once.
const PIECE_SIZE: usize = 1024 * 1024;

/// Ending of a copied segment's name until the whole copy is good.
const PARTIAL: &str = ".partial";

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
    /// and tree, against that head. Commits go on meanwhile.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`], [`Error::Corrupt`] when a segment or its copy is damaged, and what the media report.
    pub fn backup(&self, directory: &Path) -> Result<BackupReport, Error> {
        self.backup_to(opening::create_directory(directory)?)
    }

    /// The same to any storage.
    ///
    /// # Errors
    /// As [`Ledger::backup`].
    pub fn backup_to(&self, target: Arc<dyn Storage>) -> Result<BackupReport, Error> {
        let names = target.list(Folder::Journal).doing(Operation::List, &Folder::Journal.name())?;
        if !names.is_empty() {
            return Err(Error::AlreadyExists);
        }
        let (head, end) = self.signed_end()?;
        let source = &*self.shared.storage;
        let copied: Vec<_> =
            segments::list(source)?.into_iter().filter(|segment| *segment <= end.segment).collect();
        let mut size = 0;
        for segment in &copied {
            size += copy(source, &*target, *segment, end)?;
        }
        // The first segment last: until then there is no ledger.
        for segment in copied.iter().rev() {
            let partial = partial(*segment);
            let name = segment_file_name(*segment);
            target.rename(&partial, &name).doing(Operation::Rename, &partial)?;
            target.sync_folder(Folder::Journal).doing(Operation::Sync, &Folder::Journal.name())?;
        }
        verify(target, self.origin(), &head)?;
        Ok(BackupReport { head, segment_count: copied.len(), size })
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
                Ok((live.head, live.end))
            }
        }
    }
}

fn partial(segment: EntryIndex) -> FilePath {
    FilePath::journal(segment_file_name(segment) + PARTIAL)
}

/// Copies one segment up to the end, without the space set aside behind it.
fn copy(
    source: &dyn Storage,
    target: &dyn Storage,
    segment: EntryIndex,
    end: Position,
) -> Result<u64, Error> {
    let (from, to) = (segments::path(segment), partial(segment));
    let reader = source.open(&from, Access::Read).doing(Operation::Open, &from)?;
    let size =
        if segment == end.segment { end.offset } else { reader.size().doing(Operation::Read, &from)? };
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
    }
    writer.sync().doing(Operation::Sync, &to)?;
    Ok(size)
}

/// Reads the whole copy and compares its head.
fn verify(target: Arc<dyn Storage>, origin: &Origin, head: &Head) -> Result<(), Error> {
    let mut walk = Walk::from_genesis(target, origin.clone(), Depth::Hashes)?;
    let mut tree = Tree::new();
    loop {
        let window = walk.next_window()?;
        if window.is_empty() {
            break;
        }
        for walked in &window {
            grow_tree(&mut tree, walked)?;
        }
    }
    let found = Head { entry_count: walk.entry_count(), chain: walk.chain(), root: tree.root() };
    if found == *head {
        return Ok(());
    }
    let at = walk.position().unwrap_or(Position { segment: EntryIndex(0), offset: 0 });
    let fault = JournalFault::Head { expected: Box::new(*head), found: Box::new(found) };
    Err(Corruption { file: segments::path(at.segment), offset: at.offset, fault }.into())
}
