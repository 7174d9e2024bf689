//! Which segment files there are, and what their headers say.
//!
//! Invariant: other names in the folder are ignored, as `spec/format.md` section 2 asks.

use std::sync::Arc;

use ledger_format::{
    digest::chain_start,
    frame::{SegmentHeader, parse_segment_file_name, segment_file_name},
    identifiers::{EntryIndex, Origin},
    limits::SEGMENT_HEADER_SIZE,
};

use super::{Corruption, JournalFault};
use crate::{
    error::{Doing, Error, Operation},
    storage::{Access, FilePath, Folder, Storage, StorageFile},
};

/// Where the segment that begins with this entry lies.
#[must_use]
pub fn path(first: EntryIndex) -> FilePath {
    FilePath::journal(segment_file_name(first))
}

/// The first entries of all segments, rising.
///
/// # Errors
/// [`Error::Storage`].
pub fn list(storage: &dyn Storage) -> Result<Vec<EntryIndex>, Error> {
    let names = storage.list(Folder::Journal).doing(Operation::List, &Folder::Journal.name())?;
    let mut firsts: Vec<_> = names.iter().filter_map(|name| parse_segment_file_name(name)).collect();
    firsts.sort_unstable();
    Ok(firsts)
}

/// Opens a segment for reading and checks its header against its name, and against the origin if one is known.
///
/// # Errors
/// [`Error::Storage`], [`Error::Corrupt`].
pub fn open(
    storage: &dyn Storage,
    first: EntryIndex,
    origin: Option<&Origin>,
) -> Result<(Arc<dyn StorageFile>, SegmentHeader), Error> {
    let file = path(first);
    let handle = storage.open(&file, Access::Read).doing(Operation::Open, &file)?;
    let mut bytes = [0; SEGMENT_HEADER_SIZE];
    let read = handle.read_at(0, &mut bytes).doing(Operation::Read, &file)?;
    let corrupt = |fault| Error::from(Corruption { file: file.clone(), offset: 0, fault });
    let header = SegmentHeader::decode(bytes.get(..read).unwrap_or_default())
        .map_err(|fault| corrupt(JournalFault::SegmentHeader(fault)))?;
    if header.first_entry != first {
        return Err(corrupt(JournalFault::SegmentName { found: header.first_entry }));
    }
    if origin.is_some_and(|origin| *origin != header.origin) {
        return Err(corrupt(JournalFault::Origin));
    }
    Ok((handle, header))
}

/// Reads the origin from the first segment's header.
///
/// # Errors
/// [`Error::Missing`] when there is no segment at all, [`Error::Storage`], [`Error::Corrupt`].
pub fn origin(storage: &dyn Storage) -> Result<Origin, Error> {
    let first = *list(storage)?.first().ok_or(Error::Missing)?;
    Ok(open(storage, first, None)?.1.origin)
}

/// Checks every header, but reads no frame.
///
/// # Errors
/// [`Error::Missing`] when there is no segment at all, [`Error::Storage`], [`Error::Corrupt`].
pub fn check_headers(storage: &dyn Storage, origin: &Origin) -> Result<Vec<EntryIndex>, Error> {
    let firsts = list(storage)?;
    match firsts.first() {
        None => return Err(Error::Missing),
        Some(EntryIndex(0)) => {}
        Some(found) => {
            let fault = JournalFault::FirstEntry { expected: EntryIndex(0), found: *found };
            return Err(Corruption { file: path(*found), offset: 0, fault }.into());
        }
    }
    for first in &firsts {
        let (_, header) = open(storage, *first, Some(origin))?;
        // Later headers' parents are held against the batches before them; before the first there is none (J-102).
        let (expected, found) = (chain_start(origin), header.parent);
        if first.0 == 0 && found != expected {
            let fault = JournalFault::Parent { expected, found };
            return Err(Corruption { file: path(*first), offset: 0, fault }.into());
        }
    }
    Ok(firsts)
}
