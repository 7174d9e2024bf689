//! An entry on its way in: decoded, its signatures checked, its place known, and no rule asked yet.

use ledger_format::body::holds::HoldPlaced;
use ledger_format::body::{Body, Context, Movement};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{Digest, EntryIndex, KeyNumber, Timestamp};
use ledger_format::limits::SIGNATURES_MAX;

/// Everything that a rule may ask about one entry.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its exact bytes.
    pub entry: EntryBytes<'a>,
    /// Decoded from them.
    pub context: &'a Context,
    /// Decoded from them.
    pub body: &'a Body,
    /// The place it will have.
    pub index: EntryIndex,
    /// The time of the batch it will be in.
    pub recorded_at: Timestamp,
    /// What checking its signatures gave.
    pub signatures: SignatureVerdict,
    /// Whether it is the last entry of its sealed batch.
    pub last_in_batch: bool,
    /// Whether it is the only entry of its sealed batch.
    pub alone_in_batch: bool,
    /// Of a reversing movement: the movement at the index it names, if an earlier entry is one.
    pub reversed: Option<&'a Movement>,
    /// Of an entry that names a hold which the state does not have any more: the hold, if the entry that it names is an earlier
    /// one that placed it.
    pub named_hold: Option<&'a HoldPlaced>,
    /// Of an AEF filing: the journal's chain at the count of entries that it names, if there are so many.
    pub chain_at_count: Option<Digest>,
}

/// What checking an entry's signatures gave, against the keys registered under those numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// All are valid.
    Valid,
    /// That of the lowest key number that is not.
    Invalid(KeyNumber),
    /// Not checked: a replay of what was checked when it was written.
    Assumed,
}

impl Candidate<'_> {
    /// The keys that signed, valid or not.
    #[must_use]
    pub fn signers(&self) -> SignerSet {
        let mut set = SignerSet { keys: [KeyNumber(0); SIGNATURES_MAX], count: 0 };
        for (place, signature) in set.keys.iter_mut().zip(self.entry.signatures()) {
            *place = signature.key;
            set.count += 1;
        }
        set
    }
}

/// The keys that signed an entry, ascending; on the stack, because every movement asks.
#[derive(Debug, Clone, Copy)]
pub struct SignerSet {
    keys: [KeyNumber; SIGNATURES_MAX],
    count: usize,
}

impl SignerSet {
    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[KeyNumber] {
        self.keys.get(..self.count).unwrap_or_default()
    }

    /// Whether this key signed.
    #[must_use]
    pub fn contains(&self, key: KeyNumber) -> bool {
        self.keys().binary_search(&key).is_ok()
    }

    /// How many of an ascending list of keys signed.
    #[must_use]
    pub fn count_among(&self, holders: &[KeyNumber]) -> usize {
        self.keys().iter().filter(|key| holders.binary_search(key).is_ok()).count()
    }
}
