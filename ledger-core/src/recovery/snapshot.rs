//! Snapshots: the book as of one durable head, in one file that says whether it is whole.
//!
//! Invariants
//! - A snapshot is written under another name, synced, then renamed: it is there as a whole or not at all.
//! - Preface and book each carry the BLAKE3 of their bytes; a snapshot that is not whole is passed over, never repaired.
//! - The newest two are kept. All of them may be deleted at any time: they hold nothing that the journal does not.

use std::io;

use ledger_format::{
    digest::blake3,
    encoding,
    frame::{parse_segment_file_name, segment_file_name},
    head::Head,
    identifiers::{Digest, EntryIndex, Origin, Timestamp},
};
use serde::{Deserialize, Serialize};

use crate::{
    book::{Book, Replaying},
    error::{Doing, Error, Operation},
    journal::Position,
    live::Live,
    storage::{Access, FilePath, Folder, Storage, read_to_end},
    tree::Tree,
};

const MAGIC: [u8; 8] = *b"ITMO-BK1";
const DIGEST_SIZE: usize = 32;
const ENDING: &str = ".book";
const UNFINISHED: &str = ".new";
const KEPT_COUNT: usize = 2;

/// What stands before the book's own bytes.
#[derive(Debug, Serialize, Deserialize)]
struct Preface {
    origin: Origin,
    head: Head,
    recorded_at: Timestamp,
    segment: EntryIndex,
    offset: u64,
    head_is_owed: bool,
    peaks: Vec<Digest>,
}

/// A snapshot as loaded.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub book: Replaying,
    pub head: Head,
    pub recorded_at: Timestamp,
    /// Where the journal ended.
    pub end: Position,
    pub head_is_owed: bool,
    pub tree: Tree,
}

/// The newest snapshot that is whole and this ledger's, and how many newer ones are not.
///
/// # Errors
/// [`Error::Storage`] when the folder cannot be listed; a snapshot that cannot be read is skipped.
pub(crate) fn newest(storage: &dyn Storage, origin: &Origin) -> Result<(Option<Snapshot>, usize), Error> {
    let mut skipped = 0;
    for count in entry_counts(storage)?.into_iter().rev() {
        let whole = read(storage, count).ok().and_then(|bytes| decode(&bytes, origin));
        match whole {
            Some(snapshot) => return Ok((Some(snapshot), skipped)),
            None => skipped += 1,
        }
    }
    Ok((None, skipped))
}

/// Saves the live book. The caller holds the live state only while this encodes it.
pub(crate) fn encode(live: &Live, origin: &Origin) -> Result<Vec<u8>, Error> {
    let preface = Preface {
        origin: origin.clone(),
        head: live.head,
        recorded_at: live.recorded_at,
        segment: live.end.segment,
        offset: live.end.offset,
        head_is_owed: live.head_is_owed,
        peaks: live.tree.peaks().to_vec(),
    };
    let preface = encoding::encode(&preface)
        .map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))
        .doing(Operation::Write, &Folder::Book.name())?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&(preface.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&preface);
    let digest = blake3(&bytes);
    bytes.extend_from_slice(&digest.0);
    live.book.encode_snapshot(&mut bytes);
    Ok(bytes)
}

/// Puts an encoded snapshot into its file and removes all but the newest two. One that is there already stays if it holds the
/// same bytes, and is replaced if it does not: then it is damaged, or older than the signature over its head.
///
/// # Errors
/// [`Error::Storage`]; the ledger is none the worse for it.
pub(crate) fn save(storage: &dyn Storage, entry_count: u64, bytes: &[u8]) -> Result<(), Error> {
    let mut counts = entry_counts(storage)?;
    if counts.contains(&entry_count) && read(storage, entry_count).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    counts.retain(|count| *count != entry_count);
    let name = name(entry_count);
    let unfinished = FilePath::book(format!("{name}{UNFINISHED}"));
    match storage.remove(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).doing(Operation::Remove, &unfinished);
        }
        // A save that a crash cut short may have left one.
        _ => {}
    }
    let file = storage.create(&unfinished).doing(Operation::Create, &unfinished)?;
    file.write_at(0, bytes).doing(Operation::Write, &unfinished)?;
    file.sync().doing(Operation::Sync, &unfinished)?;
    storage.rename(&unfinished, &name).doing(Operation::Rename, &unfinished)?;
    storage.sync_folder(Folder::Book).doing(Operation::Sync, &Folder::Book.name())?;
    for old in counts.iter().rev().skip(KEPT_COUNT - 1) {
        let path = path(*old);
        storage.remove(&path).doing(Operation::Remove, &path)?;
    }
    Ok(())
}

fn name(entry_count: u64) -> String {
    segment_file_name(EntryIndex(entry_count)).replace(".seg", ENDING)
}

fn path(entry_count: u64) -> FilePath {
    FilePath::book(name(entry_count))
}

fn entry_counts(storage: &dyn Storage) -> Result<Vec<u64>, Error> {
    let names = storage.list(Folder::Book).doing(Operation::List, &Folder::Book.name())?;
    let count = |name: &str| {
        let digits = name.strip_suffix(ENDING)?;
        parse_segment_file_name(&format!("{digits}.seg")).map(|index| index.0)
    };
    let mut counts: Vec<_> = names.iter().filter_map(|name| count(name)).collect();
    counts.sort_unstable();
    Ok(counts)
}

fn read(storage: &dyn Storage, entry_count: u64) -> io::Result<Vec<u8>> {
    read_to_end(&*storage.open(&path(entry_count), Access::Read)?)
}

fn decode(bytes: &[u8], origin: &Origin) -> Option<Snapshot> {
    let (size, rest) = bytes.strip_prefix(&MAGIC)?.split_first_chunk::<8>()?;
    let (preface, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*size)).ok()?)?;
    let (digest, book) = rest.split_at_checked(DIGEST_SIZE)?;
    let covered = bytes.get(..MAGIC.len() + size.len() + preface.len())?;
    if blake3(covered).0 != digest {
        return None;
    }
    let preface: Preface = encoding::decode(preface).ok()?;
    if preface.origin != *origin {
        return None;
    }
    let book = Book::decode_to_replay(book, origin)?;
    if book.entry_count() != preface.head.entry_count {
        return None;
    }
    Some(Snapshot {
        book,
        head: preface.head,
        recorded_at: preface.recorded_at,
        end: Position { segment: preface.segment, offset: preface.offset },
        head_is_owed: preface.head_is_owed,
        tree: Tree::from_peaks(preface.head.entry_count, preface.peaks)?,
    })
}
