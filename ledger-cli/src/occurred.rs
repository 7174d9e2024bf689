//! When entries occurred, for rows that name an entry and not its time.

use std::collections::{BTreeMap, BTreeSet};

use ledger_core::{Error, Ledger, RecordedEntry};
use ledger_format::entry::EntryBytes;
use ledger_format::identifiers::{EntryIndex, Timestamp};

/// Entries that are looked up one by one; of more, the journal is read from the first to the last of them.
const LOOKED_UP: usize = 256;

/// When each of these entries occurred.
///
/// # Errors
/// When the journal cannot be read.
pub fn occurred_at(
    ledger: &Ledger,
    entries: &BTreeSet<EntryIndex>,
) -> Result<BTreeMap<EntryIndex, Timestamp>, Error> {
    let mut known = BTreeMap::new();
    let mut note = |recorded: &RecordedEntry| {
        let entry = EntryBytes::whole(&recorded.bytes).ok().filter(|_| entries.contains(&recorded.index));
        known.extend(entry.map(|entry| (recorded.index, entry.occurred_at())));
    };
    match (entries.first(), entries.last()) {
        (Some(first), Some(last)) if entries.len() > LOOKED_UP => {
            for recorded in ledger.feed(*first)? {
                let recorded = recorded?;
                note(&recorded);
                if recorded.index >= *last {
                    break;
                }
            }
        }
        _ => {
            for entry in entries {
                ledger.entry(*entry)?.iter().for_each(&mut note);
            }
        }
    }
    Ok(known)
}
