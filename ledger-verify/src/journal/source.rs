//! Where the bytes of a journal come from: a folder of segment files, or memory.
//!
//! Invariants:
//! - Nothing is ever written, created or locked: a copy on read-only media and a ledger whose writer runs are read alike.
//! - A segment is read up to the size it had when it was opened.
//!
//! What the bytes say is not asked here.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use ledger_format::frame::{parse_segment_file_name, segment_file_name};
use ledger_format::identifiers::EntryIndex;

/// A journal's segments.
pub trait JournalSource: Sync {
    /// The segments by the first entry that their names promise, ascending. Other files are not listed.
    ///
    /// # Errors
    /// What listing the folder gives.
    fn segments(&self) -> io::Result<Vec<EntryIndex>>;

    /// Opens a segment for reading.
    ///
    /// # Errors
    /// What opening the file gives.
    fn open(&self, segment: EntryIndex) -> io::Result<Box<dyn SegmentBytes>>;
}

/// One segment's bytes.
pub trait SegmentBytes: Send + Sync {
    /// Its size in bytes when it was opened.
    fn size(&self) -> u64;

    /// Fills `into` from `offset` on.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] if fewer bytes are there; else what reading the file gives.
    fn read_exact_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()>;
}

/// Segment files in a folder.
#[derive(Debug, Clone)]
pub struct FolderSource {
    folder: PathBuf,
}

impl FolderSource {
    /// Takes a ledger's folder or its `journal` folder: if `path/journal` is a folder, that is read.
    #[must_use]
    pub fn new(path: impl AsRef<Path>) -> Self {
        let inside = path.as_ref().join("journal");
        let folder = if inside.is_dir() { inside } else { path.as_ref().to_owned() };
        Self { folder }
    }

    /// The folder that is read.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl JournalSource for FolderSource {
    fn segments(&self) -> io::Result<Vec<EntryIndex>> {
        let mut segments = Vec::new();
        for item in std::fs::read_dir(&self.folder)? {
            segments.extend(item?.file_name().to_str().and_then(parse_segment_file_name));
        }
        segments.sort_unstable();
        Ok(segments)
    }

    fn open(&self, segment: EntryIndex) -> io::Result<Box<dyn SegmentBytes>> {
        let file = File::open(self.folder.join(segment_file_name(segment)))?;
        let size = file.metadata()?.len();
        Ok(Box::new(SegmentFile { file, size }))
    }
}

struct SegmentFile {
    file: File,
    size: u64,
}

impl SegmentBytes for SegmentFile {
    fn size(&self) -> u64 {
        self.size
    }

    #[cfg(unix)]
    fn read_exact_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, into, offset)
    }

    #[cfg(windows)]
    fn read_exact_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        let mut filled = 0;
        while let Some(rest @ [_, ..]) = into.get_mut(filled..) {
            match std::os::windows::fs::FileExt::seek_read(&self.file, rest, offset + filled as u64)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => filled += count,
            }
        }
        Ok(())
    }
}

/// Segments in memory, by the first entry that their names promise: for vectors, tests and fuzzing.
#[derive(Debug, Clone, Default)]
pub struct MemorySource {
    segments: BTreeMap<EntryIndex, std::sync::Arc<[u8]>>,
}

impl MemorySource {
    /// A journal without segments.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a segment, or replaces the one of that name.
    pub fn insert(&mut self, segment: EntryIndex, bytes: Vec<u8>) {
        self.segments.insert(segment, bytes.into());
    }
}

impl JournalSource for MemorySource {
    fn segments(&self) -> io::Result<Vec<EntryIndex>> {
        Ok(self.segments.keys().copied().collect())
    }

    fn open(&self, segment: EntryIndex) -> io::Result<Box<dyn SegmentBytes>> {
        let bytes = self.segments.get(&segment).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(SegmentInMemory(bytes.clone())))
    }
}

struct SegmentInMemory(std::sync::Arc<[u8]>);

impl SegmentBytes for SegmentInMemory {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_exact_at(&self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        let from = usize::try_from(offset).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        let end = from.checked_add(into.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        into.copy_from_slice(self.0.get(from..end).ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}
