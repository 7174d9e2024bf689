//! Checks signatures: many together, or one entry's (D4).
//!
//! Invariant: an entry's verdict is that of its signatures alone; it never depends on its neighbours.
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
    /// Nothing, since a key was not found.
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
    let share = items.len().div_ceil(threads.max(1));
    let size = share.clamp(CHUNK_MIN, BATCH_CHUNK);
    let mut randomness = vec![[0; 32]; items.len().div_ceil(size)];
    entropy.fill(randomness.as_flattened_mut())?;
    let invalid: Vec<usize> = items
        .par_chunks(size)
        .zip(randomness.par_iter())
        .enumerate()
        .flat_map_iter(|(chunk, (items, randomness))| {
            let to_check = |item| batch_item(item, entries, prefix, keys);
            let checks: Vec<_> = items.iter().filter_map(to_check).collect();
            find_invalid(&checks, randomness).into_iter().map(move |index| chunk * size + index)
        })
        .collect();
    // Keys ascend, so that walking backwards leaves each entry's lowest.
    for item in invalid.iter().rev().filter_map(|index| items.get(*index)) {
        if let Some(verdict) = verdicts.get_mut(item.place) {
            *verdict = Checked::Verdict(SignatureVerdict::Invalid(item.signature.key));
        }
    }
    Ok(verdicts)
}

fn batch_item<'a>(
    item: &'a Item,
    entries: &[EntryBytes<'a>],
    prefix: &'a [u8],
    keys: &'a FxHashMap<KeyNumber, VerifyingKey>,
) -> Option<BatchItem<'a>> {
    let (key, range) = (keys.get(&item.signature.key)?, entries.get(item.place)?.statement());
    Some(BatchItem { key, prefix, range, signature: &item.signature.signature })
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

/// Indexes of the signatures that are not valid, rising. `randomness` is fresh.
pub(crate) fn find_invalid(items: &[BatchItem<'_>], randomness: &[u8; 32]) -> Vec<usize> {
    if items.len() < SINGLY_BELOW {
        let is_valid =
            |item: &BatchItem<'_>| verify(item.key, item.prefix, item.range, item.signature).is_ok();
        return (0..).zip(items).filter(|(_, item)| !is_valid(item)).map(|(index, _)| index).collect();
    }
    verify_batch(items, randomness).invalid().iter().map(|invalid| invalid.index).collect()
}
