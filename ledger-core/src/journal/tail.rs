//! Tells a tail that a crash tore from one that was damaged (D10, `spec/format.md` section 3.3).
//!
//! Invariants
//! - Only what lies above every durable-head record can be a tail: a good frame further on that could only have been written
//!   after what is bad had been synced makes it damage inside the journal.
//! - A tail is at most what can be written and not synced: a head frame and a batch. What is longer is damage inside the journal,
//!   and no more than that is ever held in memory, whatever the file's size.
//! - Nothing is cut away here.

use std::sync::Arc;

use ledger_format::{
    frame::{BATCH_MAGIC, BatchHeader, HEAD_MAGIC, HeadFrame},
    limits::{BATCH_HEADER_SIZE, BATCH_SIZE_MAX, HEAD_FRAME_SIZE},
};

use super::{Corruption, Position, segments};
use crate::{
    error::{Doing, Error, Operation},
    storage::StorageFile,
};

/// Most bytes that are ever written and not synced.
const TAIL_SIZE_MAX: usize = HEAD_FRAME_SIZE + BATCH_SIZE_MAX;

/// Bytes read at once.
const PIECE_SIZE: usize = 1024 * 1024;

/// How the journal ends behind its last good frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// With nothing, or with 00.
    Clean,
    /// With a frame that was being written when the power went; never acknowledged.
    Torn(Tail),
    /// With bytes that a power cut alone does not explain.
    Damaged(Tail),
}

/// The bytes behind the last good frame of the last segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tail {
    /// Where they begin.
    pub at: Position,
    /// The bytes, without the 00 at their end.
    pub bytes: Vec<u8>,
    /// What is wrong with the first of them.
    pub corruption: Corruption,
}

/// Classifies what stands at `at`, in the last segment, after `entry_count` good entries.
///
/// # Errors
/// [`Error::Corrupt`] when a record further on shows that the journal was durable beyond this place, and
/// [`Error::Storage`].
pub(super) fn classify(
    file: &Arc<dyn StorageFile>,
    at: Position,
    entry_count: u64,
    corruption: Corruption,
) -> Result<Ending, Error> {
    let Some(bytes) = read_tail(file, at)? else { return Err(corruption.into()) };
    if bytes.is_empty() {
        return Ok(Ending::Clean);
    }
    if shows_durability_beyond(&bytes, entry_count) {
        return Err(corruption.into());
    }
    let torn = is_torn(&bytes);
    let tail = Tail { at, bytes, corruption };
    Ok(if torn { Ending::Torn(tail) } else { Ending::Damaged(tail) })
}

/// The bytes from there on, without the 00 at their end; none if they are more than a tail has.
fn read_tail(file: &Arc<dyn StorageFile>, at: Position) -> Result<Option<Vec<u8>>, Error> {
    let path = segments::path(at.segment);
    let (mut bytes, mut piece, mut passed) = (Vec::new(), vec![0; PIECE_SIZE], 0_usize);
    loop {
        let offset = at.offset.saturating_add(passed as u64);
        let read = file.read_at(offset, &mut piece).doing(Operation::Read, &path)?;
        let found = piece.get(..read).unwrap_or_default();
        if let Some(last) = found.iter().rposition(|byte| *byte != 0) {
            if passed + last >= TAIL_SIZE_MAX {
                return Ok(None);
            }
            // What was passed over is 00.
            bytes.resize(passed, 0);
            bytes.extend_from_slice(found.get(..=last).unwrap_or_default());
        }
        if read < piece.len() {
            return Ok(Some(bytes));
        }
        passed += read;
    }
}

