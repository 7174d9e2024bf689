//! Which closings of accounts found units there.
//!
//! Invariants:
//! - A stretch of time in which an account held units costs two steps, however often the account was closed in it: many
//!   blocks in an account that is closed many times do not multiply.
//! - May be told by many threads at once; the order does not matter.

use std::sync::atomic::{AtomicI64, Ordering};

use ledger_format::identifiers::{AccountNumber, EntryIndex};

use crate::finding::Rule;
use crate::rules::Breach;
use crate::rules::number_map::NumberMap;

/// The closings of a window, and how many stretches of held units begin and end to cover each.
#[derive(Debug)]
pub struct Closings<'w> {
    of_account: NumberMap<AccountNumber, (&'w [EntryIndex], Vec<AtomicI64>)>,
}

impl<'w> Closings<'w> {
    /// No units found yet; `closings` of an account ascend.
    pub fn new(closings: &'w NumberMap<AccountNumber, Vec<EntryIndex>>) -> Self {
        let with_changes = |entries: &'w Vec<EntryIndex>| {
            (entries.as_slice(), (0..=entries.len()).map(|_| AtomicI64::new(0)).collect())
        };
        Self {
            of_account: closings.iter().map(|(account, entries)| (*account, with_changes(entries))).collect(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.of_account.is_empty()
    }

    /// The account held units from behind `since` up to `until`.
    pub fn held(&self, account: AccountNumber, since: EntryIndex, until: EntryIndex) {
        let Some((entries, changes)) = self.of_account.get(&account) else { return };
        let first = entries.partition_point(|closing| *closing <= since);
        let end = entries.partition_point(|closing| *closing < until);
        if first < end
            && let (Some(begin), Some(end)) = (changes.get(first), changes.get(end))
        {
            begin.fetch_add(1, Ordering::Relaxed);
            end.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// The closings that found units, each once.
    pub fn into_breaches(self) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for (entries, changes) in self.of_account.into_values() {
            let mut covering = 0;
            for (closing, change) in entries.iter().zip(changes) {
                covering += change.into_inner();
                if covering > 0 {
                    breaches.push(Breach { entry: *closing, rule: Rule::R(173), block: None });
                }
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_that_lies_within_a_stretch_is_found_once() {
        let account = AccountNumber(7);
        let given: NumberMap<_, _> = [(account, [3, 5, 8, 9].map(EntryIndex).to_vec())].into_iter().collect();
        let closings = Closings::new(&given);
        for (since, until) in [(5, 9), (0, 3), (4, 9), (7, 8), (9, u64::MAX)] {
            closings.held(account, EntryIndex(since), EntryIndex(until));
            closings.held(AccountNumber(8), EntryIndex(0), EntryIndex(u64::MAX));
        }
        let found: Vec<u64> = closings.into_breaches().iter().map(|breach| breach.entry.0).collect();
        assert_eq!(found, [5, 8]);
    }
}
