//! Callers' batches that are committed together, and the checks of their signatures, which are shared out among threads.
//!
//! Invariants
//! - Every signature stands in one chunk, and every chunk is checked by one thread, once. An entry's verdict is that of its
//!   signatures alone; it never depends on its neighbours in the group.
//! - [`Group::presumed`] is a guess that [`Group::settle`] confirms or takes back: nothing is written that rests on it.
//! - An entry with a key that is not in the book yet (its registration may be in the same group) is left to the sequencer.
//! - Whoever waits for the checks helps with them first, so that no busy thread pool can keep it waiting.
//!
//! Whether a key is valid, and whose signatures are needed, is for the rules to ask.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use ledger_format::{
    entry::{EntryBytes, EntrySignature},
    identifiers::KeyNumber,
    signature::{BATCH_CHUNK, BatchItem, VerifyingKey},
};
use parking_lot::{Condvar, Mutex};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    keys::SharedKeys,
    pace::Pace,
    signatures::{Checked, find_invalid},
    submission::Submission,
};
use crate::{entropy::Entropy, error::Error, rules::SignatureVerdict};

/// Fewer signatures than this are not worth a chunk of their own.
const CHUNK_MIN: usize = 256;

/// An entry's place: which submission of the group, which entry of that. Both fit: a group has at most 8 MiB of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct PlaceInGroup(u32, u32);

/// One signature, by the place of its entry and its number among that entry's.
#[derive(Debug, Clone, Copy)]
struct Item {
    key: KeyNumber,
    place: PlaceInGroup,
    number: u8,
}

/// A group on its way.
#[derive(Debug)]
pub(crate) struct Group {
    /// The callers' batches, in order.
    pub submissions: Vec<Submission>,
    prefix: Vec<u8>,
    keys: SharedKeys,
    /// Entries whose keys are not all known.
    not_yet: FxHashSet<PlaceInGroup>,
    items: Vec<Item>,
    chunks: Vec<Chunk>,
    /// The first chunk that no thread has taken.
    next: AtomicUsize,
    progress: Mutex<Progress>,
    settled: Condvar,
    pace: Arc<Pace>,
}

#[derive(Debug)]
struct Chunk {
    items: Range<usize>,
    randomness: [u8; 32],
}

#[derive(Debug, Default)]
struct Progress {
    /// Chunks checked, or given up.
    done: usize,
    /// Of each entry with an invalid signature, the lowest key.
    invalid: FxHashMap<PlaceInGroup, KeyNumber>,
    /// Whether a thread panicked.
    failed: bool,
}

impl Group {
    /// A group whose signatures are to be checked with these keys, by so many threads.
    ///
    /// # Errors
    /// [`Error::Randomness`].
    pub fn new(
        submissions: Vec<Submission>,
        keys: SharedKeys,
        prefix: &[u8],
        entropy: &dyn Entropy,
        threads: usize,
        pace: &Arc<Pace>,
    ) -> Result<Self, Error> {
        let (mut items, mut not_yet) = (Vec::new(), FxHashSet::default());
        items.reserve(submissions.iter().map(|submission| submission.entries.len()).sum());
        for (at, submission) in submissions.iter().enumerate() {
            for (entry_at, entry) in submission.iter().enumerate() {
                let place = PlaceInGroup::new(at, entry_at);
                let before = items.len();
                items.extend((0..).zip(entry.signatures()).map(|(number, signature)| Item {
                    key: signature.key,
                    place,
                    number,
                }));
                let of_entry = items.get(before..).unwrap_or_default();
                if !of_entry.iter().all(|item| keys.contains_key(&item.key)) {
                    items.truncate(before);
                    not_yet.insert(place);
                }
            }
        }
        // Signatures of one key share a term of their chunk's sum.
        items.sort_unstable_by_key(|item| (item.key, item.place));
        let ranges = chunks(items.len(), threads, pace.leading_cost());
        let mut randomness = vec![[0; 32]; ranges.len()];
        entropy.fill(randomness.as_flattened_mut())?;
        let chunks = ranges.into_iter().zip(randomness);
        Ok(Self {
            submissions,
            prefix: prefix.to_vec(),
            keys,
            not_yet,
            items,
            chunks: chunks.map(|(items, randomness)| Chunk { items, randomness }).collect(),
            next: AtomicUsize::new(0),
            progress: Mutex::default(),
            settled: Condvar::new(),
            pace: Arc::clone(pace),
        })
    }

