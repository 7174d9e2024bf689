//! Tells what follows the last good frame: nothing, a torn frame, or damage (`spec/format.md` section 3.3).
//!
//! Invariants:
//! - Memory is constant, however long the tail is.
//!
//! It does not know frames that are good; those never get here.

use std::io;

use ledger_format::frame::{BATCH_MAGIC, HEAD_MAGIC};
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE};

use super::source::SegmentBytes;

const PIECE: u64 = 64 * 1024;
/// The first piece is small: behind most places the next frame begins at once.
const FIRST_PIECE: u64 = 64;

/// The first byte from `offset` on that is not 00.
///
/// # Errors
/// What reading gives.
pub fn first_nonzero(segment: &dyn SegmentBytes, offset: u64) -> io::Result<Option<u64>> {
    let (mut from, mut size) = (offset, FIRST_PIECE);
    while from < segment.size() {
        let piece = piece(segment, from, segment.size().min(from.saturating_add(size)))?;
        size = PIECE;
        if let Some(at) = piece.iter().position(|byte| *byte != 0) {
            return Ok(Some(from + at as u64));
        }
        from += piece.len() as u64;
    }
    Ok(None)
}

/// How many bytes are left from `offset` on when all trailing 00 are taken away.
///
/// # Errors
/// What reading gives.
pub fn stripped_size(segment: &dyn SegmentBytes, offset: u64) -> io::Result<u64> {
    let mut end = segment.size();
    while end > offset {
        let from = offset.max(end.saturating_sub(PIECE));
        let piece = piece(segment, from, end)?;
        if let Some(at) = piece.iter().rposition(|byte| *byte != 0) {
            return Ok(from + at as u64 + 1 - offset);
        }
        end = from;
    }
    Ok(0)
}

/// Whether `stripped_size` bytes, which begin with `start` and are not a good frame, are a proper prefix of a frame that has
/// no whole header.
///
/// `start` holds the first four of them, or all if they are fewer.
#[must_use]
pub fn is_torn_header(start: &[u8], stripped_size: u64) -> bool {
    let seen = usize::try_from(stripped_size).unwrap_or(usize::MAX).min(4);
    let start = start.get(..seen).unwrap_or(start);
    [(BATCH_MAGIC, BATCH_HEADER_SIZE), (HEAD_MAGIC, HEAD_FRAME_SIZE)]
        .iter()
        .any(|(magic, size)| stripped_size < *size as u64 && magic.starts_with(start))
}

fn piece(segment: &dyn SegmentBytes, from: u64, end: u64) -> io::Result<Vec<u8>> {
    let mut piece = vec![0; usize::try_from(end - from).map_err(io::Error::other)?];
    segment.read_exact_at(from, &mut piece)?;
    Ok(piece)
}
