//! Checks the signatures of a window, all at once and by many threads.
//!
//! Invariants:
//! - Whether a signature is valid depends on it alone, not on what is checked beside it (decision D4).
//! - A signature is checked with the key that is valid for its entry; where there is none, R-110 says so and nothing is
//!   checked.
//! - Randomness is drawn from the operating system once a run and is fresh for every call of the batch check.
//!
//! Whose authority a key has is not asked here.

use std::sync::atomic::{AtomicU64, Ordering};

use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{EntryIndex, KeyNumber};
use ledger_format::limits::SIGNATURE_SIZE;
use ledger_format::signature::{BATCH_CHUNK, BatchItem, VerifyingKey, verify_batch};
use rayon::prelude::*;

use crate::error::Unreadable;

/// Fewer than this many are not worth another thread.
const CHUNK_MIN: usize = 256;

/// A signature to check.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// Its entry, or the batch's end for a head.
    pub entry: EntryIndex,
    /// The key's number.
    pub number: KeyNumber,
    /// The key.
    pub key: &'a VerifyingKey,
    /// What is signed, behind the prefix.
    pub range: &'a [u8],
    /// R ‖ s.
    pub signature: &'a [u8; 64],
}

/// Fresh randomness for every call of the batch check.
pub struct Randomness {
    seed: [u8; 32],
    calls: AtomicU64,
}

impl Randomness {
    /// Draws a seed from the operating system.
    ///
    /// # Errors
    /// [`Unreadable::Randomness`] if it gives none.
    pub fn draw() -> Result<Self, Unreadable> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)
            .map_err(|error| Unreadable::Randomness { source: std::io::Error::other(error.to_string()) })?;
        Ok(Self { seed, calls: AtomicU64::new(0) })
    }

    fn next(&self) -> [u8; 32] {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        blake3::keyed_hash(&self.seed, &call.to_le_bytes()).into()
    }
}

/// The signatures of an entry with their key numbers, in the order of the bytes.
pub fn signatures_of<'a>(entry: &EntryBytes<'a>) -> impl Iterator<Item = (KeyNumber, &'a [u8; 64])> {
    let block = entry.bytes().get(entry.statement().len() + 1..).unwrap_or_default();
    let (signatures, _) = block.as_chunks::<SIGNATURE_SIZE>();
    signatures.iter().filter_map(|each| {
        let (number, signature) = each.split_first_chunk()?;
        Some((KeyNumber(u32::from_le_bytes(*number)), signature.try_into().ok()?))
    })
}

/// Says which of the signatures are not valid, by entry and key.
///
/// Reorders them: those of one key stand together, because a product has one term for each key in it.
#[must_use]
pub fn invalid(
    signed: &mut [Signed<'_>],
    prefix: &[u8],
    randomness: &Randomness,
) -> Vec<(EntryIndex, KeyNumber)> {
    signed.par_sort_unstable_by_key(|each| (each.number, each.entry));
    let per_thread = signed.len().div_ceil(rayon::current_num_threads().max(1));
    let chunk_size = per_thread.clamp(CHUNK_MIN, BATCH_CHUNK);
    signed
        .par_chunks(chunk_size)
        .flat_map_iter(|chunk| {
            let items: Vec<BatchItem<'_>> = chunk
                .iter()
                .map(|Signed { key, range, signature, .. }| BatchItem { key, prefix, range, signature })
                .collect();
            let verdict = verify_batch(&items, &randomness.next());
            let guilty = verdict.invalid().iter().filter_map(|each| chunk.get(each.index));
            guilty.map(|each| (each.entry, each.number)).collect::<Vec<_>>()
        })
        .collect()
}