    /// A group of which nothing is checked before the rules are asked: the sequencer does it, entry by entry.
    pub fn unchecked(submissions: Vec<Submission>, prefix: &[u8]) -> Self {
        let places = submissions.iter().enumerate().flat_map(|(at, submission)| {
            (0..submission.entries.len()).map(move |entry_at| PlaceInGroup::new(at, entry_at))
        });
        Self {
            not_yet: places.collect(),
            submissions,
            prefix: prefix.to_vec(),
            keys: SharedKeys::default(),
            items: Vec::new(),
            chunks: Vec::new(),
            next: AtomicUsize::new(0),
            progress: Mutex::default(),
            settled: Condvar::new(),
            pace: Arc::default(),
        }
    }

    /// How many threads may help besides the one that leads the group.
    pub fn helpers(&self, threads: usize) -> usize {
        self.chunks.len().min(threads).saturating_sub(1)
    }

    /// Checks chunks until all are taken.
    pub fn help(&self) {
        while let Some(chunk) = self.chunks.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let mut report = Report { group: self, invalid: Vec::new(), complete: false };
            let begun = Instant::now();
            report.invalid = self.check(chunk);
            if report.invalid.is_empty() {
                self.pace.checked(chunk.items.len(), begun.elapsed());
            }
            report.complete = true;
        }
    }

    /// Takes note of what leading so many entries took, while others checked.
    pub fn led(&self, entry_count: usize, took: Duration) {
        self.pace.led(entry_count, took);
    }

    /// Whether every chunk is checked.
    pub fn is_settled(&self) -> bool {
        self.progress.lock().done >= self.chunks.len()
    }

    /// Helps until all is checked, and waits for the others. True if what was presumed is so.
    ///
    /// # Errors
    /// [`Error::Poisoned`] if a thread that checked died of a bug.
    pub fn settle(&self) -> Result<bool, Error> {
        self.help();
        let mut progress = self.progress.lock();
        while progress.done < self.chunks.len() {
            self.settled.wait(&mut progress);
        }
        if progress.failed { Err(Error::Poisoned) } else { Ok(progress.invalid.is_empty()) }
    }

    /// What is known of an entry's signatures before they are checked, and otherwise hoped for.
    pub fn presumed(&self, submission: usize, entry: usize) -> Checked {
        self.presumed_at(PlaceInGroup::new(submission, entry))
    }

    fn presumed_at(&self, place: PlaceInGroup) -> Checked {
        if !self.not_yet.is_empty() && self.not_yet.contains(&place) {
            return Checked::NotYet;
        }
        Checked::Verdict(SignatureVerdict::Valid)
    }

    /// What is known of an entry's signatures once the group is settled.
    pub fn checked(&self, submission: usize, entry: usize) -> Checked {
        let place = PlaceInGroup::new(submission, entry);
        match self.progress.lock().invalid.get(&place) {
            Some(key) => Checked::Verdict(SignatureVerdict::Invalid(*key)),
            None => self.presumed_at(place),
        }
    }

    /// The signatures of a chunk that are not valid: their entries and keys.
    fn check(&self, chunk: &Chunk) -> Vec<(PlaceInGroup, KeyNumber)> {
        let items = self.items.get(chunk.items.clone()).unwrap_or_default();
        let found: Vec<(EntryBytes<'_>, EntrySignature, &VerifyingKey)> =
            items.iter().filter_map(|item| self.find(item)).collect();
        let batch: Vec<BatchItem<'_>> = found
            .iter()
            .map(|(entry, signature, key)| BatchItem {
                key,
                prefix: &self.prefix,
                range: entry.statement(),
                signature: &signature.signature,
            })
            .collect();
        let invalid = find_invalid(&batch, &chunk.randomness);
        let at = |index: usize| items.get(index).map(|item| (item.place, item.key));
        invalid.into_iter().filter_map(at).collect()
    }

    fn find(&self, item: &Item) -> Option<(EntryBytes<'_>, EntrySignature, &VerifyingKey)> {
        let PlaceInGroup(submission, entry) = item.place;
        let submission = self.submissions.get(usize::try_from(submission).ok()?)?;
        let entry = submission.entries.get(usize::try_from(entry).ok()?)?.bytes(&submission.payload)?;
        let signature = entry.signatures().nth(usize::from(item.number))?;
        Some((entry, signature, &**self.keys.get(&item.key)?))
    }
}

