//! The ids that are taken: those of entries whose not_after has not passed (decision D6).
//!
//! Invariants:
//! - An id stays until its not_after lies before the time of a batch; it is dropped within the hour after that, so the
//!   state is bounded by what may be recorded in `not_after_limit_ms`.
//! - Whoever asks compares not_after with the batch's time: an id that is kept too long is no refusal.
//!
//! Callers choose ids, so they are hashed with a key of this process: nobody can make them collide.

use std::collections::{BTreeMap, HashMap};

use ledger_format::identifiers::{EntryId, EntryIndex, Timestamp};

/// Ids expire by the hour.
const EXPIRY_STEP_MS: u64 = 60 * 60 * 1_000;

/// An entry that bears an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct IdUse {
    /// The entry.
    pub(crate) entry: EntryIndex,
    /// Until when its id is taken.
    pub(crate) not_after: Timestamp,
}

/// Tables that the ids are spread over: when one grows, the others need not be moved.
const SHARDS: usize = 256;

/// Ids in use.
#[derive(Debug, Clone)]
pub(crate) struct UnexpiredIds {
    /// By the last byte, which is random in any id made as is usual.
    shards: Vec<HashMap<EntryId, IdUse>>,
    /// By the hour of not_after: what may be dropped when it is over.
    by_hour: BTreeMap<u64, Vec<EntryId>>,
}

impl PartialEq for UnexpiredIds {
    fn eq(&self, other: &Self) -> bool {
        self.shards == other.shards
    }
}

impl Default for UnexpiredIds {
    fn default() -> Self {
        // One hash key for all of them.
        Self { shards: vec![HashMap::new(); SHARDS], by_hour: BTreeMap::new() }
    }
}

fn shard(id: &EntryId) -> usize {
    let EntryId([.., last]) = id;
    usize::from(*last)
}

impl UnexpiredIds {
    pub(crate) fn get(&self, id: &EntryId) -> Option<IdUse> {
        self.shards.get(shard(id))?.get(id).copied()
    }

    pub(crate) fn insert(&mut self, id: EntryId, new: IdUse) {
        if let Some(uses) = self.shards.get_mut(shard(&id)) {
            uses.insert(id, new);
        }
        self.by_hour.entry(new.not_after.0 / EXPIRY_STEP_MS).or_default().push(id);
    }

    /// Drops what no batch from now on can find taken.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        let this_hour = now.0 / EXPIRY_STEP_MS;
        while let Some(hour) = self.by_hour.first_entry().filter(|hour| *hour.key() < this_hour) {
            for id in hour.remove() {
                // Used again in the meantime: then a later hour has it too.
                let Some(uses) = self.shards.get_mut(shard(&id)) else { continue };
                if uses.get(&id).is_some_and(|held| held.not_after.0 / EXPIRY_STEP_MS < this_hour) {
                    uses.remove(&id);
                }
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&EntryId, &IdUse)> {
        self.shards.iter().flatten()
    }

    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(HashMap::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> EntryId {
        EntryId([n; 16])
    }

    fn until(hour: u64) -> IdUse {
        IdUse { entry: EntryIndex(1), not_after: Timestamp(hour * EXPIRY_STEP_MS + 7) }
    }

    #[test]
    fn ids_are_dropped_after_their_hour() {
        let mut ids = UnexpiredIds::default();
        ids.insert(id(1), until(5));
        ids.insert(id(2), until(9));
        ids.expire(Timestamp(5 * EXPIRY_STEP_MS + 8));
        assert_eq!(ids.len(), 2, "the hour is not over");
        ids.expire(Timestamp(6 * EXPIRY_STEP_MS));
        assert!(ids.get(&id(1)).is_none() && ids.get(&id(2)).is_some());
        assert_eq!(ids.by_hour.len(), 1);
    }

    #[test]
    fn an_id_used_again_stays() {
        let mut ids = UnexpiredIds::default();
        ids.insert(id(1), until(5));
        ids.insert(id(1), until(20));
        ids.expire(Timestamp(10 * EXPIRY_STEP_MS));
        assert_eq!(ids.get(&id(1)), Some(until(20)));
    }
}