/// A proper prefix of a frame, all trailing 00 taken away.
fn is_torn(bytes: &[u8]) -> bool {
    if bytes.starts_with(&BATCH_MAGIC) {
        match BatchHeader::decode(bytes) {
            Ok(header) => bytes.len() < BATCH_HEADER_SIZE + header.payload_size_bytes(),
            Err(_) => bytes.len() < BATCH_HEADER_SIZE,
        }
    } else if bytes.starts_with(&HEAD_MAGIC) {
        bytes.len() < HEAD_FRAME_SIZE
    } else {
        BATCH_MAGIC.starts_with(bytes) || HEAD_MAGIC.starts_with(bytes)
    }
}

/// Whether a good frame stands anywhere in `bytes` that was written after the sync of entry `entry_count`.
fn shows_durability_beyond(bytes: &[u8], entry_count: u64) -> bool {
    (0..bytes.len()).any(|place| {
        let rest = bytes.get(place..).unwrap_or_default();
        if rest.starts_with(&HEAD_MAGIC) {
            HeadFrame::decode(rest).is_ok_and(|frame| frame.head.entry_count > entry_count)
        } else if rest.starts_with(&BATCH_MAGIC) {
            BatchHeader::decode(rest).is_ok_and(|header| header.first_entry.0 > entry_count)
        } else {
            false
        }
    })
}

#[cfg(test)]
mod tests {
    use ledger_format::identifiers::{Digest, EntryIndex, Timestamp};

    use super::*;
    use crate::storage::{MemoryStorage, Storage};

    fn batch(first: u64, payload: &[u8]) -> Vec<u8> {
        let header = BatchHeader {
            payload_size: u32::try_from(payload.len()).unwrap(),
            first_entry: EntryIndex(first),
            entry_count: 1,
            recorded_at: Timestamp(1),
            parent: Digest([1; 32]),
            chain: Digest([2; 32]),
        };
        [&header.encode(), payload].concat()
    }

    #[test]
    fn every_proper_prefix_of_a_frame_is_torn_and_the_whole_is_not() {
        let frame = batch(7, &[9; 300]);
        for size in 1..frame.len() {
            assert!(is_torn(&frame[..size]), "{size} bytes");
        }
        assert!(!is_torn(&frame));
        assert!(!is_torn(b"BTCX") && !is_torn(b"X"));
        let mut bad_header = frame;
        bad_header[40] ^= 1;
        assert!(!is_torn(&bad_header));
        assert!(is_torn(&bad_header[..111]), "a header that is not whole has no check to fail");
    }

    #[test]
    fn a_tail_is_as_long_as_what_was_not_synced_and_no_longer() {
        let storage = MemoryStorage::new();
        let (path, at) = (segments::path(EntryIndex(0)), Position { segment: EntryIndex(0), offset: 100 });
        let file = storage.create(&path).unwrap();
        let tail = |last: usize| {
            file.truncate(0).unwrap();
            // Space set aside far behind it is read over.
            file.truncate(100 + 3 * TAIL_SIZE_MAX as u64).unwrap();
            file.write_at(100, b"B").unwrap();
            file.write_at(100 + last as u64, b"X").unwrap();
            read_tail(&file, at).unwrap()
        };
        for last in [1, PIECE_SIZE - 1, PIECE_SIZE, 2 * PIECE_SIZE + 7, TAIL_SIZE_MAX - 1] {
            let bytes = tail(last).unwrap();
            assert_eq!((bytes.len(), bytes[0], bytes[last]), (last + 1, b'B', b'X'));
            assert!(bytes[1..last].iter().all(|byte| *byte == 0));
        }
        assert!(tail(TAIL_SIZE_MAX).is_none());
        let corruption = Corruption { file: path, offset: 100, fault: super::super::JournalFault::BehindEnd };
        assert!(matches!(classify(&file, at, 7, corruption), Err(Error::Corrupt(_))));
    }

    #[test]
    fn later_frames_show_that_this_place_was_durable() {
        let good = batch(8, &[9; 300]);
        let noise = [b"noise".as_slice(), &good].concat();
        assert!(shows_durability_beyond(&noise, 7));
        assert!(!shows_durability_beyond(&noise, 8), "the batch itself was on its way");
    }
}
