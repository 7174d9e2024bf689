//! Counts the batches of a journal by their headers alone, so that a sample can be drawn before anything is read.
//!
//! Invariants:
//! - Reads 112 bytes a frame; memory is constant.
//!
//! It finds no faults: it stops where the walk would stop, or a little later, and the walk says why.

use ledger_format::frame::{BatchHeader, HEAD_MAGIC};
use ledger_format::limits::{BATCH_HEADER_SIZE, HEAD_FRAME_SIZE, SEGMENT_HEADER_SIZE};

use super::source::JournalSource;
use crate::error::Unreadable;

/// How many batches the journal seems to have.
///
/// # Errors
/// [`Unreadable`] when a file cannot be read.
pub fn count_batches(source: &dyn JournalSource) -> Result<u64, Unreadable> {
    let mut batches = 0_u64;
    for segment in source.segments().map_err(|source| Unreadable::Folder { source })? {
        let bytes = source.open(segment).map_err(Unreadable::segment(segment))?;
        let mut at = SEGMENT_HEADER_SIZE as u64;
        let mut header = [0; BATCH_HEADER_SIZE];
        while at.saturating_add(header.len() as u64) <= bytes.size() {
            bytes.read_exact_at(at, &mut header).map_err(Unreadable::segment(segment))?;
            if header.starts_with(&HEAD_MAGIC) {
                at = at.saturating_add(HEAD_FRAME_SIZE as u64);
                continue;
            }
            let Ok(batch) = BatchHeader::decode(&header) else { break };
            at = at.saturating_add(batch.frame_size());
            batches = batches.saturating_add(u64::from(at <= bytes.size()));
        }
    }
    Ok(batches)
}
