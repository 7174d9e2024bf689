//! Tells a tail that a crash tore from one that was damaged (D10, `spec/format.md` section 3.3).
//!
//! Invariants
//! - Only what lies above every durable-head record can be a tail: a good frame further on that could only have been written
//!   after what is bad had been synced makes it damage inside the journal.
//! - Nothing is cut away here.

use std::sync::Arc;

use ledger_format::{
    frame::{BATCH_MAGIC, BatchHeader, HEAD_MAGIC, HeadFrame},
    limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE},
};

use super::{Corruption, Position, segments};
use crate::{
    error::{Doing, Error, Operation},
    storage::StorageFile,
};

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
    let bytes = read_tail(file, at)?;
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

fn read_tail(file: &Arc<dyn StorageFile>, at: Position) -> Result<Vec<u8>, Error> {
    let path = segments::path(at.segment);
    let size = file.size().doing(Operation::Read, &path)?.saturating_sub(at.offset);
    let mut bytes = vec![0; usize::try_from(size).unwrap_or(usize::MAX)];
    let read = file.read_at(at.offset, &mut bytes).doing(Operation::Read, &path)?;
    bytes.truncate(read);
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    bytes.truncate(end);
    Ok(bytes)
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
    fn later_frames_show_that_this_place_was_durable() {
        let good = batch(8, &[9; 300]);
        let noise = [b"noise".as_slice(), &good].concat();
        assert!(shows_durability_beyond(&noise, 7));
        assert!(!shows_durability_beyond(&noise, 8), "the batch itself was on its way");
    }
}
