//! Checks the signatures of a window, all at once and by many threads.
//!
//! Invariants:
//! - Whether a signature is valid depends on it alone, not on what is checked beside it (decision D4).
//! - A signature is checked with the key that is valid for its entry; where there is none, R-110 says so and nothing is
//!   checked.
//! - Randomness is drawn from the operating system once a run and is fresh for every call of the batch check.
//!
//! Whose authority a key has is not asked here.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{EntryIndex, KeyNumber};
use ledger_format::limits::SIGNATURE_SIZE;
use ledger_format::signature::{BATCH_CHUNK, BatchItem, VerifyingKey, verify_batch};
use rayon::prelude::*;

use crate::error::Unreadable;

/// Fewer than this many are not worth a product of their own.
const CHUNK_MIN: usize = 1_024;

/// So many keys in a product of [`BATCH_CHUNK`] cost less than entries that are read out of their order.
const FEW_KEYS: usize = 256;

/// So many signatures are looked at to see how many keys there are.
const SAMPLE: usize = 4_096;

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
/// May reorder them: where many keys sign, those of one key stand together, because a product has one term for each key in it.
#[must_use]
pub fn invalid(
    signed: &mut [Signed<'_>],
    prefix: &[u8],
    randomness: &Randomness,
) -> Vec<(EntryIndex, KeyNumber)> {
    if is_of_many_keys(signed) {
        signed.par_sort_unstable_by_key(|each| (each.number, each.entry));
    }
    let threads = rayon::current_num_threads().max(1);
    let chunks = chunks(signed, threads);
    let next = AtomicUsize::new(0);
    // In this order, whichever thread is free: the small chunks come last, so that no thread waits long for another.
    let take = |_| std::iter::from_fn(|| chunks.get(next.fetch_add(1, Ordering::Relaxed)));
    let check = |chunk: &&[Signed<'_>]| {
        let items: Vec<BatchItem<'_>> = chunk
            .iter()
            .map(|Signed { key, range, signature, .. }| BatchItem { key, prefix, range, signature })
            .collect();
        let verdict = verify_batch(&items, &randomness.next());
        let guilty = verdict.invalid().iter().filter_map(|each| chunk.get(each.index));
        guilty.map(|each| (each.entry, each.number)).collect::<Vec<_>>()
    };
    (0..threads)
        .into_par_iter()
        .with_max_len(1)
        .flat_map_iter(|thread| take(thread).flat_map(check))
        .collect()
}

/// Whether sorting by key saves more than reading the entries out of their order costs: from a sample, since it changes no verdict.
fn is_of_many_keys(signed: &[Signed<'_>]) -> bool {
    let step = (signed.len() / SAMPLE).max(1);
    let keys: HashSet<KeyNumber> = signed.iter().step_by(step).map(|each| each.number).collect();
    keys.len() > FEW_KEYS
}

/// Cuts them: as large as a product may be, and smaller where few are left for each thread.
fn chunks<'s, 'a>(mut signed: &'s [Signed<'a>], threads: usize) -> Vec<&'s [Signed<'a>]> {
    let mut chunks = Vec::new();
    while !signed.is_empty() {
        let share = signed.len().div_ceil(threads);
        let (chunk, rest) = signed.split_at(share.clamp(CHUNK_MIN, BATCH_CHUNK).min(signed.len()));
        chunks.push(chunk);
        signed = rest;
    }
    chunks
}
