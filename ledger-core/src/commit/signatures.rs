//! Checks every signature of a queue together, before sequencing (D4, D9).
//!
//! Invariants
//! - An entry's verdict is that of its signatures alone; it never depends on its neighbours in the queue.
//! - An entry with a key that is not in the book yet (its registration may be in the same queue) is left to the sequencer.
//!
//! Whether a key is valid, and whose signatures are needed, is for the rules to ask.

use ledger_format::{
    entry::{EntryBytes, EntrySignature},
    identifiers::KeyNumber,
    signature::{BATCH_CHUNK, BatchItem, VerifyingKey, verify, verify_batch},
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::{entropy::Entropy, error::Error, rules::SignatureVerdict};

/// Fewer signatures than this are checked one by one.
const SINGLY_BELOW: usize = 16;

/// Fewer signatures than this are not worth a chunk of their own.
const CHUNK_MIN: usize = 128;

/// What is known of an entry's signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checked {
    /// Nothing, or a key was not found.
    NotYet,
    /// Every one was checked.
    Verdict(SignatureVerdict),
}

/// One signature on its way, with the place of the entry that bears it.
struct Item {
    place: usize,
    signature: EntrySignature,
}

/// Checks the signatures of many entries; one verdict each, in order. `prefix` is that of the ledger's statements; `threads`
/// says how many are free for it: fewer and longer chunks cost less in all.
///
/// # Errors
/// [`Error::Randomness`].
pub(crate) fn check(
    entries: &[EntryBytes<'_>],
    prefix: &[u8],
    keys: &FxHashMap<KeyNumber, VerifyingKey>,
    entropy: &dyn Entropy,
    threads: usize,
) -> Result<Vec<Checked>, Error> {
    let mut verdicts = vec![Checked::NotYet; entries.len()];
    let mut items = Vec::with_capacity(entries.len());
    for (place, (entry, verdict)) in entries.iter().zip(&mut verdicts).enumerate() {
        if entry.signatures().all(|signature| keys.contains_key(&signature.key)) {
            items.extend(entry.signatures().map(|signature| Item { place, signature }));
            *verdict = Checked::Verdict(SignatureVerdict::Valid);
        }
    }
    // Signatures of one key share a term of their chunk's sum.
    items.sort_by_key(|item| item.signature.key);
    let invalid = find_invalid(entries, &items, prefix, keys, entropy, threads)?;
    // Keys ascend, so that walking backwards leaves each entry's lowest.
    for item in invalid.iter().rev().filter_map(|index| items.get(*index)) {
        if let Some(verdict) = verdicts.get_mut(item.place) {
            *verdict = Checked::Verdict(SignatureVerdict::Invalid(item.signature.key));
        }
    }
    Ok(verdicts)
}

/// The verdict on one entry, its keys looked up one by one. Unknown keys are passed over: R-110 comes first.
pub(crate) fn check_one<'k>(
    entry: &EntryBytes<'_>,
    prefix: &[u8],
    key: impl Fn(KeyNumber) -> Option<&'k VerifyingKey>,
) -> SignatureVerdict {
    for signature in entry.signatures() {
        let Some(found) = key(signature.key) else { continue };
        if verify(found, prefix, entry.statement(), &signature.signature).is_err() {
            return SignatureVerdict::Invalid(signature.key);
        }
    }
    SignatureVerdict::Valid
}

/// Indexes into `items` of the signatures that are not valid, rising.
fn find_invalid(
    entries: &[EntryBytes<'_>],
    items: &[Item],
    prefix: &[u8],
    keys: &FxHashMap<KeyNumber, VerifyingKey>,
    entropy: &dyn Entropy,
    threads: usize,
) -> Result<Vec<usize>, Error> {
    let to_check = |item: &Item| Some((keys.get(&item.signature.key)?, entries.get(item.place)?.statement()));
    if items.len() < SINGLY_BELOW {
        let is_invalid = |item: &Item| {
            to_check(item)
                .is_none_or(|(key, range)| verify(key, prefix, range, &item.signature.signature).is_err())
        };
        return Ok(items
            .iter()
            .enumerate()
            .filter(|(_, item)| is_invalid(item))
            .map(|(index, _)| index)
            .collect());
    }
    let share = items.len().div_ceil(threads.max(1));
    let size = share.clamp(CHUNK_MIN, BATCH_CHUNK);
    let mut randomness = vec![[0; 32]; items.len().div_ceil(size)];
    entropy.fill(randomness.as_flattened_mut())?;
    let invalid = items
        .par_chunks(size)
        .zip(randomness.par_iter())
        .enumerate()
        .map(|(chunk, (items, randomness))| {
            let checks: Vec<_> = items
                .iter()
                .filter_map(|item| {
                    let (key, range) = to_check(item)?;
                    Some(BatchItem { key, prefix, range, signature: &item.signature.signature })
                })
                .collect();
            let verdict = verify_batch(&checks, randomness);
            verdict.invalid().iter().map(|invalid| chunk * size + invalid.index).collect::<Vec<_>>()
        })
        .collect::<Vec<_>>();
    Ok(invalid.into_iter().flatten().collect())
}