impl PlaceInGroup {
    fn new(submission: usize, entry: usize) -> Self {
        let number = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Self(number(submission), number(entry))
    }
}

/// What a thread found in a chunk; told when it is dropped, also by a panic.
struct Report<'g> {
    group: &'g Group,
    invalid: Vec<(PlaceInGroup, KeyNumber)>,
    complete: bool,
}

impl Drop for Report<'_> {
    fn drop(&mut self) {
        let mut progress = self.group.progress.lock();
        for (place, key) in self.invalid.drain(..) {
            progress.invalid.entry(place).and_modify(|lowest| *lowest = key.min(*lowest)).or_insert(key);
        }
        progress.failed |= !self.complete;
        progress.done += 1;
        if progress.done >= self.group.chunks.len() {
            self.group.settled.notify_all();
        }
    }
}

/// Cuts so many signatures into chunks: one for each thread where that is enough, since large ones cost less a signature, and
/// the last one smaller, for the thread that leads: it asks the rules first, which costs it so many hundredths of a signature an
/// entry, and gets so much less to check.
fn chunks(count: usize, threads: usize, leading_cost: usize) -> Vec<Range<usize>> {
    let of_helper = match threads {
        0 | 1 => count,
        _ => (count * (100 + leading_cost) / (100 * threads)).min(count.div_ceil(threads - 1)),
    };
    let size = of_helper.clamp(CHUNK_MIN, BATCH_CHUNK);
    let (mut ranges, mut start) = (Vec::new(), 0);
    while start < count {
        let end = if count - start < size + CHUNK_MIN / 2 { count } else { start + size };
        ranges.push(start..end);
        start = end;
    }
    ranges
}

/// Lets the pool's threads help with a group.
pub(crate) fn call_helpers(group: &Arc<Group>, threads: usize) {
    for _ in 0..group.helpers(threads) {
        let group = Arc::clone(group);
        rayon::spawn(move || {
            // What panics in there was a bug; whoever settles the group is told.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| group.help()));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signature_is_in_one_chunk_and_the_leader_gets_less() {
        for threads in [1, 2, 3, 4, 8, 64] {
            for count in [0, 1, 255, 256, 300, 511, 1_000, 4_096, 10_000, 40_000] {
                let chunks = chunks(count, threads, 27);
                let covered: Vec<usize> = chunks.iter().cloned().flatten().collect();
                assert_eq!(covered, (0..count).collect::<Vec<_>>(), "{count} by {threads}");
                assert!(chunks.iter().all(|chunk| chunk.len() <= BATCH_CHUNK + CHUNK_MIN / 2));
            }
        }
        let sizes = |cost| chunks(10_000, 2, cost).into_iter().map(|chunk| chunk.len()).collect::<Vec<_>>();
        assert_eq!(sizes(27), [6_350, 3_650]);
        assert_eq!(sizes(60), [8_000, 2_000]);
        // Who leads for as long as all the checks take is left one chunk all the same, where a product would be too large.
        assert_eq!(sizes(400), [8_192, 1_808]);
        assert_eq!(chunks(10_000, 1, 27).len(), 2, "a product of more than 8,192 is cut anyway");
    }

    #[test]
    fn a_thread_that_dies_leaves_nobody_waiting() {
        let mut group = Group::unchecked(Vec::new(), b"");
        group.chunks.push(Chunk { items: 0..0, randomness: [0; 32] });
        let died = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            group.next.fetch_add(1, Ordering::Relaxed);
            let _report = Report { group: &group, invalid: Vec::new(), complete: false };
            panic!("a bug");
        }));
        assert!(died.is_err());
        assert!(matches!(group.settle(), Err(Error::Poisoned)));
    }
}
