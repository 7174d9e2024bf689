//! Moves a tail out of the journal into a file of its own, so that the journal can go on and nothing is thrown away.
//!
//! Invariants
//! - The copy, and its name, are durable before the journal is cut.
//! - The copy bears the ending `.tail.new` until the entry that records it is durable, so that a crash in between is noticed
//!   and made good by the next opening.

use ledger_format::{
    body::Recovery,
    digest::blake3,
    frame::{parse_segment_file_name, segment_file_name},
    identifiers::{Digest, EntryIndex},
};

use super::report::SetAsideTail;
use crate::{
    error::{Doing, Error, Operation},
    journal::{segments, tail::Tail},
    storage::{Access, FilePath, Folder, Storage, read_to_end},
};

const ENDING: &str = ".tail";
const UNRECORDED: &str = ".tail.new";

/// Copies a tail into its file and cuts it off the journal.
///
/// # Errors
/// [`Error::Storage`].
pub(crate) fn set_aside(
    storage: &dyn Storage,
    tail: &Tail,
    was_damaged: bool,
) -> Result<SetAsideTail, Error> {
    let digest = blake3(&tail.bytes);
    let file = FilePath::journal(name(tail.at.segment, tail.at.offset, &digest, UNRECORDED));
    // An earlier attempt that did not get as far as cutting the journal left a copy that may not be whole.
    if names(storage)?.contains(&file.name) {
        storage.remove(&file).doing(Operation::Remove, &file)?;
    }
    let copy = storage.create(&file).doing(Operation::Create, &file)?;
    copy.write_at(0, &tail.bytes).doing(Operation::Write, &file)?;
    copy.sync().doing(Operation::Sync, &file)?;
    storage.sync_folder(Folder::Journal).doing(Operation::Sync, &Folder::Journal.name())?;

    let path = segments::path(tail.at.segment);
    let segment = storage.open(&path, Access::ReadWrite).doing(Operation::Open, &path)?;
    segment.truncate(tail.at.offset).doing(Operation::Truncate, &path)?;
    segment.sync().doing(Operation::Sync, &path)?;
    Ok(described(file, tail.at.segment, tail.at.offset, &tail.bytes, was_damaged))
}

/// A tail that was set aside, and whose recovery entry a crash prevented, if there is one. Of a tail that was recorded
/// before the crash, only the name is put right.
///
/// # Errors
/// [`Error::Storage`].
pub(crate) fn unrecorded(
    storage: &dyn Storage,
    recorded: &[Recovery],
) -> Result<Option<SetAsideTail>, Error> {
    for name in names(storage)? {
        let Some((segment, offset)) = parse(&name) else { continue };
        let file = FilePath::journal(name.clone());
        let copy = storage.open(&file, Access::Read).doing(Operation::Open, &file)?;
        let bytes = read_to_end(&*copy).doing(Operation::Read, &file)?;
        let tail = described(file, segment, offset, &bytes, false);
        if *name != *self::name(segment, offset, &tail.digest, UNRECORDED) {
            // Not whole: a crash came before the journal was cut, and the bytes are still there.
            continue;
        }
        if recorded.contains(&tail.recovery()) {
            mark_recorded(storage, &tail)?;
        } else {
            return Ok(Some(tail));
        }
    }
    Ok(None)
}

/// Gives the file its final name, now that an entry records it. Returns that name.
///
/// # Errors
/// [`Error::Storage`].
pub(crate) fn mark_recorded(storage: &dyn Storage, tail: &SetAsideTail) -> Result<FilePath, Error> {
    let name = name(tail.segment, tail.offset, &tail.digest, ENDING);
    storage.rename(&tail.file, &name).doing(Operation::Rename, &tail.file)?;
    storage.sync_folder(Folder::Journal).doing(Operation::Sync, &Folder::Journal.name())?;
    Ok(FilePath::journal(name))
}

impl SetAsideTail {
    /// What the recovery entry says of it.
    pub(crate) fn recovery(&self) -> Recovery {
        Recovery { segment: self.segment, offset: self.offset, size: self.size, digest: self.digest }
    }
}

fn described(
    file: FilePath,
    segment: EntryIndex,
    offset: u64,
    bytes: &[u8],
    was_damaged: bool,
) -> SetAsideTail {
    SetAsideTail { file, segment, offset, size: bytes.len() as u64, digest: blake3(bytes), was_damaged }
}

/// Segment and offset in 20 digits each, the digest's first 16 hex digits, and the ending. The digest keeps apart two tails
/// that begin at one place: the second may be the torn entry that was to record the first.
fn name(segment: EntryIndex, offset: u64, digest: &Digest, ending: &str) -> String {
    let number = |value| segment_file_name(EntryIndex(value)).replace(".seg", "");
    let digest: String = digest.to_string().chars().take(16).collect();
    format!("{}.{}.{digest}{ending}", number(segment.0), number(offset))
}

fn parse(name: &str) -> Option<(EntryIndex, u64)> {
    let mut parts = name.strip_suffix(UNRECORDED)?.split('.');
    let number = |digits: &str| parse_segment_file_name(&format!("{digits}.seg"));
    Some((number(parts.next()?)?, number(parts.next()?)?.0))
}

fn names(storage: &dyn Storage) -> Result<Vec<Box<str>>, Error> {
    storage.list(Folder::Journal).doing(Operation::List, &Folder::Journal.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        let name = name(EntryIndex(42), 4_711, &Digest([0xab; 32]), UNRECORDED);
        assert_eq!(name, "00000000000000000042.00000000000000004711.abababababababab.tail.new");
        assert_eq!(parse(&name), Some((EntryIndex(42), 4_711)));
        assert_eq!(parse("00000000000000000042.00000000000000004711.abababababababab.tail"), None);
        assert_eq!(parse("00000000000000000042.seg.new"), None);
    }
}
